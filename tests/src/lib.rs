//! What the end-to-end tests beside this folder share: the checkout as it lies on disk, the built `sentia` command, and
//! the peers it talks to. The tests themselves are the files in `tests/`; `tests/run` starts the peers.
#![expect(clippy::panic, reason = "a test that cannot be set up has failed")]

mod command;
mod peers;
mod workspace;

pub use command::{Finished, Running, Sentia};
pub use peers::{Aimock, postgres};
pub use workspace::{members, read, root};
