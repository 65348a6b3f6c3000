use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// A file to be read, or why there is none.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) fault: Option<String>,
}

/// A file, or the files of a folder and the folders in it, in the order of their names; hidden ones are left out, and
/// links are not followed.
pub(crate) fn walk(path: &Path) -> Vec<Found> {
    let is_shown =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let entries = WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(is_shown);
    let found = entries.filter_map(|entry| match entry {
        Ok(entry) if entry.file_type().is_file() => Some(Found { path: entry.into_path(), fault: None }),
        Ok(_) => None,
        Err(error) => {
            let path = error.path().unwrap_or(path).to_path_buf();
            Some(Found { path, fault: Some(error.to_string()) })
        }
    });
    found.collect()
}
