use std::collections::HashMap;

use super::{Align, AxisScale, Cell, Chart, ChartKind, Column, NumberFormat, Point, Row, Table};

/// The values of a chart as a table: a row for each label and a column for each series, or, where points have a place on
/// the horizontal axis, a row for each point.
pub(crate) fn values(chart: &Chart) -> Table {
    match chart.kind {
        ChartKind::Scatter => scattered(chart),
        ChartKind::Gantt => scheduled(chart),
        _ => crossed(chart),
    }
}

/// The label of each point, its place across, and its value in the column of its series.
fn scattered(chart: &Chart) -> Table {
    let title = chart.across.as_ref().map_or("", |axis| axis.title.as_str());
    let mut columns = vec![Column::text(""), placed(chart, title)];
    columns.extend(chart.series.iter().map(|s| Column::number(&s.name, chart.format.clone())));
    let mut rows = Vec::new();
    for (index, series) in chart.series.iter().enumerate() {
        for point in &series.points {
            let mut cells = vec![Cell::text(&point.label), start(chart, point)];
            cells.resize(columns.len(), Cell::Empty);
            if let Some(cell) = cells.get_mut(index + 2) {
                *cell = Cell::number(point.value, &point.shown);
            }
            rows.push(Row::new(cells));
        }
    }
    Table { caption: chart.title.clone(), columns, rows }
}

/// The label of each bar, its series where there are several, its start and its end.
fn scheduled(chart: &Chart) -> Table {
    let grouped = chart.series.len() > 1;
    let mut columns = vec![Column::text("")];
    columns.extend(grouped.then(|| Column::text("Group")));
    columns.extend([placed(chart, "Start"), placed(chart, "End")]);
    let row = |name: &str, point: &Point| {
        let mut cells = vec![Cell::text(&point.label)];
        cells.extend(grouped.then(|| Cell::text(name)));
        cells.extend([start(chart, point), on_axis(chart, point.value, &point.shown)]);
        Row::new(cells)
    };
    let rows = chart.series.iter().flat_map(|s| s.points.iter().map(|p| row(&s.name, p))).collect();
    Table { caption: chart.title.clone(), columns, rows }
}

fn format(chart: &Chart) -> Option<&NumberFormat> {
    match &chart.across.as_ref()?.scale {
        AxisScale::Number(format) => Some(format),
        AxisScale::Time => None,
    }
}

fn placed(chart: &Chart, label: &str) -> Column {
    let format = format(chart);
    let align = if format.is_some() { Align::Right } else { Align::Left };
    Column { label: label.to_owned(), align, format: format.cloned() }
}

fn start(chart: &Chart, point: &Point) -> Cell {
    point.across.as_ref().map_or(Cell::Empty, |(value, shown)| on_axis(chart, *value, shown))
}

/// A value of the horizontal axis; a time is its text, since a count of days tells a reader nothing.
fn on_axis(chart: &Chart, value: f64, shown: &str) -> Cell {
    if format(chart).is_some() { Cell::number(value, shown) } else { Cell::text(shown) }
}

fn crossed(chart: &Chart) -> Table {
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
