//! The change split by each dimension there is, those first that say most about where it came from.

use futures::future::try_join_all;
use sentia_analytics::{
    contribution::{concentration, contribution, mean_slopes},
    mix,
};
use sentia_semantic::{
    Additivity, Catalogue, Composition, Dimension, Filter, FilterOperator, Measure, Query, QueryError, Value,
};

use super::{AT_ONCE, Whole, may_stand_beside, standing};
use crate::{ToolContext, ToolError};

/// Splits that are shown.
const SHOWN: usize = 3;
/// Members beyond which a split says little to a reader, and costs much.
const MOST_MEMBERS: usize = 400;
/// What a split must explain beyond the sizes of its parts for them to be named, and to be shown behind another.
const WORTH: f64 = 0.2;

/// The change by the members of a dimension.
pub(super) struct Split {
    /// The measure that is explained, or a sum behind it that can be split by what it cannot.
    pub(super) measure: Measure,
    pub(super) dimension: Dimension,
    /// The largest contribution first.
    pub(super) parts: Vec<Part>,
    /// Positions in `parts` of the few that explain it.
    pub(super) leading: Vec<usize>,
    /// Of a quotient: what the members' sizes did to it and what their own quotients did.
    pub(super) mixed: Option<Mixed>,
    /// See [`sentia_analytics::contribution::Concentration`].
    score: f64,
    largest: f64,
    /// See [`super::standing`]; none where its members' past was not looked into.
    pub(super) evidence: Option<f64>,
    pub(super) sql: Vec<String>,
}

/// See [`mix::Effect`]; over all members.
#[derive(Clone, Copy)]
pub(super) struct Mixed {
    pub(super) mix: f64,
    pub(super) rate: f64,
    /// Each member by itself went the other way than the whole.
    pub(super) is_reversed: bool,
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
    /// Its mean share of the sums behind the measure.
    pub(super) size: f64,
}

impl Split {
    pub(super) fn change(&self) -> f64 {
        self.parts.iter().map(|part| part.contribution).sum()
    }

    /// The member that the change came from first of all, as a filter and as what figures of it carry.
    pub(super) fn place(&self) -> Option<(Filter, (String, String))> {
        let part = self.parts.get(*self.leading.first()?)?;
        let dimension = self.dimension.id.clone();
        let members = vec![part.key.clone()?];
        let filter = Filter { dimension: dimension.clone(), operator: FilterOperator::In, members };
        Some((filter, (dimension, part.label.clone())))
    }
}

/// Within one member: what its own change is made of.
pub(super) struct Within {
    pub(super) member: (String, String),
    pub(super) split: Split,
}

/// A change that the mix of a dimension's members did for the most part.
pub(super) struct Mix {
    pub(super) dimension: Dimension,
    pub(super) mixed: Mixed,
}

/// Members beyond which a mix of them says little to a reader.
const MOST_MIXED: usize = 40;
/// Of the mixes that explain as much as the best, to this share of the change, the one of the fewest members is told.
const AS_MUCH: f64 = 0.15;

/// The mix that explains at least half of the change, where there is one.
pub(super) fn mix_of(splits: &[Split]) -> Option<Mix> {
    let of = |split: &Split| split.mixed.map(|mixed| mixed.mix / (mixed.mix + mixed.rate));
    let few = splits.iter().filter(|split| split.parts.len() <= MOST_MIXED);
    let mixes: Vec<(&Split, f64)> = few
        .filter_map(|split| Some((split, of(split).filter(|share| (0.5..=2.0).contains(share))?)))
        .collect();
    let most = mixes.iter().map(|(_, share)| 1.0 - (1.0 - share).abs()).fold(f64::NEG_INFINITY, f64::max);
    let as_good = mixes.into_iter().filter(|(_, share)| 1.0 - (1.0 - share).abs() >= most - AS_MUCH);
    let (split, _) = as_good.min_by_key(|(split, _)| split.parts.len())?;
    Some(Mix { dimension: split.dimension.clone(), mixed: split.mixed? })
}

/// The splits that say most, the best first, and the mix where it did most of the change.
pub(super) async fn best(
    query: &Query,
    whole: &Whole,
    context: &ToolContext,
) -> Result<(Vec<Split>, Option<Mix>), ToolError> {
    let mut splits = all(query, context).await?;
    let mix = mix_of(&splits);
    splits.extend(in_detail(query, context).await?);
    standing::rank(&mut splits, query, whole, context).await?;
    let says_much = |split: &&Split| match split.evidence {
        Some(_) => !split.leading.is_empty(),
        None => split.score >= WORTH,
    };
    let shown = splits.iter().take_while(says_much).count();
    splits.truncate(shown.clamp(1.min(splits.len()), SHOWN));
    Ok((splits, mix))
}

/// The best split of the member that most of the change came from, where there is one such member.
pub(super) async fn within(
    query: &Query,
    splits: &[Split],
    context: &ToolContext,
) -> Result<Option<Within>, ToolError> {
    // Of the part that alone explains more than half of what went that way.
    let Some(main) = splits.first().filter(|split| split.largest > 0.5) else { return Ok(None) };
    let Some((own, member)) = main.place() else { return Ok(None) };
    let filters = [query.filters.clone(), vec![own]].concat();
    let narrowed = Query { measures: vec![main.measure.id.clone()], filters, ..query.clone() };
    let best = all(&narrowed, context).await?.into_iter().next();
    let best = best.filter(|split| split.score >= WORTH);
    Ok(best.map(|split| Within { member, split }))
}

/// The splits of the sums that move in proportion to the measure, by what it cannot be split by itself: a scrap rate has no
/// reason or lot of material, scrapped pieces have.
async fn in_detail(query: &Query, context: &ToolContext) -> Result<Vec<Split>, ToolError> {
    let catalogue = context.engine.catalogue();
    let Some(own) = query.measures.first().and_then(|id| catalogue.measure(id)) else {
        return Ok(Vec::new());
    };
    let known: Vec<&str> =
        context.engine.dimensions_of(&own.id).into_iter().map(|dimension| dimension.id.as_str()).collect();
    let is_behind = |measure: &&Measure| {
        measure.additivity == Additivity::Additive
            && measure.proportional_to.contains(&own.id)
            && may_stand_beside(measure, own, context)
    };
    let Some(sum) = catalogue.measures.iter().find(is_behind) else { return Ok(Vec::new()) };
    let asked = Query { measures: vec![sum.id.clone()], ..query.clone() };
    let by = |dimension: &Dimension| !known.contains(&dimension.id.as_str());
    match all_by(&asked, by, context).await {
        // It cannot be taken apart.
        Err(ToolError::BadArguments(_)) => Ok(Vec::new()),
        other => other,
    }
}

/// Every split that there is, ranked.
async fn all(query: &Query, context: &ToolContext) -> Result<Vec<Split>, ToolError> {
    all_by(query, |_| true, context).await
}

async fn all_by(
    query: &Query,
    by: impl Fn(&Dimension) -> bool,
    context: &ToolContext,
) -> Result<Vec<Split>, ToolError> {
    let Some(measure) = query.measures.first() else { return Ok(Vec::new()) };
    let Some(own) = context.engine.catalogue().measure(measure) else { return Ok(Vec::new()) };
    let is_single = |dimension: &Dimension| {
        let of_it =
            |filter: &&Filter| filter.dimension == dimension.id && filter.operator == FilterOperator::In;
        query.filters.iter().filter(of_it).any(|filter| filter.members.len() == 1)
    };
    let dimensions = context.engine.dimensions_of(measure).into_iter().filter(|dimension| {
        by(dimension)
            && context.scope.may_read(dimension.area)
            && dimension.searchable
            && !is_single(dimension)
    });
    let dimensions: Vec<&Dimension> = dimensions.collect();
    let mut splits = Vec::new();
    for some in dimensions.chunks(AT_ONCE) {
        let composing = some.iter().map(|dimension| composition(query, dimension, context));
        let composed = try_join_all(composing).await?;
        let of = |(dimension, composed): (&&Dimension, Option<Composition>)| split(own, dimension, composed?);
        splits.extend(some.iter().zip(composed).filter_map(of));
    }
    Ok(ranked(splits, context.engine.catalogue()))
}

/// None where the person's scope or the facts do not allow it: then it is none of the ways to split the change.
async fn composition(
    query: &Query,
    dimension: &Dimension,
    context: &ToolContext,
) -> Result<Option<Composition>, ToolError> {
    let asked = Query { dimensions: vec![dimension.id.clone()], ..query.clone() };
    match context.engine.compose(&asked, &context.scope).await {
        Ok(composition) => Ok(Some(composition)),
        Err(QueryError::Underivable(reason)) => Err(ToolError::BadArguments(reason)),
        Err(error @ QueryError::Warehouse(_)) => Err(error.into()),
        Err(_) => Ok(None),
    }
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
fn split(measure: &Measure, dimension: &Dimension, composition: Composition) -> Option<Split> {
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
    let (dimension, sql, mixed) = (dimension.clone(), composition.sql.clone(), mixed(&composition));
    Some(Split {
        measure: measure.clone(),
        dimension,
        parts,
        leading,
        mixed,
        score: found.score,
        largest: found.largest,
        evidence: None,
        sql,
    })
}

/// None where the measure is no quotient of what adds up over members.
fn mixed(composition: &Composition) -> Option<Mixed> {
    let (now, before) = composition.totals();
    let days = now.len() - 1;
    let of = |sums: &[f64], days: f64| composition.quotient(&[sums, &[days]].concat());
    let parts = composition.members.iter().map(|member| {
        Some(mix::Part { before: of(&member.before, before[days])?, now: of(&member.now, now[days])? })
    });
    let parts: Vec<mix::Part> = parts.collect::<Option<_>>()?;
    let effects = mix::mix_and_rate(&parts)?;
    let mix: f64 = effects.iter().map(|effect| effect.mix).sum();
    let rate: f64 = effects.iter().map(|effect| effect.rate).sum();
    let (first, last) = (composition.value(&before)?, composition.value(&now)?);
    // What does not add up over members (a greatest of two sums, say) is no mix of them.
    let is_whole = (mix + rate - (last - first)).abs() <= 1e-9 * first.abs().max(last.abs());
    is_whole.then(|| Mixed { mix, rate, is_reversed: mix::is_reversed(&parts, last - first) })
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
