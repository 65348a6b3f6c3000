//! The figures that every format has to tell.

use sentia_reports::{Block, Cell, Report, Run};

/// Every figure of the prose and the tables, as it is shown.
pub(crate) fn all(report: &Report) -> Vec<String> {
    let mut figures = Vec::new();
    for block in report.blocks() {
        match block {
            Block::Paragraph(runs) | Block::Note(runs) => figures.extend(in_runs(runs)),
            Block::Bullets(items) => figures.extend(items.iter().flat_map(|runs| in_runs(runs))),
            _ => {}
        }
    }
    figures.extend(in_tables(report));
    figures
}

fn in_runs(runs: &[Run]) -> Vec<String> {
    let figure = |run: &Run| match run {
        Run::Figure { shown, .. } => Some(shown.clone()),
        _ => None,
    };
    runs.iter().filter_map(figure).collect()
}

/// Every figure of the tables.
pub(crate) fn in_tables(report: &Report) -> Vec<String> {
    let cells = report.tables().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    cells.filter(|cell| matches!(cell, Cell::Number { .. })).map(|cell| cell.shown().to_owned()).collect()
}

/// The text with all spaces gone, since formats break lines in their own places.
pub(crate) fn packed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2060}').collect()
}

/// Fails where the text of a format lacks one of the figures.
pub(crate) fn assert_held(format: &str, text: &str, wanted: &[String]) {
    let text = packed(text);
    let missing: Vec<&String> = wanted.iter().filter(|figure| !text.contains(&packed(figure))).collect();
    assert!(missing.is_empty(), "{format} lacks {missing:?}");
}
