//! The streaming detector on the Numenta Anomaly Benchmark, beside its yardstick computed here and the published figures.

mod gaussian;
mod nab;

use std::{error::Error, path::Path};

#[expect(clippy::print_stdout, reason = "the command's output")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_default();
    if !Path::new(&folder).join("labels").is_dir() {
        println!("skipped: give the folder of the benchmark (with data/ and labels/)");
        return Ok(());
    }
    let files = nab::read(Path::new(&folder))?;
    let all: Vec<&nab::File> = files.iter().collect();
    let scores: Vec<Vec<f64>> = all.iter().map(|file| gaussian::scores(&file.values)).collect();
    for profile in &nab::PROFILES {
        let r = nab::score(&all, &scores, profile);
        println!("{} {:.2} t {} found {}/{} fa {}", profile.name, r.score, r.threshold, r.found, r.windows, r.false_alarms);
    }
    Ok(())
}
