use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;

use super::{Asked, Database, Reading, Writing, refresh, write};
use crate::{
    Document, Passage, Reader,
    index::{Filter, Fingerprint, Hit, Index, IndexError, Query, Stats, Vectors, snapshot::Snapshot},
};

/// More hits than these are never given at once.
const MOST_HITS: usize = 1_000;

/// By tenant. Each is replaced as a whole when a search finds that the index has changed.
#[derive(Default)]
pub(in crate::index) struct Snapshots(Mutex<HashMap<String, Arc<Snapshot>>>);

impl Snapshots {
    fn of(&self, tenant: &str) -> Option<Arc<Snapshot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(tenant).cloned()
    }

    fn keep(&self, tenant: &str, fresh: &Arc<Snapshot>) {
        let mut snapshots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_older = |known: &Arc<Snapshot>| known.generation > fresh.generation;
        if !snapshots.get(tenant).is_some_and(is_older) {
            snapshots.insert(tenant.to_owned(), fresh.clone());
        }
    }
}

/// The tenant's passages as this transaction sees them.
async fn snapshot<D: Database>(
    database: &D,
    transaction: &mut D::Transaction,
    tenant: &str,
) -> Result<Arc<Snapshot>, IndexError> {
    let known = database.snapshots().of(tenant);
    let fresh = refresh::refreshed(transaction, tenant, known).await;
    let fresh = fresh.map_err(|error| database.fault(error))?;
    database.snapshots().keep(tenant, &fresh);
    Ok(fresh)
}

#[async_trait]
impl<D: Database> Index for D {
    async fn upsert(
        &self,
        document: &Document,
        passages: &[Passage],
        vectors: Option<Vectors<'_>>,
    ) -> Result<(), IndexError> {
        write::check(document, passages, vectors)?;
        let dimensions = vectors.and_then(|vectors| vectors.values.first()).map_or(0, Vec::len);
        let work = async {
            if dimensions > 0 {
                self.expect_vectors(dimensions).await?;
            }
            let mut transaction = self.writing().await?;
            write::upsert(&mut transaction, document, passages, vectors).await?;
            transaction.commit().await
        };
        work.await.map_err(|error| self.fault(error))
    }

    async fn relabel(&self, document: &Document) -> Result<(), IndexError> {
        let work = async {
            let mut transaction = self.writing().await?;
            transaction.reserve(&document.tenant, 0).await?;
            transaction.relabel(document).await?;
            transaction.commit().await
        };
        work.await.map_err(|error| self.fault(error))
    }

    async fn delete(&self, tenant: &str, documents: &[String]) -> Result<u64, IndexError> {
        let work = async {
            let mut transaction = self.writing().await?;
            let deleted = write::delete(&mut transaction, tenant, documents).await?;
            transaction.commit().await?;
            Ok(deleted)
        };
        work.await.map_err(|error| self.fault(error))
    }

    async fn search(
        &self,
        reader: &Reader,
        query: &Query,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Hit>, IndexError> {
        let mut transaction = self.reading().await.map_err(|error| self.fault(error))?;
        let snapshot = snapshot(self, &mut transaction, &reader.tenant).await?;
        let asked = Asked { reader, query, filter, limit: limit.min(MOST_HITS) };
        asked.answer(&mut transaction, &snapshot).await.map_err(|error| self.fault(error))
    }

    async fn around(
        &self,
        reader: &Reader,
        document: &str,
        ordinal: u32,
        radius: u32,
    ) -> Result<Vec<Passage>, IndexError> {
        let (from, until) = (ordinal.saturating_sub(radius), ordinal.saturating_add(radius));
        let work = async {
            let mut transaction = self.reading().await?;
            let held = transaction.document(&reader.tenant, document).await?;
            match held.filter(|held| reader.may_read(&held.document)) {
                None => Ok(Vec::new()),
                Some(held) => transaction.around(&held.document, from, until).await,
            }
        };
        work.await.map_err(|error| self.fault(error))
    }

    async fn list(&self, reader: &Reader) -> Result<Vec<Document>, IndexError> {
        let all = self.fingerprints(&reader.tenant).await?.into_values();
        Ok(all.map(|held| held.document).filter(|document| reader.may_read(document)).collect())
    }

    async fn stats(&self, reader: &Reader) -> Result<Stats, IndexError> {
        let mut transaction = self.reading().await.map_err(|error| self.fault(error))?;
        let snapshot = snapshot(self, &mut transaction, &reader.tenant).await?;
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
        let work = async {
            let mut transaction = self.reading().await?;
            transaction.documents(tenant).await
        };
        let by_source = work.await.map_err(|error| self.fault(error))?.into_iter().map(|held| {
            let print = Fingerprint { document: held.document, embedder: held.embedder };
            (print.document.source.clone(), print)
        });
        Ok(by_source.collect())
    }
}
