//! Writes of one document, inside a transaction of the caller's.

use std::collections::BTreeMap;

use super::{Done, Reading, Writing, fold, to_json};
use crate::{
    Document, Passage,
    index::{IndexError, Vectors, postings::pack_terms, snapshot::Held},
    text::{count_terms, print_of},
};

/// What a word of a title or heading counts for, beside 1 in the text.
const HEADING_WEIGHT: u32 = 2;
/// Numbers of a vector at most, which is what every database takes.
const DIMENSIONS: usize = 16_000;

/// A passage as it is stored.
pub(in crate::index) struct Prepared<'a> {
    pub(in crate::index) number: u64,
    pub(in crate::index) ordinal: u32,
    pub(in crate::index) section_json: String,
    pub(in crate::index) page: Option<u32>,
    pub(in crate::index) date: Option<String>,
    pub(in crate::index) text: &'a str,
    /// Words, weighted.
    pub(in crate::index) length: u32,
    pub(in crate::index) print: u64,
    pub(in crate::index) terms: Vec<u8>,
}

/// Whether what is handed over fits together.
pub(super) fn check(
    document: &Document,
    passages: &[Passage],
    vectors: Option<Vectors<'_>>,
) -> Result<(), IndexError> {
    let unfit = |detail: String| IndexError::Unfit { document: document.source.clone(), detail };
    if passages.iter().any(|passage| passage.document != document.id) {
        return Err(unfit("a passage is of another document".to_owned()));
    }
    let Some(vectors) = vectors else { return Ok(()) };
    if vectors.values.len() != passages.len() {
        let (has, needs) = (vectors.values.len(), passages.len());
        return Err(unfit(format!("{needs} passages came with {has} vectors")));
    }
    let length = vectors.values.first().map_or(0, Vec::len);
    if length > DIMENSIONS {
        return Err(unfit(format!("its vectors have {length} numbers, and {DIMENSIONS} is the most")));
    }
    let is_fit = |vector: &Vec<f32>| vector.len() == length && vector.iter().all(|value| value.is_finite());
    match vectors.values.iter().all(is_fit) {
        true => Ok(()),
        false => Err(unfit("its vectors differ in length or hold what is no number".to_owned())),
    }
}

pub(super) async fn upsert(
    writing: &mut (impl Reading + Writing),
    document: &Document,
    passages: &[Passage],
    vectors: Option<Vectors<'_>>,
) -> Done<()> {
    let first = writing.reserve(&document.tenant, passages.len() as u64).await?;
    writing.remove(&document.tenant, &document.id).await?;
    let held = Held {
        document: document.clone(),
        embedder: vectors.map(|vectors| vectors.embedder.to_owned()),
        first_passage: first,
        passages: passages.len() as u64,
    };
    writing.insert_document(&held).await?;
    let prepared = (first..).zip(passages).map(|(number, passage)| prepare(document, passage, number));
    writing.insert_passages(document, &prepared.collect::<Done<Vec<_>>>()?).await?;
    if let Some(vectors) = vectors {
        writing.insert_vectors(&document.tenant, first, vectors.values).await?;
    }
    fold::fold_if_due(writing, &document.tenant).await
}

pub(super) async fn delete(
    writing: &mut (impl Reading + Writing),
    tenant: &str,
    documents: &[String],
) -> Done<u64> {
    writing.reserve(tenant, 0).await?;
    let mut deleted = 0;
    for document in documents {
        deleted += u64::from(writing.remove(tenant, document).await?);
    }
    fold::fold_if_due(writing, tenant).await?;
    Ok(deleted)
}

fn prepare<'a>(document: &Document, passage: &'a Passage, number: u64) -> Done<Prepared<'a>> {
    let mut terms = BTreeMap::new();
    let language = document.language.as_deref();
    count_terms(&passage.text, language, 1, &mut terms);
    let print = print_of(&terms);
    for heading in std::iter::once(&document.title).chain(&passage.section) {
        count_terms(heading, language, HEADING_WEIGHT, &mut terms);
    }
    Ok(Prepared {
        number,
        ordinal: passage.ordinal,
        section_json: to_json(&passage.section)?,
        page: passage.page,
        date: passage.date.or(document.date).map(|date| date.to_string()),
        text: &passage.text,
        length: terms.values().fold(0_u32, |sum, count| sum.saturating_add(*count)),
        print,
        terms: pack_terms(&terms),
    })
}
