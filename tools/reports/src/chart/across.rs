//! The horizontal axis of charts whose points stand at numbers or times.

use super::drawing::{Anchor, Drawing, Stroke};
use super::palette::{GRID, TICK};
use super::scale::Scale;
use super::time;
use crate::font::Fonts;
use crate::model::{AxisScale, Chart, NumberFormat};

/// The height of the ticks and the title under the area, in points.
pub(super) const FOOT: f32 = 32.0;

/// A horizontal axis over the values of a chart.
pub(super) struct Across {
    low: f64,
    high: f64,
    ticks: Vec<(f64, String)>,
    title: String,
}

impl Across {
    /// An axis over values, with about `count` ticks.
    pub(super) fn over(chart: &Chart, values: impl Iterator<Item = f64>, count: u32) -> Self {
        let number = AxisScale::Number(NumberFormat::Ratio { decimals: 2 });
        let title = chart.across.as_ref().map_or_else(String::new, |axis| axis.title.clone());
        match chart.across.as_ref().map_or(&number, |axis| &axis.scale) {
            AxisScale::Number(format) => {
                let scale = Scale::over(values, false, count);
                let ticks = scale.ticks().into_iter().map(|v| (v, scale.text(v, format))).collect();
                Self { low: scale.low, high: scale.high, ticks, title }
            }
            AxisScale::Time => {
                let ends = (f64::INFINITY, f64::NEG_INFINITY);
                let (low, high) = values.fold(ends, |(low, high), v| (low.min(v), high.max(v)));
                let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
                Self { low, high, ticks: time::ticks(low, high, count), title }
            }
        }
    }

    /// Where a value stands between two edges.
    pub(super) fn x(&self, value: f64, (left, right): (f32, f32)) -> f32 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) as f32;
        left + (right - left) * share
    }

    /// Draws lines down the area between two heights, and the ticks and the title under it.
    pub(super) fn draw(
        &self,
        drawing: &mut Drawing,
        edges: (f32, f32),
        (top, bottom): (f32, f32),
        fonts: &Fonts,
    ) {
        let mut free = f32::NEG_INFINITY;
        for (value, text) in &self.ticks {
            let x = self.x(*value, edges);
            drawing.segment((x, top), (x, bottom), Stroke::new(GRID, 0.6));
            let half = fonts.width(text, TICK.size, TICK.weight) / 2.0;
            let middle = x.clamp(half, (drawing.width - half).max(half));
            if middle - half >= free {
                drawing.text((middle, bottom + 11.0), text.clone(), TICK, Anchor::Middle);
                free = middle + half + 6.0;
            }
        }
        let title = fonts.cut(&self.title, TICK.size, TICK.weight, edges.1 - edges.0);
        drawing.text((f32::midpoint(edges.0, edges.1), bottom + 23.0), title, TICK, Anchor::Middle);
    }
}
