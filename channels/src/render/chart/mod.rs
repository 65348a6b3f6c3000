//! Small charts of characters: bars for members, a line for time, sparklines for several lines. Without UTF-8 they are
//! drawn in plain ASCII.

mod bars;
mod line;
mod sparklines;

use sentia_tools::{Chart, ChartKind, Evidence};

use super::{
    Style, Terminal, paint,
    results::{heading, note},
    text::clean,
};
use crate::present::{Series, series};

/// A chart of an Evidence with its title; empty where there is nothing to draw.
pub(super) fn chart(chart: &Chart, evidence: &Evidence, terminal: &Terminal) -> Vec<String> {
    let series = series(chart, evidence);
    let drawn = match (chart.kind, series.as_slice()) {
        (_, []) => return Vec::new(),
        (ChartKind::Bar | ChartKind::Pareto | ChartKind::Heat | ChartKind::Bridge, series) => {
            bars::bars(series, terminal)
        }
        (ChartKind::Line, [only]) => line::line(only, terminal),
        (ChartKind::Control, [values, ..]) => line::line(values, terminal),
        (ChartKind::Line, several) => sparklines::sparklines(several, terminal),
    };
    if drawn.is_empty() {
        return drawn;
    }
    let title = if chart.title == evidence.title { measure_name(&series) } else { clean(&chart.title) };
    let mut lines = heading(&title, terminal);
    lines.extend(drawn);
    lines
}

/// The chart beside a table of the same title needs only the measure's name.
fn measure_name(series: &[Series<'_>]) -> String {
    let first = series.iter().flat_map(|series| &series.points).find_map(|point| point.figure);
    first.map(|figure| clean(&figure.label)).unwrap_or_default()
}

fn faint(text: &str, terminal: &Terminal) -> String {
    paint(text, Style::Faint, terminal)
}
