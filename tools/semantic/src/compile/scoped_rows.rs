//! The rows of one table that a person may see, as a sub-select: for statements that are written by people.

use jiff::civil::Date;

use super::{
    Condition, Dialect, PlannedFilter, Tables, expression,
    joins::From,
    members::keys_above,
    part::{filter_condition, tenant_condition},
    statement::Binds,
};
use crate::{
    RowFilter, Scope,
    catalogue::{Dataset, Dimension},
};

/// How a row filter cuts a table.
enum Cut<'a> {
    /// Each row leads to one member of the filter's dimension.
    Below(&'a Dimension),
    /// The filter's dimension belongs to members of this table's dimension, as a line to its plant.
    Above(&'a Dimension, &'a Dimension),
    /// Names without figures that have nothing to do with the filter's dimension, such as customers beside plants.
    Apart,
}

/// The filter that cannot be kept on this table, if there is one: the dimension, and what the person may see of it.
pub(crate) fn obstacle(tables: Tables<'_>, scope: &Scope, dataset: &Dataset) -> Option<(String, String)> {
    let cannot = |filter: &&RowFilter| cut(tables, dataset, filter).is_none();
    scope.row_filters.iter().find(cannot).map(|filter| {
        let dimension = tables.catalogue.dimension(&filter.dimension);
        let label = dimension.map_or(&filter.dimension, |dimension| &dimension.label).clone();
        (label, filter.keys.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
    })
}

fn cut<'a>(tables: Tables<'a>, dataset: &Dataset, filter: &RowFilter) -> Option<Cut<'a>> {
    let catalogue = tables.catalogue;
    let by = catalogue.dimension(&filter.dimension)?;
    if catalogue.path(&dataset.id, &by.dataset).is_some() {
        return Some(Cut::Below(by));
    }
    if catalogue.path(&by.dataset, &dataset.id).is_some() {
        let own = |dimension: &&Dimension| dimension.dataset == dataset.id && dimension.key.is_some();
        return catalogue.dimensions.iter().find(own).map(|above| Cut::Above(by, above));
    }
    is_apart(tables, dataset, by).then_some(Cut::Apart)
}

/// A table of names alone, without a column that could tell the filter's members apart and without a table that both
/// belong to.
fn is_apart(tables: Tables<'_>, dataset: &Dataset, by: &Dimension) -> bool {
    let catalogue = tables.catalogue;
    let has_figures = catalogue.measures.iter().any(|measure| {
        measure.expression.aggregates().iter().any(|aggregate| aggregate.dataset == dataset.id)
    });
    let shares = catalogue.datasets.keys().any(|other| {
        catalogue.path(&dataset.id, other).is_some() && catalogue.path(&by.dataset, other).is_some()
    });
    let references = catalogue.relationships.iter().filter(|relationship| relationship.to == by.dataset);
    let mut telling = references.flat_map(|relationship| &relationship.from_columns).chain(&by.key);
    let is_tenant = |column: &String| dataset.tenant.as_ref() == Some(column);
    let has = |column: &String| {
        !is_tenant(column) && tables.table(dataset).is_none_or(|table| table.columns.contains_key(column))
    };
    !has_figures && dataset.dated_by.is_none() && !shares && !telling.any(has)
}

/// `SELECT` of these columns over the rows that the person may see. On PostgreSQL nothing of the query around it is
/// computed before these conditions, so that no error tells of other rows.
pub(crate) fn select(
    tables: Tables<'_>,
    dialect: Dialect,
    today: Date,
    scope: &Scope,
    dataset: &Dataset,
    columns: &[String],
    binds: &mut Binds,
) -> Option<String> {
    let mut from = From::new(tables, dialect, today, dataset);
    let mut conditions = tenant_condition(&from, &scope.tenant, binds);
    for filter in &scope.row_filters {
        let keys = |by| PlannedFilter { dimension: by, condition: Condition::Keys(filter.keys.clone()) };
        match cut(tables, dataset, filter)? {
            Cut::Below(by) => conditions.push(filter_condition(&mut from, &keys(by), binds)),
            Cut::Above(by, above) => {
                let allowed = keys_above(tables, dialect, scope, today, above, &keys(by), binds)?;
                conditions.push(format!("{} IN ({allowed})", from.key(above)?));
            }
            Cut::Apart => {}
        }
    }
    let selected: Vec<String> =
        columns.iter().map(|column| expression::qualified(&from.root_alias, column)).collect();
    let mut sql = format!("SELECT {} {}", selected.join(", "), from.sql());
    if !conditions.is_empty() {
        sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    if dialect == Dialect::Postgres {
        sql.push_str(" OFFSET 0");
    }
    Some(sql)
}
