//! Writes of one document, inside a transaction of the caller's.

use std::collections::BTreeMap;

use sqlx::{Sqlite, Transaction};

use super::{fold, rows::to_json};
use crate::{
    Document, Passage,
    index::{
        IndexError, Vectors,
        dense::{quantise, to_bytes},
        postings::pack_terms,
    },
    text::{count_terms, print_of},
};

/// What a word of a title or heading counts for, beside 1 in the text.
const HEADING_WEIGHT: u32 = 2;

type Writing = Transaction<'static, Sqlite>;

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
    let is_fit = |vector: &Vec<f32>| vector.len() == length && vector.iter().all(|value| value.is_finite());
    match vectors.values.iter().all(is_fit) {
        true => Ok(()),
        false => Err(unfit("its vectors differ in length or hold what is no number".to_owned())),
    }
}

pub(super) async fn upsert(
    writing: &mut Writing,
    document: &Document,
    passages: &[Passage],
    vectors: Option<Vectors<'_>>,
) -> Result<(), sqlx::Error> {
    remove(writing, &document.tenant, &document.id).await?;
    let first = reserve(writing, &document.tenant, passages.len() as i64).await?;
    insert_document(writing, document, vectors.map(|vectors| vectors.embedder), first, passages.len())
        .await?;
    for (number, passage) in (first..).zip(passages) {
        insert_passage(writing, document, passage, number).await?;
    }
    for (number, vector) in (first..).zip(vectors.map(|vectors| vectors.values).unwrap_or_default()) {
        insert_vector(writing, &document.tenant, number, vector).await?;
    }
    fold::fold_if_due(writing, &document.tenant).await
}

pub(super) async fn relabel(writing: &mut Writing, document: &Document) -> Result<(), sqlx::Error> {
    const RELABEL: &str = "
        UPDATE document SET readers_json = $3, links_json = $4 WHERE tenant = $1 AND document_id = $2";
    sqlx::query(RELABEL)
        .bind(&document.tenant)
        .bind(&document.id)
        .bind(to_json(&document.readers)?)
        .bind(to_json(&document.links)?)
        .execute(&mut **writing)
        .await?;
    reserve(writing, &document.tenant, 0).await?;
    Ok(())
}

pub(super) async fn delete(
    writing: &mut Writing,
    tenant: &str,
    documents: &[String],
) -> Result<u64, sqlx::Error> {
    let mut deleted = 0;
    for document in documents {
        deleted += u64::from(remove(writing, tenant, document).await?);
    }
    reserve(writing, tenant, 0).await?;
    fold::fold_if_due(writing, tenant).await?;
    Ok(deleted)
}

/// Begins a generation and takes so many passage numbers; returns the first.
async fn reserve(writing: &mut Writing, tenant: &str, passages: i64) -> Result<i64, sqlx::Error> {
    const RESERVE: &str = "
        INSERT INTO tenant_state (tenant, generation, next_passage, folded_until, dead_passages)
        VALUES ($1, 1, $2, 0, 0)
        ON CONFLICT (tenant) DO UPDATE SET generation = generation + 1, next_passage = next_passage + $2
        RETURNING next_passage - $2";
    sqlx::query_scalar(RESERVE).bind(tenant).bind(passages).fetch_one(&mut **writing).await
}

/// Whether there was such a document.
async fn remove(writing: &mut Writing, tenant: &str, document: &str) -> Result<bool, sqlx::Error> {
    const DEAD: &str = "
        UPDATE tenant_state SET dead_passages = dead_passages + (
            SELECT COUNT(*) FROM passage
            WHERE tenant = $1 AND document_id = $2 AND passage_number < tenant_state.folded_until)
        WHERE tenant = $1";
    const REMOVE: &str = "DELETE FROM document WHERE tenant = $1 AND document_id = $2";
    sqlx::query(DEAD).bind(tenant).bind(document).execute(&mut **writing).await?;
    let removed = sqlx::query(REMOVE).bind(tenant).bind(document).execute(&mut **writing).await?;
    Ok(removed.rows_affected() > 0)
}

async fn insert_document(
    writing: &mut Writing,
    document: &Document,
    embedder: Option<&str>,
    first: i64,
    passages: usize,
) -> Result<(), sqlx::Error> {
    const INSERT: &str = "
        INSERT INTO document (tenant, document_id, title, kind, source, content_hash, document_date, language,
            readers_json, links_json, embedder, first_passage, passages)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    sqlx::query(INSERT)
        .bind(&document.tenant)
        .bind(&document.id)
        .bind(&document.title)
        .bind(document.kind.name())
        .bind(&document.source)
        .bind(&document.content_hash)
        .bind(document.date.map(|date| date.to_string()))
        .bind(&document.language)
        .bind(to_json(&document.readers)?)
        .bind(to_json(&document.links)?)
        .bind(embedder)
        .bind(first)
        .bind(passages as i64)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

async fn insert_passage(
    writing: &mut Writing,
    document: &Document,
    passage: &Passage,
    number: i64,
) -> Result<(), sqlx::Error> {
    const PASSAGE: &str = "
        INSERT INTO passage (tenant, passage_number, document_id, ordinal, section_json, page, passage_date, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const TERMS: &str = "
        INSERT INTO passage_terms (tenant, passage_number, length, print, terms) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(PASSAGE)
        .bind(&document.tenant)
        .bind(number)
        .bind(&document.id)
        .bind(passage.ordinal)
        .bind(to_json(&passage.section)?)
        .bind(passage.page)
        .bind(passage.date.or(document.date).map(|date| date.to_string()))
        .bind(&passage.text)
        .execute(&mut **writing)
        .await?;
    let mut terms = BTreeMap::new();
    let language = document.language.as_deref();
    count_terms(&passage.text, language, 1, &mut terms);
    let print = print_of(&terms);
    for heading in std::iter::once(&document.title).chain(&passage.section) {
        count_terms(heading, language, HEADING_WEIGHT, &mut terms);
    }
    let length = terms.values().fold(0_u32, |sum, count| sum.saturating_add(*count));
    sqlx::query(TERMS)
        .bind(&document.tenant)
        .bind(number)
        .bind(length)
        .bind(print.cast_signed())
        .bind(pack_terms(&terms))
        .execute(&mut **writing)
        .await?;
    Ok(())
}

async fn insert_vector(
    writing: &mut Writing,
    tenant: &str,
    number: i64,
    vector: &[f32],
) -> Result<(), sqlx::Error> {
    const QUANTISED: &str =
        "INSERT INTO passage_vector (tenant, passage_number, scale, quantised) VALUES ($1, $2, $3, $4)";
    const EXACT: &str =
        "INSERT INTO passage_vector_exact (tenant, passage_number, floats) VALUES ($1, $2, $3)";
    let (quantised, scale) = quantise(vector);
    let query = sqlx::query(QUANTISED).bind(tenant).bind(number).bind(f64::from(scale)).bind(quantised);
    query.execute(&mut **writing).await?;
    sqlx::query(EXACT).bind(tenant).bind(number).bind(to_bytes(vector)).execute(&mut **writing).await?;
    Ok(())
}
