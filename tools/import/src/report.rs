use std::path::PathBuf;

use serde::Serialize;

use crate::{Kind, Reject};

/// What became of one table of a file.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub file: PathBuf,
    pub table: String,
    /// How the file is written: encoding, delimiter, sheet.
    pub written: String,
    pub outcome: Outcome,
    pub columns: Vec<ReportColumn>,
    /// Rows that are (or would be) loaded.
    pub rows: u64,
    pub rejected: u64,
    pub first_rejects: Vec<Reject>,
    /// Where the rejected rows stand.
    pub rejects_file: Option<PathBuf>,
    /// What a person should know before relying on it.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The table was made for it.
    Made,
    /// The rows were added to a table that was there.
    Appended,
    /// The table was made anew.
    Replaced,
    /// The same content is there already; nothing was done.
    AlreadyThere,
}

#[derive(Debug, Clone, Serialize)]
pub struct ReportColumn {
    /// As it stands in the file.
    pub heading: String,
    pub name: String,
    pub kind: Kind,
    /// Up to three values.
    pub examples: Vec<String>,
}
