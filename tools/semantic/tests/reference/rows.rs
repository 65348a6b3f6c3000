use std::collections::{BTreeMap, BTreeSet, HashMap};

use sentia_semantic::{
    Catalogue, Warehouse,
    warehouse::{ColumnType, Schema},
};
use sqlparser::ast::{Expr, visit_expressions};

use super::cells::Cell;

/// All rows of one dataset, with the columns that the catalogue names.
#[derive(Debug)]
pub(crate) struct Rows {
    columns: HashMap<String, usize>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Rows {
    pub(crate) fn get(&self, row: usize, column: &str) -> &Cell {
        let index = self.columns.get(column).unwrap_or_else(|| panic!("no column {column}"));
        &self.rows[row][*index]
    }
}

/// Reads every dataset of the catalogue.
pub(crate) async fn read_all(catalogue: &Catalogue, warehouse: &Warehouse) -> BTreeMap<String, Rows> {
    let schema = warehouse.schema().await.unwrap();
    let columns = columns_by_dataset(catalogue, &schema);
    let mut all = BTreeMap::new();
    for (dataset, columns) in columns {
        let source = &catalogue.datasets[&dataset].source;
        let types = &schema.table(source).unwrap_or_else(|| panic!("no table {source}")).columns;
        let (mut select, mut kinds) = (Vec::new(), Vec::new());
        for column in &columns {
            let kind = types[column];
            let as_text = !matches!(kind, ColumnType::Integer | ColumnType::Real);
            select.push(if as_text {
                format!("CAST(\"{column}\" AS TEXT)")
            } else {
                format!("\"{column}\"")
            });
            kinds.push(kind);
        }
        let sql = format!("SELECT {} FROM {source}", select.join(", "));
        let rows = warehouse.fetch(&sql, &[], &kinds).await.unwrap();
        let rows = rows.iter().map(|row| row.iter().map(Cell::from).collect()).collect();
        let columns = columns.into_iter().enumerate().map(|(index, column)| (column, index)).collect();
        all.insert(dataset, Rows { columns, rows });
    }
    all
}

/// The columns that any part of the catalogue names, as far as the table has them.
fn columns_by_dataset(catalogue: &Catalogue, schema: &Schema) -> BTreeMap<String, BTreeSet<String>> {
    let mut columns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for dataset in catalogue.datasets.values() {
        let named = columns.entry(dataset.id.clone()).or_default();
        named.extend(dataset.tenant.iter().cloned());
    }
    for relationship in &catalogue.relationships {
        columns
            .entry(relationship.from.clone())
            .or_default()
            .extend(relationship.from_columns.iter().cloned());
        columns.entry(relationship.to.clone()).or_default().extend(relationship.to_columns.iter().cloned());
    }
    let mut expressions: Vec<&Expr> =
        catalogue.dimensions.iter().map(|dimension| &dimension.expression).collect();
    for dimension in &catalogue.dimensions {
        columns.entry(dimension.dataset.clone()).or_default().extend(dimension.key.iter().cloned());
    }
    for measure in &catalogue.measures {
        for aggregate in measure.expression.aggregates() {
            expressions.extend(aggregate.argument.iter().chain(&aggregate.condition).chain(&aggregate.time));
        }
    }
    for expression in expressions {
        let _ = visit_expressions(expression, |part| {
            if let Expr::CompoundIdentifier(path) = part {
                columns.entry(path[0].value.clone()).or_default().insert(path[1].value.clone());
            }
            std::ops::ControlFlow::<()>::Continue(())
        });
    }
    for (dataset, named) in &mut columns {
        let table = schema.table(&catalogue.datasets[dataset].source);
        named.retain(|column| table.is_some_and(|table| table.columns.contains_key(column)));
    }
    columns
}
