//! What a result's columns are, and its cells in their order.

use super::{
    compare,
    derive::Column as DerivedColumn,
    rows::{self, Row},
};
use crate::{
    Column, ColumnKind, Unit, Value,
    catalogue::{Measure, humanised},
    compile::Plan,
};

const ALONE: &[ColumnKind] = &[ColumnKind::Measure];
const COMPARED: &[ColumnKind] =
    &[ColumnKind::Measure, ColumnKind::Previous, ColumnKind::Change, ColumnKind::ChangePercent];

/// Time, dimensions, and for each measure: its value, the comparison, what is derived from it.
pub(super) fn columns(plan: &Plan<'_>, derived: &[DerivedColumn<'_>], has_comparison: bool) -> Vec<Column> {
    let mut columns = Vec::new();
    if let Some(grain) = plan.grain {
        let label = humanised(grain.name());
        columns.push(Column { id: "time".to_owned(), label, kind: ColumnKind::Time, unit: None });
    }
    for dimension in &plan.dimensions {
        let (id, label) = (dimension.id.clone(), dimension.label.clone());
        columns.push(Column { id, label, kind: ColumnKind::Dimension, unit: None });
    }
    for measure in &plan.measures {
        let kinds = if has_comparison { COMPARED } else { ALONE };
        columns.extend(kinds.iter().map(|kind| of_measure(measure, *kind)));
        columns.extend(of(derived, measure).map(|(_, column)| column.described(plan.grain)));
    }
    columns
}

fn of_measure(measure: &Measure, kind: ColumnKind) -> Column {
    let (unit, label) = match kind {
        ColumnKind::Change => (measure.unit.of_difference(), format!("{} change", measure.label)),
        ColumnKind::ChangePercent => (Unit::Percent, format!("{} change %", measure.label)),
        ColumnKind::Previous => (measure.unit.clone(), format!("{} before", measure.label)),
        _ => (measure.unit.clone(), measure.label.clone()),
    };
    Column { id: measure.id.clone(), label, kind, unit: Some(unit) }
}

/// The derived columns of a measure, with their places among all of them.
fn of<'d, 'a>(
    derived: &'d [DerivedColumn<'a>],
    measure: &Measure,
) -> impl Iterator<Item = (usize, &'d DerivedColumn<'a>)> {
    derived.iter().enumerate().filter(move |(_, column)| column.measure.id == measure.id)
}

/// The cells of a row in the order of the columns, and its member keys.
pub(super) fn lay_out(plan: &Plan<'_>, derived: &[DerivedColumn<'_>], row: Row) -> (Vec<Value>, Vec<Value>) {
    let mut cells = Vec::new();
    if plan.grain.is_some() {
        cells.push(row.bucket.map_or(Value::Null, |bucket| Value::Text(bucket.to_string())));
    }
    cells.extend(row.labels);
    for (at, measure) in plan.measures.iter().enumerate() {
        let value = row.values.get(at).cloned().unwrap_or(Value::Null);
        match row.previous.get(at) {
            None => cells.push(value),
            Some(before) => {
                let change = rows::change(&value, before);
                let percent = compare::change_percent(measure, &value, before);
                cells.extend([value, before.clone(), change, percent]);
            }
        }
        let column = |(at, _): (usize, _)| row.derived.get(at).cloned().unwrap_or(Value::Null);
        cells.extend(of(derived, measure).map(column));
    }
    (cells, row.keys)
}
