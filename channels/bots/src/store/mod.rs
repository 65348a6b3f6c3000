//! Inbox and outbox in one SQLite file. One process works on it at a time.

mod inbox;
mod outbox;
mod posts;

use std::{path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use thiserror::Error;

pub(crate) use inbox::{NewButton, Recent, Status, Waiting};
pub(crate) use outbox::{Due, Outcome};
pub(crate) use posts::NewPost;

static MIGRATIONS: Migrator = sqlx_macros::migrate!("../../migrations/sqlite/bots");

/// How long a statement waits for another process to finish writing.
const BUSY: Duration = Duration::from_secs(5);

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("the bots' file {place} cannot be opened: {detail}; check that its folder may be written")]
    Unreachable { place: String, detail: String },
    #[error("the bots' file cannot be read or written: {0}")]
    Query(#[from] sqlx::Error),
    #[error("the bots' file holds what cannot be read: {0}")]
    Content(#[from] serde_json::Error),
}

/// How many rows stand in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages not answered yet.
    pub waiting: i64,
    /// Requests to channels that are still to be made or cleared up.
    pub open: i64,
    pub sent: i64,
    pub refused: i64,
    pub uncertain: i64,
}

/// A request to a channel that did not arrive, or may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    pub channel: String,
    pub conversation: String,
    /// Whether it may have arrived all the same.
    pub uncertain: bool,
    pub detail: String,
}

/// How far a post is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Requests to the channel that are still to be made or cleared up.
    pub open: i64,
    pub sent: i64,
    pub undelivered: Vec<Undelivered>,
}

pub(crate) struct Store {
    /// Takes messages in. It waits for the disk each time: what a channel was thanked for must outlive a power cut.
    intake: SqlitePool,
    /// For all else, which must outlive the process and not the machine: after a power cut a reply may be given twice.
    pool: SqlitePool,
}

impl Store {
    /// Opens the file, or creates it with the folders above it. What was being sent when the process died is unclear
    /// from now on, and due after `settle_at`.
    pub(crate) async fn open(path: &Path, settle_at: i64) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        let unreachable = |detail: String| StoreError::Unreachable { place: place.clone(), detail };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| unreachable(error.to_string()))?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(BUSY);
        let one = async |synchronous| {
            let options = options.clone().synchronous(synchronous);
            let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
            pool.map_err(|error| unreachable(error.to_string()))
        };
        let pool = one(SqliteSynchronous::Normal).await?;
        MIGRATIONS.run(&pool).await.map_err(|error| unreachable(error.to_string()))?;
        let store = Store { intake: one(SqliteSynchronous::Full).await?, pool };
        store.unsettle(settle_at).await?;
        Ok(store)
    }

    pub(crate) async fn close(&self) {
        self.intake.close().await;
        self.pool.close().await;
    }

    pub(crate) async fn counts(&self) -> Result<Counts, StoreError> {
        let statement = "SELECT \
            (SELECT count(*) FROM inbound WHERE state = 'waiting'), \
            count(*) FILTER (WHERE state IN ('waiting', 'sending', 'unclear')), \
            count(*) FILTER (WHERE state = 'sent'), \
            count(*) FILTER (WHERE state = 'refused'), \
            count(*) FILTER (WHERE state IN ('uncertain', 'told')) FROM outbound";
        let (waiting, open, sent, refused, uncertain): (i64, i64, i64, i64, i64) =
            sqlx::query_as(statement).fetch_one(&self.pool).await?;
        Ok(Counts { waiting, open, sent, refused, uncertain })
    }

    /// Lets go of messages received before an instant that are done with, with their replies and buttons.
    pub(crate) async fn forget(&self, before: i64) -> Result<u64, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let gone = sqlx::query(
            "DELETE FROM inbound WHERE state = 'done' AND received_at < ?1 AND NOT EXISTS (SELECT 1 FROM outbound \
             WHERE outbound.inbound = inbound.number AND outbound.state IN ('waiting', 'sending', 'unclear'))",
        );
        let gone = gone.bind(before).execute(&mut *transaction).await?.rows_affected();
        for orphans in [
            "DELETE FROM outbound WHERE inbound NOT IN (SELECT number FROM inbound)",
            "DELETE FROM button WHERE inbound NOT IN (SELECT number FROM inbound)",
        ] {
            sqlx::query(orphans).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(gone)
    }
}
