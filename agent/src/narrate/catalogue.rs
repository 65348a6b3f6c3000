//! Sentences about what can be asked and what a measure means.

use sentia_tools::{Cell, Evidence, FactKind, MeasureNote};

use super::words::{listed, reference};
use crate::verify::plain_name;

/// Names that are listed in prose; more stand in the table alone.
const LISTED: usize = 12;

pub(super) fn sentences(evidence: &Evidence) -> Vec<String> {
    let defined = evidence.facts.iter().filter(|fact| fact.kind == FactKind::Definition);
    let mut sentences: Vec<String> = defined
        .filter_map(|fact| evidence.computed.measures.iter().find(|note| note.label == fact.measure))
        .map(definition)
        .collect();
    for fact in evidence.facts.iter().filter(|fact| fact.kind == FactKind::Listing) {
        let Some(count) = fact.figures.first().and_then(|id| evidence.figure(id)) else { continue };
        sentences.push(listing(evidence, &reference(evidence, count), count.value.as_f64().unwrap_or(0.0)));
    }
    sentences
}

fn definition(note: &MeasureNote) -> String {
    format!("{}: {}.", note.label, note.description.trim().trim_end_matches('.'))
}

fn listing(evidence: &Evidence, count: &str, number: f64) -> String {
    let names: Vec<String> =
        evidence.table.rows.iter().filter_map(|row| text(row.first()?)).map(plain_name).collect();
    let areas = evidence.table.columns.first().is_some_and(|column| column.id == "area");
    let verb = if number == 1.0 { "is" } else { "are" };
    if names.is_empty() {
        "There is nothing to list.".to_owned()
    } else if areas {
        format!("You can ask about {count}; the table says what each is.")
    } else if names.len() <= LISTED {
        format!("There {verb} {count}: {}.", listed(&names))
    } else {
        format!("There {verb} {count}; the table lists them.")
    }
}

fn text(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Figure(_) | Cell::Empty => None,
    }
}
