use sentia_tools::{Cell, Evidence, Figure, format};

use super::{Align, Column, Entry, Grid, Style, Terminal, paint, statement, text::clean};
use crate::present::{Tone, laid_out, says_something, tone};

/// Rows shown on a screen; a pipe gets them all.
const SCREENFUL: usize = 50;

/// The table of an Evidence, with its title.
pub(super) fn table(evidence: &Evidence, terminal: &Terminal) -> Vec<String> {
    if evidence.table.is_statement() {
        return [heading(&evidence.title, terminal), statement::grid(evidence, terminal).lines(terminal)]
            .concat();
    }
    let limit = if terminal.width.is_some() { SCREENFUL } else { usize::MAX };
    let table = laid_out(evidence);
    let shown: Vec<usize> = (0..table.columns.len()).filter(|at| says_something(&table, *at)).collect();
    let columns = shown.iter().map(|at| &table.columns[*at]).map(|column| Column {
        heading: clean(&column.label),
        align: if column.unit.is_some() { Align::Right } else { Align::Left },
    });
    let row = |row: &Vec<Cell>| {
        let cells = shown.iter().map(|at| row.get(*at).unwrap_or(&Cell::Empty));
        cells.map(|cell| entry(cell, evidence, terminal)).collect()
    };
    let rows = table.rows.iter().take(limit).map(row).collect();
    let grid = Grid { columns: columns.collect(), rows, rules: Vec::new() };
    let mut lines = heading(&evidence.title, terminal);
    lines.extend(grid.lines(terminal));
    let hidden = table.rows.len().saturating_sub(limit);
    if hidden > 0 {
        lines.extend(note(
            &format!("and {hidden} more rows: send the output to a file or a pipe to get them all"),
            terminal,
        ));
    }
    lines
}

/// A remark below a table or a chart.
pub(super) fn note(text: &str, terminal: &Terminal) -> Vec<String> {
    let lines = terminal.width.map_or_else(|| vec![text.to_owned()], |columns| super::wrap(text, columns));
    lines.iter().map(|line| paint(line, Style::Faint, terminal)).collect()
}

pub(super) fn heading(title: &str, terminal: &Terminal) -> Vec<String> {
    let title = clean(title);
    let lines =
        terminal.prose_width().map_or_else(|| vec![title.clone()], |columns| super::wrap(&title, columns));
    lines.iter().map(|line| paint(line, Style::Heading, terminal)).collect()
}

fn entry(cell: &Cell, evidence: &Evidence, terminal: &Terminal) -> Entry {
    match cell {
        Cell::Text(text) => Entry::plain(clean(text)),
        Cell::Empty => {
            let text = if terminal.unicode { "–" } else { "-" };
            Entry { text: text.to_owned(), style: Style::Faint, indent: 0 }
        }
        Cell::Figure(id) => match evidence.figure(id) {
            Some(figure) => {
                Entry { text: format::figure_in_table(figure), style: verdict(figure), indent: 0 }
            }
            None => Entry::default(),
        },
    }
}

/// How a figure is coloured.
pub(super) fn verdict(figure: &Figure) -> Style {
    match tone(figure) {
        Tone::Good => Style::Good,
        Tone::Bad => Style::Bad,
        Tone::Plain => Style::Plain,
    }
}
