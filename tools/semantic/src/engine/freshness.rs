use std::collections::HashMap;

use jiff::civil::Date;
use sqlparser::ast::Expr;

use super::Engine;
use crate::{
    Freshness, Period, Query, QueryError, Scope, Value, WarehouseError,
    catalogue::Dataset,
    compile::{Extent, Part, Plan, extent_statement},
    warehouse::ColumnType,
};

/// Tenant, dataset, what dates its rows, and today.
pub(super) type ExtentKey = (String, String, String, Date);

/// First and last day with data of each part of a plan: read once for each version of the warehouse.
pub(super) async fn extents(
    engine: &Engine,
    plan: &Plan<'_>,
    version: &str,
) -> Result<Vec<Option<Extent>>, QueryError> {
    let tenant = plan.scope.tenant.as_str();
    let mut dated: Vec<Dated<'_>> =
        plan.parts.iter().filter_map(|part| Some((part.root, part.time?))).collect();
    let is_sparse = dated.iter().any(|(root, _)| root.sparse);
    if is_sparse {
        dated.extend(daily_facts(engine));
    }
    let known = read_all(engine, tenant, &dated, version).await?;
    let of = |dated: Dated<'_>| known.get(&key(engine, tenant, dated)).copied().flatten();
    let loaded_through =
        daily_facts(engine).filter(|_| is_sparse).filter_map(|dated| Some(of(dated)?.last)).max();
    let of_part = |part: &Part<'_>| {
        let extent = of((part.root, part.time?))?;
        let last =
            loaded_through.filter(|_| part.root.sparse).map_or(extent.last, |day| day.max(extent.last));
        Some(Extent { last, ..extent })
    };
    Ok(plan.parts.iter().map(of_part).collect())
}

/// A dataset and what dates its rows.
type Dated<'a> = (&'a Dataset, &'a Expr);

fn key(engine: &Engine, tenant: &str, (root, time): Dated<'_>) -> ExtentKey {
    (tenant.to_owned(), root.id.clone(), time.to_string(), engine.today())
}

/// Facts that have rows on every day that is loaded: how far they reach is how far the company's data do.
fn daily_facts(engine: &Engine) -> impl Iterator<Item = Dated<'_>> {
    let is_daily = |dataset: &&Dataset| !dataset.sparse && !dataset.future;
    engine
        .catalogue
        .datasets
        .values()
        .filter(is_daily)
        .filter_map(|dataset| Some((dataset, dataset.dated_by.as_ref()?)))
}

async fn read_all(
    engine: &Engine,
    tenant: &str,
    dated: &[Dated<'_>],
    version: &str,
) -> Result<HashMap<ExtentKey, Option<Extent>>, QueryError> {
    let mut known = HashMap::with_capacity(dated.len());
    let mut missing = Vec::new();
    for one in dated {
        let key = key(engine, tenant, *one);
        match engine.extents.get(version, &key) {
            Some(extent) => drop(known.insert(key, extent)),
            None => missing.push(*one),
        }
    }
    if !missing.is_empty() {
        for (one, extent) in missing.iter().zip(read(engine, tenant, &missing).await?) {
            engine.extents.insert(version, key(engine, tenant, *one), extent);
            known.insert(key(engine, tenant, *one), extent);
        }
    }
    Ok(known)
}

async fn read(
    engine: &Engine,
    tenant: &str,
    dated: &[Dated<'_>],
) -> Result<Vec<Option<Extent>>, WarehouseError> {
    let (sql, binds) =
        extent_statement(engine.tables(), engine.warehouse.dialect(), tenant, engine.today(), dated);
    let rows = engine.warehouse.fetch(&sql, &binds, &vec![ColumnType::Text; 2 * dated.len()]).await?;
    let cells = rows.first().map(Vec::as_slice).unwrap_or_default();
    Ok(cells.chunks(2).map(extent).collect())
}

fn extent(cells: &[Value]) -> Option<Extent> {
    let day = |cell: &Value| cell.as_text()?.get(..10)?.parse::<Date>().ok();
    let [first, last] = cells else {
        return None;
    };
    let extent = Extent { first: day(first)?, last: day(last)? };
    (extent.first <= extent.last).then_some(extent)
}

/// The query over the days that have data where it is about all of them. Rows without a date belong to no period: where
/// none of them is dated all count, and there is nothing to set beside them.
pub(super) fn pinned(
    query: &Query,
    plan: &Plan<'_>,
    extents: &[Option<Extent>],
) -> Result<Query, QueryError> {
    let mut query = query.clone();
    if plan.parts.iter().all(|part| part.time.is_none()) {
        if query.comparison.is_some()
            && let Some(measure) = plan.measures.first()
        {
            let possible = plan.tables.catalogue.dimensions_of(measure);
            let possible = possible.iter().map(|dimension| dimension.label.clone()).collect();
            let (measure, dimension) = (measure.label.clone(), "time".to_owned());
            return Err(QueryError::NotSplittable { measure, dimension, possible });
        }
        query.period = Period::EVER;
    } else if query.period == Period::EVER {
        let known = || extents.iter().flatten();
        let ends = (known().map(|extent| extent.first).min(), known().map(|extent| extent.last).max());
        if let (Some(first), Some(last)) = ends {
            query.period = Period::new(first, last);
        }
    }
    Ok(query)
}

/// Last day on which every dated part has rows; none where one is empty or nothing is dated.
pub(super) fn data_through(plan: &Plan<'_>, extents: &[Option<Extent>]) -> Option<Date> {
    let mut last = None;
    for (_, extent) in plan.parts.iter().zip(extents).filter(|(part, _)| part.time.is_some()) {
        let extent = (*extent)?;
        last = Some(last.map_or(extent.last, |last: Date| last.min(extent.last)));
    }
    last
}

pub(super) fn freshness(through: Option<Date>, asked: Period) -> Freshness {
    let incomplete = through.filter(|last| asked.contains(*last) && *last < asked.to);
    Freshness { data_through: through, period_incomplete_after: incomplete }
}

/// The days that the dated datasets among these reach over, up to today, and how fresh they are.
pub(crate) async fn reach(
    engine: &Engine,
    scope: &Scope,
    datasets: &[&Dataset],
) -> Result<(Option<Period>, Freshness), QueryError> {
    let dated: Vec<Dated<'_>> =
        datasets.iter().filter_map(|dataset| Some((*dataset, dataset.dated_by.as_ref()?))).collect();
    let unknown = Freshness { data_through: None, period_incomplete_after: None };
    if dated.is_empty() {
        return Ok((None, unknown));
    }
    let version = engine.warehouse.version().await?;
    let known = read_all(engine, &scope.tenant, &dated, &version).await?;
    let extents: Vec<Extent> = known.into_values().flatten().collect();
    let first = extents.iter().map(|extent| extent.first).min();
    let last = extents.iter().map(|extent| extent.last).max();
    let covers = first.zip(last).map(|(first, last)| Period::new(first, last));
    let complete = extents.len() == dated.len();
    let through = extents.iter().map(|extent| extent.last).min().filter(|_| complete);
    Ok((covers, Freshness { data_through: through, ..unknown }))
}
