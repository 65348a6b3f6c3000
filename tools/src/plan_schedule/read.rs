//! What waits to be made, and the working time that there is for it, within the person's scope.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    ColumnKind, Filter, Freshness, Grain, Period, Query, ResolvedFilter, ResultTable, ScheduleModel, Value,
};

use super::hours::Hours;
use crate::{FilterArg, ToolContext, ToolError, querying};

/// Days of the past that say on which days of the week there is work; days to come of which working time is read.
const WORKED: i64 = 56;
const AHEAD: i64 = 182;
/// Orders of one place that are sequenced while somebody waits.
const MOST: usize = 80;

/// Something to be made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Order {
    pub(super) number: String,
    pub(super) alike: String,
    pub(super) start: Date,
    pub(super) due: Date,
    /// Seconds.
    pub(super) run: f64,
    pub(super) setup: f64,
}

/// A place with what waits for it, in the order in which it is planned.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) orders: Vec<Order>,
}

pub(super) struct About {
    pub(super) period: Period,
    pub(super) filters: Vec<ResolvedFilter>,
    pub(super) sql: Vec<String>,
    pub(super) freshness: Freshness,
}

pub(super) struct Read {
    pub(super) places: Vec<(Place, Hours)>,
    pub(super) about: About,
}

pub(super) async fn read(
    model: &ScheduleModel,
    filters: &[FilterArg],
    period: Period,
    context: &ToolContext,
) -> Result<Read, ToolError> {
    let filters = querying::filters(filters);
    let waiting = waiting(model, &filters, period, context).await?;
    let places = places(model, &waiting);
    let fullest = places.iter().map(|place| place.orders.len()).max().unwrap_or(0);
    if fullest > MOST || waiting.truncated {
        return Err(ToolError::BadArguments(format!(
            "There are more than {MOST} {} at one place, too many to sequence at once: name fewer days.",
            model.called
        )));
    }
    let mut hours = hours(model, &filters, period, context).await?;
    let with_hours = |place: Place| {
        let hours = hours.remove(&place.name).unwrap_or_else(|| Hours::new(BTreeMap::new(), &[]));
        (place, hours)
    };
    let places = places.into_iter().map(with_hours).collect();
    let about = About { period, filters: waiting.filters, sql: waiting.sql, freshness: waiting.freshness };
    Ok(Read { places, about })
}

async fn waiting(
    model: &ScheduleModel,
    filters: &[Filter],
    period: Period,
    context: &ToolContext,
) -> Result<ResultTable, ToolError> {
    let query = Query {
        dimensions: model.dimensions().into_iter().cloned().collect(),
        filters: filters.to_vec(),
        ..Query::of(vec![model.run.clone(), model.setup.clone()], period)
    };
    Ok(context.engine.query(&query, &context.scope).await?)
}

/// Why nothing can be sequenced, and when there is something.
pub(super) async fn nothing(
    model: &ScheduleModel,
    filters: &[FilterArg],
    period: Period,
    context: &ToolContext,
) -> ToolError {
    let later = Period::new(period.to, period.to.saturating_add(AHEAD.days()));
    let found = waiting(model, &querying::filters(filters), later, context).await;
    let first = found.ok().and_then(|found| {
        let orders = places(model, &found).into_iter().flat_map(|place| place.orders);
        orders.map(|order| order.start).min()
    });
    let then = match first {
        Some(day) => format!("The next do on {}: ask for these.", day.strftime("%A %-d %B %Y")),
        None => "Name other days, or another place.".to_owned(),
    };
    ToolError::BadArguments(format!(
        "No {} among those asked for start in the days asked for ({}). {then}",
        model.called,
        period.describe()
    ))
}

fn places(model: &ScheduleModel, waiting: &ResultTable) -> Vec<Place> {
    let mut places: BTreeMap<String, Vec<Order>> = BTreeMap::new();
    for row in &waiting.rows {
        if let (Some(place), Some(order)) = (label(waiting, row, &model.at), order(model, waiting, row)) {
            places.entry(place).or_default().push(order);
        }
    }
    let sorted = |(name, mut orders): (String, Vec<Order>)| {
        let key = |order: &Order| (order.start, order.due, order.number.clone());
        orders.sort_by_key(key);
        Place { name, orders }
    };
    places.into_iter().map(sorted).collect()
}

fn order(model: &ScheduleModel, result: &ResultTable, row: &[Value]) -> Option<Order> {
    let [run, setup] = row.get(row.len().checked_sub(2)?..)? else { return None };
    Some(Order {
        number: label(result, row, &model.of)?,
        alike: label(result, row, &model.alike).unwrap_or_default(),
        start: label(result, row, &model.start)?.parse().ok()?,
        due: label(result, row, &model.due)?.parse().ok()?,
        run: run.as_f64()?.max(0.0),
        setup: setup.as_f64().unwrap_or(0.0).max(0.0),
    })
}

fn label(result: &ResultTable, row: &[Value], id: &str) -> Option<String> {
    let mut columns = result.columns.iter();
    let at = columns.position(|column| column.kind == ColumnKind::Dimension && column.id == id)?;
    row.get(at)?.as_text().map(str::to_owned)
}

/// By place.
async fn hours(
    model: &ScheduleModel,
    filters: &[Filter],
    period: Period,
    context: &ToolContext,
) -> Result<BTreeMap<String, Hours>, ToolError> {
    let today = context.engine.today();
    let ahead = Period::new(Grain::Week.start_of(period.from), period.to.saturating_add(AHEAD.days()));
    let weeks = by_place(model, &model.hours, Grain::Week, ahead, filters, context).await?;
    let past = Period::new(today.saturating_sub(WORKED.days()), today.saturating_sub(1.day()));
    let worked = by_place(model, &model.worked, Grain::Day, past, filters, context).await?;
    let of = |(place, weeks): (String, Vec<(Date, f64)>)| {
        let worked = worked.get(&place).map(Vec::as_slice).unwrap_or_default();
        let hours = Hours::new(weeks.into_iter().collect(), worked);
        (place, hours)
    };
    Ok(weeks.into_iter().map(of).collect())
}

async fn by_place(
    model: &ScheduleModel,
    measure: &str,
    grain: Grain,
    period: Period,
    filters: &[Filter],
    context: &ToolContext,
) -> Result<BTreeMap<String, Vec<(Date, f64)>>, ToolError> {
    let can_be_split = context.engine.dimensions_of(measure);
    let fits = |filter: &&Filter| can_be_split.iter().any(|dimension| dimension.id == filter.dimension);
    let query = Query {
        dimensions: vec![model.at.clone()],
        grain: Some(grain),
        filters: filters.iter().filter(fits).cloned().collect(),
        ..Query::of(vec![measure.to_owned()], period)
    };
    let found = context.engine.query(&query, &context.scope).await?;
    let time = found.columns.iter().position(|column| column.kind == ColumnKind::Time);
    let mut by_place: BTreeMap<String, Vec<(Date, f64)>> = BTreeMap::new();
    for row in &found.rows {
        let day = time.and_then(|at| row.get(at)?.as_text()?.parse().ok());
        let number = row.last().and_then(Value::as_f64);
        if let (Some(place), Some(day), Some(number)) = (label(&found, row, &model.at), day, number) {
            by_place.entry(place).or_default().push((day, number));
        }
    }
    Ok(by_place)
}
