//! Bars from zero: lying, with their names and values in full, or standing and thin where there are many.

use super::drawing::{Anchor, Colour, Drawing, Stroke};
use super::frame::{Frame, HEIGHT};
use super::palette::{AXIS, BLUE, LABEL, STRONG, VERMILION};
use super::scale::Scale;
use super::{WIDTH, first};
use crate::font::Fonts;
use crate::model::{Chart, Point, PointRole};

/// The most bars that lie.
const LYING: usize = 24;
/// The height of a lying bar with the space to the next, in points.
pub(super) const ROW: f32 = 17.0;

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let points = first(chart);
    if points.len() > LYING { standing(chart, points, fonts) } else { lying(points, fonts) }
}

pub(super) fn colour(role: PointRole) -> Colour {
    match role {
        PointRole::Normal => BLUE,
        PointRole::Total => super::palette::HOUSE,
        PointRole::Marked => VERMILION,
        PointRole::Forecast => BLUE.tint(0.45),
    }
}

/// The width of the names of points, up to `most`.
pub(super) fn names(points: &[Point], most: f32, fonts: &Fonts) -> f32 {
    points.iter().map(|p| fonts.width(&p.label, LABEL.size, LABEL.weight)).fold(0.0, f32::max).min(most)
}

/// The width of the values of points, up to 120 points.
pub(super) fn values(points: &[Point], fonts: &Fonts) -> f32 {
    points.iter().map(|p| fonts.width(&p.shown, STRONG.size, STRONG.weight)).fold(0.0, f32::max).min(120.0)
}

fn lying(points: &[Point], fonts: &Fonts) -> Drawing {
    let mut drawing = Drawing::new(WIDTH, ROW * points.len() as f32 + 6.0);
    let reach = points.iter().map(|p| p.value).filter(|v| v.is_finite());
    let (low, high) = reach.fold((0.0f64, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
    let span = if high > low { high - low } else { 1.0 };
    let (name, value) = (names(points, 170.0, fonts), values(points, fonts));
    let left = name + 8.0 + if low < 0.0 { value + 5.0 } else { 0.0 };
    let room = WIDTH - left - if high > 0.0 { value + 6.0 } else { 2.0 };
    let x = |v: f64| left + room * ((v - low) / span) as f32;
    for (index, point) in points.iter().enumerate() {
        let y = 3.0 + ROW * index as f32;
        let text = fonts.cut(&point.label, LABEL.size, LABEL.weight, name + 0.5);
        drawing.text((name, y + ROW / 2.0 + 1.6), text, LABEL, Anchor::End);
        let shown = fonts.cut(&point.shown, STRONG.size, STRONG.weight, 120.0);
        if point.value.is_nan() {
            drawing.text((x(0.0) + 4.0, y + ROW / 2.0 + 1.6), shown, LABEL, Anchor::Start);
            continue;
        }
        drawing.rect((x(0.0), y + 1.5), (x(point.value), y + ROW - 3.5), colour(point.role));
        let (gap, anchor) = if point.value < 0.0 { (-4.0, Anchor::End) } else { (4.0, Anchor::Start) };
        drawing.text((x(point.value) + gap, y + ROW / 2.0 + 1.6), shown, STRONG, anchor);
    }
    drawing.segment((x(0.0), 1.0), (x(0.0), drawing.height - 3.0), Stroke::new(AXIS, 0.8));
    drawing
}

fn standing(chart: &Chart, points: &[Point], fonts: &Fonts) -> Drawing {
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let scale = Scale::over(points.iter().map(|p| p.value), true, 4);
    let frame = Frame::draw(&mut drawing, scale, &chart.format, points.len(), 4.0, fonts);
    for (index, point) in points.iter().enumerate().filter(|(_, p)| !p.value.is_nan()) {
        let (left, right) = frame.bar(index);
        drawing.rect((left, frame.zero()), (right, frame.y(point.value)), colour(point.role));
    }
    let labels: Vec<&str> = points.iter().map(|p| p.label.as_str()).collect();
    frame.categories(&mut drawing, &labels, fonts);
    drawing
}
