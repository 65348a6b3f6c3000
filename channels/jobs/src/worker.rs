use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use thiserror::Error;
use tokio::sync::watch;

use crate::{Issue, Job, jobs::Shared, store::StoreError};

/// The application behind the jobs.
#[async_trait]
pub trait Worker: Send + Sync + 'static {
    /// Does what a job is due for. It may be asked again for the same occurrence where the process died before the end.
    ///
    /// # Errors
    /// Says whether another attempt may succeed.
    async fn work(&self, job: &Job, progress: &Progress) -> Result<Work, Fault>;

    /// When a job is due again, after an instant; None where that was all.
    fn next(&self, job: &Job, after: Timestamp) -> Option<Timestamp>;

    /// Hands an issue over. It may be asked again for one that was handed over just before the process died; whoever takes
    /// it in knows that by its id.
    ///
    /// # Errors
    /// Says whether another attempt may succeed.
    async fn hand_over(&self, issue: &Issue) -> Result<(), Fault>;
}

/// What an occurrence came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Work {
    /// None where there is nothing to tell.
    pub issue: Option<NewIssue>,
    /// What the job goes by next time.
    pub state: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIssue {
    pub title: String,
    /// To be found by, beside the title.
    pub words: String,
    pub content: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// Another attempt may succeed.
    #[error("{0}")]
    Passing(String),
    /// This occurrence will never succeed; the next one may.
    #[error("{0}")]
    Lasting(String),
}

/// How far a job is.
#[derive(Clone)]
pub struct Progress {
    pub(crate) job: String,
    pub(crate) words: watch::Sender<String>,
    pub(crate) shared: std::sync::Arc<Shared>,
}

impl Progress {
    /// Only the latest words are told.
    pub fn say(&self, words: impl Into<String>) {
        self.words.send_replace(words.into());
    }

    /// Keeps what has been done so far: after a crash the job begins with this as its [`Job::state`].
    ///
    /// # Errors
    /// Where it could not be kept.
    pub async fn keep(&self, state: &Value) -> Result<(), StoreError> {
        self.shared.store.keep(&self.job, state).await
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Progress")
    }
}
