use sentia_tools::{CitedPassage, Evidence};

use super::{Style, Terminal, indented, paint, text::clean};

/// Characters of a passage that are shown.
const SHOWN: usize = 600;

/// The passages that an answer cites, by their numbers.
pub(super) fn passages(evidence: &Evidence, terminal: &Terminal) -> Vec<String> {
    evidence.passages.iter().flat_map(|passage| one(passage, terminal)).collect()
}

fn one(passage: &CitedPassage, terminal: &Terminal) -> Vec<String> {
    let heading = format!("[{}] {} ({})", passage.number, passage.place(), passage.document);
    let mut lines =
        vec![paint(&indented("", &clean(&heading), terminal.prose_width()), Style::Heading, terminal)];
    let text = excerpt(&passage.text);
    let said = text.lines().filter(|line| !line.trim().is_empty());
    lines.extend(said.map(|line| indented("    ", &clean(line), terminal.prose_width())));
    lines
}

/// The beginning of a passage.
pub(crate) fn excerpt(text: &str) -> String {
    let short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() { format!("{} …", short.trim_end()) } else { short }
}
