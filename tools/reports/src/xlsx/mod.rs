//! An Excel workbook: the prose on the first sheet, then a sheet for each table and chart, in reading order. Numbers are
//! numbers, shown by number formats as the report words them, and totals that are sums add up by formula.

mod chart;
mod number;
mod prose;
mod style;
mod sum;
mod table;

use std::collections::HashSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::ReportError;
use crate::font::Fonts;
use crate::model::{Block, Report};

/// The most characters in the name of a sheet.
const LONGEST: usize = 31;

/// Writes the report as a workbook.
pub(crate) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let failed = |error: XlsxError| ReportError::write("Excel", error);
    let fonts = Fonts::load()?;
    let sheets = Sheets::of(report);
    let mut book = Workbook::new();
    book.set_properties(&properties(report).map_err(failed)?);
    let first = book.add_worksheet();
    first.set_name(&sheets.first).map_err(failed)?;
    prose::fill(first, report, &sheets).map_err(failed)?;
    let mut names = sheets.names();
    for block in report.blocks() {
        match block {
            Block::Table(content) => {
                let sheet = book.add_worksheet();
                sheet.set_name(names.next().unwrap_or_default()).map_err(failed)?;
                table::fill(sheet, content).map_err(failed)?;
            }
            Block::Chart(content) => {
                let name = names.next().unwrap_or_default();
                let sheet = book.add_worksheet();
                sheet.set_name(name).map_err(failed)?;
                chart::draw(sheet, name, content, &fonts)?;
            }
            _ => {}
        }
    }
    book.save_to_buffer().map_err(failed)
}

/// The day of the report stands in for the time of writing, so that the bytes depend on the report alone.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let year = u16::try_from(report.created.year()).unwrap_or(1900).clamp(1900, 9999);
    let created = ExcelDateTime::from_ymd(
        year,
        report.created.month().unsigned_abs(),
        report.created.day().unsigned_abs(),
    )?;
    let cut = |text: &str| text.chars().take(255).collect::<String>();
    let properties = DocProperties::new().set_title(cut(&report.title)).set_company(cut(&report.company));
    Ok(properties.set_author(cut(&report.company)).set_creation_datetime(&created))
}

/// The names of the sheets, each once.
struct Sheets {
    first: String,
    others: Vec<String>,
}

impl Sheets {
    fn of(report: &Report) -> Self {
        let mut used = HashSet::new();
        let words = report.words();
        let first = name(words.report, 0, (&mut used, words.sheet));
        let titled = report.blocks().filter_map(|block| match block {
            Block::Table(table) => Some((&table.caption, words.table)),
            Block::Chart(chart) => Some((&chart.title, words.chart)),
            _ => None,
        });
        let others = titled.enumerate().map(|(index, (title, kind))| {
            let title = if title.trim().is_empty() { kind } else { title };
            name(title, index + 1, (&mut used, words.sheet))
        });
        let others = others.collect();
        Self { first, others }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.others.iter().map(String::as_str)
    }
}

/// A name that Excel takes, `sheet` where nothing of the title is left: short, without its reserved characters, and not used yet in any case of letters.
fn name(title: &str, number: usize, (used, sheet): (&mut HashSet<String>, &str)) -> String {
    let allowed =
        |c: char| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { ' ' } else { c };
    let clean: String = title.chars().map(allowed).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean =
        if clean.is_empty() || clean.eq_ignore_ascii_case("history") { sheet.to_owned() } else { clean };
    let short = shortened(&clean, LONGEST);
    if used.insert(short.to_lowercase()) {
        return short;
    }
    let suffix = format!(" {number}");
    let numbered = format!("{}{suffix}", shortened(&clean, LONGEST - suffix.len()));
    if used.insert(numbered.to_lowercase()) {
        return numbered;
    }
    let plain = format!("{sheet} {number}");
    used.insert(plain.to_lowercase());
    plain
}

fn shortened(text: &str, most: usize) -> String {
    let mut left = most;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    text.chars().take_while(fits).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_each_once() {
        let mut used = HashSet::new();
        assert_eq!(name("P&L: 2025/26 [draft]", 1, (&mut used, "Sheet")), "P&L 2025 26 draft");
        assert_eq!(name("p&l 2025 26 DRAFT", 2, (&mut used, "Sheet")), "p&l 2025 26 DRAFT 2");
        assert!(name(&"x".repeat(99), 3, (&mut used, "Sheet")).len() <= LONGEST);
        assert!(name(&"x".repeat(99), 4, (&mut used, "Sheet")).ends_with(" 4"));
        assert_eq!(name("***", 5, (&mut used, "Sheet")), "Sheet");
    }
}
