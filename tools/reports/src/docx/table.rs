//! Tables, with their first row repeated on each page.

use std::fmt::Write as _;

use super::body::paragraph;
use crate::chart::palette::HOUSE;
use crate::model::{Align, Row, RowRole, Table};
use crate::ooxml::rgb;
use crate::xml::escape;

/// The width of the text, in twentieths of a point.
const WIDTH: usize = 9640;
/// The most characters that the width of a column is taken from.
const LONGEST: usize = 40;

/// Writes a table after its caption.
pub(super) fn write(out: &mut String, table: &Table) {
    paragraph(out, "Caption", &run(&table.caption, ""));
    let widths = widths(table);
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/>\
         <w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
        escape(&table.caption)
    );
    for width in &widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(&widths) {
        cell(out, *width, "", column.align, 0, &run(&column.label, "<w:b/>"));
    }
    out.push_str("</w:tr>");
    for line in &table.rows {
        row(out, table, line, &widths);
    }
    out.push_str("</w:tbl><w:p><w:pPr><w:spacing w:after=\"60\"/></w:pPr></w:p>");
}

fn row(out: &mut String, table: &Table, row: &Row, widths: &[usize]) {
    let house = rgb(HOUSE);
    let (look, border) = match row.role {
        RowRole::Normal => (String::new(), String::new()),
        RowRole::Heading => (format!("<w:b/><w:color w:val=\"{house}\"/>"), String::new()),
        RowRole::Subtotal => ("<w:b/>".to_owned(), borders(4, &house, false)),
        RowRole::Total => ("<w:b/>".to_owned(), borders(8, &house, true)),
    };
    out.push_str("<w:tr>");
    for (index, ((content, column), width)) in row.cells.iter().zip(&table.columns).zip(widths).enumerate() {
        let indent = if index == 0 { usize::from(row.indent) * 180 } else { 0 };
        cell(out, *width, &border, column.align, indent, &run(content.shown(), &look));
    }
    out.push_str("</w:tr>");
}

fn borders(size: u8, colour: &str, both: bool) -> String {
    let side = |name: &str| format!("<w:{name} w:val=\"single\" w:sz=\"{size}\" w:color=\"{colour}\"/>");
    let bottom = if both { side("bottom") } else { String::new() };
    format!("<w:tcBorders>{}{bottom}</w:tcBorders>", side("top"))
}

fn cell(out: &mut String, width: usize, border: &str, align: Align, indent: usize, run: &str) {
    let align = match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    };
    let indent = if indent > 0 { format!("<w:ind w:left=\"{indent}\"/>") } else { String::new() };
    let _ = write!(
        out,
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{border}</w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/>\
         {indent}<w:jc w:val=\"{align}\"/></w:pPr>{run}</w:p></w:tc>"
    );
}

fn run(text: &str, look: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// Widths of columns by their longest texts, which add up to that of the page.
fn widths(table: &Table) -> Vec<usize> {
    let column = |index: usize, label: &str| {
        let cells = table.rows.iter().take(500).filter_map(|row| row.cells.get(index));
        let longest = cells.map(|cell| cell.shown().chars().count()).max().unwrap_or(0);
        longest.max(label.chars().count().min(12)).clamp(4, LONGEST) + 4
    };
    let wishes: Vec<usize> =
        table.columns.iter().enumerate().map(|(index, head)| column(index, &head.label)).collect();
    let total: usize = wishes.iter().sum();
    wishes.iter().map(|wish| (wish * WIDTH / total.max(1)).max(1)).collect()
}
