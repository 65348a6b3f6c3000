use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A piece of a document that can be found and cited by itself: a few paragraphs, or a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The document's id.
    pub document: String,
    /// Its place among the document's passages, from 0.
    pub ordinal: u32,
    /// The headings above it, the outermost first.
    pub section: Vec<String>,
    /// Page, slide or sheet, from 1, where the document has such.
    pub page: Option<u32>,
    /// As it stands in the document, white space aside; rows of a table are lines, their cells parted by ` | `.
    pub text: String,
    /// The day that it bears; the document's where it bears none of its own.
    pub date: Option<Date>,
}
