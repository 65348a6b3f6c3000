//! The days of everything that can fail: read through the engine, with the person's scope.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date};
use sentia_analytics::fleet::Thing;
use sentia_semantic::{
    Column, ColumnKind, FailureModel, Freshness, Grain, Period, Query, ResultTable, Unit, Value,
};

use crate::{Completeness, FilterArg, ToolContext, ToolError, by_day, completeness, querying};

/// Days of the past that are learned from.
const PAST: i64 = 3 * 365;
/// More cannot be learned from while somebody waits.
const MOST: usize = 300;
/// Days over which it is told how complete the readings are.
const RECENT: i64 = 28;

/// Everything that can fail, and how its days went.
pub(super) struct Fleet {
    pub(super) labels: Vec<String>,
    /// In the order of `labels`.
    pub(super) things: Vec<Thing>,
    pub(super) days: Period,
    pub(super) sql: Vec<String>,
    pub(super) freshness: Freshness,
    pub(super) completeness: Vec<Completeness>,
}

/// What of the model the person may read: signs of another area are left out.
pub(super) fn permitted(mut model: FailureModel, context: &ToolContext) -> FailureModel {
    let may_read = |id: &String| {
        let measure = context.engine.catalogue().measure(id);
        measure.is_some_and(|measure| context.scope.may_read(measure.area))
    };
    model.signs.retain(may_read);
    model.wear.retain(may_read);
    model.care.retain(may_read);
    model.cost = model.cost.filter(may_read);
    model
}

/// The labels of those that filters leave.
pub(super) async fn members(
    model: &FailureModel,
    filters: &[FilterArg],
    context: &ToolContext,
) -> Result<BTreeSet<String>, ToolError> {
    let query = Query { filters: querying::filters(filters), ..split(model, past(context)) };
    let result = context.engine.query(&query, &context.scope).await?;
    Ok(labels(&result).map(str::to_owned).collect())
}

pub(super) async fn fleet(model: &FailureModel, context: &ToolContext) -> Result<Fleet, ToolError> {
    let past = past(context);
    let known = context.engine.query(&split(model, past), &context.scope).await?;
    let labels: Vec<String> =
        labels(&known).map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect();
    let plural = plural(model, context);
    if labels.is_empty() {
        let text = format!(
            "Nothing is recorded of {plural} in the last three years, so no failure can be foreseen."
        );
        return Err(ToolError::BadArguments(text));
    }
    if labels.len() > MOST || known.truncated {
        return Err(ToolError::BadArguments(format!(
            "There are more than {MOST} {plural}, too many to learn from at once; ask as somebody who sees a part of them."
        )));
    }
    let mut days = Days::new(model, past);
    let mut sql = known.sql;
    for part in by_day::parts(past, labels.len()) {
        let query = Query { grain: Some(Grain::Day), ..split(model, part) };
        let result = context.engine.query(&query, &context.scope).await?;
        days.add(&result);
        sql = result.sql;
    }
    let known = days.known();
    let recent = Period::new(known.to.saturating_sub((RECENT - 1).days()), known.to);
    Ok(Fleet {
        things: labels.iter().map(|label| days.thing(label)).collect(),
        labels,
        days: known,
        sql,
        freshness: Freshness { data_through: Some(known.to), period_incomplete_after: None },
        completeness: completeness::of(&split(model, recent), recent, context).await?,
    })
}

/// What one failure costs on average, and in which currency; none where it is not known or not for this person.
pub(super) async fn cost(
    model: &FailureModel,
    context: &ToolContext,
) -> Result<Option<(f64, String)>, ToolError> {
    let Some(id) = &model.cost else { return Ok(None) };
    let catalogue = context.engine.catalogue();
    let Some(Unit::Money { currency, .. }) = catalogue.measure(id).map(|measure| &measure.unit) else {
        return Ok(None);
    };
    let period = querying::period(&context.engine, None, std::slice::from_ref(id))?;
    let result = context.engine.query(&Query::of(vec![id.clone()], period), &context.scope).await?;
    let value = result.rows.first().and_then(|row| row.first()?.as_f64());
    Ok(value.map(|value| (value, currency.clone())))
}

/// `machines`.
pub(super) fn plural(model: &FailureModel, context: &ToolContext) -> String {
    let dimension = context.engine.catalogue().dimension(&model.of);
    dimension.map_or_else(|| model.of.clone(), |dimension| sentia_semantic::lower_first(&dimension.plural))
}

fn past(context: &ToolContext) -> Period {
    let today = context.engine.today();
    Period::new(today.saturating_sub(PAST.days()), today)
}

fn split(model: &FailureModel, period: Period) -> Query {
    Query { dimensions: vec![model.of.clone()], ..Query::of(model.measures().cloned().collect(), period) }
}

fn labels(result: &ResultTable) -> impl Iterator<Item = &str> {
    let at = result.columns.iter().position(|column| column.kind == ColumnKind::Dimension);
    result.rows.iter().filter_map(move |row| row.get(at?)?.as_text())
}

/// The days of everything, in the making: each thing has all days of the past.
struct Days<'a> {
    model: &'a FailureModel,
    past: Period,
    /// One of which nothing is known.
    empty: Thing,
    things: BTreeMap<String, Thing>,
    /// The days with rows.
    first: Date,
    last: Date,
}

impl<'a> Days<'a> {
    fn new(model: &'a FailureModel, past: Period) -> Days<'a> {
        let days = place(past, past.to) + 1;
        let empty = Thing {
            failed: vec![false; days],
            signs: vec![vec![None; days]; model.signs.len()],
            used: vec![vec![0.0; days]; model.wear.len()],
            cared: vec![vec![false; days]; model.care.len()],
        };
        Days { model, past, empty, things: BTreeMap::new(), first: past.to, last: past.from }
    }

    fn add(&mut self, result: &ResultTable) {
        let at = |kind: ColumnKind| result.columns.iter().position(|column| column.kind == kind);
        let (Some(member), Some(time)) = (at(ColumnKind::Dimension), at(ColumnKind::Time)) else { return };
        let of = |id: &String| {
            let is_it = |column: &Column| column.kind == ColumnKind::Measure && column.id == *id;
            result.columns.iter().position(is_it)
        };
        let columns = |ids: &[String]| ids.iter().map(of).collect::<Vec<_>>();
        let failures = of(&self.model.failures);
        let (signs, wear) = (columns(&self.model.signs), columns(&self.model.wear));
        let care = columns(&self.model.care);
        for row in &result.rows {
            let label = row.get(member).and_then(Value::as_text);
            let day: Option<Date> = row.get(time).and_then(|cell| cell.as_text()?.parse().ok());
            let (Some(label), Some(day)) = (label, day.filter(|day| self.past.contains(*day))) else {
                continue;
            };
            let number = |at: &Option<usize>| row.get((*at)?)?.as_f64();
            let happened = |at: &Option<usize>| number(at).is_some_and(|value| value != 0.0);
            let thing = self.things.entry(label.to_owned()).or_insert_with(|| self.empty.clone());
            let day_at = place(self.past, day);
            thing.failed[day_at] |= happened(&failures);
            thing.signs.iter_mut().zip(&signs).for_each(|(sign, at)| sign[day_at] = number(at));
            thing.used.iter_mut().zip(&wear).for_each(|(used, at)| used[day_at] += number(at).unwrap_or(0.0));
            thing.cared.iter_mut().zip(&care).for_each(|(cared, at)| cared[day_at] |= happened(at));
            self.first = self.first.min(day);
            self.last = self.last.max(day);
        }
    }

    /// The days from the first to the last with rows.
    fn known(&self) -> Period {
        Period::new(self.first.min(self.last), self.last)
    }

    /// The known days of one.
    fn thing(&self, label: &str) -> Thing {
        let thing = self.things.get(label).unwrap_or(&self.empty);
        let known = self.known();
        let days = place(self.past, known.from)..place(self.past, known.to) + 1;
        Thing {
            failed: thing.failed[days.clone()].to_vec(),
            signs: thing.signs.iter().map(|sign| sign[days.clone()].to_vec()).collect(),
            used: thing.used.iter().map(|used| used[days.clone()].to_vec()).collect(),
            cared: thing.cared.iter().map(|cared| cared[days.clone()].to_vec()).collect(),
        }
    }
}

/// The place of a day among those of a period that it lies in.
fn place(period: Period, day: Date) -> usize {
    usize::try_from(Period::new(period.from, day).days() - 1).unwrap_or(0)
}
