//! What the parts of documents and of presentations have in common when they are filled.

use super::edit::Edits;
use super::error::TemplateError;
use super::paragraphs::{Paragraph, Words};
use super::placeholder::{Content, Item, braced, content, find};
use super::relations::Relations;
use super::template::Template;
use super::tree::Tree;
use crate::ReportError;
use crate::font::Fonts;
use crate::model::Report;
use crate::ooxml::{Part, Picture, pictures};

/// The most that is put into one part, in bytes.
const LARGEST: usize = 64 << 20;
/// The most placeholders of a template.
const MOST: usize = 10_000;

/// A report while it is put into a template.
pub(super) struct Filling<'r> {
    pub(super) report: &'r Report,
    pub(super) fonts: Fonts,
    /// The placeholders that were found.
    pub(super) found: usize,
    drawn: Option<Drawn>,
}

/// The charts of a report as pictures, and the parts that hold these.
struct Drawn {
    pictures: Vec<Picture>,
    parts: Vec<Part>,
}

impl<'r> Filling<'r> {
    pub(super) fn new(report: &'r Report) -> Result<Self, ReportError> {
        Ok(Self { report, fonts: Fonts::load()?, found: 0, drawn: None })
    }

    /// Fills the placeholders that stand among words, and gives the one that is the whole paragraph, with what it becomes.
    ///
    /// # Errors
    /// A placeholder does not exist, is not closed, cannot be filled, or needs a paragraph of its own.
    pub(super) fn words(
        &mut self,
        paragraph: &Paragraph<'_>,
        (words, place): (Words, &'static str),
        edits: &mut Edits,
    ) -> Result<Option<(String, Vec<Item<'r>>)>, TemplateError> {
        let text = paragraph.text();
        let mut stretches = Vec::new();
        for one in find(&text, place)? {
            self.count()?;
            match content(self.report, &one.name, place)? {
                Content::Text(words) => stretches.push((one.range, words.into_owned())),
                Content::Items(items) if text.trim().len() == one.range.len() && !paragraph.mixed => {
                    return Ok(Some((one.name, items)));
                }
                Content::Items(_) => {
                    let needs = "it must stand in a paragraph of its own, with nothing beside it".to_owned();
                    return Err(TemplateError::NoRoom { placeholder: braced(&one.name), place, needs });
                }
            }
        }
        if !stretches.is_empty() {
            paragraph.replace(&stretches, words, edits);
        }
        Ok(None)
    }

    /// Counts a placeholder.
    ///
    /// # Errors
    /// There are more than a template may have.
    pub(super) fn count(&mut self) -> Result<(), TemplateError> {
        self.found += 1;
        if self.found > MOST {
            return Err(TemplateError::TooMuchInside {
                what: format!("it has more than {MOST} placeholders"),
            });
        }
        Ok(())
    }

    /// Fills a part that can hold words alone.
    pub(super) fn plain_part(
        &mut self,
        template: &mut Template<'_>,
        path: &str,
        (words, place): (Words, &'static str),
    ) -> Result<(), TemplateError> {
        let Some(text) = with_braces(template, path)? else { return Ok(()) };
        let tree = Tree::read(&text, path)?;
        let mut edits = Edits::default();
        for paragraph in super::paragraphs::paragraphs(&tree, words) {
            if let Some((name, _)) = self.words(&paragraph, (words, place), &mut edits)? {
                let needs = "only words fit there".to_owned();
                return Err(TemplateError::NoRoom { placeholder: braced(&name), place, needs });
            }
        }
        save(template, path, &text, edits)
    }

    /// The picture of a chart, whose files are in the template from then on, and the number of its link's id.
    pub(super) fn picture(
        &mut self,
        chart: usize,
        folder: &str,
        (template, relations): (&mut Template<'_>, &mut Relations),
    ) -> Result<(&Picture, usize), TemplateError> {
        if self.drawn.is_none() {
            let folder = free_folder(template, folder);
            let (pictures, parts) = pictures(self.report, &folder, &self.fonts)?;
            self.drawn = Some(Drawn { pictures, parts });
        }
        let drawn = self.drawn.as_ref();
        let Some((drawn, picture)) = drawn.and_then(|drawn| Some((drawn, drawn.pictures.get(chart)?))) else {
            return Err(ReportError::write("the template", "a chart was not drawn").into());
        };
        for path in [&picture.png, &picture.svg] {
            if let Some(part) = drawn.parts.iter().find(|part| part.path() == path) {
                template.add(path, part.bytes().to_vec());
            }
        }
        template.types.extension("png", "image/png");
        template.types.extension("svg", "image/svg+xml");
        let link = relations.pictures(&picture.png, &picture.svg);
        Ok((picture, link))
    }
}

/// A folder for pictures that the template does not have yet.
fn free_folder(template: &Template<'_>, folder: &str) -> String {
    let mut name = format!("{folder}/report");
    while template.has_folder(&name) {
        name.push('_');
    }
    name
}

/// The text of a part that may have a placeholder.
///
/// # Errors
/// The part is not in the template.
pub(super) fn with_braces(template: &mut Template<'_>, path: &str) -> Result<Option<String>, TemplateError> {
    let text = template.text(path)?;
    Ok((text.contains('{') || text.contains("&#")).then(|| super::template::unmarked(&text).1.to_owned()))
}

/// Refuses what grows past what a part may have, while it grows.
pub(super) fn check(edits: &Edits, path: &str) -> Result<(), TemplateError> {
    if edits.len() > LARGEST {
        return Err(TemplateError::TooMuchInside {
            what: format!("filled, its part \"{path}\" is too large"),
        });
    }
    Ok(())
}

/// Puts a part back, if it changed.
pub(super) fn save(
    template: &mut Template<'_>,
    path: &str,
    text: &str,
    edits: Edits,
) -> Result<(), TemplateError> {
    if edits.is_empty() { Ok(()) } else { template.change(path, edits.apply(text)) }
}
