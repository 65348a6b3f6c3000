//! "Average" before a measure that is none: said, not passed over.

use sentia_semantic::{Additivity, Measure, lower_first};
use sentia_tools::ColumnKindArg;

use super::{Focus, ask::Ask};
use crate::link::Span;

/// What was not averaged although the question says so; nothing where the word belongs to a name or a moving average.
pub(super) fn left_undone(ask: &Ask<'_>, focus: &Focus) -> Option<String> {
    let word = asked(ask)?;
    if focus.columns.iter().any(|column| matches!(column.kind, ColumnKindArg::MovingAverage)) {
        return None;
    }
    let is_sum = |measure: &&Measure| {
        measure.additivity != Additivity::Ratio && !measure.label.to_lowercase().contains("average")
    };
    let measure = focus.measures.iter().filter_map(|id| ask.measure(id)).find(is_sum)?;
    let instead = match measure.additivity {
        Additivity::SemiAdditive => "the balance at the end",
        _ => "the total",
    };
    Some(format!(
        "\"{}\" was left out: {} is {instead}, not an average.",
        ask.typed(word),
        lower_first(&measure.label)
    ))
}

/// The word, where no name of a measure and no window holds it.
fn asked(ask: &Ask<'_>) -> Option<Span> {
    let question = ask.asking.question;
    let links = &ask.asking.links;
    let taken =
        links.measures.iter().map(|linked| linked.span).chain(links.windows.iter().map(|linked| linked.span));
    let taken: Vec<Span> = taken.collect();
    let words = question.split(|letter: char| !letter.is_alphanumeric());
    let mut spans = words.map(|word| {
        let start = word.as_ptr() as usize - question.as_ptr() as usize;
        Span::new(start, start + word.len())
    });
    spans.find(|span| {
        let word = span.of(question).to_lowercase();
        matches!(word.as_str(), "average" | "averages" | "averaged" | "avg")
            && !taken.iter().any(|taken| taken.contains(*span))
    })
}
