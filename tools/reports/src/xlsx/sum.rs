//! Which rows a total adds up, if it is the sum of rows above it to the last decimal shown.

use crate::model::{Cell, RowRole, Table};

/// The formula of a total or subtotal, such as `=SUM(B2:B5)`, or none if its value is not such a sum.
/// `first` is the row of the sheet, from 1, in which the first row of the table stands.
pub(super) fn formula(table: &Table, row: usize, column: usize, first: usize) -> Option<String> {
    let here = table.rows.get(row)?;
    let Some(Cell::Number { value, .. }) = here.cells.get(column) else { return None };
    if !matches!(here.role, RowRole::Subtotal | RowRole::Total) || !value.is_finite() {
        return None;
    }
    let decimals = table.columns.get(column)?.format.as_ref().map_or(2, |format| format.decimals());
    let near = 0.5 * 10f64.powi(-i32::from(decimals.min(9)));
    let rows = candidates(table, row).into_iter().find(|rows| adds_up(table, rows, column, *value, near))?;
    Some(format!("=SUM({})", ranges(&rows, &letters(column), first)))
}

/// The rows that the row at an index may add up: those since the last sum or heading, all that are no sums, or the
/// subtotals.
fn candidates(table: &Table, row: usize) -> [Vec<usize>; 3] {
    let role = |index: &usize| table.rows.get(*index).map(|row| row.role);
    let breaks = |index: &usize| role(index) != Some(RowRole::Normal);
    let start = (0..row).rev().find(breaks).map_or(0, |index| index + 1);
    let of = |wanted| (0..row).filter(|index| role(index) == Some(wanted)).collect();
    [(start..row).collect(), of(RowRole::Normal), of(RowRole::Subtotal)]
}

fn adds_up(table: &Table, rows: &[usize], column: usize, value: f64, near: f64) -> bool {
    let mut sum = 0.0;
    let mut count = 0;
    for cell in rows.iter().filter_map(|row| table.rows.get(*row)?.cells.get(column)) {
        match cell {
            Cell::Number { value, .. } if value.is_finite() => {
                sum += value;
                count += 1;
            }
            Cell::Number { .. } => return false,
            Cell::Text(_) | Cell::Empty => {}
        }
    }
    count > 1 && (sum - value).abs() < near.min(0.005).max(value.abs() * 1e-12)
}

/// The rows as ranges of a column, runs of neighbours together.
fn ranges(rows: &[usize], column: &str, first: usize) -> String {
    let runs =
        rows.chunk_by(|a, b| a + 1 == *b).filter_map(|run| Some((run.first()? + first, run.last()? + first)));
    let runs: Vec<String> = runs.map(|(from, to)| format!("{column}{from}:{column}{to}")).collect();
    runs.join(",")
}

/// The letters of a column, from 0: `A`, `Z`, `AA`.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, NumberFormat, Row};

    fn table(rows: &[(RowRole, f64)]) -> Table {
        let pounds = NumberFormat::Money { currency: "£".to_owned(), decimals: 2 };
        let row = |(role, value): &(RowRole, f64)| {
            Row::new(vec![Cell::text("r"), Cell::number(*value, "")]).role(*role)
        };
        Table {
            caption: String::new(),
            columns: vec![Column::text(""), Column::number("", pounds)],
            rows: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn sums_become_formulas_and_others_do_not() {
        use RowRole::{Normal, Subtotal, Total};
        let table = table(&[
            (Normal, 10.1),
            (Normal, 20.2),
            (Subtotal, 30.3),
            (Normal, -5.0),
            (Normal, -1.0),
            (Total, 24.3),
        ]);
        assert_eq!(formula(&table, 2, 1, 2).as_deref(), Some("=SUM(B2:B3)"));
        assert_eq!(formula(&table, 5, 1, 2).as_deref(), Some("=SUM(B2:B3,B5:B6)"));
        assert_eq!(formula(&table, 1, 1, 2), None);
        assert_eq!(formula(&self::table(&[(Normal, 1.0), (Normal, 1.0), (Total, 2.01)]), 2, 1, 2), None);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!(
            ["A", "Z", "AA", "AZ", "BA"],
            [0, 25, 26, 51, 52].map(letters).each_ref().map(String::as_str)
        );
    }
}
