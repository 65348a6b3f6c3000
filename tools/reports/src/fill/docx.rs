//! A Word template, filled.

use super::edit::Edits;
use super::error::TemplateError;
use super::paragraphs::{Words, paragraphs};
use super::part::{Filling, check, save, with_braces};
use super::placeholder::Item;
use super::relations::Relations;
use super::template::Template;
use super::tree::Tree;
use super::word_blocks::Blocks;
use super::word_page::{page_width, room};
use super::word_styles::Styles;
use crate::font::Fonts;

/// The ordinary namespace of Word, and the one of the strict kind.
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

/// Parts with paragraphs of Word by the end of their media type, and what a reader calls them.
const PARTS: [(&str, &str); 7] = [
    ("wordprocessingml.document.main+xml", "the text"),
    ("wordprocessingml.template.main+xml", "the text"),
    ("wordprocessingml.header+xml", "a header"),
    ("wordprocessingml.footer+xml", "a footer"),
    ("wordprocessingml.footnotes+xml", "a footnote"),
    ("wordprocessingml.endnotes+xml", "an endnote"),
    ("wordprocessingml.comments+xml", "a comment"),
];

/// Parts with words alone.
const PLAIN: [(&str, Words, &str); 4] = [
    ("drawingml.chart+xml", Words::Drawing, "a diagram"),
    ("drawingml.diagramData+xml", Words::Drawing, "a diagram"),
    ("drawingml.diagramDrawing+xml", Words::Drawing, "a diagram"),
    ("core-properties+xml", Words::Properties, "the properties of the file"),
];

pub(super) fn fill(
    template: &mut Template<'_>,
    main: &str,
    filling: &mut Filling<'_>,
) -> Result<(), TemplateError> {
    let text = template.text(main)?;
    let tree = Tree::read(super::template::unmarked(&text).1, main)?;
    check_namespace(&tree, main)?;
    let width = page_width(&tree);
    let styles = Relations::of(template, main)?.first("styles").map(str::to_owned);
    let styles = match styles.map(|path| template.find(&path)).transpose()?.flatten() {
        Some(text) => Styles::read(super::template::unmarked(&text).1)?,
        None => Styles::default(),
    };
    for (kind, place) in PARTS {
        for path in template.types.of(kind) {
            fill_part(template, &path, filling, (&styles, width, place))?;
        }
    }
    plain_parts(template, filling)
}

/// Fills the parts of a document or presentation that hold words alone.
pub(super) fn plain_parts(
    template: &mut Template<'_>,
    filling: &mut Filling<'_>,
) -> Result<(), TemplateError> {
    for (kind, words, place) in PLAIN {
        for path in template.types.of(kind) {
            filling.plain_part(template, &path, (words, place))?;
        }
    }
    Ok(())
}

fn check_namespace(tree: &Tree<'_>, part: &str) -> Result<(), TemplateError> {
    match tree.root().and_then(|root| root.attribute("xmlns:w")).as_deref() {
        Some(WORD) => Ok(()),
        Some(STRICT) => Err(TemplateError::Strict),
        _ => Err(TemplateError::bad(part, "it is not written as Word writes it")),
    }
}

fn fill_part(
    template: &mut Template<'_>,
    path: &str,
    filling: &mut Filling<'_>,
    (styles, width, place): (&Styles, i64, &'static str),
) -> Result<(), TemplateError> {
    let Some(text) = with_braces(template, path)? else { return Ok(()) };
    let tree = Tree::read(&text, path)?;
    check_namespace(&tree, path)?;
    let fonts = Fonts::load()?;
    let mut relations = Relations::of(template, path)?;
    let mut edits = Edits::default();
    for paragraph in paragraphs(&tree, Words::Word) {
        let Some((_, items)) = filling.words(&paragraph, (Words::Word, place), &mut edits)? else { continue };
        let mut blocks = Blocks::new(&paragraph, (styles, &fonts), room(&paragraph.element, width));
        for item in items {
            match item {
                Item::Chart(chart) => {
                    let picture = filling.picture(chart, "word", (template, &mut relations))?;
                    blocks.picture(picture);
                }
                item => blocks.write(&item),
            }
        }
        edits.replace(paragraph.element.range(), blocks.finish());
        check(&edits, path)?;
    }
    relations.save(template)?;
    save(template, path, &text, edits)
}
