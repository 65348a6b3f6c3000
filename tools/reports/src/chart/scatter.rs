//! Points of two measures. Groups differ in shape as well as in colour, and points are named where their names have room.

use super::WIDTH;
use super::across::{Across, FOOT};
use super::drawing::{Anchor, Colour, Drawing, Style};
use super::frame::Frame;
use super::key::Key;
use super::names;
use super::palette::{self, LABEL, STRONG, TICK, VERMILION};
use super::scale::Scale;
use crate::font::Fonts;
use crate::model::{Chart, Point, PointRole};

/// The height of the area, in points.
const AREA: f32 = 190.0;
/// Points up to which all are named; past that only those that are marked.
const NAMED: usize = 60;
/// Points past which they are drawn small.
const LARGE: usize = 150;

/// A point where it is drawn.
struct Spot<'a> {
    point: &'a Point,
    series: usize,
    at: (f32, f32),
}

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let against = chart.across.as_ref().map_or("", |axis| axis.against.as_str());
    let key = Key::of(chart, 0.0, WIDTH, fonts);
    let top = key.height() + if against.trim().is_empty() { 6.0 } else { 16.0 };
    let mut drawing = Drawing::new(WIDTH, top + AREA + FOOT);
    let points = || chart.series.iter().flat_map(|series| &series.points).filter(|p| !p.value.is_nan());
    let axis = Across::over(chart, points().filter_map(|p| Some(p.across.as_ref()?.0)), 7);
    let scale = Scale::over(points().map(|p| p.value), false, 5);
    let (heights, right) = ((top, top + AREA), 12.0);
    let frame = Frame::within(&mut drawing, heights, scale, &chart.format, 1, right, fonts);
    let edges = (frame.left, frame.right);
    axis.draw(&mut drawing, edges, heights, fonts);
    let spots = spots(chart, &frame, &axis);
    let radius = if spots.len() > LARGE { 1.9 } else { 3.0 };
    for spot in &spots {
        let marked = spot.point.role == PointRole::Marked;
        let fill = if marked { VERMILION } else { colour(spot) };
        mark(&mut drawing, spot.at, spot.series, radius * if marked { 1.5 } else { 1.0 }, fill);
    }
    name(&mut drawing, &spots, radius, (edges, heights), fonts);
    let against = fonts.cut(against, TICK.size, TICK.weight, WIDTH);
    drawing.text((0.0, key.height() + 8.0), against, TICK, Anchor::Start);
    key.draw(&mut drawing, 0.0, |drawing, at, index| {
        mark(drawing, at, index, 3.0, palette::series(index));
    });
    drawing
}

fn colour(spot: &Spot<'_>) -> Colour {
    let colour = palette::series(spot.series);
    if spot.point.role == PointRole::Forecast { colour.tint(0.45) } else { colour }
}

fn spots<'a>(chart: &'a Chart, frame: &Frame, axis: &Across) -> Vec<Spot<'a>> {
    let spot = |series: usize, point: &'a Point| {
        let (value, _) = point.across.as_ref().filter(|_| !point.value.is_nan())?;
        let at = (axis.x(*value, (frame.left, frame.right)), frame.y(point.value));
        Some(Spot { point, series, at })
    };
    let of = |(index, series): (usize, &'a crate::model::Series)| {
        series.points.iter().filter_map(move |point| spot(index, point)).collect::<Vec<_>>()
    };
    chart.series.iter().enumerate().flat_map(of).collect()
}

/// Draws the mark of a series around a point, ringed in white so that crowded ones can be told apart.
fn mark(drawing: &mut Drawing, (x, y): (f32, f32), series: usize, r: f32, fill: Colour) {
    for (r, fill) in [(r + 0.8, Colour(255, 255, 255)), (r, fill)] {
        match series % 4 {
            0 => drawing.circle((x, y), r, fill),
            1 => drawing.rect((x - r * 0.9, y - r * 0.9), (x + r * 0.9, y + r * 0.9), fill),
            2 => drawing.polygon(
                vec![(x, y - r * 1.25), (x + r * 1.15, y + r * 0.85), (x - r * 1.15, y + r * 0.85)],
                fill,
            ),
            _ => {
                let r = r * 1.3;
                drawing.polygon(vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill);
            }
        }
    }
}

/// Writes the names of points beside them, those that are marked first.
fn name(
    drawing: &mut Drawing,
    spots: &[Spot<'_>],
    radius: f32,
    ((left, _), (top, bottom)): ((f32, f32), (f32, f32)),
    fonts: &Fonts,
) {
    let mut places = names::Places::new(left, drawing.width, top - 8.0, bottom);
    for spot in spots {
        places.cover(spot.at, radius);
    }
    let marked = |spot: &&Spot<'_>| spot.point.role == PointRole::Marked;
    let others = spots.iter().filter(|spot| !marked(spot) && spots.len() <= NAMED);
    for spot in spots.iter().filter(marked).take(NAMED).chain(others) {
        let style = match spot.point.role {
            PointRole::Marked => Style { colour: VERMILION, ..STRONG },
            _ => Style { size: TICK.size, ..LABEL },
        };
        let text = fonts.cut(&spot.point.label, style.size, style.weight, 120.0);
        let width = fonts.width(&text, style.size, style.weight);
        if let Some((at, anchor)) = places.find(spot.at, radius + 3.0, width) {
            drawing.text(at, text, style, anchor);
        }
    }
}
