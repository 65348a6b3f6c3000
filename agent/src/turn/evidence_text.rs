//! Evidence as a model reads it: compact, capped, fenced, each number with the id by which prose refers to it.

use std::fmt::Write;

use sentia_tools::{Cell, Evidence, Fact, Figure, format};

use super::data::{cut, data, harmless};

/// Rows of a table that a model is shown; it can ask for others by sorting and limiting.
const ROWS: usize = 30;
const FACTS: usize = 16;
/// Characters of the whole.
const WHOLE: usize = 8_000;

/// Capped, with text from rows made harmless; `[e1.f3]` behind a number is its id in the Evidence.
pub fn text(evidence: &Evidence) -> String {
    let mut body = String::new();
    heading(evidence, &mut body);
    table(evidence, &mut body);
    findings(evidence, &mut body);
    passages(evidence, &mut body);
    for caveat in &evidence.caveats {
        let _ = writeln!(body, "Caveat: {}", data(caveat));
    }
    format!("<evidence id=\"{}\">\n{}</evidence>", evidence.id, capped(body))
}

fn heading(evidence: &Evidence, body: &mut String) {
    let _ = writeln!(body, "{}", data(&evidence.title));
    if !evidence.computed.filters.is_empty() {
        let _ = writeln!(body, "Filters: {}", data(&evidence.computed.filters.join("; ")));
    }
    if let Some(scope) = &evidence.computed.scope {
        let _ = writeln!(body, "Limited to what the person may see: {}", data(scope));
    }
}

fn table(evidence: &Evidence, body: &mut String) {
    let rows = &evidence.table.rows;
    if rows.is_empty() && !evidence.passages.is_empty() {
        return;
    }
    if rows.is_empty() {
        let _ = writeln!(body, "(no rows: nothing was recorded)");
        return;
    }
    let labels: Vec<String> = evidence.table.columns.iter().map(|column| data(&column.label)).collect();
    let _ = writeln!(body, "{}", labels.join(" | "));
    for row in rows.iter().take(ROWS) {
        let cells: Vec<String> = row.iter().map(|cell| shown(cell, evidence)).collect();
        let _ = writeln!(body, "{}", cells.join(" | "));
    }
    if rows.len() > ROWS {
        let _ = writeln!(body, "({ROWS} of {} rows; sort and limit to see others)", rows.len());
    }
}

fn shown(cell: &Cell, evidence: &Evidence) -> String {
    match cell {
        Cell::Text(text) => data(text),
        Cell::Figure(id) => {
            evidence.figure(id).map_or_else(|| "–".to_owned(), |figure| reference(figure, evidence))
        }
        Cell::Empty => "–".to_owned(),
    }
}

/// The value with its sign, and the reference to it.
fn reference(figure: &Figure, evidence: &Evidence) -> String {
    format!("{} [[{}.{}]]", format::figure_in_table(figure), evidence.id, figure.id)
}

fn findings(evidence: &Evidence, body: &mut String) {
    for fact in evidence.facts.iter().take(FACTS) {
        let _ = writeln!(body, "Finding: {}", finding(fact, evidence));
    }
}

/// Cut at so many characters each.
const PASSAGE: usize = 1_200;

fn passages(evidence: &Evidence, body: &mut String) {
    for passage in &evidence.passages {
        let text = cut(&harmless(&passage.text), PASSAGE);
        let _ = writeln!(body, "Passage [{}] of {}: {text}", passage.number, data(&passage.place()));
    }
}

fn finding(fact: &Fact, evidence: &Evidence) -> String {
    let kind = serde_json::to_value(fact.kind)
        .ok()
        .and_then(|kind| kind.as_str().map(|kind| kind.replace('_', " ")));
    let figures = fact.figures.iter().filter_map(|id| evidence.figure(id));
    let figures: Vec<String> = figures.map(|figure| described(figure, evidence)).collect();
    format!("{} of {}: {}", kind.unwrap_or_default(), data(&fact.measure), figures.join(", "))
}

/// `change 1.2 points [[e1.f4]] (Line 3)`.
fn described(figure: &Figure, evidence: &Evidence) -> String {
    let kind = serde_json::to_value(figure.kind)
        .ok()
        .and_then(|kind| kind.as_str().map(|kind| kind.replace('_', " ")));
    let members: Vec<String> = figure.members.iter().map(|(_, label)| data(label)).collect();
    let whose = if members.is_empty() { String::new() } else { format!(" ({})", members.join(", ")) };
    format!("{} {}{whose}", kind.unwrap_or_default(), reference(figure, evidence))
}

/// Cut at the end of a line.
fn capped(body: String) -> String {
    if body.chars().count() <= WHOLE {
        return body;
    }
    let head: String = body.chars().take(WHOLE).collect();
    let end = head.rfind('\n').unwrap_or(0);
    format!("{}\n(cut here; ask for fewer rows or columns)\n", &head[..end])
}
