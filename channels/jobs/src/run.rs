//! The work itself: what is due is done, a few jobs side by side; what came of it is handed over in order.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

use crate::{
    Ended, Fault, Job, Jobs, Progress, StoreError, Work, Worker,
    jobs::{Running, Shared},
    store::End,
};

/// Jobs that are done side by side.
const AT_ONCE: usize = 2;
/// Attempts at one occurrence, or at handing one issue over, before it is given up.
const ATTEMPTS: u32 = 8;
/// Wait after the first failed attempt; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// How long to wait where nothing is known to be due: another process may have added something.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// How long to rest after a fault of the file.
const REST: Duration = Duration::from_secs(1);

impl Jobs {
    /// Works until it is told to stop. What is being done then is done again after the next start.
    pub async fn run(&self, worker: Arc<dyn Worker>, mut stop: watch::Receiver<bool>) {
        let mut working = JoinSet::new();
        loop {
            let round = self.round(&worker, &mut working).await;
            let sleep = match round {
                Ok(sleep) => sleep,
                Err(error) => {
                    tracing::error!(%error, "jobs rest");
                    REST
                }
            };
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => break,
                () = self.shared.changed.notified() => {}
                Some(_) = working.join_next(), if !working.is_empty() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
        working.shutdown().await;
    }

    /// Hands over what is made, begins what is due, and says how long there is nothing else to do.
    async fn round(
        &self,
        worker: &Arc<dyn Worker>,
        working: &mut JoinSet<()>,
    ) -> Result<Duration, StoreError> {
        let now = self.shared.clock.millis();
        self.hand_over(worker.as_ref(), now).await?;
        let due = self.shared.store.due(now, AT_ONCE * 2).await?;
        for job in due {
            if working.len() >= AT_ONCE {
                break;
            }
            if let Some((progress, stop)) = self.shared.enter(&job.id) {
                let (shared, worker) = (self.shared.clone(), worker.clone());
                working.spawn(async move { shared.occurrence(worker.as_ref(), job, progress, &stop).await });
            }
        }
        let next = self.shared.store.next_due(now).await?;
        let wait = next.map(|next| Duration::from_millis(u64::try_from(next - now).unwrap_or(0)));
        Ok(wait.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP))
    }

    async fn hand_over(&self, worker: &dyn Worker, now: i64) -> Result<(), StoreError> {
        let store = &self.shared.store;
        for (issue, attempts) in store.open_issues(now, 16).await? {
            match worker.hand_over(&issue).await {
                Ok(()) => store.handed_over(&issue.id, None, None).await?,
                Err(fault) => {
                    let note = fault.to_string();
                    tracing::warn!(issue = issue.id, %note, "an issue was not handed over");
                    let again = later(&fault, attempts).map(|wait| now + wait);
                    store.handed_over(&issue.id, again, Some(&note)).await?;
                }
            }
        }
        Ok(())
    }
}

/// How long to wait for another attempt, in milliseconds; None where there is none.
fn later(fault: &Fault, attempts: u32) -> Option<i64> {
    let again = matches!(fault, Fault::Passing(_)) && attempts + 1 < ATTEMPTS;
    again.then(|| i64::try_from(FIRST_WAIT.as_millis()).unwrap_or(i64::MAX) << attempts.min(16))
}

impl Shared {
    /// None where the job is being done already.
    fn enter(self: &Arc<Self>, id: &str) -> Option<(Progress, Arc<Notify>)> {
        let (words, heard) = watch::channel(String::new());
        let stop = Arc::new(Notify::new());
        let mut running = self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if running.contains_key(id) {
            return None;
        }
        running.insert(id.to_owned(), Running { words: heard, stop: stop.clone() });
        Some((Progress { job: id.to_owned(), words, shared: self.clone() }, stop))
    }

    async fn occurrence(self: Arc<Self>, worker: &dyn Worker, job: Job, progress: Progress, stop: &Notify) {
        let leaving = Leaving(&self, &job.id);
        let done = tokio::select! {
            () = stop.notified() => Ok(()),
            done = self.work(worker, &job, &progress) => done,
        };
        drop(leaving);
        if let Err(error) = done {
            tracing::error!(%error, job = job.id, "an occurrence of a job was not kept");
            tokio::time::sleep(REST).await;
        }
    }

    async fn work(&self, worker: &dyn Worker, job: &Job, progress: &Progress) -> Result<(), StoreError> {
        // The process died in it each time.
        if job.attempts >= ATTEMPTS {
            let note = job.note.clone().unwrap_or_else(|| "it ended the program each time".to_owned());
            return self.end(worker, job, Err(note)).await;
        }
        self.store.begin(&job.id).await?;
        match worker.work(job, progress).await {
            Ok(work) => self.end(worker, job, Ok(work)).await,
            Err(fault) => {
                let note = fault.to_string();
                tracing::warn!(job = job.id, %note, "a job failed");
                match later(&fault, job.attempts) {
                    Some(wait) => self.store.put_off(&job.id, self.clock.millis() + wait, &note).await,
                    None => self.end(worker, job, Err(note)).await,
                }
            }
        }
    }

    /// What was due while nothing ran is done once, not once for each time that it was due.
    async fn end(
        &self,
        worker: &dyn Worker,
        job: &Job,
        work: Result<Work, String>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let next = worker.next(job, job.due.map_or(now, |due| due.max(now)));
        let ended = match (&work, next) {
            (_, Some(_)) => None,
            (Ok(_), None) => Some(Ended::Done),
            (Err(_), None) => Some(Ended::Failed),
        };
        let (issue, state, note): (_, &Value, _) = match &work {
            Ok(work) => (work.issue.as_ref(), &work.state, None),
            Err(note) => (None, &job.state, Some(note.as_str())),
        };
        self.store.finish(job, &End { issue, state, next, ended, note }, now.as_millisecond()).await
    }
}

/// Takes a job off the list of those that are being done, however that ends.
struct Leaving<'a>(&'a Shared, &'a str);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(self.1);
    }
}
