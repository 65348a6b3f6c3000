//! Templates as Word and PowerPoint write them, and what is in a file.

pub(crate) mod show;
pub(crate) mod word;

use std::error::Error;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

pub(crate) const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
pub(crate) const LINK: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a package by their paths, in order.
#[derive(Clone)]
pub(crate) struct Parts(pub(crate) Vec<(String, Vec<u8>)>);

impl Parts {
    pub(crate) fn set(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        match self.0.iter_mut().find(|(name, _)| name == path) {
            Some((_, bytes)) => *bytes = text.into(),
            None => self.0.push((path.to_owned(), text.into())),
        }
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        self.0.retain(|(name, _)| name != path);
        self
    }

    pub(crate) fn swap(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(from), "{path} lacks {from}");
        self.set(path, text.replace(from, to))
    }

    pub(crate) fn text(&self, path: &str) -> String {
        let part = self.0.iter().find(|(name, _)| name == path);
        String::from_utf8(part.map(|(_, bytes)| bytes.clone()).unwrap_or_default()).unwrap_or_default()
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub(crate) fn zipped(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in &self.0 {
            zip.start_file(path, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    pub(crate) fn of(bytes: &[u8]) -> Outcome<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))?;
        let mut parts = Vec::new();
        for index in 0..zip.len() {
            let mut file = zip.by_index(index)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            parts.push((file.name()?.into_owned(), bytes));
        }
        Ok(Self(parts))
    }
}

/// The text of a part in which each paragraph of some kind is a line.
pub(crate) fn lines(xml: &str, paragraph: &str, text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut lines, mut inside) = (Vec::new(), false);
    loop {
        use quick_xml::events::Event;
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) if tag.name().as_ref() == paragraph => lines.push(String::new()),
            Event::Start(tag) if tag.name().as_ref() == text => inside = true,
            Event::End(tag) if tag.name().as_ref() == text => inside = false,
            Event::Text(words) if inside => last(&mut lines).push_str(&words),
            Event::GeneralRef(name) if inside => {
                let raw = format!("&{};", &*name);
                last(&mut lines).push_str(&quick_xml::escape::unescape(&raw).expect("an entity of XML"));
            }
            Event::Eof => return lines,
            _ => {}
        }
    }
}

fn last(lines: &mut [String]) -> &mut String {
    lines.last_mut().expect("text stands in a paragraph")
}

/// A part that lists links: id, end of the type, target.
pub(crate) fn links(links: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{LINK}/{kind}\" Target=\"{target}\"/>")
    };
    let all: String = links.iter().map(one).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<Relationships xmlns=\"{RELATIONS}\">{all}</Relationships>"
    )
}

/// The part that says what the others are: paths and media types.
pub(crate) fn types(parts: &[(&str, &str)]) -> String {
    let one = |(path, media): &(&str, &str)| {
        format!("<Override PartName=\"/{path}\" ContentType=\"application/vnd.openxmlformats-{media}+xml\"/>")
    };
    let all: String = parts.iter().map(one).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n\
         <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>{all}</Types>"
    )
}
