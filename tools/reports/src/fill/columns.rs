//! How wide the columns of a table are in a template, whose typeface is not ours.

use crate::font::{Fonts, Weight};
use crate::model::{Cell, Table};

/// How much wider than ours the letters of a template may be.
const WIDER: f32 = 1.2;
/// The most rows that are measured.
const MEASURED: usize = 500;

/// The least that a column needs so that no word or figure is broken, and what it needs to stand in one line.
struct Need {
    least: f32,
    natural: f32,
}

/// Widths of columns in points, which add up to `room`: what each needs first, then the rest by what is still wished for.
/// The letters have a size in points, and cells have margins at their sides.
pub(super) fn widths(table: &Table, room: f32, (size, margins): (f32, f32), fonts: &Fonts) -> Vec<f32> {
    let needs: Vec<Need> = (0..table.columns.len()).map(|at| need(table, at, size, margins, fonts)).collect();
    let least: f32 = needs.iter().map(|need| need.least).sum();
    let natural: f32 = needs.iter().map(|need| need.natural).sum();
    let width = |need: &Need| {
        if least >= room {
            need.least * room / least
        } else if natural <= room {
            need.natural * room / natural
        } else {
            need.least + (need.natural - need.least) * (room - least) / (natural - least)
        }
    };
    needs.iter().map(width).collect()
}

fn need(table: &Table, at: usize, size: f32, margins: f32, fonts: &Fonts) -> Need {
    let measure = |text: &str| fonts.width(text, size * WIDER, Weight::Bold) + margins;
    let mut need = Need { least: size * 2.0 + margins, natural: size * 2.0 + margins };
    let mut widen = |text: &str, is_whole: bool, indent: f32| {
        need.natural = need.natural.max(measure(text) + indent);
        let part = if is_whole {
            Some(text)
        } else {
            text.split_whitespace().max_by_key(|word| word.chars().count())
        };
        need.least = need.least.max(part.map_or(0.0, measure).min(size * 20.0));
    };
    if let Some(column) = table.columns.get(at) {
        widen(&column.label, false, 0.0);
    }
    for row in table.rows.iter().take(MEASURED) {
        let Some(cell) = row.cells.get(at) else { continue };
        let indent = if at == 0 { f32::from(row.indent) * size } else { 0.0 };
        widen(cell.shown(), matches!(cell, Cell::Number { .. }), indent);
    }
    need.natural = need.natural.max(need.least);
    need
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReportError;
    use crate::model::{Column, NumberFormat, Row};

    fn table(label: &str) -> Table {
        let columns = vec![Column::text("Line"), Column::number("Actual", NumberFormat::Count)];
        let rows = vec![Row::new(vec![Cell::text(label), Cell::number(4.2e6, "−£4,207,600")])];
        Table { caption: String::new(), columns, rows }
    }

    #[test]
    fn figures_keep_their_room_beside_long_words() -> Result<(), ReportError> {
        let fonts = Fonts::load()?;
        let figure = fonts.width("−£4,207,600", 10.0 * WIDER, Weight::Bold);
        for label in ["Material", &"a long line about what was bought ".repeat(20), &"x".repeat(400)] {
            let widths = widths(&table(label), 300.0, (10.0, 8.0), &fonts);
            assert!((widths.iter().sum::<f32>() - 300.0).abs() < 0.1, "{widths:?}");
            assert!(widths.get(1).is_some_and(|width| *width >= figure), "{widths:?}");
        }
        Ok(())
    }

    #[test]
    fn more_than_fits_is_shared_out() -> Result<(), ReportError> {
        let widths = widths(&table("Material"), 40.0, (10.0, 8.0), &Fonts::load()?);
        assert!((widths.iter().sum::<f32>() - 40.0).abs() < 0.1 && widths.iter().all(|width| *width > 5.0));
        Ok(())
    }
}
