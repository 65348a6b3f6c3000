use std::collections::HashMap;

use jiff::{ToSpan, civil::Date};

use super::rows::{Row, change, exact, position_of};
use crate::{
    Comparison, Grain, Period, Query, QueryError, Unit, Value,
    catalogue::Measure,
    compile::{Plan, of_nothing},
};

/// The period that is answered and the one it is set against. Like is compared with like: where the data end within the
/// period, it is cut there, and the other to as many days.
pub(super) fn periods(query: &Query, data_through: Option<Date>) -> (Period, Option<Period>) {
    let Some(comparison) = &query.comparison else {
        return (query.period, None);
    };
    let other = match comparison {
        Comparison::PreviousPeriod => query.period.previous(),
        Comparison::PreviousYear => query.period.year_before(),
        Comparison::Period(period) => *period,
    };
    let cut = data_through.filter(|last| *last < query.period.to).and_then(|last| query.period.until(last));
    let Some(cut) = cut else {
        return (query.period, Some(other));
    };
    let as_long = other.from.saturating_add((cut.days() - 1).days());
    (cut, Some(Period::new(other.from, other.to.min(as_long))))
}

/// Sets each row beside the row of the same members in the other period (and of the bucket at the same place in it).
/// Rows that only one period has are kept; a bucket beyond the last of the period asked for is not.
pub(super) fn merge(
    plan: &Plan<'_>,
    current: (Period, Vec<Row>),
    previous: (Period, Vec<Row>),
) -> Result<Vec<Row>, QueryError> {
    let (period, rows) = current;
    let (other_period, other_rows) = previous;
    let nothing = values_of_nothing(plan)?;
    let buckets = plan.grain.map(|grain| position_of(grain, period, grain.start_of(period.to)));
    let place = |row: &Row, period: Period| {
        let position = plan.grain.zip(row.bucket).map(|(grain, bucket)| position_of(grain, period, bucket));
        (position, row.keys.iter().map(|key| key.as_text().map(str::to_owned)).collect::<Vec<_>>())
    };
    let mut others: HashMap<_, Row> =
        other_rows.into_iter().map(|row| (place(&row, other_period), row)).collect();
    let mut merged = Vec::with_capacity(rows.len());
    for mut row in rows {
        let other = others.remove(&place(&row, period));
        row.previous = other.map_or_else(|| nothing.clone(), |other| other.values);
        merged.push(row);
    }
    for ((position, _), other) in others {
        if position > buckets {
            continue;
        }
        let bucket = plan.grain.zip(position).map(|(grain, position)| bucket_at(grain, period, position));
        merged.push(Row { bucket, values: nothing.clone(), previous: other.values, ..other });
    }
    Ok(merged)
}

fn bucket_at(grain: Grain, period: Period, position: i64) -> Date {
    grain.shift(grain.start_of(period.from), position)
}

/// What the measures are where there is no row.
pub(super) fn values_of_nothing(plan: &Plan<'_>) -> Result<Vec<Value>, QueryError> {
    plan.measures.iter().map(|measure| value_of_nothing(measure)).collect()
}

/// What a measure is where a period has no row: nothing was counted, so counts are zero.
fn value_of_nothing(measure: &Measure) -> Result<Value, QueryError> {
    exact(measure, of_nothing(&measure.expression).map_or(Value::Null, Value::from))
}

/// Change ÷ |previous|; null for percentages, whose change is in points already.
pub(super) fn change_percent(measure: &Measure, value: &Value, previous: &Value) -> Value {
    let base = previous.as_f64().map(f64::abs).filter(|base| *base > 0.0);
    match (change(value, previous).as_f64(), base) {
        (Some(change), Some(base)) if measure.unit != Unit::Percent => Value::from(change / base),
        _ => Value::Null,
    }
}
