use std::sync::Arc;

use sqlparser::parser::Parser;

use super::{
    Engine, columns, compare, derive, freshness, resolve,
    rows::{self, Row},
};
use crate::{
    Order, Period, Query, QueryError, ResultTable, Scope, SortBy, SortDirection,
    compile::{CompiledQuery, Dialect, Finish, OutputColumn, Plan, SqlOrder, compile},
};

/// Rows of an answer, at most.
const MOST_ROWS: usize = 10_000;
/// Rows that are merged or finished here, at most: beyond, rows would be missing from what is set beside each other.
const MOST_ROWS_HERE: usize = 500_000;

/// Cells of a result that is kept for when it is asked for again, at most.
const MOST_CELLS_KEPT: usize = 2_000;

impl Engine {
    /// Answers a query with what the person of `scope` may see. Errors name what cannot be answered and what can.
    pub async fn query(&self, query: &Query, scope: &Scope) -> Result<ResultTable, QueryError> {
        let resolved = resolve::resolve(self, query, scope).await?;
        let plan = &resolved.plan;
        // Read before the rows, so that what is written meanwhile is never taken for older.
        let version = self.warehouse.version().await?;
        let extents = freshness::extents(self, plan, &version).await?;
        let query = &freshness::pinned(query, plan, &extents)?;
        let through = freshness::data_through(plan, &extents);
        let (period, other) = compare::periods(query, through);
        let limit = query.limit.map_or(MOST_ROWS, |limit| MOST_ROWS.min(limit as usize));
        let mut run = Run::new(self, version, period, other);
        let answer = if derive::is_wanted(query) {
            let rows = run.rows(plan, None).await?;
            derive::complete(&mut run, &resolved, query, rows, limit).await?
        } else {
            let order = sql_order(plan, query.order.as_ref(), limit);
            let mut rows = run.rows(plan, Some(&order)).await?;
            // Rows that the database has sorted are in this order already.
            rows::sort(&mut rows, plan, query.order.as_ref());
            let before = rows.len();
            rows.truncate(limit);
            derive::Answer { rows, before, truncated: before > limit }
        };
        let rest = answer.rows.iter().enumerate().filter(|(_, row)| row.is_rest).map(|(at, _)| at).collect();
        let cells = |row| columns::lay_out(plan, &resolved.columns, row);
        let (rows, keys) = answer.rows.into_iter().map(cells).unzip();
        Ok(ResultTable {
            columns: columns::columns(plan, &resolved.columns, other.is_some()),
            rows,
            keys,
            period,
            comparison_period: other,
            sql: run.statements,
            freshness: freshness::freshness(through, query.period),
            conditions: resolved.conditions.iter().map(|condition| condition.resolved.clone()).collect(),
            filters: resolved.filters,
            rows_before: answer.before,
            truncated: answer.truncated,
            rest,
        })
    }

    /// The SQL of a query without running it: the statement for the period itself, and where there is a comparison the
    /// statement for the other period.
    pub async fn compile(&self, query: &Query, scope: &Scope) -> Result<Vec<CompiledQuery>, QueryError> {
        let resolved = resolve::resolve(self, query, scope).await?;
        let plan = &resolved.plan;
        let version = self.warehouse.version().await?;
        let extents = freshness::extents(self, plan, &version).await?;
        let query = &freshness::pinned(query, plan, &extents)?;
        let (period, other) = compare::periods(query, freshness::data_through(plan, &extents));
        let limit = query.limit.map_or(MOST_ROWS, |limit| MOST_ROWS.min(limit as usize));
        let is_finished_here = other.is_some() || derive::is_wanted(query);
        let order = (!is_finished_here).then(|| sql_order(plan, query.order.as_ref(), limit));
        let dialect = self.warehouse.dialect();
        let rollups = self.rollups(&version).await?;
        let periods = std::iter::once(period).chain(other);
        periods
            .map(|period| {
                let compiled = compile(plan, dialect, period, &extents, &rollups, order.as_ref());
                checked(plan, &compiled, dialect).cloned()
            })
            .collect()
    }
}

/// Runs plans over the same days, and keeps the statements that ran.
pub(super) struct Run<'e> {
    engine: &'e Engine,
    /// Of the warehouse, before anything was read.
    version: String,
    period: Period,
    /// What each row is set beside.
    other: Option<Period>,
    statements: Vec<String>,
}

impl<'e> Run<'e> {
    /// `version` is the warehouse's, read before anything else was.
    pub(super) fn new(engine: &'e Engine, version: String, period: Period, other: Option<Period>) -> Self {
        Run { engine, version, period, other, statements: Vec::new() }
    }

    pub(super) fn statements(self) -> Vec<String> {
        self.statements
    }

    pub(super) fn is_compared(&self) -> bool {
        self.other.is_some()
    }

    /// The rows of a plan, each beside that of the comparison where there is one. Sorted and cut by the database where
    /// an order is given and nothing is set beside them.
    pub(super) async fn rows(
        &mut self,
        plan: &Plan<'_>,
        order: Option<&SqlOrder>,
    ) -> Result<Vec<Row>, QueryError> {
        let Some(other) = self.other else {
            let (statement, rows) = self.fetch(plan, self.period, order).await?;
            self.statements.push(statement);
            return Ok(rows);
        };
        let both = futures::join!(self.fetch(plan, self.period, None), self.fetch(plan, other, None));
        let ((statement, rows), (other_statement, other_rows)) = (both.0?, both.1?);
        self.statements.extend([statement, other_statement]);
        compare::merge(plan, (self.period, rows), (other, other_rows))
    }

    /// The rows of a plan, without a comparison.
    pub(super) async fn alone(&mut self, plan: &Plan<'_>) -> Result<Vec<Row>, QueryError> {
        let (statement, rows) = self.fetch(plan, self.period, None).await?;
        self.statements.push(statement);
        Ok(rows)
    }

    async fn fetch(
        &self,
        plan: &Plan<'_>,
        period: Period,
        order: Option<&SqlOrder>,
    ) -> Result<(String, Vec<Row>), QueryError> {
        let (warehouse, version) = (&self.engine.warehouse, &self.version);
        let extents = freshness::extents(self.engine, plan, version).await?;
        let rollups = self.engine.rollups(version).await?;
        let mut compiled = compile(plan, warehouse.dialect(), period, &extents, &rollups, order);
        if compiled.finish == Finish::Here {
            compiled.sql.push_str(&format!("\nLIMIT {}", MOST_ROWS_HERE + 1));
        }
        let statement = compiled.displayed();
        let results = &self.engine.results;
        let cells = match results.get(version, &statement) {
            Some(cells) => cells,
            None => {
                let compiled = checked(plan, &compiled, warehouse.dialect())?;
                let cells = Arc::new(warehouse.fetch(&compiled.sql, &compiled.binds, &compiled.kinds).await?);
                if cells.len() * compiled.kinds.len() <= MOST_CELLS_KEPT {
                    results.insert(version, statement.clone(), cells.clone());
                }
                cells
            }
        };
        if cells.len() > MOST_ROWS_HERE {
            return Err(QueryError::TooManyRows(MOST_ROWS_HERE));
        }
        let rows = rows::from_cells(plan, &compiled, Arc::unwrap_or_clone(cells), period, &extents)?;
        Ok((statement, rows))
    }
}

/// Nothing runs that does not parse as one statement.
fn checked<'c>(
    plan: &Plan<'_>,
    compiled: &'c CompiledQuery,
    dialect: Dialect,
) -> Result<&'c CompiledQuery, QueryError> {
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
