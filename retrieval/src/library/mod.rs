//! All of it together: files go in, passages come out.

mod add;
mod report;

use std::{path::Path, sync::Arc};

use serde::Serialize;

pub use report::{FileReport, Outcome, Progress, Report};

use crate::{
    Document, EmbedError, Embedder, Filter, Hit, Index, IndexError, Limits, Passage, PostgresIndex, Query,
    QueryVector, Reader, SqliteIndex, Stats,
};

/// Documents that can be added, found and removed.
#[derive(Clone)]
pub struct Library {
    index: Arc<dyn Index>,
    embedder: Option<Arc<dyn Embedder>>,
    limits: Limits,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Search {
    /// The best first.
    pub hits: Vec<Hit>,
    /// Why it is less than it could be, in words; none where it is all that it can be.
    pub degraded: Option<String>,
}

impl Library {
    /// Opens the documents in a SQLite file, or creates it.
    pub async fn open(path: &Path) -> Result<Self, IndexError> {
        Ok(Self::over(Arc::new(SqliteIndex::open(path).await?)))
    }

    /// Opens the documents in a PostgreSQL database with pgvector, by its `postgres://` URL.
    pub async fn connect(url: &str) -> Result<Self, IndexError> {
        Ok(Self::over(Arc::new(PostgresIndex::open(url).await?)))
    }

    pub fn over(index: Arc<dyn Index>) -> Self {
        Self { index, embedder: None, limits: Limits::default() }
    }

    /// Finds by meaning too. Documents that were added without this embedder are read anew when they are added again.
    #[must_use]
    pub fn with_embedder(self, embedder: Arc<dyn Embedder>) -> Self {
        Self { embedder: Some(embedder), ..self }
    }

    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Removes the documents with these ids that the reader may read, and says how many there were.
    pub async fn remove(&self, reader: &Reader, documents: &[String]) -> Result<u64, IndexError> {
        let readable = self.index.list(reader).await?.into_iter().map(|document| document.id);
        let chosen: Vec<String> = readable.filter(|id| documents.contains(id)).collect();
        self.index.delete(&reader.tenant, &chosen).await
    }

    /// The documents that the reader may read, by source.
    pub async fn list(&self, reader: &Reader) -> Result<Vec<Document>, IndexError> {
        self.index.list(reader).await
    }

    /// How much the reader can find.
    pub async fn status(&self, reader: &Reader) -> Result<Stats, IndexError> {
        self.index.stats(reader).await
    }

    /// The passages that answer a query best, at most `limit`, among those that the reader may read. A query may hold
    /// anything.
    pub async fn search(
        &self,
        reader: &Reader,
        query: &str,
        filter: &Filter,
        limit: usize,
    ) -> Result<Search, IndexError> {
        let (vector, degraded) = self.vector(query).await;
        let query = Query { text: query.to_owned(), vector };
        let hits = self.index.search(reader, &query, filter, limit).await?;
        Ok(Search { hits, degraded: degraded.or(self.lack_of_vectors(reader).await?) })
    }

    /// The passages before and behind a passage of a document, itself among them.
    pub async fn around(
        &self,
        reader: &Reader,
        passage: &Passage,
        radius: u32,
    ) -> Result<Vec<Passage>, IndexError> {
        self.index.around(reader, &passage.document, passage.ordinal, radius).await
    }

    /// The query's vector, or why there is none.
    async fn vector(&self, query: &str) -> (Option<QueryVector>, Option<String>) {
        let Some(embedder) = self.embedder.clone() else {
            return (None, Some("searched by words alone, as no embedder is set up".to_owned()));
        };
        let name = embedder.name().to_owned();
        match embed(embedder, vec![query.to_owned()]).await {
            Ok(mut vectors) => (vectors.pop().map(|values| QueryVector { embedder: name, values }), None),
            Err(error) => (None, Some(format!("searched by words alone: {error}"))),
        }
    }

    async fn lack_of_vectors(&self, reader: &Reader) -> Result<Option<String>, IndexError> {
        let Stats { passages, vectors, .. } = self.index.stats(reader).await?;
        let lack = || {
            let missing = passages - vectors;
            format!(
                "{missing} of {passages} passages were found by words alone; add their documents again with the embedder"
            )
        };
        Ok((vectors < passages).then(lack))
    }
}

/// Away from the threads that serve others.
async fn embed(embedder: Arc<dyn Embedder>, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
    let work = move || embedder.embed(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(EmbedError::Failed { detail: error.to_string() }))
}
