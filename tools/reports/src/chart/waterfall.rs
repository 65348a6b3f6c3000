//! A bridge: what took one total to another.

use super::drawing::{Anchor, Colour, Drawing, Stroke, Style};
use super::frame::{Frame, HEIGHT};
use super::palette::{AXIS, BLUE, HOUSE, STRONG, VERMILION};
use super::scale::Scale;
use super::{WIDTH, first};
use crate::font::Fonts;
use crate::model::{Chart, Point, PointRole};

/// The most steps that have room for their values.
const LABELLED: usize = 16;

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let points = first(chart);
    let spans = spans(points);
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let reach = spans.iter().flat_map(|(from, to)| [*from, *to]);
    let scale = Scale::over(reach, true, 4);
    let frame = Frame::draw(&mut drawing, scale, &chart.format, points.len(), 4.0, fonts);
    for (index, (point, span)) in points.iter().zip(&spans).enumerate() {
        step(&mut drawing, &frame, index, point, *span, points.len() <= LABELLED);
        if index + 1 < points.len() {
            let y = frame.y(span.1);
            drawing.segment((frame.bar(index).1, y), (frame.bar(index + 1).0, y), Stroke::new(AXIS, 0.6));
        }
    }
    let labels: Vec<&str> = points.iter().map(|p| p.label.as_str()).collect();
    frame.categories(&mut drawing, &labels, fonts);
    drawing
}

/// From where to where each bar reaches. A value that is missing moves nothing.
fn spans(points: &[Point]) -> Vec<(f64, f64)> {
    let mut level = 0.0;
    let mut span = |point: &Point| {
        let value = if point.value.is_nan() { 0.0 } else { point.value };
        let from = if point.role == PointRole::Total && !point.value.is_nan() { 0.0 } else { level };
        level = from + value;
        (from, level)
    };
    points.iter().map(&mut span).collect()
}

fn colour(point: &Point) -> Colour {
    match (point.role, point.value < 0.0) {
        (PointRole::Total, _) => HOUSE,
        (_, true) => VERMILION,
        (_, false) => BLUE,
    }
}

fn step(
    drawing: &mut Drawing,
    frame: &Frame,
    index: usize,
    point: &Point,
    (from, to): (f64, f64),
    label: bool,
) {
    let (left, right) = frame.bar(index);
    let (top, bottom) = (frame.y(from.max(to)), frame.y(from.min(to)));
    drawing.rect((left, top), (right, bottom), colour(point));
    if label {
        let style = Style { colour: super::line::dark(colour(point)), ..STRONG };
        let under = point.value < 0.0 && bottom + 10.0 < drawing.height - 22.0;
        let y = if under { bottom + 9.0 } else { top - 3.5 };
        drawing.text((frame.x(index), y), point.shown.clone(), style, Anchor::Middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_stand_on_zero_and_steps_on_what_came_before() {
        let point = |value, role| Point::new("", value, "").role(role);
        let points = [
            point(10.0, PointRole::Total),
            point(-4.0, PointRole::Normal),
            point(f64::NAN, PointRole::Normal),
            point(6.0, PointRole::Total),
        ];
        assert_eq!(spans(&points), [(0.0, 10.0), (10.0, 6.0), (6.0, 6.0), (0.0, 6.0)]);
    }
}
