//! A worker whose jobs do what their wishes say.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use jiff::Timestamp;
use sentia_jobs::{Clock, Fault, Issue, Job, Jobs, NewIssue, NewJob, Owner, Progress, Work, Worker};
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinHandle};

/// Milliseconds since 1970, set by the tests.
#[derive(Clone, Default)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    pub(crate) fn at(seconds: i64) -> Self {
        let hands = Hands::default();
        hands.set(seconds);
        hands
    }

    pub(crate) fn set(&self, seconds: i64) {
        self.0.store(seconds * 1000, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let hands = self.0.clone();
        Clock::new(move || Timestamp::from_millisecond(hands.load(Ordering::SeqCst)).unwrap())
    }
}

pub(crate) fn owner(person: &str) -> Owner {
    Owner { tenant: "acme".to_owned(), person: person.to_owned() }
}

pub(crate) fn wish(id: &str, wish: Value) -> NewJob {
    let due = Timestamp::from_second(1_000).unwrap();
    NewJob { id: id.to_owned(), owner: owner("ann"), wish, due, stop_key: format!("key of {id}") }
}

/// `every`: seconds to the next occurrence; `fails`: how its work fails, once or always; `quiet`: no issue; `waits`: for
/// ever; `refused`: its issues are not taken.
#[derive(Default)]
pub(crate) struct Office {
    pub(crate) begun: Mutex<Vec<(String, Value)>>,
    pub(crate) taken: Mutex<Vec<String>>,
}

#[async_trait]
impl Worker for Office {
    async fn work(&self, job: &Job, progress: &Progress) -> Result<Work, Fault> {
        self.begun.lock().unwrap().push((job.id.clone(), job.state.clone()));
        progress.say("half of it is done");
        progress.keep(&json!("half")).await.unwrap();
        match job.wish["fails"].as_str() {
            Some("once") if job.attempts == 0 => return Err(Fault::Passing("not now".to_owned())),
            Some("always") => return Err(Fault::Passing("never now".to_owned())),
            Some("for good") => return Err(Fault::Lasting("not at all".to_owned())),
            _ => {}
        }
        if job.wish["waits"].is_boolean() {
            std::future::pending::<()>().await;
        }
        let issue = NewIssue {
            title: format!("Report {}", job.id),
            words: "Steel Prices".to_owned(),
            content: vec![1, 2, 3],
        };
        let issue = job.wish["quiet"].is_null().then_some(issue);
        Ok(Work { issue, state: json!(job.runs + 1) })
    }

    fn next(&self, job: &Job, after: Timestamp) -> Option<Timestamp> {
        let every = job.wish["every"].as_i64()?;
        Timestamp::from_second((after.as_second() / every + 1) * every).ok()
    }

    async fn hand_over(&self, issue: &Issue) -> Result<(), Fault> {
        if issue.job == "refused" {
            return Err(Fault::Lasting("the post box is gone".to_owned()));
        }
        self.taken.lock().unwrap().push(issue.id.clone());
        Ok(())
    }
}

/// Jobs that are being done until this is dropped.
pub(crate) struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn begin(jobs: &Jobs, worker: Arc<dyn Worker>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let jobs = jobs.clone();
        Running { stop, task: tokio::spawn(async move { jobs.run(worker, stopped).await }) }
    }

    pub(crate) async fn end(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}

/// Until it holds, for a few seconds.
pub(crate) async fn until(mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..1_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("it never came to hold");
}
