//! A second question behind "and": said to be unanswered where nothing of it was understood, never passed over.

use super::ask::Ask;
use crate::link::Span;

/// `I answered the first part only; ask "how many days is that" by itself.`
pub(super) fn unanswered(ask: &Ask<'_>) -> Option<String> {
    let links = ask.asking.links;
    let named: Vec<Span> = links
        .measures
        .iter()
        .map(|linked| linked.span)
        .chain(links.statements.iter().map(|linked| linked.span))
        .chain(links.dimensions.iter().map(|linked| linked.span))
        .chain(links.members.iter().map(|linked| linked.span))
        .chain(links.periods.iter().map(|linked| linked.span))
        .collect();
    let second = second_clause(ask.asking.question)?;
    let is_understood = named.iter().any(|span| span.end > second.start);
    let is_second = named.iter().any(|span| span.end <= second.start);
    (is_second && !is_understood).then(|| {
        format!("I answered the first part only; ask \"{}\" as a question of its own.", ask.typed(second))
    })
}

/// From the question word behind "and" to the end.
fn second_clause(question: &str) -> Option<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in question.char_indices().chain([(question.len(), ' ')]) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    let is = |span: &Span, among: &[&str]| among.contains(&span.of(question).to_lowercase().as_str());
    let asks = ["how", "what", "which", "who", "where", "when", "why"];
    let (_, second) = words
        .iter()
        .zip(words.iter().skip(1))
        .skip(1)
        .find(|(and, second)| is(and, &["and"]) && is(second, &asks))?;
    // "and what" alone, or "and how come", asks for nothing.
    (words.last()?.start > second.start)
        .then(|| Span::new(second.start, words.last().map_or(second.end, |last| last.end)))
}
