use jiff::civil::Date;
use sqlparser::ast::Expr;

use super::Engine;
use crate::{
    Freshness, Period, QueryError, Value, WarehouseError,
    catalogue::Dataset,
    compile::{Extent, Plan, extent_statement},
    warehouse::ColumnType,
};

/// Tenant, dataset, what dates its rows, and today.
pub(super) type ExtentKey = (String, String, String, Date);

/// First and last day with data of each part of a plan: read once, and again whenever the warehouse has changed.
pub(super) async fn extents(engine: &Engine, plan: &Plan<'_>) -> Result<Vec<Option<Extent>>, QueryError> {
    let version = engine.warehouse.version().await?;
    let key = |root: &Dataset, time: &Expr| -> ExtentKey {
        (plan.scope.tenant.clone(), root.id.clone(), time.to_string(), plan.today)
    };
    let mut missing: Vec<(&Dataset, &Expr)> = Vec::new();
    for part in &plan.parts {
        if let Some(time) = part.time
            && engine.extents.get(&version, &key(part.root, time)).is_none()
        {
            missing.push((part.root, time));
        }
    }
    let mut fresh = Vec::with_capacity(missing.len());
    if !missing.is_empty() {
        fresh = read(engine, plan, &missing).await?;
        for ((root, time), extent) in missing.iter().zip(&fresh) {
            engine.extents.insert(&version, key(root, time), *extent);
        }
    }
    let of_part = |root: &Dataset, time: &Expr| {
        let position = missing.iter().position(|(other, other_time)| other.id == root.id && *other_time == time);
        match position.and_then(|position| fresh.get(position)) {
            Some(extent) => *extent,
            None => engine.extents.get(&version, &key(root, time)).flatten(),
        }
    };
    Ok(plan.parts.iter().map(|part| part.time.and_then(|time| of_part(part.root, time))).collect())
}

async fn read(
    engine: &Engine,
    plan: &Plan<'_>,
    dated: &[(&Dataset, &Expr)],
) -> Result<Vec<Option<Extent>>, WarehouseError> {
    let (sql, binds) =
        extent_statement(plan.tables, engine.warehouse.dialect(), &plan.scope.tenant, plan.today, dated);
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
