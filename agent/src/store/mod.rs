//! Conversations that outlive the process: SQLite (embedded) or PostgreSQL, one behaviour.
//!
//! Every row carries its tenant, and every read names its reader: people (and jobs, which act for a person) read their
//! own conversations and nobody else's. A turn is stored whole, in one transaction, or not at all.

mod error;
mod ledger;
mod ledger_sql;
mod notes;
mod notes_sql;
mod postgres;
mod record;
mod rows;
mod sql;
mod sqlite;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use sentia_semantic::Scope;

pub use error::StoreError;
pub use ledger::{Lately, Ledger, Since, Totals};
pub use notes::{Feedback, Notes, Verdict};
pub use postgres::PostgresStore;
pub use record::{Recall, Said, Spent, StoredAs, Summary, Timings, TurnRecord};
pub use sqlite::SqliteStore;

use crate::Conversation;

/// Where conversations are kept.
#[async_trait]
pub trait Store: Notes + Ledger {
    /// Stores a turn behind the others of its conversation, and returns the ids it got. A record without a conversation
    /// begins one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the conversation is not one of the asking person's.
    async fn append(&self, record: &TurnRecord) -> Result<StoredAs, StoreError>;

    /// A conversation of the reader's, with all its turns.
    async fn conversation(&self, reader: &Scope, id: &str) -> Result<Conversation, StoreError>;

    /// The reader's conversations, those that are pinned first, then the latest.
    async fn conversations(&self, reader: &Scope, limit: u32) -> Result<Vec<Summary>, StoreError>;

    /// One line of that list.
    async fn summary(&self, reader: &Scope, id: &str) -> Result<Summary, StoreError>;

    /// Gives a conversation of the reader's another title.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where the conversation is not one of the reader's; so also for [`Store::remove`].
    async fn rename(&self, reader: &Scope, id: &str, title: &str) -> Result<(), StoreError>;

    /// Removes a conversation of the reader's with all its turns. Its id is not given again, and what it cost stays in the
    /// [`Ledger`].
    async fn remove(&self, reader: &Scope, id: &str) -> Result<(), StoreError>;

    /// A turn of the reader's, by its id (`c12-3`).
    ///
    /// # Errors
    /// [`StoreError::Changed`] where the stored answer is not what was once stored.
    async fn turn(&self, reader: &Scope, id: &str) -> Result<TurnRecord, StoreError>;

    /// What the reader's turns cost, by the model that was asked last in them.
    async fn spent(&self, reader: &Scope) -> Result<Vec<Spent>, StoreError>;
}

/// Opens the store at a `postgres://` URL or in a SQLite file, which is created where there is none, and brings its
/// schema up to date.
pub async fn open(location: &str) -> Result<Arc<dyn Store>, StoreError> {
    if location.starts_with("postgres://") || location.starts_with("postgresql://") {
        Ok(Arc::new(PostgresStore::open(location).await?))
    } else {
        Ok(Arc::new(SqliteStore::open(location).await?))
    }
}
