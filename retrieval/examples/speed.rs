//! How long a search takes among many passages, the embedding of the query included where there is a model.
//!
//! `cargo run --release -p sentia-retrieval --features embedder --example speed -- [PASSAGES [MODEL]]`
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the terminal that times"
)]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{
    Document, DocumentKind, EVERYONE, Embedder, Filter, Index, Library, Passage, Reader, SqliteIndex, Vectors,
};

const DIMENSIONS: usize = 384;
/// Passages of a document.
const EACH: usize = 20;
const WORDS: usize = 150;
const VOCABULARY: f64 = 60_000.0;
const QUERIES: usize = 300;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let passages: usize = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let embedder = arguments.next().map(|folder| open(&PathBuf::from(folder)));
    let place = tempfile::tempdir().expect("a folder for the index");
    let index = Arc::new(SqliteIndex::open(&place.path().join("index.db")).await.expect("the index opens"));
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let name = embedder.as_ref().map(|embedder| embedder.name().to_owned());
    let begun = Instant::now();
    for number in 0..passages / EACH {
        fill(&index, &mut random, number, name.as_deref()).await;
    }
    println!("{passages} passages stored in {:.1} s", begun.elapsed().as_secs_f64());
    let library = Library::over(index);
    let library = match embedder {
        Some(embedder) => library.with_embedder(embedder),
        None => library,
    };
    let reader = Reader::new("acme", ["g1", "g2", "g3"]);
    time("first search", 1, &library, &reader, &mut random).await;
    time("a tenth of all, by groups", QUERIES, &library, &Reader::new("acme", ["g0"]), &mut random).await;
    time("all", QUERIES, &library, &reader, &mut random).await;
}

#[cfg(feature = "embedder")]
fn open(folder: &Path) -> Arc<dyn Embedder> {
    Arc::new(sentia_retrieval::SentenceTransformer::open(folder).expect("the model can be opened"))
}

#[cfg(not(feature = "embedder"))]
fn open(folder: &Path) -> Arc<dyn Embedder> {
    println!("built without the feature `embedder`, {} cannot be opened", folder.display());
    std::process::exit(2)
}

async fn fill(index: &SqliteIndex, random: &mut ChaCha8Rng, number: usize, embedder: Option<&str>) {
    let source = format!("manual {number}");
    let id = Document::id_of("acme", &source);
    let passage = |ordinal: usize| Passage {
        document: id.clone(),
        ordinal: ordinal as u32,
        section: vec![format!("section {ordinal}")],
        page: Some(1),
        text: text(random, WORDS, 0.0),
        date: None,
    };
    let passages: Vec<Passage> = (0..EACH).map(passage).collect();
    let vectors: Vec<Vec<f32>> = (0..EACH).map(|_| vector(random)).collect();
    let groups = if number.is_multiple_of(10) { ["g0", EVERYONE] } else { ["g1", "g2"] };
    let readers =
        groups.into_iter().map(str::to_owned).filter(|group| group != EVERYONE || number.is_multiple_of(20));
    let document = Document {
        id: id.clone(),
        tenant: "acme".to_owned(),
        title: source.clone(),
        kind: DocumentKind::Pdf,
        source,
        content_hash: String::new(),
        date: None,
        language: Some("eng".to_owned()),
        readers: readers.collect::<BTreeSet<_>>(),
        links: BTreeSet::new(),
    };
    let vectors = embedder.map(|embedder| Vectors { embedder, values: &vectors });
    index.upsert(&document, &passages, vectors).await.expect("it is stored");
}

/// Words by Zipf's law: the rank of each is uniform in its logarithm.
fn text(random: &mut ChaCha8Rng, words: usize, from: f64) -> String {
    let word = |_| format!("w{:.0}", VOCABULARY.powf(random.random_range(from..1.0)));
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

fn vector(random: &mut ChaCha8Rng) -> Vec<f32> {
    let values: Vec<f32> = (0..DIMENSIONS).map(|_| random.random_range(-1.0..1.0)).collect();
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
    values.into_iter().map(|value| value / length).collect()
}

async fn time(what: &str, count: usize, library: &Library, reader: &Reader, random: &mut ChaCha8Rng) {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..count {
        // Queries have few of the words that stand everywhere.
        let query = text(random, 6, 0.3);
        let begun = Instant::now();
        let found = library.search(reader, &query, &Filter::default(), 10).await.expect("it searches");
        times.push(begun.elapsed());
        assert!(!found.hits.is_empty());
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("{what}: p50 {:.1} ms, p95 {:.1} ms, of {count}", at(50), at(95));
}
