//! What a change is made of, as a chart.

use sentia_reports::{Block, Chart, ChartKind, Point, PointRole, Series};
use sentia_tools::{Cell, Evidence, Figure, FigureKind, format};

use super::number::{number, number_format};
use crate::render::clean;

/// Steps below this share of the totals would be slivers between two tall bars; they are drawn by themselves then.
const SEEN: f64 = 0.05;
/// What the row of the whole change is called by the tool that takes changes apart.
const WHOLE: &str = "Change";

/// From what it was to what it is, by the first of the ways in which the change was taken apart; None where it was not.
pub(super) fn bridge(evidence: &Evidence) -> Option<Block> {
    let rows = &evidence.table.rows;
    let whole = rows.iter().find(|row| text(row, 0) == Some(WHOLE))?;
    let (before, now) =
        (of_kind(evidence, whole, FigureKind::Previous)?, of_kind(evidence, whole, FigureKind::Value)?);
    let by = rows.iter().filter_map(|row| text(row, 0)).find(|by| *by != WHOLE)?;
    let parts: Vec<(&str, &Figure)> = rows
        .iter()
        .filter(|row| text(row, 0) == Some(by))
        .filter_map(|row| Some((text(row, 1)?, of_kind(evidence, row, FigureKind::Contribution)?)))
        .collect();
    let steps: Vec<Point> = parts.iter().filter_map(|(label, figure)| step(label, figure)).collect();
    if steps.len() < 2 || steps.len() < parts.len() {
        return None;
    }
    let ends = (number(before)?, number(now)?);
    let is_seen =
        largest(&steps) >= SEEN * ends.0.abs().max(ends.1.abs()) && before.unit == parts.first()?.1.unit;
    let told: Vec<String> = steps.iter().map(|step| format!("{} {}", step.label, step.shown)).collect();
    let title = format!("{}: what the change is made of, by {}", clean(&now.label), clean(by).to_lowercase());
    let alt = format!(
        "{title}. From {} to {}: {}.",
        format::figure_in_table(before),
        format::figure_in_table(now),
        told.join(", ")
    );
    let (kind, points) = if is_seen {
        let end = |label: &str, figure: &Figure, value: f64| {
            Point::new(label, value, format::figure_in_table(figure)).role(PointRole::Total)
        };
        let points = [vec![end("Before", before, ends.0)], steps, vec![end("Now", now, ends.1)]].concat();
        (ChartKind::Waterfall, points)
    } else {
        (ChartKind::Bar, steps)
    };
    Some(Block::Chart(Chart {
        title,
        alt,
        kind,
        format: number_format(&parts.first()?.1.unit),
        series: vec![Series::new(clean(&now.label), points)],
        limits: None,
        across: None,
    }))
}

fn step(label: &str, figure: &Figure) -> Option<Point> {
    Some(Point::new(clean(label), number(figure)?, format::figure_in_table(figure)))
}

fn largest(steps: &[Point]) -> f64 {
    steps.iter().map(|step| step.value.abs()).fold(0.0, f64::max)
}

fn text(row: &[Cell], at: usize) -> Option<&str> {
    match row.get(at)? {
        Cell::Text(text) => Some(text),
        Cell::Figure(_) | Cell::Empty => None,
    }
}

fn of_kind<'a>(evidence: &'a Evidence, row: &[Cell], kind: FigureKind) -> Option<&'a Figure> {
    row.iter()
        .filter_map(|cell| match cell {
            Cell::Figure(id) => evidence.figure(id),
            Cell::Text(_) | Cell::Empty => None,
        })
        .find(|figure| figure.kind == kind)
}
