use super::{
    Condition, Dialect, PlannedFilter, Tables,
    joins::From,
    part::{filter_condition, tenant_condition},
    statement::Binds,
};
use crate::{Scope, Value, catalogue::Dimension};
use jiff::civil::Date;

/// Rows of (position of the dimension, key, label): the members that a person may see. A row filter cuts down the
/// dimension that it names, those below it, and those above it.
pub(crate) fn members_statement(
    tables: Tables<'_>,
    dialect: Dialect,
    scope: &Scope,
    today: Date,
    dimensions: &[&Dimension],
) -> (String, Vec<Value>) {
    let mut binds = Binds::default();
    let selects: Vec<String> = dimensions
        .iter()
        .enumerate()
        .filter_map(|(position, dimension)| {
            select(tables, dialect, scope, today, position, dimension, &mut binds)
        })
        .collect();
    (selects.join("\nUNION ALL\n"), binds.into_values())
}

fn select(
    tables: Tables<'_>,
    dialect: Dialect,
    scope: &Scope,
    today: Date,
    position: usize,
    dimension: &Dimension,
    binds: &mut Binds,
) -> Option<String> {
    let root = tables.catalogue.datasets.get(&dimension.dataset)?;
    let mut from = From::new(tables, dialect, today, root);
    let (key, label) = (from.key(dimension)?, from.label(dimension)?);
    let mut conditions = tenant_condition(&from, &scope.tenant, binds);
    conditions.push(format!("{key} IS NOT NULL"));
    for filter in &scope.row_filters {
        let by = tables.catalogue.dimension(&filter.dimension)?;
        let keys = PlannedFilter { dimension: by, condition: Condition::Keys(filter.keys.clone()) };
        if tables.catalogue.path(&root.id, &by.dataset).is_some() {
            conditions.push(filter_condition(&mut from, &keys, binds));
        } else if let Some(above) = keys_above(tables, dialect, scope, today, dimension, &keys, binds) {
            conditions.push(format!("{key} IN ({above})"));
        }
    }
    let (from, conditions) = (from.sql(), conditions.join(" AND "));
    Some(format!(
        "SELECT {position}, {key}, COALESCE(MIN({label}), {key}) {from} WHERE {conditions} GROUP BY {key}"
    ))
}

/// The members of `dimension` to which the allowed members of the filter belong, where they belong to it.
pub(super) fn keys_above(
    tables: Tables<'_>,
    dialect: Dialect,
    scope: &Scope,
    today: Date,
    dimension: &Dimension,
    filter: &PlannedFilter<'_>,
    binds: &mut Binds,
) -> Option<String> {
    let root = tables.catalogue.datasets.get(&filter.dimension.dataset)?;
    let mut from = From::new(tables, dialect, today, root);
    "allowed".clone_into(&mut from.root_alias);
    let key = from.key(dimension)?;
    let mut conditions = tenant_condition(&from, &scope.tenant, binds);
    conditions.push(filter_condition(&mut from, filter, binds));
    Some(format!("SELECT {key} {} WHERE {}", from.sql(), conditions.join(" AND ")))
}
