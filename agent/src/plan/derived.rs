//! Shares, running and rolling figures, conditions on figures, and the rest as one row: what the question's words ask
//! for beyond measures, splits and order.

use sentia_semantic::{Additivity, Direction, Grain, Threshold};
use sentia_tools::{ColumnArg, ColumnKindArg, HavingArg};

use super::{
    Focus, Sort, SortOrder,
    ask::Ask,
    order::grain_for,
    say::{list, plural_name},
};
use crate::link::{Cue, LinkedCue, LinkedNumber, LinkedWindow};

/// Rows before that of the rest, where nobody says how many.
const USUAL_ROWS: u32 = 5;

/// Whether buckets of time are needed, though none may be named.
pub(super) fn needs_buckets(ask: &Ask<'_>) -> bool {
    ask.has(Cue::Running) || !ask.asking.links.windows.is_empty()
}

/// The buckets and the period that a running or rolling figure has where none are named.
pub(super) fn usual_buckets(ask: &Ask<'_>, period: Option<&str>) -> Option<(Grain, Option<String>)> {
    if let Some(window) = ask.asking.links.windows.first() {
        return Some((window.grain, None));
    }
    ask.has(Cue::Running).then(|| match period {
        Some(period) => (grain_for(ask, Some(period)), None),
        None => (Grain::Month, Some("year_to_date".to_owned())),
    })
}

/// Adds what the words ask for to a focus whose rows and order are known.
pub(super) fn apply(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    share(ask, focus, assumptions);
    if ask.has(Cue::Running) {
        add_column(focus, ColumnArg { kind: ColumnKindArg::RunningTotal, measure: None, buckets: None });
    }
    for window in &ask.asking.links.windows {
        rolling(focus, window, assumptions);
    }
    conditions(ask, focus, assumptions);
    rest(ask, focus, assumptions);
    keep_what_fits(ask, focus, assumptions);
}

fn add_column(focus: &mut Focus, column: ColumnArg) {
    if !focus.columns.contains(&column) {
        focus.columns.push(column);
    }
}

/// Each row's part of the total. Of a member that is named alone, beside those of the others.
fn share(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    let is_figure = |cue: &&LinkedCue| {
        ask.asking
            .links
            .numbers
            .iter()
            .chain(&ask.asking.links.amounts)
            .any(|number| number.span.end > cue.span.start && number.span.start < cue.span.end)
    };
    let said = |wanted: Cue| ask.cue(|cue| cue == wanted).filter(|cue| !is_figure(cue)).is_some();
    let is_sum = |id: &String| ask.measure(id).is_some_and(|measure| measure.additivity != Additivity::Ratio);
    let asked = said(Cue::Share) || said(Cue::PercentOf) && focus.measures.first().is_some_and(is_sum);
    if !asked {
        return;
    }
    if said(Cue::Share) {
        take_a_sum(ask, focus, assumptions);
    }
    if focus.by.is_empty()
        && let Some(at) = focus.filters.iter().position(|filter| !filter.exclude)
    {
        let filter = focus.filters.remove(at);
        assumptions.push(format!(
            "All {} are shown, so that the share of {} can be seen.",
            plural_name(ask.catalogue, &filter.dimension),
            list(filter.members.iter().map(String::as_str))
        ));
        focus.by.push(filter.dimension);
    }
    add_column(focus, ColumnArg { kind: ColumnKindArg::ShareOfTotal, measure: None, buckets: None });
}

/// A rate has no parts: where its words name a sum too, that is meant.
fn take_a_sum(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    let [only] = focus.measures.as_slice() else { return };
    let Some(linked) = ask.asking.links.measures.first() else { return };
    let is_sum = |id: &str| ask.measure(id).is_some_and(|measure| measure.additivity != Additivity::Ratio);
    if is_sum(only) {
        return;
    }
    let named = linked.candidates.iter().chain(&linked.alternatives);
    let fits = |id: &str| {
        is_sum(id)
            && ask.measure(id).is_some_and(|measure| ask.may_read(measure.area))
            && focus.by.iter().all(|dimension| ask.reach.has(id, dimension))
    };
    let Some(sum) = named.map(|candidate| candidate.id.clone()).find(|id| fits(id)) else { return };
    assumptions.push(format!(
        "I read \"{}\" as {}, because {} has no total to be a share of.",
        ask.typed(linked.span),
        ask.measure_label(&sum),
        ask.measure_label(only)
    ));
    focus.measures = vec![sum];
}

fn rolling(focus: &mut Focus, window: &LinkedWindow, assumptions: &mut Vec<String>) {
    let kind = if window.is_average { ColumnKindArg::MovingAverage } else { ColumnKindArg::Rolling };
    let grain = focus.grain.unwrap_or(window.grain);
    let buckets = match in_buckets(window, grain) {
        Some(buckets) => buckets,
        None => {
            focus.grain = Some(window.grain);
            assumptions
                .push(format!("The figures are shown by {}, the unit of the window.", window.grain.name()));
            window.buckets
        }
    };
    add_column(focus, ColumnArg { kind, measure: None, buckets: Some(buckets) });
}

/// A window of four weeks has 28 buckets by day; one of a month has no whole number of weeks.
fn in_buckets(window: &LinkedWindow, grain: Grain) -> Option<u32> {
    let factor = match (window.grain, grain) {
        (one, other) if one == other => 1,
        (Grain::Week, Grain::Day) => 7,
        (Grain::Quarter, Grain::Month) => 3,
        (Grain::Year, Grain::Quarter) => 4,
        (Grain::Year, Grain::Month) => 12,
        _ => return None,
    };
    window.buckets.checked_mul(factor)
}

/// "lines with OEE below 60%", "customers with more than £100k revenue", "lines below target".
fn conditions(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    if ask.has(Cue::FilterWord) && (ask.has(Cue::Remove) || ask.has(Cue::Exclude)) {
        focus.having.clear();
    }
    let numbers: Vec<&LinkedNumber> =
        ask.asking.links.numbers.iter().filter(|number| !number.is_limit).collect();
    if focus.by.is_empty() && focus.grain.is_none() {
        assumptions.extend(numbers.iter().find_map(|number| left_out(ask, number)));
        return;
    }
    let mut conditions = Vec::new();
    for number in numbers {
        let Some(cue) = threshold_before(ask, number) else { continue };
        conditions.push(HavingArg {
            measure: measure_of(ask, focus, cue, number),
            is: operator(&ask.typed(cue.span)),
            value: amount(ask, number),
        });
    }
    conditions.extend(against_target(ask, focus));
    if !conditions.is_empty() {
        focus.having = conditions;
    }
}

/// A condition where there are no rows to keep or leave out is said, not passed over.
fn left_out(ask: &Ask<'_>, number: &LinkedNumber) -> Option<String> {
    let cue = threshold_before(ask, number)?;
    let words = ask.typed(cue.span.cover(number.span));
    Some(format!(
        "\"{words}\" was left out: it would keep some rows and leave out others, and this is a single figure. Say by what to split it."
    ))
}

/// The threshold word right before a number.
fn threshold_before<'a>(ask: &Ask<'a>, number: &LinkedNumber) -> Option<&'a LinkedCue> {
    let near = |cue: &&LinkedCue| {
        cue.cue == Cue::Threshold
            && cue.span.end <= number.span.start
            && ask.words_between(cue.span.end, number.span.start).is_empty()
    };
    ask.asking.links.cues.iter().rev().find(near)
}

fn operator(typed: &str) -> Threshold {
    match typed.to_lowercase().as_str() {
        "at least" | "no less than" => Threshold::AtLeast,
        "at most" | "no more than" | "up to" | "within" => Threshold::AtMost,
        "under" | "below" | "less than" | "lower than" | "fewer than" => Threshold::Below,
        _ => Threshold::Above,
    }
}

/// The measure that a condition speaks of: the last one before it, else the first behind it; none for the first of all.
fn measure_of(ask: &Ask<'_>, focus: &Focus, cue: &LinkedCue, number: &LinkedNumber) -> Option<String> {
    let named = &ask.asking.links.measures;
    let directly_behind = named.iter().find(|measure| {
        measure.span.start >= number.span.end
            && ask
                .words_between(number.span.end, measure.span.start)
                .iter()
                .all(|word| matches!(word.as_str(), "of" | "in" | "the" | "total" | "worth"))
    });
    let before = named.iter().rev().find(|measure| measure.span.end <= cue.span.start);
    let behind = named.iter().find(|measure| measure.span.start >= number.span.end);
    let linked = directly_behind.or(before).or(behind)?;
    let is_of_focus = |id: &&String| focus.measures.contains(id);
    let id = linked.candidates.iter().chain(&linked.alternatives).map(|one| &one.id).find(is_of_focus)?;
    (focus.measures.first() != Some(id)).then(|| id.clone())
}

/// The number as it was typed, with the currency before it and the unit behind it.
pub(super) fn amount(ask: &Ask<'_>, number: &LinkedNumber) -> String {
    let before = ask.asking.question.get(..number.span.start).unwrap_or_default().trim_end();
    let currency = before.chars().next_back().filter(|letter| matches!(letter, '£' | '€' | '$'));
    let sign = if before.ends_with(['-', '−']) { "-" } else { "" };
    let typed = ask.typed(number.span);
    currency.map_or_else(|| format!("{sign}{typed}"), |currency| format!("{currency}{typed}"))
}

/// "below target", "missed the target": the measure's own target as the bound.
fn against_target(ask: &Ask<'_>, focus: &Focus) -> Option<HavingArg> {
    let cue = ask.cue(|cue| cue == Cue::Target)?;
    let first = focus.measures.first().and_then(|id| ask.measure(id))?;
    if focus.by.is_empty() || first.target.is_none() || !ask.has(Cue::Which) && !names_rows_first(ask) {
        return None;
    }
    let down = first.direction == Direction::DownIsGood;
    let typed = ask.typed(cue.span).to_lowercase();
    let is = match typed.split(' ').next().unwrap_or_default() {
        "below" | "under" => Threshold::Below,
        "above" | "over" => Threshold::Above,
        "behind" | "missing" | "missed" | "off" if down => Threshold::Above,
        "behind" | "missing" | "missed" | "off" => Threshold::Below,
        "ahead" | "beat" | "hit" | "meet" | "on" if down => Threshold::AtMost,
        "ahead" | "beat" | "hit" | "meet" | "on" => Threshold::AtLeast,
        _ => return None,
    };
    Some(HavingArg { measure: None, is, value: "target".to_owned() })
}

/// "lines below target": the rows are what is asked for.
fn names_rows_first(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let rows = links.dimensions.first().filter(|dimension| dimension.plural);
    rows.is_some_and(|rows| links.measures.iter().all(|measure| rows.span.end <= measure.span.start))
}

fn rest(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    if !ask.has(Cue::Rest) {
        return;
    }
    if focus.by.len() != 1 {
        assumptions.push(
            "The rest is not shown as a row of its own: that needs one split and a number of rows, such as the top 5."
                .to_owned(),
        );
        return;
    }
    focus.others = true;
    if focus.sort.is_none() {
        focus.sort = Some(Sort { order: SortOrder::Highest, of_change: false, measure: None });
    }
    focus.limit = focus.limit.or((focus.having.is_empty()).then_some(USUAL_ROWS));
}

/// Takes away what the focus can no longer have, and says so where figures change by it.
fn keep_what_fits(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    let measures = focus.measures.clone();
    let is_shown = |measure: &Option<String>| measure.as_ref().is_none_or(|id| measures.contains(id));
    let (has_buckets, has_rows) = (focus.grain.is_some(), !focus.by.is_empty() || focus.grain.is_some());
    if focus.against.is_some() && (!focus.columns.is_empty() || focus.others) {
        (focus.columns, focus.others) = (Vec::new(), false);
        assumptions.push(
            "Shares, running figures and the rest are shown for one period, and not beside a comparison."
                .to_owned(),
        );
    }
    let asked = needs_buckets(ask) || ask.has(Cue::Share) || ask.has(Cue::PercentOf);
    focus.columns.retain(|column| {
        let is_share = column.kind == ColumnKindArg::ShareOfTotal;
        asked || is_shown(&column.measure) && if is_share { has_rows } else { has_buckets }
    });
    let before = focus.having.len();
    focus.having.retain(|condition| has_rows && is_shown(&condition.measure));
    if focus.having.len() < before {
        assumptions.push(
            "The condition on the figures is dropped: it leaves out rows, and there are none.".to_owned(),
        );
    }
    focus.others &= focus.by.len() == 1 && (focus.limit.is_some() || !focus.having.is_empty());
}

/// Words for the columns of a focus, before its measures: `share of `, `cumulative `, `rolling 4-week `.
pub(super) fn columns_in_words(focus: &Focus) -> String {
    let grain = focus.grain.map_or("week", Grain::name);
    let words = |column: &ColumnArg| match (column.kind, column.buckets) {
        (ColumnKindArg::ShareOfTotal, _) => "share of ".to_owned(),
        (ColumnKindArg::Rolling, Some(buckets)) => format!("rolling {buckets}-{grain} "),
        (ColumnKindArg::MovingAverage, Some(buckets)) => format!("rolling {buckets}-{grain} average "),
        _ => "cumulative ".to_owned(),
    };
    focus.columns.iter().map(words).collect()
}

/// ` with OEE below 60%`.
pub(super) fn conditions_in_words(focus: &Focus, label: impl Fn(&str) -> String) -> String {
    let first = focus.measures.first().cloned().unwrap_or_default();
    let words = |condition: &HavingArg| {
        let measure = label(condition.measure.as_ref().unwrap_or(&first));
        let operator = match condition.is {
            Threshold::Above => "above",
            Threshold::AtLeast => "at least",
            Threshold::Below => "below",
            Threshold::AtMost => "at most",
        };
        format!("{measure} {operator} {}", condition.value)
    };
    let words: Vec<String> = focus.having.iter().map(words).collect();
    if words.is_empty() { String::new() } else { format!(" with {}", list(words.iter().map(String::as_str))) }
}
