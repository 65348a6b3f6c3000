use std::{collections::BTreeSet, ops::ControlFlow};

use sqlparser::ast::{Expr, visit_expressions};

use super::{PREFIX, STALE, marks};
use crate::{
    Dialect, Warehouse, WarehouseError,
    catalogue::{Aggregate, AggregateFunction, Catalogue, Dataset, RollupGrain, columns},
    compile::Tables,
    warehouse::ColumnType,
};

/// What the rollups of one dataset hold, and the tables that they are kept in.
#[derive(Debug, Clone)]
pub(crate) struct RolledDataset {
    /// Id in the catalogue.
    pub dataset: String,
    pub time: String,
    pub tenant: Option<String>,
    /// Aggregates that can be put together from those of groups of rows. Kept in [`value_column`]s.
    pub values: Vec<Aggregate>,
    /// Conditions of those aggregates: [`condition_column`]s hold how many rows meet them.
    pub conditions: Vec<Expr>,
    /// In the order of the catalogue, the smallest first.
    pub tables: Vec<RollupTable>,
    /// What the triggers on its rows are called by first.
    pub marks: String,
}

#[derive(Debug, Clone)]
pub(crate) struct RollupTable {
    pub name: String,
    pub by: RollupGrain,
    pub columns: Vec<String>,
}

/// Column that holds an aggregate, by its place among [`RolledDataset::values`].
pub(crate) fn value_column(index: usize) -> String {
    format!("sentia_v{}", index + 1)
}

/// Column that counts the rows of a condition, by its place among [`RolledDataset::conditions`].
pub(crate) fn condition_column(index: usize) -> String {
    format!("sentia_n{}", index + 1)
}

impl RolledDataset {
    /// Every dataset of a checked catalogue that declares rollups.
    pub(super) fn all(tables: Tables<'_>, dialect: Dialect) -> Vec<RolledDataset> {
        let datasets = tables.catalogue.datasets.values().filter(|dataset| !dataset.rollups.is_empty());
        datasets.filter_map(|dataset| RolledDataset::of(tables, dataset, dialect)).collect()
    }

    fn of(tables: Tables<'_>, dataset: &Dataset, dialect: Dialect) -> Option<RolledDataset> {
        let values = mergeable(tables.catalogue, dataset);
        let mut conditions: Vec<Expr> = Vec::new();
        for condition in values.iter().filter_map(|value| value.condition.as_ref()) {
            if !conditions.contains(condition) {
                conditions.push(condition.clone());
            }
        }
        let time = dataset.own_time()?.to_owned();
        // Another hash whenever a table of this name would hold something else.
        let definition = format!(
            "{dialect:?} {} {} {time} {:?} {}",
            dataset.id,
            dataset.source,
            dataset.tenant,
            values.iter().map(|value| written(tables, value)).collect::<Vec<_>>().join("; "),
        );
        let rolled = |rollup: &crate::catalogue::Rollup| RollupTable {
            name: name(&dataset.id, &format!("{definition} {:?} {:?}", rollup.by, rollup.columns)),
            by: rollup.by,
            columns: rollup.columns.clone(),
        };
        let rows = format!("{dialect:?} {} {} {time} {:?}", dataset.id, dataset.source, dataset.tenant);
        Some(RolledDataset {
            tables: dataset.rollups.iter().map(rolled).collect(),
            marks: name(&dataset.id, &rows),
            dataset: dataset.id.clone(),
            tenant: dataset.tenant.clone(),
            time,
            values,
            conditions,
        })
    }

    /// The value that an aggregate is put together from. Where it is kept without the condition, because that is of another
    /// table, the condition is left to the query.
    pub(crate) fn value(&self, aggregate: &Aggregate) -> Option<usize> {
        let place = |wanted: &Aggregate| self.values.iter().position(|value| value == wanted);
        place(aggregate).or_else(|| place(&Aggregate { condition: None, ..aggregate.clone() }))
    }

    pub(crate) fn condition(&self, condition: &Expr) -> Option<usize> {
        self.conditions.iter().position(|other| other == condition)
    }

    /// The smallest rollup that knows these columns.
    pub(crate) fn table(&self, by: RollupGrain, used: &BTreeSet<String>) -> Option<&RollupTable> {
        self.tables
            .iter()
            .find(|table| table.by == by && used.iter().all(|column| table.columns.contains(column)))
    }
}

/// The aggregates over a dataset whose whole follows from those of its parts, as far as they need no other table and no
/// today: a condition that does is left out.
fn mergeable(catalogue: &Catalogue, dataset: &Dataset) -> Vec<Aggregate> {
    let mut found: Vec<Aggregate> = Vec::new();
    for aggregate in catalogue.measures.iter().flat_map(|measure| measure.expression.aggregates()) {
        let merges = match aggregate.function {
            AggregateFunction::Sum
            | AggregateFunction::Count
            | AggregateFunction::Min
            | AggregateFunction::Max => true,
            AggregateFunction::CountDistinct | AggregateFunction::Average => false,
        };
        let is_ours = aggregate.dataset == dataset.id && aggregate.time == dataset.dated_by;
        let is_own = |expression: &Expr| {
            columns(expression).iter().all(|(of, _)| *of == dataset.id) && !is_of_today(expression)
        };
        if !merges || !is_ours || !aggregate.argument.iter().all(is_own) {
            continue;
        }
        let condition = aggregate.condition.clone().filter(is_own);
        let kept = Aggregate { condition, ..aggregate.clone() };
        if !found.contains(&kept) {
            found.push(kept);
        }
    }
    found
}

fn is_of_today(expression: &Expr) -> bool {
    let found = visit_expressions(expression, |part| match part {
        Expr::Function(function) if function.name.to_string().eq_ignore_ascii_case("CURRENT_DATE") => {
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    found.is_break()
}

fn written(tables: Tables<'_>, value: &Aggregate) -> String {
    let part = |expression: &Option<Expr>| expression.as_ref().map(ToString::to_string).unwrap_or_default();
    let kind = tables.of_aggregate(value);
    format!("{:?} {kind:?} {} where {}", value.function, part(&value.argument), part(&value.condition))
}

/// A name that says what it is of, within the 63 bytes that PostgreSQL keeps with a suffix to it.
fn name(dataset: &str, definition: &str) -> String {
    let readable = dataset.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(20);
    let hash = blake3::hash(definition.as_bytes()).to_hex();
    format!("{PREFIX}{}_{}", readable.collect::<String>().to_lowercase(), hash.get(..12).unwrap_or_default())
}

/// The declared rollups that are there to be read, with the triggers that keep watch over their rows.
pub(crate) async fn usable(
    tables: Tables<'_>,
    warehouse: &Warehouse,
) -> Result<Vec<RolledDataset>, WarehouseError> {
    let mut rolled = RolledDataset::all(tables, warehouse.dialect());
    if rolled.is_empty() {
        return Ok(rolled);
    }
    let present = present(warehouse).await?;
    rolled.retain(|dataset| {
        present.contains(STALE) && marks::watching(dataset).iter().all(|name| present.contains(name))
    });
    for dataset in &mut rolled {
        dataset.tables.retain(|table| present.contains(&table.name));
    }
    Ok(rolled)
}

/// Names of the tables that can be read and of the triggers that fire.
pub(super) async fn present(warehouse: &Warehouse) -> Result<BTreeSet<String>, WarehouseError> {
    let sql = match warehouse.dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'trigger') AND name LIKE 'sentia\\_rollup\\_%' ESCAPE '\\'"
        }
        Dialect::Postgres => {
            "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid) \
             AND has_table_privilege(oid, 'SELECT') AND relname LIKE 'sentia\\_rollup\\_%' \
             UNION ALL SELECT CAST(tgname AS TEXT) FROM pg_trigger \
             WHERE tgenabled = 'A' AND pg_table_is_visible(tgrelid) AND tgname LIKE 'sentia\\_rollup\\_%'"
        }
    };
    let rows = warehouse.fetch(sql, &[], &[ColumnType::Text]).await?;
    Ok(rows.iter().filter_map(|row| Some(row.first()?.as_text()?.to_owned())).collect())
}
