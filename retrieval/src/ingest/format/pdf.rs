use std::io::Read;

use flate2::read::ZlibDecoder;
use pdf_extract::{Document, PlainTextOutput, output_doc_page};

use super::text::paragraphs;
use crate::ingest::{Extract, Fault, Limits};

/// Fewer letters than these on a page are a stamp on a picture.
const TEXT: usize = 8;

/// The text layer, page by page; pages without one are told of.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Fault> {
    refuse_bomb(bytes, limits)?;
    let corrupt = |detail: String| Fault::Corrupt { kind: "pdf", detail };
    let mut document = Document::load_mem(bytes).map_err(|error| corrupt(error.to_string()))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Fault::Encrypted);
    }
    let pages = document.get_pages().len();
    if pages == 0 {
        return Err(corrupt("it has no pages".to_owned()));
    }
    if pages > limits.pages {
        return Err(Fault::TooManyPages { pages, most: limits.pages });
    }
    let mut extract = Extract::default();
    let (mut empty, mut failed) = (Vec::new(), Vec::new());
    for page in 1..=u32::try_from(pages).unwrap_or(u32::MAX) {
        extract.turn_to(page);
        let mut text = String::new();
        let read = output_doc_page(&document, &mut PlainTextOutput::new(&mut text), page);
        match read {
            Ok(()) if text.chars().filter(|letter| letter.is_alphanumeric()).count() < TEXT => {
                empty.push(page)
            }
            Ok(()) => paragraphs(&text, &mut extract),
            Err(_) => failed.push(page),
        }
    }
    if extract.pieces.is_empty() && failed.is_empty() {
        return Err(Fault::NeedsOcr { pages });
    }
    tell(&mut extract, &empty, "needs OCR", "need OCR");
    tell(&mut extract, &failed, "could not be read", "could not be read");
    Ok(extract)
}

fn tell(extract: &mut Extract, pages: &[u32], one: &str, many: &str) {
    let list = pages.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    match pages.len() {
        0 => {}
        1 => extract.note(format!("page {list} {one}")),
        _ => extract.note(format!("pages {list} {many}")),
    }
}

/// Unpacks each stream to nowhere, before a parser does it in memory.
fn refuse_bomb(bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
    const STREAM: &[u8] = b"stream";
    let mut total = 0_u64;
    for at in 0..bytes.len().saturating_sub(STREAM.len()) {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(data) = rest.strip_prefix(STREAM) else { continue };
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        // The first byte of each stream that zlib wrote.
        if data.first() != Some(&0x78) && data.first() != Some(&0x48) {
            continue;
        }
        let most = limits.unpacked.saturating_sub(total);
        // What is no zlib stream ends at once.
        let mut decoder = ZlibDecoder::new(data).take(most + 1);
        total += count(&mut decoder);
        if total > limits.unpacked {
            return Err(Fault::Bomb { most: limits.unpacked >> 20, ratio: limits.ratio });
        }
    }
    Ok(())
}

/// Bytes that can be read until the end or the first fault.
fn count(reader: &mut impl Read) -> u64 {
    let (mut buffer, mut count) = ([0; 16 << 10], 0);
    while let Ok(read @ 1..) = reader.read(&mut buffer) {
        count += read as u64;
    }
    count
}
