//! The process that does the jobs is killed at random points, while what comes of them is handed over to another.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use sentia_jobs::{Clock, Fault, Issue, Job, Jobs, NewIssue, Progress, Work, Worker};
use serde_json::json;
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};
use tokio::sync::watch;

use crate::office::{owner, wish};

const FOLDER: &str = "SENTIA_TEST_KILLED_FOLDER";
const KILLS: usize = 100;
/// Between occurrences of a job, in milliseconds.
const EVERY: i64 = 20;
const JOBS: [&str; 3] = ["a", "b", "c"];

/// Takes issues in by their ids, as whoever is given them does.
struct PostBox(SqlitePool);

impl PostBox {
    async fn open(folder: &Path) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("post.db"))
            .create_if_missing(true)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePool::connect_with(options).await.unwrap();
        let table = "CREATE TABLE IF NOT EXISTS post (id TEXT PRIMARY KEY, title TEXT, times INTEGER)";
        sqlx::query(table).execute(&pool).await.unwrap();
        PostBox(pool)
    }
}

#[async_trait]
impl Worker for PostBox {
    async fn work(&self, job: &Job, progress: &Progress) -> Result<Work, Fault> {
        progress.keep(&json!({ "at": job.runs })).await.map_err(|error| Fault::Passing(error.to_string()))?;
        tokio::time::sleep(Duration::from_millis(2)).await;
        let title = format!("{} due {}", job.id, job.due.unwrap().as_millisecond());
        let issue = NewIssue { title, words: String::new(), content: vec![0; 10_000] };
        Ok(Work { issue: Some(issue), state: json!(job.runs) })
    }

    fn next(&self, _: &Job, after: Timestamp) -> Option<Timestamp> {
        Timestamp::from_millisecond((after.as_millisecond() / EVERY + 1) * EVERY).ok()
    }

    async fn hand_over(&self, issue: &Issue) -> Result<(), Fault> {
        let taken = "INSERT INTO post VALUES (?, ?, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1";
        let taken = sqlx::query(taken).bind(&issue.id).bind(&issue.title).execute(&self.0).await;
        taken.map(|_| ()).map_err(|error| Fault::Passing(error.to_string()))
    }
}

async fn jobs(folder: &Path) -> Jobs {
    Jobs::open(&folder.join("jobs.db"), Clock::new(now)).await.unwrap()
}

#[expect(clippy::disallowed_methods, reason = "another process goes by the same clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[tokio::test]
#[ignore = "the process that the test below kills"]
#[expect(clippy::disallowed_methods, reason = "told by the test that starts it")]
async fn the_process() {
    let folder = std::env::var(FOLDER).unwrap();
    let jobs = jobs(Path::new(&folder)).await;
    let worker = Arc::new(PostBox::open(Path::new(&folder)).await);
    println!("\nREADY");
    let (_going_on, stop) = watch::channel(false);
    jobs.run(worker, stop).await;
}

fn start(folder: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["kill::the_process", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.is_ok_and(|line| line == "READY")), "the process starts");
    child
}

/// At 100 points, as schedules have to outlive.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_100_random_points_each_occurrence_is_handed_over_once() {
    let folder = tempfile::tempdir().unwrap();
    let before = jobs(folder.path()).await;
    for id in JOBS {
        assert!(before.add(&wish(id, json!({}))).await.unwrap());
    }
    let mut seed = 2027_u64;
    for _ in 0..KILLS {
        let mut child = start(folder.path());
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_micros((seed >> 33) % 120_000)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let stopped = jobs(folder.path()).await;
    let post = Arc::new(PostBox::open(folder.path()).await);
    for id in JOBS {
        stopped.stop(&owner("ann"), id).await.unwrap();
    }
    // What was made is still to be handed over.
    let running = crate::office::Running::begin(&stopped, post.clone());
    let open =
        async || stopped.issues(&owner("ann"), "", 100_000).await.unwrap().iter().any(|issue| issue.open);
    crate::office::until(async || !open().await).await;
    running.end().await;
    judge(&stopped, &post).await;
}

async fn judge(jobs: &Jobs, post: &PostBox) {
    let mut handed: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT id, title, times FROM post").fetch_all(&post.0).await.unwrap();
    handed.sort();
    let again = handed.iter().filter(|(.., times)| *times > 1).count();
    println!("{} issues, {again} of them handed over again under the same id", handed.len());
    assert!(handed.len() >= 20, "too little was done to be hit");
    let mut titles: Vec<&String> = handed.iter().map(|(_, title, _)| title).collect();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), handed.len(), "an occurrence has two issues");
    for id in JOBS {
        let job = jobs.job(&owner("ann"), id).await.unwrap().unwrap();
        let own = handed.iter().filter(|(issue, ..)| issue.starts_with(&format!("{id}."))).count();
        let expected: u64 = job.runs;
        assert_eq!(own as u64, expected, "an occurrence of {id} was lost");
    }
}
