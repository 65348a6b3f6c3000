//! Lines over an ordered axis, with a band where points have limits.

use std::collections::HashMap;

use super::drawing::{Anchor, Colour, Drawing, Stroke, Style};
use super::frame::{Frame, HEIGHT};
use super::palette::{self, STRONG};
use super::scale::Scale;
use super::{WIDTH, labels};
use crate::font::Fonts;
use crate::model::{Chart, Point, PointRole, Series};

/// The least distance between two labels, in points.
const APART: f32 = 10.0;
/// Points of one series up to which each point has a dot.
const DOTTED: usize = 40;

/// A point, where it is drawn.
pub(super) struct Placed<'a> {
    point: &'a Point,
    at: (f32, f32),
    x: f32,
}

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let labels = labels(chart);
    let values = chart.series.iter().flat_map(|s| &s.points);
    let values = values.flat_map(|p| [Some(p.value), p.low, p.high].into_iter().flatten());
    let scale = Scale::over(values, false, 4);
    let ends: Vec<String> = chart.series.iter().map(|series| end_label(series, chart.series.len())).collect();
    let widest = ends.iter().map(|text| fonts.width(text, STRONG.size, STRONG.weight)).fold(0.0, f32::max);
    let right = widest.min(130.0) + 10.0;
    let frame = Frame::draw(&mut drawing, scale, &chart.format, labels.len(), right, fonts);
    frame.categories(&mut drawing, &labels, fonts);
    let index: HashMap<&str, usize> = labels.iter().enumerate().map(|(i, label)| (*label, i)).collect();
    let placed: Vec<Vec<Placed<'_>>> = chart.series.iter().map(|s| place(s, &frame, &index)).collect();
    for (i, points) in placed.iter().enumerate() {
        band(&mut drawing, points, &frame, palette::series(i).tint(0.18));
    }
    let mut tags = Vec::new();
    for (i, (points, text)) in placed.iter().zip(ends).enumerate() {
        trace(&mut drawing, points, palette::series(i), DOTTED);
        if let Some(last) = points.iter().rev().find(|p| !p.point.value.is_nan()) {
            tags.push((last.at.1 + 2.8, text, palette::series(i)));
        }
    }
    tag(&mut drawing, tags, frame.right + 6.0, fonts);
    drawing
}

/// What stands beside the end of a line: its name and last value, or the value alone if there is one line.
fn end_label(series: &Series, count: usize) -> String {
    let last = series.points.iter().rev().find(|point| !point.value.is_nan());
    let shown = last.map_or("", |point| point.shown.as_str());
    if count == 1 { shown.to_owned() } else { format!("{} {shown}", series.name).trim().to_owned() }
}

pub(super) fn place<'a>(series: &'a Series, frame: &Frame, index: &HashMap<&str, usize>) -> Vec<Placed<'a>> {
    let at = |point: &'a Point| {
        let x = frame.x(index.get(point.label.as_str()).copied().unwrap_or(0));
        Placed { point, at: (x, frame.y(point.value)), x }
    };
    series.points.iter().map(at).collect()
}

/// Fills the area between the limits, run by run of points that have both.
pub(super) fn band(drawing: &mut Drawing, points: &[Placed<'_>], frame: &Frame, fill: Colour) {
    let limits = |p: &Placed<'_>| p.point.low.zip(p.point.high).map(|(l, h)| (p.x, frame.y(l), frame.y(h)));
    for run in points.chunk_by(|a, b| limits(a).is_some() == limits(b).is_some()) {
        let run: Vec<(f32, f32, f32)> = run.iter().filter_map(limits).collect();
        let upper = run.iter().map(|(x, _, high)| (*x, *high));
        let lower = run.iter().rev().map(|(x, low, _)| (*x, *low));
        drawing.polygon(upper.chain(lower).collect(), fill);
    }
}

/// Draws the line, broken where values are missing and dashed where they are forecast. Up to `dotted` points have a dot.
pub(super) fn trace(drawing: &mut Drawing, points: &[Placed<'_>], colour: Colour, dotted: usize) {
    let forecast = |p: &Placed<'_>| p.point.role == PointRole::Forecast;
    for run in points.split(|p| p.at.1.is_nan() || p.point.value.is_nan()) {
        let turn = run.iter().position(forecast).unwrap_or(run.len());
        let seen: Vec<_> = run.iter().take(turn).map(|p| p.at).collect();
        let ahead: Vec<_> = run.iter().skip(turn.saturating_sub(1)).map(|p| p.at).collect();
        drawing.line(seen, Stroke::new(colour, 1.8));
        if turn < run.len() {
            drawing.line(ahead, Stroke::dashed(colour, 1.8));
        }
        for p in run
            .iter()
            .filter(|p| points.len() <= dotted || p.point.role == PointRole::Marked || run.len() == 1)
        {
            mark(drawing, p, colour, valley(run, p));
        }
    }
}

/// Whether the line comes from above: then there is room for a label under the point.
fn valley(run: &[Placed<'_>], p: &Placed<'_>) -> bool {
    run.iter().rev().find(|other| other.x < p.x).is_some_and(|before| before.at.1 < p.at.1)
}

fn mark(drawing: &mut Drawing, p: &Placed<'_>, colour: Colour, under: bool) {
    if p.point.role == PointRole::Marked {
        drawing.circle(p.at, 4.2, palette::VERMILION);
        let style = Style { colour: palette::VERMILION, ..STRONG };
        let y = if under { p.at.1 + 13.0 } else { (p.at.1 - 7.0).max(8.0) };
        drawing.text((p.at.0, y), p.point.shown.clone(), style, Anchor::Middle);
    } else {
        drawing.circle(p.at, 2.0, colour);
    }
}

/// Writes the labels of line ends, moved apart where they would cover one another.
fn tag(drawing: &mut Drawing, mut tags: Vec<(f32, String, Colour)>, x: f32, fonts: &Fonts) {
    tags.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut above = f32::NEG_INFINITY;
    for tag in &mut tags {
        tag.0 = tag.0.max(above + APART);
        above = tag.0;
    }
    let mut below = drawing.height - 4.0;
    for tag in tags.iter_mut().rev() {
        tag.0 = tag.0.min(below);
        below = tag.0 - APART;
    }
    let room = drawing.width - x;
    for (y, text, colour) in tags.into_iter().filter(|(y, ..)| *y > 4.0) {
        let text = fonts.cut(&text, STRONG.size, STRONG.weight, room);
        drawing.text((x, y), text, Style { colour: dark(colour), ..STRONG }, Anchor::Start);
    }
}

/// The colour, dark enough for text on white.
pub(super) fn dark(Colour(red, green, blue): Colour) -> Colour {
    let light = 0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue);
    let share = (115.0 / light).min(1.0);
    let part = |part: u8| (f32::from(part) * share) as u8;
    Colour(part(red), part(green), part(blue))
}
