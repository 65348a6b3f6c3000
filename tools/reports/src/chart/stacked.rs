//! Bars made of parts; what is below zero is stacked downwards.

use std::collections::HashMap;

use super::drawing::{Anchor, Colour, Drawing, Style};
use super::frame::{Frame, HEIGHT};
use super::line::dark;
use super::palette::{self, STRONG, TICK};
use super::scale::Scale;
use super::{WIDTH, labels};
use crate::font::Fonts;
use crate::model::Chart;

/// A part of a bar: which series, and from where to where it reaches.
struct Part<'a> {
    series: usize,
    from: f64,
    to: f64,
    shown: &'a str,
}

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let mut drawing = Drawing::new(WIDTH, HEIGHT + 14.0);
    let labels = labels(chart);
    let bars = stack(chart, &labels);
    let scale = Scale::over(bars.iter().flatten().map(|part| part.to), true, 6);
    let frame = Frame::draw(&mut drawing, scale, &chart.format, labels.len(), 4.0, fonts);
    for (index, parts) in bars.iter().enumerate() {
        let (left, right) = frame.bar(index);
        for part in parts {
            let fill = palette::series(part.series);
            let (from, to) = (frame.y(part.from), frame.y(part.to));
            drawing.rect((left, from), (right, to), fill);
            drawing.rect((left, to - 0.3), (right, to + 0.3), Colour(255, 255, 255));
            let width = fonts.width(part.shown, TICK.size, TICK.weight);
            if (from - to).abs() >= 11.0 && width <= right - left - 2.0 {
                let style = Style { colour: fill.ink(), ..TICK };
                let at = (f32::midpoint(left, right), f32::midpoint(from, to) + 2.6);
                drawing.text(at, part.shown, style, Anchor::Middle);
            }
        }
    }
    frame.categories(&mut drawing, &labels, fonts);
    key(&mut drawing, chart, &frame, fonts);
    drawing
}

/// The bars in order, each with its parts from zero outwards.
fn stack<'a>(chart: &'a Chart, labels: &[&str]) -> Vec<Vec<Part<'a>>> {
    let index: HashMap<&str, usize> = labels.iter().enumerate().map(|(i, label)| (*label, i)).collect();
    let mut bars: Vec<Vec<Part<'a>>> = labels.iter().map(|_| Vec::new()).collect();
    let mut ends = vec![(0.0, 0.0); labels.len()];
    for (series, points) in chart.series.iter().enumerate().map(|(i, series)| (i, &series.points)) {
        for point in points.iter().filter(|point| !point.value.is_nan()) {
            let Some(at) = index.get(point.label.as_str()) else { continue };
            let (Some(bar), Some((below, above))) = (bars.get_mut(*at), ends.get_mut(*at)) else { continue };
            let end = if point.value < 0.0 { below } else { above };
            bar.push(Part { series, from: *end, to: *end + point.value, shown: &point.shown });
            *end += point.value;
        }
    }
    bars
}

/// Names the parts in one line over the bars, each in its colour.
fn key(drawing: &mut Drawing, chart: &Chart, frame: &Frame, fonts: &Fonts) {
    let mut x = frame.left;
    for (index, series) in chart.series.iter().enumerate() {
        let fill = palette::series(index);
        let room = (drawing.width - x - 10.0).min(140.0);
        if room < 24.0 {
            break;
        }
        let text = fonts.cut(&series.name, STRONG.size, STRONG.weight, room);
        let width = fonts.width(&text, STRONG.size, STRONG.weight);
        drawing.rect((x, 1.0), (x + 7.0, 8.0), fill);
        drawing.text((x + 10.0, 7.4), text, Style { colour: dark(fill), ..STRONG }, Anchor::Start);
        x += width + 24.0;
    }
}
