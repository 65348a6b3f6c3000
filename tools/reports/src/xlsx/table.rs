//! A sheet with one table, whose numbers are numbers.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use super::{number, style, sum};
use crate::model::{Cell, Column, RowRole, Table};

/// The most characters that Excel keeps in a cell.
const LONGEST: usize = 32_767;
/// Widths of columns, in characters.
const NARROW: usize = 8;
const WIDE: usize = 48;

/// Writes the table from the first cell: headings in the first row, which stays in sight.
pub(super) fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    for (column, head) in table.columns.iter().enumerate() {
        let column = index(column)?;
        sheet.write_string_with_format(0, column, text(&head.label), &style::head(head.align))?;
        sheet.set_column_width(column, width(table, usize::from(column)))?;
    }
    for (row, cells) in table.rows.iter().enumerate() {
        for (column, (cell, head)) in cells.cells.iter().zip(&table.columns).enumerate() {
            write_cell(sheet, table, (row, column), cell, head)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    if table.columns.len() > 6 {
        sheet.set_landscape();
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    table: &Table,
    (row, column): (usize, usize),
    cell: &Cell,
    head: &Column,
) -> Result<(), XlsxError> {
    let Some(line) = table.rows.get(row) else { return Ok(()) };
    let mut look = style::cell(line.role, head.align);
    if column == 0 {
        look = look.set_indent(line.indent.min(15));
    }
    let at = (u32::try_from(row + 1).map_err(|_| XlsxError::RowColumnLimitError)?, index(column)?);
    match cell {
        Cell::Number { value, shown } if value.is_finite() => {
            let look = look.set_num_format(format(*value, shown, head));
            write_number(sheet, at, *value, sum::formula(table, row, column, 2), &look)?;
        }
        Cell::Number { shown: words, .. } | Cell::Text(words) => {
            sheet.write_string_with_format(at.0, at.1, text(words), &look)?;
        }
        Cell::Empty if line.role != RowRole::Normal => {
            sheet.write_blank(at.0, at.1, &look)?;
        }
        Cell::Empty => {}
    }
    Ok(())
}

fn write_number(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: f64,
    formula: Option<String>,
    look: &Format,
) -> Result<(), XlsxError> {
    match formula {
        Some(formula) => {
            let formula = Formula::new(formula).set_result(value.to_string());
            sheet.write_formula_with_format(row, column, formula, look)?;
        }
        None => {
            sheet.write_number_with_format(row, column, value, look)?;
        }
    }
    Ok(())
}

fn format(value: f64, shown: &str, head: &Column) -> String {
    let by_kind = || head.format.as_ref().map_or_else(|| "General".to_owned(), number::of_kind);
    number::of_text(value, shown).unwrap_or_else(by_kind)
}

fn index(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

/// The width of a column: that of its longest text among the first rows.
fn width(table: &Table, column: usize) -> f64 {
    let cell = |row: &crate::model::Row| {
        let shown = row.cells.get(column).map_or(0, |cell| cell.shown().chars().count());
        if column == 0 { shown + usize::from(row.indent) } else { shown }
    };
    let label = table.columns.get(column).map_or(0, |column| column.label.chars().count().min(20));
    let longest = table.rows.iter().take(2000).map(cell).max().unwrap_or(0).max(label);
    (longest + 3).clamp(NARROW, WIDE) as f64
}

/// The text, cut to what a cell keeps.
pub(super) fn text(words: &str) -> String {
    if words.encode_utf16().count() <= LONGEST {
        return words.to_owned();
    }
    let mut left = LONGEST - 1;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    let kept: String = words.chars().take_while(fits).collect();
    format!("{kept}…")
}
