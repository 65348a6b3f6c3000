//! A second question behind "and": said to be unanswered where nothing of it was understood, or where it cannot be answered along
//! with the first; never passed over.

use super::ask::Ask;
use crate::link::{Cue, Links, Span, Topic};

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

/// The question up to a second one that it was asked along with, and what is said of that: where both cannot be answered together.
pub(super) fn first_alone(ask: &Ask<'_>) -> Option<(String, Links, String)> {
    let question = ask.asking.question;
    let lower = question.to_ascii_lowercase(); // every letter keeps its place
    let seconds = [
        " and which ",
        " and what ",
        " and where ",
        " and who ",
        " and how ",
        " and why",
        " and the ",
        " and their ",
    ];
    let at = seconds
        .iter()
        .filter_map(|second| lower.find(second))
        .min()
        .filter(|at| question.is_char_boundary(*at))?;
    let first = question.get(..at)?.trim_end_matches([',', ';', ' ']);
    let second =
        question.get(at..)?.trim_start().trim_start_matches("and ").trim_end_matches(['?', '.', ' ']);
    let links = ask.asking.links.before(first.len());
    let note = format!("I answered the first part only; ask \"{second}\" as a question of its own.");
    (!links.measures.is_empty()).then(|| (first.to_owned(), links, note))
}

/// Whether the second of two questions asks for advice or for reasons, which the first is not to be taken for: "whom should we chase,
/// and why", "what is overdue, and what should the next weeks look like".
pub(super) fn is_advice_beside(ask: &Ask<'_>) -> bool {
    let question = ask.asking.question.to_lowercase();
    let ends_with_why = question.trim_end_matches(['?', '.', ' ']).ends_with(" and why");
    let second = second_clause(ask.asking.question).map_or(question.len(), |second| second.start);
    let advice = ask.asking.links.cues.iter().filter(|linked| linked.cue == Cue::Topic(Topic::Advice));
    let mut places = advice.map(|linked| linked.span.start);
    if ends_with_why { places.next().is_some() } else { places.any(|at| at >= second) }
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
