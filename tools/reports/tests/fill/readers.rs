//! What python-docx and python-pptx read in a filled template. `SENTIA_TEST_READERS` names a folder that has both.

use std::process::Command;

use sentia_reports::{Block, fill};

use crate::sample;
use crate::template::{Outcome, Parts, show, word};

const READERS: &str = "SENTIA_TEST_READERS";

/// Prints the text of a document, its tables and its pictures, a line each.
const DOCX: &str = "
import sys, docx
d = docx.Document(sys.argv[1])
for p in d.paragraphs: print('P', p.style.name, '|', p.text)
for t in d.tables: print('T', t.style.name if t.style else '', len(t.rows), len(t.columns), '|', t.cell(0, 0).text, '|', t.cell(len(t.rows) - 1, 1).text)
for s in d.inline_shapes: print('I', s.type, s.width, s.height)
print('H', d.sections[0].header.paragraphs[0].text)
print('C', d.core_properties.title)
";

/// Prints the shapes of the slides, and the notes.
const PPTX: &str = "
import sys, pptx
d = pptx.Presentation(sys.argv[1])
for s in d.slides:
    def show(shapes):
        for h in shapes:
            if h.shape_type == 6: show(h.shapes)
            elif h.has_table if hasattr(h, 'has_table') else False:
                t = h.table
                print('T', h.left, h.top, h.width, len(t.rows), len(t.columns), '|', t.cell(0, 0).text, '|', t.cell(len(t.rows) - 1, 1).text)
            elif h.shape_type == 13: print('I', h.image.content_type, h.left, h.top, h.width, h.height)
            elif h.has_text_frame: print('P', h.text_frame.text.replace('\\n', ' / '))
    show(s.shapes)
    print('N', s.notes_slide.notes_text_frame.text)
";

#[expect(clippy::disallowed_methods, reason = "tests are told where their peers are by the environment")]
fn readers() -> Option<String> {
    std::env::var(READERS).ok()
}

/// What a script prints of a template that is filled; none where there are no readers.
fn read(template: &Parts, name: &str, script: &str) -> Outcome<Option<String>> {
    let Some(readers) = readers() else {
        println!(
            "SKIPPED: a filled template in python-docx and python-pptx; name a folder that has them in {READERS}"
        );
        return Ok(None);
    };
    let file = std::env::temp_dir().join(format!("sentia-{}-{name}", std::process::id()));
    std::fs::write(&file, fill(&template.zipped(), &sample::report())?)?;
    let output =
        Command::new("python3").args(["-c", script]).arg(&file).env("PYTHONPATH", readers).output()?;
    std::fs::remove_file(&file)?;
    let text = String::from_utf8(output.stdout)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(Some(text))
}

#[test]
fn python_docx_reads_a_filled_document() -> Outcome<()> {
    let Some(text) = read(&word::whole(), "filled.docx", DOCX)? else { return Ok(()) };
    for line in [
        "Monthly operations and finance review of Brontë & Søn Fördertechnik Ltd",
        "P Heading 1 | Profit and loss",
        "P Heading 2 | Quality",
        "P Caption | Profit and loss, October 2026",
        "P List Bullet | General ledger, closed 5 November 2026",
        "T Firmentabelle 13 5 | Line | £612,400",
        "T Firmentabelle 45 4 | Day | ",
        "H October 2026, against budget and October 2025",
        "C Monthly operations and finance review",
    ] {
        assert!(text.contains(line), "no \"{line}\" in\n{text}");
    }
    let report = sample::report();
    let charts = report.blocks().filter(|block| matches!(block, Block::Chart(_))).count();
    assert_eq!(text.matches("\nI ").count(), charts + 1, "all in the text, and one in a cell:\n{text}");
    Ok(())
}

#[test]
fn python_pptx_reads_filled_slides() -> Outcome<()> {
    let Some(text) = read(&show::whole(), "filled.pptx", PPTX)? else { return Ok(()) };
    for line in [
        "P Monthly operations and finance review – Brontë & Søn Fördertechnik Ltd",
        "T 600000 1700000 5000000 13 5 | Line | £612,400",
        "P First: / Revenue was £4.82m",
        "I image/png ",
        "N Said on 28 November 2026",
    ] {
        assert!(text.contains(line), "no \"{line}\" in\n{text}");
    }
    Ok(())
}
