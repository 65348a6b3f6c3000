//! All tables as RFC 4180 text: for each its caption, its headings and its rows; an empty line stands between tables.

use crate::ReportError;
use crate::model::{Cell, Report, Table};

/// Writes the tables as UTF-8 text. A report without tables gives the title alone.
pub(crate) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut out = Vec::new();
    if report.tables().next().is_none() {
        record(&mut out, std::iter::once(guarded(&report.title)))?;
    }
    for (index, table) in report.tables().enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\r\n");
        }
        write_table(&mut out, table)?;
    }
    Ok(out)
}

fn write_table(out: &mut Vec<u8>, table: &Table) -> Result<(), ReportError> {
    if !table.caption.is_empty() {
        record(out, std::iter::once(guarded(&table.caption)))?;
    }
    record(out, table.columns.iter().map(|column| guarded(&column.label)))?;
    for row in &table.rows {
        record(out, row.cells.iter().map(field))?;
    }
    Ok(())
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Number { shown, .. } if numeric(shown) => shown.clone(),
        cell => guarded(cell.shown()),
    }
}

/// Whether the text of a number is no more than that: then its sign is a sign, not the start of a formula.
fn numeric(shown: &str) -> bool {
    let rest = shown.strip_prefix(['-', '+']).unwrap_or(shown);
    rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '£' | '€' | '$' | '¥' | '−'))
}

/// The text, with an apostrophe before a sign that a spreadsheet would take for the start of a formula.
fn guarded(text: &str) -> String {
    let risky = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if risky { format!("'{text}") } else { text.to_owned() }
}

fn record(out: &mut Vec<u8>, fields: impl Iterator<Item = String>) -> Result<(), ReportError> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    let failed = |error: String| ReportError::write("CSV", error);
    writer.write_record(fields).map_err(|error| failed(error.to_string()))?;
    out.extend(writer.into_inner().map_err(|error| failed(error.to_string()))?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_figures_are_not() {
        assert_eq!(guarded("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(guarded(" @SUM(1)"), "' @SUM(1)");
        assert_eq!(field(&Cell::number(-5.0, "-£5.00")), "-£5.00");
        assert_eq!(field(&Cell::number(-5.0, "-5+cmd|' /C calc'!A0")), "'-5+cmd|' /C calc'!A0");
    }
}
