use std::{
    collections::HashMap,
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{Notify, watch};

use crate::{Clock, Issue, Job, NewJob, Owner, StoreError, store::Store};

/// Jobs and what came of them. Clones share one file.
#[derive(Clone)]
pub struct Jobs {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    /// Something may be due earlier than was thought.
    pub(crate) changed: Notify,
    /// How far those are that are being done.
    pub(crate) running: Mutex<HashMap<String, Running>>,
}

pub(crate) struct Running {
    pub(crate) words: watch::Receiver<String>,
    pub(crate) stop: Arc<Notify>,
}

impl Jobs {
    /// Opens the file, or creates it with the folders above it.
    ///
    /// # Errors
    /// Where that cannot be done.
    pub async fn open(path: &Path, clock: Clock) -> Result<Self, StoreError> {
        let store = Store::open(path).await?;
        let shared = Shared { store, clock, changed: Notify::new(), running: Mutex::default() };
        Ok(Jobs { shared: Arc::new(shared) })
    }

    /// Keeps a job; whether it was new. All errors here are faults of the file.
    pub async fn add(&self, job: &NewJob) -> Result<bool, StoreError> {
        let is_new = self.shared.store.add(job, self.shared.clock.millis()).await?;
        self.shared.changed.notify_one();
        Ok(is_new)
    }

    pub async fn job(&self, owner: &Owner, id: &str) -> Result<Option<Job>, StoreError> {
        self.shared.store.job(owner, id).await
    }

    /// The latest first.
    pub async fn list(&self, owner: &Owner, most: u32) -> Result<Vec<Job>, StoreError> {
        self.shared.store.jobs(owner, most).await
    }

    /// How far a job is that is being done in this process.
    pub fn progress(&self, id: &str) -> Option<String> {
        let running = self.shared.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.get(id).map(|running| running.words.borrow().clone())
    }

    /// Stops a job for good, in the middle of an occurrence too; whether there was one.
    pub async fn stop(&self, owner: &Owner, id: &str) -> Result<bool, StoreError> {
        let stopped = self.shared.store.stop(owner, id).await?;
        if stopped {
            self.interrupt(id);
        }
        Ok(stopped)
    }

    /// Stops the job of this key, again and again without another effect; whether there is one.
    pub async fn stop_by_key(&self, key: &str) -> Result<bool, StoreError> {
        let stopped = self.shared.store.stop_by(key).await?;
        if let Some(id) = &stopped {
            self.interrupt(id);
        }
        Ok(stopped.is_some())
    }

    fn interrupt(&self, id: &str) {
        let running = self.shared.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = running.get(id) {
            running.stop.notify_one();
        }
    }

    /// What came of jobs, the latest first, without its content; where there are words, what holds all of them.
    pub async fn issues(&self, owner: &Owner, words: &str, most: u32) -> Result<Vec<Issue>, StoreError> {
        self.shared.store.issues(owner, words, most).await
    }

    /// Id of the latest issue of a job.
    pub async fn latest(&self, owner: &Owner, job: &str) -> Result<Option<String>, StoreError> {
        self.shared.store.latest(owner, job).await
    }

    pub async fn issue(&self, owner: &Owner, id: &str) -> Result<Option<Issue>, StoreError> {
        self.shared.store.issue(owner, id).await
    }
}

impl fmt::Debug for Jobs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Jobs")
    }
}
