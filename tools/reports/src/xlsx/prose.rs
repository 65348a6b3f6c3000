//! The first sheet: what the report says, and on which sheets its tables and charts stand.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{Sheets, style, table::text};
use crate::model::{Block, Report, Run, plain};

/// The width of the text, in characters.
const WIDTH: usize = 100;

/// Writes the prose of a report down the first column.
pub(super) fn fill(sheet: &mut Worksheet, report: &Report, sheets: &Sheets) -> Result<(), XlsxError> {
    sheet.set_column_width(0, WIDTH as f64)?.set_screen_gridlines(false);
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let mut page = Page { sheet, row: 0 };
    page.line(&report.title, &style::title())?;
    for words in [&report.subtitle, &report.company, &report.date_shown()] {
        page.line(words, &style::quiet())?;
    }
    let mut names = sheets.names();
    for section in &report.sections {
        page.row += 1;
        page.line(&section.heading, &style::heading(section.level))?;
        for block in &section.blocks {
            match block {
                Block::Paragraph(runs) => page.runs(runs, "", &style::prose())?,
                Block::Note(runs) => page.runs(runs, "", &style::note())?,
                Block::Bullets(items) => {
                    items.iter().try_for_each(|runs| page.runs(runs, "• ", &style::prose()))?;
                }
                Block::Table(table) => page.link(&table.caption, names.next())?,
                Block::Chart(chart) => page.link(&chart.title, names.next())?,
                Block::PageBreak => {}
            }
        }
    }
    if !report.sources.is_empty() {
        page.row += 1;
        page.line(report.words().sources, &style::heading(1))?;
        report.sources.iter().try_for_each(|source| page.line(source, &style::quiet()))?;
    }
    Ok(())
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    fn runs(&mut self, runs: &[Run], before: &str, look: &Format) -> Result<(), XlsxError> {
        self.line(&format!("{before}{}", plain(runs)), look)
    }

    /// Writes a text into the next row, which is made as high as the text needs.
    fn line(&mut self, words: &str, look: &Format) -> Result<(), XlsxError> {
        if words.trim().is_empty() {
            return Ok(());
        }
        let words = text(words);
        self.sheet.write_string_with_format(self.row, 0, &words, look)?;
        let lines = words.chars().count().div_ceil(WIDTH - 8);
        if lines > 1 {
            self.sheet.set_row_height(self.row, (lines as f64 * 15.0 + 2.0).min(400.0))?;
        }
        self.row += 1;
        Ok(())
    }

    fn link(&mut self, title: &str, name: Option<&str>) -> Result<(), XlsxError> {
        let Some(name) = name else { return Ok(()) };
        let words = if title.trim().is_empty() { name } else { title };
        let short: String = words.chars().take(200).collect();
        let target = format!("internal:'{}'!A1", name.replace('\'', "''"));
        self.sheet.write_url_with_text(self.row, 0, target.as_str(), format!("→ {short}"))?;
        self.row += 1;
        Ok(())
    }
}
