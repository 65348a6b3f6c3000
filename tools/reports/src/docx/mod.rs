//! A Word document with real headings, lists and tables, so that it can be written on, outlined and read aloud.

mod body;
mod styles;
mod table;

use crate::ReportError;
use crate::font::Fonts;
use crate::model::Report;
use crate::ooxml::{LINKS, Package, Part, XML, core_properties, pictures};
use crate::xml::escape;
use styles::WORD;

/// The media type of a part of a Word document.
macro_rules! word_type {
    ($part:literal) => {
        concat!("application/vnd.openxmlformats-officedocument.wordprocessingml.", $part, "+xml")
    };
}

/// Links of the main part before those of pictures: styles, numbering, header, footer and settings.
const FIXED: usize = 5;

/// Writes the report as a document.
pub(crate) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let (pictures, media) = pictures(report, "word", &Fonts::load()?)?;
    let text = body::document(report, &pictures, FIXED + 1);
    let mut main = Part::new("word/document.xml", word_type!("document.main"), text)
        .link("styles", "word/styles.xml")
        .link("numbering", "word/numbering.xml")
        .link("header", "word/header.xml")
        .link("footer", "word/footer.xml")
        .link("settings", "word/settings.xml");
    for picture in &pictures {
        main = main.link("image", &picture.png).link("image", &picture.svg);
    }
    let mut package = Package::new("Word");
    package.add(main);
    package.add(Part::new("word/styles.xml", word_type!("styles"), styles::styles(report)));
    package.add(Part::new("word/numbering.xml", word_type!("numbering"), styles::numbering()));
    package.add(Part::new("word/header.xml", word_type!("header"), header(report)));
    package.add(Part::new("word/footer.xml", word_type!("footer"), footer(report)));
    package.add(Part::new("word/settings.xml", word_type!("settings"), settings(report)));
    package.add(Part::new(
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        core_properties(report),
    ));
    media.into_iter().for_each(|part| package.add(part));
    package.finish("word/document.xml")
}

/// A tab to the right edge of the text.
const TAB: &str =
    "<w:pPr><w:pStyle w:val=\"Small\"/><w:tabs><w:tab w:val=\"right\" w:pos=\"9640\"/></w:tabs></w:pPr>";

fn words(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

fn header(report: &Report) -> String {
    format!(
        "{XML}<w:hdr xmlns:w=\"{WORD}\" xmlns:r=\"{LINKS}\"><w:p>{TAB}{}<w:r><w:tab/></w:r>{}</w:p></w:hdr>",
        words(&report.title),
        words(&report.company)
    )
}

fn footer(report: &Report) -> String {
    let [page, of] = report.words().page;
    let field = |code: &str| format!("<w:fldSimple w:instr=\"{code}\"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    format!(
        "{XML}<w:ftr xmlns:w=\"{WORD}\" xmlns:r=\"{LINKS}\"><w:p>{TAB}{}<w:r><w:tab/></w:r>{}{}{}{}</w:p></w:ftr>",
        words(&report.date_shown()),
        words(page),
        field("PAGE"),
        words(of),
        field("NUMPAGES"),
    )
}

fn settings(report: &Report) -> String {
    format!(
        "{XML}<w:settings xmlns:w=\"{WORD}\"><w:compat><w:compatSetting w:name=\"compatibilityMode\" \
         w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat><w:themeFontLang w:val=\"{}\"/></w:settings>",
        escape(&report.language)
    )
}
