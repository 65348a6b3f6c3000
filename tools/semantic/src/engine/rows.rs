use std::cmp::Ordering;

use jiff::civil::Date;

use crate::{
    Grain, Period, QueryError, SortBy, SortDirection, Value, WarehouseError,
    catalogue::Measure,
    compile::{CompiledQuery, Extent, OutputColumn, Plan, data_of_measure, days_of_windows, evaluate},
};

/// One row of a result before it is laid out in columns.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub bucket: Option<Date>,
    /// One for each dimension.
    pub keys: Vec<Value>,
    pub labels: Vec<Value>,
    /// One for each measure.
    pub values: Vec<Value>,
    /// The same in the comparison period; empty without one.
    pub previous: Vec<Value>,
    /// One for each derived column; empty until they are computed.
    pub derived: Vec<Value>,
    /// It stands for all the members that have no row of their own.
    pub is_rest: bool,
}

/// What sets a row apart from the others: its bucket and its members.
pub(super) type Place = (Option<Date>, Vec<Option<String>>);

impl Row {
    pub(super) fn place(&self) -> Place {
        (self.bucket, self.keys.iter().map(|key| key.as_text().map(str::to_owned)).collect())
    }
}

/// Whole numbers up to here are exact as real numbers.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Turns what the database gave into rows, computing what it could not.
pub(super) fn from_cells(
    plan: &Plan<'_>,
    compiled: &CompiledQuery,
    cells: Vec<Vec<Value>>,
    period: Period,
    extents: &[Option<Extent>],
) -> Result<Vec<Row>, QueryError> {
    cells.into_iter().map(|cells| row(plan, compiled, cells, period, extents)).collect()
}

fn row(
    plan: &Plan<'_>,
    compiled: &CompiledQuery,
    cells: Vec<Value>,
    period: Period,
    extents: &[Option<Extent>],
) -> Result<Row, QueryError> {
    let mut row = Row {
        bucket: None,
        keys: vec![Value::Null; plan.dimensions.len()],
        labels: vec![Value::Null; plan.dimensions.len()],
        values: vec![Value::Null; plan.measures.len()],
        previous: Vec::new(),
        derived: Vec::new(),
        is_rest: false,
    };
    let mut aggregates: Vec<Option<f64>> = Vec::new();
    for (column, cell) in compiled.columns.iter().zip(cells) {
        match column {
            OutputColumn::Bucket => row.bucket = cell.as_text().and_then(|text| text.parse().ok()),
            OutputColumn::Key(index) => row.keys[*index] = cell,
            OutputColumn::Label(index) => row.labels[*index] = cell,
            OutputColumn::KeyAndLabel(index) => {
                row.labels[*index] = cell.clone();
                row.keys[*index] = cell;
            }
            OutputColumn::Measure(index) => row.values[*index] = exact(plan.measures[*index], cell)?,
            OutputColumn::Aggregate(_) => aggregates.push(cell.as_f64()),
        }
    }
    if !aggregates.is_empty() {
        let computed_by_the_database =
            |index: usize| compiled.columns.contains(&OutputColumn::Measure(index));
        for index in (0..plan.measures.len()).filter(|index| !computed_by_the_database(*index)) {
            let measure = plan.measures[index];
            let days = period_days(plan, measure, row.bucket, period, extents);
            let aggregate =
                |part: &_| plan.index_of(part).and_then(|index| aggregates.get(index).copied().flatten());
            let value = evaluate(&measure.expression, &aggregate, days);
            row.values[index] = exact(measure, value.map_or(Value::Null, Value::from))?;
        }
    }
    Ok(row)
}

/// PERIOD_DAYS() for one row.
fn period_days(
    plan: &Plan<'_>,
    measure: &Measure,
    bucket: Option<Date>,
    period: Period,
    extents: &[Option<Extent>],
) -> Option<f64> {
    if plan.window.is_some() {
        return Some(*days_of_windows(plan, measure, period, extents).get(&bucket?)? as f64);
    }
    let mut days = data_of_measure(plan, measure, extents)?.clip(period)?;
    if let (Some(grain), Some(bucket)) = (plan.grain, bucket) {
        days = Extent { first: days.from, last: days.to }.clip(Period::bucket(grain, bucket))?;
    }
    Some(days.days() as f64)
}

/// Units that are counted hold whole numbers, also where they were computed from others.
pub(super) fn exact(measure: &Measure, cell: Value) -> Result<Value, QueryError> {
    match cell {
        Value::Real(real) if measure.unit.is_exact() => {
            if real.abs() >= MOST_EXACT {
                return Err(WarehouseError::TooLarge.into());
            }
            Ok(Value::Integer(real.round() as i64))
        }
        other => Ok(other),
    }
}

/// Sorts as the database would: what is asked for, then bucket, labels, keys; nothing comes last. The row of the rest
/// stands behind the others of its bucket.
pub(super) fn sort(rows: &mut [Row], plan: &Plan<'_>, order: Option<&crate::Order>) {
    let rest = |a: &Row, b: &Row| a.is_rest.cmp(&b.is_rest);
    rows.sort_by(|a, b| {
        let first = if plan.grain.is_none() { rest(a, b) } else { Ordering::Equal };
        first
            .then_with(|| order.map_or(Ordering::Equal, |order| by(a, b, plan, order)))
            .then_with(|| a.bucket.cmp(&b.bucket))
            .then_with(|| rest(a, b))
            .then_with(|| all(&a.labels, &b.labels))
            .then_with(|| all(&a.keys, &b.keys))
    });
}

fn by(a: &Row, b: &Row, plan: &Plan<'_>, order: &crate::Order) -> Ordering {
    let descending = order.direction == SortDirection::Descending;
    let position = |id: &str| plan.measures.iter().position(|measure| measure.id == id);
    match &order.by {
        SortBy::Measure(id) => {
            position(id).map_or(Ordering::Equal, |at| directed(&a.values[at], &b.values[at], descending))
        }
        SortBy::Change(id) => position(id).map_or(Ordering::Equal, |at| {
            let change = |row: &Row| change(&row.values[at], row.previous.get(at).unwrap_or(&Value::Null));
            directed(&change(a), &change(b), descending)
        }),
        SortBy::Dimension(id) => {
            let at = plan.dimensions.iter().position(|dimension| dimension.id == *id);
            at.map_or(Ordering::Equal, |at| directed(&a.labels[at], &b.labels[at], descending))
        }
        SortBy::Time => {
            if descending {
                b.bucket.cmp(&a.bucket)
            } else {
                a.bucket.cmp(&b.bucket)
            }
        }
    }
}

fn all(a: &[Value], b: &[Value]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| directed(a, b, false)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Nulls last in both directions; texts in byte order.
fn directed(a: &Value, b: &Value, descending: bool) -> Ordering {
    let order = match (a, b) {
        (Value::Null, Value::Null) => return Ordering::Equal,
        (Value::Null, _) => return Ordering::Greater,
        (_, Value::Null) => return Ordering::Less,
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (a, b) => a.as_f64().unwrap_or_default().total_cmp(&b.as_f64().unwrap_or_default()),
    };
    if descending { order.reverse() } else { order }
}

/// Value minus previous: whole where both are, null where one is missing or the difference is too large.
pub(super) fn change(value: &Value, previous: &Value) -> Value {
    match (value, previous) {
        (Value::Integer(value), Value::Integer(previous)) => {
            value.checked_sub(*previous).map_or(Value::Null, Value::Integer)
        }
        _ => match (value.as_f64(), previous.as_f64()) {
            (Some(value), Some(previous)) => Value::from(value - previous),
            _ => Value::Null,
        },
    }
}

/// Position of a bucket among those of a period.
pub(super) fn position_of(grain: Grain, period: Period, bucket: Date) -> i64 {
    let start = grain.start_of(period.from);
    let months = || {
        i64::from(bucket.year() - start.year()) * 12 + i64::from(bucket.month()) - i64::from(start.month())
    };
    match grain {
        Grain::Day => Period::new(start, bucket).days() - 1,
        Grain::Week => (Period::new(start, bucket).days() - 1) / 7,
        Grain::Month => months(),
        Grain::Quarter => months() / 3,
        Grain::Year => months() / 12,
    }
}
