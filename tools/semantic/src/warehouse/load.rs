use std::collections::BTreeMap;

use super::{WarehouseError, postgres, sqlite};
use crate::Value;

/// What a load may leave behind when it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Everything or nothing, even when the machine stops.
    Safe,
    /// Fastest, for a file that is being built: indexes are made at the end, and after a failure an SQLite file is
    /// worthless and must be thrown away. On PostgreSQL the same as [`Durability::Safe`].
    Rebuildable,
}

/// Fills tables in bulk, in one transaction. Nothing is kept before [`Loader::finish`].
#[derive(Debug)]
pub struct Loader {
    target: Target,
    place: String,
    /// Rows that wait for a full statement, by table.
    pending: BTreeMap<String, Pending>,
    rows: u64,
}

#[derive(Debug)]
pub(super) enum Target {
    Sqlite(sqlite::SqliteLoad),
    Postgres(postgres::PostgresLoad),
}

#[derive(Debug)]
struct Pending {
    columns: Vec<String>,
    cells: Vec<Value>,
}

/// Cells in one INSERT: fewer and the calls weigh, more and the statement outgrows the processor's cache.
const CELLS_IN_STATEMENT: usize = 1_500;
/// Cells in one COPY.
const CELLS_IN_COPY: usize = 200_000;

impl Loader {
    pub(super) fn new(target: Target, place: String) -> Self {
        Loader { target, place, pending: BTreeMap::new(), rows: 0 }
    }

    /// Adds rows, given cell by cell: all cells of the first row, then all of the second. Dates are ISO text. Every call
    /// for a table names the same columns.
    pub async fn load(
        &mut self,
        table: &str,
        columns: &[&str],
        cells: Vec<Value>,
    ) -> Result<(), WarehouseError> {
        if columns.is_empty() || !cells.len().is_multiple_of(columns.len()) {
            let (table, given) = (table.to_owned(), cells.len());
            return Err(WarehouseError::RaggedRows { table, columns: columns.len(), given });
        }
        self.rows += (cells.len() / columns.len()) as u64;
        let pending = match self.pending.get_mut(table) {
            Some(pending) => pending,
            None => self.pending.entry(table.to_owned()).or_insert_with(|| Pending {
                columns: columns.iter().map(|column| (*column).to_owned()).collect(),
                cells: Vec::new(),
            }),
        };
        if pending.columns != columns {
            self.flush(table).await?;
            if let Some(pending) = self.pending.get_mut(table) {
                pending.columns = columns.iter().map(|column| (*column).to_owned()).collect();
                pending.cells = cells;
            }
        } else if pending.cells.is_empty() {
            pending.cells = cells;
        } else {
            pending.cells.extend(cells);
        }
        self.send_full(table).await
    }

    /// Runs one statement within the transaction, before any rows that still wait.
    pub async fn execute(&mut self, sql: &str) -> Result<(), WarehouseError> {
        let done = match &mut self.target {
            Target::Sqlite(sqlite) => sqlite.execute(sql).await,
            Target::Postgres(postgres) => postgres.execute(sql).await,
        };
        done.map_err(|error| WarehouseError::from_sqlx(error, &self.place))
    }

    /// Commits, and returns how many rows were added.
    pub async fn finish(mut self) -> Result<u64, WarehouseError> {
        for table in self.pending.keys().cloned().collect::<Vec<_>>() {
            self.flush(&table).await?;
        }
        let finished = match self.target {
            Target::Sqlite(sqlite) => sqlite.finish().await,
            Target::Postgres(postgres) => postgres.finish().await,
        };
        finished.map_err(|error| WarehouseError::from_sqlx(error, &self.place))?;
        Ok(self.rows)
    }

    /// Sends as many full statements as the waiting rows make.
    async fn send_full(&mut self, table: &str) -> Result<(), WarehouseError> {
        let most = match &self.target {
            Target::Sqlite(_) => CELLS_IN_STATEMENT,
            Target::Postgres(_) => CELLS_IN_COPY,
        };
        let Some(pending) = self.pending.get_mut(table) else {
            return Ok(());
        };
        let full = (most / pending.columns.len()).max(1) * pending.columns.len();
        if pending.cells.len() < full {
            return Ok(());
        }
        let columns = pending.columns.clone();
        let mut cells = std::mem::take(&mut pending.cells).into_iter();
        while cells.len() >= full {
            let statement = cells.by_ref().take(full).collect();
            self.send(table, &columns, statement).await?;
        }
        if let Some(pending) = self.pending.get_mut(table) {
            pending.cells = cells.collect();
        }
        Ok(())
    }

    async fn flush(&mut self, table: &str) -> Result<(), WarehouseError> {
        self.send_full(table).await?;
        let Some(pending) = self.pending.get_mut(table).filter(|pending| !pending.cells.is_empty()) else {
            return Ok(());
        };
        let (columns, cells) = (pending.columns.clone(), std::mem::take(&mut pending.cells));
        self.send(table, &columns, cells).await
    }

    async fn send(
        &mut self,
        table: &str,
        columns: &[String],
        cells: Vec<Value>,
    ) -> Result<(), WarehouseError> {
        let into = format!(
            "{}({})",
            quoted(table),
            columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(",")
        );
        let sent = match &mut self.target {
            Target::Sqlite(sqlite) => {
                let row = format!("({})", vec!["?"; columns.len()].join(","));
                let rows = vec![row.as_str(); cells.len() / columns.len()].join(",");
                sqlite.insert(format!("INSERT INTO {into} VALUES {rows}"), cells).await
            }
            Target::Postgres(postgres) => {
                postgres
                    .copy(&format!("COPY {into} FROM STDIN"), postgres::copy_text(&cells, columns.len()))
                    .await
            }
        };
        sent.map_err(|error| WarehouseError::from_sqlx(error, &self.place))
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
