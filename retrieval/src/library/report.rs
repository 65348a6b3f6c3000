use std::path::{Path, PathBuf};

use crate::Fault;

/// What became of each file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub files: Vec<FileReport>,
    /// Sources of documents whose files went.
    pub removed: Vec<String>,
    /// What else there is to know, such as why nothing was removed from a folder.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FileReport {
    pub path: PathBuf,
    pub outcome: Outcome,
    /// What was odd about it: a wrong extension, pages that need OCR.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Added {
        passages: usize,
    },
    /// In the place of its former content.
    Updated {
        passages: usize,
    },
    Unchanged,
    /// The same content for other readers.
    OtherReaders,
    /// Nothing was taken in; what was there of it before is still there.
    Failed(Fault),
}

/// A file is about to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Files done, of `total`.
    pub done: usize,
    pub total: usize,
    pub path: &'a Path,
}
