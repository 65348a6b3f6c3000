//! Rollups in the place of rows: whole months from sums by month, other days from sums by day, and from the rows
//! themselves what neither holds or what has changed since.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sqlparser::ast::Expr;

use super::{
    Dialect, Tables, expression,
    joins::From,
    part::{self, Context, Dating, sql_range},
    plan::Part,
    statement::Binds,
};
use crate::{
    Grain,
    catalogue::{Aggregate, AggregateFunction, Dataset, RollupGrain},
    rollup::{RolledDataset, RollupTable, STALE, condition_column, value_column},
    warehouse::ColumnType,
};

/// What is read in the place of a dataset's rows, within one sub-select.
pub(super) struct Rolled<'p> {
    dataset: &'p RolledDataset,
    /// `(SELECT … UNION ALL SELECT …)`, cut down to the tenant and the period.
    pub(super) sql: String,
}

impl Rolled<'_> {
    /// The aggregate, put together from those of the groups.
    pub(super) fn aggregate(
        &self,
        from: &mut From<'_>,
        aggregate: &Aggregate,
        is_filtered_already: bool,
    ) -> Option<String> {
        let column = expression::qualified(&from.root_alias, &value_column(self.dataset.value(aggregate)?));
        let condition = left_to_query(self.dataset, aggregate).filter(|_| !is_filtered_already);
        let filter = match condition.and_then(|condition| from.write(condition)) {
            Some(condition) => format!(" FILTER (WHERE {condition})"),
            None => String::new(),
        };
        let merged = merged(from.tables, from.dialect, aggregate, &column, &filter);
        Some(if part::is_count(aggregate) { format!("COALESCE({merged}, 0)") } else { merged })
    }

    /// Whether rows that meet the condition are in the group.
    pub(super) fn condition(&self, from: &mut From<'_>, condition: &Expr) -> Option<String> {
        match self.dataset.condition(condition) {
            Some(index) => {
                Some(format!("{} > 0", expression::qualified(&from.root_alias, &condition_column(index))))
            }
            None => from.operand(condition),
        }
    }
}

/// The condition of an aggregate that its rollup does not know.
fn left_to_query<'a>(dataset: &RolledDataset, aggregate: &'a Aggregate) -> Option<&'a Expr> {
    aggregate.condition.as_ref().filter(|condition| dataset.condition(condition).is_none())
}

/// What may stand for the rows of a part, where its rollups know all that the query asks of them.
pub(super) fn of<'p>(
    context: &Context<'p, '_>,
    part: &Part<'_>,
    dating: Dating<'_>,
    binds: &mut Binds,
) -> Option<Rolled<'p>> {
    let dataset = context.rollups.iter().find(|rolled| rolled.dataset == part.root.id)?;
    if part.root.snapshot || part.time != part.root.dated_by.as_ref() {
        return None;
    }
    let fits_months = match dating {
        Dating::Windows(_) => return None,
        Dating::Bucket(Grain::Day | Grain::Week) => false,
        Dating::Whole | Dating::Bucket(_) => true,
    };
    let mut values = BTreeSet::new();
    let mut conditions = BTreeSet::new();
    for aggregate in asked(context, part) {
        values.insert(dataset.value(aggregate)?);
        conditions.extend(aggregate.condition.as_ref().and_then(|condition| dataset.condition(condition)));
    }
    let columns = columns_used(context, part, dataset)?;
    let days = Days::of(context);
    let months = days.whole_months().filter(|_| fits_months);
    let by_month = months.and_then(|months| Some((dataset.table(RollupGrain::Month, &columns)?, months)));
    let by_day = dataset.table(RollupGrain::Day, &columns);
    if by_month.is_none() && by_day.is_none() {
        return None;
    }
    let tenant = dataset.tenant.as_ref().map(|_| binds.add(&context.plan.scope.tenant));
    let source = Source { context, part, dataset, columns, values, conditions, by_day, tenant };
    let branches = source.branches(days, by_month);
    Some(Rolled {
        dataset,
        sql: format!("(\n{}\n)", super::statement::indented(&branches.join("\nUNION ALL\n"))),
    })
}

fn asked<'s>(context: &Context<'_, 's>, part: &'s Part<'_>) -> impl Iterator<Item = &'s Aggregate> {
    let plan = context.plan;
    part.aggregates.iter().map(|index| plan.aggregates[*index])
}

/// Columns of the root that keys, filters and conditions are made of, beside the tenant. None where one is out of
/// reach.
fn columns_used(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    dataset: &RolledDataset,
) -> Option<BTreeSet<String>> {
    let plan = context.plan;
    let mut from = From::new(plan.tables, context.dialect, plan.today, part.root);
    for dimension in &plan.dimensions {
        from.key(dimension)?;
    }
    let mut unused = Binds::default();
    for filter in plan.row_filters().chain(plan.filters.iter().cloned()) {
        part::filter_condition(&mut from, &filter, &mut unused);
    }
    for condition in asked(context, part).filter_map(|aggregate| left_to_query(dataset, aggregate)) {
        from.write(condition)?;
    }
    let mut used = from.columns_of_root();
    used.retain(|column| dataset.tenant.as_ref() != Some(column));
    // A key made of the time itself is not that of the first day of a month.
    (!used.contains(&dataset.time)).then_some(used)
}

/// The first day of a period and the day after it.
#[derive(Clone, Copy)]
struct Days {
    first: Date,
    after: Option<Date>,
}

impl Days {
    fn of(context: &Context<'_, '_>) -> Self {
        let (first, after) = sql_range(context.period);
        Days { first, after }
    }

    fn whole_months(self) -> Option<Days> {
        let month = Grain::Month;
        let first =
            if self.first.day() == 1 { self.first } else { month.end_of(self.first).tomorrow().ok()? };
        let after = self.after.map(|after| month.start_of(after));
        after.is_none_or(|after| first < after).then_some(Days { first, after })
    }

    /// What is left of these days before and after others within.
    fn around(self, inner: Days) -> impl Iterator<Item = Days> {
        let before = Days { first: self.first, after: Some(inner.first) };
        let behind = inner.after.map(|first| Days { first, after: self.after });
        let is_some = |days: &Days| days.after.is_none_or(|after| days.first < after);
        std::iter::once(before).chain(behind).filter(is_some)
    }

    fn conditions(self, dialect: Dialect, column: &str) -> String {
        let from = format!("{column} >= {}", dialect.date(self.first));
        match self.after {
            Some(after) => format!("{from} AND {column} < {}", dialect.date(after)),
            None => from,
        }
    }
}

struct Source<'p, 's, 'a> {
    context: &'s Context<'p, 'a>,
    part: &'s Part<'s>,
    dataset: &'p RolledDataset,
    columns: BTreeSet<String>,
    values: BTreeSet<usize>,
    conditions: BTreeSet<usize>,
    by_day: Option<&'p RollupTable>,
    tenant: Option<String>,
}

impl Source<'_, '_, '_> {
    fn branches(&self, days: Days, by_month: Option<(&RollupTable, Days)>) -> Vec<String> {
        let mut branches = Vec::new();
        match by_month {
            Some((table, months)) => {
                branches.push(self.summed(table, months, "month"));
                branches.extend(days.around(months).map(|days| self.by_day(days)));
                branches.push(self.of_stale_months(months));
            }
            None => branches.push(self.by_day(days)),
        }
        if self.by_day.is_some() {
            let rows = self.rows(&self.stale_spans("day", "next_day", days));
            branches.push(rows);
        }
        branches
    }

    /// The days that no whole month holds: from sums where there are any.
    fn by_day(&self, days: Days) -> String {
        match self.by_day {
            Some(table) => self.summed(table, days, "day"),
            None => {
                let time = expression::qualified(&self.dataset.dataset, &self.dataset.time);
                format!(
                    "{}\nWHERE {}{}",
                    self.select_rows(),
                    self.of_tenant(&self.dataset.dataset),
                    days.conditions(self.context.dialect, &time)
                )
            }
        }
    }

    /// Groups of a rollup, but for those that are stale.
    fn summed(&self, table: &RollupTable, days: Days, span: &str) -> String {
        let time = expression::qualified("rollup", &self.dataset.time);
        format!(
            "{}\nWHERE {}{}\n  AND {time} NOT IN (SELECT {span} FROM {STALE} WHERE {})",
            self.select_groups(table),
            self.of_tenant("rollup"),
            days.conditions(self.context.dialect, &time),
            self.stale()
        )
    }

    /// What stands for stale months, but for the days of them that are stale themselves where there are sums by day.
    fn of_stale_months(&self, months: Days) -> String {
        let spans = self.stale_spans("month", "next_month", months);
        let Some(table) = self.by_day else { return self.rows(&spans) };
        let time = expression::qualified("rollup", &self.dataset.time);
        format!(
            "{}\nJOIN {spans} AS spans ON {time} >= spans.first AND {time} < spans.after\nWHERE {}{time} NOT IN (SELECT day FROM {STALE} WHERE {})",
            self.select_groups(table),
            self.of_tenant("rollup"),
            self.stale()
        )
    }

    /// The rows of these spans of days, each of the shape of a group.
    fn rows(&self, spans: &str) -> String {
        let root = &self.dataset.dataset;
        let time = expression::qualified(root, &self.dataset.time);
        format!(
            "{}\nJOIN {spans} AS spans ON {}{time} >= spans.first AND {time} < spans.after",
            self.select_rows(),
            self.of_tenant(root)
        )
    }

    /// `(SELECT DISTINCT … AS first, … AS after …)` of stale days or months.
    fn stale_spans(&self, first: &str, after: &str, within: Days) -> String {
        format!(
            "(SELECT DISTINCT {first} AS first, {after} AS after FROM {STALE} WHERE {} AND {})",
            self.stale(),
            within.conditions(self.context.dialect, first)
        )
    }

    fn stale(&self) -> String {
        let dataset = super::text_literal(&self.dataset.dataset);
        let tenant = self.tenant.clone().unwrap_or_else(|| "''".to_owned());
        format!("dataset = {dataset} AND tenant = {tenant}")
    }

    /// `tenant = $1 AND `, or nothing.
    fn of_tenant(&self, alias: &str) -> String {
        let (Some(column), Some(place)) = (&self.dataset.tenant, &self.tenant) else { return String::new() };
        let kind = self.context.plan.tables.column(&self.dataset.dataset, column).unwrap_or(ColumnType::Text);
        let column = super::joins::as_text(expression::qualified(alias, column), kind);
        format!("{column} = {place} AND ")
    }

    /// Tenant, time and columns of a row or group, as they are called outside.
    fn keys(&self, alias: &str) -> Vec<String> {
        let names = self.dataset.tenant.iter().chain([&self.dataset.time]).chain(&self.columns);
        names.map(|name| expression::qualified(alias, name)).collect()
    }

    fn select_groups(&self, table: &RollupTable) -> String {
        let mut columns = self.keys("rollup");
        columns
            .extend(self.values.iter().map(|index| expression::qualified("rollup", &value_column(*index))));
        columns.extend(
            self.conditions.iter().map(|index| expression::qualified("rollup", &condition_column(*index))),
        );
        format!("SELECT {}\nFROM {} AS rollup", columns.join(", "), expression::name(&table.name))
    }

    fn select_rows(&self) -> String {
        let plan = self.context.plan;
        let mut from = From::new(plan.tables, self.context.dialect, plan.today, self.part.root);
        let mut columns = self.keys(&from.root_alias);
        columns.extend(self.values.iter().map(|index| value_of_row(&mut from, self.dataset, *index)));
        columns.extend(self.conditions.iter().map(|index| condition_of_row(&mut from, self.dataset, *index)));
        format!("SELECT {}\n{}", columns.join(", "), from.sql())
    }
}

/// What a row adds to an aggregate, by its place among the values.
fn value_of_row(from: &mut From<'_>, dataset: &RolledDataset, index: usize) -> String {
    let name = value_column(index);
    let Some(value) = dataset.values.get(index) else { return format!("NULL AS {name}") };
    let argument = value.argument.as_ref().and_then(|argument| from.operand(argument));
    let condition = value.condition.as_ref().and_then(|condition| from.operand(condition));
    let sql = match (part::is_count(value), argument, condition) {
        (true, None, None) => "1".to_owned(),
        (true, argument, condition) => {
            let argument = argument.map(|argument| format!("{argument} IS NOT NULL"));
            let counts: Vec<String> = condition.into_iter().chain(argument).collect();
            format!("CASE WHEN {} THEN 1 ELSE 0 END", counts.join(" AND "))
        }
        (false, argument, None) => argument.unwrap_or_else(|| "NULL".to_owned()),
        (false, argument, Some(condition)) => {
            format!("CASE WHEN {condition} THEN {} END", argument.unwrap_or_else(|| "NULL".to_owned()))
        }
    };
    format!("{} AS {name}", typed(from.tables, from.dialect, value, sql))
}

fn condition_of_row(from: &mut From<'_>, dataset: &RolledDataset, index: usize) -> String {
    let condition = dataset.conditions.get(index).and_then(|condition| from.write(condition));
    let condition = condition.unwrap_or_else(|| "1 = 0".to_owned());
    format!("CASE WHEN {condition} THEN 1 ELSE 0 END AS {}", condition_column(index))
}

/// The aggregate of a whole from that of its groups.
fn merged(tables: Tables<'_>, dialect: Dialect, aggregate: &Aggregate, column: &str, filter: &str) -> String {
    let function = match aggregate.function {
        AggregateFunction::Min => "MIN",
        AggregateFunction::Max => "MAX",
        _ => "SUM",
    };
    typed(tables, dialect, aggregate, format!("{function}({column}){filter}"))
}

/// PostgreSQL sums whole numbers to a decimal; both databases shall keep the same type.
fn typed(tables: Tables<'_>, dialect: Dialect, aggregate: &Aggregate, sql: String) -> String {
    match dialect {
        Dialect::Sqlite => sql,
        Dialect::Postgres => format!("CAST({sql} AS {})", Dialect::type_name(tables.of_aggregate(aggregate))),
    }
}

/// The groups of a rollup, summed from the rows: all of them, or those of stale days or months.
pub(crate) fn filling(
    tables: Tables<'_>,
    dialect: Dialect,
    root: &Dataset,
    dataset: &RolledDataset,
    table: &RollupTable,
    only_stale: bool,
) -> String {
    // No expression of a rollup names today.
    let mut from = From::new(tables, dialect, Date::constant(1, 1, 1), root);
    let time = expression::qualified(&root.id, &dataset.time);
    let (grain, first, after) = match table.by {
        RollupGrain::Day => (Grain::Day, "day", "next_day"),
        RollupGrain::Month => (Grain::Month, "month", "next_month"),
    };
    let tenant = dataset.tenant.as_ref();
    let mut columns: Vec<String> =
        tenant.map(|tenant| expression::qualified(&root.id, tenant)).into_iter().collect();
    columns.push(format!("{} AS {}", dialect.bucket(grain, &time), expression::name(&dataset.time)));
    columns.extend(table.columns.iter().map(|column| expression::qualified(&root.id, column)));
    columns.extend((0..dataset.values.len()).map(|index| value_of_row(&mut from, dataset, index)));
    columns.extend((0..dataset.conditions.len()).map(|index| condition_of_row(&mut from, dataset, index)));
    let stale = match only_stale {
        false => String::new(),
        true => {
            let kind = |tenant: &String| tables.column(&root.id, tenant).unwrap_or(ColumnType::Text);
            let of_tenant = tenant.map(|tenant| {
                let column = super::joins::as_text(expression::qualified(&root.id, tenant), kind(tenant));
                format!("{column} = spans.of_tenant AND ")
            });
            format!(
                " JOIN (SELECT DISTINCT tenant AS of_tenant, {first} AS first, {after} AS after FROM {STALE} WHERE dataset = {}) AS spans \
                 ON {}{time} >= spans.first AND {time} < spans.after",
                super::text_literal(&root.id),
                of_tenant.unwrap_or_default()
            )
        }
    };
    let rows = format!("SELECT {} {}{stale} WHERE {time} IS NOT NULL", columns.join(", "), from.sql());
    let names = tenant.into_iter().chain([&dataset.time]).chain(&table.columns);
    let mut groups: Vec<String> = names.map(|name| expression::name(name)).collect();
    let keys: Vec<String> = (1..=groups.len()).map(|ordinal| ordinal.to_string()).collect();
    groups.extend(dataset.values.iter().enumerate().map(|(index, value)| {
        let name = value_column(index);
        format!("{} AS {name}", merged(tables, dialect, value, &name, ""))
    }));
    groups.extend((0..dataset.conditions.len()).map(|index| {
        let name = condition_column(index);
        let sum = format!("SUM({name})");
        match dialect {
            Dialect::Sqlite => format!("{sum} AS {name}"),
            Dialect::Postgres => format!("CAST({sum} AS BIGINT) AS {name}"),
        }
    }));
    let keys = keys.join(", ");
    format!("SELECT {} FROM ({rows}) AS summed GROUP BY {keys} ORDER BY {keys}", groups.join(", "))
}
