//! Drafts a semantic catalogue from a database that nobody has described: reads its structure and a bounded number of
//! its rows, infers keys, joins, dates, measures and members, and writes commented Open Semantic Interchange YAML that
//! loads as it is. What it was not sure about it says. [`diff`] compares two catalogues by what their measures mean.

mod diff;
mod dimensions;
mod doubts;
mod draft;
mod joins;
mod measures;
mod model;
mod paths;
mod profile;
mod tenant;
mod times;
mod units;
mod words;
mod write;

pub use diff::{Aspect, Change, diff};
pub use draft::{Draft, DraftError, Options, Tenancy, draft};
pub use joins::{Found, Join};
