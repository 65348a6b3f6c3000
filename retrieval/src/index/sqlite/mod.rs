//! The index in a SQLite file: many may read at once, one writes, and a writer that is killed leaves nothing half done.

mod read;
mod write;

use std::{borrow::Cow, path::Path, time::Duration};

use sqlx::{
    Sqlite, SqlitePool, Transaction,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    IndexError,
    tables::{Database, Done, Snapshots},
};

/// The history of this schema has a table of its own, so that it can share a file with others.
static MIGRATIONS: Migrator = Migrator {
    table_name: Cow::Borrowed("_sentia_documents_migrations"),
    ..sqlx_macros::migrate!("../migrations/sqlite/documents")
};

/// How long a statement waits for another process to finish writing.
const BUSY: Duration = Duration::from_secs(30);

/// What each connection that reads keeps of the file, in KiB, written as SQLite wants it.
const CACHE: &str = "-32768";

/// Documents in one file.
pub struct SqliteIndex {
    place: String,
    readers: SqlitePool,
    writers: SqlitePool,
    snapshots: Snapshots,
}

impl SqliteIndex {
    /// Opens the file, or creates it with the folders above it.
    pub async fn open(path: &Path) -> Result<Self, IndexError> {
        let place = path.display().to_string();
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| IndexError::Unreachable {
                place: place.clone(),
                detail: error.to_string(),
            })?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let fault = |error: sqlx::Error| IndexError::of_query(&place, &error);
        let writers =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(fault)?;
        migrate(&writers).await.map_err(|error| IndexError::of_migration(&place, &error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_lazy_with(options.read_only(true).pragma("cache_size", CACHE));
        Ok(Self { place, readers, writers, snapshots: Snapshots::default() })
    }

    /// Lets go of the file after the statements that are under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

/// All of them in one transaction, as several processes may open a new file at once and SQLite knows no lock for this.
async fn migrate(writers: &SqlitePool) -> Result<(), MigrateError> {
    let mut turn = writers.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run(&mut *turn).await?;
    Ok(turn.commit().await?)
}

impl Database for SqliteIndex {
    type Transaction = Transaction<'static, Sqlite>;

    async fn reading(&self) -> Done<Self::Transaction> {
        self.readers.begin().await
    }

    /// A transaction that waits for other writers now, where it can still be waited, and not in its midst.
    async fn writing(&self) -> Done<Self::Transaction> {
        self.writers.begin_with("BEGIN IMMEDIATE").await
    }

    /// They are compared here, whatever their length.
    async fn expect_vectors(&self, _: usize) -> Done<()> {
        Ok(())
    }

    fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    fn fault(&self, error: sqlx::Error) -> IndexError {
        IndexError::of_query(&self.place, &error)
    }
}
