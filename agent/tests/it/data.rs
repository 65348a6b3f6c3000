//! Files that are too large for the repository: recorded traffic and the providers' own schemas.

use std::{fs::File, io::Read, path::Path};

use flate2::read::GzDecoder;

/// Holds `cassettes/` and `schemas/`.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");

/// The unpacked text; none, with a line that says so, where there are no such files.
pub(crate) fn unpacked(path: &str) -> Option<String> {
    let place = Path::new(FOLDER).join(path);
    let Ok(file) = File::open(&place) else {
        println!("SKIPPED: {path} is not there, in a folder `shared/data` beside the repository");
        return None;
    };
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("text");
    Some(text)
}
