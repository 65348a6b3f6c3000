use sentia_tools::format;

use super::{Style, Terminal, faint, note, paint};
use crate::{
    present::{Point, Series},
    render::text::{pad, width},
};

/// Lines of characters from the lowest to the highest value.
const HEIGHT: usize = 8;
/// Columns from one point to the next, at most.
const STEP: usize = 6;

/// A line over time. Its axis is labelled with the highest and the lowest value themselves, and with the target.
pub(super) fn line(series: &Series<'_>, terminal: &Terminal) -> Vec<String> {
    let target =
        series.target.and_then(|figure| Some((figure.value.as_f64()?, format::figure_in_table(figure))));
    let texts = series.points.iter().map(Point::text).chain(target.iter().map(|(_, text)| text.clone()));
    let margin = texts.map(|text| width(&text)).max().unwrap_or(0);
    let Some(columns) = terminal.chart_width().checked_sub(margin + 3).filter(|columns| *columns >= 10)
    else {
        return Vec::new();
    };
    let hidden = series.points.len().saturating_sub(columns);
    let points = &series.points[hidden..];
    let heights =
        Heights::over(points.iter().filter_map(Point::value).chain(target.iter().map(|(value, _)| *value)));
    let step = if points.len() > 1 { ((columns - 1) / (points.len() - 1)).clamp(1, STEP) } else { 1 };
    let rows = samples(points, step)
        .into_iter()
        .map(|value| value.map(|value| heights.row(value)))
        .collect::<Vec<_>>();
    let mut canvas = Canvas::new(rows.len(), terminal.unicode);
    if let Some((value, _)) = &target {
        canvas.dash(heights.row(*value));
    }
    canvas.draw(&rows);

    let labels = axis_labels(points, target.as_ref(), &heights);
    let axis = if terminal.unicode { '┤' } else { '|' };
    let mut lines: Vec<String> = (0..HEIGHT)
        .rev()
        .map(|row| {
            let drawn: String = canvas.rows[row].iter().collect();
            format!(
                "{} {axis}{}",
                pad(&labels[row], margin, true),
                paint(drawn.trim_end(), Style::Bar, terminal)
            )
        })
        .collect();
    lines.push(faint(&ends(points, margin + 2, rows.len()), terminal));
    if target.is_some() {
        lines.push(faint(
            &format!("{}{} target", " ".repeat(margin + 2), if terminal.unicode { "┄┄" } else { ".." }),
            terminal,
        ));
    }
    if hidden > 0 {
        lines.extend(note(
            &format!("the last {} of {}; the table has them all", points.len(), series.points.len()),
            terminal,
        ));
    }
    lines
}

/// What stands beside each row of the axis. Where two fall on one row, the target gives way.
fn axis_labels(points: &[Point<'_>], target: Option<&(f64, String)>, heights: &Heights) -> Vec<String> {
    let mut labels = vec![String::new(); HEIGHT];
    if let Some((value, text)) = target {
        labels[heights.row(*value)].clone_from(text);
    }
    let known = || points.iter().filter_map(|point| Some((point.value()?, point)));
    let lowest = known().min_by(|a, b| a.0.total_cmp(&b.0));
    let highest = known().max_by(|a, b| a.0.total_cmp(&b.0));
    for (value, point) in [lowest, highest].into_iter().flatten() {
        labels[heights.row(value)] = point.text();
    }
    labels
}

/// The first and the last bucket under their ends of the line.
fn ends(points: &[Point<'_>], margin: usize, columns: usize) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let gap = columns.saturating_sub(width(&first.label) + width(&last.label));
    if points.len() < 2 {
        return format!("{}{}", " ".repeat(margin), first.label);
    }
    if gap < 2 {
        return format!("{}{} - {}", " ".repeat(margin), first.label, last.label);
    }
    format!("{}{}{}{}", " ".repeat(margin), first.label, " ".repeat(gap), last.label)
}

/// One value for each column: the points, and straight lines between neighbours. Gaps stay gaps.
fn samples(points: &[Point<'_>], step: usize) -> Vec<Option<f64>> {
    let mut samples = Vec::with_capacity(points.len() * step);
    for pair in points.windows(2) {
        for at in 0..step {
            let share = at as f64 / step as f64;
            samples.push(match (pair[0].value(), pair[1].value()) {
                (Some(from), Some(to)) => Some(from + (to - from) * share),
                (Some(from), None) if at == 0 => Some(from),
                _ => None,
            });
        }
    }
    samples.extend(points.last().map(Point::value));
    samples
}

struct Heights {
    low: f64,
    high: f64,
}

impl Heights {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) =
            values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        Heights { low, high }
    }

    /// The row of a value, 0 at the bottom; a level line runs in the middle.
    fn row(&self, value: f64) -> usize {
        if self.high <= self.low {
            return HEIGHT / 2;
        }
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        (share * (HEIGHT - 1) as f64).round() as usize
    }
}

struct Canvas {
    /// From the bottom up.
    rows: Vec<Vec<char>>,
    unicode: bool,
}

impl Canvas {
    fn new(columns: usize, unicode: bool) -> Self {
        Canvas { rows: vec![vec![' '; columns]; HEIGHT], unicode }
    }

    fn dash(&mut self, row: usize) {
        self.rows[row].fill(if self.unicode { '┄' } else { '.' });
    }

    /// Each column holds the way from the row before to its own.
    fn draw(&mut self, samples: &[Option<usize>]) {
        let mut before = None;
        for (column, sample) in samples.iter().enumerate() {
            match (before, *sample) {
                (Some(from), Some(to)) => self.stroke(column, from, to),
                (None, Some(to)) => self.stroke(column, to, to),
                (_, None) => {}
            }
            before = *sample;
        }
    }

    fn stroke(&mut self, column: usize, from: usize, to: usize) {
        let [level, leave_up, arrive_up, leave_down, arrive_down, between] = if self.unicode {
            ['─', '╯', '╭', '╮', '╰', '│']
        } else {
            ['*', '|', '*', '|', '*', '|']
        };
        for row in from.min(to) + 1..from.max(to) {
            self.rows[row][column] = between;
        }
        if from == to {
            self.rows[to][column] = level;
        } else {
            let rises = to > from;
            self.rows[from][column] = if rises { leave_up } else { leave_down };
            self.rows[to][column] = if rises { arrive_up } else { arrive_down };
        }
    }
}
