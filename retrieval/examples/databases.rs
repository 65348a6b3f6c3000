//! How long searches take in SQLite and in PostgreSQL, by words and vectors and by vectors alone, for readers who may
//! read all, half, a twentieth and a two-hundredth of the passages.
//!
//! `tests/run with cargo run --release -p sentia-retrieval --example databases -- [PASSAGES]`
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the terminal that times"
)]

mod made;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use made::EACH;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{Filter, Hit, Index, PostgresIndex, Query, QueryVector, Reader, SqliteIndex, Vectors};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const QUERIES: usize = 200;
/// Every so many documents are for a group.
const GROUPS: [(&str, usize); 4] = [("all", 1), ("half", 2), ("a twentieth", 20), ("a two-hundredth", 200)];

#[tokio::main]
async fn main() {
    let passages: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let place = tempfile::tempdir().expect("a folder for the file");
    let file = SqliteIndex::open(&place.path().join("index.db")).await.expect("the file opens");
    println!("{passages} passages");
    fill("SQLite", &file, passages).await;
    let Some(url) = database().await else {
        println!("SKIPPED: PostgreSQL; name a server in SENTIA_TEST_POSTGRES, or run this by tests/run");
        return;
    };
    let database = PostgresIndex::open(&url).await.expect("the database opens");
    fill("PostgreSQL", &database, passages).await;
    for (group, _) in GROUPS {
        for has_words in [true, false] {
            compare(&file, &database, group, has_words).await;
        }
    }
}

/// A fresh one.
async fn database() -> Option<String> {
    let server = std::env::var("SENTIA_TEST_POSTGRES").ok()?;
    let mut connection = PgConnection::connect(&server).await.expect("the server answers");
    let name = format!("speed_{}", std::process::id());
    let make = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(make).execute(&mut connection).await.expect("a database is made");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    Some(format!("{base}/{name}"))
}

async fn fill(what: &str, index: &dyn Index, passages: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let begun = Instant::now();
    for number in 0..passages / EACH {
        let groups = GROUPS.into_iter().filter(|(_, every)| number.is_multiple_of(*every));
        let readers = groups.map(|(group, _)| group.to_owned()).collect::<BTreeSet<_>>();
        let (document, passages) = made::document(&mut random, number, readers);
        let vectors: Vec<Vec<f32>> = (0..EACH).map(|_| made::vector(&mut random)).collect();
        let vectors = Some(Vectors { embedder: "random", values: &vectors });
        index.upsert(&document, &passages, vectors).await.expect("it is stored");
    }
    println!("{what}: stored in {:.1} s", begun.elapsed().as_secs_f64());
}

/// The same queries to both, one after the other.
async fn compare(file: &SqliteIndex, database: &PostgresIndex, group: &str, has_words: bool) {
    let (reader, mut random) = (Reader::new("acme", [group]), ChaCha8Rng::seed_from_u64(2));
    let (mut sqlite, mut postgres, mut same) = (Vec::new(), Vec::new(), 0);
    for _ in 0..QUERIES {
        let vector = QueryVector { embedder: "random".to_owned(), values: made::vector(&mut random) };
        let words = made::query(&mut random);
        let text = if has_words { words } else { String::new() };
        let query = Query { text, vector: Some(vector) };
        let (one, other) = (
            search(file, &reader, &query, &mut sqlite).await,
            search(database, &reader, &query, &mut postgres).await,
        );
        same += one.iter().filter(|hit| other.iter().any(|found| found.passage == hit.passage)).count();
        assert!(!one.is_empty(), "nothing is found");
    }
    let how = if has_words { "words and vectors" } else { "vectors" };
    let share = 100 * same / (10 * QUERIES);
    println!("{group}, {how}: SQLite {}, PostgreSQL {}, {share}% the same", told(sqlite), told(postgres));
}

async fn search(index: &dyn Index, reader: &Reader, query: &Query, times: &mut Vec<Duration>) -> Vec<Hit> {
    let begun = Instant::now();
    let hits = index.search(reader, query, &Filter::default(), 10).await.expect("it searches");
    times.push(begun.elapsed());
    hits
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    format!("p50 {:.1} ms p95 {:.1} ms", at(50), at(95))
}
