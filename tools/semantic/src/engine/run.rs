use sqlparser::parser::Parser;

use super::{
    Engine, compare, freshness, resolve,
    resolve::{Resolved, kinds_of_measure},
    rows::{self, Row},
};
use crate::{
    Column, ColumnKind, Order, Period, Query, QueryError, ResultTable, Scope, SortBy, SortDirection, Unit,
    Value,
    compile::{CompiledQuery, Dialect, Extent, Finish, OutputColumn, Plan, SqlOrder, compile},
};

/// Rows of an answer, at most.
const MOST_ROWS: usize = 10_000;
/// Rows that are merged or finished here, at most: beyond, rows would be missing from what is set beside each other.
const MOST_ROWS_HERE: usize = 500_000;

impl Engine {
    /// Answers a query with what the person of `scope` may see. Errors name what cannot be answered and what can.
    pub async fn query(&self, query: &Query, scope: &Scope) -> Result<ResultTable, QueryError> {
        let Resolved { plan, filters } = resolve::resolve(self, query, scope).await?;
        let extents = freshness::extents(self, &plan).await?;
        let query = &freshness::pinned(query, &plan, &extents)?;
        let through = freshness::data_through(&plan, &extents);
        let (period, comparison_period) = compare::periods(query, through);
        let limit = query.limit.map_or(MOST_ROWS, |limit| MOST_ROWS.min(limit as usize));
        let mut statements = Vec::new();
        let mut rows = match comparison_period {
            None => {
                let order = sql_order(&plan, query.order.as_ref(), limit);
                let (compiled, rows) = self.run(&plan, period, &extents, Some(&order)).await?;
                statements.push(compiled.displayed());
                rows
            }
            Some(other) => {
                let both = futures::join!(
                    self.run(&plan, period, &extents, None),
                    self.run(&plan, other, &extents, None)
                );
                let ((compiled, rows), (other_compiled, other_rows)) = (both.0?, both.1?);
                statements.extend([compiled.displayed(), other_compiled.displayed()]);
                compare::merge(&plan, (period, rows), (other, other_rows))?
            }
        };
        // Rows that the database has sorted are in this order already.
        rows::sort(&mut rows, &plan, query.order.as_ref());
        let truncated = rows.len() > limit;
        rows.truncate(limit);
        let (cells, keys) = rows.into_iter().map(|row| lay_out(&plan, row)).unzip();
        Ok(ResultTable {
            columns: columns(&plan, comparison_period.is_some()),
            rows: cells,
            keys,
            period,
            comparison_period,
            sql: statements,
            freshness: freshness::freshness(through, query.period),
            filters,
            truncated,
        })
    }

    /// The SQL of a query without running it: the statement for the period itself, and where there is a comparison the
    /// statement for the other period.
    pub async fn compile(&self, query: &Query, scope: &Scope) -> Result<Vec<CompiledQuery>, QueryError> {
        let Resolved { plan, .. } = resolve::resolve(self, query, scope).await?;
        let extents = freshness::extents(self, &plan).await?;
        let query = &freshness::pinned(query, &plan, &extents)?;
        let (period, other) = compare::periods(query, freshness::data_through(&plan, &extents));
        let limit = query.limit.map_or(MOST_ROWS, |limit| MOST_ROWS.min(limit as usize));
        let order = other.is_none().then(|| sql_order(&plan, query.order.as_ref(), limit));
        let dialect = self.warehouse.dialect();
        let periods = std::iter::once(period).chain(other);
        periods
            .map(|period| checked(&plan, compile(&plan, dialect, period, &extents, order.as_ref()), dialect))
            .collect()
    }

    async fn run(
        &self,
        plan: &Plan<'_>,
        period: Period,
        extents: &[Option<Extent>],
        order: Option<&SqlOrder>,
    ) -> Result<(CompiledQuery, Vec<Row>), QueryError> {
        let dialect = self.warehouse.dialect();
        let mut compiled = compile(plan, dialect, period, extents, order);
        if compiled.finish == Finish::Here {
            compiled.sql.push_str(&format!("\nLIMIT {}", MOST_ROWS_HERE + 1));
        }
        let compiled = checked(plan, compiled, dialect)?;
        let cells = self.warehouse.fetch(&compiled.sql, &compiled.binds, &compiled.kinds).await?;
        if cells.len() > MOST_ROWS_HERE {
            return Err(QueryError::TooManyRows(MOST_ROWS_HERE));
        }
        let rows = rows::from_cells(plan, &compiled, cells, period, extents)?;
        Ok((compiled, rows))
    }
}

/// Nothing runs that does not parse as one statement.
fn checked(plan: &Plan<'_>, compiled: CompiledQuery, dialect: Dialect) -> Result<CompiledQuery, QueryError> {
    let detail = match Parser::parse_sql(dialect.parser().as_ref(), &compiled.sql) {
        Ok(statements) if statements.len() == 1 => return Ok(compiled),
        Ok(statements) => format!("{} statements instead of one", statements.len()),
        Err(error) => error.to_string(),
    };
    let measure = plan.measures.iter().map(|measure| measure.label.as_str()).collect::<Vec<_>>().join(", ");
    Err(QueryError::InvalidSql { measure, detail })
}

/// One row more than wanted shows whether there are more.
fn sql_order(plan: &Plan<'_>, order: Option<&Order>, limit: usize) -> SqlOrder {
    let measure =
        |id: &String| plan.measures.iter().position(|measure| measure.id == *id).map(OutputColumn::Measure);
    let column = |order: &Order| match &order.by {
        SortBy::Measure(id) => measure(id),
        SortBy::Dimension(id) => {
            let index = plan.dimensions.iter().position(|dimension| dimension.id == *id)?;
            Some(OutputColumn::Label(index))
        }
        SortBy::Time => Some(OutputColumn::Bucket),
        SortBy::Change(_) => None,
    };
    let first = order.and_then(|order| Some((column(order)?, order.direction == SortDirection::Descending)));
    SqlOrder { first, limit: limit as u64 + 1 }
}

fn columns(plan: &Plan<'_>, has_comparison: bool) -> Vec<Column> {
    let mut columns = Vec::new();
    if let Some(grain) = plan.grain {
        let label = crate::catalogue::humanised(grain.name());
        columns.push(Column { id: "time".to_owned(), label, kind: ColumnKind::Time, unit: None });
    }
    for dimension in &plan.dimensions {
        let (id, label) = (dimension.id.clone(), dimension.label.clone());
        columns.push(Column { id, label, kind: ColumnKind::Dimension, unit: None });
    }
    for measure in &plan.measures {
        for kind in kinds_of_measure(has_comparison) {
            let (unit, label) = match kind {
                ColumnKind::Change => (measure.unit.of_difference(), format!("{} change", measure.label)),
                ColumnKind::ChangePercent => (Unit::Percent, format!("{} change %", measure.label)),
                ColumnKind::Previous => (measure.unit.clone(), format!("{} before", measure.label)),
                _ => (measure.unit.clone(), measure.label.clone()),
            };
            columns.push(Column { id: measure.id.clone(), label, kind: *kind, unit: Some(unit) });
        }
    }
    columns
}

/// The cells of a row in the order of the columns, and its member keys.
fn lay_out(plan: &Plan<'_>, row: Row) -> (Vec<Value>, Vec<Value>) {
    let has_comparison = !row.previous.is_empty();
    let per_measure = kinds_of_measure(has_comparison).len();
    let mut cells = Vec::with_capacity(1 + row.labels.len() + per_measure * row.values.len());
    if plan.grain.is_some() {
        cells.push(row.bucket.map_or(Value::Null, |bucket| Value::Text(bucket.to_string())));
    }
    cells.extend(row.labels);
    let mut previous = row.previous.into_iter();
    for (measure, value) in plan.measures.iter().zip(row.values) {
        if !has_comparison {
            cells.push(value);
            continue;
        }
        let before = previous.next().unwrap_or(Value::Null);
        let (change, percent) =
            (rows::change(&value, &before), compare::change_percent(measure, &value, &before));
        cells.extend([value, before, change, percent]);
    }
    (cells, row.keys)
}
