//! The streaming detector on the Numenta Anomaly Benchmark, beside the benchmark's yardstick computed here and published scores.
//! `cargo run --release -p sentia-analytics --example anomalies -- FOLDER [PART…]` takes only files whose names begin with a part.

mod gaussian;
mod nab;

use std::{error::Error, path::Path, time::Instant};

use nab::{File, PROFILES};
use sentia_analytics::anomaly::stream::Detector;

/// Standard profile, few false alarms, few misses: the benchmark's scoreboard, and for ARTime its authors' figures.
const PUBLISHED: [(&str, [f64; 3]); 7] = [
    ("Numenta HTM", [70.1, 63.1, 74.3]),
    ("CAD OSE", [69.9, 67.0, 73.2]),
    ("KNN-CAD", [58.0, 43.4, 64.8]),
    ("relative entropy", [54.6, 47.6, 58.8]),
    ("random cut forest", [51.7, 38.4, 59.7]),
    ("Twitter ADVec", [47.1, 33.6, 53.5]),
    ("windowed Gaussian", [39.6, 20.9, 47.4]),
];

#[expect(clippy::print_stdout, reason = "the command's output")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_default();
    let parts: Vec<String> = arguments.collect();
    if !Path::new(&folder).join("labels").is_dir() {
        println!("skipped: the first argument is the benchmark's folder, with data/ and labels/");
        return Ok(());
    }
    let files = nab::read(Path::new(&folder))?;
    let chosen = |file: &&File| parts.is_empty() || parts.iter().any(|part| file.name.starts_with(part));
    let files: Vec<&File> = files.iter().filter(chosen).collect();
    let (scores, speed) = timed(&files);
    let gaussian: Vec<Vec<f64>> = files.iter().map(|file| gaussian::scores(&file.values)).collect();
    println!(
        "NAB, {} series, one threshold for all of them and each profile; no constant by series",
        files.len()
    );
    println!("{:<28}{:>18}{:>18}{:>18}", "", PROFILES[0].name, PROFILES[1].name, PROFILES[2].name);
    line("sentia (streaming)", PROFILES.map(|profile| nab::score(&files, &scores, &profile).score));
    line("windowed Gaussian, here", PROFILES.map(|profile| nab::score(&files, &gaussian, &profile).score));
    PUBLISHED.iter().for_each(|(name, scores)| line(&format!("published: {name}"), *scores));
    let standard = nab::score(&files, &scores, &PROFILES[0]);
    println!(
        "\nstandard: {} of {} windows found, {} alerts outside them, at rarity {:.2}; {speed:.0} values/s on one core",
        standard.found, standard.windows, standard.false_alarms, standard.threshold
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the command's output")]
fn line(name: &str, scores: [f64; 3]) {
    println!("{name:<28}{:>18.2}{:>18.2}{:>18.2}", scores[0], scores[1], scores[2]);
}

/// Every value's alert, and values per second.
#[expect(clippy::disallowed_methods, reason = "the time it takes is what is measured")]
fn timed(files: &[&File]) -> (Vec<Vec<f64>>, f64) {
    let began = Instant::now();
    let scores = files.iter().map(|file| {
        let mut detector = Detector::new(file.day);
        file.values.iter().map(|value| detector.push(Some(*value)).alert).collect()
    });
    let scores: Vec<Vec<f64>> = scores.collect();
    let values: usize = files.iter().map(|file| file.values.len()).sum();
    (scores, values as f64 / began.elapsed().as_secs_f64())
}
