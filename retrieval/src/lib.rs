//! Documents as passages that are found by their words and by their meaning, within what their reader may see.
//!
//! [`Library`] is all that most need: files go in, with the groups that may read them, and passages come out that can be
//! cited by document, section, page and date. There is no search without a [`Reader`]; what a reader may not read takes
//! no part in it, not even in how rare a word is. [`Index`] is where passages are kept, [`Embedder`] what makes vectors
//! of them; without one they are found by their words alone, and a search says so.

mod chunk;
mod embed;
mod index;
mod ingest;
mod library;
mod model;
mod quote;
mod text;

#[cfg(feature = "embedder")]
pub use embed::SentenceTransformer;
pub use embed::{EmbedError, Embedder};
pub use index::{
    Filter, Fingerprint, Hit, Index, IndexError, PostgresIndex, Query, QueryVector, SqliteIndex, Stats,
    Vectors,
};
pub use ingest::{Fault, Limits};
pub use library::{FileReport, Library, Outcome, Progress, Report, Search};
pub use model::{Document, DocumentKind, EVERYONE, Passage, Reader};
pub use quote::Quote;
