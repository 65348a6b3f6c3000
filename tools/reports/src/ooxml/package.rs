use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::XML;
use crate::ReportError;

/// The start of the types of links.
const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A part of a package: its path, its media type, its bytes, and the parts that it names.
pub(crate) struct Part {
    path: String,
    media: &'static str,
    bytes: Vec<u8>,
    links: Vec<(String, String)>,
}

impl Part {
    /// A part at a path without a leading slash. An empty media type leaves it to the extension.
    pub(crate) fn new(path: impl Into<String>, media: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), media, bytes: bytes.into(), links: Vec::new() }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Names another part, by a path that starts at the package; the id is `rId1` for the first, and so on.
    #[must_use]
    pub(crate) fn link(mut self, kind: &str, path: impl Into<String>) -> Self {
        self.links.push((kind.to_owned(), path.into()));
        self
    }
}

/// A package while it grows.
pub(crate) struct Package {
    format: &'static str,
    parts: Vec<Part>,
}

impl Package {
    /// A package whose errors name a format.
    pub(crate) fn new(format: &'static str) -> Self {
        Self { format, parts: Vec::new() }
    }

    pub(crate) fn add(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// The bytes of the package, whose root names the main part and the properties.
    pub(crate) fn finish(mut self, main: &str) -> Result<Vec<u8>, ReportError> {
        let root =
            Part::new("", "", Vec::new()).link("officeDocument", main).link("core", "docProps/core.xml");
        let mut files = vec![("[Content_Types].xml".to_owned(), self.types().into_bytes())];
        files.push(("_rels/.rels".to_owned(), links(&root.links).into_bytes()));
        for part in std::mem::take(&mut self.parts) {
            if !part.links.is_empty() {
                files.push((beside(&part.path), links(&part.links).into_bytes()));
            }
            files.push((part.path, part.bytes));
        }
        zipped(files).map_err(|error| ReportError::write(self.format, error))
    }

    fn types(&self) -> String {
        let mut out = format!(
            "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Default Extension=\"png\" ContentType=\"image/png\"/>\
             <Default Extension=\"svg\" ContentType=\"image/svg+xml\"/>"
        );
        for part in self.parts.iter().filter(|part| !part.media.is_empty()) {
            let _ = write!(out, "<Override PartName=\"/{}\" ContentType=\"{}\"/>", part.path, part.media);
        }
        out.push_str("</Types>");
        out
    }
}

/// The path of the part that lists the links of a part.
fn beside(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    format!("{folder}/_rels/{name}.rels")
}

fn links(links: &[(String, String)]) -> String {
    let mut out = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (index, (kind, path)) in links.iter().enumerate() {
        let kind = match kind.as_str() {
            "core" => "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
                .to_owned(),
            kind => format!("{TYPE}/{kind}"),
        };
        let id = index + 1;
        let _ = write!(out, "<Relationship Id=\"rId{id}\" Type=\"{kind}\" Target=\"/{path}\"/>");
    }
    out.push_str("</Relationships>");
    out
}

/// The files as a zip, all with the earliest time that a zip can bear.
fn zipped(files: Vec<(String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let method =
            if path.ends_with(".png") { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        zip.start_file(path, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
