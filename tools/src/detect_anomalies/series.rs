//! A measure over time, for each member that is looked at by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sentia_analytics::anomaly::batch::{self, Incident, Kind};
use sentia_semantic::{Additivity, ColumnKind, Grain, Measure, Period, Query, ResultTable, Value};

use super::{Search, Unjudged, reach, seasons};
use crate::{Completeness, ToolContext, ToolError, completeness, querying};

/// Members that are looked at, at most.
const MOST: usize = 60;
/// The share of buckets that must have a value other than nought: of what comes now and then, each coming would stand out.
const OFTEN: f64 = 0.6;
/// One in so many days of a weekday without data: the plant rests then now and again, and no feed is missing.
const RESTS: usize = 6;
/// A change that began so many buckets before the period is known by then.
const OLD: usize = 28;

pub(super) struct Series {
    pub(super) measure: Measure,
    /// None where the measure is looked at as a whole.
    pub(super) member: Option<String>,
    pub(super) grain: Grain,
    pub(super) buckets: Vec<(Period, Option<Value>)>,
    seasons: &'static [usize],
}

/// All series of one measure.
pub(super) struct Read {
    pub(super) measure: Measure,
    pub(super) series: Vec<Series>,
    pub(super) result: ResultTable,
    pub(super) completeness: Vec<Completeness>,
}

impl Series {
    pub(super) fn incidents(&self) -> Result<Vec<Incident>, Unjudged> {
        let values: Vec<Option<f64>> =
            self.buckets.iter().map(|(_, value)| value.as_ref().and_then(Value::as_f64)).collect();
        let some = values.iter().flatten().filter(|value| **value != 0.0).count();
        if (some as f64) < OFTEN * values.len() as f64 {
            return Err(Unjudged::Sparse);
        }
        batch::find(&values, self.seasons).map_err(Unjudged::Short)
    }

    /// The days of an incident.
    pub(super) fn days(&self, incident: &Incident) -> Option<Period> {
        let (first, last) = (self.buckets.get(incident.first)?, self.buckets.get(incident.last)?);
        Some(Period::new(first.0.from, last.0.to))
    }

    /// Whether data are missing on days of the week that are often without: a plant that rests on Sundays.
    fn is_rest(&self, incident: &Incident) -> bool {
        let weekday = |at: usize| self.buckets.get(at).map(|(bucket, _)| bucket.from.weekday());
        let rests = |at: usize| {
            let same = self.buckets.iter().enumerate().filter(|(other, _)| weekday(*other) == weekday(at));
            let (empty, all) = same.fold((0, 0), |(empty, all), (_, (_, value))| {
                (empty + usize::from(value.is_none()), all + 1)
            });
            empty * RESTS > all
        };
        incident.kind == Kind::MissingFeed
            && self.buckets.iter().all(|(bucket, _)| bucket.days() == 1)
            && (incident.first..=incident.last).all(rests)
    }

    /// Whether it falls into the period, and did not begin long before it.
    pub(super) fn is_news(&self, incident: &Incident, asked: Period) -> bool {
        let Some(days) = self.days(incident) else { return false };
        let first = self.buckets.iter().position(|(bucket, _)| bucket.to >= asked.from).unwrap_or(usize::MAX);
        !self.is_rest(incident)
            && days.from <= asked.to
            && days.to >= asked.from
            && incident.first.saturating_add(OLD) >= first
    }
}

pub(super) async fn read(measure: &str, search: &Search, context: &ToolContext) -> Result<Read, ToolError> {
    let from = search.grain.shift(search.asked.from, -reach(search.grain));
    let query = Query {
        dimensions: search.by.iter().cloned().collect(),
        grain: Some(search.grain),
        filters: querying::filters(&search.filters),
        ..Query::of(vec![measure.to_owned()], Period::new(from, search.asked.to))
    };
    let result = context.engine.query(&query, &context.scope).await?;
    let known = context.engine.catalogue().measure(measure).cloned();
    let known = known.ok_or_else(|| ToolError::BadArguments(format!("there is no {measure}")))?;
    let by_member = by_member(&result, measure);
    if result.truncated || by_member.len() > MOST {
        return Err(ToolError::BadArguments(format!(
            "There are too many to look at each by itself (at most {MOST}); name some of them, or look at the whole."
        )));
    }
    let completeness = completeness::of(&query, result.period, context).await?;
    let series = by_member
        .into_iter()
        .map(|(member, values)| Series {
            buckets: buckets(&known, &values, &result, search, context),
            measure: known.clone(),
            member,
            grain: search.grain,
            seasons: seasons(search.grain),
        })
        .collect();
    Ok(Read { measure: known, series, result, completeness })
}

type Values = BTreeMap<Date, Value>;

fn by_member(result: &ResultTable, measure: &str) -> BTreeMap<Option<String>, Values> {
    let at = |kind: ColumnKind| result.columns.iter().position(|column| column.kind == kind);
    let (member, time) = (at(ColumnKind::Dimension), at(ColumnKind::Time));
    let value =
        result.columns.iter().position(|column| column.id == measure && column.kind == ColumnKind::Measure);
    let mut all: BTreeMap<Option<String>, Values> = BTreeMap::new();
    for row in &result.rows {
        let day = time.and_then(|at| row.get(at)?.as_text()?.parse().ok());
        let cell = value.and_then(|at| row.get(at)).filter(|cell| !cell.is_null());
        let member = member.and_then(|at| row.get(at)?.as_text().map(str::to_owned));
        if let (Some(day), Some(cell)) = (day, cell) {
            all.entry(member).or_default().insert(day, cell.clone());
        }
    }
    all
}

/// One for each bucket that is over, from the first that has a value.
fn buckets(
    measure: &Measure,
    values: &Values,
    result: &ResultTable,
    search: &Search,
    context: &ToolContext,
) -> Vec<(Period, Option<Value>)> {
    let through = result.freshness.data_through.unwrap_or(context.engine.today());
    let with_rows: BTreeSet<Date> =
        result.rows.iter().flatten().filter_map(|cell| cell.as_text()?.parse().ok()).collect();
    // Where others have rows, a part of a sum without any is nought.
    let is_part = search.by.is_some() || !result.filters.is_empty() || !context.scope.row_filters.is_empty();
    let nothing = (measure.additivity == Additivity::Additive && is_part).then_some(Value::Integer(0));
    let first = values.keys().next().copied();
    let all =
        result.period.buckets(search.grain).into_iter().map(|start| Period::bucket(search.grain, start));
    let over = all.filter(|bucket| {
        bucket.from >= result.period.from
            && bucket.to <= through
            && first.is_some_and(|day| bucket.from >= day)
    });
    let value = |bucket: Period| {
        let absent = || nothing.clone().filter(|_| with_rows.contains(&bucket.from));
        (bucket, values.get(&bucket.from).cloned().or_else(absent))
    };
    over.map(value).collect()
}
