//! The change split by each dimension there is, those first that say most about where it came from.

use sentia_analytics::contribution::{concentration, contribution, mean_slopes};
use sentia_semantic::{
    Catalogue, Composition, Dimension, Filter, FilterOperator, Measure, Query, QueryError, Value,
};

use crate::{ToolContext, ToolError};

/// Splits that are shown.
const SHOWN: usize = 3;
/// Members beyond which a split says little to a reader, and costs much.
const MOST_MEMBERS: usize = 400;
/// What a split must explain beyond the sizes of its parts for them to be named, and to be shown behind another.
const WORTH: f64 = 0.2;

/// The change by the members of a dimension.
pub(super) struct Split {
    pub(super) dimension: Dimension,
    /// The largest contribution first.
    pub(super) parts: Vec<Part>,
    /// Positions in `parts` of the few that explain it.
    pub(super) leading: Vec<usize>,
    /// See [`sentia_analytics::contribution::Concentration`].
    score: f64,
    largest: f64,
    pub(super) sql: Vec<String>,
}

pub(super) struct Part {
    /// None for the rows that name no member.
    key: Option<String>,
    pub(super) label: String,
    /// The measure of the member alone; none where it has none.
    pub(super) now: Option<f64>,
    pub(super) before: Option<f64>,
    /// What it did to the change of the whole.
    pub(super) contribution: f64,
    size: f64,
}

impl Split {
    pub(super) fn change(&self) -> f64 {
        self.parts.iter().map(|part| part.contribution).sum()
    }
}

/// Within one member: what its own change is made of.
pub(super) struct Within {
    pub(super) member: (String, String),
    pub(super) split: Split,
}

/// The splits that say most, the best first.
pub(super) async fn best(query: &Query, context: &ToolContext) -> Result<Vec<Split>, ToolError> {
    let mut splits = all(query, context).await?;
    let shown = splits.iter().take_while(|split| split.score >= WORTH).count();
    splits.truncate(shown.clamp(1.min(splits.len()), SHOWN));
    Ok(splits)
}

/// The best split of the member that most of the change came from, where there is one such member.
pub(super) async fn within(
    query: &Query,
    splits: &[Split],
    context: &ToolContext,
) -> Result<Option<Within>, ToolError> {
    let Some((split, part)) = main_part(splits) else { return Ok(None) };
    let Some(key) = part.key.clone() else { return Ok(None) };
    let dimension = split.dimension.id.clone();
    let own = Filter { dimension: dimension.clone(), operator: FilterOperator::In, members: vec![key] };
    let narrowed = Query { filters: [query.filters.clone(), vec![own]].concat(), ..query.clone() };
    let best = all(&narrowed, context).await?.into_iter().next();
    let best = best.filter(|split| split.score >= WORTH);
    Ok(best.map(|split| Within { member: (dimension, part.label.clone()), split }))
}

/// The part of the best split that alone explains more than half of what went that way.
fn main_part(splits: &[Split]) -> Option<(&Split, &Part)> {
    let split = splits.first()?;
    let part = split.parts.get(*split.leading.first()?)?;
    (split.largest > 0.5).then_some((split, part))
}

/// Every split that there is, ranked.
async fn all(query: &Query, context: &ToolContext) -> Result<Vec<Split>, ToolError> {
    let Some(measure) = query.measures.first() else { return Ok(Vec::new()) };
    let is_single = |dimension: &Dimension| {
        let of_it =
            |filter: &&Filter| filter.dimension == dimension.id && filter.operator == FilterOperator::In;
        query.filters.iter().filter(of_it).any(|filter| filter.members.len() == 1)
    };
    let dimensions = context.engine.dimensions_of(measure).into_iter().filter(|dimension| {
        context.scope.may_read(dimension.area) && dimension.searchable && !is_single(dimension)
    });
    let mut splits = Vec::new();
    for dimension in dimensions {
        let asked = Query { dimensions: vec![dimension.id.clone()], ..query.clone() };
        match context.engine.compose(&asked, &context.scope).await {
            Ok(composition) => splits.extend(split(dimension, composition)),
            // One that the person's scope or the facts do not allow is none of the ways to split it.
            Err(QueryError::Underivable(reason)) => return Err(ToolError::BadArguments(reason)),
            Err(error @ QueryError::Warehouse(_)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    Ok(ranked(splits, context.engine.catalogue()))
}

/// The best first. Of those that say the same under other names (a plant, its legal entity, its meter), the one that people
/// know best: by which most measures can be split; among equals the finer one.
fn ranked(mut splits: Vec<Split>, catalogue: &Catalogue) -> Vec<Split> {
    let is_by = |dimension: &Dimension, measure: &Measure| {
        catalogue.dimensions_of(measure).iter().any(|other| other.id == dimension.id)
    };
    let known = |split: &Split| {
        let measures = catalogue.measures.iter().filter(|measure| is_by(&split.dimension, measure));
        (measures.count(), split.parts.len())
    };
    splits.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Split> = Vec::new();
    for split in splits {
        match kept.iter_mut().find(|other| says_the_same(other, &split)) {
            Some(other) if known(&split) > known(other) => *other = split,
            Some(_) => {}
            None => kept.push(split),
        }
    }
    kept
}

fn says_the_same(one: &Split, other: &Split) -> bool {
    let largest = |split: &Split| split.parts.first().map_or(0.0, |part| part.contribution);
    (largest(one) - largest(other)).abs() <= 1e-9 * largest(one).abs()
}

/// None where there is one member only, too many, or no way to say what each did.
fn split(dimension: &Dimension, composition: Composition) -> Option<Split> {
    if !(2..=MOST_MEMBERS).contains(&composition.members.len()) {
        return None;
    }
    let (now, before) = composition.totals();
    let slopes = mean_slopes(|sums| composition.slopes(sums), &before, &now)?;
    let of_members = slopes.len() - 1;
    let parts = composition.members.iter().map(|member| {
        let value = |sums: &[f64], days: f64| composition.value(&[sums, &[days]].concat());
        Part {
            key: member.key.as_text().map(str::to_owned),
            label: member.label.as_text().map_or_else(|| "(none)".to_owned(), str::to_owned),
            now: value(&member.now, now[of_members]).filter(|_| member.now.iter().any(|sum| *sum != 0.0)),
            before: value(&member.before, before[of_members])
                .filter(|_| member.before.iter().any(|sum| *sum != 0.0)),
            contribution: contribution(&slopes[..of_members], &member.before, &member.now),
            size: size([&member.now, &member.before], [&now, &before]),
        }
    });
    let mut parts: Vec<Part> = parts.collect();
    let of_days = slopes[of_members] * (now[of_members] - before[of_members]);
    if of_days != 0.0 {
        parts.push(Part {
            key: None,
            label: "(number of days)".to_owned(),
            now: None,
            before: None,
            contribution: of_days,
            size: 0.0,
        });
    }
    parts.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    let contributions: Vec<f64> = parts.iter().map(|part| part.contribution).collect();
    let sizes: Vec<f64> = parts.iter().map(|part| part.size).collect();
    let found = concentration(&contributions, &sizes)?;
    // Parts that stand out by no more than chance are shown, but none of them is named.
    let leading = if found.score >= WORTH { found.parts } else { Vec::new() };
    let (dimension, sql) = (dimension.clone(), composition.sql.clone());
    Some(Split { dimension, parts, leading, score: found.score, largest: found.largest, sql })
}

/// A member's mean share of the sums that the measure is computed from.
fn size(own: [&Vec<f64>; 2], all: [&Vec<f64>; 2]) -> f64 {
    let shares = own.into_iter().zip(all).flat_map(|(own, all)| own.iter().zip(all));
    let shares: Vec<f64> =
        shares.filter(|(_, all)| **all != 0.0).map(|(own, all)| (own / all).abs().min(1.0)).collect();
    if shares.is_empty() { 0.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 }
}

/// Whole numbers that add up as the exact ones do: what rounding leaves over goes to the largest.
pub(super) fn in_whole_units(parts: &[f64], total: i64) -> Vec<Value> {
    let mut whole: Vec<i64> = parts.iter().map(|part| part.round() as i64).collect();
    let left = total.saturating_sub(whole.iter().fold(0_i64, |sum, part| sum.saturating_add(*part)));
    if let Some(first) = whole.first_mut() {
        *first = first.saturating_add(left);
    }
    whole.into_iter().map(Value::Integer).collect()
}
