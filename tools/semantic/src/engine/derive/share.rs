//! Shares: a row's figure over the total of the rows asked for.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Column;
use crate::{
    QueryError, Value,
    compile::Plan,
    engine::{rows::Row, run::Run},
};

/// The total of a measure, for each bucket where each has its own.
pub(super) struct Totals {
    by_bucket: HashMap<Option<Date>, Value>,
    has_buckets: bool,
}

/// The measure without the split by members; with no members, without the split by time.
pub(super) async fn totals(
    run: &mut Run<'_>,
    plan: &Plan<'_>,
    column: &Column<'_>,
) -> Result<Totals, QueryError> {
    let grain = plan.grain.filter(|_| !plan.dimensions.is_empty());
    let measure = plan.measures.iter().copied().filter(|measure| measure.id == column.measure.id).collect();
    let whole = plan.recut(measure, Vec::new(), grain, plan.filters.clone())?;
    let rows = run.rows(&whole, None).await?;
    let by_bucket = rows.into_iter().filter_map(|mut row| Some((row.bucket, row.values.pop()?))).collect();
    Ok(Totals { by_bucket, has_buckets: grain.is_some() })
}

impl Totals {
    /// Null where there is no total, or none that parts could be taken of.
    pub(super) fn share(&self, plan: &Plan<'_>, column: &Column<'_>, row: &Row) -> Value {
        let at = plan.measures.iter().position(|measure| measure.id == column.measure.id);
        let part = at.and_then(|at| row.values.get(at)?.as_f64());
        let total = self.by_bucket.get(&row.bucket.filter(|_| self.has_buckets)).and_then(Value::as_f64);
        match (part, total) {
            (Some(part), Some(total)) if total > 0.0 => Value::from(part / total),
            _ => Value::Null,
        }
    }
}
