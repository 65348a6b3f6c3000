//! A file and a database find the same.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{
    Document, DocumentKind, Filter, Hit, Index, Passage, PostgresIndex, Query, QueryVector, Reader,
    SqliteIndex, Vectors,
};
use tempfile::TempDir;

use crate::support::{database, document, unit};

const VOCABULARY: f64 = 800.0;
const DIMENSIONS: usize = 16;
/// How many of all a group may read, or a label marks.
const SHARES: [(&str, f64); 3] = [("half", 0.5), ("few", 0.05), ("fewest", 0.005)];

struct Pair {
    file: SqliteIndex,
    database: PostgresIndex,
    has_vectors: bool,
    _folder: TempDir,
}

impl Pair {
    async fn new(has_vectors: bool) -> Option<Self> {
        let (folder, url) = (TempDir::new().unwrap(), database().await?);
        let file = SqliteIndex::open(&folder.path().join("documents.db")).await.unwrap();
        Some(Self { file, database: PostgresIndex::open(&url).await.unwrap(), has_vectors, _folder: folder })
    }

    async fn upsert(&self, document: &Document, passages: &[Passage], random: &mut ChaCha8Rng) {
        let vectors: Vec<_> = passages.iter().map(|_| vector(random)).collect();
        let vectors = self.has_vectors.then_some(Vectors { embedder: "random", values: &vectors });
        for index in [&self.file as &dyn Index, &self.database] {
            index.upsert(document, passages, vectors).await.unwrap();
        }
    }

    /// Adds, replaces, removes and relabels.
    async fn fill(&self, random: &mut ChaCha8Rng) {
        // Without vectors there are enough for postings of several blocks.
        let documents = if self.has_vectors { 150 } else { 700 };
        for number in 0..documents {
            let (document, passages) = random_document(random, number);
            self.upsert(&document, &passages, random).await;
            if random.random_bool(0.1) {
                let (document, passages) = random_document(random, number / 2);
                self.upsert(&document, &passages, random).await;
            }
            if random.random_bool(0.05) {
                let gone = [Document::id_of("acme", &format!("s{}", number / 3))];
                let counts = (
                    self.file.delete("acme", &gone).await.unwrap(),
                    self.database.delete("acme", &gone).await.unwrap(),
                );
                assert_eq!(counts.0, counts.1);
            }
            if random.random_bool(0.05) {
                let (document, _) = random_document(random, number);
                self.file.relabel(&document).await.unwrap();
                self.database.relabel(&document).await.unwrap();
            }
        }
    }

    async fn compare(&self, random: &mut ChaCha8Rng) {
        let (reader, filter) = narrowed(random);
        let vector =
            self.has_vectors.then(|| QueryVector { embedder: "random".to_owned(), values: vector(random) });
        let words = random.random_range(1..6);
        let query = Query { text: text(random, words), vector };
        let found: Vec<Vec<Hit>> = vec![
            self.file.search(&reader, &query, &filter, 10).await.unwrap(),
            self.database.search(&reader, &query, &filter, 10).await.unwrap(),
        ];
        assert_eq!(found[0], found[1], "{reader:?} {query:?} {filter:?}");
    }

    async fn compare_the_rest(&self) {
        for group in ["half", "few"] {
            let reader = Reader::new("acme", [group]);
            assert_eq!(self.file.list(&reader).await.unwrap(), self.database.list(&reader).await.unwrap());
            assert_eq!(self.file.stats(&reader).await.unwrap(), self.database.stats(&reader).await.unwrap());
        }
        let (file, database) =
            (self.file.fingerprints("acme").await, self.database.fingerprints("acme").await);
        assert_eq!(file.unwrap(), database.unwrap());
    }
}

/// Half of the time by whom it is for, half by what is looked for.
fn narrowed(random: &mut ChaCha8Rng) -> (Reader, Filter) {
    let (name, _) = SHARES[random.random_range(0..SHARES.len())];
    if random.random_bool(0.5) {
        return (Reader::new("acme", [name]), Filter::default());
    }
    let mut filter = Filter { links: [name.to_owned()].into(), ..Filter::default() };
    if random.random_bool(0.3) {
        filter.from = Some("2025-04-01".parse().unwrap());
        filter.until = Some("2025-09-30".parse().unwrap());
    }
    if random.random_bool(0.3) {
        filter.kinds = [DocumentKind::Pdf, DocumentKind::Email].into();
    }
    (Reader::new("acme", ["all"]), filter)
}

fn random_document(random: &mut ChaCha8Rng, number: usize) -> (Document, Vec<Passage>) {
    let texts: Vec<String> = (0..random.random_range(2..9)).map(|_| text(random, 30)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (mut document, mut passages) = document("acme", &format!("s{number}"), &["all"], &texts);
    document.readers.extend(chosen(random));
    document.links = chosen(random);
    document.kind = DocumentKind::ALL[number % DocumentKind::ALL.len()];
    for passage in &mut passages {
        passage.section = vec![text(random, 2)];
        let month = random.random_range(1..13);
        passage.date = random.random_bool(0.7).then(|| format!("2025-{month:02}-15").parse().unwrap());
        passage.page = Some(random.random_range(1..100));
    }
    (document, passages)
}

fn chosen(random: &mut ChaCha8Rng) -> BTreeSet<String> {
    let chosen = SHARES.into_iter().filter(|(_, share)| random.random_bool(*share));
    chosen.map(|(name, _)| name.to_owned()).collect()
}

/// Words by Zipf's law: the rank of each is uniform in its logarithm.
fn text(random: &mut ChaCha8Rng, words: usize) -> String {
    let word = |_| format!("w{:.0}", VOCABULARY.powf(random.random_range(0.0..1.0)));
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

fn vector(random: &mut ChaCha8Rng) -> Vec<f32> {
    unit((0..DIMENSIONS).map(|_| random.random_range(-1.0..1.0)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_found_in_a_file_and_in_a_database() {
    for seed in 0..4 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let Some(pair) = Pair::new(seed % 2 == 0).await else { return };
        pair.fill(&mut random).await;
        for _ in 0..300 {
            pair.compare(&mut random).await;
        }
        pair.compare_the_rest().await;
    }
}
