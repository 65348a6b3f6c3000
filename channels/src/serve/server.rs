use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sentia_agent::store::Store;
use sentia_jobs::Jobs;

use super::{address::Names, runs::Runs, sign_in::SignIn};
use crate::wiring::Service;

/// What all requests share.
pub(super) struct Server {
    pub(super) service: Service,
    pub(super) store: Arc<dyn Store>,
    pub(super) runs: Runs,
    /// What is done later, and the reports that were made.
    pub(super) jobs: Jobs,
    /// How people sign in; none where whoever reaches the server chooses whom they ask as.
    pub(super) sign_in: Option<SignIn>,
    pub(super) names: Names,
    /// Replies given in OpenAI's shape, for their ids.
    pub(super) replies: AtomicU64,
}

impl Server {
    pub(super) fn next_reply(&self) -> u64 {
        self.replies.fetch_add(1, Ordering::Relaxed)
    }
}
