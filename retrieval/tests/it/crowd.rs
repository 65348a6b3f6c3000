//! Many write to one database at once, and others read meanwhile.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use sentia_retrieval::{Filter, Index, PostgresIndex, Query, Vectors};
use sqlx::{Connection, PgConnection};

use crate::support::{database, document, reader, unit};

const WRITERS: usize = 8;
const ROUNDS: usize = 12;
const EACH: usize = 5;

/// Each writes documents of its own, one that all write, and takes away every third of its own.
async fn write(index: &PostgresIndex, writer: usize) {
    for round in 0..ROUNDS {
        for source in [format!("own {writer} {round}"), "shared".to_owned()] {
            let texts: Vec<String> = (0..EACH)
                .map(|n| format!("{} page{n} writer{writer} round{round}", source.replace(' ', "x")))
                .collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (document, passages) = document("acme", &source, &["everyone"], &texts);
            let vectors: Vec<_> = (0..EACH).map(|n| unit(vec![n as f32, writer as f32, 1.0])).collect();
            let vectors = Some(Vectors { embedder: "three", values: &vectors });
            index.upsert(&document, &passages, vectors).await.unwrap();
            if round % 3 == 2 && source != "shared" {
                assert_eq!(index.delete("acme", &[document.id]).await.unwrap(), 1);
            }
        }
    }
}

/// What all write is always there as a whole, as one of them wrote it.
async fn read(index: &PostgresIndex, is_over: &AtomicBool) {
    while !is_over.load(Ordering::Relaxed) {
        let query = Query { text: "shared".to_owned(), vector: None };
        let hits = index.search(&reader(), &query, &Filter::default(), 50).await.unwrap();
        let shared: Vec<_> = hits.iter().filter(|hit| hit.document.source == "shared").collect();
        let seen: usize = shared.iter().map(|hit| 1 + hit.near_copies).sum();
        assert!(seen == 0 || seen == EACH, "{hits:?}");
        let writers: Vec<&str> =
            shared.iter().filter_map(|hit| hit.passage.text.split_once("writer")).map(|(_, by)| by).collect();
        assert!(writers.windows(2).all(|two| two[0] == two[1]), "{writers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_write_to_one_database_at_once() {
    let Some(url) = database().await else { return };
    // Opened at once too: one of them makes the schema.
    let (one, other) = tokio::join!(PostgresIndex::open(&url), PostgresIndex::open(&url));
    let (one, other) = (Arc::new(one.unwrap()), Arc::new(other.unwrap()));
    let is_over = Arc::new(AtomicBool::new(false));
    let reading = tokio::spawn({
        let (index, is_over) = (one.clone(), is_over.clone());
        async move { read(&index, &is_over).await }
    });
    let writer = |number: usize| {
        let index = if number.is_multiple_of(2) { one.clone() } else { other.clone() };
        tokio::spawn(async move { write(&index, number).await })
    };
    for writing in (0..WRITERS).map(writer).collect::<Vec<_>>() {
        writing.await.unwrap();
    }
    is_over.store(true, Ordering::Relaxed);
    reading.await.unwrap();
    let documents = WRITERS * (ROUNDS - ROUNDS / 3) + 1;
    for index in [&one, &other] {
        let stats = index.stats(&reader()).await.unwrap();
        assert_eq!((stats.documents, stats.passages), (documents as u64, (documents * EACH) as u64));
        assert_eq!(stats.vectors, stats.passages);
    }
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for table in ["passage", "passage_terms", "passage_vector"] {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM sentia_documents.{table}"));
        let count: i64 = sqlx::query_scalar(count).fetch_one(&mut connection).await.unwrap();
        assert_eq!(count, (documents * EACH) as i64, "{table}");
    }
}
