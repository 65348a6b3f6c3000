use super::{
    Extent,
    joins::From,
    part::{Context, period_conditions, sql_range, tenant_condition},
    plan::Part,
    statement::Binds,
};
use crate::{Grain, Period};

/// Rows of the last snapshot within each bucket and the period. The last date is looked up for the tenant alone, so
/// that a member without a row on that date has no balance rather than an old one.
pub(super) fn conditions(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    extent: Option<Extent>,
    grain: Option<Grain>,
    time: &str,
    binds: &mut Binds,
) -> Vec<String> {
    let dialect = context.dialect;
    let Some(period) = extent.and_then(|extent| extent.clip(context.period)) else {
        return vec!["1 = 0".to_owned()];
    };
    match grain {
        // Each bucket is one date.
        Some(Grain::Day) => period_conditions(dialect, period, time),
        Some(grain) => {
            let buckets: Vec<String> = period
                .buckets(grain)
                .into_iter()
                .map(|start| {
                    let days = Period::new(start.max(period.from), grain.end_of(start).min(period.to));
                    let (first, after) = sql_range(days);
                    format!("({}, {})", dialect.date(first), dialect.date(after.unwrap_or(days.to)))
                })
                .collect();
            let (first, after) = ("buckets.column1", "buckets.column2");
            let last = last_date(context, part, binds, |time| {
                vec![format!("{time} >= {first}"), format!("{time} < {after}")]
            });
            vec![format!(
                "{time} IN (\n    SELECT {last}\n    FROM (VALUES {}) AS buckets)",
                buckets.join(", ")
            )]
        }
        None => {
            let last = last_date(context, part, binds, |time| period_conditions(dialect, period, time));
            vec![format!("{time} = {last}")]
        }
    }
}

/// `(SELECT MAX(time) …)` over the tenant's rows that meet the conditions.
pub(super) fn last_date(
    context: &Context<'_, '_>,
    part: &Part<'_>,
    binds: &mut Binds,
    conditions: impl Fn(&str) -> Vec<String>,
) -> String {
    let plan = context.plan;
    let mut from = From::new(plan.tables, context.dialect, plan.today, part.root);
    "snapshots".clone_into(&mut from.root_alias);
    let time = part.time.and_then(|time| from.operand(time)).unwrap_or_else(|| "NULL".to_owned());
    let mut all = tenant_condition(&from, &plan.scope.tenant, binds);
    all.extend(conditions(&time));
    format!("(SELECT MAX({time}) {} WHERE {})", from.sql().replace('\n', " "), all.join(" AND "))
}
