//! Statements that people write run here: read-only, stopped when their time is up, their answers cut where they grow
//! too large. Cells are read as what they are, since nobody has said what they should be.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{Backend, Warehouse, WarehouseError};
use crate::Value;

/// What one statement may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Rows that are fetched.
    pub rows: usize,
    /// Bytes of all cells; more are an error.
    pub bytes: usize,
    pub time: Duration,
}

/// Rows with the headings of the database.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// Collects rows until they are enough or too much.
pub(super) struct Collected {
    pub rows: Vec<Vec<Value>>,
    limits: Limits,
    bytes: usize,
}

impl Collected {
    pub(super) fn new(limits: Limits) -> Self {
        Collected { rows: Vec::new(), limits, bytes: 0 }
    }

    /// Whether there is room for more.
    pub(super) fn add(&mut self, row: Vec<Value>) -> Result<bool, WarehouseError> {
        let size = |cell: &Value| cell.as_text().map_or(8, str::len);
        self.bytes += row.iter().map(size).sum::<usize>();
        if self.bytes > self.limits.bytes {
            return Err(WarehouseError::TooMany);
        }
        self.rows.push(row);
        Ok(self.rows.len() < self.limits.rows)
    }
}

/// Tells a statement that runs on another thread to stop, also when nobody waits for it any more.
pub(super) struct Stop(pub Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Warehouse {
    /// Runs one statement within limits. `binds` stand for `$1`, `$2`…
    pub(crate) async fn fetch_within(
        &self,
        sql: &str,
        binds: &[Value],
        limits: Limits,
    ) -> Result<Fetched, WarehouseError> {
        tracing::debug!(sql, "query the warehouse within limits");
        let running = async {
            match &self.backend {
                Backend::Sqlite(sqlite) => sqlite.fetch_within(sql, binds, limits).await,
                Backend::Postgres(postgres) => postgres.fetch_within(sql, binds, limits).await,
            }
        };
        // PostgreSQL counts the time itself; this is for a server that does not answer.
        let grace = limits.time + Duration::from_secs(2);
        match tokio::time::timeout(grace, running).await {
            Ok(Ok(fetched)) => Ok(fetched),
            Ok(Err(fault)) => Err(fault.of(&self.place)),
            Err(_) => Err(WarehouseError::TooSlow),
        }
    }
}

/// A fault of the driver, or one of our own limits.
pub(super) enum Fault {
    Driver(sqlx::Error),
    Limit(WarehouseError),
}

impl Fault {
    fn of(self, place: &str) -> WarehouseError {
        match self {
            Fault::Driver(error) => WarehouseError::from_sqlx(error, place),
            Fault::Limit(error) => error,
        }
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Fault::Driver(error)
    }
}

impl From<WarehouseError> for Fault {
    fn from(error: WarehouseError) -> Self {
        Fault::Limit(error)
    }
}
