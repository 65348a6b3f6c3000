use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{SqlRefusal, guard, visible::Visible};
use crate::{
    Engine, Freshness, Period, QueryError, Scope, Value, WarehouseError, catalogue::Dataset, engine::reach,
    warehouse::Limits,
};

/// What one statement may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SqlLimits {
    /// Rows that are kept.
    pub rows: usize,
    /// Bytes of all cells.
    pub bytes: usize,
    pub time: Duration,
}

impl Default for SqlLimits {
    fn default() -> Self {
        SqlLimits { rows: 1_000, bytes: 1_048_576, time: Duration::from_secs(15) }
    }
}

/// What a statement of a person's own returned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SqlResult {
    /// Headings as the database gives them; they may repeat.
    pub columns: Vec<String>,
    /// Each as long as `columns`. Numbers are as they stand in the tables: money in minor units.
    pub rows: Vec<Vec<Value>>,
    /// Whether there were more rows than are kept.
    pub truncated: bool,
    /// The statement as it ran, with the person's permissions inside and its values in place.
    pub sql: String,
    /// Tables it read.
    pub sources: Vec<String>,
    /// The days that the dated tables among them reach over; none where none is dated.
    pub covers: Option<Period>,
    pub freshness: Freshness,
}

impl Engine {
    /// Runs one SELECT that a person wrote, over what that person may see, within limits of time, rows and bytes.
    ///
    /// # Errors
    /// [`QueryError::Sql`] says what was refused and what to do; others are faults of the warehouse.
    pub async fn run_sql(
        &self,
        text: &str,
        scope: &Scope,
        limits: SqlLimits,
    ) -> Result<SqlResult, QueryError> {
        if !scope.sql {
            return Err(SqlRefusal::NotPermitted.into());
        }
        let warehouse = self.warehouse();
        let visible = Visible::new(self.tables(), warehouse.dialect(), scope);
        let guarded = guard(&visible, self.today(), text, limits.rows)?;
        // One row more shows whether there are more.
        let within = Limits { rows: limits.rows + 1, bytes: limits.bytes, time: limits.time };
        let fetched = warehouse.fetch_within(&guarded.sql, &guarded.binds, within).await;
        let mut fetched = fetched.map_err(|error| explained(error, limits))?;
        let truncated = fetched.rows.len() > limits.rows;
        fetched.rows.truncate(limits.rows);
        let (covers, freshness) = reach(self, scope, &guarded.datasets).await?;
        Ok(SqlResult {
            columns: fetched.columns,
            rows: fetched.rows,
            truncated,
            sql: crate::compile::with_values(&guarded.sql, &guarded.binds),
            sources: sources(&guarded.datasets),
            covers,
            freshness,
        })
    }

    /// The tables that a person may name in a statement, each with the columns that they may see; none where they may
    /// not write SQL.
    pub fn sql_tables(&self, scope: &Scope) -> Vec<(String, Vec<String>)> {
        if !scope.sql {
            return Vec::new();
        }
        Visible::new(self.tables(), self.warehouse().dialect(), scope).all()
    }
}

fn sources(datasets: &[&Dataset]) -> Vec<String> {
    let mut sources: Vec<String> = datasets.iter().map(|dataset| dataset.source.clone()).collect();
    sources.sort();
    sources.dedup();
    sources
}

/// What the database refuses in a statement of a person's own is theirs to correct.
fn explained(error: WarehouseError, limits: SqlLimits) -> QueryError {
    match error {
        WarehouseError::TooSlow => SqlRefusal::TooSlow(limits.time.as_secs().max(1)).into(),
        WarehouseError::TooMany => SqlRefusal::TooLarge(limits.bytes / 1024).into(),
        WarehouseError::Refused { detail, .. } => SqlRefusal::Failed(detail).into(),
        // A number that does not fit is one that the statement computes.
        WarehouseError::TooLarge => SqlRefusal::Failed("a number is too large".to_owned()).into(),
        other => other.into(),
    }
}
