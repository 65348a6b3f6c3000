//! A template's file: a zip of parts, of which those that are not changed are passed on as they are.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::error::TemplateError;
use super::types::{Kind, TYPES, Types};
use crate::ReportError;

/// The most that a template may have, in MiB, and in how many parts.
const LARGEST: usize = 100;
const MOST_PARTS: usize = 5_000;
/// The most that all its parts may unpack to, in bytes, and one that is read.
const UNPACKED: u64 = 400 << 20;
const UNPACKED_PART: u64 = 32 << 20;
/// The most that the parts that are read may come to together, and what is written in their place.
const READ: u64 = 128 << 20;
/// How an encrypted file begins, and one from before 2007.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// What some writers put before UTF-8.
const MARK: &str = "\u{feff}";

/// An open template, and what is to be changed in it.
pub(super) struct Template<'t> {
    zip: ZipArchive<Cursor<&'t [u8]>>,
    pub(super) types: Types,
    changed: BTreeMap<String, String>,
    added: BTreeMap<String, Vec<u8>>,
    read: u64,
}

impl<'t> Template<'t> {
    /// Opens a template and looks at what it says it is.
    ///
    /// # Errors
    /// It is no Word or PowerPoint file, or one that is refused.
    pub(super) fn open(bytes: &'t [u8]) -> Result<Self, TemplateError> {
        if bytes.len() > LARGEST << 20 {
            return Err(TemplateError::TooLarge { limit: LARGEST });
        }
        if bytes.starts_with(&COMPOUND) {
            return Err(TemplateError::Protected);
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| TemplateError::NotAPackage)?;
        check_size(&mut zip)?;
        let mut template =
            Self { zip, types: Types::default(), changed: BTreeMap::new(), added: BTreeMap::new(), read: 0 };
        let types = template.find(TYPES)?.ok_or(TemplateError::NotAPackage)?;
        template.types = Types::read(&types)?;
        Ok(template)
    }

    /// Whether it is a document or a presentation, and the path of its main part.
    pub(super) fn kind(&self) -> Result<(Kind, String), TemplateError> {
        self.types.kind()
    }

    /// Whether a part of the template is in a folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        let is_in = |name: &str| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.zip.file_names().any(|name| name.is_ok_and(|name| is_in(&name)))
    }

    /// The text of a part that must be there.
    pub(super) fn text(&mut self, path: &str) -> Result<String, TemplateError> {
        self.find(path)?.ok_or_else(|| TemplateError::MissingPart { part: path.to_owned() })
    }

    /// The text of a part, with what was changed in it; none where there is no such part.
    pub(super) fn find(&mut self, path: &str) -> Result<Option<String>, TemplateError> {
        if let Some(changed) = self.changed.get(path) {
            return Ok(Some(changed.clone()));
        }
        let Some(index) = self.zip.index_for_name(path) else { return Ok(None) };
        let bad = |reason: &dyn ToString| TemplateError::bad(path, reason.to_string());
        let file = self.zip.by_index(index).map_err(|error| bad(&error))?;
        let mut bytes = Vec::new();
        file.take(UNPACKED_PART + 1).read_to_end(&mut bytes).map_err(|error| bad(&error))?;
        self.read = self.read.saturating_add(bytes.len() as u64);
        if bytes.len() as u64 > UNPACKED_PART || self.read > READ {
            return Err(TemplateError::TooMuchInside { what: format!("its part \"{path}\" is too large") });
        }
        String::from_utf8(bytes).map(Some).map_err(|_| bad(&"it is not written in UTF-8"))
    }

    /// Puts another text in the place of a part's.
    pub(super) fn change(&mut self, path: &str, text: String) -> Result<(), TemplateError> {
        self.changed.insert(path.to_owned(), text);
        let all: usize = self.changed.values().map(String::len).sum();
        if all as u64 > READ {
            return Err(TemplateError::TooMuchInside { what: "filled, it is too large".to_owned() });
        }
        Ok(())
    }

    /// Adds a part, once.
    pub(super) fn add(&mut self, path: &str, bytes: Vec<u8>) {
        self.added.entry(path.to_owned()).or_insert(bytes);
    }

    /// The bytes of the filled template.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, TemplateError> {
        if let Some(types) = self.types.text() {
            self.changed.insert(TYPES.to_owned(), types);
        }
        self.zipped().map_err(|error| ReportError::write("the template", error).into())
    }

    fn zipped(mut self) -> zip::result::ZipResult<Vec<u8>> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        for index in 0..self.zip.len() {
            let file = self.zip.by_index_raw(index)?;
            let name = file.name()?.into_owned();
            match self.changed.remove(&name) {
                Some(text) => {
                    out.start_file(name, options)?;
                    out.write_all(text.as_bytes())?;
                }
                None => out.raw_copy_file(file)?,
            }
        }
        let stored = options.compression_method(CompressionMethod::Stored);
        let texts = self.changed.into_iter().map(|(path, text)| (path, text.into_bytes()));
        for (path, bytes) in texts.chain(self.added) {
            out.start_file(&path, if path.ends_with(".png") { stored } else { options })?;
            out.write_all(&bytes)?;
        }
        Ok(out.finish()?.into_inner())
    }
}

/// Refuses what unpacks to more than it may, by what the file itself says of its parts.
fn check_size(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), TemplateError> {
    let too_much = |what: &str| Err(TemplateError::TooMuchInside { what: what.to_owned() });
    if zip.len() > MOST_PARTS {
        return too_much("it has too many parts");
    }
    let mut all = 0_u64;
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).map_err(|_| TemplateError::NotAPackage)?;
        if file.encrypted() {
            return Err(TemplateError::Protected);
        }
        all = all.saturating_add(file.size());
    }
    if all > UNPACKED { too_much("all its parts together are too large") } else { Ok(()) }
}

/// The text without the mark before it, and the mark.
pub(super) fn unmarked(text: &str) -> (&str, &str) {
    text.strip_prefix(MARK).map_or(("", text), |rest| (MARK, rest))
}
