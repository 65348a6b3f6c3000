//! The index in a SQLite file: many may read at once, one writes, and a writer that is killed leaves nothing half done.

mod fold;
mod load;
mod rows;
mod search;
mod write;

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use sqlx::{
    Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Filter, Fingerprint, Hit, Index, IndexError, Query, Stats, Vectors, snapshot::Snapshot};
use crate::{Document, Passage, Reader};

/// The history of this schema has a table of its own, so that it can share a file with others.
static MIGRATIONS: Migrator = Migrator {
    table_name: Cow::Borrowed("_sentia_documents_migrations"),
    ..sqlx_macros::migrate!("../migrations/sqlite/documents")
};

/// How long a statement waits for another process to finish writing.
const BUSY: Duration = Duration::from_secs(30);

/// What each connection that reads keeps of the file, in KiB, written as SQLite wants it.
const CACHE: &str = "-32768";

/// More hits than these are never given at once.
const MOST_HITS: usize = 1_000;

/// Documents in one file.
pub struct SqliteIndex {
    place: String,
    readers: SqlitePool,
    writers: SqlitePool,
    /// By tenant. Each is replaced as a whole when a search finds that the index has changed.
    snapshots: Mutex<HashMap<String, Arc<Snapshot>>>,
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
        MIGRATIONS.run(&writers).await.map_err(|error| IndexError::of_migration(&place, &error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_lazy_with(options.read_only(true).pragma("cache_size", CACHE));
        Ok(Self { place, readers, writers, snapshots: Mutex::default() })
    }

    /// Lets go of the file after the statements that are under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }

    fn fault(&self, error: sqlx::Error) -> IndexError {
        IndexError::of_query(&self.place, &error)
    }

    async fn reading(&self) -> Result<Transaction<'static, Sqlite>, IndexError> {
        self.readers.begin().await.map_err(|error| self.fault(error))
    }

    /// A transaction that waits for other writers now, where it can still be waited, and not in its midst.
    async fn writing(&self) -> Result<Transaction<'static, Sqlite>, IndexError> {
        self.writers.begin_with("BEGIN IMMEDIATE").await.map_err(|error| self.fault(error))
    }

    /// The tenant's passages as this transaction sees them.
    async fn snapshot(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        tenant: &str,
    ) -> Result<Arc<Snapshot>, IndexError> {
        let known = self.snapshots.lock().unwrap_or_else(PoisonError::into_inner).get(tenant).cloned();
        let fresh = load::refreshed(transaction, tenant, known).await.map_err(|error| self.fault(error))?;
        let mut snapshots = self.snapshots.lock().unwrap_or_else(PoisonError::into_inner);
        snapshots.insert(tenant.to_owned(), fresh.clone());
        Ok(fresh)
    }
}

#[async_trait]
impl Index for SqliteIndex {
    async fn upsert(
        &self,
        document: &Document,
        passages: &[Passage],
        vectors: Option<Vectors<'_>>,
    ) -> Result<(), IndexError> {
        write::check(document, passages, vectors)?;
        let mut transaction = self.writing().await?;
        let written = write::upsert(&mut transaction, document, passages, vectors).await;
        written.map_err(|error| self.fault(error))?;
        transaction.commit().await.map_err(|error| self.fault(error))
    }

    async fn relabel(&self, document: &Document) -> Result<(), IndexError> {
        let mut transaction = self.writing().await?;
        let written = write::relabel(&mut transaction, document).await;
        written.map_err(|error| self.fault(error))?;
        transaction.commit().await.map_err(|error| self.fault(error))
    }

    async fn delete(&self, tenant: &str, documents: &[String]) -> Result<u64, IndexError> {
        let mut transaction = self.writing().await?;
        let deleted = write::delete(&mut transaction, tenant, documents).await;
        let deleted = deleted.map_err(|error| self.fault(error))?;
        transaction.commit().await.map_err(|error| self.fault(error))?;
        Ok(deleted)
    }

    async fn search(
        &self,
        reader: &Reader,
        query: &Query,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Hit>, IndexError> {
        let mut transaction = self.reading().await?;
        let snapshot = self.snapshot(&mut transaction, &reader.tenant).await?;
        let asked = search::Asked { reader, query, filter, limit: limit.min(MOST_HITS) };
        asked.answer(&mut transaction, &snapshot).await.map_err(|error| self.fault(error))
    }

    async fn around(
        &self,
        reader: &Reader,
        document: &str,
        ordinal: u32,
        radius: u32,
    ) -> Result<Vec<Passage>, IndexError> {
        let mut transaction = self.reading().await?;
        let held = load::document(&mut transaction, &reader.tenant, document).await;
        match held.map_err(|error| self.fault(error))?.filter(|held| reader.may_read(&held.document)) {
            None => Ok(Vec::new()),
            Some(held) => load::around(&mut transaction, &held, ordinal, radius)
                .await
                .map_err(|error| self.fault(error)),
        }
    }

    async fn list(&self, reader: &Reader) -> Result<Vec<Document>, IndexError> {
        let all = self.fingerprints(&reader.tenant).await?.into_values();
        Ok(all.map(|held| held.document).filter(|document| reader.may_read(document)).collect())
    }

    async fn stats(&self, reader: &Reader) -> Result<Stats, IndexError> {
        let mut transaction = self.reading().await?;
        let snapshot = self.snapshot(&mut transaction, &reader.tenant).await?;
        let mut stats = Stats::default();
        let readable = snapshot.documents.iter().filter(|held| reader.may_read(&held.document));
        for held in readable {
            stats.documents += 1;
            stats.passages += held.passages;
            stats.vectors += if held.embedder.is_some() { held.passages } else { 0 };
        }
        Ok(stats)
    }

    async fn fingerprints(&self, tenant: &str) -> Result<BTreeMap<String, Fingerprint>, IndexError> {
        let mut transaction = self.reading().await?;
        let held = load::documents(&mut transaction, tenant).await.map_err(|error| self.fault(error))?;
        let by_source = held.into_iter().map(|held| {
            let print = Fingerprint { document: held.document, embedder: held.embedder };
            (print.document.source.clone(), print)
        });
        Ok(by_source.collect())
    }
}
