use std::collections::HashMap;

use super::{Align, Cell, Chart, Column, Row, Table};

/// The values of a chart as a table: a row for each label, a column for each series.
pub(crate) fn values(chart: &Chart) -> Table {
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut rows: Vec<Row> = Vec::new();
    let width = chart.series.len();
    for (column, series) in chart.series.iter().enumerate() {
        for point in &series.points {
            let at = *index.entry(&point.label).or_insert_with(|| {
                let mut cells = vec![Cell::text(&point.label)];
                cells.resize(width + 1, Cell::Empty);
                rows.push(Row::new(cells));
                rows.len() - 1
            });
            if let Some(cell) = rows.get_mut(at).and_then(|row| row.cells.get_mut(column + 1)) {
                *cell = Cell::number(point.value, &point.shown);
            }
        }
    }
    let number = |name: &str| Column {
        label: name.to_owned(),
        align: Align::Right,
        format: Some(chart.format.clone()),
    };
    let mut columns = vec![Column::text("")];
    columns.extend(chart.series.iter().map(|series| number(&series.name)));
    Table { caption: chart.title.clone(), columns, rows }
}
