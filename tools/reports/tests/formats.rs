//! One report in every format: each tells the same figures, and the same report gives the same bytes.

mod extract;
mod figures;
#[expect(dead_code, reason = "other tests use the rest")]
mod sample;

use figures::packed;
use sentia_reports::{Block, Cell, Format, Report, ReportError, Section, write};

#[test]
fn all_formats_tell_the_same_figures() -> Result<(), Box<dyn std::error::Error>> {
    let report = sample::report();
    let wanted = figures::all(&report);
    assert!(wanted.len() > 70);
    for format in [Format::Html, Format::Word, Format::PowerPoint, Format::Pdf, Format::Markdown] {
        let bytes = write(&report, format)?;
        figures::assert_held(format.extension(), &extract::text(format, &bytes)?, &wanted);
    }
    let bytes = write(&report, Format::Csv)?;
    figures::assert_held("csv", &extract::text(Format::Csv, &bytes)?, &figures::in_tables(&report));
    Ok(())
}

#[test]
fn excel_shows_the_same_figures_from_real_numbers() -> Result<(), Box<dyn std::error::Error>> {
    let report = sample::report();
    let shown = extract::excel::sheets(&write(&report, Format::Excel)?)?;
    for table in report.tables() {
        let sheet = shown.iter().find(|sheet| table.caption.starts_with(sheet.name.as_str()));
        let sheet = sheet.ok_or("a table has no sheet")?;
        for (index, row) in table.rows.iter().enumerate() {
            for (column, cell) in row.cells.iter().enumerate() {
                let found = sheet.cell(index + 1, column);
                match cell {
                    Cell::Number { value, shown } => {
                        assert_eq!(found.shown, *shown);
                        assert_eq!(found.value, Some(*value));
                    }
                    Cell::Text(text) => assert_eq!(found.shown, *text),
                    Cell::Empty => assert_eq!(found.shown, ""),
                }
            }
        }
    }
    let prose = packed(&shown.iter().flat_map(|sheet| sheet.texts()).collect::<String>());
    assert!(["£4.82m", "−£183,250", "€48,910", "61.8%"].iter().all(|figure| prose.contains(figure)));
    Ok(())
}

#[test]
fn totals_that_are_sums_are_formulas() -> Result<(), Box<dyn std::error::Error>> {
    let shown = extract::excel::sheets(&write(&sample::report(), Format::Excel)?)?;
    let sheet = shown.iter().find(|sheet| sheet.name.starts_with("Profit")).ok_or("no sheet")?;
    assert_eq!(sheet.cell(5, 1).formula.as_deref(), Some("SUM(B3:B5)"));
    assert_eq!(sheet.cell(12, 1).formula.as_deref(), Some("SUM(B3:B5,B8:B11)"));
    assert_eq!(sheet.cell(12, 4).formula, None);
    Ok(())
}

#[test]
fn the_same_report_gives_the_same_bytes() -> Result<(), ReportError> {
    for format in Format::ALL {
        assert!(write(&sample::report(), format)? == write(&sample::report(), format)?, "{format:?}");
    }
    Ok(())
}

#[test]
fn an_empty_report_is_written_and_one_without_a_title_refused() -> Result<(), ReportError> {
    let mut report = Report::new("Nothing happened", jiff::civil::date(2026, 2, 28));
    for format in Format::ALL {
        assert!(!write(&report, format)?.is_empty(), "{format:?}");
    }
    report.title = "\u{7} ".to_owned();
    assert!(matches!(write(&report, Format::Pdf), Err(ReportError::NoTitle)));
    Ok(())
}

#[test]
fn what_people_type_stays_text() -> Result<(), Box<dyn std::error::Error>> {
    let mut report = Report::new("<script>alert(1)</script>", jiff::civil::date(2026, 1, 1));
    report.sections = vec![Section::new("\" onload=\"x", vec![Block::text("a & b < c ]]> \u{202e}evil")])];
    let html = String::from_utf8(write(&report, Format::Html)?)?;
    assert!(!html.contains("<script") && !html.contains("\" onload") && !html.contains('\u{202e}'));
    let csv = String::from_utf8(write(&sample::report(), Format::Csv)?)?;
    assert!(csv.contains("\"'=HYPERLINK(") && !csv.contains(",=HYPERLINK"));
    Ok(())
}

#[test]
fn the_words_of_every_report_are_in_its_language() -> Result<(), Box<dyn std::error::Error>> {
    let mut report = sample::report();
    report.language = "de-AT".to_owned();
    for format in [Format::Html, Format::Word, Format::PowerPoint, Format::Markdown, Format::Pdf] {
        let text = extract::text(format, &write(&report, format)?)?;
        assert!(text.contains("Quellen") && text.contains("28. November 2026"), "{format:?}");
        assert!(!text.contains("Sources") && !text.contains("28 November 2026"), "{format:?}");
    }
    let word = write(&report, Format::Word)?;
    let footer = extract::part(&word, "word/footer.xml")?;
    assert!(footer.contains(">Seite </w:t>") && footer.contains("> von </w:t>"), "{footer}");
    let sheets = extract::excel::sheets(&write(&report, Format::Excel)?)?;
    let first = sheets.iter().find(|sheet| sheet.name == "Bericht").ok_or("no first sheet")?;
    assert!(first.texts().any(|text| text == "Quellen"));
    Ok(())
}
