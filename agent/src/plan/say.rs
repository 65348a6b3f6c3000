//! The planner's words: a focus as a complete question, lists, and what the product can do.

use sentia_semantic::Catalogue;
pub(super) use sentia_semantic::lower_first;
use sentia_tools::FilterArg;

use super::{Aim, Focus, Sort, SortOrder, ask::Ask, derived};
use crate::link::in_words;

/// A focus as a question that is complete in itself: `OEE by line last week for plant Leeds`. Linked and planned anew, it
/// gives the same focus.
pub fn focus_in_words(focus: &Focus, catalogue: &Catalogue) -> String {
    let measures =
        focus.measures.iter().map(|id| catalogue.measure(id).map_or(id.as_str(), |measure| &measure.label));
    let statement = focus.statement.as_ref().and_then(|id| catalogue.statement(id));
    let named = statement.map_or_else(|| list(measures), |statement| statement.label.clone());
    let aim = match focus.aim {
        Aim::Show => "",
        Aim::Forecast => "Forecast of ",
        Aim::Explain => "Why the change of ",
        Aim::Detect => "What is unusual in ",
        Aim::Control => "Control chart of ",
        Aim::Risk => return risk_in_words(focus, catalogue),
        Aim::Stock => return stock_in_words(focus, catalogue),
        Aim::Payments => return super::payments::in_words(focus, &rows_in_words(focus, catalogue)),
        Aim::Schedule => {
            let model = catalogue.schedule_models.first();
            return super::schedule::in_words(focus, &rows_in_words(focus, catalogue), model);
        }
        Aim::Trace => return super::record::in_words(focus, catalogue),
        Aim::WhatIf => return what_if_in_words(focus, &named, catalogue),
    };
    let mut text = format!("{aim}{}{named}", derived::columns_in_words(focus));
    let by: Vec<String> = focus.by.iter().map(|id| dimension_name(catalogue, id)).collect();
    if !by.is_empty() {
        text = format!("{text} by {}", list(by.iter().map(String::as_str)));
    }
    if let Some(grain) = focus.grain {
        text = format!("{text} by {}", grain.name());
    }
    text.push_str(&rows_in_words(focus, catalogue));
    text.push_str(&derived::conditions_in_words(focus, |id| {
        catalogue.measure(id).map_or_else(|| id.to_owned(), |measure| measure.label.clone())
    }));
    if let Some(against) = &focus.against {
        text = format!("{text} compared with {}", against_in_words(against));
    }
    if let Some(order) = order_in_words(focus.sort.as_ref(), focus.limit, catalogue) {
        text = format!("{text}, {order}");
    }
    if focus.others { format!("{text} and the rest") } else { text }
}

/// `Which machines are likely to fail next week for Line 3`.
fn risk_in_words(focus: &Focus, catalogue: &Catalogue) -> String {
    let of =
        catalogue.failure_models.first().map_or_else(String::new, |model| plural_name(catalogue, &model.of));
    format!("Which {of} are likely to fail{}", rows_in_words(focus, catalogue))
}

/// `How much stock of materials should we hold for plant Leeds at a service of 98%`.
fn stock_in_words(focus: &Focus, catalogue: &Catalogue) -> String {
    let rows = rows_in_words(focus, catalogue);
    let service = focus.goal.as_ref().map_or_else(String::new, |goal| format!(" at a service of {goal}"));
    format!("{}{rows}{service}", super::stock::question(catalogue))
}

/// `What if average price rises by 5%: gross margin last month`, `What OEE takes good pieces to 50,000 last week`.
fn what_if_in_words(focus: &Focus, named: &str, catalogue: &Catalogue) -> String {
    let rows = rows_in_words(focus, catalogue);
    let changes: Vec<String> =
        focus.changes.iter().map(|change| super::what_if::change_in_words(change, catalogue)).collect();
    let changes = list(changes.iter().map(String::as_str));
    match &focus.goal {
        Some(goal) => format!("What {changes} takes {} to {goal}{rows}", lower_first(named)),
        None if focus.measures.is_empty() => format!("What if {changes}{rows}"),
        None => format!("What if {changes}: {}{rows}", lower_first(named)),
    }
}

/// The period and the filters, each with a space before it.
fn rows_in_words(focus: &Focus, catalogue: &Catalogue) -> String {
    let mut text = String::new();
    if let Some(period) = &focus.period {
        let words = in_words(period);
        let is_date = words.starts_with(|letter: char| letter.is_ascii_digit())
            && words.contains(' ')
            && !words.contains("ago");
        text = format!(" {}{words}", if is_date { "on " } else { "" });
    }
    for filter in &focus.filters {
        text = format!("{text} {}", filter_in_words(filter, catalogue));
    }
    text
}

/// The dimension's name as it stands within a sentence: capitals only where the label has them inside.
pub(super) fn dimension_name(catalogue: &Catalogue, id: &str) -> String {
    catalogue
        .dimension(id)
        .map_or_else(|| id.replace(['_', '.'], " "), |dimension| lower_first(&dimension.label))
}

pub(super) fn plural_name(catalogue: &Catalogue, id: &str) -> String {
    catalogue
        .dimension(id)
        .map_or_else(|| id.replace(['_', '.'], " "), |dimension| lower_first(&dimension.plural))
}

pub(super) fn filter_in_words(filter: &FilterArg, catalogue: &Catalogue) -> String {
    let name = dimension_name(catalogue, &filter.dimension);
    let members: Vec<String> = filter.members.iter().map(|member| member_in_words(&name, member)).collect();
    let members = list(members.iter().map(String::as_str));
    format!("{} {members}", if filter.exclude { "excluding" } else { "for" })
}

/// `Line 3` says itself that it is a line; `Night` becomes `shift Night`.
fn member_in_words(dimension: &str, member: &str) -> String {
    let says_so = member.to_lowercase().split_whitespace().any(|word| word == dimension);
    if says_so { member.to_owned() } else { format!("{dimension} {member}") }
}

fn against_in_words(against: &str) -> String {
    match against {
        "previous_period" => "the previous period".to_owned(),
        "previous_year" => "the same period last year".to_owned(),
        "budget" => "the budget".to_owned(),
        period => in_words(period),
    }
}

fn order_in_words(sort: Option<&Sort>, limit: Option<u32>, catalogue: &Catalogue) -> Option<String> {
    let sort = sort?;
    let sorted_by = sort.measure.as_ref().map_or_else(String::new, |id| {
        format!(" sorted by {}", catalogue.measure(id).map_or(id.as_str(), |measure| &measure.label))
    });
    let order = match (sort.of_change, sort.order) {
        (true, SortOrder::Highest) => "biggest increase",
        (true, SortOrder::Lowest) => "biggest decrease",
        (true, SortOrder::Best) => "most improved",
        (true, SortOrder::Worst) => "worsened most",
        (false, SortOrder::Highest) => "highest",
        (false, SortOrder::Lowest) => "lowest",
        (false, SortOrder::Best) => "best",
        (false, SortOrder::Worst) => "worst",
    };
    Some(match limit {
        Some(limit) => format!("{order} {}{sorted_by}", count_in_words(limit)),
        None => format!("{order} first{sorted_by}"),
    })
}

/// With a comma between the thousands: `worst 2025` would be read back as a year.
fn count_in_words(count: u32) -> String {
    match count {
        0..1000 => count.to_string(),
        _ => format!("{},{:03}", count / 1000, count % 1000),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    join(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn choice<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    join(items, "or")
}

fn join<'a>(items: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Two sentences on what can be asked, with names of measures and dimensions that this person may see.
pub(super) fn what_i_can_do(ask: &Ask<'_>) -> String {
    let measures: Vec<&str> = ask.readable().map(|measure| measure.label.as_str()).take(3).collect();
    if measures.is_empty() {
        return "Your permissions do not include any measures; ask your administrator.".to_owned();
    }
    let first = ask.readable().next().map(|measure| vec![measure.id.clone()]).unwrap_or_default();
    let reached = ask.reach.common(&first);
    let dimensions = ask
        .catalogue
        .dimensions
        .iter()
        .filter(|dimension| reached.contains(&dimension.id) && ask.may_read(dimension.area));
    let by: Vec<String> = dimensions.take(3).map(|dimension| lower_first(&dimension.label)).collect();
    let split = if by.is_empty() {
        String::new()
    } else {
        format!(", split by {}", choice(by.iter().map(String::as_str)))
    };
    format!(
        "I can show measures such as {}{split}, for a period, ranked, as a trend or compared. Ask \"what can you answer?\" for all of them.",
        list(measures)
    )
}
