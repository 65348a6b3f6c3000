//! Rows as all databases return them. A cell that does not fit is an error of decoding, which says that what is kept is
//! damaged.

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Document, DocumentKind, Passage, index::snapshot::Held};

#[derive(Debug, Clone, Copy, sqlx_macros::FromRow)]
pub(in crate::index) struct StateRow {
    pub generation: i64,
    pub next_passage: i64,
    pub folded_until: i64,
    pub dead_passages: i64,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(in crate::index) struct DocumentRow {
    pub document_id: String,
    pub tenant: String,
    pub title: String,
    pub kind: String,
    pub source: String,
    pub content_hash: String,
    pub document_date: Option<String>,
    pub language: Option<String>,
    pub readers_json: String,
    pub links_json: String,
    pub embedder: Option<String>,
    pub first_passage: i64,
    pub passages: i64,
}

impl DocumentRow {
    pub(in crate::index) fn held(self) -> Result<Held, sqlx::Error> {
        let kind = DocumentKind::of_name(&self.kind)
            .ok_or_else(|| sqlx::Error::Decode(format!("kind {}", self.kind).into()))?;
        let document = Document {
            id: self.document_id,
            tenant: self.tenant,
            title: self.title,
            kind,
            source: self.source,
            content_hash: self.content_hash,
            date: day(self.document_date.as_deref())?,
            language: self.language,
            readers: json(&self.readers_json)?,
            links: json(&self.links_json)?,
        };
        Ok(Held {
            document,
            embedder: self.embedder,
            first_passage: counted(self.first_passage)?,
            passages: counted(self.passages)?,
        })
    }
}

/// A passage as search reads it, with its vector where the database itself cannot compare vectors.
#[derive(Debug, sqlx_macros::FromRow)]
pub(in crate::index) struct HeadRow {
    pub passage_number: i64,
    pub length: i64,
    pub print: i64,
    pub passage_date: Option<String>,
    pub scale: Option<f64>,
    pub quantised: Option<Vec<u8>>,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(in crate::index) struct TermsRow {
    pub passage_number: i64,
    pub terms: Vec<u8>,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(in crate::index) struct EntriesRow {
    pub term: String,
    pub entries: Vec<u8>,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(in crate::index) struct PassageRow {
    pub passage_number: i64,
    pub document_id: String,
    pub ordinal: i64,
    pub section_json: String,
    pub page: Option<i64>,
    pub passage_date: Option<String>,
    pub text: String,
}

impl PassageRow {
    /// With its number.
    pub(in crate::index) fn passage(self) -> Result<(u64, Passage), sqlx::Error> {
        let passage = Passage {
            document: self.document_id,
            ordinal: counted(self.ordinal)?,
            section: json(&self.section_json)?,
            page: self.page.map(counted).transpose()?,
            text: self.text,
            date: day(self.passage_date.as_deref())?,
        };
        Ok((counted(self.passage_number)?, passage))
    }
}

pub(in crate::index) fn counted<T: TryFrom<i64>>(number: i64) -> Result<T, sqlx::Error> {
    T::try_from(number).map_err(|_| sqlx::Error::Decode(format!("a count is {number}").into()))
}

pub(in crate::index) fn day(text: Option<&str>) -> Result<Option<Date>, sqlx::Error> {
    text.map(|text| text.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))).transpose()
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// A list as JSON, to be bound. What a list of texts or numbers holds can always be written.
pub(in crate::index) fn to_json<T: Serialize + ?Sized>(list: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(list).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}
