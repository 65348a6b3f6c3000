//! The axes of charts whose values stand upwards over categories.

use super::drawing::{Anchor, Drawing, Stroke};
use super::palette::{AXIS, GRID, TICK};
use super::scale::Scale;
use crate::font::Fonts;
use crate::model::NumberFormat;

/// The height of such a chart, in points.
pub(crate) const HEIGHT: f32 = 186.0;
const TOP: f32 = 16.0;
const FOOT: f32 = 20.0;

/// The edges of an area, in points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
}

/// The area in which points are plotted, and what it stands for.
pub(crate) struct Frame {
    pub(crate) left: f32,
    pub(crate) right: f32,
    top: f32,
    bottom: f32,
    count: usize,
    scale: Scale,
}

impl Frame {
    /// An area without a grid.
    pub(crate) fn new(area: Area, count: usize, scale: Scale) -> Self {
        let Area { left, right, top, bottom } = area;
        Self { left, right, top, bottom, count: count.max(1), scale }
    }

    /// Draws the grid and the ticks of a scale, and leaves `right` points for labels beside the area.
    pub(crate) fn draw(
        drawing: &mut Drawing,
        scale: Scale,
        format: &NumberFormat,
        count: usize,
        right: f32,
        fonts: &Fonts,
    ) -> Self {
        let heights = (TOP, drawing.height - FOOT);
        Self::within(drawing, heights, scale, format, count, right, fonts)
    }

    /// The same between two heights.
    pub(crate) fn within(
        drawing: &mut Drawing,
        (top, bottom): (f32, f32),
        scale: Scale,
        format: &NumberFormat,
        count: usize,
        right: f32,
        fonts: &Fonts,
    ) -> Self {
        let ticks: Vec<(f64, String)> =
            scale.ticks().into_iter().map(|v| (v, scale.text(v, format))).collect();
        let widest = ticks.iter().map(|(_, t)| fonts.width(t, TICK.size, TICK.weight)).fold(0.0, f32::max);
        let (left, right) = (widest.min(90.0) + 8.0, drawing.width - right);
        let frame = Self::new(Area { left, right, top, bottom }, count, scale);
        for (value, text) in ticks {
            let y = frame.y(value);
            let stroke = if value == 0.0 { Stroke::new(AXIS, 0.8) } else { Stroke::new(GRID, 0.6) };
            drawing.segment((left, y), (right, y), stroke);
            let text = fonts.cut(&text, TICK.size, TICK.weight, 90.0);
            drawing.text((left - 6.0, y + 2.6), text, TICK, Anchor::End);
        }
        frame
    }

    /// The height of a value.
    pub(crate) fn y(&self, value: f64) -> f32 {
        self.bottom - (self.bottom - self.top) * self.scale.share(value)
    }

    /// The lower edge of the area.
    pub(crate) fn bottom(&self) -> f32 {
        self.bottom
    }

    /// The height of the foot of bars: zero, or the end of the scale next to it.
    pub(crate) fn zero(&self) -> f32 {
        self.y(0.0)
    }

    /// The width of a category.
    pub(crate) fn step(&self) -> f32 {
        (self.right - self.left) / self.count as f32
    }

    /// The middle of a category.
    pub(crate) fn x(&self, index: usize) -> f32 {
        self.left + self.step() * (index as f32 + 0.5)
    }

    /// The left and right edge of the bar of a category.
    pub(crate) fn bar(&self, index: usize) -> (f32, f32) {
        let half = (self.step() * 0.34).min(26.0).max(self.step() * 0.2);
        (self.x(index) - half, self.x(index) + half)
    }

    /// Writes the categories under the area: all of them, or as many as there is room for, the last among them.
    pub(crate) fn categories(&self, drawing: &mut Drawing, labels: &[&str], fonts: &Fonts) {
        let width = |text: &str| fonts.width(text, TICK.size, TICK.weight);
        let widest = labels.iter().map(|text| width(text)).fold(0.0, f32::max);
        let room = self.step().max(if labels.len() > 12 { 40.0 } else { 0.0 });
        let every = ((widest + 6.0).min(room.max(46.0)) / self.step()).ceil().max(1.0) as usize;
        let room = self.step() * every as f32 - 4.0;
        let last = labels.len().saturating_sub(1);
        for (index, label) in
            labels.iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every))
        {
            let text = fonts.cut(label, TICK.size, TICK.weight, room);
            let half = width(&text) / 2.0;
            let x = self.x(index).clamp(half, (drawing.width - half).max(half));
            drawing.text((x, self.bottom + 12.0), text, TICK, Anchor::Middle);
        }
    }
}
