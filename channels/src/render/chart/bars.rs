use sentia_tools::format;

use super::{Style, Terminal, faint, note, paint};
use crate::{
    present::Series,
    render::text::{pad, shorten, width},
};

/// Bars drawn; the table has the others.
const MOST: usize = 20;
/// Longest bar, in columns.
const LONGEST: usize = 48;

struct Bar {
    label: String,
    value: Option<f64>,
    text: String,
}

/// Values between the ends of the axis, which always holds zero.
struct Scale {
    low: f64,
    high: f64,
    columns: usize,
}

/// Horizontal bars from zero, with the target marked.
pub(super) fn bars(series: &[Series<'_>], terminal: &Terminal) -> Vec<String> {
    let all = rows(series);
    let shown = &all[..all.len().min(MOST)];
    let target = series.first().and_then(|series| series.target);
    let labels = shown.iter().map(|bar| width(&bar.label)).max().unwrap_or(0).min(terminal.chart_width() / 3);
    let texts = shown.iter().map(|bar| width(&bar.text)).max().unwrap_or(0);
    let Some(columns) =
        terminal.chart_width().checked_sub(labels + texts + 4).filter(|columns| *columns >= 6)
    else {
        return Vec::new();
    };
    let values =
        shown.iter().filter_map(|bar| bar.value).chain(target.and_then(|figure| figure.value.as_f64()));
    let scale = Scale::over(values, columns.min(LONGEST));
    let mark = target.and_then(|figure| figure.value.as_f64()).map(|value| scale.column(value));
    let mut lines: Vec<String> = shown
        .iter()
        .map(|bar| {
            let label = pad(&shorten(&bar.label, labels, terminal.unicode), labels, false);
            let drawn = paint(&scale.draw(bar.value, mark, terminal.unicode), Style::Bar, terminal);
            format!("{label}  {drawn}  {}", pad(&bar.text, texts, true)).trim_end().to_owned()
        })
        .collect();
    if let (Some(figure), Some(mark)) = (target, mark) {
        let place = " ".repeat(labels + 2 + mark);
        let sign = if terminal.unicode { "┊" } else { "|" };
        lines.push(faint(
            &under_mark(&place, &format!("{sign} target {}", format::figure_in_table(figure)), terminal),
            terminal,
        ));
    }
    if all.len() > shown.len() {
        lines.extend(note(&format!("and {} more in the table", all.len() - shown.len()), terminal));
    }
    lines
}

/// The note under its mark, moved left where it would not fit.
fn under_mark(place: &str, text: &str, terminal: &Terminal) -> String {
    let start = place.len().min(terminal.chart_width().saturating_sub(width(text)));
    format!("{}{text}", " ".repeat(start))
}

fn rows(series: &[Series<'_>]) -> Vec<Bar> {
    let longest = series.iter().map(|series| series.points.len()).max().unwrap_or(0);
    let several = series.len() > 1;
    let label = |series: &Series<'_>, at: usize| {
        let point = &series.points[at];
        if several { format!("{}, {}", point.label, series.name) } else { point.label.clone() }
    };
    // Bars of one member stand together, whatever series they belong to.
    let places = (0..longest).flat_map(|at| series.iter().map(move |series| (at, series)));
    places
        .filter(|(at, series)| *at < series.points.len())
        .map(|(at, series)| Bar {
            label: label(series, at),
            value: series.points[at].value().filter(|value| value.is_finite()),
            text: series.points[at].text(),
        })
        .collect()
}

impl Scale {
    fn over(values: impl Iterator<Item = f64>, columns: usize) -> Self {
        let (low, high) =
            values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        Scale { low, high: if high > low { high } else { low + 1.0 }, columns }
    }

    /// Where a value stands, in eighths of a column from the left.
    fn eighths(&self, value: f64) -> usize {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        (share * (self.columns * 8) as f64).round() as usize
    }

    fn column(&self, value: f64) -> usize {
        (self.eighths(value) / 8).min(self.columns - 1)
    }

    fn draw(&self, value: Option<f64>, mark: Option<usize>, unicode: bool) -> String {
        let (zero, end) = (self.eighths(0.0), self.eighths(value.unwrap_or(0.0)));
        let (from, to) = (zero.min(end), zero.max(end));
        let cell = |at: usize| {
            let filled = to.min(at * 8 + 8).saturating_sub(from.max(at * 8));
            match (filled, mark == Some(at)) {
                (0..=7, true) if unicode => '┊',
                (0..=7, true) => '|',
                (filled, false) if unicode && from <= at * 8 => EIGHTHS[filled],
                // A bar that begins within a column cannot be drawn in parts: it is rounded to whole columns.
                (filled, _) if filled >= 4 => {
                    if unicode {
                        '█'
                    } else {
                        '#'
                    }
                }
                _ => ' ',
            }
        };
        (0..self.columns).map(cell).collect()
    }
}

const EIGHTHS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
