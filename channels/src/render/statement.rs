//! A statement on the page: lines set in below their headings, sums ruled off, totals closed with a double rule.

use sentia_semantic::{Unit, catalogue::LineRole};
use sentia_tools::{Cell, Evidence, RowLayout, TableColumn, format};

use super::{Align, Column, Entry, Grid, Rule, Style, Terminal, results::verdict, text::clean};

/// Columns that one level is set in by.
const STEP: usize = 2;

pub(super) fn grid(evidence: &Evidence, terminal: &Terminal) -> Grid {
    let table = &evidence.table;
    let rows = table.rows.iter().enumerate().map(|(at, row)| {
        let layout = table.layout.get(at).copied().unwrap_or_default();
        row.iter().map(|cell| entry(cell, layout, evidence, terminal)).collect()
    });
    Grid {
        columns: table.columns.iter().map(column).collect(),
        rows: rows.collect(),
        rules: rules(&table.layout),
    }
}

/// Money stands without its symbol in the lines, so that the heading gives it.
fn column(column: &TableColumn) -> Column {
    let heading = clean(&column.label);
    let heading = match &column.unit {
        Some(Unit::Money { currency, per: None }) => {
            format!("{heading} ({})", format::symbol(currency).unwrap_or(currency))
        }
        _ => heading,
    };
    Column { heading, align: if column.unit.is_some() { Align::Right } else { Align::Left } }
}

fn entry(cell: &Cell, layout: RowLayout, evidence: &Evidence, terminal: &Terminal) -> Entry {
    let sum = matches!(layout.role, LineRole::Subtotal | LineRole::Total);
    let strong = if sum || layout.role == LineRole::Heading { Style::Heading } else { Style::Plain };
    match cell {
        Cell::Text(text) => {
            Entry { text: clean(text), style: strong, indent: STEP * usize::from(layout.level) }
        }
        Cell::Empty if layout.role == LineRole::Heading => Entry::default(),
        Cell::Empty => {
            let text = if terminal.unicode { "–" } else { "-" };
            Entry { text: text.to_owned(), style: Style::Faint, indent: 0 }
        }
        Cell::Figure(id) => evidence.figure(id).map_or_else(Entry::default, |figure| {
            let told = verdict(figure);
            let style = if told == Style::Plain { strong } else { told };
            Entry { text: format::figure_in_statement(figure), style, indent: 0 }
        }),
    }
}

/// A single rule above each sum, where there is something to sum; a double one below each total.
fn rules(layout: &[RowLayout]) -> Vec<(usize, Rule)> {
    let mut rules = Vec::new();
    for (at, row) in layout.iter().enumerate() {
        if row.role == LineRole::Total {
            rules.push((at + 1, Rule::Double));
        }
        if at > 0 && matches!(row.role, LineRole::Subtotal | LineRole::Total) {
            rules.push((at, Rule::Single));
        }
    }
    rules
}
