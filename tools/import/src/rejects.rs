//! Rows that do not fit, in a file beside the one they come from.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::source::Row;

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// Line of the file (row of the sheet) where it begins, counted from 1.
    pub line: u64,
    pub reason: String,
}

/// Rejects shown in a report.
const SHOWN: usize = 5;

/// Counts rejects, and writes them where that is wanted; the file is made with the first of them.
pub(crate) struct Rejects {
    path: PathBuf,
    headings: Vec<String>,
    is_kept: bool,
    writer: Option<csv::Writer<File>>,
    pub count: u64,
    pub first: Vec<Reject>,
    /// Why the file could not be written.
    pub fault: Option<String>,
}

impl Rejects {
    pub(crate) fn new(path: PathBuf, headings: &[String], is_kept: bool) -> Self {
        let headings = headings.to_vec();
        Rejects { path, headings, is_kept, writer: None, count: 0, first: Vec::new(), fault: None }
    }

    pub(crate) fn add(&mut self, row: &Row, reason: String) {
        self.count += 1;
        if self.is_kept && self.fault.is_none() {
            self.fault = self.write(row, &reason).err().map(|error| error.to_string());
        }
        if self.first.len() < SHOWN {
            self.first.push(Reject { line: row.line, reason });
        }
    }

    fn write(&mut self, row: &Row, reason: &str) -> csv::Result<()> {
        if self.writer.is_none() {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_path(&self.path)?;
            let headings = self.headings.iter().map(String::as_str);
            writer.write_record(["line", "reason"].into_iter().chain(headings))?;
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let line = row.line.to_string();
        writer.write_record([line.as_str(), reason].into_iter().chain(row.cells.iter()))
    }

    /// Completes the file; its path where there is one.
    pub(crate) fn finish(&mut self) -> Option<PathBuf> {
        if let Some(Err(error)) = self.writer.as_mut().map(csv::Writer::flush) {
            self.fault.get_or_insert(error.to_string());
        }
        self.writer.take().filter(|_| self.fault.is_none()).map(|_| self.path.clone())
    }
}

/// `orders.csv.rejects.csv`; with the name of the table where a file makes several.
pub(crate) fn beside(file: &Path, table: Option<&str>) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    if let Some(table) = table {
        name.push(format!(".{table}"));
    }
    name.push(".rejects.csv");
    PathBuf::from(name)
}
