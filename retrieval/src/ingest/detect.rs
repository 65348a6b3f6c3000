use std::{io::Cursor, path::Path};

use super::{Fault, decode::decode};
use crate::DocumentKind;

/// What the bytes of a file are. The extension of its name decides only between kinds of text.
pub(super) fn detect(bytes: &[u8], name: &str) -> Result<DocumentKind, Fault> {
    let beginning = bytes.get(..1_024).unwrap_or(bytes);
    if beginning.windows(5).any(|window| window == b"%PDF-") && !is_message(beginning) {
        return Ok(DocumentKind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return of_package(bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(of_compound_file(bytes));
    }
    match is_binary(bytes) {
        true => Err(Fault::UnknownFormat { what: "no text and no document of a known kind" }),
        false => Ok(of_text(bytes, name)),
    }
}

/// A note where a name's extension says something else than its content.
pub(super) fn wrong_extension(kind: DocumentKind, name: &str) -> Option<String> {
    let extension = extension(name);
    let named = match extension.as_str() {
        "pdf" => DocumentKind::Pdf,
        "docx" | "docm" => DocumentKind::Docx,
        "xlsx" | "xlsm" => DocumentKind::Xlsx,
        "pptx" | "pptm" => DocumentKind::Pptx,
        "html" | "htm" | "xhtml" => DocumentKind::Html,
        "eml" => DocumentKind::Email,
        "md" | "markdown" => DocumentKind::Markdown,
        "csv" | "tsv" => DocumentKind::Csv,
        "doc" | "xls" | "ppt" | "png" | "jpg" | "zip" => {
            return Some(format!("it is named .{extension} but holds {}; it was read as that", kind.name()));
        }
        _ => return None,
    };
    (named != kind)
        .then(|| format!("it is named .{extension} but holds {}; it was read as that", kind.name()))
}

fn of_package(bytes: &[u8]) -> Result<DocumentKind, Fault> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| Fault::Corrupt { kind: "zip", detail: error.to_string() })?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    match () {
        () if has("word/document.xml") => Ok(DocumentKind::Docx),
        () if has("xl/workbook.xml") => Ok(DocumentKind::Xlsx),
        () if has("ppt/presentation.xml") => Ok(DocumentKind::Pptx),
        () => Err(Fault::UnknownFormat { what: "an archive" }),
    }
}

/// Word and Excel put what they encrypt into a file of this kind.
fn of_compound_file(bytes: &[u8]) -> Fault {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match bytes.windows(name.len()).any(|window| window == name) {
        true => Fault::Encrypted,
        false => Fault::UnknownFormat { what: "a document of an old Office (.doc, .xls, .ppt)" },
    }
}

fn is_binary(bytes: &[u8]) -> bool {
    if encoding_rs::Encoding::for_bom(bytes).is_some() {
        return false;
    }
    let sample = bytes.get(..8_192).unwrap_or(bytes);
    let is_odd = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    sample.iter().filter(is_odd).count() * 100 > sample.len()
}

fn of_text(bytes: &[u8], name: &str) -> DocumentKind {
    let sample = decode(bytes.get(..16_384).unwrap_or(bytes)).0;
    let extension = extension(name);
    if is_html(&sample) {
        DocumentKind::Html
    } else if is_message(sample.as_bytes()) {
        DocumentKind::Email
    } else if ["md", "markdown"].contains(&extension.as_str()) {
        DocumentKind::Markdown
    } else if ["csv", "tsv"].contains(&extension.as_str()) || is_rows(&sample) {
        DocumentKind::Csv
    } else {
        DocumentKind::Text
    }
}

fn is_html(sample: &str) -> bool {
    let beginning = sample.trim_start().get(..512).unwrap_or(sample.trim_start()).to_ascii_lowercase();
    beginning.starts_with("<!doctype html") || beginning.starts_with("<html") || beginning.contains("<body")
}

/// Whether it begins with headers of a mail, two of the usual ones among them.
fn is_message(sample: &[u8]) -> bool {
    const USUAL: [&[u8]; 8] = [
        b"from:",
        b"to:",
        b"subject:",
        b"date:",
        b"received:",
        b"message-id:",
        b"mime-version:",
        b"return-path:",
    ];
    let headers = sample.split(|byte| *byte == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let lines: Vec<Vec<u8>> = headers.map(<[u8]>::to_ascii_lowercase).collect();
    let is_header = |line: &[u8]| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        name.len() < line.len() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    lines.first().is_some_and(|line| is_header(line))
        && lines.iter().filter(|line| USUAL.iter().any(|name| line.starts_with(name))).count() >= 2
}

/// Whether at least five lines have the same number of the same delimiter.
fn is_rows(sample: &str) -> bool {
    let lines: Vec<&str> = sample.lines().take(20).filter(|line| !line.trim().is_empty()).collect();
    lines.len() >= 5
        && [';', '\t', '|', ','].iter().any(|delimiter| {
            let mut counts = lines.iter().map(|line| line.matches(*delimiter).count());
            let first = counts.next().unwrap_or_default();
            first >= 2 && counts.all(|count| count == first)
        })
}

fn extension(name: &str) -> String {
    let extension = Path::new(name).extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_counts_and_not_the_name() {
        let kind = |text: &str, name: &str| detect(text.as_bytes(), name).unwrap();
        assert_eq!(kind("<!DOCTYPE html><p>x", "a.pdf"), DocumentKind::Html);
        assert_eq!(kind("From: a@b.c\r\nSubject: hi\r\n\r\nbody", "a.txt"), DocumentKind::Email);
        assert_eq!(kind("a;b;c\n1;2;3\n1;2;3\n1;2;3\n1;2;3\n", "log.txt"), DocumentKind::Csv);
        assert_eq!(kind("Note: this is prose.\n\nFrom here on.", "a.txt"), DocumentKind::Text);
        assert!(wrong_extension(DocumentKind::Html, "a.pdf").is_some());
        assert_eq!(
            detect(&[0, 1, 2, 3, 4], "x"),
            Err(Fault::UnknownFormat { what: "no text and no document of a known kind" })
        );
    }
}
