//! The text of a Word document.

use std::fmt::Write as _;

use super::styles::WORD;
use super::table;
use crate::model::{Block, Report, Run, Section};
use crate::ooxml::{DRAWING, LINKS, Picture, XML, emu};
use crate::xml::escape;

/// The namespaces of drawings in Word, and of pictures.
const PLACED: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// The part with the text. The pictures are those of the charts; the first has the link id `first`, its SVG the next.
pub(super) fn document(report: &Report, pictures: &[Picture], first: usize) -> String {
    let mut out = format!(
        "{XML}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"{LINKS}\" xmlns:wp=\"{PLACED}\" xmlns:a=\"{DRAWING}\" \
         xmlns:pic=\"{PICTURE}\"><w:body>"
    );
    for (style, words) in [
        ("Small", &report.company),
        ("Title", &report.title),
        ("Subtitle", &report.subtitle),
        ("Small", &report.date_shown()),
    ] {
        paragraph(&mut out, style, &plain_run(words));
    }
    let mut pictures = pictures.iter().zip((first..).step_by(2));
    for section in &report.sections {
        write_section(&mut out, section, &mut pictures);
    }
    if !report.sources.is_empty() {
        paragraph(&mut out, "Heading1", &plain_run(report.words().sources));
        for source in &report.sources {
            paragraph(&mut out, "ListBullet", &plain_run(source));
        }
    }
    out.push_str(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"default\" r:id=\"rId4\"/>\
         <w:footerReference w:type=\"first\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1300\" w:right=\"1133\" w:bottom=\"1134\" w:left=\"1133\" w:header=\"600\" w:footer=\"500\" w:gutter=\"0\"/>\
         <w:titlePg/></w:sectPr></w:body></w:document>",
    );
    out
}

fn write_section<'a>(
    out: &mut String,
    section: &Section,
    pictures: &mut impl Iterator<Item = (&'a Picture, usize)>,
) {
    paragraph(out, &format!("Heading{}", section.level), &plain_run(&section.heading));
    for block in &section.blocks {
        match block {
            Block::Paragraph(runs) => paragraph(out, "", &runs_xml(runs)),
            Block::Note(runs) => paragraph(out, "Note", &runs_xml(runs)),
            Block::Bullets(items) => {
                items.iter().for_each(|runs| paragraph(out, "ListBullet", &runs_xml(runs)));
            }
            Block::Table(content) => table::write(out, content),
            Block::Chart(_) => {
                if let Some((picture, id)) = pictures.next() {
                    chart(out, picture, id);
                }
            }
            Block::PageBreak => out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
    }
}

/// Writes a paragraph in a style; one without text is left out.
pub(super) fn paragraph(out: &mut String, style: &str, runs: &str) {
    if runs.is_empty() {
        return;
    }
    let style = if style.is_empty() {
        String::new()
    } else {
        format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>")
    };
    let _ = write!(out, "<w:p>{style}{runs}</w:p>");
}

fn plain_run(text: &str) -> String {
    run(text, "")
}

fn run(text: &str, style: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let style = if style.is_empty() {
        String::new()
    } else {
        format!("<w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr>")
    };
    format!("<w:r>{style}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

fn runs_xml(runs: &[Run]) -> String {
    let xml = |one: &Run| match one {
        Run::Text(text) => run(text, ""),
        Run::Strong(text) => run(text, "Strong"),
        Run::Figure { shown, .. } => run(shown, "Figure"),
    };
    runs.iter().map(xml).collect()
}

/// Writes a chart as a picture under its title.
fn chart(out: &mut String, picture: &Picture, id: usize) {
    paragraph(out, "Caption", &plain_run(&picture.title));
    let (alt, width, height) = (escape(&picture.alt), emu(picture.width), emu(picture.height.min(640.0)));
    let _ = write!(
        out,
        "<w:p><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" cy=\"{height}\"/>\
         <wp:docPr id=\"{id}\" name=\"Chart {id}\" descr=\"{alt}\"/><a:graphic><a:graphicData uri=\"{PICTURE}\"><pic:pic>\
         <pic:nvPicPr><pic:cNvPr id=\"{id}\" name=\"Chart {id}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr>{}{}\
         </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
        Picture::fill("pic", id, id + 1),
        Picture::shape("pic", (0.0, 0.0), (picture.width, picture.height.min(640.0))),
    );
}
