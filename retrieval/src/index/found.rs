use serde::Serialize;

use crate::{Document, Passage};

/// What is looked for: by its words where there are any, and by its meaning where there is a vector.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub text: String,
    pub vector: Option<QueryVector>,
}

/// A query's vector, of Euclidean length 1.
#[derive(Debug, Clone)]
pub struct QueryVector {
    /// Only vectors of the same embedder are compared.
    pub embedder: String,
    pub values: Vec<f32>,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub document: Document,
    pub passage: Passage,
    /// Higher is better; to be compared within one search only.
    pub score: f64,
    /// Its rank by words, from 1.
    pub by_words: Option<usize>,
    /// Its rank by meaning, from 1.
    pub by_meaning: Option<usize>,
    /// Passages that say nearly the same and were ranked behind it, among those looked at.
    pub near_copies: usize,
}

/// How much a reader can find.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    pub documents: u64,
    pub passages: u64,
    /// Passages that have a vector, of any embedder.
    pub vectors: u64,
}
