//! A drawing as a PNG picture, for readers that know no SVG.

use tiny_skia::{FillRule, LineJoin, Paint, Path, PathBuilder, Pixmap, StrokeDash, Transform};
use ttf_parser::OutlineBuilder;

use super::drawing::{Anchor, Colour, Drawing, Shape, Stroke, Style};
use crate::ReportError;
use crate::font::Fonts;

/// Pixels in a point: 180 in an inch.
const DENSITY: f32 = 2.5;

/// The drawing as the bytes of a PNG on white.
pub(crate) fn png(drawing: &Drawing, fonts: &Fonts) -> Result<Vec<u8>, ReportError> {
    let pixels = |points: f32| (points * DENSITY).ceil().max(1.0) as u32;
    let mut map = Pixmap::new(pixels(drawing.width), pixels(drawing.height))
        .ok_or_else(|| ReportError::write("PNG", "the chart is too large"))?;
    map.fill(tiny_skia::Color::WHITE);
    for shape in &drawing.shapes {
        draw(&mut map, shape, fonts);
    }
    map.encode_png().map_err(|error| ReportError::write("PNG", error))
}

fn draw(map: &mut Pixmap, shape: &Shape, fonts: &Fonts) {
    match shape {
        Shape::Line { points, stroke } => pen(map, path(points, false), stroke),
        Shape::Polygon { points, fill } => brush(map, path(points, true), *fill),
        Shape::Circle { x, y, radius, fill } => brush(map, PathBuilder::from_circle(*x, *y, *radius), *fill),
        Shape::Text { x, y, text, style, anchor } => {
            let width = fonts.width(text, style.size, style.weight);
            let x = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - width / 2.0,
                Anchor::End => x - width,
            };
            brush(map, letters(text, (x, *y), *style, fonts), style.colour);
        }
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

fn paint(Colour(red, green, blue): Colour) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn brush(map: &mut Pixmap, path: Option<Path>, fill: Colour) {
    if let Some(path) = path {
        let scale = Transform::from_scale(DENSITY, DENSITY);
        map.fill_path(&path, &paint(fill), FillRule::Winding, scale, None);
    }
}

fn pen(map: &mut Pixmap, path: Option<Path>, stroke: &Stroke) {
    let dash = if stroke.dashed { StrokeDash::new(vec![3.0, 2.0], 0.0) } else { None };
    let look =
        tiny_skia::Stroke { width: stroke.width, line_join: LineJoin::Round, dash, ..Default::default() };
    if let Some(path) = path {
        let scale = Transform::from_scale(DENSITY, DENSITY);
        map.stroke_path(&path, &paint(stroke.colour), &look, scale, None);
    }
}

/// The outlines of a text that starts at a point of the baseline.
fn letters(text: &str, at: (f32, f32), style: Style, fonts: &Fonts) -> Option<Path> {
    let mut pen = Pen { builder: PathBuilder::new(), x: at.0, y: at.1, scale: 0.0 };
    for glyph in text.chars().filter_map(|c| fonts.glyph(c, style.weight)) {
        pen.scale = style.size / fonts.units(style.weight);
        fonts.outline(glyph, style.weight, &mut pen);
        pen.x += glyph.advance * style.size;
    }
    pen.builder.finish()
}

/// Moves outlines from the units of a font to a place on the drawing.
struct Pen {
    builder: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.builder.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.builder.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}
