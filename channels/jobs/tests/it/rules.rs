//! What holds of jobs while nothing is killed.

use std::sync::Arc;

use jiff::Timestamp;
use sentia_jobs::{Ended, Jobs};
use serde_json::{Value, json};

use crate::office::{Hands, Office, Running, owner, until, wish};

struct Stage {
    jobs: Jobs,
    office: Arc<Office>,
    hands: Hands,
    _folder: tempfile::TempDir,
}

async fn stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let hands = Hands::at(1_000);
    let jobs = Jobs::open(&folder.path().join("deep/jobs.db"), hands.clock()).await.unwrap();
    Stage { jobs, office: Arc::new(Office::default()), hands, _folder: folder }
}

impl Stage {
    fn run(&self) -> Running {
        Running::begin(&self.jobs, self.office.clone())
    }

    async fn ended(&self, id: &str) -> Option<Ended> {
        self.jobs.job(&owner("ann"), id).await.unwrap().unwrap().ended
    }
}

#[tokio::test]
async fn what_is_wanted_once_is_done_once_and_kept() {
    let stage = stage().await;
    assert!(stage.jobs.add(&wish("one", json!({}))).await.unwrap());
    assert!(!stage.jobs.add(&wish("one", json!({}))).await.unwrap(), "the same wish again is no new one");
    let running = stage.run();
    until(async || stage.ended("one").await == Some(Ended::Done)).await;
    until(async || !stage.office.taken.lock().unwrap().is_empty()).await;
    running.end().await;
    assert_eq!(*stage.office.taken.lock().unwrap(), ["one.1"]);
    let issue = stage.jobs.issue(&owner("ann"), "one.1").await.unwrap().unwrap();
    assert_eq!(
        (issue.title.as_str(), issue.content.as_slice(), issue.open),
        ("Report one", &[1, 2, 3][..], false)
    );
}

#[tokio::test]
async fn nobody_else_is_told_of_it() {
    let stage = stage().await;
    stage.jobs.add(&wish("one", json!({}))).await.unwrap();
    let running = stage.run();
    until(async || stage.ended("one").await.is_some()).await;
    running.end().await;
    let ben = owner("ben");
    assert!(stage.jobs.job(&ben, "one").await.unwrap().is_none());
    assert!(stage.jobs.list(&ben, 9).await.unwrap().is_empty());
    assert!(stage.jobs.issues(&ben, "", 9).await.unwrap().is_empty());
    assert!(stage.jobs.issue(&ben, "one.1").await.unwrap().is_none());
    assert!(!stage.jobs.stop(&ben, "one").await.unwrap());
}

#[tokio::test]
async fn what_was_due_while_nothing_ran_is_done_once() {
    let stage = stage().await;
    stage.jobs.add(&wish("weekly", json!({ "every": 100 }))).await.unwrap();
    stage.hands.set(1_950);
    let running = stage.run();
    until(async || !stage.office.taken.lock().unwrap().is_empty()).await;
    running.end().await;
    let job = stage.jobs.job(&owner("ann"), "weekly").await.unwrap().unwrap();
    assert_eq!((job.runs, job.due), (1, Some(Timestamp::from_second(2_000).unwrap())));
    assert_eq!(job.state, json!(1));
}

#[tokio::test]
async fn what_is_found_by_words_holds_all_of_them() {
    let stage = stage().await;
    for id in ["a", "b"] {
        stage.jobs.add(&wish(id, json!({}))).await.unwrap();
    }
    let running = stage.run();
    until(async || stage.jobs.issues(&owner("ann"), "", 9).await.unwrap().len() == 2).await;
    running.end().await;
    let found = async |words: &str| stage.jobs.issues(&owner("ann"), words, 9).await.unwrap().len();
    assert_eq!(found("steel REPORT").await, 2);
    assert_eq!(found("report b").await, 1);
    assert_eq!(found("steel wool").await, 0);
    assert_eq!(found("100%_' \" --").await, 0);
}

#[tokio::test]
async fn a_job_goes_on_from_what_it_kept_and_one_that_fails_for_good_ends() {
    let stage = stage().await;
    stage.jobs.add(&wish("once", json!({ "fails": "once" }))).await.unwrap();
    stage.jobs.add(&wish("bad", json!({ "fails": "for good" }))).await.unwrap();
    let running = stage.run();
    until(async || stage.ended("bad").await == Some(Ended::Failed)).await;
    until(async || stage.office.begun.lock().unwrap().len() == 2).await;
    stage.hands.set(1_010);
    running.end().await;
    let running = stage.run();
    until(async || stage.ended("once").await == Some(Ended::Done)).await;
    running.end().await;
    let begun = stage.office.begun.lock().unwrap().clone();
    let of_once: Vec<Value> =
        begun.into_iter().filter(|(id, _)| id == "once").map(|(_, state)| state).collect();
    assert_eq!(of_once, [Value::Null, json!("half")]);
    let bad = stage.jobs.job(&owner("ann"), "bad").await.unwrap().unwrap();
    assert_eq!((bad.note.as_deref(), bad.due), (Some("not at all"), None));
}

#[tokio::test]
async fn attempts_end() {
    let stage = stage().await;
    stage.jobs.add(&wish("always", json!({ "fails": "always" }))).await.unwrap();
    for minutes in 0..9 {
        stage.hands.set(1_000 + minutes * 3_600);
        let running = stage.run();
        let tried = |tried: usize| stage.office.begun.lock().unwrap().len() >= tried;
        until(async || tried(usize::try_from(minutes).unwrap().min(7) + 1)).await;
        running.end().await;
    }
    assert_eq!(stage.ended("always").await, Some(Ended::Failed));
    assert_eq!(stage.office.begun.lock().unwrap().len(), 8);
}

#[tokio::test]
async fn a_job_is_stopped_in_the_middle_and_by_its_key() {
    let stage = stage().await;
    stage.jobs.add(&wish("long", json!({ "waits": true }))).await.unwrap();
    stage.jobs.add(&wish("weekly", json!({ "every": 100, "quiet": true }))).await.unwrap();
    let running = stage.run();
    until(async || stage.jobs.progress("long").as_deref() == Some("half of it is done")).await;
    assert!(stage.jobs.stop(&owner("ann"), "long").await.unwrap());
    until(async || stage.jobs.progress("long").is_none()).await;
    assert!(!stage.jobs.stop_by_key("key of nothing").await.unwrap());
    assert!(stage.jobs.stop_by_key("key of weekly").await.unwrap());
    assert!(
        stage.jobs.stop_by_key("key of weekly").await.unwrap(),
        "pressed twice, it is stopped all the same"
    );
    running.end().await;
    assert_eq!(stage.ended("long").await, Some(Ended::Stopped));
    assert_eq!(stage.ended("weekly").await, Some(Ended::Stopped));
    assert!(stage.jobs.issues(&owner("ann"), "", 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_handed_over_is_kept_with_the_reason() {
    let stage = stage().await;
    stage.jobs.add(&wish("refused", json!({}))).await.unwrap();
    let running = stage.run();
    let note =
        async || stage.jobs.issues(&owner("ann"), "", 1).await.unwrap().pop().and_then(|issue| issue.note);
    until(async || note().await.is_some()).await;
    running.end().await;
    let issue = stage.jobs.issue(&owner("ann"), "refused.1").await.unwrap().unwrap();
    assert_eq!((issue.note.as_deref(), issue.open), (Some("the post box is gone"), false));
}

#[tokio::test]
async fn a_link_leads_to_an_issue_until_it_ends_or_is_closed() {
    let stage = stage().await;
    stage.jobs.add(&wish("one", json!({}))).await.unwrap();
    let running = stage.run();
    until(async || stage.ended("one").await.is_some()).await;
    running.end().await;
    let at = |second| Timestamp::from_second(second).unwrap();
    let (ann, jobs) = (owner("ann"), &stage.jobs);
    assert_eq!(jobs.open_link(&owner("ben"), "one.1", "x", at(2_000)).await.unwrap(), None, "not Ben's");
    assert_eq!(jobs.open_link(&ann, "none.1", "x", at(2_000)).await.unwrap(), None);
    let first = jobs.open_link(&ann, "one.1", "first", at(2_000)).await.unwrap().unwrap();
    let again = jobs.open_link(&ann, "one.1", "second", at(3_000)).await.unwrap().unwrap();
    assert_eq!((first.id.as_str(), again.id.as_str(), again.ends), ("first", "first", at(3_000)));
    let found = jobs.linked("first").await.unwrap().unwrap();
    assert_eq!((found.issue.id.as_str(), found.ends, found.is_over), ("one.1", at(3_000), false));
    stage.hands.set(3_000);
    assert!(jobs.linked("first").await.unwrap().unwrap().is_over);
    // What has ended is not brought to life again.
    let new = jobs.open_link(&ann, "one.1", "third", at(4_000)).await.unwrap().unwrap();
    assert_eq!((new.id.as_str(), jobs.linked("first").await.unwrap()), ("third", None));
    assert!(!jobs.close_link(&owner("ben"), "one.1").await.unwrap());
    assert!(jobs.close_link(&ann, "one.1").await.unwrap());
    assert!(!jobs.close_link(&ann, "one.1").await.unwrap());
    assert_eq!(jobs.linked("third").await.unwrap(), None);
}
