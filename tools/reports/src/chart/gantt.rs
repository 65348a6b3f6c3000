//! Work over time: a row for each label, with bars from start to end that bear their dates.

use std::collections::HashMap;

use super::across::{Across, FOOT};
use super::bar;
use super::drawing::{Anchor, Colour, Drawing, Stroke, Style};
use super::key::Key;
use super::palette::{self, AXIS, GRID, LABEL, TICK};
use super::{WIDTH, footnote, labels};
use crate::font::Fonts;
use crate::model::{Chart, Point, PointRole};

/// The most lines of bars: more do not fit on a page.
const MOST: usize = 40;

/// A bar, in values of the axis.
#[derive(Clone)]
struct Bar<'a> {
    point: &'a Point,
    series: usize,
    from: f64,
    to: f64,
    text: String,
}

/// The bars of one label: lines in which none covers another.
type Lines<'a> = Vec<Vec<Bar<'a>>>;

/// What all bars share.
struct Plan<'a> {
    axis: Across,
    edges: (f32, f32),
    row: f32,
    single: bool,
    fonts: &'a Fonts,
}

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let (names, rows, left_out) = rows(chart);
    let lines: usize = rows.iter().map(Vec::len).sum();
    let row = if lines > 24 { 14.5 } else { 18.0 };
    let key = Key::of(chart, 0.0, WIDTH, fonts);
    let top = key.height() + 4.0;
    let bottom = top + row * lines as f32;
    let mut drawing = Drawing::new(WIDTH, bottom + FOOT);
    let widths = names.iter().map(|text| fonts.width(text, LABEL.size, LABEL.weight));
    let name = widths.fold(0.0, f32::max).min(150.0);
    let bars = || rows.iter().flatten().flatten();
    let axis = Across::over(chart, bars().flat_map(|bar| [bar.from, bar.to]), 6);
    let edges = (name + 12.0, WIDTH - 6.0);
    axis.draw(&mut drawing, edges, (top, bottom), fonts);
    let plan = Plan { axis, edges, row, single: chart.series.len() < 2, fonts };
    let mut y = top;
    for (label, lines) in names.iter().zip(&rows) {
        let text = fonts.cut(label, LABEL.size, LABEL.weight, name + 0.5);
        drawing.text((name, y + row / 2.0 + 2.6), text, LABEL, Anchor::End);
        for line in lines {
            plan.line(&mut drawing, line, y);
            y += row;
        }
        drawing.segment((0.0, y), (WIDTH, y), Stroke::new(GRID, 0.5));
    }
    drawing.segment((edges.0, top), (edges.0, bottom), Stroke::new(AXIS, 0.8));
    key.draw(&mut drawing, 0.0, |drawing, (x, y), index| {
        drawing.rect((x - 4.0, y - 3.5), (x + 3.0, y + 3.5), palette::series(index));
    });
    if left_out > 0 {
        let bars =
            if left_out == 1 { "1 more bar is".to_owned() } else { format!("{left_out} more bars are") };
        footnote(&mut drawing, &format!("{bars} not drawn."));
    }
    drawing
}

/// The labels with their lines of bars, as many as fit on a page, and how many bars are left out.
fn rows(chart: &Chart) -> (Vec<&str>, Vec<Lines<'_>>, usize) {
    let labels = labels(chart);
    let index: HashMap<&str, usize> = labels.iter().enumerate().map(|(i, label)| (*label, i)).collect();
    let mut rows: Vec<Vec<Bar<'_>>> = labels.iter().map(|_| Vec::new()).collect();
    for (series, points) in chart.series.iter().map(|series| &series.points).enumerate() {
        for bar in points.iter().filter_map(|point| bar(point, series)) {
            let at = index.get(bar.point.label.as_str()).and_then(|at| rows.get_mut(*at));
            at.into_iter().for_each(|row| row.push(bar.clone()));
        }
    }
    let (mut kept, mut names, mut count, mut left_out) = (Vec::new(), Vec::new(), 0, 0);
    for (name, bars) in labels.into_iter().zip(rows).filter(|(_, bars)| !bars.is_empty()) {
        let bars_here = bars.len();
        let lines = lines(bars);
        if count + lines.len() > MOST {
            left_out += bars_here;
            continue;
        }
        count += lines.len();
        kept.push(lines);
        names.push(name);
    }
    (names, kept, left_out)
}

fn bar(point: &Point, series: usize) -> Option<Bar<'_>> {
    let (from, shown) = point.across.as_ref().filter(|_| !point.value.is_nan())?;
    let text = if *from < point.value { format!("{shown} – {}", point.shown) } else { shown.clone() };
    Some(Bar { point, series, from: *from, to: point.value, text })
}

/// Puts each bar into the first line in which what stands there has ended.
fn lines(mut bars: Vec<Bar<'_>>) -> Lines<'_> {
    bars.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut lines: Lines<'_> = Vec::new();
    for bar in bars {
        let ended = |line: &&mut Vec<Bar<'_>>| line.last().is_none_or(|last| last.to <= bar.from);
        match lines.iter_mut().find(ended) {
            Some(line) => line.push(bar),
            None => lines.push(vec![bar]),
        }
    }
    lines
}

impl Plan<'_> {
    fn line(&self, drawing: &mut Drawing, line: &[Bar<'_>], y: f32) {
        let x = |value: f64| self.axis.x(value, self.edges);
        let mut free = self.edges.0 + 2.0;
        for (index, bar) in line.iter().enumerate() {
            let (from, to) = (x(bar.from), x(bar.to));
            let fill = self.colour(bar);
            let (from, to) = self.shape(drawing, (from, to), y, fill);
            let next = line.get(index + 1).map_or(WIDTH, |next| x(next.from) - 4.0);
            free = self.text(drawing, bar, (from, to), (free, next), y, fill);
        }
    }

    fn colour(&self, bar: &Bar<'_>) -> Colour {
        match bar.point.role {
            PointRole::Normal if !self.single => palette::series(bar.series),
            PointRole::Forecast if !self.single => palette::series(bar.series).tint(0.4),
            role => bar::colour(role),
        }
    }

    /// Draws a bar, or a diamond where it has no length, and gives its edges.
    fn shape(&self, drawing: &mut Drawing, (from, to): (f32, f32), y: f32, fill: Colour) -> (f32, f32) {
        let (top, bottom) = (y + 3.0, y + self.row - 3.0);
        if to - from >= 1.0 {
            drawing.rect((from, top), (to, bottom), fill);
            return (from, to);
        }
        let (middle, half) = (f32::midpoint(top, bottom), (bottom - top) / 2.0);
        let points = vec![(from, top), (from + half, middle), (from, bottom), (from - half, middle)];
        drawing.polygon(points, fill);
        (from - half, from + half)
    }

    /// Writes the dates of a bar into it, or else at its right or left where that is free, and gives what is taken.
    fn text(
        &self,
        drawing: &mut Drawing,
        bar: &Bar<'_>,
        (from, to): (f32, f32),
        (free, next): (f32, f32),
        y: f32,
        fill: Colour,
    ) -> f32 {
        let width = self.fonts.width(&bar.text, TICK.size, TICK.weight);
        let base = y + self.row / 2.0 + 2.6;
        let ink = Style { colour: palette::INK, ..TICK };
        if to - from >= width + 6.0 {
            let style = Style { colour: fill.ink(), ..TICK };
            drawing.text((from + 4.0, base), bar.text.clone(), style, Anchor::Start);
            return to + 2.0;
        }
        if to + 4.0 + width <= next {
            drawing.text((to + 4.0, base), bar.text.clone(), ink, Anchor::Start);
            return to + 8.0 + width;
        }
        if from - 4.0 - width >= free {
            drawing.text((from - 4.0, base), bar.text.clone(), ink, Anchor::End);
        }
        to + 2.0
    }
}
