//! A grid whose cells are the darker the greater their values; around zero, below is warm and above is cool.

use std::collections::HashMap;

use super::drawing::{Anchor, Colour, Drawing, Style};
use super::palette::{BLUE, GROUND, LABEL, TICK, VERMILION};
use super::{WIDTH, labels};
use crate::font::Fonts;
use crate::model::{Chart, Point};

const HEAD: f32 = 16.0;
const GAP: f32 = 1.5;

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let columns = labels(chart);
    let row = if chart.series.len() > 30 { 240.0 / chart.series.len() as f32 } else { 19.0 };
    let mut drawing = Drawing::new(WIDTH, HEAD + row * chart.series.len() as f32 + 4.0);
    let names = chart.series.iter().map(|s| fonts.width(&s.name, LABEL.size, LABEL.weight));
    let name = names.fold(0.0, f32::max).min(140.0);
    let grid = Grid { left: name + 8.0, row, width: (WIDTH - name - 8.0) / columns.len().max(1) as f32 };
    head(&mut drawing, &columns, &grid, fonts);
    let shade = Shade::over(chart);
    for (index, series) in chart.series.iter().enumerate() {
        if row >= 9.0 {
            let text = fonts.cut(&series.name, LABEL.size, LABEL.weight, name + 0.5);
            drawing.text((name, grid.y(index) + row / 2.0 + 2.0), text, LABEL, Anchor::End);
        }
        let found: HashMap<&str, &Point> = series.points.iter().map(|p| (p.label.as_str(), p)).collect();
        for (column, label) in columns.iter().enumerate() {
            cell(&mut drawing, &grid, (index, column), found.get(label).copied(), &shade, fonts);
        }
    }
    drawing
}

struct Grid {
    left: f32,
    row: f32,
    width: f32,
}

impl Grid {
    fn x(&self, column: usize) -> f32 {
        self.left + self.width * column as f32
    }

    fn y(&self, row: usize) -> f32 {
        HEAD + self.row * row as f32
    }

    fn gap(&self) -> f32 {
        if self.width.min(self.row) > 6.0 { GAP } else { 0.0 }
    }
}

/// The colour of a value among all values of a chart.
struct Shade {
    low: f64,
    high: f64,
}

impl Shade {
    fn over(chart: &Chart) -> Self {
        let values = chart.series.iter().flat_map(|s| &s.points).map(|p| p.value).filter(|v| v.is_finite());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        Self { low, high }
    }

    fn colour(&self, value: f64) -> Colour {
        if self.low < 0.0 && self.high > 0.0 {
            let reach = self.high.max(-self.low);
            let share = 0.06 + 0.94 * (value.abs() / reach) as f32;
            return if value < 0.0 { VERMILION.tint(share) } else { BLUE.tint(share) };
        }
        let span = self.high - self.low;
        let share = if span > 0.0 { ((value - self.low) / span) as f32 } else { 0.5 };
        BLUE.tint(0.1 + 0.9 * share)
    }
}

fn head(drawing: &mut Drawing, columns: &[&str], grid: &Grid, fonts: &Fonts) {
    let every = (26.0 / grid.width).ceil().max(1.0) as usize;
    for (index, label) in columns.iter().enumerate().step_by(every) {
        let text = fonts.cut(label, TICK.size, TICK.weight, grid.width * every as f32 - 3.0);
        let x = if every == 1 { grid.x(index) + grid.width / 2.0 } else { grid.x(index) };
        let anchor = if every == 1 { Anchor::Middle } else { Anchor::Start };
        drawing.text((x, HEAD - 5.0), text, TICK, anchor);
    }
}

fn cell(
    drawing: &mut Drawing,
    grid: &Grid,
    (row, column): (usize, usize),
    point: Option<&Point>,
    shade: &Shade,
    fonts: &Fonts,
) {
    let (x, y) = (grid.x(column), grid.y(row));
    let point = point.filter(|point| !point.value.is_nan());
    let fill = point.map_or(GROUND, |point| shade.colour(point.value));
    drawing.rect((x, y), (x + grid.width - grid.gap(), y + grid.row - grid.gap()), fill);
    let shown = point.map_or("–", |point| point.shown.as_str());
    if grid.row >= 10.0 && fonts.width(shown, TICK.size, TICK.weight) <= grid.width - 4.0 {
        let style = Style { colour: fill.ink(), ..TICK };
        let at = (x + (grid.width - grid.gap()) / 2.0, y + grid.row / 2.0 + 2.0);
        drawing.text(at, shown, style, Anchor::Middle);
    }
}
