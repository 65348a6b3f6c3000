//! What `sentia doctor` and `sentia config check` look at. Each check says what it found and, where something is wrong,
//! what to do about it.

mod catalogue;
mod database;
mod machine;
mod model;

pub(crate) use catalogue::{catalogue, people};
pub(crate) use database::{documents, store, warehouse};
pub(crate) use machine::{disk, file, free_bytes, home, terminal};
pub(crate) use model::{answers, models};
use serde::Serialize;

use crate::render::{Style, Terminal, indented, paint};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) state: State,
    pub(crate) detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Good,
    /// It works, but not as well as it could, or only because nobody needs it yet.
    Warning,
    Bad,
}

impl Check {
    pub(crate) fn good(name: &'static str, detail: impl Into<String>) -> Self {
        Check { name, state: State::Good, detail: detail.into() }
    }

    pub(crate) fn warning(name: &'static str, detail: impl Into<String>) -> Self {
        Check { name, state: State::Warning, detail: detail.into() }
    }

    pub(crate) fn bad(name: &'static str, detail: impl ToString) -> Self {
        Check { name, state: State::Bad, detail: detail.to_string() }
    }
}

/// One line for each check (more where an error has several).
pub(crate) fn lines(checks: &[Check], terminal: &Terminal) -> String {
    let names = checks.iter().map(|check| check.name.len()).max().unwrap_or(0);
    let line = |check: &Check| {
        let (word, style) = match check.state {
            State::Good => ("ok     ", Style::Good),
            State::Warning => ("warning", Style::Warning),
            State::Bad => ("wrong  ", Style::Bad),
        };
        let lead = format!("{word}  {:names$}  ", check.name);
        let texts = check.detail.lines().enumerate().map(|(at, text)| {
            let lead = if at == 0 { lead.clone() } else { " ".repeat(lead.len()) };
            indented(&lead, text, terminal.prose_width())
        });
        let text = texts.collect::<Vec<_>>().join("\n");
        text.replacen(word, &paint(word, style, terminal), 1)
    };
    checks.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
}
