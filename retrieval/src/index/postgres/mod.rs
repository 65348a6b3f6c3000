//! The index in a PostgreSQL database with pgvector, for one process or many. Its tables are in a schema of their own, so
//! that the database can be shared with others. PostgreSQL's own ranking of texts is not used: it knows nothing of how
//! rare a word is.

mod nearest;
mod open;
mod read;
mod text;
mod write;

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use sqlx::{PgPool, Postgres, Transaction};

use super::{
    IndexError,
    tables::{Database, Done, Snapshots},
};

/// Documents in a PostgreSQL database.
pub struct PostgresIndex {
    place: String,
    readers: PgPool,
    writers: PgPool,
    snapshots: Snapshots,
    /// Lengths of vectors that are known to have their index.
    indexed: Mutex<BTreeSet<usize>>,
}

impl PostgresIndex {
    /// Connects to a `postgres://` URL, and makes the schema where there is none yet.
    pub async fn open(url: &str) -> Result<Self, IndexError> {
        let open::Opened { place, readers, writers } = open::open(url).await?;
        Ok(Self { place, readers, writers, snapshots: Snapshots::default(), indexed: Mutex::default() })
    }

    /// Closes the connections after the statements that are under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

impl Database for PostgresIndex {
    type Transaction = Transaction<'static, Postgres>;

    async fn reading(&self) -> Done<Self::Transaction> {
        self.readers.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    async fn writing(&self) -> Done<Self::Transaction> {
        self.writers.begin().await
    }

    async fn expect_vectors(&self, dimensions: usize) -> Done<()> {
        if self.indexed.lock().unwrap_or_else(PoisonError::into_inner).contains(&dimensions) {
            return Ok(());
        }
        nearest::make_index(&self.writers, dimensions).await?;
        self.indexed.lock().unwrap_or_else(PoisonError::into_inner).insert(dimensions);
        Ok(())
    }

    fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    fn fault(&self, error: sqlx::Error) -> IndexError {
        match error {
            // The pool has tried to connect again and again.
            sqlx::Error::PoolTimedOut => {
                IndexError::Unreachable { place: self.place.clone(), detail: "no answer in time".to_owned() }
            }
            other => IndexError::of_query(&self.place, &other),
        }
    }
}
