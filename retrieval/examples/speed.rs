//! How long a search takes among many passages, the embedding of the query included where there is a model.
//!
//! `cargo run --release -p sentia-retrieval --features embedder --example speed -- [PASSAGES [MODEL]]`
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the terminal that times"
)]

mod made;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use made::EACH;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{EVERYONE, Embedder, Filter, Index, Library, Reader, SqliteIndex, Vectors};

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
    let groups = if number.is_multiple_of(10) { ["g0", EVERYONE] } else { ["g1", "g2"] };
    let readers =
        groups.into_iter().map(str::to_owned).filter(|group| group != EVERYONE || number.is_multiple_of(20));
    let (document, passages) = made::document(random, number, readers.collect());
    let vectors: Vec<Vec<f32>> = (0..EACH).map(|_| made::vector(random)).collect();
    let vectors = embedder.map(|embedder| Vectors { embedder, values: &vectors });
    index.upsert(&document, &passages, vectors).await.expect("it is stored");
}

async fn time(what: &str, count: usize, library: &Library, reader: &Reader, random: &mut ChaCha8Rng) {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..count {
        let query = made::query(random);
        let begun = Instant::now();
        let found = library.search(reader, &query, &Filter::default(), 10).await.expect("it searches");
        times.push(begun.elapsed());
        assert!(!found.hits.is_empty());
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("{what}: p50 {:.1} ms, p95 {:.1} ms, of {count}", at(50), at(95));
}
