//! Whether a change is out of the ordinary: how many of the changes before it were as large.

use sentia_semantic::{ColumnKind, Grain, Period, Query, ResultTable, Value};

use super::Whole;
use crate::{ToolContext, ToolError};

/// Earlier changes below which nothing can be said.
const FEWEST: usize = 8;

/// The changes before this one, over as long a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usual {
    pub(super) grain: Grain,
    /// Buckets from one period to the one it is set against.
    pub(super) step: i64,
    pub(super) earlier: usize,
    /// Those of them that were as large, whichever way.
    pub(super) as_large: usize,
}

impl Usual {
    /// Smaller than most.
    pub(super) fn is_ordinary(&self) -> bool {
        self.as_large * 2 > self.earlier
    }

    /// Fewer than one in twenty.
    pub(super) fn is_rare(&self) -> bool {
        self.as_large * 20 < self.earlier
    }
}

/// None where the periods are no whole buckets of time, or too few came before.
pub(super) async fn of(
    query: &Query,
    whole: &Whole,
    context: &ToolContext,
) -> Result<Option<Usual>, ToolError> {
    let (period, previous) = (whole.result.period, whole.result.comparison_period);
    let grain = period.whole().filter(|grain| previous.and_then(|other| other.whole()) == Some(*grain));
    let (Some(grain), Some(previous), Some(change)) = (grain, previous, whole.change()) else {
        return Ok(None);
    };
    let history = Query {
        grain: Some(grain),
        period: Period::new(Period::EVER.from, previous.to),
        comparison: None,
        ..query.clone()
    };
    let result = context.engine.query(&history, &context.scope).await?;
    if result.truncated {
        return Ok(None);
    }
    let step = steps(grain, previous, period);
    let values = by_bucket(&result, grain);
    let value = |from| values.iter().find(|(start, _)| *start == from).map(|(_, value)| *value);
    let changes: Vec<f64> =
        values.iter().filter_map(|(start, now)| Some(now - value(grain.shift(*start, -step))?)).collect();
    // The difference that reading in another order makes is none.
    let as_large = changes.iter().filter(|other| other.abs() >= change.abs() * (1.0 - 1e-9)).count();
    let usual = Usual { grain, step, earlier: changes.len(), as_large };
    Ok(Some(usual).filter(|usual| usual.earlier >= FEWEST && step > 0))
}

fn steps(grain: Grain, from: Period, to: Period) -> i64 {
    (1..=1_000).find(|step| grain.shift(from.from, *step) >= to.from).unwrap_or(0)
}

/// The whole buckets that have a value.
fn by_bucket(result: &ResultTable, grain: Grain) -> Vec<(jiff::civil::Date, f64)> {
    let at = |kind| result.columns.iter().position(|column| column.kind == kind);
    let (time, value) = (at(ColumnKind::Time), at(ColumnKind::Measure));
    let cell = |row: &Vec<Value>| {
        let start: jiff::civil::Date = row.get(time?)?.as_text()?.parse().ok()?;
        let bucket = Period::bucket(grain, start);
        let is_whole = bucket.from >= result.period.from && bucket.to <= result.period.to;
        Some((start, row.get(value?)?.as_f64()?)).filter(|_| is_whole)
    };
    result.rows.iter().filter_map(cell).collect()
}
