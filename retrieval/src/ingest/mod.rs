//! Files read as headings, paragraphs and tables. What a file is, is told by its content; whatever it holds, the reading
//! of it ends in text or in a [`Fault`].

mod decode;
mod detect;
mod extract;
mod fault;
mod format;
mod isolate;
mod limits;
mod walk;

pub(crate) use extract::{Block, Extract};
pub use fault::Fault;
pub(crate) use isolate::read_isolated;
pub use limits::Limits;
pub(crate) use walk::{Found, walk};
