//! Where passages are kept and found. A reader's tenant and groups are inside every search, before anything is ranked:
//! a ranking, and even how rare a word is, depends on nothing that its reader may not read.

mod bm25;
mod dense;
mod error;
mod filter;
mod found;
mod fuse;
mod postgres;
mod postings;
mod snapshot;
mod sqlite;
mod tables;

use std::collections::BTreeMap;

use async_trait::async_trait;

pub use error::IndexError;
pub use filter::Filter;
pub use found::{Hit, Query, QueryVector, Stats};
pub use postgres::PostgresIndex;
pub use sqlite::SqliteIndex;

use crate::{Document, Passage, Reader};

/// Vectors of passages, and what made them (the name of an [`crate::Embedder`]).
#[derive(Debug, Clone, Copy)]
pub struct Vectors<'a> {
    pub embedder: &'a str,
    /// One for each passage, all with as many numbers, each of Euclidean length 1.
    pub values: &'a [Vec<f32>],
}

/// What is known of a document without reading its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    pub document: Document,
    /// What made its vectors.
    pub embedder: Option<String>,
}

/// Where passages are kept. Each method sees all of a write or nothing of it.
#[async_trait]
pub trait Index: Send + Sync {
    /// Puts a document in the place of its former self, with its passages and their vectors, in one transaction.
    async fn upsert(
        &self,
        document: &Document,
        passages: &[Passage],
        vectors: Option<Vectors<'_>>,
    ) -> Result<(), IndexError>;

    /// Changes the readers and links of a document, and leaves its passages as they are.
    async fn relabel(&self, document: &Document) -> Result<(), IndexError>;

    /// Removes documents of a tenant by their ids, and says how many there were.
    async fn delete(&self, tenant: &str, documents: &[String]) -> Result<u64, IndexError>;

    /// The best passages among those that the reader may read and the filter lets through, the best first, at most
    /// `limit` of them; of those that say nearly the same only the best.
    async fn search(
        &self,
        reader: &Reader,
        query: &Query,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Hit>, IndexError>;

    /// The passages of a document from `radius` before this ordinal to `radius` behind it; none where the reader may
    /// not read it.
    async fn around(
        &self,
        reader: &Reader,
        document: &str,
        ordinal: u32,
        radius: u32,
    ) -> Result<Vec<Passage>, IndexError>;

    /// The documents that the reader may read, by source.
    async fn list(&self, reader: &Reader) -> Result<Vec<Document>, IndexError>;

    /// How much of it there is for the reader.
    async fn stats(&self, reader: &Reader) -> Result<Stats, IndexError>;

    /// All that a tenant has, by source: for bringing it up to date, never to be shown to a reader.
    async fn fingerprints(&self, tenant: &str) -> Result<BTreeMap<String, Fingerprint>, IndexError>;
}
