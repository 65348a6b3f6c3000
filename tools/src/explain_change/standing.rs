//! Which members moved by more than they move by themselves: each one's weeks (days, where the period holds no whole week)
//! against those before. A part of a change that its member's usual ups and downs make is none to name.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use jiff::{ToSpan, civil::Date};
use sentia_analytics::surprise::sigmas;
use sentia_semantic::{Additivity, ColumnKind, Grain, Measure, Period, Query, ResultTable, Value};

use super::{
    AT_ONCE, Whole,
    splits::{Part, Split},
};
use crate::{ToolContext, ToolError};

/// Splits that are looked into, those that say most first: each costs a query.
const LOOKED_INTO: usize = 12;
/// Buckets before the period that it is held against.
const WEEKS: i64 = 26;
const DAYS: i64 = 60;
/// Members of a split whose history is read.
const MOST_MEMBERS: usize = 150;
/// One in twenty that a member of a split is named where there was chance alone: −ln 0.05.
pub(super) const RARE: f64 = 3.0;
/// Where all there is moved by as much, the splits are ways to look at one change and are not counted; where it did not, chance
/// has as many tries as there are splits.
const OUT_OF_THE_ORDINARY: f64 = 1.96;
/// What a member must have done, as a share of all that went its way, to be named.
const WORTH: f64 = 0.1;
/// Members of one split that are named.
const FEW: usize = 3;
/// By how much less a split says with each further member that it takes: one lot of steel is more of an answer than three
/// products made of it.
const SUCCINCT: f64 = 0.8;

/// Ranks the splits by the member that moved most beyond its usual, and names in each those that did.
pub(super) async fn rank(
    splits: &mut [Split],
    query: &Query,
    whole: &Whole,
    context: &ToolContext,
) -> Result<(), ToolError> {
    let Some(weeks) = Weeks::of(whole) else { return Ok(()) };
    let looked_into = splits.len().min(LOOKED_INTO);
    let far = weeks.of_whole(query, context).await?.unwrap_or_default().abs();
    let tries = if far > OUT_OF_THE_ORDINARY { 1.0 } else { looked_into.max(1) as f64 };
    for some in splits[..looked_into].chunks_mut(AT_ONCE) {
        let reading = some.iter().map(|split| weeks.of_members(split, query, context));
        let by_members = try_join_all(reading).await?;
        for (split, by_member) in some.iter_mut().zip(by_members) {
            if let Some(by_member) = by_member {
                name(split, &by_member, RARE + tries.ln());
            }
        }
    }
    splits[..looked_into].sort_by(|one, other| {
        let known = |split: &Split| split.evidence.unwrap_or(f64::NEG_INFINITY);
        known(other).total_cmp(&known(one))
    });
    Ok(())
}

/// Names the members that moved beyond their usual, and tells how well they say where the change came from: what it would take
/// for chance to do as much in the one that stands out most, in nats (the exponent of a normal's tail, less the many that were
/// looked at), times what they explain of the change beyond their size, and the less the more of them it takes. A machine that did
/// all of it says more than its line, and a product that most of it happened to be made of says little.
fn name(split: &mut Split, by_member: &BTreeMap<String, f64>, rare: f64) {
    let many = (split.parts.len().max(1) as f64).ln();
    let change = split.change();
    let gross: f64 = split.parts.iter().map(|part| part.contribution).filter(|own| own * change > 0.0).sum();
    let beyond_usual = |part: &Part| {
        let z = by_member.get(&part.label).filter(|z| **z * part.contribution > 0.0)?;
        Some(z * z / 2.0 - many).filter(|_| part.contribution / gross >= WORTH)
    };
    let known: Vec<Option<f64>> = split.parts.iter().map(beyond_usual).collect();
    let is_far = |at: &usize| known[*at].is_some_and(|nats| nats > rare);
    // Parts stand with the largest contribution first; so do those that are named.
    split.leading = (0..split.parts.len()).filter(is_far).take(FEW).collect();
    let of = |value: fn(&Part) -> f64| split.leading.iter().map(|at| value(&split.parts[*at])).sum::<f64>();
    let beyond_size = of(|part| part.contribution) / gross - of(|part| part.size);
    let most = split.leading.iter().filter_map(|at| known[*at]).fold(0.0, f64::max);
    let further = split.leading.len().saturating_sub(1) as i32;
    split.evidence = Some(most * beyond_size.max(0.0) * SUCCINCT.powi(further));
}

/// The buckets of the period, and those before it.
pub(super) struct Weeks {
    grain: Grain,
    now: Vec<Date>,
    before: Vec<Date>,
    /// A week that the period ends in, and the last day of the period: what is no sum has a value over some of its days too.
    begun: Option<(Date, Date)>,
}

/// Days of a week, Monday to Thursday, that stand for it.
const MOST_OF_A_WEEK: i64 = 4;

impl Weeks {
    /// None where nothing comes before.
    pub(super) fn of(whole: &Whole) -> Option<Weeks> {
        let (period, previous) = (whole.result.period, whole.result.comparison_period?);
        let end = if previous.to < period.from { previous.to } else { period.eve() };
        let whole_ones = |grain: Grain, within: Period| -> Vec<Date> {
            let is_whole = |start: &Date| {
                let bucket = Period::bucket(grain, *start);
                bucket.from >= within.from && bucket.to <= within.to
            };
            within.buckets(grain).into_iter().filter(is_whole).collect()
        };
        let weeks = whole_ones(Grain::Week, period);
        if weeks.is_empty() {
            let (now, from) = (whole_ones(Grain::Day, period), end.saturating_sub(DAYS.days()));
            let alike = |day: &Date| now.iter().any(|other| other.weekday() == day.weekday());
            let before = whole_ones(Grain::Day, Period::new(from, end)).into_iter().filter(alike).collect();
            return Some(Weeks { grain: Grain::Day, now, before, begun: None });
        }
        let before = whole_ones(Grain::Week, Period::new(end.saturating_sub((WEEKS * 7).days()), end));
        let last = Grain::Week.start_of(period.to);
        let is_begun = last > weeks[weeks.len() - 1] && Period::new(last, period.to).days() >= MOST_OF_A_WEEK;
        let begun = is_begun.then_some((last, period.to));
        Some(Weeks { grain: Grain::Week, now: weeks, before, begun })
    }

    /// By how far all that the query asks for is from what it was, in standard deviations.
    pub(super) async fn of_whole(
        &self,
        query: &Query,
        context: &ToolContext,
    ) -> Result<Option<f64>, ToolError> {
        let far = self.read(query, None, context).await?;
        Ok(far.and_then(|far| far.into_values().next()))
    }

    /// By how far each member of a split is from what it was.
    async fn of_members(
        &self,
        split: &Split,
        query: &Query,
        context: &ToolContext,
    ) -> Result<Option<BTreeMap<String, f64>>, ToolError> {
        if split.parts.len() > MOST_MEMBERS {
            return Ok(None);
        }
        let query = Query { measures: vec![split.measure.id.clone()], ..query.clone() };
        self.read(&query, Some(&split.dimension.id), context).await
    }

    /// By how far each member is from what it was; of the whole, under no name, where nothing splits it. None where there are
    /// too many rows to tell.
    async fn read(
        &self,
        query: &Query,
        dimension: Option<&str>,
        context: &ToolContext,
    ) -> Result<Option<BTreeMap<String, f64>>, ToolError> {
        let (Some(first), Some(last)) = (self.before.first(), self.now.last()) else { return Ok(None) };
        let measure = query.measures.first().and_then(|id| context.engine.catalogue().measure(id));
        let Some(measure) = measure else { return Ok(None) };
        let begun = self.begun.filter(|_| measure.additivity != Additivity::Additive);
        let asked = Query {
            dimensions: dimension.map(str::to_owned).into_iter().collect(),
            grain: Some(self.grain),
            period: Period::new(*first, begun.map_or_else(|| self.grain.end_of(*last), |(_, to)| to)),
            comparison: None,
            ..query.clone()
        };
        let result = context.engine.query(&asked, &context.scope).await?;
        if result.truncated {
            return Ok(None);
        }
        let now: Vec<Date> = self.now.iter().copied().chain(begun.map(|(start, _)| start)).collect();
        let histories = histories(&result);
        let far = histories.into_iter().filter_map(|(member, values)| {
            let of = |starts: &[Date]| self.values(starts, &values, measure);
            Some((member, sigmas(&of(&self.before), &of(&now))?))
        });
        Ok(Some(far.collect()))
    }

    /// A sum without rows is nought; of anything else nothing is known then.
    fn values(&self, starts: &[Date], values: &BTreeMap<Date, f64>, measure: &Measure) -> Vec<f64> {
        let absent = (measure.additivity == Additivity::Additive).then_some(0.0);
        starts.iter().filter_map(|start| values.get(start).copied().or(absent)).collect()
    }
}

fn histories(result: &ResultTable) -> BTreeMap<String, BTreeMap<Date, f64>> {
    let at = |kind: ColumnKind| result.columns.iter().position(|column| column.kind == kind);
    let (time, member, value) = (at(ColumnKind::Time), at(ColumnKind::Dimension), at(ColumnKind::Measure));
    let mut histories: BTreeMap<String, BTreeMap<Date, f64>> = BTreeMap::new();
    for row in &result.rows {
        let cell = |at: Option<usize>| row.get(at?);
        let start = cell(time).and_then(Value::as_text).and_then(|text| text.parse().ok());
        let member = if member.is_some() { cell(member).and_then(Value::as_text) } else { Some("") };
        if let (Some(start), Some(member), Some(value)) = (start, member, cell(value).and_then(Value::as_f64))
        {
            histories.entry(member.to_owned()).or_default().insert(start, value);
        }
    }
    histories
}
