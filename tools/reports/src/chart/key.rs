//! Names of series that cannot stand beside their data: each behind its mark, in lines over the area.

use super::drawing::{Anchor, Drawing, Style};
use super::line::dark;
use super::palette::{self, STRONG};
use crate::font::Fonts;
use crate::model::Chart;

/// The height of a line of names, in points.
const LINE: f32 = 12.0;
/// The widest that a name is written.
const WIDEST: f32 = 140.0;
/// The most lines; names past them are counted.
const MOST: usize = 4;

/// A key, laid out.
pub(super) struct Key {
    /// The index of the series, its name, its place, and its line.
    names: Vec<(usize, String, f32, usize)>,
    left_out: usize,
}

impl Key {
    /// The names of all series from `start` on; none for a chart of one series.
    pub(super) fn of(chart: &Chart, start: f32, width: f32, fonts: &Fonts) -> Self {
        let mut key = Self { names: Vec::new(), left_out: 0 };
        if chart.series.len() < 2 {
            return key;
        }
        let (mut x, mut line) = (start, 0);
        for (index, series) in chart.series.iter().enumerate() {
            let text = fonts.cut(&series.name, STRONG.size, STRONG.weight, WIDEST);
            let wide = fonts.width(&text, STRONG.size, STRONG.weight) + 12.0;
            if x > start && x + wide > width {
                (x, line) = (start, line + 1);
            }
            // The last line keeps room for the count.
            if line >= MOST || (line + 1 == MOST && x + wide > width - 60.0) {
                key.left_out = chart.series.len() - index;
                key.names.push((usize::MAX, format!("and {} more", key.left_out), x, line.min(MOST - 1)));
                break;
            }
            key.names.push((index, text, x, line));
            x += wide + 14.0;
        }
        key
    }

    /// The height of its lines.
    pub(super) fn height(&self) -> f32 {
        self.names.last().map_or(0.0, |(.., line)| LINE * (*line as f32 + 1.0))
    }

    /// Draws the names from a height on, each with the mark of its series around a point.
    pub(super) fn draw(
        &self,
        drawing: &mut Drawing,
        top: f32,
        mark: impl Fn(&mut Drawing, (f32, f32), usize),
    ) {
        for (index, text, x, line) in &self.names {
            let base = top + LINE * *line as f32 + 8.0;
            if *index == usize::MAX {
                drawing.text((*x, base), text.clone(), palette::TICK, Anchor::Start);
                continue;
            }
            mark(drawing, (*x + 4.0, base - 2.8), *index);
            let style = Style { colour: dark(palette::series(*index)), ..STRONG };
            drawing.text((*x + 11.0, base), text.clone(), style, Anchor::Start);
        }
    }
}
