//! A program that is killed while it adds documents leaves an index that is whole.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{Filter, Hit, Library};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use crate::support::{Words, add, database, open, reader};

const CHILD: &str = "SENTIA_TEST_KILLED";

/// Not a test of its own: what the killed process does.
#[tokio::test]
async fn child() {
    #[expect(clippy::disallowed_methods, reason = "how the parent tells its child what to do")]
    let Ok(place) = std::env::var(CHILD) else { return };
    let (index, folder) = place.split_once('|').unwrap();
    add(&library(index).await, Path::new(folder)).await;
}

async fn library(place: &str) -> Library {
    Library::over(open(place).await).with_embedder(Arc::new(Words))
}

fn write(folder: &Path, files: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for file in 0..files {
        let paragraph =
            |_| (0..40).map(|_| format!("w{}", random.random_range(0..900))).collect::<Vec<_>>().join(" ");
        let paragraphs: Vec<String> = (0..60).map(paragraph).collect();
        std::fs::write(folder.join(format!("f{file:03}.txt")), paragraphs.join("\n\n")).unwrap();
    }
}

/// All that can be seen of an index.
async fn seen(place: &str) -> (Vec<String>, Vec<Vec<Hit>>) {
    let library = library(place).await;
    let documents = library.list(&reader()).await.unwrap();
    let documents = documents.into_iter().map(|document| format!("{document:?}")).collect();
    let mut found = Vec::new();
    for query in ["w1 w2 w3", "w17", "w899 w450", "w5 w6 w7 w8 w9"] {
        let search = library.search(&reader(), query, &Filter::default(), 200).await.unwrap();
        found.push(search.hits);
    }
    (documents, found)
}

async fn check(place: &str) {
    let half = |schema: &str| {
        AssertSqlSafe(format!(
            "SELECT COUNT(*) FROM {schema}document d
             WHERE passages <> (
                SELECT COUNT(*) FROM {schema}passage p JOIN {schema}passage_terms USING (tenant, passage_number)
                    JOIN {schema}passage_vector USING (tenant, passage_number)
                WHERE p.tenant = d.tenant AND p.document_id = d.document_id)"
        ))
    };
    let half: i64 = if place.starts_with("postgres") {
        let mut connection = PgConnection::connect(place).await.unwrap();
        sqlx::query_scalar(half("sentia_documents.")).fetch_one(&mut connection).await.unwrap()
    } else {
        let mut connection = SqliteConnection::connect(&format!("sqlite://{place}")).await.unwrap();
        let verdict: String =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
        assert_eq!(verdict, "ok");
        sqlx::query_scalar(half("")).fetch_one(&mut connection).await.unwrap()
    };
    assert_eq!(half, 0, "documents are there in part");
}

/// Fresh places, one after the other; none where there is no server for them.
struct Places {
    folder: TempDir,
    is_database: bool,
    /// How many files are added to each.
    files: usize,
    count: usize,
}

impl Places {
    fn files() -> Self {
        Self { folder: TempDir::new().unwrap(), is_database: false, files: 120, count: 0 }
    }

    fn databases() -> Self {
        Self { is_database: true, files: 30, ..Self::files() }
    }

    async fn next(&mut self) -> Option<String> {
        self.count += 1;
        match self.is_database {
            true => database().await,
            false => Some(self.folder.path().join(format!("{}.db", self.count)).to_str().unwrap().to_owned()),
        }
    }
}

async fn kill(points: usize, mut places: Places) {
    let folder = TempDir::new().unwrap();
    write(folder.path(), places.files);
    let Some(whole) = places.next().await else { return };
    let begun = tokio::time::Instant::now();
    add(&library(&whole).await, folder.path()).await;
    let takes = begun.elapsed();
    let expected = seen(&whole).await;
    let (mut random, mut killed) = (ChaCha8Rng::seed_from_u64(4), 0);
    let mut round = 0;
    while killed < points {
        round += 1;
        assert!(round < 10 * points, "the processes are done before they can be killed");
        let place = places.next().await.unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["killed::child", "--exact", "--nocapture"])
            .env(CHILD, format!("{place}|{}", folder.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let after = Duration::from_secs_f64(takes.as_secs_f64() * random.random_range(0.02..0.7));
        tokio::time::sleep(after).await;
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        drop(library(&place).await);
        check(&place).await;
        add(&library(&place).await, folder.path()).await;
        check(&place).await;
        assert_eq!(seen(&place).await, expected, "after a kill at {after:?}");
    }
    eprintln!("{killed} of {round} processes were killed before they were done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_ingest_leaves_the_file_whole() {
    kill(20, Places::files()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_ingest_leaves_the_database_whole() {
    kill(8, Places::databases()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes"]
async fn two_hundred_killed_ingests_leave_the_index_whole() {
    kill(200, Places::files()).await;
    kill(200, Places::databases()).await;
}
