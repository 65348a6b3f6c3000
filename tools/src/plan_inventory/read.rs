//! Use, deliveries and rules of everything that is held, within the person's scope.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use sentia_analytics::stock::Stocked;
use sentia_semantic::{
    Column, ColumnKind, Filter, Freshness, Grain, Period, Query, ResolvedFilter, ResultTable, StockModel,
    Value,
};

use crate::{FilterArg, ToolContext, ToolError, by_day, querying};

/// Days of use that are played through, and of deliveries that lead times are taken from.
const USE: i64 = 365;
const DELIVERIES: i64 = 730;
/// More cannot be played through while somebody waits.
const MOST: usize = 500;

/// Something that is held at a place.
pub(super) struct Held {
    /// What, and where.
    pub(super) members: (String, String),
    pub(super) stocked: Stocked,
    /// Of one unit, and of all that is on hand, in minor units of a currency.
    pub(super) value: f64,
    pub(super) on_hand: f64,
}

/// What all of it rests on.
pub(super) struct About {
    /// The days of use.
    pub(super) days: Period,
    pub(super) sql: Vec<String>,
    pub(super) filters: Vec<ResolvedFilter>,
    pub(super) freshness: Freshness,
}

pub(super) struct Read {
    pub(super) held: Vec<Held>,
    pub(super) about: About,
}

type Key = (String, String);

pub(super) async fn read(
    model: &StockModel,
    filters: &[FilterArg],
    context: &ToolContext,
) -> Result<Read, ToolError> {
    let asking = Asking { model, filters: querying::filters(filters), context };
    let today = context.engine.today();
    let days = |count: i64| Period::new(today.saturating_sub((count - 1).days()), today);
    let rules =
        asking.query(&[&model.order, &model.reorder_point, &model.lead_time], days(DELIVERIES)).await?;
    let held = asking.query(&[&model.quantity, &model.value], days(7)).await?;
    let (rules, held_now) = (asking.numbers(&rules), (asking.numbers(&held), held));
    if rules.len() > MOST {
        return Err(ToolError::BadArguments(format!(
            "There are more than {MOST} stocks, too many to plan at once: name some of them, or a place."
        )));
    }
    let used = asking.days(&model.used, days(USE), rules.len()).await?;
    let delays = asking.days(&model.delay, days(DELIVERIES), rules.len()).await?;
    let last = used.last.unwrap_or(today);
    let of_use = Period::new(used.first.unwrap_or(today).min(last), last);
    let held = rules.into_iter().filter_map(|(key, rule)| {
        let [order, reorder_point, lead_time] = rule.try_into().ok()?;
        let now = held_now.0.get(&key)?;
        let (quantity, value) = (now.first().copied()??, now.get(1).copied()??);
        let lead_times = delays.of(&key).map(|(_, late)| (lead_time.unwrap_or(0.0) + late).max(0.0));
        let mut by_day = vec![0.0; usize::try_from(of_use.days()).unwrap_or(0)];
        for (day, used) in used.of(&key) {
            let at = usize::try_from(Period::new(of_use.from, day).days() - 1).unwrap_or(usize::MAX);
            by_day.get_mut(at).into_iter().for_each(|of_day| *of_day += used);
        }
        let stocked = Stocked {
            used: by_day,
            lead_times: lead_time.map(|_| lead_times.collect()).unwrap_or_default(),
            order: order.unwrap_or(0.0),
            reorder_point: reorder_point?,
        };
        (quantity > 0.0).then(|| Held { members: key, stocked, value: value / quantity, on_hand: value })
    });
    let held: Vec<Held> = held.collect();
    let freshness = Freshness { data_through: Some(last), period_incomplete_after: None };
    let (filters, sql) = (held_now.1.filters, used.sql);
    Ok(Read { held, about: About { days: of_use, sql, filters, freshness } })
}

struct Asking<'a> {
    model: &'a StockModel,
    filters: Vec<Filter>,
    context: &'a ToolContext,
}

/// A measure by day, of each thing that is held.
struct ByDay {
    all: BTreeMap<Key, Vec<(Date, f64)>>,
    first: Option<Date>,
    last: Option<Date>,
    sql: Vec<String>,
}

impl ByDay {
    fn of(&self, key: &Key) -> impl Iterator<Item = (Date, f64)> + '_ {
        self.all.get(key).into_iter().flatten().copied()
    }
}

impl Asking<'_> {
    fn split(&self, measures: &[&String], period: Period) -> Query {
        Query {
            dimensions: vec![self.model.of.clone(), self.model.at.clone()],
            filters: self.filters.clone(),
            ..Query::of(measures.iter().map(|id| (*id).clone()).collect(), period)
        }
    }

    async fn query(&self, measures: &[&String], period: Period) -> Result<ResultTable, ToolError> {
        Ok(self.context.engine.query(&self.split(measures, period), &self.context.scope).await?)
    }

    async fn days(&self, measure: &String, period: Period, stocks: usize) -> Result<ByDay, ToolError> {
        let mut found = ByDay { all: BTreeMap::new(), first: None, last: None, sql: Vec::new() };
        for part in by_day::parts(period, stocks) {
            let query = Query { grain: Some(Grain::Day), ..self.split(&[measure], part) };
            let result = self.context.engine.query(&query, &self.context.scope).await?;
            let time = result.columns.iter().position(|column| column.kind == ColumnKind::Time);
            for row in &result.rows {
                let day: Option<Date> = time.and_then(|at| row.get(at)?.as_text()?.parse().ok());
                let number = row.last().and_then(Value::as_f64);
                let (Some(key), Some(day), Some(number)) = (self.key(&result.columns, row), day, number)
                else {
                    continue;
                };
                found.all.entry(key).or_default().push((day, number));
                found.first = Some(found.first.map_or(day, |first| first.min(day)));
                found.last = Some(found.last.map_or(day, |last| last.max(day)));
            }
            found.sql = result.sql;
        }
        Ok(found)
    }

    /// The measures of each row, in their order.
    fn numbers(&self, result: &ResultTable) -> BTreeMap<Key, Vec<Option<f64>>> {
        let is_measure = |at: &usize| result.columns[*at].kind == ColumnKind::Measure;
        let measures: Vec<usize> = (0..result.columns.len()).filter(is_measure).collect();
        let of_row = |row: &Vec<Value>| {
            let numbers = measures.iter().map(|at| row.get(*at)?.as_f64()).collect();
            Some((self.key(&result.columns, row)?, numbers))
        };
        result.rows.iter().filter_map(of_row).collect()
    }

    fn key(&self, columns: &[Column], row: &[Value]) -> Option<Key> {
        let label = |id: &str| {
            let at =
                columns.iter().position(|column| column.kind == ColumnKind::Dimension && column.id == id)?;
            row.get(at)?.as_text().map(str::to_owned)
        };
        Some((label(&self.model.of)?, label(&self.model.at)?))
    }
}
