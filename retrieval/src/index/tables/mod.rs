//! An index in the tables of a database: all that does not depend on which database it is. A database has statements,
//! and what is done with their rows is here, so that all of them find the same.

mod fold;
mod index;
mod refresh;
mod rows;
mod search;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) use index::Snapshots;
pub(super) use rows::{
    DocumentRow, EntriesRow, HeadRow, PassageRow, StateRow, TermsRow, counted, day, to_json,
};
pub(super) use search::Asked;
pub(super) use write::Prepared;

use super::{
    IndexError, QueryVector,
    postings::Entry,
    snapshot::{Allowed, Held, Snapshot},
};
use crate::{Document, Passage};

pub(super) type Done<T> = Result<T, sqlx::Error>;

/// What is done on one transaction; it can move between threads.
pub(super) trait Doing<T>: Future<Output = Done<T>> + Send {}

impl<T, F: Future<Output = Done<T>> + Send> Doing<T> for F {}

/// A database with the tables of the migrations.
pub(super) trait Database: Send + Sync {
    type Transaction: Reading + Writing;

    /// Begins a transaction that sees the same state from its first statement to its last.
    fn reading(&self) -> impl Doing<Self::Transaction>;

    fn writing(&self) -> impl Doing<Self::Transaction>;

    /// Makes ready for vectors of so many numbers; before they are written, and outside that transaction.
    fn expect_vectors(&self, dimensions: usize) -> impl Doing<()>;

    fn snapshots(&self) -> &Snapshots;

    fn fault(&self, error: sqlx::Error) -> IndexError;
}

/// What is read on a transaction.
pub(super) trait Reading: Send {
    fn state(&mut self, tenant: &str) -> impl Doing<Option<StateRow>>;

    fn documents(&mut self, tenant: &str) -> impl Doing<Vec<Held>>;

    fn document(&mut self, tenant: &str, id: &str) -> impl Doing<Option<Held>>;

    /// Passages from a number on, in their order.
    fn heads(&mut self, tenant: &str, from: u64) -> impl Doing<Vec<HeadRow>>;

    /// Terms of passages from a number on, in their order.
    fn terms(&mut self, tenant: &str, from: u64, most: u32) -> impl Doing<Vec<TermsRow>>;

    /// Blocks of postings of these terms; those of a term in their order.
    fn postings(&mut self, tenant: &str, terms: &BTreeSet<String>) -> impl Doing<Vec<EntriesRow>>;

    /// Wanted slots that are nearest to a vector with their products: at least as many as are ranked, where there are.
    fn nearest(
        &mut self,
        asked: &Asked<'_>,
        snapshot: &Snapshot,
        allowed: &Allowed,
        vector: &QueryVector,
    ) -> impl Doing<Vec<(usize, f32)>>;

    /// Inner products of these passages' vectors with the query, by [`super::dense::inner_product`].
    fn products(&mut self, tenant: &str, numbers: &[u64], query: &[f32]) -> impl Doing<HashMap<u64, f32>>;

    fn passages(&mut self, tenant: &str, numbers: &[u64]) -> impl Doing<HashMap<u64, Passage>>;

    /// The passages of a document with ordinals from one to another.
    fn around(&mut self, document: &Document, from: u32, until: u32) -> impl Doing<Vec<Passage>>;
}

/// What is written on a transaction.
pub(super) trait Writing: Send {
    /// Begins a generation and takes so many passage numbers; returns the first. Other writers of the tenant's wait from
    /// here to the end of the transaction, so it is what a write begins with.
    fn reserve(&mut self, tenant: &str, passages: u64) -> impl Doing<u64>;

    /// Whether there was such a document.
    fn remove(&mut self, tenant: &str, document: &str) -> impl Doing<bool>;

    fn insert_document(&mut self, held: &Held) -> impl Doing<()>;

    fn insert_passages(&mut self, document: &Document, passages: &[Prepared]) -> impl Doing<()>;

    fn insert_vectors(&mut self, tenant: &str, first: u64, vectors: &[Vec<f32>]) -> impl Doing<()>;

    fn relabel(&mut self, document: &Document) -> impl Doing<()>;

    /// How many passages a tenant has.
    fn live(&mut self, tenant: &str) -> impl Doing<u64>;

    fn insert_postings(
        &mut self,
        tenant: &str,
        block: u64,
        postings: &BTreeMap<&str, Vec<Entry>>,
    ) -> impl Doing<()>;

    /// Notes that passages before this number have postings.
    fn fold_until(&mut self, tenant: &str, until: u64) -> impl Doing<()>;

    /// Forgets all postings of a tenant.
    fn unfold(&mut self, tenant: &str) -> impl Doing<()>;

    fn commit(self) -> impl Doing<()>;
}
