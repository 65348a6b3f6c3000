//! Tables, broken over pages between rows, and within rows that are higher than a page; each page repeats the headings.

use super::flow::Flow;
use super::tags::{Kind, TagId};
use super::theme::{BOTTOM, CAPTION, LEADING, TOP, WIDTH};
use crate::chart::drawing::Style;
use crate::chart::palette::{AXIS, GRID, GROUND, HOUSE, INK};
use crate::font::{Fonts, Weight};
use crate::model::{Align, Cell, Row, RowRole, Table};
use crate::text::{Line, Span, wrap};

/// Room at the left and right of a cell, and over and under its lines, in points.
const SIDE: f32 = 4.0;
const PAD: f32 = 3.0;
/// A step of indentation, in points.
const INDENT: f32 = 9.0;
/// Rows that the widths of columns are taken from.
const SAMPLE: usize = 500;
/// Sizes of the text, from the one that is best to the one that makes most fit.
const SIZES: [f32; 4] = [8.5, 7.5, 6.5, 5.5];

/// Where the columns stand and how their text is set.
struct Grid<'a> {
    table: &'a Table,
    widths: Vec<f32>,
    size: f32,
    fonts: &'a Fonts,
}

/// A cell that is laid out.
struct Set {
    lines: Vec<Line>,
    owner: TagId,
}

/// Writes a table.
pub(super) fn write(flow: &mut Flow, table: &Table, fonts: &Fonts) {
    flow.space(6.0);
    let grid = Grid::new(table, fonts);
    let owner = flow.tags.add(flow.root, Kind::Table);
    caption(flow, table, owner, fonts);
    let head = flow.tags.add(owner, Kind::Head);
    let head_row = flow.tags.add(head, Kind::Row);
    grid.head(flow, Some(head_row));
    let body = flow.tags.add(owner, Kind::Body);
    for row in &table.rows {
        let tag = flow.tags.add(body, Kind::Row);
        grid.row(flow, row, tag);
    }
    flow.y += 12.0;
}

fn caption(flow: &mut Flow, table: &Table, owner: TagId, fonts: &Fonts) {
    let lines = wrap(&[Span::new(&table.caption, CAPTION)], WIDTH, fonts);
    flow.need(70.0 + CAPTION.size * LEADING * lines.len() as f32);
    if lines.is_empty() {
        return;
    }
    let tag = flow.tags.add(owner, Kind::Caption);
    flow.lines(&lines, 0.0, CAPTION.size, tag);
    flow.y += 3.0;
}

impl<'a> Grid<'a> {
    /// The largest size at which the columns fit; columns share what is left, or what is too much, by their widths.
    fn new(table: &'a Table, fonts: &'a Fonts) -> Self {
        let smallest = SIZES.last().copied().unwrap_or(5.5);
        let fits = |size: &f32| least(table, *size, fonts).iter().sum::<f32>() <= WIDTH;
        let size = SIZES.into_iter().find(fits).unwrap_or(smallest);
        let (least, best) = (least(table, size, fonts), best(table, size, fonts));
        Self { table, widths: shared(&least, &best), size, fonts }
    }

    fn style(&self, role: RowRole) -> Style {
        let (weight, colour) = match role {
            RowRole::Normal => (Weight::Regular, INK),
            RowRole::Heading => (Weight::Bold, HOUSE),
            RowRole::Subtotal | RowRole::Total => (Weight::Bold, INK),
        };
        Style { size: self.size, weight, colour }
    }

    /// The headings; on pages after the first they belong to no piece of the document.
    fn head(&self, flow: &mut Flow, owner: Option<TagId>) {
        let style = Style { size: self.size, weight: Weight::Bold, colour: HOUSE };
        let columns = self.table.columns.iter().zip(&self.widths);
        let set = |(column, width): (&crate::model::Column, &f32)| {
            let mut lines = wrap(&[Span::new(&column.label, style)], width - 2.0 * SIDE, self.fonts);
            lines.truncate(6);
            lines
        };
        let cells: Vec<Vec<Line>> = columns.map(set).collect();
        let count = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let height = self.height(count);
        flow.rect(0.0, WIDTH, (flow.y, flow.y + height), GROUND);
        flow.rect(0.0, WIDTH, (flow.y + height - 0.9, flow.y + height), HOUSE);
        for (index, lines) in cells.iter().enumerate() {
            let tag = owner.map(|row| flow.tags.add(row, Kind::ColumnHead));
            self.cell(flow, index, lines, 0.0, tag);
        }
        flow.y += height;
    }

    fn height(&self, lines: usize) -> f32 {
        self.size * LEADING * 0.92 * lines as f32 + 2.0 * PAD
    }

    fn row(&self, flow: &mut Flow, row: &Row, tag: TagId) {
        let cells = self.set(flow, row, tag);
        let count = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1);
        let full = BOTTOM - TOP - self.height(2);
        if flow.y + self.height(count) > BOTTOM && self.height(count) <= full {
            self.turn(flow);
        }
        let mut done = 0;
        while done < count {
            if flow.y + self.height(1) > BOTTOM {
                self.turn(flow);
            }
            let step = self.size * LEADING * 0.92;
            let fit = (((BOTTOM - flow.y - 2.0 * PAD) / step) as usize).clamp(1, count - done);
            self.part(flow, row, &cells, done, fit);
            done += fit;
        }
    }

    fn turn(&self, flow: &mut Flow) {
        flow.turn();
        self.head(flow, None);
    }

    fn set(&self, flow: &mut Flow, row: &Row, tag: TagId) -> Vec<Set> {
        let style = self.style(row.role);
        let mut cells = Vec::with_capacity(row.cells.len());
        for (index, (cell, width)) in row.cells.iter().zip(&self.widths).enumerate() {
            let indent = indent(index, row);
            let kind = if index == 0 && matches!(cell, Cell::Text(_)) { Kind::RowHead } else { Kind::Cell };
            let owner = flow.tags.add(tag, kind);
            let room = (width - 2.0 * SIDE - indent).max(self.size);
            cells.push(Set { lines: wrap(&[Span::new(cell.shown(), style)], room, self.fonts), owner });
        }
        cells
    }

    /// Writes some lines of a row: all of them, or as many as a page has room for.
    fn part(&self, flow: &mut Flow, row: &Row, cells: &[Set], from: usize, count: usize) {
        let height = self.height(count);
        if matches!(row.role, RowRole::Subtotal | RowRole::Total) && from == 0 {
            let weight = if row.role == RowRole::Total { 0.9 } else { 0.6 };
            flow.rect(
                0.0,
                WIDTH,
                (flow.y, flow.y + weight),
                if row.role == RowRole::Total { HOUSE } else { AXIS },
            );
        }
        for (index, cell) in cells.iter().enumerate() {
            let lines = cell.lines.get(from..cell.lines.len().min(from + count)).unwrap_or_default();
            self.cell(flow, index, lines, indent(index, row), Some(cell.owner));
        }
        let (rule, weight) = if row.role == RowRole::Total { (HOUSE, 0.9) } else { (GRID, 0.5) };
        flow.rect(0.0, WIDTH, (flow.y + height - weight, flow.y + height), rule);
        flow.y += height;
    }

    fn cell(&self, flow: &mut Flow, index: usize, lines: &[Line], indent: f32, owner: Option<TagId>) {
        let left: f32 = self.widths.iter().take(index).sum();
        let width = self.widths.get(index).copied().unwrap_or(0.0);
        let align = self.table.columns.get(index).map_or(Align::Left, |column| column.align);
        for (number, line) in lines.iter().enumerate() {
            let x = match align {
                Align::Left => left + SIDE + indent,
                Align::Centre => left + (width - line.width) / 2.0,
                Align::Right => left + width - SIDE - line.width,
            };
            let baseline = flow.y + PAD + self.size + self.size * LEADING * 0.92 * number as f32;
            flow.line(line, x, baseline, owner);
        }
    }
}

fn indent(column: usize, row: &Row) -> f32 {
    if column == 0 { f32::from(row.indent.min(6)) * INDENT } else { 0.0 }
}

/// The narrowest widths: numbers on one line, and of words the longest, up to a limit.
fn least(table: &Table, size: f32, fonts: &Fonts) -> Vec<f32> {
    let word = |text: &str| {
        let widths = text.split(' ').map(|word| fonts.width(word, size, Weight::Bold));
        widths.fold(0.0, f32::max).min(90.0)
    };
    let cell = |cell: &Cell| match cell {
        Cell::Number { shown, .. } => fonts.width(shown, size, Weight::Bold).min(120.0),
        cell => word(cell.shown()),
    };
    widths(table, word, cell)
}

/// The widths at which nothing breaks, up to a limit.
fn best(table: &Table, size: f32, fonts: &Fonts) -> Vec<f32> {
    let whole = |text: &str| fonts.width(text, size, Weight::Bold).min(300.0);
    widths(table, |label| whole(label).min(80.0), |cell| whole(cell.shown()))
}

fn widths(table: &Table, label: impl Fn(&str) -> f32, cell: impl Fn(&Cell) -> f32) -> Vec<f32> {
    let column = |(index, column): (usize, &crate::model::Column)| {
        let cells = table.rows.iter().take(SAMPLE).filter_map(|row| Some((row, row.cells.get(index)?)));
        let widest = cells.map(|(row, content)| cell(content) + indent(index, row)).fold(0.0, f32::max);
        widest.max(label(&column.label)) + 2.0 * SIDE + 1.0
    };
    table.columns.iter().enumerate().map(column).collect()
}

/// Widths that add up to that of the page: what is left beyond the narrowest goes first to columns that want more.
fn shared(least: &[f32], best: &[f32]) -> Vec<f32> {
    let narrow: f32 = least.iter().sum();
    if narrow >= WIDTH {
        return least.iter().map(|width| width * WIDTH / narrow).collect();
    }
    let wish = |(least, best): (&f32, &f32)| (best - least).max(0.0);
    let wishes: f32 = least.iter().zip(best).map(wish).sum();
    let left = WIDTH - narrow;
    if wishes > left {
        return least.iter().zip(best).map(|pair| pair.0 + wish(pair) * left / wishes).collect();
    }
    let wide: Vec<f32> = least.iter().zip(best).map(|(least, best)| least.max(*best)).collect();
    let total: f32 = wide.iter().sum();
    wide.iter().map(|width| width * WIDTH / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_add_up_to_the_page() {
        for (least, best) in [
            (vec![50.0, 50.0], vec![300.0, 60.0]),
            (vec![900.0, 300.0], vec![900.0, 300.0]),
            (vec![10.0], vec![20.0]),
        ] {
            let sum: f32 = shared(&least, &best).iter().sum();
            assert!((sum - WIDTH).abs() < 0.1, "{sum}");
        }
    }
}
