//! Letters of prose made smaller where it would run out of its shape. PowerPoint itself does so only once someone types.

use super::edit::Edits;
use super::error::TemplateError;
use super::paragraphs::{Paragraph, Words, paragraphs};
use super::shapes::{Holders, Place, letters, place};
use super::tree::{Element, Tree};
use crate::chart::drawing::Style;
use crate::chart::palette::INK;
use crate::font::{Fonts, Weight};
use crate::text::{Span, wrap};

/// English Metric Units in a point.
const EMU: f32 = 12_700.0;
/// Shares of their size that letters are tried in, in per cent.
const SHARES: [u8; 10] = [100, 92, 85, 77, 70, 62, 55, 47, 40, 33];
/// The size of letters that nothing says, in points.
const USUAL: f32 = 18.0;
/// The height of a line and the space over a paragraph, in sizes of their letters.
const LINE: f32 = 1.2;
const GAP: f32 = 0.3;
/// How much wider than ours the letters of a template may be.
const WIDER: f32 = 1.1;
/// How far a paragraph is set in at each level, and the margins of a shape that does not say, in points.
const STEP: f32 = 22.0;
const BESIDE: f32 = 14.4;
const ABOVE: f32 = 7.2;

/// A slide whose shapes of some numbers hold prose that was put in, with the letters of each as small as they must be.
///
/// # Errors
/// The number of a shape whose prose has no room even in the smallest letters.
pub(super) fn fitted(
    xml: &str,
    path: &str,
    (shapes, above, fonts): (&[String], &[Holders], &Fonts),
) -> Result<Result<String, String>, TemplateError> {
    let tree = Tree::read(xml, path)?;
    let all = paragraphs(&tree, Words::Drawing);
    let mut edits = Edits::default();
    for shape in tree.all().filter(|element| element.name() == "p:sp") {
        let id = number(&shape);
        let (Some(place), true) = (place(&shape, above), shapes.contains(&id)) else { continue };
        let first = all.partition_point(|paragraph| paragraph.element.index < shape.index);
        let own = all.iter().skip(first).take_while(|paragraph| shape.holds(&paragraph.element));
        let own: Vec<(String, f32, f32)> = own.map(|paragraph| line(paragraph, &shape, above)).collect();
        let fits = |share: &&u8| height(&own, place, f32::from(**share) / 100.0, fonts) <= inside(place).1;
        match SHARES.iter().find(fits) {
            Some(100) => {}
            Some(share) => shrink(&shape, *share, &mut edits),
            None => return Ok(Err(id)),
        }
    }
    Ok(Ok(edits.apply(xml)))
}

/// The number of a shape, as it is written.
pub(super) fn number(shape: &Element<'_>) -> String {
    let properties = shape.down(&["p:nvSpPr", "p:cNvPr"]);
    properties.and_then(|properties| properties.attribute("id")).unwrap_or_default()
}

/// The text of a paragraph, the size of its letters, and how far it is set in.
fn line(paragraph: &Paragraph<'_>, shape: &Element<'_>, above: &[Holders]) -> (String, f32, f32) {
    let level = paragraph.element.child("a:pPr").and_then(|look| look.number("lvl")).unwrap_or(0);
    let runs = paragraph.element.children().filter(|child| child.name() == "a:r");
    let own = runs.filter_map(|run| run.child("a:rPr")?.number("sz")).max();
    let size = own.or_else(|| letters(shape, above, level)).map_or(USUAL, |size| size as f32 / 100.0);
    (paragraph.text(), size.clamp(1.0, 400.0), level.clamp(0, 8) as f32 * STEP + STEP)
}

fn inside(place: Place) -> (f32, f32) {
    (place.width as f32 / EMU - BESIDE, place.height as f32 / EMU - ABOVE)
}

fn height(lines: &[(String, f32, f32)], place: Place, share: f32, fonts: &Fonts) -> f32 {
    let one = |(text, size, indent): &(String, f32, f32)| {
        let style = Style { size: size * share * WIDER, weight: Weight::Regular, colour: INK };
        let room = (inside(place).0 - indent).max(size * share);
        let lines = wrap(&[Span::new(text.as_str(), style)], room, fonts).len().max(1);
        (lines as f32 * LINE + GAP) * size * share
    };
    lines.iter().map(one).sum()
}

/// Tells a shape to show its letters at a share of their size.
fn shrink(shape: &Element<'_>, share: u8, edits: &mut Edits) {
    let Some(body) = shape.down(&["p:txBody", "a:bodyPr"]) else { return };
    let fit = format!("<a:normAutofit fontScale=\"{share}000\" lnSpcReduction=\"10000\"/>");
    let ways = ["a:normAutofit", "a:noAutofit", "a:spAutoFit"];
    match body.children().find(|child| ways.contains(&child.name())) {
        Some(own) => edits.replace(own.range(), fit),
        None if body.inside_range().start == body.range().end => {
            let tag = body.raw().trim_end_matches("/>").trim_end();
            edits.replace(body.range(), format!("{tag}>{fit}</a:bodyPr>"));
        }
        None => edits.insert(body.inside_range().start, fit),
    }
}
