//! Tables of a Word template, in its own style or within thin lines.

use std::fmt::Write as _;

use super::columns::widths;
use super::word_blocks::words;
use crate::font::Fonts;
use crate::model::{Align, Column, RowRole, Table};
use crate::xml::escape;

/// The usual size of text and the margins at the sides of a cell, in points.
const TEXT: f32 = 11.0;
const MARGINS: f32 = 10.8;
/// Thin lines around and within a table.
const GRID: [&str; 6] = ["top", "left", "bottom", "right", "insideH", "insideV"];
/// The line over a sum.
const SUM: &str =
    "<w:tcBorders><w:top w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"auto\"/></w:tcBorders>";
/// Rows close together, where no style says how far apart they are.
const CLOSE: &str = "<w:spacing w:before=\"30\" w:after=\"30\" w:line=\"240\" w:lineRule=\"auto\"/>";

/// What the cells of a row have in common: the looks of letters, of cells and of paragraphs, and how far the first is set in.
struct Look<'l> {
    letters: &'l str,
    cell: &'l str,
    paragraph: &'l str,
    indent: u8,
}

/// Writes a table that is `room` twentieths of a point wide, in a style of the template if it has one.
pub(super) fn write(out: &mut String, table: &Table, style: Option<&str>, (room, fonts): (i64, &Fonts)) {
    let widths: Vec<i64> = widths(table, room as f32 / 20.0, (TEXT, MARGINS), fonts)
        .iter()
        .map(|width| (width * 20.0).round() as i64)
        .collect();
    let (style, borders, paragraph) = match style {
        Some(id) => (format!("<w:tblStyle w:val=\"{}\"/>", escape(id)), String::new(), ""),
        None => (String::new(), grid(), CLOSE),
    };
    let _ = write!(
        out,
        "<w:tbl><w:tblPr>{style}<w:tblW w:w=\"{}\" w:type=\"dxa\"/>{borders}<w:tblLook w:val=\"0420\" w:firstRow=\"1\" \
         w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/>\
         <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
        widths.iter().sum::<i64>(),
        escape(&table.caption),
    );
    for width in &widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
    let head: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    let look = Look { letters: "<w:b/>", cell: "", paragraph, indent: 0 };
    row(out, "<w:cantSplit/><w:tblHeader/>", (&head, &table.columns, &widths), &look);
    for line in &table.rows {
        let cells: Vec<&str> = line.cells.iter().map(|cell| cell.shown()).collect();
        let look = Look {
            letters: if line.role == RowRole::Normal { "" } else { "<w:b/>" },
            cell: if matches!(line.role, RowRole::Subtotal | RowRole::Total) { SUM } else { "" },
            paragraph,
            indent: line.indent,
        };
        row(out, "<w:cantSplit/>", (&cells, &table.columns, &widths), &look);
    }
    out.push_str("</w:tbl>");
}

fn row(
    out: &mut String,
    properties: &str,
    (texts, columns, widths): (&[&str], &[Column], &[i64]),
    look: &Look<'_>,
) {
    let _ = write!(out, "<w:tr><w:trPr>{properties}</w:trPr>");
    for (at, ((text, column), width)) in texts.iter().zip(columns).zip(widths).enumerate() {
        let indent = match look.indent {
            indent if at == 0 && indent > 0 => format!("<w:ind w:left=\"{}\"/>", u32::from(indent) * 180),
            _ => String::new(),
        };
        let align = match column.align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        };
        let _ = write!(
            out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{}</w:tcPr><w:p><w:pPr>{}{indent}\
             <w:jc w:val=\"{align}\"/></w:pPr>{}</w:p></w:tc>",
            look.cell,
            look.paragraph,
            words(text, look.letters),
        );
    }
    out.push_str("</w:tr>");
}

fn grid() -> String {
    let line =
        |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"A6A6A6\"/>");
    format!("<w:tblBorders>{}</w:tblBorders>", GRID.map(line).concat())
}
