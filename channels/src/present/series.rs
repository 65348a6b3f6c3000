use sentia_tools::{Cell, Chart, ChartKind, Evidence, Figure, FigureKind, format};

use super::bridge::Bridge;
use crate::render::clean;

/// The values of one line, or of one group of bars.
pub(crate) struct Series<'a> {
    /// Its member; empty where the chart is not split.
    pub(crate) name: String,
    pub(crate) points: Vec<Point<'a>>,
    pub(crate) target: Option<&'a Figure>,
}

pub(crate) struct Point<'a> {
    /// Its member or time bucket.
    pub(crate) label: String,
    /// None where nothing was recorded.
    pub(crate) figure: Option<&'a Figure>,
}

impl Point<'_> {
    pub(crate) fn value(&self) -> Option<f64> {
        self.figure.and_then(|figure| figure.value.as_f64())
    }

    pub(crate) fn text(&self) -> String {
        self.figure.map(format::figure_in_table).unwrap_or_default()
    }
}

/// The chart's points out of the table, one series for each value column and member of the splitting column; of a bridge,
/// its steps.
pub(crate) fn series<'a>(chart: &Chart, evidence: &'a Evidence) -> Vec<Series<'a>> {
    if chart.kind == ChartKind::Bridge {
        let steps = Bridge::of(chart, evidence).map(|bridge| bridge.steps);
        return steps
            .map(|points| Series { name: String::new(), points, target: None })
            .into_iter()
            .collect();
    }
    let column = |id: &str| evidence.table.columns.iter().position(|column| column.id == id);
    let Some(x) = column(&chart.x) else { return Vec::new() };
    let split = chart.series.as_deref().and_then(column);
    let mut all: Vec<Series<'a>> = Vec::new();
    for y in chart.y.iter().filter_map(|id| column(id)) {
        let plain_name =
            if chart.y.len() > 1 { clean(&evidence.table.columns[y].label) } else { String::new() };
        for row in &evidence.table.rows {
            let name = split.map_or_else(|| plain_name.clone(), |split| text_of(row.get(split)));
            let figure = row.get(y).and_then(|cell| figure_of(cell, evidence));
            let point = Point { label: text_of(row.get(x)), figure };
            match all.iter_mut().find(|series| series.name == name) {
                Some(series) => series.points.push(point),
                None => all.push(Series { name, points: vec![point], target: None }),
            }
        }
    }
    all.retain(|series| series.points.iter().any(|point| point.value().is_some_and(f64::is_finite)));
    for series in &mut all {
        series.target = target(&series.points, evidence);
    }
    all
}

fn text_of(cell: Option<&Cell>) -> String {
    match cell {
        Some(Cell::Text(text)) => clean(text),
        _ => String::new(),
    }
}

fn figure_of<'a>(cell: &Cell, evidence: &'a Evidence) -> Option<&'a Figure> {
    match cell {
        Cell::Figure(id) => evidence.figure(id),
        Cell::Text(_) | Cell::Empty => None,
    }
}

/// The target of the measure, where the points are the measure itself.
fn target<'a>(points: &[Point<'_>], evidence: &'a Evidence) -> Option<&'a Figure> {
    let drawn = points.iter().find_map(|point| point.figure)?;
    let is_measure = drawn.kind == FigureKind::Value;
    let matching = |figure: &&Figure| figure.kind == FigureKind::Target && figure.measure == drawn.measure;
    evidence.figures.iter().find(matching).filter(|_| is_measure)
}
