//! Sheets of workbooks, row by row as text. Sheets of .xlsx are streamed; the other formats are small by nature.

use std::{io::BufReader, path::Path};

use calamine::{
    Data, ExcelDateTime, Reader, SheetType, SheetVisible, Sheets, Xlsx, open_workbook, open_workbook_auto,
};
use csv::StringRecord;

use super::Row;

/// Columns of a sheet that are read, at most: further right stands nothing that was meant as a table.
const MOST_COLUMNS: u32 = 4_000;

/// Names of the visible sheets that hold cells.
pub(super) fn sheets(path: &Path) -> Result<Vec<String>, String> {
    let workbook = open_workbook_auto(path).map_err(|error| error.to_string())?;
    let metadata = workbook.sheets_metadata().iter();
    let shown =
        metadata.filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
    Ok(shown.map(|sheet| sheet.name.clone()).collect())
}

/// Calls `on_row` for each row that holds something, until it says no.
pub(super) fn rows(path: &Path, sheet: &str, on_row: &mut dyn FnMut(Row) -> bool) -> Result<(), String> {
    let is_xlsx = matches!(open_workbook_auto(path).map_err(|error| error.to_string())?, Sheets::Xlsx(_));
    if is_xlsx { stream(path, sheet, on_row) } else { whole(path, sheet, on_row) }
}

fn stream(path: &Path, sheet: &str, on_row: &mut dyn FnMut(Row) -> bool) -> Result<(), String> {
    let mut workbook: Xlsx<BufReader<std::fs::File>> =
        open_workbook(path).map_err(|error: calamine::XlsxError| error.to_string())?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
    let mut row = Building::default();
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let (line, column) = cell.get_position();
        if line != row.line && !row.finish(line, on_row) {
            return Ok(());
        }
        row.set(column, text_of(&Data::from(cell.get_value().clone())));
    }
    row.finish(0, on_row);
    Ok(())
}

fn whole(path: &Path, sheet: &str, on_row: &mut dyn FnMut(Row) -> bool) -> Result<(), String> {
    let mut workbook = open_workbook_auto(path).map_err(|error| error.to_string())?;
    let range = workbook.worksheet_range(sheet).map_err(|error| error.to_string())?;
    let (first_line, first_column) = range.start().unwrap_or_default();
    for (at, cells) in (first_line..).zip(range.rows()) {
        let mut row = Building { line: at, cells: Vec::new() };
        for (column, cell) in (first_column..).zip(cells) {
            row.set(column, text_of(cell));
        }
        if !row.finish(0, on_row) {
            return Ok(());
        }
    }
    Ok(())
}

/// A row in the making, counted from 0.
#[derive(Default)]
struct Building {
    line: u32,
    cells: Vec<String>,
}

impl Building {
    fn set(&mut self, column: u32, text: String) {
        if text.is_empty() || column >= MOST_COLUMNS {
            return;
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
    }

    /// Hands the row over, if it holds anything, and begins the next.
    fn finish(&mut self, next: u32, on_row: &mut dyn FnMut(Row) -> bool) -> bool {
        let cells = std::mem::take(&mut self.cells);
        let line = u64::from(self.line) + 1;
        self.line = next;
        cells.is_empty() || on_row(Row { line, cells: StringRecord::from(cells), fault: None })
    }
}

fn text_of(cell: &Data) -> String {
    match cell {
        Data::Float(number) => float(*number),
        Data::DateTime(moment) => moment_text(moment),
        Data::Bool(value) => value.to_string(),
        Data::Int(whole) => whole.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

/// At the 15 digits that a spreadsheet carries: 0.1 + 0.2 is 0.3 there.
fn float(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 { format!("{rounded:.0}") } else { rounded.to_string() }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_sheet_shows_them() {
        for (number, text) in
            [(0.1 + 0.2, "0.3"), (12.0, "12"), (-3.25, "-3.25"), (1e-7, "0.0000001"), (19.99 * 3.0, "59.97")]
        {
            assert_eq!(float(number), text);
        }
    }
}
