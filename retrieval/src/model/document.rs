use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::DocumentKind;

/// A document as its readers see it in a list; its text stands in its passages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The same for the same tenant and source, so that a changed file takes the place of its former self.
    pub id: String,
    pub tenant: String,
    pub title: String,
    pub kind: DocumentKind,
    /// Where it came from: a path, or the name of an upload. One document for each in a tenant.
    pub source: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub content_hash: String,
    /// The day that the document itself bears.
    pub date: Option<Date>,
    /// ISO 639-3 (`eng`, `deu`); none where the text is too short or too mixed to tell.
    pub language: Option<String>,
    /// The groups that may read it; [`crate::EVERYONE`] is all of the tenant. Nobody reads one without groups.
    pub readers: BTreeSet<String>,
    /// What it is about, as labels of the caller's own (`machine:M-104`).
    pub links: BTreeSet<String>,
}

impl Document {
    /// The id of a tenant's document from this source.
    pub fn id_of(tenant: &str, source: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(tenant.len() as u64).to_le_bytes()).update(tenant.as_bytes());
        hasher.update(source.as_bytes());
        let hash = hasher.finalize().to_hex();
        format!("d{}", hash.as_str().get(..24).unwrap_or_default())
    }
}
