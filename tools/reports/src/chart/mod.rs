//! Charts, laid out once into shapes and rendered the same in every format: labels beside the data rather than legends,
//! few lines, and colours that the colour-blind tell apart.

mod bar;
mod bullet;
mod control;
pub(crate) mod drawing;
mod frame;
mod heat;
mod line;
pub(crate) mod palette;
mod pareto;
mod png;
mod scale;
mod stacked;
mod svg;
#[cfg(test)]
mod tests;
mod waterfall;

pub(crate) use drawing::Drawing;
pub(crate) use png::png;
pub(crate) use svg::svg;

use crate::font::Fonts;
use crate::model::{Chart, ChartKind, Point};
use drawing::Anchor;
use palette::TICK;

/// The width of a chart, in points: that of the text on an A4 page.
pub(crate) const WIDTH: f32 = 482.0;
/// Values past this are not drawn: no axis can be labelled for them.
const GREATEST: f64 = 1e100;

/// Lays out a chart.
/// A chart by itself, as the bytes of a PNG on white.
///
/// # Errors
/// Where it is too large to be drawn.
pub fn picture(chart: &Chart) -> Result<Vec<u8>, crate::ReportError> {
    let fonts = Fonts::load()?;
    png::png(&layout(chart, &fonts), &fonts)
}

pub(crate) fn layout(chart: &Chart, fonts: &Fonts) -> Drawing {
    let (chart, lost) = drawable(chart);
    if chart.series.iter().flat_map(|series| &series.points).all(|point| point.value.is_nan()) {
        return message("There is no value to draw.");
    }
    let mut drawing = match chart.kind {
        ChartKind::Line => line::draw(&chart, fonts),
        ChartKind::Bar => bar::draw(&chart, fonts),
        ChartKind::Stacked => stacked::draw(&chart, fonts),
        ChartKind::Waterfall => waterfall::draw(&chart, fonts),
        ChartKind::Pareto => pareto::draw(&chart, fonts),
        ChartKind::Control => control::draw(&chart, fonts),
        ChartKind::HeatMap => heat::draw(&chart, fonts),
        ChartKind::Bullet => bullet::draw(&chart, fonts),
    };
    if lost > 0 {
        let text = if lost == 1 {
            "1 value cannot be drawn.".to_owned()
        } else {
            format!("{lost} values cannot be drawn.")
        };
        drawing.height += 12.0;
        let at = (0.0, drawing.height - 3.0);
        drawing.text(at, text, TICK, Anchor::Start);
    }
    drawing
}

/// The chart with NaN for each value that cannot be drawn, and how many there are.
fn drawable(chart: &Chart) -> (Chart, usize) {
    let fits = |value: f64| value.is_finite() && value.abs() <= GREATEST;
    let mut chart = chart.clone();
    let mut lost = 0;
    for point in chart.series.iter_mut().flat_map(|series| &mut series.points) {
        if !fits(point.value) || (chart.kind == ChartKind::Pareto && point.value < 0.0) {
            point.value = f64::NAN;
            lost += 1;
        }
        point.low = point.low.filter(|value| fits(*value));
        point.high = point.high.filter(|value| fits(*value));
        point.target = point.target.take().filter(|(value, _)| fits(*value));
    }
    chart.limits = chart.limits.filter(|l| [l.centre.0, l.lower.0, l.upper.0].into_iter().all(fits));
    (chart, lost)
}

fn message(text: &str) -> Drawing {
    let mut drawing = Drawing::new(WIDTH, 28.0);
    drawing.text((0.0, 16.0), text, TICK, Anchor::Start);
    drawing
}

/// The points of the first series.
fn first(chart: &Chart) -> &[Point] {
    chart.series.first().map_or(&[], |series| &series.points)
}

/// The labels of all series, each once, in the order in which they come.
fn labels(chart: &Chart) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let points = chart.series.iter().flat_map(|series| &series.points);
    points.map(|point| point.label.as_str()).filter(|label| seen.insert(*label)).collect()
}
