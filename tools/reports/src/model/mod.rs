//! The document that every writer writes: sections of prose, tables and charts.

mod chart;
mod clean;
mod format;
mod table;
mod text;
mod values;
mod words;

pub use chart::{Axis, AxisScale, Chart, ChartKind, Limits, Point, PointRole, Series};
pub(crate) use clean::cleaned;
pub use format::NumberFormat;
pub use table::{Align, Cell, Column, Row, RowRole, Table};
pub use text::Run;
pub(crate) use text::plain;
pub(crate) use values::values;
pub use words::Words;

use jiff::civil::Date;

/// A report: what is said, to whom, and where it comes from.
///
/// Figures stand in it as they are to be read; no writer rounds, converts or computes one.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The title. A report without one is refused, since a PDF that screen readers accept needs it.
    pub title: String,
    /// A line under the title, such as the period. May be empty.
    pub subtitle: String,
    /// The company that the report is about. May be empty.
    pub company: String,
    /// BCP 47 tag of the language that the text is in. Words that every report has, such as the heading of the sources, are
    /// written in it where it is English, German, French, Spanish or Polish, else in English.
    pub language: String,
    /// The day that the report bears.
    pub created: Date,
    /// The sections, in reading order.
    pub sections: Vec<Section>,
    /// Where the figures come from, one source an entry. May be empty.
    pub sources: Vec<String>,
}

impl Report {
    /// An empty report in British English.
    pub fn new(title: impl Into<String>, created: Date) -> Self {
        Self {
            title: title.into(),
            subtitle: String::new(),
            company: String::new(),
            language: "en-GB".to_owned(),
            created,
            sections: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// Every block, in reading order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.sections.iter().flat_map(|section| &section.blocks)
    }

    /// Every table, in reading order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// The fixed words of its language, or English ones where that has none.
    pub(crate) fn words(&self) -> &'static Words {
        Words::or_english(&self.language)
    }

    /// The date as a reader of its language writes it, such as `28 November 2026`; `2026-11-28` where that is not known.
    pub(crate) fn date_shown(&self) -> String {
        Words::of(&self.language).map_or_else(|| self.created.to_string(), |words| words.date(self.created))
    }
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// Depth of the heading, from 1. A level that skips one is drawn up to the next, as outlines need.
    pub level: u8,
    /// What stands under the heading.
    pub blocks: Vec<Block>,
}

impl Section {
    /// A section of the first level.
    pub fn new(heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { heading: heading.into(), level: 1, blocks }
    }
}

/// One piece of a section.
#[expect(
    clippy::large_enum_variant,
    reason = "a report holds few blocks, and a box would be in the way of each writer"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A bullet list, one entry an item.
    Bullets(Vec<Vec<Run>>),
    /// A caveat, set apart from the prose.
    Note(Vec<Run>),
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
    /// What follows starts on a new page, in formats that have pages.
    PageBreak,
}

impl Block {
    /// A paragraph of plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Paragraph(vec![Run::Text(text.into())])
    }

    /// A caveat of plain words.
    pub fn note(text: impl Into<String>) -> Self {
        Self::Note(vec![Run::Text(text.into())])
    }
}
