//! Sentences about what can be asked and what a measure means.

use sentia_tools::{Cell, Evidence, FactKind, MeasureNote};

use super::words::{listed, reference};

/// Names that are listed in prose; more stand in the table alone.
const LISTED: usize = 12;

pub(super) fn sentences(evidence: &Evidence) -> Vec<String> {
    let defined = evidence.facts.iter().filter(|fact| fact.kind == FactKind::Definition);
    let mut sentences: Vec<String> = defined
        .filter_map(|fact| evidence.computed.measures.iter().find(|note| note.label == fact.measure))
        .flat_map(definition)
        .collect();
    for fact in evidence.facts.iter().filter(|fact| fact.kind == FactKind::Listing) {
        let Some(count) = fact.figures.first().and_then(|id| evidence.figure(id)) else { continue };
        sentences.push(listing(evidence, &reference(evidence, count)));
    }
    sentences
}

fn definition(note: &MeasureNote) -> Vec<String> {
    let description = note.description.trim();
    let end = if description.ends_with('.') { "" } else { "." };
    vec![format!("{}: {description}{end}", note.label), format!("The formula is {}.", note.formula.trim())]
}

fn listing(evidence: &Evidence, count: &str) -> String {
    let names: Vec<&str> = evidence.table.rows.iter().filter_map(|row| text(row.first()?)).collect();
    let areas = evidence.table.columns.first().is_some_and(|column| column.id == "area");
    if areas {
        format!("You can ask about {count}; the table says what each is.")
    } else if names.len() <= LISTED {
        format!("There are {count}: {}.", listed(&names))
    } else {
        format!("There are {count}; the table lists them.")
    }
}

fn text(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Figure(_) | Cell::Empty => None,
    }
}
