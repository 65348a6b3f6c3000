use jiff::Timestamp;
use serde_json::Value;

/// Whose a job is, and what comes of it. Nobody else is told that it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    pub tenant: String,
    pub person: String,
}

/// Work to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// The same wish under the same id is kept once.
    pub id: String,
    pub owner: Owner,
    /// What is wanted, in the application's own terms.
    pub wish: Value,
    pub due: Timestamp,
    /// Whoever knows it may stop the job, and nothing else. At least 128 random bits.
    pub stop_key: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: String,
    pub owner: Owner,
    pub wish: Value,
    /// What it goes by when it comes again, or after the process died in the middle; null at first.
    pub state: Value,
    pub added: Timestamp,
    /// None once it has ended.
    pub due: Option<Timestamp>,
    /// At what is due now, before this one.
    pub attempts: u32,
    /// Occurrences that are done with.
    pub runs: u64,
    pub ended: Option<Ended>,
    /// What went wrong last.
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// By its person.
    Stopped,
    /// It will never succeed.
    Failed,
}

impl Ended {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Ended::Done => "done",
            Ended::Stopped => "stopped",
            Ended::Failed => "failed",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Ended::Done, Ended::Stopped, Ended::Failed].into_iter().find(|ended| ended.name() == name)
    }
}

/// What came of an occurrence of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The job's, and the number of the occurrence: `c4-2.7`.
    pub id: String,
    pub job: String,
    pub owner: Owner,
    pub title: String,
    /// In the application's own terms. Empty in lists.
    pub content: Vec<u8>,
    pub made: Timestamp,
    /// Whether it has still to be handed over.
    pub open: bool,
    /// Why it was not handed over.
    pub note: Option<String>,
}
