//! How long documents take: a document of a number of pages as PDF, beside the same document through programs that people use for
//! it, and whole reports by the command, with their queries and their words.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use jiff::civil::date;
use sentia_reports::{
    Block, Cell, Chart, ChartKind, Column, Format, NumberFormat, Point, Report, ReportError, Row, Section,
    Series, Table,
};
use sentia_semantic::time::Stopwatch;

/// Times of which the median is told.
const TIMES: usize = 5;
/// Rows of a table, about half a page.
const ROWS: u32 = 16;

#[derive(Debug, thiserror::Error)]
pub enum DocumentsError {
    #[error("the document could not be written: {0}")]
    Report(#[from] ReportError),
    #[error("a program or file could not be used: {0}")]
    Io(#[from] io::Error),
}

/// A document of so many pages, written once: how long it took, and the most memory that this process has held since it began.
///
/// # Errors
/// A document that cannot be written.
pub fn once(pages: u32) -> Result<String, DocumentsError> {
    let report = document(pages);
    let watch = Stopwatch::start();
    let bytes = sentia_reports::write(&report, Format::Pdf)?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" unknown").trim();
    Ok(format!(
        "{:.0} ms from a cold start, {} bytes, at most {peak} resident",
        ms(watch.elapsed()),
        bytes.len()
    ))
}

/// The table of times, for documents of these numbers of pages.
///
/// # Errors
/// A document that cannot be written; a folder that cannot be used.
pub fn run(pages: &[u32], command: Option<&Path>) -> Result<String, DocumentsError> {
    let folder = env::temp_dir().join(format!("sentia-documents-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let told = documents(pages, &folder).and_then(|documents| {
        let reports = command.map(|command| reports(command, &folder)).transpose()?;
        Ok(documents + &reports.unwrap_or_default())
    });
    fs::remove_dir_all(&folder)?;
    told
}

fn documents(pages: &[u32], folder: &Path) -> Result<String, DocumentsError> {
    let mut told = String::new();
    for &pages in pages {
        let report = document(pages);
        let ours = median(TIMES, || sentia_reports::write(&report, Format::Pdf).map(drop))?;
        let pdf = folder.join("ours.pdf");
        fs::write(&pdf, sentia_reports::write(&report, Format::Pdf)?)?;
        let own = env::current_exe()?;
        let once = Command::new(own).args(["documents", "--once", &pages.to_string()]).output()?;
        told.push_str(&format!(
            "PDF of {} pages, tagged: {:.0} ms; by itself {}\n",
            counted(&pdf).unwrap_or_else(|| format!("about {pages}")),
            ms(ours),
            String::from_utf8_lossy(&once.stdout).trim()
        ));
        for peer in PEERS {
            told.push_str(&format!("  {}\n", beside(peer, &report, ours, folder)?));
        }
    }
    Ok(told)
}

/// A program that makes a PDF of the same document.
struct Peer {
    name: &'static str,
    program: &'static str,
    /// What it reads.
    from: Format,
    /// `{in}`, `{out}` and `{folder}` stand for paths.
    arguments: &'static [&'static str],
}

const PEERS: [Peer; 3] = [
    Peer {
        name: "WeasyPrint, from our HTML",
        program: "weasyprint",
        from: Format::Html,
        arguments: &["{in}", "{out}"],
    },
    Peer {
        name: "pandoc with WeasyPrint, from our Markdown",
        program: "pandoc",
        from: Format::Markdown,
        arguments: &["{in}", "-o", "{out}", "--pdf-engine=weasyprint"],
    },
    Peer {
        name: "LibreOffice, from our Word file",
        program: "soffice",
        from: Format::Word,
        arguments: &[
            "-env:UserInstallation=file://{folder}/office",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            "{folder}",
            "{in}",
        ],
    },
];

fn beside(peer: Peer, report: &Report, ours: Duration, folder: &Path) -> Result<String, DocumentsError> {
    let name = peer.name;
    let input = folder.join(format!("document.{}", peer.from.extension()));
    fs::write(&input, sentia_reports::write(report, peer.from)?)?;
    let (place, output) = (folder.display().to_string(), folder.join("document.pdf"));
    let arguments: Vec<String> = peer
        .arguments
        .iter()
        .map(|argument| {
            let argument = argument.replace("{in}", &input.display().to_string());
            argument.replace("{out}", &output.display().to_string()).replace("{folder}", &place)
        })
        .collect();
    let convert = || {
        let _ = fs::remove_file(&output);
        let status = Command::new(peer.program)
            .args(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if status.success() && output.exists() { Ok(()) } else { Err(io::Error::other("it made no file")) }
    };
    match convert().and_then(|()| median(3, convert)) {
        Ok(theirs) => {
            let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
            let pages = counted(&output).map_or_else(String::new, |pages| format!(", {pages} pages"));
            Ok(format!("{name}: {:.0} ms, {ratio:.1} times as long{pages}", ms(theirs)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(format!("{name}: not compared, `{}` is not installed", peer.program))
        }
        Err(error) => Ok(format!("{name}: not compared: {error}")),
    }
}

/// Every kind of report by the command, on the demo company: queries, words and the PDF.
fn reports(command: &Path, folder: &Path) -> Result<String, DocumentsError> {
    let home = folder.join("home");
    let output = folder.join("report.pdf");
    let make = |kind: &str| {
        let _ = fs::remove_file(&output); // the command overwrites none
        let run = Command::new(command)
            .args(["report", kind, "--home"])
            .arg(&home)
            .arg("--out")
            .arg(&output)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if run.success() { Ok(()) } else { Err(io::Error::other("it was not made")) }
    };
    let mut told = String::from("Whole reports by the command, offline: queries, words and PDF\n");
    for (at, kind) in kinds()?.iter().enumerate() {
        if at == 0 {
            make(kind)?; // makes the demo company
        }
        let taken = median(3, || make(kind))?;
        let pages = counted(&output).map_or_else(String::new, |pages| format!(", {pages} pages"));
        told.push_str(&format!("  {kind}: {:.0} ms{pages}\n", ms(taken)));
    }
    Ok(told)
}

/// The kinds of reports there are, by their files.
fn kinds() -> io::Result<Vec<String>> {
    let files = fs::read_dir("prompts/reports")?;
    let names = files.filter_map(|file| Some(file.ok()?.path().file_stem()?.to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

/// Pages of a PDF, where `pdfinfo` is installed.
fn counted(pdf: &PathBuf) -> Option<String> {
    let told = Command::new("pdfinfo").arg(pdf).output().ok()?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    told.lines().find_map(|line| Some(line.strip_prefix("Pages:")?.trim().to_owned()))
}

fn median<E>(times: usize, mut run: impl FnMut() -> Result<(), E>) -> Result<Duration, E> {
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        let watch = Stopwatch::start();
        run()?;
        taken.push(watch.elapsed());
    }
    taken.sort();
    Ok(taken[times / 2])
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Prose, a chart and a table on each page.
fn document(pages: u32) -> Report {
    let mut report = Report::new("Monthly operations review", date(2026, 11, 30));
    report.subtitle = format!("A document of {pages} pages");
    report.sections = (1..=pages).map(section).collect();
    report
}

fn section(number: u32) -> Section {
    const PROSE: &str = "Output was in line with the plan. Availability fell because of two stoppages, both of the same machine, and \
        quality held. The weeks before show no trend; the change is within what is usual for this line.";
    let blocks = vec![
        Block::text(PROSE),
        Block::Chart(chart(number)),
        Block::text(PROSE),
        Block::Table(table(number)),
    ];
    Section::new(format!("Line {number}"), blocks)
}

/// Weeks of a figure that goes up and down.
fn value(number: u32, at: u32) -> f64 {
    f64::from((number * 37 + at * 53) % 200) / 1000.0 + 0.6
}

fn percent(value: f64) -> String {
    format!("{:.1}%", value * 100.0)
}

fn chart(number: u32) -> Chart {
    let points = (1..=26).map(|week| {
        let value = value(number, week);
        Point::new(format!("W{week}"), value, percent(value))
    });
    Chart {
        title: format!("OEE of line {number}"),
        alt: String::new(),
        kind: ChartKind::Line,
        format: NumberFormat::Percent { decimals: 1 },
        series: vec![Series::new("OEE", points.collect())],
        limits: None,
        across: None,
    }
}

fn table(number: u32) -> Table {
    let share = NumberFormat::Percent { decimals: 1 };
    let row = |week: u32| {
        let figures = (0..3).map(|column| {
            let value = value(number + column, week);
            Cell::number(value, percent(value))
        });
        Row::new(std::iter::once(Cell::text(format!("Week {week}"))).chain(figures).collect())
    };
    Table {
        caption: format!("Line {number} by week"),
        columns: vec![
            Column::text("Week"),
            Column::number("Availability", share.clone()),
            Column::number("Effectiveness", share.clone()),
            Column::number("Quality", share),
        ],
        rows: (1..=ROWS).map(row).collect(),
    }
}
