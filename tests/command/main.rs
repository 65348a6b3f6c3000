//! The built command, as people and scripts meet it: what it answers, to whom, and how it takes bad input.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod adventureworks;
mod bad_files;
mod bad_questions;
mod conversation;
mod documents;
mod full_disk;
mod interrupted;
mod model;
mod output;
mod own_data;
mod people;
mod providers;
mod replay;
mod reports;
mod routing;
mod serve;
mod sql;
mod teams;

use sentia_tests::Finished;
use serde_json::Value;

const FAILED: i32 = 1;
const USAGE: i32 = 2;
const ASKED_BACK: i32 = 3;
const REFUSED: i32 = 4;
const INTERRUPTED: i32 = 130;

/// Failed as a command should: one line that says what to do.
#[track_caller]
fn assert_one_clear_line(finished: &Finished, code: i32) {
    assert_eq!(finished.code(), code, "{finished:?}");
    assert_clear(finished);
    // Making the demo company says so first.
    let lines = finished.stderr.lines().filter(|line| !line.starts_with("Making the demo company"));
    let lines: Vec<_> = lines.collect();
    assert!(matches!(lines.as_slice(), [line] if line.starts_with("sentia: ")), "{}", finished.stderr);
}

/// Nothing that only the authors understand.
#[track_caller]
fn assert_clear(finished: &Finished) {
    let text = &finished.stderr;
    assert!(!text.trim().is_empty(), "nothing was said: {finished:?}");
    for sign in ["panicked", "RUST_BACKTRACE", "Error {", "Err(", "Some(", "src/"] {
        assert!(!text.contains(sign), "{text}");
    }
}

/// The one JSON object of a command.
#[track_caller]
fn json(finished: &Finished) -> Value {
    let [object] =
        finished.json_lines().try_into().unwrap_or_else(|lines| panic!("not one object: {lines:?}"));
    object
}
