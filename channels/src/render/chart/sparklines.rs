use super::{Style, Terminal, note, paint};
use crate::{
    present::{Point, Series},
    render::text::{pad, shorten, width},
};

/// Lines drawn; the table has the others.
const MOST: usize = 15;

/// One small line for each series, all on one scale, with its latest value.
pub(super) fn sparklines(series: &[Series<'_>], terminal: &Terminal) -> Vec<String> {
    let shown = &series[..series.len().min(MOST)];
    let names =
        shown.iter().map(|series| width(&series.name)).max().unwrap_or(0).min(terminal.chart_width() / 3);
    let texts = shown.iter().map(|series| width(&latest(series).1)).max().unwrap_or(0);
    let Some(columns) = terminal.chart_width().checked_sub(names + texts + 4).filter(|columns| *columns >= 6)
    else {
        return Vec::new();
    };
    let values =
        || shown.iter().flat_map(|series| &series.points).filter_map(|point| Some((point.value()?, point)));
    let (Some(low), Some(high)) =
        (values().min_by(|a, b| a.0.total_cmp(&b.0)), values().max_by(|a, b| a.0.total_cmp(&b.0)))
    else {
        return Vec::new();
    };
    let mut lines: Vec<String> = shown
        .iter()
        .map(|series| {
            let name = pad(&shorten(&series.name, names, terminal.unicode), names, false);
            let skipped = series.points.len().saturating_sub(columns);
            let spark: String = series.points[skipped..]
                .iter()
                .map(|point| level(point, low.0, high.0, terminal.unicode))
                .collect();
            let spark = paint(&spark, Style::Bar, terminal);
            format!("{name}  {spark}  {}", latest(series).1)
        })
        .collect();
    lines.extend(note(&scale(low.1, high.1, shown, terminal), terminal));
    if series.len() > shown.len() {
        lines.extend(note(&format!("and {} more in the table", series.len() - shown.len()), terminal));
    }
    lines
}

fn latest(series: &Series<'_>) -> (f64, String) {
    let last = series.points.iter().rev().find_map(|point| Some((point.value()?, point.text())));
    last.unwrap_or_default()
}

fn scale(low: &Point<'_>, high: &Point<'_>, shown: &[Series<'_>], terminal: &Terminal) -> String {
    let (first, last) = if terminal.unicode { ('▁', '█') } else { ('1', '8') };
    let span = shown.first().and_then(|series| Some((series.points.first()?, series.points.last()?)));
    let span = span.map(|(from, to)| format!(", {} to {}", from.label, to.label)).unwrap_or_default();
    format!("{first} {}  {last} {}{span}; the latest value stands at the end", low.text(), high.text())
}

fn level(point: &Point<'_>, low: f64, high: f64, unicode: bool) -> char {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const DIGITS: [char; 8] = ['1', '2', '3', '4', '5', '6', '7', '8'];
    let Some(value) = point.value() else { return ' ' };
    let share = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
    let level = ((share * 7.0).round() as usize).min(7);
    if unicode { BLOCKS[level] } else { DIGITS[level] }
}
