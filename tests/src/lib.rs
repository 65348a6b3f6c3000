//! What the end-to-end tests beside this folder share: the checkout as it lies on disk, and the built `sentia` command.
//! The tests themselves are the files in `tests/`; `tests/run` starts the peers that they need.
#![expect(clippy::panic, reason = "a test that cannot be set up has failed")]

mod command;
mod workspace;

pub use command::{Finished, Running, Sentia};
pub use workspace::{members, read, root};
