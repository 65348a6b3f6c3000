//! PowerPoint slides: a title slide, then each section, with tables and charts on slides of their own.

mod frame;
mod shapes;
mod slides;

use std::fmt::Write as _;

use crate::ReportError;
use crate::font::Fonts;
use crate::model::Report;
use crate::ooxml::{Package, Part, Picture, XML, core_properties, emu, pictures};
use crate::xml::escape;
use frame::{CONTENT, TREE, namespaces};
use slides::{Item, Slide};

/// The namespace of PowerPoint.
const SHOW: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
/// The size of a slide and its margin, in points: 16 to 9.
const WIDTH: f32 = 960.0;
const HEIGHT: f32 = 540.0;
const MARGIN: f32 = 56.0;

/// The media type of a part of a presentation.
macro_rules! show_type {
    ($part:literal) => {
        concat!("application/vnd.openxmlformats-officedocument.presentationml.", $part, "+xml")
    };
}

/// Writes the report as a presentation.
pub(crate) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let fonts = Fonts::load()?;
    let (pictures, media) = pictures(report, "ppt", &fonts)?;
    let slides = slides::slides(report, &fonts);
    let mut package = Package::new("PowerPoint");
    frame_parts(&mut package, report, slides.len() + 1);
    let first = Part::new("ppt/slides/slide1.xml", show_type!("slide"), first_slide(report));
    package.add(first.link("slideLayout", "ppt/slideLayouts/slideLayout1.xml"));
    for (index, slide) in slides.iter().enumerate() {
        package.add(part(report, index + 2, slide, &pictures));
    }
    media.into_iter().for_each(|part| package.add(part));
    package.finish("ppt/presentation.xml")
}

fn frame_parts(package: &mut Package, report: &Report, slides: usize) {
    let mut main = Part::new("ppt/presentation.xml", show_type!("presentation.main"), presentation(slides))
        .link("slideMaster", "ppt/slideMasters/slideMaster1.xml");
    for number in 1..=slides {
        main = main.link("slide", format!("ppt/slides/slide{number}.xml"));
    }
    package.add(main.link("theme", "ppt/theme/theme1.xml"));
    let theme = "application/vnd.openxmlformats-officedocument.theme+xml";
    package.add(Part::new("ppt/theme/theme1.xml", theme, frame::theme()));
    let master = Part::new("ppt/slideMasters/slideMaster1.xml", show_type!("slideMaster"), frame::master());
    package.add(
        master
            .link("slideLayout", "ppt/slideLayouts/slideLayout1.xml")
            .link("slideLayout", "ppt/slideLayouts/slideLayout2.xml")
            .link("theme", "ppt/theme/theme1.xml"),
    );
    for (number, layout) in [(1, frame::title_layout()), (2, frame::content_layout())] {
        let path = format!("ppt/slideLayouts/slideLayout{number}.xml");
        let layout = Part::new(path, show_type!("slideLayout"), layout);
        package.add(layout.link("slideMaster", "ppt/slideMasters/slideMaster1.xml"));
    }
    let core = "application/vnd.openxmlformats-package.core-properties+xml";
    package.add(Part::new("docProps/core.xml", core, core_properties(report)));
}

fn presentation(slides: usize) -> String {
    let mut list = String::new();
    for number in 1..=slides {
        let _ = write!(list, "<p:sldId id=\"{}\" r:id=\"rId{}\"/>", 255 + number, number + 1);
    }
    format!(
        "{XML}<p:presentation {}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst>\
         <p:sldIdLst>{list}</p:sldIdLst><p:sldSz cx=\"{}\" cy=\"{}\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>",
        namespaces(),
        emu(WIDTH),
        emu(HEIGHT),
    )
}

fn slide_xml(shapes: &str) -> String {
    format!(
        "{XML}<p:sld {}><p:cSld><p:spTree>{TREE}{shapes}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>",
        namespaces()
    )
}

fn first_slide(report: &Report) -> String {
    let language = escape(&report.language);
    let date = report.date_shown();
    let lines = [report.subtitle.as_str(), &report.company, &date];
    slide_xml(&(shapes::title("ctrTitle", &report.title, &language) + &shapes::subtitle(&lines, &language)))
}

fn part(report: &Report, number: usize, slide: &Slide<'_>, pictures: &[Picture]) -> Part {
    let language = escape(&report.language);
    let title = if slide.title.trim().is_empty() { &report.title } else { &slide.title };
    let mut xml = shapes::title("title", title, &language);
    xml += &shapes::number(&language);
    let below: f32 = slide.items.iter().map(below).sum();
    let mut links = Vec::new();
    let mut y = CONTENT.1;
    for (index, item) in slide.items.iter().enumerate() {
        let id = index + 3;
        match item {
            Item::Text { paragraphs, height } => {
                xml += &shapes::text(id, y, *height, paragraphs, &language);
                y += height + 8.0;
            }
            Item::Table { table, rows, height } => {
                xml += &shapes::table(id, y, table, rows, &language);
                y += height + 8.0;
            }
            Item::Chart(chart) => {
                if let Some(picture) = pictures.get(*chart) {
                    let height = shapes::height(picture, CONTENT.3 - below);
                    xml += &shapes::picture(id, picture, height, links.len() + 2);
                    y += height + 8.0;
                    links.extend([&picture.png, &picture.svg]);
                }
            }
        }
    }
    let part = Part::new(format!("ppt/slides/slide{number}.xml"), show_type!("slide"), slide_xml(&xml));
    let part = part.link("slideLayout", "ppt/slideLayouts/slideLayout2.xml");
    links.into_iter().fold(part, |part, path| part.link("image", path))
}

/// The room that an item takes from a chart on the same slide.
fn below(item: &Item<'_>) -> f32 {
    match item {
        Item::Text { height, .. } => height + 12.0,
        _ => 0.0,
    }
}
