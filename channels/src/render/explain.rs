use sentia_agent::Answer;
use sentia_tools::Evidence;

use super::{
    Style, Terminal, paint,
    text::{clean, indented, pad, width},
};
use crate::present;

/// An Evidence by itself: its table, what must stand beside it, and how it was computed.
pub(crate) fn evidence(evidence: &Evidence, with_sql: bool, terminal: &Terminal) -> String {
    let mut lines = super::results::table(evidence, terminal);
    for caveat in &evidence.caveats {
        lines.push(String::new());
        lines.extend(super::results::note(&clean(caveat), terminal));
    }
    if !evidence.computed.sources.is_empty() {
        lines.push(String::new());
        lines.push(paint("How this was computed", Style::Heading, terminal));
        lines.extend(entries(notes(evidence), terminal));
        if with_sql {
            lines.extend(evidence.computed.sql.iter().flat_map(|sql| statement(sql, terminal)));
        }
    }
    lines.join("\n") + "\n"
}

/// "How this was computed": what was measured, over which rows, from which data, and who worded it.
pub(super) fn explain(answer: &Answer, with_sql: bool, terminal: &Terminal) -> Vec<String> {
    let computed: Vec<&Evidence> =
        answer.evidence.iter().filter(|evidence| !evidence.computed.sources.is_empty()).collect();
    if computed.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![paint("How this was computed", Style::Heading, terminal)];
    for (at, evidence) in computed.iter().enumerate() {
        if computed[..at].iter().any(|earlier| earlier.computed == evidence.computed) {
            continue;
        }
        if computed.len() > 1 {
            lines.extend(entries(vec![(String::new(), evidence.title.clone())], terminal));
        }
        lines.extend(entries(notes(evidence), terminal));
        if with_sql {
            lines.extend(evidence.computed.sql.iter().flat_map(|sql| statement(sql, terminal)));
        }
    }
    lines.extend(entries(vec![("Words".to_owned(), present::words(&answer.model))], terminal));
    lines
}

fn notes(evidence: &Evidence) -> Vec<(String, String)> {
    let definition = |definition: present::Definition| {
        let formula = format!("= {} (definition {})", definition.formula, definition.version);
        [(definition.label, definition.description), (String::new(), formula)]
    };
    let definitions = present::definitions(evidence).into_iter().flat_map(definition);
    definitions.chain(present::notes(evidence).into_iter().map(|note| (note.name, note.text))).collect()
}

/// Names in a column of their own, texts wrapped beside them.
fn entries(notes: Vec<(String, String)>, terminal: &Terminal) -> Vec<String> {
    let names = notes.iter().map(|(name, _)| width(name)).max().unwrap_or(0).clamp(8, 20);
    let entry = |(name, text): &(String, String)| {
        let name = clean(name);
        let lead = format!("  {}  ", pad(&name, names, false));
        let text = indented(&lead, &clean(text), terminal.prose_width());
        text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    notes.iter().flat_map(entry).collect()
}

/// SQL keeps its own lines, so that it can be copied.
fn statement(sql: &str, terminal: &Terminal) -> Vec<String> {
    let lines =
        sql.lines().map(|line| paint(format!("    {}", clean(line)).trim_end(), Style::Faint, terminal));
    std::iter::once(String::new()).chain(lines).chain([String::new()]).collect()
}
