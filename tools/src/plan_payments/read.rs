//! The bills that are open, and the days on which such were paid, within the person's scope.

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    ColumnKind, Filter, Freshness, Grain, PaymentModel, Period, Query, ResolvedFilter, ResultTable, Value,
};

use super::{Days, choose::Bill, rhythm::Rhythm};
use crate::{FilterArg, ToolContext, ToolError, querying};

/// Days of payments that runs are learned from, and that a bill may be overdue.
const PAID: i64 = 365;
const OVERDUE: i64 = 3 * 366;

pub(super) struct Read {
    pub(super) bills: Vec<Bill>,
    /// What there is to pay from, in minor units.
    pub(super) cash: Option<i64>,
    pub(super) filters: Vec<ResolvedFilter>,
    pub(super) sql: Vec<String>,
    pub(super) freshness: Freshness,
}

pub(super) async fn rhythm(model: &PaymentModel, context: &ToolContext) -> Result<Rhythm, ToolError> {
    let today = context.engine.today();
    let period = Period::new(today.saturating_sub(PAID.days()), today);
    let query = Query { grain: Some(Grain::Day), ..Query::of(vec![model.paid.clone()], period) };
    let paid = context.engine.query(&query, &context.scope).await?;
    let is_paid = |row: &&Vec<Value>| row.last().and_then(Value::as_f64).is_some_and(|paid| paid != 0.0);
    let time = paid.columns.iter().position(|column| column.kind == ColumnKind::Time);
    let day = |row: &Vec<Value>| row.get(time?)?.as_text()?.parse().ok();
    let mut days: Vec<Date> = paid.rows.iter().filter(is_paid).filter_map(day).collect();
    days.sort_unstable();
    Ok(Rhythm::of(&days))
}

/// Bills that fall due up to the day before the run after next.
pub(super) async fn bills(
    model: &PaymentModel,
    filters: &[FilterArg],
    days: Days,
    rhythm: &Rhythm,
    context: &ToolContext,
) -> Result<Read, ToolError> {
    let from = context.engine.today().saturating_sub(OVERDUE.days());
    let to = rhythm.after(days.next).saturating_sub(1.day());
    let filters = querying::filters(filters);
    let query = Query {
        dimensions: model.dimensions().cloned().collect(),
        filters: filters.clone(),
        ..Query::of(vec![model.open.clone()], Period::new(from, to))
    };
    let open = context.engine.query(&query, &context.scope).await?;
    if open.truncated {
        return Err(ToolError::BadArguments(
            "There are more open bills than can be weighed at once: name a plant, a supplier or an earlier day.".to_owned(),
        ));
    }
    let bills = open.rows.iter().filter_map(|row| bill(model, &open, row)).collect();
    let cash = cash(model, &filters, context).await?;
    Ok(Read { bills, cash, filters: open.filters, sql: open.sql, freshness: open.freshness })
}

fn bill(model: &PaymentModel, result: &ResultTable, row: &[Value]) -> Option<Bill> {
    let label = |id: &str| {
        let is_it =
            |column: &sentia_semantic::Column| column.kind == ColumnKind::Dimension && column.id == id;
        row.get(result.columns.iter().position(is_it)?)?.as_text().map(str::to_owned)
    };
    let open = row.last().and_then(Value::as_f64)?.round() as i64;
    let held = model.held.iter().find_map(|(dimension, members)| {
        label(dimension).filter(|label| members.iter().any(|member| member.eq_ignore_ascii_case(label)))
    });
    let due = label(&model.due)?.parse().ok()?;
    (open != 0).then_some(Bill {
        number: label(&model.of)?,
        payee: label(&model.to).unwrap_or_default(),
        due,
        open,
        held,
    })
}

/// What there is to pay from. With filters it would be that of others too, so that there is none.
async fn cash(
    model: &PaymentModel,
    filters: &[Filter],
    context: &ToolContext,
) -> Result<Option<i64>, ToolError> {
    let Some(id) = model.cash.as_ref().filter(|_| filters.is_empty()) else { return Ok(None) };
    let Some(measure) = context.engine.catalogue().measure(id) else { return Ok(None) };
    if !context.scope.may_read(measure.area) {
        return Ok(None);
    }
    let today = context.engine.today();
    let query = Query::of(vec![id.clone()], Period::new(today.saturating_sub(6.days()), today));
    let found = context.engine.query(&query, &context.scope).await?;
    Ok(found.rows.first().and_then(|row| row.last()?.as_f64()).map(|cash| cash.round() as i64))
}
