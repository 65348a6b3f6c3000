//! Rows of the tables as types. A cell that does not fit is an error of decoding, which says that the file is damaged.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{Document, DocumentKind, Passage, index::snapshot::Held};

pub(super) const DOCUMENT: &str =
    "tenant, document_id, title, kind, source, content_hash, document_date, language,
    readers_json, links_json, embedder, first_passage, passages";

pub(super) fn held(row: &SqliteRow) -> Result<Held, sqlx::Error> {
    let kind: String = row.try_get("kind")?;
    let kind =
        DocumentKind::of_name(&kind).ok_or_else(|| sqlx::Error::Decode(format!("kind {kind}").into()))?;
    let document = Document {
        id: row.try_get("document_id")?,
        tenant: row.try_get("tenant")?,
        title: row.try_get("title")?,
        kind,
        source: row.try_get("source")?,
        content_hash: row.try_get("content_hash")?,
        date: date(row, "document_date")?,
        language: row.try_get("language")?,
        readers: json(row, "readers_json")?,
        links: json(row, "links_json")?,
    };
    let embedder = row.try_get("embedder")?;
    Ok(Held {
        document,
        embedder,
        first_passage: number(row, "first_passage")?,
        passages: number(row, "passages")?,
    })
}

pub(super) fn passage(row: &SqliteRow) -> Result<Passage, sqlx::Error> {
    Ok(Passage {
        document: row.try_get("document_id")?,
        ordinal: number(row, "ordinal")?,
        section: json(row, "section_json")?,
        page: row.try_get("page")?,
        text: row.try_get("text")?,
        date: date(row, "passage_date")?,
    })
}

pub(super) fn number<T: TryFrom<i64>>(row: &SqliteRow, column: &str) -> Result<T, sqlx::Error> {
    let number: i64 = row.try_get(column)?;
    T::try_from(number).map_err(|_| sqlx::Error::Decode(format!("{column} is {number}").into()))
}

pub(super) fn date(row: &SqliteRow, column: &str) -> Result<Option<Date>, sqlx::Error> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))).transpose()
}

fn json<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(row.try_get(column)?).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// A list as JSON, to be bound. What a list of texts or numbers holds can always be written.
pub(super) fn to_json<T: serde::Serialize>(list: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(list).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}
