//! Questions for how much stock is needed: "where do we hold too much stock?", "how much safety stock do we need at 98%?".

use std::collections::BTreeSet;

use sentia_semantic::{Catalogue, Measure, StockModel};

use super::{
    Aim,
    ask::{Ask, Step},
    choices::Choices,
    draft::Draft,
    mode::Mode,
    planned,
    say::plural_name,
};
use crate::link::{Cue, Topic};

/// Stock is planned for today; the days named count for nothing.
const USUAL: &str = "this_week";

/// Whether the question is for how much stock is needed, and the catalogue says how it is used and ordered.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let Some(model) = model(ask).filter(|_| links.statements.is_empty()) else { return false };
    let stocks = stocks(ask.catalogue, model);
    let names_stock = links.measures.iter().any(|linked| {
        linked.candidates.first().is_some_and(|candidate| stocks.contains(candidate.id.as_str()))
    });
    let wants_enough =
        [Topic::Enough, Topic::Advice].iter().any(|topic| ask.has(Cue::Topic(*topic))) || says_need(ask);
    let says_so = |text: String| text.contains("stock") || text.contains("inventory");
    let mut enough = links.cues.iter().filter(|linked| linked.cue == Cue::Topic(Topic::Enough));
    names_stock && wants_enough || enough.any(|linked| says_so(ask.typed(linked.span).to_lowercase()))
}

/// "do we need": of stock, how much of it.
fn says_need(ask: &Ask<'_>) -> bool {
    let words = ask.words_between(0, ask.asking.question.len());
    words
        .windows(3)
        .any(|words| words[0] == "do" && matches!(words[1].as_str(), "we" | "i") && words[2] == "need")
}

pub(super) fn model<'a>(ask: &Ask<'a>) -> Option<&'a StockModel> {
    ask.catalogue.stock_models.first()
}

/// The measures of what is held and at which point it is reordered: those over the same rows, and those that it drives.
fn stocks<'a>(catalogue: &'a Catalogue, model: &StockModel) -> BTreeSet<&'a str> {
    let datasets = |measure: &'a Measure| {
        measure
            .expression
            .aggregates()
            .into_iter()
            .map(|aggregate| aggregate.dataset.as_str())
            .collect::<BTreeSet<_>>()
    };
    let named = [&model.value, &model.quantity, &model.reorder_point];
    let held: BTreeSet<&str> =
        named.iter().filter_map(|id| catalogue.measure(id)).flat_map(datasets).collect();
    let is_stock = |measure: &&'a Measure| {
        datasets(measure).is_subset(&held) || measure.drivers.iter().any(|driver| named.contains(&driver))
    };
    catalogue.measures.iter().filter(is_stock).map(|measure| measure.id.as_str()).collect()
}

pub(super) fn compose(ask: &Ask<'_>, mode: &Mode<'_>, choices: &Choices) -> Step<Draft> {
    let Some(model) = model(ask) else { return Ok(Draft::default()) };
    let mut draft = planned::compose(ask, mode, choices, (Aim::Stock, &model.value), USUAL)?;
    turn(ask, &mut draft);
    Ok(draft)
}

/// Makes a draft one of how much stock is needed.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) {
    let Some(model) = model(ask) else { return };
    planned::strip(draft, (Aim::Stock, &model.value));
    let focus = &mut draft.focus;
    focus.by.clear();
    (focus.period, focus.period_assumed) = (None, false);
    focus.goal = service(ask).or(focus.goal.take());
    if !ask.asking.links.periods.is_empty() {
        draft.assumptions.push("What is needed is told for today, from the use of the last year.".to_owned());
    }
    if draft.focus.goal.is_none() {
        draft
            .assumptions
            .push("No service was named, so it is the one that today's reorder points give.".to_owned());
    }
}

/// A percentage in the question: the share of what is wanted that is to be there.
fn service(ask: &Ask<'_>) -> Option<String> {
    let links = ask.asking.links;
    let percent = links.numbers.iter().chain(&links.amounts).find(|number| number.percent)?;
    Some(format!("{}%", ask.typed(percent.span).trim_matches(|letter: char| !letter.is_ascii_digit())))
}

/// Whether words that nothing else claimed are the service asked for.
pub(super) fn claims(draft: &Draft, words: &str) -> bool {
    let goal = draft.focus.goal.as_deref().unwrap_or_default();
    draft.focus.aim == Aim::Stock && words.trim_end_matches('%') == goal.trim_end_matches('%')
}

/// The service of a goal as a fraction.
pub(super) fn fraction(goal: &str) -> Option<f64> {
    let percent: f64 = goal.trim_end_matches('%').trim().parse().ok()?;
    Some(percent / 100.0)
}

/// `How much stock of materials should we hold`.
pub(super) fn question(catalogue: &Catalogue) -> String {
    let of =
        catalogue.stock_models.first().map_or_else(String::new, |model| plural_name(catalogue, &model.of));
    format!("How much stock of {of} should we hold")
}
