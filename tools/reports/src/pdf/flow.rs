//! Pages, filled from top to bottom.

use super::tags::{TagId, Tags};
use super::theme::{BOTTOM, LEADING, SIDE, TOP};
use crate::chart::Drawing;
use crate::chart::drawing::{Anchor, Colour, Shape};
use crate::text::Line;

/// A shape on a page, and the piece of the document that it belongs to; decoration belongs to none.
pub(super) struct Placed {
    pub(super) shape: Shape,
    pub(super) owner: Option<TagId>,
}

/// A heading, for the outline.
pub(super) struct Mark {
    pub(super) title: String,
    pub(super) level: u8,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// The pages so far, and the place on the last one at which the next block starts.
pub(super) struct Flow {
    pub(super) pages: Vec<Vec<Placed>>,
    pub(super) marks: Vec<Mark>,
    pub(super) tags: Tags,
    pub(super) root: TagId,
    pub(super) y: f32,
}

impl Flow {
    pub(super) fn new() -> Self {
        let (tags, root) = Tags::new();
        Self { pages: vec![Vec::new()], marks: Vec::new(), tags, root, y: TOP }
    }

    /// Starts a new page.
    pub(super) fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Starts a new page unless there are `height` points left, or nothing stands on this one yet.
    pub(super) fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.turn();
        }
    }

    /// Leaves room before the next block, but for the start of a page.
    pub(super) fn space(&mut self, points: f32) {
        if self.y > TOP {
            self.y += points;
        }
    }

    pub(super) fn put(&mut self, shape: Shape, owner: Option<TagId>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { shape, owner });
        }
    }

    /// A filled rectangle between two heights, `x` points from the left margin.
    pub(super) fn rect(&mut self, x: f32, width: f32, (from, to): (f32, f32), fill: Colour) {
        let (left, right) = (SIDE + x, SIDE + x + width);
        let points = vec![(left, from), (right, from), (right, to), (left, to)];
        self.put(Shape::Polygon { points, fill }, None);
    }

    /// A line on a baseline, `x` points from the left margin.
    pub(super) fn line(&mut self, line: &Line, x: f32, baseline: f32, owner: Option<TagId>) {
        for piece in &line.pieces {
            let (x, y) = (SIDE + x + piece.x, baseline);
            let (text, style) = (piece.text.clone(), piece.style);
            self.put(Shape::Text { x, y, text, style, anchor: Anchor::Start }, owner);
        }
    }

    /// Lines under one another, over as many pages as they need; with `keep`, no page has only one of them.
    pub(super) fn lines(&mut self, lines: &[Line], x: f32, size: f32, owner: TagId) {
        let step = size * LEADING;
        for (index, line) in lines.iter().enumerate() {
            let alone = index == 0 && lines.len() > 1;
            self.need(if alone { step * 2.0 } else { step });
            self.line(line, x, self.y + size, Some(owner));
            self.y += step;
        }
    }

    /// A chart as it is laid out.
    pub(super) fn drawing(&mut self, drawing: &Drawing, owner: TagId) {
        let top = self.y;
        for shape in &drawing.shapes {
            self.put(moved(shape, SIDE, top), Some(owner));
        }
        self.y += drawing.height;
    }
}

fn moved(shape: &Shape, dx: f32, dy: f32) -> Shape {
    let all = |points: &[(f32, f32)]| points.iter().map(|(x, y)| (x + dx, y + dy)).collect();
    match shape {
        Shape::Line { points, stroke } => Shape::Line { points: all(points), stroke: *stroke },
        Shape::Polygon { points, fill } => Shape::Polygon { points: all(points), fill: *fill },
        Shape::Circle { x, y, radius, fill } => {
            Shape::Circle { x: x + dx, y: y + dy, radius: *radius, fill: *fill }
        }
        Shape::Text { x, y, text, style, anchor } => {
            Shape::Text { x: x + dx, y: y + dy, text: text.clone(), style: *style, anchor: *anchor }
        }
    }
}
