//! What a change is made of: from what it was to what it is, by steps.

use sentia_tools::{Cell, Chart, Evidence, Figure, format};

use super::Point;
use crate::render::clean;

/// Steps below this share of the totals would be slivers between two tall bars; they are drawn by themselves then.
const SEEN: f64 = 0.05;

/// The ends of a chart of the kind `Bridge`, and the steps between them.
pub(crate) struct Bridge<'a> {
    pub(crate) before: &'a Figure,
    pub(crate) now: &'a Figure,
    pub(crate) steps: Vec<Point<'a>>,
}

impl<'a> Bridge<'a> {
    /// None where the table does not hold what the chart wants.
    pub(crate) fn of(chart: &Chart, evidence: &'a Evidence) -> Option<Self> {
        let column = |id: &String| evidence.table.columns.iter().position(|column| column.id == *id);
        let [before, now, step] = chart.y.as_slice() else { return None };
        let (before, now, step) = (column(before)?, column(now)?, column(step)?);
        let (x, by) = (column(&chart.x)?, column(chart.series.as_ref()?)?);
        let (whole, parts) = evidence.table.rows.split_first()?;
        let figure = |row: &[Cell], at: usize| match row.get(at)? {
            Cell::Figure(id) => evidence.figure(id),
            Cell::Text(_) | Cell::Empty => None,
        };
        let first = text(parts.first()?, by);
        let of_first = parts.iter().filter(|row| text(row, by) == first);
        let point =
            |row: &'a Vec<Cell>| Some(Point { label: text(row, x), figure: Some(figure(row, step)?) });
        let steps = of_first.filter_map(point).collect();
        Some(Bridge { before: figure(whole, before)?, now: figure(whole, now)?, steps })
    }

    /// Whether the steps can be seen between the ends: they are in one unit, and not all of them small.
    pub(crate) fn spans(&self) -> bool {
        let number = |figure: &Figure| figure.value.as_f64().unwrap_or(0.0).abs();
        let largest = self.steps.iter().filter_map(Point::value).map(f64::abs).fold(0.0, f64::max);
        let is_one_unit =
            self.steps.iter().all(|step| step.figure.is_none_or(|one| one.unit == self.now.unit));
        is_one_unit && largest >= SEEN * number(self.before).max(number(self.now))
    }

    /// The ends and the steps in their order.
    pub(crate) fn points(&self) -> Vec<Point<'a>> {
        let end = |label: &str, figure| Point { label: label.to_owned(), figure: Some(figure) };
        let steps = self.steps.iter().map(|step| Point { label: step.label.clone(), figure: step.figure });
        std::iter::once(end("Before", self.before)).chain(steps).chain([end("Now", self.now)]).collect()
    }

    /// `From £1.20m to £1.31m: Price +£80k, Volume +£30k.`
    pub(crate) fn told(&self) -> String {
        let steps = self.steps.iter().map(|step| format!("{} {}", step.label, step.text()));
        let ends = [self.before, self.now].map(format::figure_in_table);
        format!("From {} to {}: {}.", ends[0], ends[1], steps.collect::<Vec<_>>().join(", "))
    }
}

fn text(row: &[Cell], at: usize) -> String {
    match row.get(at) {
        Some(Cell::Text(text)) => clean(text),
        _ => String::new(),
    }
}
