//! Writes a sample report in every format into a folder: `cargo run -p sentia-reports --example sample -- FOLDER`.

use std::error::Error;
use std::path::PathBuf;

use sentia_reports::{Format, write};

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../tests/sample/mod.rs"]
mod sample;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let report = sample::report();
    for format in Format::ALL {
        let file = folder.join(format!("sample.{}", format.extension()));
        std::fs::write(file, write(&report, format)?)?;
    }
    Ok(())
}
