//! Nobody finds what he may not read, and everybody finds it as if there were nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{Document, Filter, Index, Passage, Query, QueryVector, Reader, SqliteIndex, Vectors};
use tempfile::TempDir;

use crate::support::{database, document, open, unit};

const TENANTS: [&str; 3] = ["acme", "bolt", "acme\0"];
const GROUPS: [&str; 6] = ["everyone", "quality", "payroll", "leeds", "Quality", ""];
const WORDS: [&str; 24] = [
    "pump", "valve", "press", "oil", "scrap", "wage", "torque", "gasket", "line", "shift", "lot", "alloy",
    "drill", "crane", "sensor", "weld", "paint", "order", "audit", "fault", "heat", "noise", "dust", "speed",
];

struct World {
    documents: Vec<(Document, Vec<Passage>, Vec<Vec<f32>>)>,
    index: Arc<dyn Index>,
}

impl World {
    async fn random(random: &mut ChaCha8Rng, place: &str) -> Self {
        let index = open(place).await;
        // In the order in which they were last stored: of two passages that are as good, the older one comes first.
        let mut documents: Vec<(Document, Vec<Passage>, Vec<Vec<f32>>)> = Vec::new();
        for _ in 0..60 {
            let (tenant, source) =
                (*TENANTS.choose(random).unwrap(), format!("s{}", random.random_range(0..30)));
            let readers: Vec<&str> = GROUPS.into_iter().filter(|_| random.random_bool(0.25)).collect();
            let texts: Vec<String> = (0..random.random_range(1..4)).map(|_| text(random, 9)).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (document, passages) = document(tenant, &source, &readers, &texts);
            let vectors: Vec<_> = texts.iter().map(|_| vector(random)).collect();
            let made = Vectors { embedder: "random", values: &vectors };
            index.upsert(&document, &passages, Some(made)).await.unwrap();
            documents.retain(|(other, ..)| (&other.tenant, &other.id) != (&document.tenant, &document.id));
            documents.push((document, passages, vectors));
            if random.random_bool(0.1) {
                let (gone, ..) = documents.remove(0);
                assert_eq!(index.delete(&gone.tenant, &[gone.id]).await.unwrap(), 1);
            }
        }
        Self { documents, index }
    }

    /// Asks as a random reader, and holds the answer to what a plain loop says.
    async fn ask(&self, random: &mut ChaCha8Rng, only: &mut BTreeMap<String, SqliteIndex>, folder: &TempDir) {
        let reader = reader(random);
        let may = |document: &Document| {
            document.tenant == reader.tenant
                && document.readers.iter().any(|group| group == "everyone" || reader.groups.contains(group))
        };
        let vector = random
            .random_bool(0.5)
            .then(|| QueryVector { embedder: "random".to_owned(), values: vector(random) });
        let query = Query { text: text(random, 3), vector };
        let hits = self.index.search(&reader, &query, &Filter::default(), 1_000).await.unwrap();
        for hit in &hits {
            assert!(may(&hit.document), "{reader:?} found {:?}", hit.document);
        }
        let words: Vec<&str> = query.text.split(' ').collect();
        let matches = |passage: &Passage| {
            let in_text = passage.text.split(' ').any(|word| words.contains(&word));
            in_text || query.vector.is_some()
        };
        let readable = self.documents.iter().filter(|(document, ..)| may(document));
        let expected: BTreeSet<(String, u32)> = readable
            .clone()
            .flat_map(|(_, passages, _)| passages)
            .filter(|passage| matches(passage))
            .map(|passage| (passage.document.clone(), passage.ordinal))
            .collect();
        let found: BTreeSet<(String, u32)> =
            hits.iter().map(|hit| (hit.passage.document.clone(), hit.passage.ordinal)).collect();
        assert!(found.is_subset(&expected));
        assert_eq!(found.is_empty(), expected.is_empty(), "{reader:?} {query:?}");
        let copies: usize = hits.iter().map(|hit| hit.near_copies).sum();
        assert!(copies > 0 || found == expected || found.len() >= 100, "{reader:?} {query:?}");
        if random.random_bool(0.02) {
            let alone = alone(only, folder, &reader, readable).await;
            let same = alone.search(&reader, &query, &Filter::default(), 1_000).await.unwrap();
            assert_eq!(same, hits, "what others may read has changed what {reader:?} finds");
        }
    }
}

/// A file of nothing but what this reader may read.
async fn alone<'a>(
    made: &'a mut BTreeMap<String, SqliteIndex>,
    folder: &TempDir,
    reader: &Reader,
    readable: impl Iterator<Item = &(Document, Vec<Passage>, Vec<Vec<f32>>)>,
) -> &'a SqliteIndex {
    let key = format!("{reader:?}");
    if !made.contains_key(&key) {
        let index = SqliteIndex::open(&folder.path().join(format!("{}.db", made.len()))).await.unwrap();
        for (document, passages, vectors) in readable {
            let vectors = Vectors { embedder: "random", values: vectors };
            index.upsert(document, passages, Some(vectors)).await.unwrap();
        }
        made.insert(key.clone(), index);
    }
    &made[&key]
}

fn reader(random: &mut ChaCha8Rng) -> Reader {
    let groups: Vec<&str> = GROUPS.into_iter().skip(1).filter(|_| random.random_bool(0.3)).collect();
    Reader::new(*TENANTS.choose(random).unwrap(), groups)
}

fn text(random: &mut ChaCha8Rng, most: usize) -> String {
    let count = random.random_range(1..=most);
    (0..count).map(|_| *WORDS.choose(random).unwrap()).collect::<Vec<_>>().join(" ")
}

fn vector(random: &mut ChaCha8Rng) -> Vec<f32> {
    let values: Vec<f32> = (0..8).map(|_| random.random_range(-1.0..1.0)).collect();
    unit(values)
}

async fn hunt(triples: usize, is_database: bool) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..triples / 500 {
        let (mut only, folder) = (BTreeMap::new(), TempDir::new().unwrap());
        let place = match is_database {
            false => folder.path().join("documents.db").to_str().unwrap().to_owned(),
            true => match database().await {
                Some(url) => url,
                None => return,
            },
        };
        let world = World::random(&mut random, &place).await;
        for _ in 0..500 {
            world.ask(&mut random, &mut only, &folder).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_searches_leak_nothing() {
    hunt(10_000, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_searches_in_a_database_leak_nothing() {
    hunt(2_000, true).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes"]
async fn a_hundred_thousand_searches_leak_nothing() {
    hunt(100_000, false).await;
    hunt(100_000, true).await;
}
