//! The crate as its users see it, on models of random weights; and beside llama.cpp, where `SENTIA_TEST_LLAMA_CPP` names
//! a folder with xllamacpp.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot be set up has failed"
)]

mod bad_files;
mod grammars;
mod llama_cpp;
mod peer;
mod sessions;
#[path = "../support/mod.rs"]
mod support;
