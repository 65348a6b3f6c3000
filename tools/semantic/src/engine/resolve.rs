use std::collections::BTreeSet;

use super::{Engine, derive};
use crate::{
    Dimension, Filter, FilterOperator, Measure, Query, QueryError, RowFilter, Scope, SortBy,
    compile::{Condition, Plan, PlannedFilter},
    result::ResolvedFilter,
};

/// A query with its names resolved, ready to be compiled.
pub(super) struct Resolved<'a> {
    pub plan: Plan<'a>,
    /// The filters as they are shown.
    pub filters: Vec<ResolvedFilter>,
    pub columns: Vec<derive::Column<'a>>,
    pub conditions: Vec<derive::Condition>,
}

pub(super) async fn resolve<'a>(
    engine: &'a Engine,
    query: &Query,
    scope: &'a Scope,
) -> Result<Resolved<'a>, QueryError> {
    let measures = measures(engine, query)?;
    let dimensions =
        query.dimensions.iter().map(|id| dimension(engine, id)).collect::<Result<Vec<_>, _>>()?;
    check_order(query)?;
    derive::check_rest(query)?;
    let columns = derive::resolve_columns(query, &measures)?;
    let conditions = derive::resolve_conditions(query, &measures)?;
    let (mut planned, mut shown) = (Vec::new(), Vec::new());
    for filter in &query.filters {
        let dimension = dimension(engine, &filter.dimension)?;
        if !scope.may_read(dimension.area) {
            return Err(QueryError::AreaForbidden { what: dimension.label.clone(), area: dimension.area });
        }
        let (condition, resolved) = resolve_filter(engine, filter, dimension, scope).await?;
        planned.push(PlannedFilter { dimension, condition });
        shown.push(resolved);
    }
    match Plan::new(
        engine.tables(),
        measures,
        unique(dimensions),
        query.grain,
        planned,
        scope,
        engine.today(),
    ) {
        Ok(plan) => Ok(Resolved { plan, filters: shown, columns, conditions }),
        Err(error) => Err(with_labels(engine, error, scope).await),
    }
}

/// Permissions are kept as keys; people know the members by their labels.
async fn with_labels(engine: &Engine, error: QueryError, scope: &Scope) -> QueryError {
    let QueryError::OutOfScope { measure, dimension, allowed } = error else {
        return error;
    };
    let Ok(index) = engine.members(scope).await else {
        return QueryError::OutOfScope { measure, dimension, allowed };
    };
    let label = |id: &str, key: &str| {
        let member = index.of(id).iter().find(|member| member.key == key);
        member.map_or_else(|| key.to_owned(), |member| member.label.clone())
    };
    let of_dimension = |filter: &&RowFilter| {
        engine.catalogue.dimension(&filter.dimension).is_some_and(|named| named.label == dimension)
    };
    let labels: Vec<String> = scope
        .row_filters
        .iter()
        .filter(of_dimension)
        .flat_map(|filter| filter.keys.iter().map(|key| label(&filter.dimension, key)))
        .collect();
    let allowed = if labels.is_empty() { allowed } else { labels.join(", ") };
    QueryError::OutOfScope { measure, dimension, allowed }
}

fn measures<'a>(engine: &'a Engine, query: &Query) -> Result<Vec<&'a Measure>, QueryError> {
    let mut measures: Vec<&Measure> = Vec::with_capacity(query.measures.len());
    for id in &query.measures {
        let measure = engine.measure(id)?;
        if !measures.iter().any(|other| other.id == measure.id) {
            measures.push(measure);
        }
    }
    if measures.is_empty() { Err(QueryError::NoMeasure) } else { Ok(measures) }
}

fn dimension<'a>(engine: &'a Engine, id: &str) -> Result<&'a Dimension, QueryError> {
    engine.catalogue.dimension(id).ok_or_else(|| {
        let names = engine.catalogue.dimensions.iter().map(|dimension| dimension.id.as_str());
        QueryError::UnknownDimension { name: id.to_owned(), nearest: crate::lookup::nearest(id, names) }
    })
}

fn unique(dimensions: Vec<&Dimension>) -> Vec<&Dimension> {
    let mut seen = BTreeSet::new();
    dimensions.into_iter().filter(|dimension| seen.insert(dimension.id.as_str())).collect()
}

fn check_order(query: &Query) -> Result<(), QueryError> {
    let Some(order) = &query.order else {
        return Ok(());
    };
    let (known, name) = match &order.by {
        SortBy::Measure(id) => (query.measures.contains(id), id.as_str()),
        SortBy::Change(id) => (query.measures.contains(id) && query.comparison.is_some(), id.as_str()),
        SortBy::Dimension(id) => (query.dimensions.contains(id), id.as_str()),
        SortBy::Time => (query.grain.is_some(), "time"),
    };
    if known {
        return Ok(());
    }
    let what =
        if matches!(order.by, SortBy::Change(_)) { format!("the change of {name}") } else { name.to_owned() };
    Err(QueryError::UnknownOrder(what))
}

async fn resolve_filter(
    engine: &Engine,
    filter: &Filter,
    dimension: &Dimension,
    scope: &Scope,
) -> Result<(Condition, ResolvedFilter), QueryError> {
    let excludes = filter.operator == FilterOperator::NotIn;
    let mut resolved = ResolvedFilter {
        dimension: dimension.id.clone(),
        excludes,
        labels: Vec::with_capacity(filter.members.len()),
        corrected_from: Vec::new(),
    };
    let mut keys = BTreeSet::new();
    if !dimension.searchable {
        keys.extend(filter.members.iter().flat_map(|member| dimension.spellings(member)));
        resolved.labels.extend(filter.members.iter().map(|member| member.trim().to_owned()));
        let condition = if excludes { Condition::NotNamed(keys) } else { Condition::Named(keys) };
        return Ok((condition, resolved));
    }
    let index = engine.members(scope).await?;
    for typed in &filter.members {
        let (member, corrected) = index.resolve(&dimension.id, typed)?;
        if corrected {
            resolved.corrected_from.push(typed.clone());
        }
        if keys.insert(member.key) {
            resolved.labels.push(member.label);
        }
    }
    Ok((if excludes { Condition::NotKeys(keys) } else { Condition::Keys(keys) }, resolved))
}
