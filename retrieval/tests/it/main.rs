//! The library as a caller sees it, with real files and real databases.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot be set up has failed"
)]

mod bad_files;
mod bad_queries;
mod both;
mod crowd;
#[cfg(feature = "embedder")]
mod embedder;
mod folder;
mod formats;
mod killed;
mod leaks;
mod place;
mod recall;
mod support;
