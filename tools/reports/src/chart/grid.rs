//! Small charts in a grid, a series each, all on one scale so that they can be compared.

use std::collections::HashMap;

use super::drawing::{Anchor, Drawing, Stroke, Style};
use super::frame::{Area, Frame};
use super::line::{band, dark, place, trace};
use super::palette::{self, AXIS, BLUE, GRID, STRONG, TICK};
use super::scale::Scale;
use super::{WIDTH, bar, footnote, labels};
use crate::font::Fonts;
use crate::model::{Chart, ChartKind, Point, Series};

/// The most small charts: more do not fit on a page.
const MOST: usize = 54;
/// The space between two of them, in points.
const GAP: f32 = 14.0;
/// The height of the name over each, and of the labels under it.
const HEAD: f32 = 15.0;
const FOOT: f32 = 14.0;
/// Points up to which each has a dot.
const DOTTED: usize = 14;

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let count = chart.series.len().min(MOST);
    let columns = columns(count);
    let rows = count.div_ceil(columns);
    let height = match rows {
        1 => 118.0,
        2 | 3 => 96.0,
        4..=6 => 78.0,
        _ => 66.0,
    };
    let mut drawing = Drawing::new(WIDTH, (height + 6.0) * rows as f32);
    let plan = Plan::of(chart, columns, height, fonts);
    for (index, series) in chart.series.iter().take(count).enumerate() {
        plan.panel(&mut drawing, series, index);
    }
    if chart.series.len() > count {
        let more = chart.series.len() - count;
        let charts = if more == 1 { "1 more is".to_owned() } else { format!("{more} more are") };
        footnote(&mut drawing, &format!("{charts} not drawn."));
    }
    drawing
}

/// How many stand beside one another.
fn columns(count: usize) -> usize {
    match count {
        0..=3 => count.max(1),
        4 => 2,
        5 | 6 | 9 => 3,
        7..=24 => 4,
        _ => 6,
    }
}

/// The text of the last value of a line.
fn last(series: &Series) -> &str {
    let last = series.points.iter().rev().find(|point| !point.value.is_nan());
    last.map_or("", |point| point.shown.as_str())
}

/// What all small charts share.
struct Plan<'a> {
    chart: &'a Chart,
    labels: Vec<&'a str>,
    index: HashMap<&'a str, usize>,
    scale: Scale,
    columns: usize,
    /// The left edge of the first, and the width and height of each.
    left: f32,
    width: f32,
    height: f32,
    /// Whether the last values have room beside the names.
    told: bool,
    fonts: &'a Fonts,
}

impl<'a> Plan<'a> {
    fn of(chart: &'a Chart, columns: usize, height: f32, fonts: &'a Fonts) -> Self {
        let bars = chart.kind == ChartKind::BarGrid;
        let values = chart.series.iter().flat_map(|series| &series.points);
        let limits = |p: &Point| if bars { [None, None] } else { [p.low, p.high] };
        // What stands below a bar that hangs needs room there.
        let room = |value: f64| if bars && value < 0.0 { value * 1.15 } else { value };
        let values = values.flat_map(|p| [Some(room(p.value))].into_iter().chain(limits(p)).flatten());
        let scale = Scale::over(values, bars, 3);
        let ticks = scale.ticks().into_iter().map(|v| scale.text(v, &chart.format));
        let left = ticks.map(|t| fonts.width(&t, TICK.size, TICK.weight)).fold(0.0, f32::max).min(90.0) + 8.0;
        let width = (WIDTH - left - GAP * (columns as f32 - 1.0)) / columns as f32;
        let labels = labels(chart);
        let index = labels.iter().enumerate().map(|(i, label)| (*label, i)).collect();
        let strong = |text: &str| fonts.width(text, STRONG.size, STRONG.weight);
        let fits = |series: &Series| strong(&series.name) + strong(last(series)) + 6.0 <= width;
        let told = !bars && chart.series.iter().all(fits);
        Self { chart, labels, index, scale, columns, left, width, height, told, fonts }
    }

    fn panel(&self, drawing: &mut Drawing, series: &Series, index: usize) {
        let (row, column) = (index / self.columns, index % self.columns);
        let left = self.left + (self.width + GAP) * column as f32;
        let top = (self.height + 6.0) * row as f32;
        let bottom = top + self.height - FOOT;
        let area = Area { left, right: left + self.width, top: top + HEAD, bottom };
        let frame = Frame::new(area, self.labels.len(), self.scale);
        for value in self.scale.ticks() {
            let y = frame.y(value);
            let stroke = if value == 0.0 { Stroke::new(AXIS, 0.8) } else { Stroke::new(GRID, 0.6) };
            drawing.segment((frame.left, y), (frame.right, y), stroke);
            if column == 0 {
                let text = self.scale.text(value, &self.chart.format);
                let text = self.fonts.cut(&text, TICK.size, TICK.weight, 90.0);
                drawing.text((frame.left - 6.0, y + 2.6), text, TICK, Anchor::End);
            }
        }
        if self.chart.kind == ChartKind::BarGrid {
            self.bars(drawing, series, &frame);
        } else {
            self.line(drawing, series, &frame);
        }
        self.name(drawing, series, (left, top));
        self.foot(drawing, &frame, bottom);
    }

    /// Writes the name of a small chart over it, and the last value of its line at the right.
    fn name(&self, drawing: &mut Drawing, series: &Series, (left, top): (f32, f32)) {
        let name = self.fonts.cut(&series.name, STRONG.size, STRONG.weight, self.width);
        drawing.text((left, top + 8.0), name, STRONG, Anchor::Start);
        if self.told {
            let style = Style { colour: dark(BLUE), ..STRONG };
            drawing.text((left + self.width, top + 8.0), last(series), style, Anchor::End);
        }
    }

    fn line(&self, drawing: &mut Drawing, series: &Series, frame: &Frame) {
        let placed = place(series, frame, &self.index);
        band(drawing, &placed, frame, palette::series(0).tint(0.18));
        trace(drawing, &placed, palette::series(0), DOTTED);
    }

    /// Draws the bars, with their values over them where each has room.
    fn bars(&self, drawing: &mut Drawing, series: &Series, frame: &Frame) {
        let seen = || series.points.iter().filter(|point| !point.value.is_nan());
        let width = |point: &Point| self.fonts.width(&point.shown, TICK.size, TICK.weight);
        let told = seen().all(|point| width(point) <= frame.step() - 2.0);
        for point in seen() {
            let Some(at) = self.index.get(point.label.as_str()) else { continue };
            let ((left, right), y) = (frame.bar(*at), frame.y(point.value));
            drawing.rect((left, frame.zero()), (right, y), bar::colour(point.role));
            if told {
                let fill = bar::colour(point.role);
                let (y, colour) = match (point.value < 0.0, y + 8.0 > frame.bottom() + 1.0) {
                    (false, _) => (y - 2.0, palette::INK),
                    (true, false) => (y + 8.0, palette::INK),
                    // Under such a bar stand the labels.
                    (true, true) => (y - 3.0, fill.ink()),
                };
                let style = Style { colour, ..TICK };
                drawing.text((frame.x(*at), y), point.shown.clone(), style, Anchor::Middle);
            }
        }
    }

    /// Writes the labels under a small chart: all where each has room, else the first and the last, or the last alone.
    fn foot(&self, drawing: &mut Drawing, frame: &Frame, bottom: f32) {
        let width = |text: &str| self.fonts.width(text, TICK.size, TICK.weight);
        let y = bottom + 10.0;
        if self.labels.iter().all(|label| width(label) <= frame.step() - 3.0) {
            for (index, label) in self.labels.iter().enumerate() {
                drawing.text((frame.x(index), y), *label, TICK, Anchor::Middle);
            }
            return;
        }
        let (Some(first), Some(last)) = (self.labels.first(), self.labels.last()) else { return };
        let last = self.fonts.cut(last, TICK.size, TICK.weight, self.width);
        let room = self.width - width(&last) - 8.0;
        drawing.text((frame.right, y), last, TICK, Anchor::End);
        if self.labels.len() > 1 && width(first) <= room {
            drawing.text((frame.left, y), *first, TICK, Anchor::Start);
        }
    }
}
