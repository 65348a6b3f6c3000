//! Files of rows as tables of a warehouse. [`import`] reads CSV (any usual delimiter, encoding, decimal mark and form of
//! date) and workbooks, finds what each column holds from all of its rows, and loads them; a row that does not fit is
//! left out and told of with its line, and never stops the load. Memory stays bounded whatever the size of the file.

mod error;
mod infer;
mod ledger;
mod load;
mod names;
mod rejects;
mod report;
mod source;

pub use error::ImportError;
pub use infer::{DateOrder, Kind};
pub use ledger::TABLE as LEDGER;
pub use load::{Existing, Into, Options, Progress, import};
pub use rejects::Reject;
pub use report::{Outcome, Report, ReportColumn};
