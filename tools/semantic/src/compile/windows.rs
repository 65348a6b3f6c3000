//! Measures over windows of time: running totals, to date, rolling. A window ends with its bucket and reaches further
//! back than it; a row counts in each window that it lies in. Where the aggregates can be merged, rows are aggregated by
//! bucket first, so that no row of a fact is read twice.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Dialect, Extent, Plan, expression,
    part::{self, Context, Dating, sql_range},
    plan::Part,
    statement::Binds,
};
use crate::{
    Derivation, Grain, Period, PeriodSpec,
    catalogue::{Aggregate, AggregateFunction, Measure},
    warehouse::ColumnType,
};

/// A bucket and the days that count for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub bucket: Date,
    pub days: Period,
}

/// The windows of the buckets within the period and the data. A rolling window that begins before the data is none.
pub(super) fn windows(plan: &Plan<'_>, period: Period, data: Option<Extent>) -> Vec<Window> {
    let (Some(how), Some(grain), Some(data)) = (plan.window, plan.grain, data) else {
        return Vec::new();
    };
    let Some(clipped) = data.clip(period) else { return Vec::new() };
    let begins = |bucket: Date, last: Date| match how {
        Derivation::Share | Derivation::Running => clipped.from,
        Derivation::ToDate(grain) => grain.start_of(last),
        Derivation::FiscalYearToDate => {
            let year = PeriodSpec::FiscalYear(0).resolve(last, plan.tables.catalogue.fiscal_year_start);
            year.map_or(bucket, |year| year.from)
        }
        Derivation::Rolling(buckets) | Derivation::MovingAverage(buckets) => {
            grain.shift(bucket, 1 - i64::from(buckets))
        }
    };
    let rolls = matches!(how, Derivation::Rolling(_) | Derivation::MovingAverage(_));
    let window = |bucket: Date| {
        let last = grain.end_of(bucket).min(period.to);
        Window { bucket, days: Period::new(begins(bucket, last), last) }
    };
    let is_full = |window: &Window| !rolls || window.days.from >= grain.start_of(data.first);
    clipped.buckets(grain).into_iter().map(window).filter(is_full).collect()
}

/// For each bucket, how many days of its window have data of every fact of the measure.
pub(crate) fn days_of_windows(
    plan: &Plan<'_>,
    measure: &Measure,
    period: Period,
    extents: &[Option<Extent>],
) -> BTreeMap<Date, i64> {
    let Some(common) = super::data_of_measure(plan, measure, extents) else { return BTreeMap::new() };
    let of_parts = plan.parts_of(measure).filter_map(|(index, _)| extents.get(index).copied().flatten());
    let mut days = BTreeMap::new();
    for window in of_parts.flat_map(|extent| windows(plan, period, Some(extent))) {
        if let Some(known) = common.clip(window.days) {
            days.insert(window.bucket, known.days());
        }
    }
    days
}

/// The rows of one dataset, aggregated over the window of each bucket: bucket, keys, aggregates.
pub(super) fn select(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    extent: Option<Extent>,
    grain: Grain,
    binds: &mut Binds,
) -> String {
    let mut windows = windows(context.plan, context.period, extent);
    if let Some(data) = extent.filter(|_| part.root.snapshot) {
        windows.iter_mut().for_each(|window| window.days.to = window.days.to.min(data.last));
    }
    let (Some(first), Some(last)) = (
        windows.iter().map(|window| window.days.from).min(),
        windows.iter().map(|window| window.days.to).max(),
    ) else {
        let nothing = Context { period: Period::new(context.period.from, context.period.eve()), ..*context };
        return part::aggregated(&nothing, part, extent, Dating::Bucket(grain), binds);
    };
    let wide = Context { period: Period::new(first, last), ..*context };
    let mergeable = part.aggregates.iter().all(|index| merging(context.plan.aggregates[*index]).is_some());
    if part.root.snapshot || !mergeable {
        return part::aggregated(&wide, part, extent, Dating::Windows(&windows), binds);
    }
    let narrow = narrow_grain(context.plan.window, grain);
    let inner = part::aggregated(&wide, part, extent, Dating::Bucket(narrow), binds);
    merged(context, part, &inner, &windows, narrow)
}

/// Buckets to aggregate by before windows are put together: each must lie in a window as a whole. Weeks lie across the
/// ends of all other spans, and fiscal years begin with a month.
fn narrow_grain(how: Option<Derivation>, grain: Grain) -> Grain {
    let narrow = match how {
        Some(Derivation::ToDate(span)) => grain.min(span),
        Some(Derivation::FiscalYearToDate) => grain.min(Grain::Month),
        _ => return grain,
    };
    if narrow == Grain::Week { Grain::Day } else { narrow }
}

/// The function that puts an aggregate over buckets together to one over a window; none where there is none.
fn merging(aggregate: &Aggregate) -> Option<&'static str> {
    match aggregate.function {
        AggregateFunction::Sum | AggregateFunction::Count => Some("SUM"),
        AggregateFunction::Min => Some("MIN"),
        AggregateFunction::Max => Some("MAX"),
        AggregateFunction::CountDistinct | AggregateFunction::Average => None,
    }
}

fn merged(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    inner: &str,
    windows: &[Window],
    narrow: Grain,
) -> String {
    let plan = context.plan;
    let mut columns = vec!["bucket_windows.column1 AS bucket".to_owned()];
    columns.extend(context.key_names.iter().map(|name| expression::qualified("narrow", name)));
    let keys = columns.len();
    for index in &part.aggregates {
        let (name, aggregate) = (format!("a{}", index + 1), plan.aggregates[*index]);
        let call = format!("{}(narrow.{name})", merging(aggregate).unwrap_or("SUM"));
        columns
            .push(format!("{} AS {name}", typed(context.dialect, plan.tables.of_aggregate(aggregate), call)));
    }
    let starts = |window: &Window| narrow.start_of(window.days.from);
    let values = values(context.dialect, windows, starts);
    let inner: Vec<String> = inner.lines().map(|line| format!("  {line}")).collect();
    let ordinals: Vec<String> = (1..=keys).map(|ordinal| ordinal.to_string()).collect();
    format!(
        "SELECT {}\nFROM (\n{}\n) AS narrow\nJOIN {values} AS bucket_windows\n  \
         ON narrow.bucket >= bucket_windows.column2 AND narrow.bucket < bucket_windows.column3\nGROUP BY {}",
        columns.join(",\n       "),
        inner.join("\n"),
        ordinals.join(", ")
    )
}

/// PostgreSQL sums whole numbers to a decimal; both databases shall give the same type.
fn typed(dialect: Dialect, kind: ColumnType, call: String) -> String {
    match dialect {
        Dialect::Sqlite => call,
        Dialect::Postgres => format!("CAST({call} AS {})", Dialect::type_name(kind)),
    }
}

/// `JOIN … AS bucket_windows ON …`: a row beside each window that it lies in; of a snapshot, a row beside each window of
/// which it is the last date.
pub(super) fn join(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    windows: &[Window],
    time: &str,
    binds: &mut Binds,
) -> String {
    let values = values(context.dialect, windows, |window| window.days.from);
    if !part.root.snapshot {
        return format!(
            "\nJOIN {values} AS bucket_windows\n  ON {time} >= bucket_windows.column2 AND {time} < bucket_windows.column3"
        );
    }
    let last = super::snapshot::last_date(context, part, binds, |time| {
        vec![format!("{time} >= spans.column2"), format!("{time} < spans.column3")]
    });
    format!(
        "\nJOIN (\n  SELECT spans.column1 AS column1, {last} AS last_date\n  FROM {values} AS spans\n) AS bucket_windows ON {time} = bucket_windows.last_date"
    )
}

/// `(VALUES (bucket, first day, day after), …)`.
fn values(dialect: Dialect, windows: &[Window], starts: impl Fn(&Window) -> Date) -> String {
    let row = |window: &Window| {
        let (first, after) = sql_range(Period::new(starts(window), window.days.to));
        let after = after.unwrap_or(window.days.to);
        format!("({}, {}, {})", dialect.date(window.bucket), dialect.date(first), dialect.date(after))
    };
    format!("(VALUES {})", windows.iter().map(row).collect::<Vec<_>>().join(", "))
}
