//! What people add to what was said: what stands first, what was good or wrong, who else may read it.

use async_trait::async_trait;
use jiff::Timestamp;
use sentia_semantic::Scope;
use serde::{Deserialize, Serialize};

use super::{StoreError, Summary, TurnRecord};
use crate::Person;

/// What somebody thinks of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// `c12-3`
    pub turn: String,
    pub person: String,
    pub question: String,
    pub verdict: Verdict,
    /// What should be otherwise, such as "this should be net of credits"; may be empty.
    pub words: String,
    pub given_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Good,
    Bad,
}

impl Verdict {
    pub(super) fn name(self) -> &'static str {
        match self {
            Verdict::Good => "good",
            Verdict::Bad => "bad",
        }
    }
}

/// All errors are [`StoreError::NotFound`] where what is named is not the reader's, or faults of the database.
#[async_trait]
pub trait Notes: Send + Sync {
    /// The reader's conversations in whose title or questions the words stand, the latest first.
    async fn search(&self, reader: &Scope, words: &str, limit: u32) -> Result<Vec<Summary>, StoreError>;

    /// Lets a conversation stand first in the list, or no longer.
    async fn pin(&self, reader: &Scope, conversation: &str, pinned: bool) -> Result<(), StoreError>;

    /// Begins another conversation with the first turns of this one, and returns its id.
    async fn branch(&self, reader: &Scope, conversation: &str, turns: u32) -> Result<String, StoreError>;

    /// Keeps what the reader thinks of an answer of theirs, in place of what they thought before.
    async fn judge(
        &self,
        reader: &Scope,
        turn: &str,
        verdict: Verdict,
        words: &str,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// What people of the tenant thought, the latest first: whoever judges means it to be read.
    async fn feedback(&self, reader: &Scope, limit: u32) -> Result<Vec<Feedback>, StoreError>;

    /// Opens an answer of the reader's to others, or closes it again.
    async fn share(&self, reader: &Scope, turn: &str, open: bool) -> Result<(), StoreError>;

    /// An answer that was opened to others.
    ///
    /// # Errors
    /// [`StoreError::Narrower`] where the reader may not see all that it rests on.
    async fn shared(&self, reader: &Person, turn: &str) -> Result<TurnRecord, StoreError>;
}
