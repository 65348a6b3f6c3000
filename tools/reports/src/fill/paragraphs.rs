//! The paragraphs of a part and the texts in them. Word and PowerPoint split one word over several runs wherever a mark of
//! the spelling checker or a change of language falls, so a placeholder is looked for in the whole paragraph.

use std::ops::Range;

use super::edit::Edits;
use super::tree::{Element, Tree};
use crate::xml::escape;

/// What stands in the text for a tab, a line break or a field, which no placeholder may span.
const BREAK: &str = "\n";

/// What the elements of text are called in a kind of part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// As Word calls them.
    Word,
    /// As drawings do, which are what slides are made of.
    Drawing,
    /// As the properties of a file do: each is a paragraph and its text at once.
    Properties,
}

/// A paragraph: the element, its texts, and whether it has anything but text.
pub(super) struct Paragraph<'t> {
    pub(super) element: Element<'t>,
    pub(super) pieces: Vec<Piece<'t>>,
    pub(super) mixed: bool,
}

/// A text of a paragraph. One that is no element cannot be changed: it is a break.
pub(super) struct Piece<'t> {
    pub(super) element: Option<Element<'t>>,
    text: String,
}

impl Words {
    fn is_paragraph(self, name: &str) -> bool {
        match self {
            Self::Word => name == "w:p",
            Self::Drawing => name == "a:p",
            Self::Properties => matches!(
                name,
                "dc:title" | "dc:subject" | "dc:description" | "dc:creator" | "cp:keywords" | "cp:category"
            ),
        }
    }

    fn is_text(self, element: &Element<'_>) -> bool {
        match self {
            Self::Word => element.name() == "w:t",
            Self::Drawing => element.name() == "a:t" && !is_in(element, "a:fld"),
            Self::Properties => self.is_paragraph(element.name()),
        }
    }

    fn is_break(self, element: &Element<'_>) -> bool {
        let name = element.name();
        match self {
            Self::Word => {
                matches!(
                    name,
                    "w:tab" | "w:br" | "w:cr" | "w:sym" | "w:noBreakHyphen" | "w:drawing" | "w:pict"
                ) && is_in(element, "w:r")
            }
            Self::Drawing => matches!(name, "a:br" | "a:fld"),
            Self::Properties => false,
        }
    }

    /// Whether an element may be in a paragraph that is to be replaced as a whole.
    fn is_plain(self, name: &str) -> bool {
        match self {
            Self::Word => matches!(
                name,
                "w:r"
                    | "w:t"
                    | "w:ins"
                    | "w:smartTag"
                    | "w:proofErr"
                    | "w:bookmarkStart"
                    | "w:bookmarkEnd"
                    | "w:lastRenderedPageBreak"
                    | "w:commentRangeStart"
                    | "w:commentRangeEnd"
                    | "w:commentReference"
            ),
            Self::Drawing => matches!(name, "a:r" | "a:t" | "a:endParaRPr"),
            Self::Properties => false,
        }
    }

    /// What holds the looks of a paragraph or of a run, and no text.
    fn is_look(self, name: &str) -> bool {
        matches!(name, "w:pPr" | "w:rPr" | "a:pPr" | "a:rPr" | "a:endParaRPr")
    }
}

fn is_in(element: &Element<'_>, parent: &str) -> bool {
    element.ancestors().next().is_some_and(|above| above.name() == parent)
}

/// The paragraphs of a part, also those in boxes inside other paragraphs, each with the texts that are its own.
pub(super) fn paragraphs<'t>(tree: &'t Tree<'_>, words: Words) -> Vec<Paragraph<'t>> {
    let mut done: Vec<Paragraph<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut look: Option<Element<'_>> = None;
    for element in tree.all() {
        if look.is_some_and(|look| look.holds(&element)) {
            continue;
        }
        while open.last().and_then(|at| done.get(*at)).is_some_and(|over| !over.element.holds(&element)) {
            open.pop();
        }
        let name = element.name();
        if words.is_paragraph(name) {
            open.push(done.len());
            done.push(Paragraph { element, pieces: Vec::new(), mixed: false });
        }
        let Some(paragraph) = open.last().and_then(|at| done.get_mut(*at)) else { continue };
        if words.is_look(name) {
            look = Some(element);
        } else if words.is_text(&element) {
            let text = element.text().unwrap_or(BREAK.into()).into_owned();
            paragraph.pieces.push(Piece { element: Some(element), text });
        } else if words.is_break(&element) {
            paragraph.pieces.push(Piece { element: None, text: BREAK.to_owned() });
            paragraph.mixed = true;
        } else if paragraph.element.holds(&element) && !words.is_plain(name) {
            paragraph.mixed = true;
        }
    }
    done
}

impl<'t> Paragraph<'t> {
    /// The whole text.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// The run of the first text that is not blank.
    pub(super) fn first_run(&self) -> Option<Element<'t>> {
        let piece = self.pieces.iter().find(|piece| !piece.text.trim().is_empty())?;
        piece.element?.ancestors().next()
    }

    /// Puts texts in the place of stretches of the whole text, which come in order, each into the run in which the stretch begins.
    pub(super) fn replace(&self, stretches: &[(Range<usize>, String)], words: Words, edits: &mut Edits) {
        let mut start = 0;
        let mut left = stretches;
        for piece in &self.pieces {
            let end = start + piece.text.len();
            let past = left.iter().take_while(|(range, _)| range.end <= start).count();
            left = left.get(past..).unwrap_or_default();
            let here = left.iter().take_while(|(range, _)| range.start < end).count();
            let here = left.get(..here).unwrap_or_default();
            if let (false, Some(element)) = (here.is_empty(), piece.element) {
                write(&element, &merged(&piece.text, start, here), words, edits);
            }
            start = end;
        }
    }
}

/// The text of a piece that starts at `start` of the whole, after the replacements, all of which touch it.
fn merged(text: &str, start: usize, stretches: &[(Range<usize>, String)]) -> String {
    let end = start + text.len();
    let mut out = String::new();
    let mut at = start;
    for (range, with) in stretches {
        if range.start >= start {
            out.push_str(text.get(at - start..range.start - start).unwrap_or_default());
            out.push_str(with);
        }
        at = range.end.min(end);
    }
    out.push_str(text.get(at - start..).unwrap_or_default());
    out
}

/// Writes a text into its element; Word drops spaces at its ends unless it is told to keep them.
fn write(element: &Element<'_>, text: &str, words: Words, edits: &mut Edits) {
    edits.replace(element.inside_range(), escape(text).into_owned());
    let keeps = element.attribute("xml:space").is_some();
    if words == Words::Word && !keeps && text.trim() != text {
        edits.insert(element.tag_range().end - 1, " xml:space=\"preserve\"".to_owned());
    }
}
