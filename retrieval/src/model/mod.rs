//! What is kept of a document, and who may read it.

mod document;
mod kind;
mod passage;
mod reader;

pub use document::Document;
pub use kind::DocumentKind;
pub use passage::Passage;
pub use reader::{EVERYONE, Reader};
