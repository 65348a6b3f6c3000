//! What a file says its parts are.

use super::edit::Edits;
use super::error::TemplateError;
use super::template::unmarked;
use super::tree::Tree;

/// The path of the part that says what the others are.
pub(super) const TYPES: &str = "[Content_Types].xml";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
const SHOW: &str = "application/vnd.openxmlformats-officedocument.presentationml.";

/// What a template is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    PowerPoint,
}

/// The media types of the parts of a template.
#[derive(Default)]
pub(super) struct Types {
    source: String,
    parts: Vec<Typed>,
    extensions: Vec<String>,
    edits: Edits,
    end: usize,
}

/// A part, its media type, and where that stands.
struct Typed {
    path: String,
    media: String,
    at: std::ops::Range<usize>,
}

impl Types {
    pub(super) fn read(text: &str) -> Result<Self, TemplateError> {
        let source = unmarked(text).1;
        let tree = Tree::read(source, TYPES)?;
        let mut types = Self { source: source.to_owned(), ..Self::default() };
        for element in tree.root().into_iter().flat_map(|root| root.children()) {
            if let Some(extension) = element.attribute("Extension") {
                types.extensions.push(extension.to_lowercase());
            }
            if let Some((path, media)) = element.attribute("PartName").zip(element.attribute("ContentType")) {
                let path = path.trim_start_matches('/').to_owned();
                types.parts.push(Typed { path, media, at: element.tag_range() });
            }
        }
        types.end = tree.root().map_or(0, |root| root.inside_range().end);
        Ok(types)
    }

    /// The kind of the file and the path of its main part.
    pub(super) fn kind(&self) -> Result<(Kind, String), TemplateError> {
        let macros = |part: &Typed| {
            let media = part.media.to_lowercase();
            media.contains("macroenabled") || media.ends_with("vbaproject")
        };
        if self.parts.iter().any(macros) {
            return Err(TemplateError::Macros);
        }
        let kinds = self.parts.iter().filter_map(|part| Some((main(&part.media)?.0, part.path.clone())));
        kinds.into_iter().next().ok_or(TemplateError::OtherKind)
    }

    /// The paths of the parts of a media type, which is named by its end, in the order in which the file lists them.
    pub(super) fn of(&self, end: &str) -> Vec<String> {
        let of_type = self.parts.iter().filter(|part| part.media.ends_with(end));
        of_type.map(|part| part.path.clone()).collect()
    }

    /// Says what files with an extension are, unless that is said already.
    pub(super) fn extension(&mut self, extension: &str, media: &str) {
        if self.extensions.iter().any(|one| one == extension) {
            return;
        }
        self.extensions.push(extension.to_owned());
        let text = format!("<Default Extension=\"{extension}\" ContentType=\"{media}\"/>");
        self.edits.insert(self.end, text);
    }

    /// The text of the part, if it changed: what was a template or a slide show becomes a document or a presentation.
    pub(super) fn text(&mut self) -> Option<String> {
        for part in &self.parts {
            if let Some((_, Some(plain))) = main(&part.media) {
                let tag = self.source.get(part.at.clone()).unwrap_or_default();
                self.edits.replace(part.at.clone(), tag.replace(&part.media, &plain));
            }
        }
        let edits = std::mem::take(&mut self.edits);
        (!edits.is_empty()).then(|| edits.apply(&self.source))
    }
}

/// The kind of file whose main part has a media type, and the type that it is to have if that is another.
fn main(media: &str) -> Option<(Kind, Option<String>)> {
    if let Some(kind) = media.strip_prefix(WORD) {
        return match kind {
            "document.main+xml" => Some((Kind::Word, None)),
            "template.main+xml" => Some((Kind::Word, Some(format!("{WORD}document.main+xml")))),
            _ => None,
        };
    }
    match media.strip_prefix(SHOW)? {
        "presentation.main+xml" => Some((Kind::PowerPoint, None)),
        "template.main+xml" | "slideshow.main+xml" => {
            Some((Kind::PowerPoint, Some(format!("{SHOW}presentation.main+xml"))))
        }
        _ => None,
    }
}
