//! Reports in programs that had no part in writing them. Where such a program is not at hand, the test says that it was
//! skipped.

#[expect(dead_code, reason = "other tests use the rest")]
mod extract;
mod figures;
#[expect(dead_code, reason = "other tests use the rest")]
mod sample;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use sentia_reports::{Format, write};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Writes the sample in every format into a folder of its own.
fn written(name: &str) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder)?;
    let report = sample::report();
    for format in Format::ALL {
        std::fs::write(folder.join(format!("sample.{}", format.extension())), write(&report, format)?)?;
    }
    Ok(folder)
}

/// Runs a program to its end; what it says is the error where it fails.
fn run(command: &mut Command) -> Outcome<String> {
    let done = command.output()?;
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    if done.status.success() { Ok(said) } else { Err(format!("{command:?}: {said}").into()) }
}

/// Whether a program is on the path. If not, that is said.
#[expect(clippy::print_stdout, reason = "a test says that it was skipped")]
fn at_hand(program: &str, argument: &str) -> bool {
    let found = Command::new(program).arg(argument).output().is_ok();
    if !found {
        println!("SKIPPED: reports in {program}, which is not installed");
    }
    found
}

#[test]
#[expect(clippy::disallowed_methods, reason = "tests are told where their peers are by the environment")]
fn libraries_of_others_read_the_same_figures() -> Outcome<()> {
    let Ok(libraries) = std::env::var("SENTIA_TEST_READERS") else {
        println!(
            "SKIPPED: reports in python-docx and its kin; name a folder with them in SENTIA_TEST_READERS"
        );
        return Ok(());
    };
    let folder = written("libraries")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/readers.py");
    run(Command::new("python3").env("PYTHONPATH", libraries).arg(script).arg(&folder))?;
    let wanted = figures::all(&sample::report());
    for kind in ["docx", "pptx", "pdf"] {
        figures::assert_held(kind, &std::fs::read_to_string(folder.join(format!("{kind}.txt")))?, &wanted);
    }
    let cells = std::fs::read_to_string(folder.join("xlsx.txt"))?;
    let shown: Vec<String> = cells.lines().map(shown).collect::<Outcome<_>>()?;
    figures::assert_held("xlsx", &shown.join("\n"), &wanted);
    Ok(())
}

/// What Excel shows for a line of sheet, row, column, value and number format.
fn shown(line: &str) -> Outcome<String> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [_, _, _, value, format] = parts.as_slice() else {
        return Err(format!("{line:?} has no value").into());
    };
    Ok(match value.parse() {
        Ok(number) if *format != "General" => extract::excel::display(number, format),
        _ => (*value).to_owned(),
    })
}

#[test]
fn qpdf_finds_no_fault() -> Outcome<()> {
    if at_hand("qpdf", "--version") {
        let said = run(Command::new("qpdf").arg("--check").arg(written("qpdf")?.join("sample.pdf")))?;
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        assert!(!said.contains("WARNING"), "{said}");
    }
    Ok(())
}

#[test]
fn poppler_reads_and_draws_every_page() -> Outcome<()> {
    if !at_hand("pdfinfo", "-v") || !at_hand("pdftotext", "-v") || !at_hand("pdftoppm", "-v") {
        return Ok(());
    }
    let folder = written("poppler")?;
    let file = folder.join("sample.pdf");
    let about = run(Command::new("pdfinfo").arg(&file))?;
    let says = |key: &str| about.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("").trim();
    assert_eq!(says("Title:"), "Monthly operations and finance review");
    assert_eq!((says("Tagged:"), says("JavaScript:"), says("Encrypted:")), ("yes", "no", "no"));
    let text = run(Command::new("pdftotext").arg(&file).arg("-"))?;
    figures::assert_held("pdf", &text, &figures::all(&sample::report()));
    let drawn = run(Command::new("pdftoppm").args(["-r", "20", "-png"]).arg(&file).arg(folder.join("page")))?;
    assert_eq!(drawn, "", "poppler draws without a complaint");
    let pages: usize = says("Pages:").parse()?;
    let pictures = std::fs::read_dir(&folder)?.filter_map(Result::ok);
    let pictures = pictures.filter(|file| file.path().extension().is_some_and(|end| end == "png")).count();
    assert_eq!(pictures, pages);
    Ok(())
}

#[test]
fn libreoffice_opens_what_office_would() -> Outcome<()> {
    let folder = written("libreoffice")?;
    for (program, kind) in [("lowriter", "docx"), ("loimpress", "pptx"), ("localc", "xlsx")] {
        if !at_hand(program, "--version") {
            continue;
        }
        let home = format!("-env:UserInstallation=file://{}", folder.join("home").display());
        let file = folder.join(format!("sample.{kind}"));
        let out = folder.join(kind);
        run(Command::new(program)
            .arg(home)
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .arg(&out)
            .arg(file))?;
        assert!(std::fs::metadata(out.join("sample.pdf"))?.len() > 10_000, "{kind}");
    }
    Ok(())
}
