use jiff::civil::Date;
use sqlparser::ast::Expr;

use super::{
    Condition, Dialect, Extent, Plan, PlannedFilter, Tables, expression,
    joins::From,
    plan::Part,
    rolled::{self, Rolled},
    snapshot,
    statement::Binds,
    windows::{self, Window},
};
use crate::{
    Grain, Period,
    catalogue::{Aggregate, AggregateFunction, Dataset},
    rollup::RolledDataset,
    warehouse::ColumnType,
};

/// What all sub-selects of a statement share.
#[derive(Clone, Copy)]
pub(super) struct Context<'p, 'a> {
    pub plan: &'p Plan<'a>,
    pub dialect: Dialect,
    pub period: Period,
    /// Names of the key columns, one for each dimension.
    pub key_names: &'p [String],
    /// What may be read in the place of rows.
    pub rollups: &'p [RolledDataset],
}

/// What stands for time in the rows of a sub-select.
#[derive(Clone, Copy)]
pub(super) enum Dating<'w> {
    /// The whole period.
    Whole,
    Bucket(Grain),
    /// A row counts in each window that it lies in.
    Windows(&'w [Window]),
}

/// The rows of one dataset, aggregated at the grain of the query: bucket, keys, aggregates.
pub(super) fn select(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    extent: Option<Extent>,
    binds: &mut Binds,
) -> String {
    match (context.plan.grain, context.plan.window) {
        (None, _) => aggregated(context, part, extent, Dating::Whole, binds),
        (Some(grain), None) => aggregated(context, part, extent, Dating::Bucket(grain), binds),
        (Some(grain), Some(_)) => windows::select(context, part, extent, grain, binds),
    }
}

pub(super) fn aggregated(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    extent: Option<Extent>,
    dating: Dating<'_>,
    binds: &mut Binds,
) -> String {
    let plan = context.plan;
    let mut from = From::new(plan.tables, context.dialect, plan.today, part.root);
    let rolled = rolled::of(context, part, dating, binds);
    from.stand_in = rolled.as_ref().map(|rolled| rolled.sql.clone());
    let mut columns = Vec::new();
    let time = part.time.and_then(|time| from.operand(time));
    if let Some(time) = &time {
        columns.extend(bucket(context.dialect, dating, time));
    }
    for (dimension, name) in plan.dimensions.iter().zip(context.key_names) {
        let key = from.key(dimension).unwrap_or_else(|| "NULL".to_owned());
        columns.push(format!("{key} AS {}", expression::name(name)));
    }
    let keys = columns.len();
    let shared = shared_condition(plan, part);
    for index in &part.aggregates {
        let aggregate = plan.aggregates[*index];
        let of_groups = |rolled: &Rolled<'_>| rolled.aggregate(&mut from, aggregate, shared.is_some());
        let sql = match rolled.as_ref().and_then(of_groups) {
            Some(sql) => sql,
            None => aggregate_sql(&mut from, aggregate, shared.is_some()),
        };
        columns.push(format!("{sql} AS a{}", index + 1));
    }
    // What stands in for the rows is of the tenant and the period alone.
    let mut conditions = match rolled {
        Some(_) => Vec::new(),
        None => tenant_condition(&from, plan.scope.tenant.as_str(), binds),
    };
    let mut join = String::new();
    if let Some(time) = time.as_ref().filter(|_| rolled.is_none()) {
        let in_period = || period_conditions(context.dialect, context.period, time);
        match dating {
            Dating::Windows(windows) => {
                conditions.extend(in_period());
                join = windows::join(context, part, windows, time, binds);
            }
            Dating::Whole if part.root.snapshot => {
                conditions.extend(snapshot::conditions(context, part, extent, None, time, binds));
            }
            Dating::Bucket(grain) if part.root.snapshot => {
                conditions.extend(snapshot::conditions(context, part, extent, Some(grain), time, binds));
            }
            Dating::Whole | Dating::Bucket(_) => conditions.extend(in_period()),
        }
    }
    for filter in plan.row_filters().chain(plan.filters.iter().cloned()) {
        conditions.push(filter_condition(&mut from, &filter, binds));
    }
    conditions.extend(rows_that_count(&mut from, plan, part, rolled.as_ref(), shared));
    let mut sql = format!("SELECT {}\n{}{join}", columns.join(",\n       "), from.sql());
    if !conditions.is_empty() {
        sql.push_str(&format!("\nWHERE {}", conditions.join("\n  AND ")));
    }
    if keys > 0 {
        let ordinals: Vec<String> = (1..=keys).map(|ordinal| ordinal.to_string()).collect();
        sql.push_str(&format!("\nGROUP BY {}", ordinals.join(", ")));
    }
    sql
}

fn bucket(dialect: Dialect, dating: Dating<'_>, time: &str) -> Option<String> {
    match dating {
        Dating::Whole => None,
        Dating::Bucket(grain) => Some(format!("{} AS bucket", dialect.bucket(grain, time))),
        Dating::Windows(_) => Some("bucket_windows.column1 AS bucket".to_owned()),
    }
}

pub(super) fn tenant_condition(from: &From<'_>, tenant: &str, binds: &mut Binds) -> Vec<String> {
    from.tenant().map(|column| format!("{column} = {}", binds.add(tenant))).into_iter().collect()
}

/// Half-open, so that instants of the last day count too.
pub(super) fn period_conditions(dialect: Dialect, period: Period, time: &str) -> Vec<String> {
    let (first, after) = sql_range(period);
    let from = format!("{time} >= {}", dialect.date(first));
    let before = after.map(|after| format!("{time} < {}", dialect.date(after)));
    std::iter::once(from).chain(before).collect()
}

/// First day of the period and the day after it, within the years that both databases can write.
pub(super) fn sql_range(period: Period) -> (Date, Option<Date>) {
    let earliest = Date::constant(1, 1, 1);
    let after = period.to.tomorrow().ok().map(|after| after.max(earliest));
    (period.from.max(earliest), after)
}

/// A filter out of reach lets nothing through.
pub(super) fn filter_condition(from: &mut From<'_>, filter: &PlannedFilter<'_>, binds: &mut Binds) -> String {
    condition(from, filter, binds).unwrap_or_else(|| "1 = 0".to_owned())
}

fn condition(from: &mut From<'_>, filter: &PlannedFilter<'_>, binds: &mut Binds) -> Option<String> {
    let key = from.key(filter.dimension)?;
    Some(match &filter.condition {
        Condition::Keys(keys) => is_one_of(&key, keys.iter(), binds),
        Condition::NotKeys(keys) if keys.is_empty() => "1 = 1".to_owned(),
        Condition::NotKeys(keys) => format!("({key} IS NULL OR NOT {})", is_one_of(&key, keys.iter(), binds)),
        Condition::Beyond { keys, and_none: true } => {
            format!("({key} IS NOT NULL AND NOT {})", is_one_of(&key, keys.iter(), binds))
        }
        Condition::Beyond { keys, and_none: false } => {
            format!("({key} IS NULL OR NOT {})", is_one_of(&key, keys.iter(), binds))
        }
        Condition::Named(names) => match other_label(from, filter, &key)? {
            Some(label) => {
                format!(
                    "({} OR {})",
                    is_one_of(&key, names.iter(), binds),
                    is_one_of(&label, names.iter(), binds)
                )
            }
            None => is_one_of(&key, names.iter(), binds),
        },
        Condition::NotNamed(names) => {
            let mut kept = vec![format!("({key} IS NULL OR NOT {})", is_one_of(&key, names.iter(), binds))];
            if let Some(label) = other_label(from, filter, &key)? {
                kept.push(format!("({label} IS NULL OR NOT {})", is_one_of(&label, names.iter(), binds)));
            }
            kept.join(" AND ")
        }
    })
}

/// The label, where it is something else than the key.
fn other_label(from: &mut From<'_>, filter: &PlannedFilter<'_>, key: &str) -> Option<Option<String>> {
    let dimension = filter.dimension;
    let is_key = dimension
        .key
        .as_ref()
        .is_none_or(|key| expression::is_column(&dimension.expression, &dimension.dataset, key));
    if is_key {
        return Some(None);
    }
    let label = from.label(dimension)?;
    Some((label != key).then_some(label))
}

fn is_one_of<'k>(sql: &str, keys: impl Iterator<Item = &'k String>, binds: &mut Binds) -> String {
    let places: Vec<String> = keys.map(|key| binds.add(key)).collect();
    match places.as_slice() {
        [] => "1 = 0".to_owned(),
        [place] => format!("{sql} = {place}"),
        _ => format!("{sql} IN ({})", places.join(", ")),
    }
}

/// The condition of every aggregate of a part, where they all have the same.
fn shared_condition<'a>(plan: &Plan<'a>, part: &Part<'a>) -> Option<&'a Expr> {
    let mut conditions = part.aggregates.iter().map(|index| plan.aggregates[*index].condition.as_ref());
    let first = conditions.next()??;
    conditions.all(|condition| condition == Some(first)).then_some(first)
}

/// Only rows that count for at least one aggregate make a group.
fn rows_that_count(
    from: &mut From<'_>,
    plan: &Plan<'_>,
    part: &Part<'_>,
    rolled: Option<&Rolled<'_>>,
    shared: Option<&Expr>,
) -> Option<String> {
    let mut write = |condition: &Expr| match rolled {
        Some(rolled) => rolled.condition(from, condition),
        None => from.operand(condition),
    };
    if let Some(shared) = shared {
        return write(shared);
    }
    let mut conditions: Vec<String> = Vec::new();
    for index in &part.aggregates {
        let condition = write(plan.aggregates[*index].condition.as_ref()?)?;
        if !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    Some(format!("({})", conditions.join(" OR ")))
}

fn aggregate_sql(from: &mut From<'_>, aggregate: &Aggregate, is_filtered_already: bool) -> String {
    let argument = aggregate.argument.as_ref().and_then(|argument| from.write(argument));
    let argument = argument.unwrap_or_else(|| "*".to_owned());
    let call = match aggregate.function {
        AggregateFunction::Sum => format!("SUM({argument})"),
        AggregateFunction::Count => format!("COUNT({argument})"),
        AggregateFunction::CountDistinct => format!("COUNT(DISTINCT {argument})"),
        AggregateFunction::Min => format!("MIN({argument})"),
        AggregateFunction::Max => format!("MAX({argument})"),
        AggregateFunction::Average => format!("AVG({argument})"),
    };
    let condition = aggregate
        .condition
        .as_ref()
        .filter(|_| !is_filtered_already)
        .and_then(|condition| from.write(condition));
    let call = match condition {
        Some(condition) => format!("{call} FILTER (WHERE {condition})"),
        None => call,
    };
    // PostgreSQL sums whole numbers to a decimal; both databases shall give the same type.
    match (from.dialect, from.tables.of_aggregate(aggregate)) {
        (Dialect::Postgres, kind @ (ColumnType::Integer | ColumnType::Real)) if !is_count(aggregate) => {
            format!("CAST({call} AS {})", Dialect::type_name(kind))
        }
        _ => call,
    }
}

pub(super) fn is_count(aggregate: &Aggregate) -> bool {
    matches!(aggregate.function, AggregateFunction::Count | AggregateFunction::CountDistinct)
}

/// One row with first and last day, for each (dataset, time): two columns of ISO text each. Rows after `today` do not
/// count unless the dataset is about the future.
pub(crate) fn extent_statement(
    tables: Tables<'_>,
    dialect: Dialect,
    tenant: &str,
    today: Date,
    dated: &[(&Dataset, &Expr)],
) -> (String, Vec<crate::Value>) {
    let mut binds = Binds::default();
    let mut columns = Vec::new();
    for (root, time) in dated {
        let mut from = From::new(tables, dialect, today, root);
        let time = from.operand(time).unwrap_or_else(|| "NULL".to_owned());
        let mut conditions = tenant_condition(&from, tenant, &mut binds);
        let from_sql = from.sql();
        let mut select = |function: &str, conditions: &[String]| {
            let filter = if conditions.is_empty() {
                String::new()
            } else {
                format!(" WHERE {}", conditions.join(" AND "))
            };
            columns.push(format!("(SELECT CAST({function}({time}) AS TEXT) {from_sql}{filter})"));
        };
        select("MIN", &conditions);
        if !root.future {
            conditions
                .extend(today.tomorrow().ok().map(|tomorrow| format!("{time} < {}", dialect.date(tomorrow))));
        }
        select("MAX", &conditions);
    }
    (format!("SELECT {}", columns.join(",\n       ")), binds.into_values())
}
