//! Tables and charts of an answer as those of a document.

use sentia_agent::Answer;
use sentia_reports::{
    Block, Cell, Chart, ChartKind, Column, Limits, Point, PointRole, Row, RowRole, Series, Table,
};
use sentia_tools::Figure;

use super::number::{number, number_format};
use crate::present::{
    self, ChartRole, ChartShape, ShownChart, ShownPoint, ShownRow, ShownSeries, ShownTable,
};

/// The most small charts that stand side by side.
const SMALL_CHARTS: usize = 12;

/// The figure of an answer by the id that it is shown under: `e1.f3`.
fn figure<'a>(answer: &'a Answer, id: &str) -> Option<&'a Figure> {
    let (evidence, id) = id.split_once('.')?;
    answer.evidence.iter().find(|one| one.id == evidence)?.figure(id)
}

pub(super) fn table(shown: &ShownTable, answer: &Answer) -> Block {
    let columns: Vec<Column> =
        shown.columns.iter().enumerate().map(|(at, one)| column(at, &one.label, shown, answer)).collect();
    let rows = shown.rows.iter().map(|one| row(one, &columns, answer)).collect();
    Block::Table(Table { caption: shown.title.clone(), columns, rows })
}

/// A column whose figures have several units holds them as words: no format would fit them all.
fn column(at: usize, label: &str, shown: &ShownTable, answer: &Answer) -> Column {
    let ids = shown.rows.iter().filter_map(|row| row.cells.get(at)?.figure.as_deref());
    let mut formats: Vec<_> =
        ids.filter_map(|id| figure(answer, id)).map(|figure| number_format(&figure.unit)).collect();
    formats.dedup();
    match formats.as_slice() {
        [only] => Column::number(label, only.clone()),
        _ => Column::text(label),
    }
}

fn row(shown: &ShownRow, columns: &[Column], answer: &Answer) -> Row {
    let cell = |(cell, column): (&present::ShownCell, &Column)| {
        let figure = cell.figure.as_deref().and_then(|id| figure(answer, id));
        match figure.and_then(number).filter(|_| column.format.is_some()) {
            Some(value) => Cell::number(value, cell.text.clone()),
            None if cell.text.is_empty() => Cell::Empty,
            None => Cell::text(cell.text.clone()),
        }
    };
    let role = match shown.role {
        present::RowRole::Plain => RowRole::Normal,
        present::RowRole::Heading => RowRole::Heading,
        present::RowRole::Subtotal => RowRole::Subtotal,
        present::RowRole::Total => RowRole::Total,
    };
    Row::new(shown.cells.iter().zip(columns).map(cell).collect()).role(role).indent(shown.level)
}

/// None where it would be too many small charts: their bars stand in the table alone.
pub(super) fn chart(shown: &ShownChart, answer: &Answer) -> Option<Block> {
    let first =
        shown.series.iter().flat_map(|series| &series.points).find_map(|point| point.figure.as_deref());
    let unit = figure(answer, first?)?.unit.clone();
    let kind = match shown.shape {
        ChartShape::Line => ChartKind::Line,
        ChartShape::Pareto => ChartKind::Pareto,
        ChartShape::Heat => ChartKind::HeatMap,
        ChartShape::Control => ChartKind::Control,
        ChartShape::Bridge => ChartKind::Waterfall,
        ChartShape::Bar if shown.series.len() > SMALL_CHARTS => return None,
        ChartShape::Bar if shown.series.len() > 1 => ChartKind::BarGrid,
        ChartShape::Bar if shown.series.iter().any(|series| series.target.is_some()) => ChartKind::Bullet,
        ChartShape::Bar => ChartKind::Bar,
    };
    Some(Block::Chart(Chart {
        title: shown.title.clone(),
        alt: shown.alternative.clone(),
        kind,
        format: number_format(&unit),
        series: series(shown, answer),
        limits: limits(shown, answer),
        across: None,
    }))
}

/// A chart by itself, as a PNG; none where documents have no chart of this kind.
pub(crate) fn picture(shown: &ShownChart, answer: &Answer) -> Option<Vec<u8>> {
    match chart(shown, answer)? {
        Block::Chart(chart) => sentia_reports::picture(&chart).ok(),
        _ => None,
    }
}

/// The lines of a control chart, which are the same all along.
fn limits(shown: &ShownChart, answer: &Answer) -> Option<Limits> {
    let first = |role| {
        let of_role = shown.series.iter().filter(move |one| one.role == role);
        of_role.filter_map(|line| {
            line.points.iter().find_map(|point| Some((value(point, answer)?, point.text.clone())))
        })
    };
    let (mut limits, centre) = (first(ChartRole::Limit), first(ChartRole::Centre).next());
    match (shown.shape, centre, limits.next(), limits.next()) {
        (ChartShape::Control, Some(centre), Some(lower), Some(upper)) => {
            Some(Limits { centre, lower, upper })
        }
        _ => None,
    }
}

/// Limits stand in pairs, and become the band of the forecast.
fn series(shown: &ShownChart, answer: &Answer) -> Vec<Series> {
    let limits: Vec<&ShownSeries> = shown.series.iter().filter(|one| one.role == ChartRole::Limit).collect();
    let is_drawn = |one: &&ShownSeries| !matches!(one.role, ChartRole::Limit | ChartRole::Centre);
    let lines = shown.series.iter().filter(is_drawn);
    let points = |line: &ShownSeries| {
        let target = line.target.as_ref();
        let points = line.points.iter().enumerate().filter_map(|(at, point)| {
            let mut drawn = drawn(point, answer)?;
            if let ([low, high, ..], ChartRole::Forecast) = (limits.as_slice(), line.role) {
                let limit = |series: &ShownSeries| value(series.points.get(at)?, answer);
                if let (Some(low), Some(high)) = (limit(low), limit(high)) {
                    drawn = drawn.within(low, high);
                }
            }
            Some(match target.and_then(|target| Some((value(target, answer)?, target.text.clone()))) {
                Some((target, text)) => drawn.against(target, text),
                None => drawn,
            })
        });
        points.collect()
    };
    let mut all: Vec<Series> = lines.map(|line| Series::new(line.name.clone(), points(line))).collect();
    if shown.shape == ChartShape::Bridge {
        for points in all.iter_mut().map(|series| &mut series.points) {
            let last = points.len().saturating_sub(1);
            for (_, point) in points.iter_mut().enumerate().filter(|(at, _)| *at == 0 || *at == last) {
                point.role = PointRole::Total;
            }
        }
    }
    all
}

fn drawn(point: &ShownPoint, answer: &Answer) -> Option<Point> {
    let role = if point.marked { PointRole::Marked } else { PointRole::Normal };
    Some(Point::new(point.label.clone(), value(point, answer)?, point.text.clone()).role(role))
}

fn value(point: &ShownPoint, answer: &Answer) -> Option<f64> {
    number(figure(answer, point.figure.as_deref()?)?)
}
