use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum ReadError {
    #[error("cannot read {}: {error}", file.display())]
    File { file: PathBuf, error: std::io::Error },
    #[error("{}, line {line}: {error}", file.display())]
    Line { file: PathBuf, line: usize, error: serde_json::Error },
    #[error("series {id}: {error}")]
    Series { id: String, error: String },
}

/// One series: what was known, and what came.
#[derive(Debug, Deserialize)]
pub(super) struct Series {
    pub(super) id: String,
    period: String,
    #[serde(rename = "h")]
    pub(super) horizon: usize,
    #[serde(rename = "x")]
    pub(super) history: Vec<f64>,
    #[serde(rename = "xx")]
    pub(super) actual: Vec<f64>,
}

impl Series {
    pub(super) fn season(&self) -> usize {
        match self.period.as_str() {
            "MONTHLY" => 12,
            "QUARTERLY" => 4,
            _ => 1,
        }
    }
}

pub(super) fn series(folder: &Path, period: &str) -> Result<Vec<Series>, ReadError> {
    let mut all: Vec<Series> = lines(&folder.join("m3_all.jsonl"))?;
    all.retain(|series| series.period == period);
    Ok(all)
}

/// One value for each line of JSON.
pub(super) fn lines<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<Vec<T>, ReadError> {
    let text = fs::read_to_string(file).map_err(|error| ReadError::File { file: file.to_owned(), error })?;
    text.lines()
        .enumerate()
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| ReadError::Line {
                file: file.to_owned(),
                line: at + 1,
                error,
            })
        })
        .collect()
}
