//! Causes from the greatest to the least, and the share that they add up to.

use super::drawing::{Anchor, Drawing, Stroke, Style};
use super::frame::{Frame, HEIGHT};
use super::palette::{BLUE, GRID, ORANGE, STRONG, TICK};
use super::scale::Scale;
use super::{WIDTH, first};
use crate::font::Fonts;
use crate::model::{Chart, Point};

/// The most bars that have room for their values.
const LABELLED: usize = 14;
/// The share that marks the vital few.
const VITAL: f64 = 0.8;

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let mut points: Vec<&Point> = first(chart).iter().filter(|p| !p.value.is_nan()).collect();
    points.sort_by(|a, b| b.value.total_cmp(&a.value));
    let total: f64 = points.iter().map(|p| p.value).sum();
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let scale = Scale::over(std::iter::once(total), true, 6);
    let frame = Frame::draw(&mut drawing, scale, &chart.format, points.len(), 34.0, fonts);
    let share = |part: f64| frame.y(total * part);
    shares(&mut drawing, &frame, &share);
    let mut line = Vec::new();
    let mut sum = 0.0;
    for (index, point) in points.iter().enumerate() {
        let (left, right) = frame.bar(index);
        let before = if total > 0.0 { sum / total } else { 0.0 };
        sum += point.value;
        let fill = if before < VITAL { BLUE } else { BLUE.tint(0.5) };
        drawing.rect((left, frame.zero()), (right, frame.y(point.value)), fill);
        line.push((frame.x(index), frame.y(sum)));
    }
    drawing.line(line.clone(), Stroke::new(ORANGE, 1.8));
    for at in line.into_iter().filter(|_| points.len() <= LABELLED) {
        drawing.circle(at, 2.2, ORANGE);
    }
    if points.len() <= LABELLED {
        values(&mut drawing, &frame, &points, fonts);
    }
    let labels: Vec<&str> = points.iter().map(|p| p.label.as_str()).collect();
    frame.categories(&mut drawing, &labels, fonts);
    drawing
}

/// Writes the axis of shares at the right, with a line at the share of the vital few.
fn shares(drawing: &mut Drawing, frame: &Frame, share: &dyn Fn(f64) -> f32) {
    let style = Style { colour: super::line::dark(ORANGE), ..TICK };
    for value in [0.0, 0.5, VITAL, 1.0] {
        let at = (frame.right + 5.0, share(value) + 2.6);
        drawing.text(at, format!("{:.0}%", value * 100.0), style, Anchor::Start);
    }
    let y = share(VITAL);
    drawing.segment((frame.left, y), (frame.right, y), Stroke::dashed(ORANGE.tint(0.7), 0.8));
    drawing.segment((frame.right, share(1.0)), (frame.right, frame.zero()), Stroke::new(GRID, 0.6));
}

/// Writes each value over its bar; the first, where the line starts, in the bar.
fn values(drawing: &mut Drawing, frame: &Frame, points: &[&Point], fonts: &Fonts) {
    for (index, point) in points.iter().enumerate() {
        let (left, right) = frame.bar(index);
        let top = frame.y(point.value);
        let fits = fonts.width(&point.shown, STRONG.size, STRONG.weight) < right - left - 2.0;
        let inside = fits && frame.zero() - top > 16.0 && index == 0;
        let (y, colour) = if inside { (top + 11.0, BLUE.ink()) } else { (top - 3.0, STRONG.colour) };
        drawing.text((frame.x(index), y), point.shown.clone(), Style { colour, ..STRONG }, Anchor::Middle);
    }
}
