//! What people want done rather than answered: a report made, something sent every Monday, a word when a measure falls.
//!
//! An order is read from the words by rules, as everything is that acts. What recurs is confirmed first: the question back
//! says in words what would be done, and the reply that takes it is the order itself.

mod alert;
mod pages;
mod read;
mod recurrence;
#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};

use crate::report::Page;

pub use alert::Alert;
pub(crate) use pages::{Change, change};
pub(crate) use read::{Bucket, CONFIRMED, Request, Wanted, request};
pub use recurrence::{DayOfMonth, Days, Recurrence};

/// What somebody wants done, in full: nothing of it depends on the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub what: Ordered,
    pub when: When,
    /// The file it comes as.
    pub file: FileKind,
    /// It goes to the person's e-mail address, and not where it was ordered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_mail: bool,
    /// All of it as a sentence without its end: `every Monday at 07:00 (Europe/London), OEE by line last week`.
    pub words: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ordered {
    Report(ReportOrder),
    /// The answer to this question.
    Answer {
        question: String,
    },
}

/// A report of a kind, in the words of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportOrder {
    pub kind: String,
    /// `last quarter`; the kind's own where none is named.
    pub period: Option<String>,
    /// A part of the company: `Leeds`.
    pub only: Option<String>,
    /// Behind its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Now,
    Every(Recurrence),
    /// Whenever this comes to hold, once until it no longer does.
    Once(Alert),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    #[default]
    Pdf,
    Xlsx,
    Docx,
    Pptx,
    Html,
    Csv,
    Md,
}

impl FileKind {
    /// As the name of a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Xlsx => "xlsx",
            FileKind::Docx => "docx",
            FileKind::Pptx => "pptx",
            FileKind::Html => "html",
            FileKind::Csv => "csv",
            FileKind::Md => "md",
        }
    }

    /// As people say it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FileKind::Pdf => "PDF",
            FileKind::Xlsx => "Excel",
            FileKind::Docx => "Word",
            FileKind::Pptx => "PowerPoint",
            FileKind::Html => "HTML",
            FileKind::Csv => "CSV",
            FileKind::Md => "Markdown",
        }
    }
}
