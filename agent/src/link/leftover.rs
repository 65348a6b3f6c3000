//! Words that nothing claimed and that are not passed over: one of them may be what the question is about.

use super::{Span, english::English, reading::Reading, text::Gap};

/// Whether an atom carries a subject of its own.
pub(crate) fn is_content(reading: &Reading<'_>, english: &English, at: usize) -> bool {
    let Some(atom) = reading.atoms.get(at) else { return false };
    let is_ordinal_end =
        at > 0 && atom.gap == Gap::Joined && matches!(atom.text.as_str(), "st" | "nd" | "rd" | "th");
    let is_verb = matches!(reading.word(at + 1), "us" | "me"); // "what costs us most"
    !is_ordinal_end && !is_verb && !english.is_filler(&atom.text)
}

/// Neighbouring leftover words joined to one, as typed.
pub(crate) fn join(reading: &Reading<'_>, atoms: &[usize]) -> Vec<(Span, String)> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for &at in atoms {
        match joined.last_mut() {
            Some((_, end)) if *end == at && reading.atoms[at].gap != Gap::Break => *end = at + 1,
            _ => joined.push((at, at + 1)),
        }
    }
    let spans = joined.into_iter().map(|(from, to)| reading.span(from, to));
    spans.map(|span| (span, shown(span.of(reading.question)))).collect()
}

/// Words of the question fit to be repeated to the person: one line, no control characters, not endless.
fn shown(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let words: Vec<&str> = plain.split_whitespace().take(8).collect();
    words.join(" ").chars().take(80).collect()
}
