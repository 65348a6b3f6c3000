//! Files that are too large for the repository: recorded traffic and the providers' own schemas.

use std::{fs::File, io::Read, path::PathBuf};

use flate2::read::GzDecoder;

/// Folder with `cassettes/` and `schemas/`.
const FOLDER: &str = "SENTIA_TEST_DATA";

/// The unpacked text; none, with a line that says so, where there are no such files.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their data is")]
pub(crate) fn unpacked(path: &str) -> Option<String> {
    let Ok(folder) = std::env::var(FOLDER) else {
        println!("skipped: {FOLDER} is not set; it names the folder that holds {path}");
        return None;
    };
    let path = PathBuf::from(folder).join(path);
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("text");
    Some(text)
}
