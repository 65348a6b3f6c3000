//! Figures over windows of time: the query again with each bucket standing for its window.

use std::collections::{HashMap, HashSet};

use super::Column;
use crate::{
    Derivation, QueryError, Value,
    compile::Plan,
    engine::{
        compare::values_of_nothing,
        rows::{Place, Row},
        run::Run,
    },
};

/// A window's figure by bucket and members, and the rows they came with.
pub(super) struct Figures {
    by_place: HashMap<Place, Value>,
    rows: Vec<Row>,
    /// Whether rows are set beside another period.
    is_compared: bool,
}

pub(super) async fn figures(
    run: &mut Run<'_>,
    plan: &Plan<'_>,
    column: &Column<'_>,
) -> Result<Figures, QueryError> {
    let measure = plan.measures.iter().copied().filter(|measure| measure.id == column.measure.id).collect();
    let mut cut = plan.recut(measure, plan.dimensions.clone(), plan.grain, plan.filters.clone())?;
    cut.window = Some(column.how);
    let rows = run.alone(&cut).await?;
    let of_row =
        |row: &Row| (row.place(), divided(row.values.last().cloned().unwrap_or(Value::Null), column));
    Ok(Figures { by_place: rows.iter().map(of_row).collect(), rows, is_compared: run.is_compared() })
}

impl Figures {
    pub(super) fn figure(&self, row: &Row) -> Value {
        self.by_place.get(&row.place()).cloned().unwrap_or(Value::Null)
    }

    /// A member without rows in a bucket may have some in its window: it gets a row.
    pub(super) fn add_missing(&self, plan: &Plan<'_>, rows: &mut Vec<Row>) -> Result<(), QueryError> {
        let nothing = values_of_nothing(plan)?;
        let previous = if self.is_compared { nothing.clone() } else { Vec::new() };
        let known: HashSet<Place> = rows.iter().map(Row::place).collect();
        let missing = self.rows.iter().filter(|row| !known.contains(&row.place()));
        rows.extend(missing.map(|row| Row {
            values: nothing.clone(),
            previous: previous.clone(),
            ..row.clone()
        }));
        Ok(())
    }
}

/// A moving average of a sum is the window's sum over its buckets; what is counted in whole units is rounded to them.
fn divided(value: Value, column: &Column<'_>) -> Value {
    let Derivation::MovingAverage(buckets) = column.how else { return value };
    if !column.is_divided() {
        return value;
    }
    match value {
        Value::Integer(sum) if column.measure.unit.of_mean().is_exact() => {
            Value::Integer(rounded(sum, i64::from(buckets)))
        }
        other => other.as_f64().map_or(Value::Null, |sum| Value::from(sum / f64::from(buckets))),
    }
}

/// Half away from zero.
fn rounded(sum: i64, count: i64) -> i64 {
    let (sum, count) = (i128::from(sum), i128::from(count));
    let quotient = (2 * sum.abs() + count) / (2 * count);
    i64::try_from(quotient * sum.signum()).unwrap_or(i64::MAX)
}
