//! Shapes on a page of a PDF.

use krilla::geom::{Path, PathBuilder, Point};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::flow::Placed;
use super::tags::Tags;
use crate::ReportError;
use crate::chart::drawing::{Anchor, Colour, Shape, Style};
use crate::font::{BOLD, Fonts, REGULAR, Weight};

/// The fonts, as they are measured and as they are embedded.
pub(super) struct Typeface<'a> {
    pub(super) fonts: &'a Fonts,
    regular: Font,
    bold: Font,
}

impl<'a> Typeface<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Result<Self, ReportError> {
        let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or(ReportError::Font);
        Ok(Self { fonts, regular: font(REGULAR)?, bold: font(BOLD)? })
    }

    fn font(&self, weight: Weight) -> Font {
        match weight {
            Weight::Regular => self.regular.clone(),
            Weight::Bold => self.bold.clone(),
        }
    }
}

/// Draws what stands on a page, and tells the structure what belongs to which piece.
pub(super) fn page(surface: &mut Surface<'_>, page: &[Placed], tags: &mut Tags, face: &Typeface<'_>) {
    for run in page.chunk_by(|a, b| a.owner == b.owner) {
        let owner = run.first().and_then(|placed| placed.owner);
        let tag = match (owner, text_only(run)) {
            (None, _) => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            (Some(_), true) => ContentTag::Span(SpanTag::empty()),
            (Some(_), false) => ContentTag::Other,
        };
        let content = surface.start_tagged(tag);
        run.iter().for_each(|placed| draw(surface, &placed.shape, face));
        surface.end_tagged();
        if let Some(owner) = owner {
            tags.content(owner, content);
        }
    }
}

fn text_only(run: &[Placed]) -> bool {
    run.iter().all(|placed| matches!(placed.shape, Shape::Text { .. }))
}

/// Draws one shape.
pub(super) fn draw(surface: &mut Surface<'_>, shape: &Shape, face: &Typeface<'_>) {
    match shape {
        Shape::Line { points, stroke } => {
            surface.set_fill(None);
            surface.set_stroke(Some(pen(stroke)));
            outline(surface, path(points, false));
        }
        Shape::Polygon { points, fill } => {
            brush(surface, *fill);
            outline(surface, path(points, true));
        }
        Shape::Circle { x, y, radius, fill } => {
            brush(surface, *fill);
            outline(surface, circle(*x, *y, *radius));
        }
        Shape::Text { x, y, text, style, anchor } => {
            brush(surface, style.colour);
            let width = face.fonts.width(text, style.size, style.weight);
            let x = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            write(surface, (x, *y), text, *style, face);
        }
    }
}

fn colour(Colour(red, green, blue): Colour) -> krilla::color::rgb::Color {
    krilla::color::rgb::Color::new(red, green, blue)
}

fn brush(surface: &mut Surface<'_>, fill: Colour) {
    surface.set_stroke(None);
    let fill = Fill { paint: colour(fill).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero };
    surface.set_fill(Some(fill));
}

fn pen(stroke: &crate::chart::drawing::Stroke) -> Stroke {
    let dash = stroke.dashed.then(|| StrokeDash { array: vec![3.0, 2.0], offset: 0.0 });
    let paint = colour(stroke.colour).into();
    Stroke { paint, width: stroke.width, line_join: LineJoin::Round, dash, ..Stroke::default() }
}

fn outline(surface: &mut Surface<'_>, path: Option<Path>) {
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn path(points: &[(f32, f32)], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 {
            builder.move_to(*x, *y);
        } else {
            builder.line_to(*x, *y);
        }
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

/// A circle of four curves, whose handles are at the distance that keeps it round.
fn circle(x: f32, y: f32, r: f32) -> Option<Path> {
    let k = 0.552_285 * r;
    let mut builder = PathBuilder::new();
    builder.move_to(x + r, y);
    builder.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    builder.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    builder.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    builder.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    builder.close();
    builder.finish()
}

fn write(surface: &mut Surface<'_>, (x, y): (f32, f32), text: &str, style: Style, face: &Typeface<'_>) {
    let mut glyphs: Vec<KrillaGlyph> = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match (face.fonts.glyph(c, style.weight), glyphs.last_mut()) {
            (Some(glyph), _) => {
                let id = GlyphId::new(u32::from(glyph.id));
                glyphs.push(KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, at..end, None));
            }
            // A mark that is not drawn belongs to the letter before it.
            (None, Some(before)) => before.text_range.end = end,
            (None, None) => {}
        }
    }
    if !glyphs.is_empty() {
        let font = face.font(style.weight);
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, text, style.size, false);
    }
}
