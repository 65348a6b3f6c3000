use std::collections::BTreeSet;

use sqlparser::ast::{BinaryOperator, Expr, visit_expressions};

use super::{
    Aggregate, AggregateFunction, Catalogue, CatalogueError, Dataset, Faults, Location, did_you_mean,
    row_expression,
};
use crate::{
    Dialect,
    compile::Tables,
    warehouse::{ColumnType, Schema, Table},
};

/// Checks a catalogue against the tables that it describes: every name must be there, and of a type that the two
/// databases treat alike.
pub(crate) fn check_schema(
    catalogue: &Catalogue,
    schema: &Schema,
    dialect: Dialect,
) -> Result<(), CatalogueError> {
    let mut check = Check { tables: Tables { catalogue, schema }, dialect, faults: Faults::default() };
    for dataset in catalogue.datasets.values() {
        check.dataset(dataset);
    }
    check.relationships();
    check.dimensions();
    check.measures();
    check.faults.or(())
}

struct Check<'a> {
    tables: Tables<'a>,
    dialect: Dialect,
    faults: Faults,
}

impl Check<'_> {
    fn dataset(&mut self, dataset: &Dataset) {
        let Some(table) = self.tables.table(dataset) else {
            let known = self.tables.schema.tables().map(|(name, _)| name);
            let nearest = crate::lookup::nearest(&dataset.source, known);
            let message = format!("the database has no table `{}`{}", dataset.source, did_you_mean(&nearest));
            self.faults.add(&dataset.at, message);
            return;
        };
        if let Some(tenant) = dataset.tenant.as_ref().filter(|tenant| !table.columns.contains_key(*tenant)) {
            let message = format!(
                "`{}` has no column `{tenant}`; name the column that holds the tenant in the SENTIA extension, or say \
                 `single_tenant: true` for the model",
                dataset.source
            );
            self.faults.add(&dataset.at, message);
        }
        for column in dataset.primary_key.iter().chain(dataset.unique_keys.iter().flatten()) {
            self.column(table, dataset, column, &dataset.at);
        }
        for field in dataset.fields.values() {
            self.row_expression(field, &dataset.at);
        }
        self.rollups(table, dataset);
    }

    fn rollups(&mut self, table: &Table, dataset: &Dataset) {
        if dataset.rollups.is_empty() {
            return;
        }
        for column in dataset.rollups.iter().flat_map(|rollup| &rollup.columns) {
            self.column(table, dataset, column, &dataset.at);
        }
        if dataset.snapshot || dataset.own_time().is_none() {
            let message = format!(
                "`{}` has rollups, but its rows are not dated by a column of its own or are balances; remove the rollups",
                dataset.id
            );
            self.faults.add(&dataset.at, message);
        }
    }

    fn column(&mut self, table: &Table, dataset: &Dataset, column: &str, at: &Location) {
        if !table.columns.contains_key(column) {
            let nearest = crate::lookup::nearest(column, table.columns.keys().map(String::as_str));
            self.faults
                .add(at, format!("`{}` has no column `{column}`{}", dataset.source, did_you_mean(&nearest)));
        }
    }

    /// Columns exist, and only numbers are calculated with.
    fn row_expression(&mut self, expression: &Expr, at: &Location) {
        let columns: BTreeSet<(String, String)> = row_expression::columns(expression).into_iter().collect();
        for (dataset, column) in &columns {
            if let Some(dataset) = self.tables.catalogue.datasets.get(dataset)
                && let Some(table) = self.tables.table(dataset)
            {
                self.column(table, dataset, column, at);
            }
        }
        let tables = self.tables;
        let mut wrong = Vec::new();
        let _ = visit_expressions(expression, |part| {
            if let Expr::BinaryOp { left, op, right } = part
                && matches!(
                    op,
                    BinaryOperator::Plus
                        | BinaryOperator::Minus
                        | BinaryOperator::Multiply
                        | BinaryOperator::Divide
                )
                && [left, right].iter().any(|operand| is_no_number(tables.of(operand)))
            {
                wrong.push(format!(
                    "`{part}` calculates with what is not a number; use numbers, or compute it in a view"
                ));
            }
            std::ops::ControlFlow::<()>::Continue(())
        });
        for message in wrong {
            self.faults.add(at, message);
        }
    }

    fn relationships(&mut self) {
        let catalogue = self.tables.catalogue;
        for relationship in &catalogue.relationships {
            let ends = [
                (&relationship.from, &relationship.from_columns),
                (&relationship.to, &relationship.to_columns),
            ];
            for (dataset, columns) in ends {
                if let Some(dataset) = catalogue.datasets.get(dataset)
                    && let Some(table) = self.tables.table(dataset)
                {
                    columns.iter().for_each(|column| self.column(table, dataset, column, &relationship.at));
                }
            }
            for (from, to) in relationship.from_columns.iter().zip(&relationship.to_columns) {
                let kinds =
                    (self.tables.column(&relationship.from, from), self.tables.column(&relationship.to, to));
                if let (Some(from_kind), Some(to_kind)) = kinds
                    && from_kind != to_kind
                {
                    let message = format!(
                        "`{}` joins `{from}` ({from_kind:?}) with `{to}` ({to_kind:?}); columns of one type are needed",
                        relationship.name
                    );
                    self.faults.add(&relationship.at, message);
                }
            }
        }
    }

    fn dimensions(&mut self) {
        let catalogue = self.tables.catalogue;
        for dimension in &catalogue.dimensions {
            if let Some(key) = &dimension.key
                && let Some(dataset) = catalogue.datasets.get(&dimension.dataset)
                && let Some(table) = self.tables.table(dataset)
            {
                self.column(table, dataset, key, &dimension.at);
            }
        }
    }

    fn measures(&mut self) {
        let catalogue = self.tables.catalogue;
        for measure in &catalogue.measures {
            for aggregate in measure.expression.aggregates() {
                self.aggregate(aggregate, &measure.at);
            }
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, at: &Location) {
        if let Some(argument) = &aggregate.argument {
            self.row_expression(argument, at);
            let counts =
                matches!(aggregate.function, AggregateFunction::Count | AggregateFunction::CountDistinct);
            let kind = self.tables.of(argument);
            if !counts && kind == ColumnType::Boolean {
                self.faults.add(
                    at,
                    format!("`{argument}` is a condition; write CASE WHEN {argument} THEN 1 ELSE 0 END"),
                );
            } else if !counts && is_no_number(kind) {
                self.faults.add(at, format!("`{argument}` is not a number; aggregate a number, or COUNT it"));
            }
        }
        if let Some(condition) = &aggregate.condition {
            self.row_expression(condition, at);
            let kind = self.tables.of(condition);
            if !matches!(kind, ColumnType::Boolean | ColumnType::Other) {
                self.faults.add(
                    at,
                    format!("`{condition}` is not a condition; compare it, for example {condition} = 1"),
                );
            }
        }
        if let Some(time) = &aggregate.time {
            self.row_expression(time, at);
            let kind = self.tables.of(time);
            let is_time = match self.dialect {
                Dialect::Sqlite => kind == ColumnType::Text,
                Dialect::Postgres => matches!(kind, ColumnType::Date | ColumnType::Timestamp),
            };
            if !is_time && kind != ColumnType::Other {
                self.faults.add(
                    at,
                    format!(
                        "`{time}` should date the rows of `{}` and is no date; name a date",
                        aggregate.dataset
                    ),
                );
            }
        }
    }
}

fn is_no_number(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Text | ColumnType::Date | ColumnType::Timestamp | ColumnType::Boolean)
}
