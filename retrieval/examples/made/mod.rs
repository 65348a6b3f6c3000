//! Documents that are made up: words by Zipf's law, and vectors at random.

use std::collections::BTreeSet;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use sentia_retrieval::{Document, DocumentKind, Passage};

const DIMENSIONS: usize = 384;
/// Passages of a document.
pub(crate) const EACH: usize = 20;
const WORDS: usize = 150;
const VOCABULARY: f64 = 60_000.0;

pub(crate) fn document(
    random: &mut ChaCha8Rng,
    number: usize,
    readers: BTreeSet<String>,
) -> (Document, Vec<Passage>) {
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
    let document = Document {
        id,
        tenant: "acme".to_owned(),
        title: source.clone(),
        kind: DocumentKind::Pdf,
        source,
        content_hash: String::new(),
        date: None,
        language: Some("eng".to_owned()),
        readers,
        links: BTreeSet::new(),
    };
    (document, passages)
}

/// A query's words: few of those that stand everywhere.
pub(crate) fn query(random: &mut ChaCha8Rng) -> String {
    text(random, 6, 0.3)
}

/// The rank of each word is uniform in its logarithm.
fn text(random: &mut ChaCha8Rng, words: usize, from: f64) -> String {
    let word = |_| format!("w{:.0}", VOCABULARY.powf(random.random_range(from..1.0)));
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

pub(crate) fn vector(random: &mut ChaCha8Rng) -> Vec<f32> {
    let values: Vec<f32> = (0..DIMENSIONS).map(|_| random.random_range(-1.0..1.0)).collect();
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
    values.into_iter().map(|value| value / length).collect()
}
