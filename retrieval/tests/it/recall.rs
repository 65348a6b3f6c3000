//! What pgvector's index finds, beside what is truly nearest.

use std::{collections::BTreeSet, ops::Range};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{Filter, Hit, Index, PostgresIndex, Query, QueryVector, Reader, SqliteIndex, Vectors};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::support::{database, document, execute, unit};

const DIMENSIONS: usize = 48;
const SUBJECTS: usize = 60;
const DOCUMENTS: usize = 340;
const EACH: usize = 10;
const QUERIES: usize = 100;

/// Vectors of texts lie around subjects.
struct Subjects(Vec<Vec<f32>>);

impl Subjects {
    fn new(random: &mut ChaCha8Rng) -> Self {
        Self((0..SUBJECTS).map(|_| spread(random, &[0.0; DIMENSIONS])).collect())
    }

    fn vector(&self, random: &mut ChaCha8Rng) -> Vec<f32> {
        let subject = random.random_range(0..SUBJECTS);
        unit(spread(random, &self.0[subject]))
    }
}

fn spread(random: &mut ChaCha8Rng, around: &[f32]) -> Vec<f32> {
    around.iter().map(|value| value + random.random_range(-0.5..0.5)).collect()
}

async fn fill(indexes: [&dyn Index; 2], numbers: Range<usize>, subjects: &Subjects, random: &mut ChaCha8Rng) {
    for number in numbers {
        let texts: Vec<String> = (0..EACH)
            .map(|_| {
                (0..12).map(|_| format!("w{}", random.random_range(0..9_999))).collect::<Vec<_>>().join(" ")
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let groups: &[&str] = match number % 20 {
            0 => &["all", "most", "half", "few"],
            1 | 11 => &["all"],
            even if even % 2 == 0 => &["all", "most", "half"],
            _ => &["all", "most"],
        };
        let (document, passages) = document("acme", &format!("s{number}"), groups, &texts);
        let vectors: Vec<_> = texts.iter().map(|_| subjects.vector(random)).collect();
        let vectors = Some(Vectors { embedder: "subjects", values: &vectors });
        for index in indexes {
            index.upsert(&document, &passages, vectors).await.unwrap();
        }
    }
}

fn places(hits: Vec<Hit>) -> BTreeSet<(String, u32)> {
    hits.into_iter().map(|hit| (hit.passage.document, hit.passage.ordinal)).collect()
}

/// How often the index of vectors was followed.
async fn followed(url: &str) -> i64 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let times = "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'passage_vector_48'";
    sqlx::query_scalar(times).fetch_one(&mut connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_of_vectors_finds_nearly_all_of_the_nearest() {
    let Some(url) = database().await else { return };
    let (folder, mut random) = (TempDir::new().unwrap(), ChaCha8Rng::seed_from_u64(5));
    let exact = SqliteIndex::open(&folder.path().join("documents.db")).await.unwrap();
    let (subjects, behind) = (Subjects::new(&mut random), DOCUMENTS / 4);
    // Most vectors are there before their index, which is quicker; the others are added to it.
    let approximate = PostgresIndex::open(&url).await.unwrap();
    fill([&exact, &approximate], 0..1, &subjects, &mut random).await;
    execute(&url, "DROP INDEX sentia_documents.passage_vector_48").await;
    fill([&exact, &approximate], 1..DOCUMENTS - behind, &subjects, &mut random).await;
    let approximate = PostgresIndex::open(&url).await.unwrap();
    fill([&exact, &approximate], DOCUMENTS - behind..DOCUMENTS, &subjects, &mut random).await;
    for (group, least) in [("all", 0.95), ("most", 0.95), ("half", 1.0), ("few", 1.0)] {
        let reader = Reader::new("acme", [group]);
        let mut both = 0;
        for _ in 0..QUERIES {
            let vector =
                QueryVector { embedder: "subjects".to_owned(), values: subjects.vector(&mut random) };
            let query = Query { text: String::new(), vector: Some(vector) };
            let found = approximate.search(&reader, &query, &Filter::default(), 10).await.unwrap();
            assert!(found.iter().all(|hit| reader.may_read(&hit.document)));
            let true_ones = exact.search(&reader, &query, &Filter::default(), 10).await.unwrap();
            both += places(found).intersection(&places(true_ones)).count();
        }
        let recall = both as f64 / (10 * QUERIES) as f64;
        eprintln!("recall@10 among those of {group}: {recall:.3}");
        assert!(recall >= least, "{group}: {recall}");
    }
    // The server counts what a connection did once that is closed.
    approximate.close().await;
    let mut times = 0;
    for _ in 0..50 {
        times = followed(&url).await;
        if times == 2 * QUERIES as i64 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the index was followed {times} times, not for all and most");
}

#[tokio::test(flavor = "multi_thread")]
async fn near_copies_leave_room_for_others_along_the_index_too() {
    let Some(url) = database().await else { return };
    let index = PostgresIndex::open(&url).await.unwrap();
    let (mut random, subject) = (ChaCha8Rng::seed_from_u64(6), vec![1.0_f32; 16]);
    let store = async |source: &str, text: &str, vectors: Vec<Vec<f32>>| {
        let (document, passages) = document("acme", source, &["everyone"], &vec![text; vectors.len()]);
        let vectors = Some(Vectors { embedder: "subjects", values: &vectors });
        index.upsert(&document, &passages, vectors).await.unwrap();
    };
    let near =
        (0..3_000).map(|_| unit(subject.iter().map(|one| one + random.random_range(0.0..0.1)).collect()));
    store("copies", "the same page over and over again", near.collect()).await;
    let mut far = vec![0.0; 16];
    far[3] = 1.0;
    store("other", "a page about something quite different", vec![far]).await;
    let vector = QueryVector { embedder: "subjects".to_owned(), values: unit(subject) };
    let query = Query { text: String::new(), vector: Some(vector) };
    let hits = index.search(&Reader::new("acme", ["x"]), &query, &Filter::default(), 10).await.unwrap();
    assert_eq!(hits.len(), 2);
    assert_eq!(hits[0].near_copies, 2_999);
    assert_eq!(hits[1].document.source, "other");
}
