//! What a chart is made of, once it is laid out: shapes in points, from the top left corner.

use crate::font::Weight;

/// A colour, as red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

impl Colour {
    /// The colour mixed with white: 0 is white, 1 the colour itself.
    pub(crate) fn tint(self, share: f32) -> Self {
        let share = share.clamp(0.0, 1.0);
        let mix = |part: u8| (255.0 - (255.0 - f32::from(part)) * share).round() as u8;
        Self(mix(self.0), mix(self.1), mix(self.2))
    }

    /// The colour to write with on this one.
    pub(crate) fn ink(self) -> Self {
        let light = 0.299 * f32::from(self.0) + 0.587 * f32::from(self.1) + 0.114 * f32::from(self.2);
        if light > 150.0 { super::palette::INK } else { Self(255, 255, 255) }
    }
}

/// Where a text stands to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line's look; widths are in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stroke {
    pub(crate) colour: Colour,
    pub(crate) width: f32,
    pub(crate) dashed: bool,
}

impl Stroke {
    pub(crate) fn new(colour: Colour, width: f32) -> Self {
        Self { colour, width, dashed: false }
    }

    pub(crate) fn dashed(colour: Colour, width: f32) -> Self {
        Self { colour, width, dashed: true }
    }
}

/// The look of a text; the size is in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    pub(crate) colour: Colour,
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Connected lines.
    Line { points: Vec<(f32, f32)>, stroke: Stroke },
    /// A filled shape with straight edges.
    Polygon { points: Vec<(f32, f32)>, fill: Colour },
    /// A filled circle around a centre.
    Circle { x: f32, y: f32, radius: f32, fill: Colour },
    /// A text on its baseline.
    Text { x: f32, y: f32, text: String, style: Style, anchor: Anchor },
}

/// A chart, laid out. Later shapes cover earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawing {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) shapes: Vec<Shape>,
}

impl Drawing {
    pub(crate) fn new(width: f32, height: f32) -> Self {
        Self { width, height, shapes: Vec::new() }
    }

    pub(crate) fn segment(&mut self, from: (f32, f32), to: (f32, f32), stroke: Stroke) {
        self.line(vec![from, to], stroke);
    }

    pub(crate) fn line(&mut self, points: Vec<(f32, f32)>, stroke: Stroke) {
        if points.len() > 1 {
            self.shapes.push(Shape::Line { points, stroke });
        }
    }

    pub(crate) fn polygon(&mut self, points: Vec<(f32, f32)>, fill: Colour) {
        if points.len() > 2 {
            self.shapes.push(Shape::Polygon { points, fill });
        }
    }

    /// A rectangle between two opposite corners; one without an area is left out.
    pub(crate) fn rect(&mut self, from: (f32, f32), to: (f32, f32), fill: Colour) {
        if from.0 != to.0 && from.1 != to.1 {
            self.polygon(vec![from, (to.0, from.1), to, (from.0, to.1)], fill);
        }
    }

    pub(crate) fn circle(&mut self, (x, y): (f32, f32), radius: f32, fill: Colour) {
        self.shapes.push(Shape::Circle { x, y, radius, fill });
    }

    pub(crate) fn text(&mut self, (x, y): (f32, f32), text: impl Into<String>, style: Style, anchor: Anchor) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.shapes.push(Shape::Text { x, y, text, style, anchor });
        }
    }
}
