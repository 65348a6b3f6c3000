//! Charts, laid out once into shapes and rendered the same in every format: labels beside the data rather than legends,
//! few lines, and colours that the colour-blind tell apart.

mod across;
mod bar;
mod bullet;
mod control;
pub(crate) mod drawing;
mod frame;
mod gantt;
mod grid;
mod heat;
mod key;
mod line;
mod names;
pub(crate) mod palette;
mod pareto;
mod png;
mod scale;
mod scatter;
mod stacked;
mod svg;
#[cfg(test)]
mod tests;
mod time;
mod waterfall;

pub(crate) use drawing::Drawing;
pub(crate) use png::png;
pub(crate) use svg::svg;

use crate::font::Fonts;
use crate::model::{AxisScale, Chart, ChartKind, Point};
use drawing::Anchor;
use palette::TICK;

/// The width of a chart, in points: that of the text on an A4 page.
pub(crate) const WIDTH: f32 = 482.0;
/// Values past this are not drawn: no axis can be labelled for them.
const GREATEST: f64 = 1e100;

/// A chart by itself, as the bytes of a PNG on white.
///
/// # Errors
/// Where it is too large to be drawn.
pub fn picture(chart: &Chart) -> Result<Vec<u8>, crate::ReportError> {
    let fonts = Fonts::load()?;
    png::png(&layout(chart, &fonts), &fonts)
}

/// Lays out a chart.
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
        ChartKind::Scatter => scatter::draw(&chart, fonts),
        ChartKind::Gantt => gantt::draw(&chart, fonts),
        ChartKind::LineGrid | ChartKind::BarGrid => grid::draw(&chart, fonts),
    };
    if lost > 0 {
        let text = if lost == 1 {
            "1 value cannot be drawn.".to_owned()
        } else {
            format!("{lost} values cannot be drawn.")
        };
        footnote(&mut drawing, &text);
    }
    drawing
}

/// Writes a remark under a drawing.
fn footnote(drawing: &mut Drawing, text: &str) {
    drawing.height += 12.0;
    let at = (0.0, drawing.height - 3.0);
    drawing.text(at, text, TICK, Anchor::Start);
}

/// The chart with NaN for each value that cannot be drawn, and how many there are.
fn drawable(chart: &Chart) -> (Chart, usize) {
    let fits = |value: f64| value.is_finite() && value.abs() <= GREATEST;
    let mut chart = chart.clone();
    let kind = chart.kind;
    let timed = chart.across.as_ref().is_some_and(|axis| axis.scale == AxisScale::Time);
    let on_axis = |value: f64| fits(value) && (!timed || time::is_day(value));
    let placed = |point: &Point| match (kind, &point.across) {
        (ChartKind::Scatter, across) => across.as_ref().is_some_and(|(x, _)| on_axis(*x)),
        (ChartKind::Gantt, Some((from, _))) => on_axis(*from) && on_axis(point.value) && *from <= point.value,
        (ChartKind::Gantt, None) => false,
        _ => true,
    };
    let mut lost = 0;
    for point in chart.series.iter_mut().flat_map(|series| &mut series.points) {
        if !fits(point.value) || (kind == ChartKind::Pareto && point.value < 0.0) || !placed(point) {
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
