//! How well passages are found: nDCG@10 by words, by meaning and by both, on collections in the BEIR layout (`corpus.jsonl`,
//! `queries.jsonl`, `qrels/test.tsv`), one folder each.
//!
//! `cargo run --release -p sentia-retrieval --features embedder --example quality -- [FOLDER OF COLLECTIONS [MODEL]]`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a program for the terminal")]

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use sentia_retrieval::{
    Document, DocumentKind, EVERYONE, Embedder, Filter, Index, Passage, Query, QueryVector, Reader,
    SqliteIndex, Vectors,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

/// Query to document to how relevant it is.
type Judgements = HashMap<String, HashMap<String, f64>>;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let root = arguments.next().unwrap_or_else(|| "../shared/data/ir".into());
    let embedder = arguments.next().map(|folder| open(&folder));
    println!("{:<20} {:>8} {:>8} {:>8}", "nDCG@10", "words", "meaning", "both");
    let folders = fs::read_dir(&root).expect("the folder of collections is there");
    let mut folders: Vec<_> = folders.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    for folder in folders.into_iter().filter(|folder| folder.join("corpus.jsonl").exists()) {
        measure(&folder, embedder.as_deref()).await;
    }
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

async fn measure(folder: &Path, embedder: Option<&dyn Embedder>) {
    let place = tempfile::tempdir().expect("a folder for the index");
    let index = SqliteIndex::open(&place.path().join("index.db")).await.expect("the index opens");
    for batch in read(&folder.join("corpus.jsonl")).chunks(256) {
        fill(&index, batch, embedder).await;
    }
    let judgements = judgements(&folder.join("qrels/test.tsv"));
    let mut sums = [0.0; 3];
    let queries = read(&folder.join("queries.jsonl"));
    let judged: Vec<_> = queries.iter().filter(|query| judgements.contains_key(&query.id)).collect();
    for query in &judged {
        let vector = embedder.map(|embedder| QueryVector {
            embedder: embedder.name().to_owned(),
            values: embedder.embed(&[&query.text]).expect("a vector").remove(0),
        });
        let kinds =
            [(query.text.clone(), None), (String::new(), vector.clone()), (query.text.clone(), vector)];
        for (sum, (text, vector)) in sums.iter_mut().zip(kinds) {
            let found = found(&index, &Query { text, vector }).await;
            *sum += ndcg(&found, &judgements[&query.id]);
        }
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let [words, meaning, both] = sums.map(|sum| sum / judged.len().max(1) as f64);
    println!("{name:<20} {words:>8.4} {meaning:>8.4} {both:>8.4}");
}

async fn fill(index: &SqliteIndex, batch: &[Text], embedder: Option<&dyn Embedder>) {
    let texts: Vec<String> = batch.iter().map(|text| format!("{}\n{}", text.title, text.text)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let vectors = embedder.map(|embedder| embedder.embed(&texts).expect("vectors"));
    for (place, text) in batch.iter().enumerate() {
        let (document, passage) = document(text);
        let values = vectors.as_ref().map(|vectors| &vectors[place..=place]);
        let vectors =
            embedder.zip(values).map(|(embedder, values)| Vectors { embedder: embedder.name(), values });
        index.upsert(&document, &[passage], vectors).await.expect("it is stored");
    }
}

fn document(text: &Text) -> (Document, Passage) {
    let id = Document::id_of("set", &text.id);
    let passage = Passage {
        document: id.clone(),
        ordinal: 0,
        section: Vec::new(),
        page: None,
        text: text.text.clone(),
        date: None,
    };
    let document = Document {
        id,
        tenant: "set".to_owned(),
        title: text.title.clone(),
        kind: DocumentKind::Text,
        source: text.id.clone(),
        content_hash: String::new(),
        date: None,
        language: Some("eng".to_owned()),
        readers: BTreeSet::from([EVERYONE.to_owned()]),
        links: BTreeSet::new(),
    };
    (document, passage)
}

async fn found(index: &SqliteIndex, query: &Query) -> Vec<String> {
    let reader = Reader::new("set", [] as [&str; 0]);
    let hits = index.search(&reader, query, &Filter::default(), 10).await.expect("it searches");
    hits.into_iter().map(|hit| hit.document.source).collect()
}

/// Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002), with linear gain.
fn ndcg(found: &[String], relevant: &HashMap<String, f64>) -> f64 {
    let discounted = |gains: &mut dyn Iterator<Item = f64>| {
        gains.take(10).enumerate().map(|(rank, gain)| gain / (rank as f64 + 2.0).log2()).sum::<f64>()
    };
    let mut ideal: Vec<f64> = relevant.values().copied().collect();
    ideal.sort_by(|one, other| other.total_cmp(one));
    let best = discounted(&mut ideal.into_iter());
    let gains = discounted(&mut found.iter().map(|id| relevant.get(id).copied().unwrap_or_default()));
    if best > 0.0 { gains / best } else { 0.0 }
}

fn read(path: &Path) -> Vec<Text> {
    let lines = fs::read_to_string(path).expect("the collection can be read");
    lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn judgements(path: &Path) -> Judgements {
    let mut judgements = Judgements::new();
    for line in fs::read_to_string(path).expect("the judgements can be read").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [query, document, gain] = cells.as_slice() else { continue };
        let gain = gain.parse().unwrap_or_default();
        judgements.entry((*query).to_owned()).or_default().insert((*document).to_owned(), gain);
    }
    judgements
}
