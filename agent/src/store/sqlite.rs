use std::{path::Path, time::Duration};

use sqlx::{
    Sqlite, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{StoreError, ledger_sql::ledger_over_sql, notes_sql::notes_over_sql, sql::store_over_sql};

static MIGRATIONS: Migrator = sqlx_macros::migrate!("../migrations/sqlite/store");

/// How long a statement waits for another process to finish writing.
const BUSY: Duration = Duration::from_secs(5);

/// Conversations in one file. Many may read at once; one writes.
pub struct SqliteStore {
    place: String,
    readers: SqlitePool,
    writers: SqlitePool,
}

impl SqliteStore {
    /// Opens the file, or creates it with the folders above it.
    pub async fn open(path: &str) -> Result<Self, StoreError> {
        let path = path.strip_prefix("sqlite://").unwrap_or(path);
        make_folder(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let fault = |error: sqlx::Error| StoreError::of_query(path, &error);
        let writers =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(fault)?;
        migrate(&writers).await.map_err(|error| StoreError::of_migration(path, &error))?;
        let readers = SqlitePoolOptions::new().max_connections(4).connect_lazy_with(options.read_only(true));
        Ok(SqliteStore { place: path.to_owned(), readers, writers })
    }

    /// Lets go of the file after the statements that are under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }

    /// As if the disk held so many pages of 4 KiB.
    #[cfg(test)]
    pub(super) async fn limit_pages(&self, pages: u32) {
        let statement = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::query(statement).execute(&self.writers).await.expect("limited");
    }
}

/// All of them in one transaction, as several processes may open a new file at once and SQLite knows no lock for this.
async fn migrate(writers: &SqlitePool) -> Result<(), MigrateError> {
    let mut turn = writers.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run(&mut *turn).await?;
    Ok(turn.commit().await?)
}

fn make_folder(path: &str) -> Result<(), StoreError> {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    made.map_err(|error| StoreError::Unreachable { place: path.to_owned(), detail: error.to_string() })
}

store_over_sql!(SqliteStore, Sqlite);
notes_over_sql!(SqliteStore, Sqlite);
ledger_over_sql!(SqliteStore, Sqlite);
