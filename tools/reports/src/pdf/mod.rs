//! A PDF for paper, archive and screen reader: PDF/A-2a and PDF/UA-1, with its structure, an outline and the fonts inside.

mod blocks;
mod flow;
mod paint;
mod table;
mod tags;
mod theme;

use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag};
use krilla::{Document, SerializeSettings};

use crate::ReportError;
use crate::chart::drawing::{Anchor, Shape};
use crate::font::Fonts;
use crate::model::Report;
use flow::{Flow, Mark};
use paint::Typeface;
use theme::{PAGE, SIDE, SMALL, WIDTH};

const MISSING: &str = "Characters that the font of this document lacks are shown as □.";

/// Writes the report as a PDF.
pub(crate) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let fonts = Fonts::load()?;
    let face = Typeface::new(&fonts)?;
    let mut flow = blocks::flow(report, &fonts);
    if lacks(&flow, &fonts) {
        blocks::remark(&mut flow, MISSING, &fonts);
    }
    let mut document = Document::new_with(settings()?);
    let count = flow.pages.len();
    let Flow { pages, marks, mut tags, .. } = flow;
    for (index, content) in pages.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1);
        let size = size.ok_or_else(|| ReportError::write("PDF", "the page has no size"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        paint::page(&mut surface, content, &mut tags, &face);
        running(&mut surface, report, (index + 1, count), &face);
        surface.finish();
        page.finish();
    }
    document.set_outline(outline(&marks));
    document.set_metadata(metadata(report));
    document.set_tag_tree(tags.tree(&report.language));
    document.finish().map_err(|error| ReportError::write("PDF", reason(&error)))
}

fn settings() -> Result<SerializeSettings, ReportError> {
    let builder = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1);
    let configuration =
        builder.finish().map_err(|_| ReportError::write("PDF", "the standards exclude each other"))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

fn reason(error: &KrillaError) -> String {
    match error {
        KrillaError::Validation(faults) => {
            let faults: Vec<String> = faults.iter().take(3).map(|(fault, _)| format!("{fault:?}")).collect();
            faults.join("; ")
        }
        error => error.to_string(),
    }
}

fn metadata(report: &Report) -> Metadata {
    let date = report.created;
    let year = u16::try_from(date.year()).unwrap_or(0);
    let created = DateTime::new(year).month(date.month().unsigned_abs()).day(date.day().unsigned_abs());
    let cut = |text: &str| text.chars().take(2000).collect::<String>();
    let created = created.hour(0).minute(0).second(0).utc_offset_hour(0).utc_offset_minute(0);
    let metadata = Metadata::new().title(cut(&report.title)).language(report.language.clone());
    let metadata = metadata.creation_date(created).creator("Sentia".to_owned());
    if report.company.is_empty() { metadata } else { metadata.authors(vec![cut(&report.company)]) }
}

/// The headings as a tree, each under the last one that is above it.
fn outline(marks: &[Mark]) -> Outline {
    let mut outline = Outline::new();
    for node in nodes(marks) {
        outline.push_child(node);
    }
    outline
}

fn nodes(marks: &[Mark]) -> Vec<OutlineNode> {
    let mut nodes = Vec::new();
    let mut rest = marks;
    while let Some((mark, later)) = rest.split_first() {
        let under = later.iter().take_while(|other| other.level > mark.level).count();
        let (children, after) = later.split_at(under);
        let at = XyzDestination::new(mark.page, Point::from_xy(SIDE, (mark.y - 6.0).max(0.0)));
        let mut node =
            OutlineNode::new(mark.title.chars().take(2000).collect(), at).with_open(mark.level == 0);
        nodes_into(&mut node, children);
        nodes.push(node);
        rest = after;
    }
    nodes
}

fn nodes_into(node: &mut OutlineNode, marks: &[Mark]) {
    for child in nodes(marks) {
        node.push_child(child);
    }
}

/// Writes the head and foot that stand on each page.
fn running(surface: &mut Surface<'_>, report: &Report, (page, count): (usize, usize), face: &Typeface<'_>) {
    let foot = PAGE.1 - 32.0;
    let [before, of] = report.words().page;
    let mut texts = vec![
        (SIDE, foot, report.date_shown(), Anchor::Start, ArtifactType::Footer),
        (SIDE + WIDTH, foot, format!("{before}{page}{of}{count}"), Anchor::End, ArtifactType::Footer),
    ];
    if page > 1 {
        texts.push((SIDE, 38.0, report.title.clone(), Anchor::Start, ArtifactType::Header));
        texts.push((SIDE + WIDTH, 38.0, report.company.clone(), Anchor::End, ArtifactType::Header));
    }
    for (x, y, text, anchor, kind) in texts {
        let text = face.fonts.cut(&text, SMALL.size, SMALL.weight, WIDTH / 2.0 - 10.0);
        if text.trim().is_empty() {
            continue;
        }
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
        paint::draw(surface, &Shape::Text { x, y, text, style: SMALL, anchor }, face);
        surface.end_tagged();
    }
}

/// Whether the pages hold a character that the fonts have no glyph for.
fn lacks(flow: &Flow, fonts: &Fonts) -> bool {
    flow.pages.iter().flatten().any(|placed| match &placed.shape {
        Shape::Text { text, .. } => text.chars().any(|c| !fonts.has(c)),
        _ => false,
    })
}
