//! A process against its limits, with the points that are out of control marked.

use super::drawing::{Anchor, Drawing, Stroke, Style};
use super::frame::{Frame, HEIGHT};
use super::palette::{BLUE, QUIET, STRONG, TICK, VERMILION};
use super::scale::Scale;
use super::{WIDTH, first};
use crate::font::{Fonts, Weight};
use crate::model::{Chart, Limits, Point, PointRole};

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let points = first(chart);
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let limits = chart.limits.iter().flat_map(|l| [l.centre.0, l.lower.0, l.upper.0]);
    let scale = Scale::over(points.iter().map(|p| p.value).chain(limits), false, 5);
    let right = chart.limits.as_ref().map_or(6.0, |limits| room(limits, fonts));
    let frame = Frame::draw(&mut drawing, scale, &chart.format, points.len(), right, fonts);
    if let Some(limits) = &chart.limits {
        rules(&mut drawing, &frame, limits, fonts);
    }
    let at = |(index, point): (usize, &Point)| (frame.x(index), frame.y(point.value));
    for run in points.iter().enumerate().collect::<Vec<_>>().split(|(_, p)| p.value.is_nan()) {
        drawing.line(run.iter().copied().map(at).collect(), Stroke::new(BLUE, 1.2));
    }
    let marked = points.iter().filter(|p| p.role == PointRole::Marked).count();
    for (index, point) in points.iter().enumerate().filter(|(_, p)| !p.value.is_nan()) {
        mark(&mut drawing, at((index, point)), point, points.len(), marked);
    }
    let labels: Vec<&str> = points.iter().map(|p| p.label.as_str()).collect();
    frame.categories(&mut drawing, &labels, fonts);
    drawing
}

fn named(limits: &Limits) -> [(f64, String, bool); 3] {
    [
        (limits.upper.0, format!("Upper limit {}", limits.upper.1), true),
        (limits.centre.0, format!("Centre {}", limits.centre.1), false),
        (limits.lower.0, format!("Lower limit {}", limits.lower.1), true),
    ]
}

fn room(limits: &Limits, fonts: &Fonts) -> f32 {
    named(limits)
        .iter()
        .map(|(_, text, _)| fonts.width(text, 7.5, Weight::Regular))
        .fold(0.0, f32::max)
        .min(130.0)
        + 9.0
}

fn rules(drawing: &mut Drawing, frame: &Frame, limits: &Limits, fonts: &Fonts) {
    let mut above = f32::NEG_INFINITY;
    for (value, text, outer) in named(limits) {
        let y = frame.y(value);
        let stroke = if outer { Stroke::dashed(VERMILION, 1.0) } else { Stroke::new(QUIET, 1.0) };
        drawing.segment((frame.left, y), (frame.right, y), stroke);
        above = (y + 2.6).max(above + 9.0);
        let text = fonts.cut(&text, TICK.size, TICK.weight, drawing.width - frame.right - 5.0);
        drawing.text((frame.right + 5.0, above), text, TICK, Anchor::Start);
    }
}

/// Draws a dot; a marked point is larger, in another colour, ringed, and shows its value while there are few of them.
fn mark(drawing: &mut Drawing, at: (f32, f32), point: &Point, count: usize, marked: usize) {
    if point.role == PointRole::Marked {
        drawing.circle(at, 5.0, VERMILION);
        drawing.circle(at, 3.6, VERMILION.tint(0.0));
        drawing.circle(at, 2.6, VERMILION);
        if marked <= 8 {
            let style = Style { colour: VERMILION, ..STRONG };
            drawing.text((at.0, at.1 - 7.5), point.shown.clone(), style, Anchor::Middle);
        }
    } else if count <= 80 {
        drawing.circle(at, 2.0, BLUE);
    }
}
