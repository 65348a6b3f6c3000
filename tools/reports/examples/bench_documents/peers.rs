//! Programs of others that make the same files.

use std::error::Error;
use std::path::Path;
use std::process::Command;

use sentia_reports::Format;

use super::ROUNDS;
use super::measure::{Cost, MIB, measured, run};

/// A program, how it says its version, and how it makes a format.
pub(crate) struct Peer {
    name: &'static str,
    pub(crate) format: Format,
    version: Command,
    work: Command,
}

/// The peers, with the documents in a folder to work on.
pub(crate) fn all(folder: &Path) -> [Peer; 3] {
    let (html, word) = (folder.join("document.html"), folder.join("document.docx"));
    let python = std::env::var("SENTIA_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut pandoc = Command::new("pandoc");
    pandoc.args(["--from", "html", "--to", "docx", "--output"]).arg(folder.join("pandoc.docx")).arg(&html);
    let mut office = Command::new("soffice");
    let profile = format!("-env:UserInstallation=file://{}/office", folder.display());
    office
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.join("office"))
        .arg(word);
    let mut weasyprint = Command::new(&python);
    weasyprint.args(["-m", "weasyprint"]).arg(html).arg(folder.join("weasyprint.pdf"));
    [
        Peer {
            name: "pandoc, HTML to Word",
            format: Format::Word,
            version: version("pandoc", &["--version"]),
            work: pandoc,
        },
        Peer {
            name: "LibreOffice, Word to PDF",
            format: Format::Pdf,
            version: version("soffice", &["--version"]),
            work: office,
        },
        Peer {
            name: "WeasyPrint, HTML to PDF",
            format: Format::Pdf,
            version: version(&python, &["-m", "weasyprint", "--version"]),
            work: weasyprint,
        },
    ]
}

fn version(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

impl Peer {
    /// Prints what the peer takes, beside what our format takes; a peer that is not there is said to be absent.
    pub(crate) fn print(mut self, ours: Option<Cost>) -> Result<(), Box<dyn Error>> {
        let output = self.version.output();
        let Some(output) = output.ok().filter(|output| output.status.success()) else {
            println!("| {} | absent | | | |", self.name);
            return Ok(());
        };
        let version = String::from_utf8_lossy(&output.stdout);
        let version = version.lines().next().unwrap_or_default().trim().to_owned();
        // The first run sets up profiles and caches.
        run(&mut self.work).map_err(|error| format!("{}: {error}", self.name))?;
        let mut costs = Vec::new();
        for _ in 0..ROUNDS {
            costs.push(run(&mut self.work)?);
        }
        let (cost, ours) = (measured(&costs), ours.ok_or("nothing to compare with")?);
        println!(
            "| {} ({version}) | {:.0} | {:.0} | {:.1} | {:.1} |",
            self.name,
            cost.seconds * 1e3,
            cost.bytes as f64 / MIB,
            cost.seconds / ours.seconds,
            cost.bytes as f64 / ours.bytes.max(1) as f64
        );
        Ok(())
    }
}
