//! What stands on which slide: blocks in reading order, and a new slide where one is full.

use super::frame::CONTENT;
use crate::chart::drawing::Style;
use crate::chart::palette::INK;
use crate::font::{Fonts, Weight};
use crate::model::{Block, Report, Row, Run, Section, Table, plain};
use crate::text::{Span, wrap};

/// The size of text on slides, in points, and the height of its lines.
pub(super) const TEXT: f32 = 16.0;
const LINE: f32 = TEXT * 1.25;
const GAP: f32 = 8.0;
/// The height of text that may stand under a chart.
const BESIDE: f32 = 4.5 * LINE;
/// The size of text in tables, and the height of a line of a row.
pub(super) const CELL: f32 = 11.0;
pub(super) const ROW: f32 = 20.0;

/// One thing on a slide; heights are in points.
pub(super) enum Item<'a> {
    /// Paragraphs of runs, with or without bullets.
    Text { paragraphs: Vec<Paragraph>, height: f32 },
    /// Some rows of a table, under its headings.
    Table { table: &'a Table, rows: &'a [Row], height: f32 },
    /// The chart at an index.
    Chart(usize),
}

/// A paragraph on a slide.
pub(super) struct Paragraph {
    pub(super) runs: Vec<Run>,
    pub(super) bullet: bool,
    pub(super) note: bool,
}

/// A slide: its title and what stands on it.
pub(super) struct Slide<'a> {
    pub(super) title: String,
    pub(super) items: Vec<Item<'a>>,
}

/// The slides of a report, but for the first.
pub(super) fn slides<'a>(report: &'a Report, fonts: &Fonts) -> Vec<Slide<'a>> {
    let mut deck = Deck { slides: Vec::new(), title: String::new(), left: 0.0, charts: 0, fonts };
    for section in &report.sections {
        deck.section(section);
    }
    if !report.sources.is_empty() {
        deck.start(report.words().sources);
        for source in &report.sources {
            deck.text(&[Run::Text(source.clone())], true, false);
        }
    }
    let mut slides = deck.slides;
    slides.retain(|slide| !slide.items.is_empty());
    slides
}

struct Deck<'a, 'f> {
    slides: Vec<Slide<'a>>,
    title: String,
    left: f32,
    charts: usize,
    fonts: &'f Fonts,
}

impl<'a> Deck<'a, '_> {
    fn section(&mut self, section: &'a Section) {
        if !section.heading.is_empty() || self.title.is_empty() {
            self.start(&section.heading);
        }
        for block in &section.blocks {
            match block {
                Block::Paragraph(runs) => self.text(runs, false, false),
                Block::Note(runs) => self.text(runs, false, true),
                Block::Bullets(items) => items.iter().for_each(|runs| self.text(runs, true, false)),
                Block::Table(table) => self.table(table),
                Block::Chart(chart) => self.chart(&chart.title),
                Block::PageBreak => self.turn(),
            }
        }
    }

    fn start(&mut self, title: &str) {
        title.clone_into(&mut self.title);
        self.turn();
    }

    fn turn(&mut self) {
        self.begin(self.title.clone());
    }

    fn begin(&mut self, title: String) {
        self.slides.push(Slide { title, items: Vec::new() });
        self.left = CONTENT.3;
    }

    fn put(&mut self, item: Item<'a>, height: f32) {
        if let Some(slide) = self.slides.last_mut() {
            slide.items.push(item);
        }
        self.left -= height + GAP;
    }

    /// Puts a paragraph onto the slide, in parts where it is longer than one.
    fn text(&mut self, runs: &[Run], bullet: bool, note: bool) {
        if plain(runs).trim().is_empty() {
            return;
        }
        for runs in self.parts(runs) {
            let height = self.lines(&runs) as f32 * LINE + GAP;
            if height > self.left {
                self.turn();
            }
            let paragraph = Paragraph { runs, bullet, note };
            match self.slides.last_mut().and_then(|slide| slide.items.last_mut()) {
                Some(Item::Text { paragraphs, height: all }) => {
                    paragraphs.push(paragraph);
                    *all += height;
                    self.left -= height;
                }
                _ => self.put(Item::Text { paragraphs: vec![paragraph], height }, height),
            }
        }
    }

    fn lines(&self, runs: &[Run]) -> usize {
        let style = Style { size: TEXT, weight: Weight::Bold, colour: INK };
        wrap(&[Span::new(plain(runs), style)], CONTENT.2 - 24.0, self.fonts).len()
    }

    /// The runs as they are, or, if they fill more than a slide, their words in parts that fit.
    fn parts(&self, runs: &[Run]) -> Vec<Vec<Run>> {
        let most = ((CONTENT.3 - GAP) / LINE) as usize;
        if self.lines(runs) <= most {
            return vec![runs.to_vec()];
        }
        let style = Style { size: TEXT, weight: Weight::Bold, colour: INK };
        let lines = wrap(&[Span::new(plain(runs), style)], CONTENT.2 - 24.0, self.fonts);
        let words = |lines: &[crate::text::Line]| {
            let text: String =
                lines.iter().flat_map(|line| &line.pieces).map(|piece| piece.text.as_str()).collect();
            vec![Run::Text(text)]
        };
        lines.chunks(most.saturating_sub(1).max(1)).map(words).collect()
    }

    /// Puts a table onto slides of its own, as many as it needs.
    fn table(&mut self, table: &'a Table) {
        let title = if table.caption.trim().is_empty() { self.title.clone() } else { table.caption.clone() };
        let mut rows = table.rows.as_slice();
        let mut part = 1;
        loop {
            let count = self.fitting(table, rows);
            let (now, later) = rows.split_at(count);
            self.begin(if part == 1 { title.clone() } else { format!("{title} ({part})") });
            let height = now.iter().map(|row| self.height(table, row)).sum::<f32>() + ROW;
            self.put(Item::Table { table, rows: now, height }, height + GAP);
            rows = later;
            part += 1;
            if rows.is_empty() {
                return;
            }
        }
    }

    /// How many rows fit on a slide under the headings: one at least.
    fn fitting(&self, table: &Table, rows: &[Row]) -> usize {
        let mut left = CONTENT.3 - ROW;
        let fits = |row: &&Row| {
            left -= self.height(table, row);
            left >= 0.0
        };
        rows.iter().take_while(fits).count().max(1).min(rows.len())
    }

    fn height(&self, table: &Table, row: &Row) -> f32 {
        let style = Style { size: CELL, weight: Weight::Bold, colour: INK };
        let widths = widths(table);
        let lines = row.cells.iter().zip(widths).map(|(cell, width)| {
            wrap(&[Span::new(cell.shown(), style)], (width - 12.0).max(CELL), self.fonts).len()
        });
        let lines = lines.max().unwrap_or(1).max(1);
        ROW + (lines - 1) as f32 * CELL * 1.2
    }

    /// Puts a chart onto a slide of its own, under its title, with room for a remark below.
    fn chart(&mut self, title: &str) {
        let title = if title.trim().is_empty() { self.title.clone() } else { title.to_owned() };
        self.begin(title);
        self.put(Item::Chart(self.charts), 0.0);
        self.charts += 1;
        self.left = BESIDE;
    }
}

/// Widths of columns in points, by their longest texts, which add up to that of the content.
pub(super) fn widths(table: &Table) -> Vec<f32> {
    let column = |index: usize, label: &str| {
        let cells = table.rows.iter().take(200).filter_map(|row| row.cells.get(index));
        let longest = cells.map(|cell| cell.shown().chars().count()).max().unwrap_or(0);
        (longest.max(label.chars().count().min(14)).clamp(4, 44) + 3) as f32
    };
    let wishes: Vec<f32> =
        table.columns.iter().enumerate().map(|(index, head)| column(index, &head.label)).collect();
    let total: f32 = wishes.iter().sum();
    wishes.iter().map(|wish| wish * CONTENT.2 / total).collect()
}
