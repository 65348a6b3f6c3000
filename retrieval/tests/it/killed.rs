//! A program that is killed while it adds documents leaves an index that is whole.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{Filter, Hit, Library};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::support::{add, reader};

const CHILD: &str = "SENTIA_TEST_KILLED";
const FILES: usize = 120;

/// Not a test of its own: what the killed process does.
#[tokio::test]
async fn child() {
    #[expect(clippy::disallowed_methods, reason = "how the parent tells its child what to do")]
    let Ok(place) = std::env::var(CHILD) else { return };
    let (index, folder) = place.split_once('|').unwrap();
    let library = Library::open(Path::new(index)).await.unwrap();
    add(&library, Path::new(folder)).await;
}

fn write(folder: &Path) {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for file in 0..FILES {
        let paragraph =
            |_| (0..40).map(|_| format!("w{}", random.random_range(0..900))).collect::<Vec<_>>().join(" ");
        let paragraphs: Vec<String> = (0..60).map(paragraph).collect();
        std::fs::write(folder.join(format!("f{file:03}.txt")), paragraphs.join("\n\n")).unwrap();
    }
}

/// All that can be seen of an index.
async fn seen(path: &Path) -> (Vec<String>, Vec<Vec<Hit>>) {
    let library = Library::open(path).await.unwrap();
    let documents = library.list(&reader()).await.unwrap();
    let documents = documents.into_iter().map(|document| format!("{document:?}")).collect();
    let mut found = Vec::new();
    for query in ["w1 w2 w3", "w17", "w899 w450", "w5 w6 w7 w8 w9"] {
        let search = library.search(&reader(), query, &Filter::default(), 200).await.unwrap();
        found.push(search.hits);
    }
    (documents, found)
}

async fn check(path: &Path) {
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let verdict: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(verdict, "ok");
    let half: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM document d
         WHERE passages <> (SELECT COUNT(*) FROM passage p JOIN passage_terms USING (tenant, passage_number)
                            WHERE p.tenant = d.tenant AND p.document_id = d.document_id)",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(half, 0, "documents are there in part");
}

async fn kill(points: usize) {
    let (folder, indexes) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    write(folder.path());
    let whole = indexes.path().join("whole.db");
    let library = Library::open(&whole).await.unwrap();
    let begun = tokio::time::Instant::now();
    add(&library, folder.path()).await;
    let takes = begun.elapsed();
    let expected = seen(&whole).await;
    let (mut random, mut killed) = (ChaCha8Rng::seed_from_u64(4), 0);
    let mut round = 0;
    while killed < points {
        round += 1;
        assert!(round < 10 * points, "the processes are done before they can be killed");
        let path = indexes.path().join(format!("{round}.db"));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["killed::child", "--exact", "--nocapture"])
            .env(CHILD, format!("{}|{}", path.display(), folder.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let after = Duration::from_secs_f64(takes.as_secs_f64() * random.random_range(0.02..0.7));
        tokio::time::sleep(after).await;
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        if path.exists() {
            drop(Library::open(&path).await.unwrap());
            check(&path).await;
        }
        add(&Library::open(&path).await.unwrap(), folder.path()).await;
        check(&path).await;
        assert_eq!(seen(&path).await, expected, "after a kill at {after:?}");
        std::fs::remove_file(&path).unwrap();
    }
    eprintln!("{killed} of {round} processes were killed before they were done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_ingest_leaves_the_index_whole() {
    kill(20).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes"]
async fn two_hundred_killed_ingests_leave_the_index_whole() {
    kill(200).await;
}
