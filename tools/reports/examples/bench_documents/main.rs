//! How long a document of more than ten pages takes in each format and how much memory, beside what others make of the same.
//!
//! `cargo run --release -p sentia-reports --example bench_documents`. Each figure is the median of whole processes, which
//! start, write one file and end; memory is the greatest that any of them held. Peers are taken where they are on the
//! PATH: pandoc (HTML to Word), LibreOffice (Word to PDF) and WeasyPrint (HTML to PDF), the last of the Python that
//! SENTIA_BENCH_PYTHON names, else python3.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for developers that measures time"
)]

mod measure;
mod peers;
#[expect(dead_code, reason = "tests use the rest")]
#[path = "../../tests/sample/mod.rs"]
mod sample;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use measure::{Cost, MIB, measured, peak};
use sentia_reports::{Format, Report, write};

/// Runs of each program.
pub(crate) const ROUNDS: usize = 5;
/// What a PDF of ten pages may take: seconds and bytes.
const BAR_SECONDS: f64 = 1.0;
const BAR_BYTES: u64 = 150_000_000;
const PAGES: usize = 10;
const FORMATS: [Format; 6] =
    [Format::Pdf, Format::Word, Format::Excel, Format::PowerPoint, Format::Html, Format::Markdown];

/// What a format took: the writing alone, the whole process, and the size of the file.
struct Ours {
    writing: f64,
    whole: Cost,
    bytes: u64,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, extension, file] = arguments.as_slice() {
        return if word == "write" { one(extension, file) } else { Err("no such command".into()) };
    }
    let folder = std::env::temp_dir().join(format!("sentia-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = compare(&folder);
    std::fs::remove_dir_all(&folder)?;
    outcome
}

/// The sample's sections twice over.
fn document() -> Report {
    let mut report = sample::report();
    report.sections.extend(report.sections.clone());
    report
}

/// Writes one file, and prints how long the writing took and the most memory that this process held.
fn one(extension: &str, file: &str) -> Result<ExitCode, Box<dyn Error>> {
    let format = FORMATS.into_iter().find(|format| format.extension() == extension);
    let format = format.ok_or("no such format")?;
    let report = document();
    let start = Instant::now();
    let bytes = write(&report, format)?;
    let seconds = start.elapsed().as_secs_f64();
    std::fs::write(file, bytes)?;
    println!("{seconds} {}", peak("self").ok_or("this system does not say how much memory a process held")?);
    Ok(ExitCode::SUCCESS)
}

fn compare(folder: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let mut ours = Vec::new();
    for format in FORMATS {
        ours.push((format, of_format(format, &file(folder, format))?));
    }
    let pages = pages(&file(folder, Format::Pdf))?;
    println!(
        "A document of {pages} pages, {} charts and {} tables; medians of {ROUNDS} processes.\n",
        charts(),
        document().tables().count()
    );
    println!("| format | writing, ms | whole process, ms | peak memory, MiB | file, KiB |\n|--|--|--|--|--|");
    for (format, cost) in &ours {
        println!(
            "| {} | {:.0} | {:.0} | {:.0} | {:.0} |",
            format.extension(),
            cost.writing * 1e3,
            cost.whole.seconds * 1e3,
            cost.whole.bytes as f64 / MIB,
            cost.bytes as f64 / 1024.0
        );
    }
    println!(
        "\n| peer | whole process, ms | peak memory, MiB | its time / ours | its memory / ours |\n|--|--|--|--|--|"
    );
    for peer in peers::all(folder) {
        let same = ours.iter().find(|(format, _)| *format == peer.format).map(|(_, cost)| cost.whole);
        peer.print(same)?;
    }
    let pdf = ours.iter().find(|(format, _)| *format == Format::Pdf).map(|(_, cost)| cost.whole);
    Ok(judged(pages, pdf.ok_or("no PDF")?))
}

fn file(folder: &Path, format: Format) -> PathBuf {
    folder.join(format!("document.{}", format.extension()))
}

fn charts() -> usize {
    document().blocks().filter(|block| matches!(block, sentia_reports::Block::Chart(_))).count()
}

/// Writes a format in several processes, one after another.
fn of_format(format: Format, file: &Path) -> Result<Ours, Box<dyn Error>> {
    let mut writing = Vec::new();
    let mut whole = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut child = Command::new(std::env::current_exe()?);
        let output = child.args(["write", format.extension()]).arg(file).output()?;
        let seconds = start.elapsed().as_secs_f64();
        let text = String::from_utf8(output.stdout)?;
        let (took, held) = text.trim().split_once(' ').ok_or("a process failed to write its file")?;
        writing.push(took.parse::<f64>()?);
        whole.push(Cost { seconds, bytes: held.parse()? });
    }
    let bytes = std::fs::metadata(file)?.len();
    Ok(Ours { writing: measure::median(writing), whole: measured(&whole), bytes })
}

fn pages(pdf: &Path) -> Result<usize, Box<dyn Error>> {
    Ok(pdf_extract::Document::load(pdf)?.get_pages().len())
}

/// Prints whether the bars are met.
fn judged(pages: usize, pdf: Cost) -> ExitCode {
    let is_long = pages >= PAGES;
    let met = |is_met: bool| if is_met && is_long { "met" } else { "MISSED" };
    let (quick, small) = (pdf.seconds < BAR_SECONDS, pdf.bytes < BAR_BYTES);
    println!(
        "\nA PDF of {PAGES} pages or more in under {BAR_SECONDS} s: {:.2} s, {}",
        pdf.seconds,
        met(quick)
    );
    println!(
        "A PDF of {PAGES} pages or more in under {} MB: {} MB, {}",
        BAR_BYTES / 1_000_000,
        pdf.bytes / 1_000_000,
        met(small)
    );
    if quick && small && is_long { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
