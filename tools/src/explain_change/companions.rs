//! What moved at the same time: the measures that the catalogue says move this one, and those that move these, each held
//! against its own past. They are associated with the change; whether they made it is for whoever knows the place to say.

use sentia_semantic::{Catalogue, Filter, Measure, Query, QueryError, Value};

use super::{
    Whole, may_stand_beside,
    splits::Split,
    standing::{RARE, Weeks},
};
use crate::{ToolContext, ToolError};

/// Measures looked at, at most, the nearest first: each costs two queries.
const LOOKED_AT: usize = 12;
/// How far down the measures that move those that move it are followed.
const DEEPEST: usize = 2;
/// Told at most.
const SHOWN: usize = 3;

pub(super) struct Companion {
    pub(super) measure: Measure,
    pub(super) now: Value,
    pub(super) before: Value,
    /// The member that was looked at; the whole of the question where none is named.
    pub(super) members: Vec<(String, String)>,
    pub(super) sql: Vec<String>,
    evidence: f64,
}

/// The strongest first; at the member that the change came from, where there is one.
pub(super) async fn of(
    query: &Query,
    whole: &Whole,
    splits: &[Split],
    context: &ToolContext,
) -> Result<Vec<Companion>, ToolError> {
    let Some(weeks) = Weeks::of(whole) else { return Ok(Vec::new()) };
    let catalogue = context.engine.catalogue();
    let Some(own) = query.measures.first().and_then(|id| catalogue.measure(id)) else {
        return Ok(Vec::new());
    };
    let mut candidates = below(catalogue, &own.id);
    candidates.retain(|measure| may_stand_beside(measure, own, context));
    candidates.truncate(LOOKED_AT);
    let place = splits.first().and_then(Split::place);
    let mut found = Vec::new();
    for measure in &candidates {
        let Some((narrowed, members)) = narrowed(query, measure, place.as_ref(), context) else { continue };
        match look(&narrowed, &weeks, context).await {
            Ok(Some(Looked { now, before, sigmas, sql })) => {
                let evidence = sigmas * sigmas / 2.0 - (candidates.len() as f64).ln();
                found.push(Companion { measure: (*measure).clone(), now, before, members, sql, evidence });
            }
            // What the person's scope or the facts do not allow is not looked at.
            Ok(None) | Err(ToolError::BadArguments(_)) => {}
            Err(ToolError::Query(error)) if !matches!(error, QueryError::Warehouse(_)) => {}
            Err(error) => return Err(error),
        }
    }
    found.retain(|companion| companion.evidence > RARE);
    found.sort_by(|one, other| other.evidence.total_cmp(&one.evidence));
    found.truncate(SHOWN);
    Ok(found)
}

/// The measures that move this one and those that move these, breadth first.
fn below<'a>(catalogue: &'a Catalogue, own: &str) -> Vec<&'a Measure> {
    let mut seen: Vec<&str> = vec![own];
    let mut level: Vec<&str> = vec![own];
    let mut found: Vec<&Measure> = Vec::new();
    for _ in 0..DEEPEST {
        let drivers =
            level.iter().filter_map(|id| catalogue.measure(id)).flat_map(|measure| &measure.drivers);
        level = drivers.map(String::as_str).filter(|id| !seen.contains(id)).collect();
        level.dedup();
        for id in &level {
            if !seen.contains(id) {
                seen.push(id);
                found.extend(catalogue.measure(id));
            }
        }
    }
    found
}

/// The question asked of another measure, at the place where it can be: the member, else all that was asked for.
fn narrowed(
    query: &Query,
    measure: &Measure,
    place: Option<&(Filter, (String, String))>,
    context: &ToolContext,
) -> Option<(Query, Vec<(String, String)>)> {
    let known = context.engine.dimensions_of(&measure.id);
    let splits_by = |dimension: &str| known.iter().any(|other| other.id == dimension);
    let place = place.filter(|(filter, _)| splits_by(&filter.dimension));
    let filters = query.filters.iter().chain(place.map(|(filter, _)| filter));
    let filters: Vec<Filter> = filters.cloned().collect();
    if !filters.iter().all(|filter| splits_by(&filter.dimension)) {
        return None;
    }
    let asked = Query { measures: vec![measure.id.clone()], filters, ..query.clone() };
    Some((asked, place.map(|(_, member)| member.clone()).into_iter().collect()))
}

/// A measure now and before, and by how many standard deviations it is from its past.
struct Looked {
    now: Value,
    before: Value,
    sigmas: f64,
    sql: Vec<String>,
}

async fn look(query: &Query, weeks: &Weeks, context: &ToolContext) -> Result<Option<Looked>, ToolError> {
    let Some(sigmas) = weeks.of_whole(query, context).await? else { return Ok(None) };
    let result = context.engine.query(query, &context.scope).await?;
    let cell = |at: usize| result.rows.first().and_then(|row| row.get(at)).filter(|value| !value.is_null());
    let cells = cell(0).cloned().zip(cell(1).cloned());
    Ok(cells.map(|(now, before)| Looked { now, before, sigmas, sql: result.sql.clone() }))
}
