//! One file for each format.

mod delimited;
mod docx;
mod email;
mod html;
mod markdown;
mod package;
mod pdf;
mod pptx;
mod text;
mod workbook;
mod xml;

use super::{Extract, Fault, Limits, decode::decode};
use crate::DocumentKind;

pub(super) fn read(kind: DocumentKind, bytes: &[u8], limits: &Limits) -> Result<Extract, Fault> {
    let of_text = |read: fn(&str) -> Extract| {
        let (text, note) = decode(bytes);
        let mut extract = read(&text);
        extract.notes.extend(note);
        Ok(extract)
    };
    match kind {
        DocumentKind::Text => of_text(text::read),
        DocumentKind::Markdown => of_text(markdown::read),
        DocumentKind::Html => of_text(html::read),
        DocumentKind::Csv => of_text(delimited::read),
        DocumentKind::Email => email::read(bytes),
        DocumentKind::Docx => docx::read(bytes, limits),
        DocumentKind::Xlsx => workbook::read(bytes, limits),
        DocumentKind::Pptx => pptx::read(bytes, limits),
        DocumentKind::Pdf => pdf::read(bytes, limits),
    }
}
