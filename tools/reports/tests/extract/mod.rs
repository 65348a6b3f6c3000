//! What a reader of each format sees, found by other means than those that wrote it.

pub(crate) mod excel;

use std::error::Error;
use std::io::{Cursor, Read};

use quick_xml::events::Event;
use sentia_reports::Format;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The text of a file.
pub(crate) fn text(format: Format, bytes: &[u8]) -> Outcome<String> {
    match format {
        Format::Pdf => Ok(pdf_extract::extract_text_from_mem(bytes)?),
        Format::Word => xml_text(&part(bytes, "word/document.xml")?),
        Format::PowerPoint => slides(bytes),
        Format::Html => html_text(&String::from_utf8(bytes.to_vec())?),
        Format::Markdown => Ok(String::from_utf8(bytes.to_vec())?.replace('\\', "")),
        Format::Csv | Format::Excel => Ok(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// A file of a zip.
pub(crate) fn part(bytes: &[u8], path: &str) -> Outcome<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut text = String::new();
    zip.by_name(path)?.read_to_string(&mut text)?;
    Ok(text)
}

fn slides(bytes: &[u8]) -> Outcome<String> {
    let zip = zip::ZipArchive::new(Cursor::new(bytes))?;
    let names: Vec<String> = zip.file_names().map(|name| Ok(name?.into_owned())).collect::<Outcome<_>>()?;
    let slides = names.iter().filter(|name| name.starts_with("ppt/slides/slide"));
    slides.map(|name| xml_text(&part(bytes, name)?)).collect()
}

/// The text of XML that is well formed.
fn xml_text(xml: &str) -> Outcome<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut text = String::new();
    loop {
        match reader.read_event()? {
            Event::Text(part) => text.push_str(&part.xml_content(quick_xml::XmlVersion::Explicit1_0)),
            Event::GeneralRef(name) => text.push_str(entity(&name)),
            Event::Eof => return Ok(text),
            _ => {}
        }
    }
}

fn html_text(html: &str) -> Outcome<String> {
    let body = html.split_once("<body>").ok_or("no body")?.1;
    xml_text(&format!("<x>{}", body.replace("</body></html>", "</x>")))
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "?",
    }
}
