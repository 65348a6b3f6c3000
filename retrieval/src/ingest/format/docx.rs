use std::collections::HashMap;

use super::{
    package::Package,
    xml::{self, Event},
};
use crate::ingest::{Extract, Fault, Limits};

/// Paragraphs, headings by their style, and tables; pages as Word saw them when it saved.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Fault> {
    let mut package = Package::open(bytes, "docx", limits)?;
    let styles = package.part("word/styles.xml")?.map(|part| headings(&part)).unwrap_or_default();
    let part = package.main_part("word/document.xml")?;
    let mut reading = Reading { styles, ..Reading::default() };
    if part.contains("lastRenderedPageBreak") {
        reading.turn_page();
    }
    xml::walk(&part, |event| reading.take(event))
        .map_err(|detail| Fault::Corrupt { kind: "docx", detail })?;
    package.properties(&mut reading.extract)?;
    Ok(reading.extract)
}

/// Levels of the styles that are headings, by the styles' ids.
fn headings(part: &str) -> HashMap<String, u8> {
    let (mut levels, mut style) = (HashMap::new(), String::new());
    // Without its styles a document is read without its headings.
    let _ = xml::walk(part, |event| {
        let Event::Open(element) = event else { return };
        let value = || element.attribute("val").unwrap_or_default();
        match element.name {
            "style" => style = element.attribute("styleId").unwrap_or_default(),
            "name" => {
                let level =
                    value().to_lowercase().strip_prefix("heading ").and_then(|level| level.parse().ok());
                levels.extend(level.map(|level: u8| (style.clone(), level)));
            }
            "outlineLvl" => {
                let level = value().parse().ok().filter(|level: &u8| *level < 9);
                levels.extend(level.map(|level| (style.clone(), level + 1)));
            }
            _ => {}
        }
    });
    levels
}

#[derive(Default)]
struct Reading {
    extract: Extract,
    styles: HashMap<String, u8>,
    page: u32,
    text: String,
    level: Option<u8>,
    is_text: bool,
    tables: u32,
    rows: Vec<Vec<String>>,
}

impl Reading {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Open(element) => match element.name {
                "t" => self.is_text = true,
                "tab" => self.text.push(' '),
                "br" | "cr" => self.text.push('\n'),
                "pStyle" => {
                    self.level = element.attribute("val").and_then(|style| self.styles.get(&style).copied())
                }
                "tbl" => self.tables += 1,
                "tr" if self.tables == 1 => self.rows.push(Vec::new()),
                "lastRenderedPageBreak" if self.page > 0 && self.tables == 0 => self.turn_page(),
                _ => {}
            },
            Event::Text(text) if self.is_text => self.text.push_str(text),
            Event::Text(_) => {}
            Event::Close(name) => self.close(name),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "p" if self.tables > 0 => self.text.push(' '),
            "p" => self.end_paragraph(),
            "tc" if self.tables == 1 => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.extract.table(std::mem::take(&mut self.rows));
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        match self.level.take() {
            Some(level) => self.extract.heading(level, &text),
            None => self.extract.text(&text),
        }
    }

    /// What was read so far of a paragraph stays on its page.
    fn turn_page(&mut self) {
        if self.level.is_none() {
            self.end_paragraph();
        }
        self.page += 1;
        self.extract.turn_to(self.page);
    }
}
