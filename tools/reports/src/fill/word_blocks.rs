//! What a placeholder of a Word template becomes: prose in the looks of the placeholder, headings, lists, captions and tables
//! in the template's styles, and in plain looks where it has none.

use std::fmt::Write as _;

use super::paragraphs::Paragraph;
use super::placeholder::Item;
use super::tree::Element;
use super::word_styles::Styles;
use super::word_table;
use crate::font::Fonts;
use crate::model::{Run, Table};
use crate::ooxml::{DRAWING, Picture, emu};
use crate::xml::escape;

const PLACED: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
/// The greatest height of a picture, in points.
const HIGHEST: f32 = 640.0;
/// The first number that pictures take, past those that Word gives.
const FIRST_PICTURE: usize = 1_000_000;
/// Sizes of headings by level where the template has no style for them, in half points.
const HEADINGS: [u8; 6] = [32, 28, 25, 23, 22, 22];

/// What stands in the place of a placeholder, while it grows.
pub(super) struct Blocks<'s> {
    out: String,
    styles: &'s Styles,
    fonts: &'s Fonts,
    /// The looks of the placeholder's paragraph and of its text, as they are written.
    look: String,
    letters: String,
    bold: String,
    /// Its style alone.
    own_style: String,
    /// The end of a part of the document with pages of its own, which must stay.
    section: String,
    in_list: bool,
    room: i64,
    ends_in_table: bool,
}

impl<'s> Blocks<'s> {
    /// Blocks in the place of a paragraph, which has `room` twentieths of a point from left to right.
    pub(super) fn new(
        paragraph: &Paragraph<'_>,
        (styles, fonts): (&'s Styles, &'s Fonts),
        room: i64,
    ) -> Self {
        let look = paragraph.element.child("w:pPr");
        let of_look = |name: &str| look.and_then(|look| look.child(name));
        let kept = |child: &Element<'_>| !matches!(child.name(), "w:sectPr" | "w:pPrChange" | "w:rPr");
        let children = look.into_iter().flat_map(|look| look.children()).filter(kept);
        let letters = paragraph.first_run().and_then(|run| run.child("w:rPr"));
        let letters: Vec<Element<'_>> = letters
            .into_iter()
            .flat_map(|letters| letters.children())
            .filter(|child| child.name() != "w:rPrChange")
            .collect();
        let mut blocks = Self {
            out: String::new(),
            styles,
            fonts,
            look: children.map(|child| child.raw()).collect(),
            letters: letters.iter().map(|child| child.raw()).collect(),
            bold: bold(&letters),
            own_style: of_look("w:pStyle").map(|style| style.raw().to_owned()).unwrap_or_default(),
            section: of_look("w:sectPr").map(|section| section.raw().to_owned()).unwrap_or_default(),
            in_list: of_look("w:numPr").is_some(),
            room,
            ends_in_table: false,
        };
        blocks.marks(paragraph);
        blocks
    }

    /// Keeps the marks of the paragraph, whose other ends may stand elsewhere.
    fn marks(&mut self, paragraph: &Paragraph<'_>) {
        let is_mark = |element: &Element<'_>| {
            let name = element.name();
            name.starts_with("w:bookmark") || name.starts_with("w:commentRange")
        };
        for mark in paragraph.element.descendants().filter(is_mark) {
            self.out.push_str(mark.raw());
        }
    }

    /// Writes anything but a chart.
    pub(super) fn write(&mut self, item: &Item<'_>) {
        match item {
            Item::Heading { level, text } => self.heading(*level, text),
            Item::Paragraph(runs) => self.prose(&self.look.clone(), "", runs),
            Item::Bullet(runs) => self.bullet(runs),
            Item::Note(runs) => self.note(runs),
            Item::Caption(text) => self.caption(text),
            Item::Table(table) => self.table(table),
            Item::PageBreak => self.paragraph("", "<w:r><w:br w:type=\"page\"/></w:r>"),
            Item::Chart(..) => {}
        }
    }

    fn paragraph(&mut self, look: &str, runs: &str) {
        let look = if look.is_empty() { String::new() } else { format!("<w:pPr>{look}</w:pPr>") };
        let _ = write!(self.out, "<w:p>{look}{runs}</w:p>");
        self.ends_in_table = false;
    }

    fn prose(&mut self, look: &str, before: &str, runs: &[Run]) {
        let runs: String = runs.iter().map(|run| self.run(run)).collect();
        if !runs.is_empty() {
            self.paragraph(look, &format!("{before}{runs}"));
        }
    }

    fn run(&self, run: &Run) -> String {
        match run {
            Run::Strong(text) => words(text, &self.bold),
            run => words(run.shown(), &self.letters),
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        match self.styles.heading(level) {
            Some(id) => {
                let look = style(id);
                self.paragraph(&look, &words(text, ""));
            }
            None => {
                let at = usize::from(level.saturating_sub(1));
                let size = HEADINGS.get(at).copied().unwrap_or(22);
                let look = format!(
                    "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"100\"/><w:outlineLvl w:val=\"{at}\"/>"
                );
                self.paragraph(&look, &words(text, &format!("<w:b/><w:sz w:val=\"{size}\"/>")));
            }
        }
    }

    fn bullet(&mut self, runs: &[Run]) {
        match &self.styles.bullet {
            _ if self.in_list => self.prose(&self.look.clone(), "", runs),
            Some(id) => self.prose(&style(id), "", runs),
            None => {
                let look = format!("{}<w:ind w:left=\"360\" w:hanging=\"260\"/>", self.own_style);
                let dot = format!("<w:r><w:rPr>{}</w:rPr><w:t>•</w:t><w:tab/></w:r>", self.letters);
                self.prose(&look, &dot, runs);
            }
        }
    }

    fn note(&mut self, runs: &[Run]) {
        let look = match &self.styles.note {
            Some(id) => style(id),
            None => format!(
                "{}<w:pBdr><w:left w:val=\"single\" w:sz=\"18\" w:space=\"8\" w:color=\"auto\"/></w:pBdr><w:ind w:left=\"200\"/>",
                self.own_style
            ),
        };
        self.prose(&look, "", runs);
    }

    fn caption(&mut self, text: &str) {
        match &self.styles.caption {
            Some(id) => self.paragraph(&format!("{}<w:keepNext/>", style(id)), &words(text, "")),
            None => self.paragraph(
                "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"60\"/>",
                &words(text, &self.bold),
            ),
        }
    }

    fn table(&mut self, table: &Table) {
        if self.ends_in_table {
            self.paragraph("", "");
        }
        let style = self.styles.table.as_deref();
        word_table::write(&mut self.out, table, style, (self.room, self.fonts));
        self.ends_in_table = true;
    }

    /// Writes the picture of a chart, made smaller where it is wider than there is room; `link` is the number of its link.
    pub(super) fn picture(&mut self, (picture, link): (&Picture, usize)) {
        let room = self.room as f32 / 20.0;
        let scale = (room / picture.width).min(HIGHEST / picture.height).min(1.0);
        let (width, height) = (picture.width * scale, picture.height * scale);
        let (alt, id) = (escape(&picture.alt), FIRST_PICTURE + link);
        let drawing = format!(
            "<w:r><w:drawing><wp:inline xmlns:wp=\"{PLACED}\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"{}\" cy=\"{}\"/><wp:docPr id=\"{id}\" name=\"Chart {id}\" descr=\"{alt}\"/>\
             <a:graphic xmlns:a=\"{DRAWING}\"><a:graphicData uri=\"{PICTURE}\"><pic:pic xmlns:pic=\"{PICTURE}\"><pic:nvPicPr>\
             <pic:cNvPr id=\"{id}\" name=\"Chart {id}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr>{}{}</pic:pic>\
             </a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
            emu(width),
            emu(height),
            Picture::fill("pic", link, link + 1),
            Picture::shape("pic", (0.0, 0.0), (width, height)),
        );
        self.paragraph(&self.look.clone(), &drawing);
    }

    /// What stands in the place of the placeholder: it never ends in a table, since cells and texts must not.
    pub(super) fn finish(mut self) -> String {
        if !self.section.is_empty() || self.ends_in_table {
            let section = std::mem::take(&mut self.section);
            self.paragraph(&section, "");
        }
        self.out
    }
}

fn style(id: &str) -> String {
    format!("<w:pStyle w:val=\"{}\"/>", escape(id))
}

pub(super) fn words(text: &str, look: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let look = if look.is_empty() { String::new() } else { format!("<w:rPr>{look}</w:rPr>") };
    format!("<w:r>{look}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// The looks of letters, made bold after the style and the fonts, where Word wants it.
fn bold(letters: &[Element<'_>]) -> String {
    let is_first = |child: &&Element<'_>| matches!(child.name(), "w:rStyle" | "w:rFonts");
    let is_bold = |child: &&Element<'_>| matches!(child.name(), "w:b");
    let first: String = letters.iter().filter(is_first).map(|child| child.raw()).collect();
    let others = letters.iter().filter(|child| !is_first(child) && !is_bold(child));
    first + "<w:b/>" + &others.map(|child| child.raw()).collect::<String>()
}
