//! Tables and pictures on slides, in the place of the shape that asked for them.

use std::fmt::Write as _;

use super::columns::widths;
use super::shapes::Place;
use crate::chart::drawing::Style;
use crate::chart::palette::INK;
use crate::font::{Fonts, Weight};
use crate::model::{Align, RowRole, Table};
use crate::ooxml::{DRAWING, Picture};
use crate::text::{Span, wrap};
use crate::xml::escape;

/// English Metric Units in a point.
const EMU: f32 = 12_700.0;
/// The sizes of letters that are tried, in points, from the most readable.
const SIZES: [f32; 9] = [16.0, 14.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0];
/// The space at the sides of a cell, and above and below it, together.
const BESIDE: f32 = 8.0;
const ABOVE: f32 = 4.0;
/// A style of tables that PowerPoint knows without being told, in the colours of any theme.
const STYLE: &str = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}";

/// A table that fits a place: the size of its letters, the widths of its columns and the heights of its rows, in points.
struct Fitted {
    size: f32,
    widths: Vec<f32>,
    heights: Vec<f32>,
}

/// A table in a place, with the number and name of the shape that stood there; `style` is the id of the template's own.
///
/// # Errors
/// How many rows there are, and how many would fit.
pub(super) fn table(
    table: &Table,
    place: Place,
    (id, name): (&str, &str),
    style: Option<&str>,
    fonts: &Fonts,
) -> Result<String, String> {
    let fitted = fit(table, place, fonts)?;
    let mut body = String::new();
    let mut heights = fitted.heights.iter();
    let mut row = |cells: Vec<(&str, Align)>, indent: u8, bold: bool| {
        let height = emu(heights.next().copied().unwrap_or_default());
        let _ = write!(body, "<a:tr h=\"{height}\">");
        for (index, (text, align)) in cells.into_iter().enumerate() {
            cell(&mut body, (text, align), if index == 0 { indent } else { 0 }, (fitted.size, bold));
        }
        body.push_str("</a:tr>");
    };
    row(table.columns.iter().map(|column| (column.label.as_str(), column.align)).collect(), 0, true);
    for line in &table.rows {
        let cells = line.cells.iter().zip(&table.columns).map(|(cell, column)| (cell.shown(), column.align));
        row(cells.collect(), line.indent, line.role != RowRole::Normal);
    }
    let grid: String =
        fitted.widths.iter().map(|width| format!("<a:gridCol w=\"{}\"/>", emu(*width))).collect();
    let Place { x, y, width, .. } = place;
    let height = emu(fitted.heights.iter().sum());
    Ok(format!(
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{}\" name=\"{}\" descr=\"{}\"/><p:cNvGraphicFramePr>\
         <a:graphicFrameLocks xmlns:a=\"{DRAWING}\" noGrp=\"1\"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr><p:xfrm>\
         <a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></p:xfrm><a:graphic>\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/table\"><a:tbl><a:tblPr firstRow=\"1\" bandRow=\"1\">\
         <a:tableStyleId>{}</a:tableStyleId></a:tblPr><a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        escape(id),
        escape(name),
        escape(&table.caption),
        escape(style.unwrap_or(STYLE)),
    ))
}

fn emu(points: f32) -> i64 {
    (points * EMU).round() as i64
}

/// The largest letters with which all rows fit.
fn fit(table: &Table, place: Place, fonts: &Fonts) -> Result<Fitted, String> {
    let (width, height) = (place.width as f32 / EMU, place.height as f32 / EMU);
    let mut fitting = 0;
    for size in SIZES {
        let widths = widths(table, width, (size, BESIDE), fonts);
        let heights = heights(table, &widths, size, fonts);
        if heights.iter().sum::<f32>() <= height {
            return Ok(Fitted { size, widths, heights });
        }
        let mut left = height;
        let rows = heights.iter().take_while(|row| {
            left -= **row;
            left >= 0.0
        });
        fitting = rows.count().saturating_sub(1);
    }
    let rows = table.rows.len();
    Err(format!(
        "the table has {rows} rows and the shape has room for {fitting}; make the shape larger, or take the table out"
    ))
}

/// The heights of the headings and of the rows, each by its tallest cell.
fn heights(table: &Table, widths: &[f32], size: f32, fonts: &Fonts) -> Vec<f32> {
    let style = Style { size, weight: Weight::Bold, colour: INK };
    let lines =
        |text: &str, width: f32| wrap(&[Span::new(text, style)], (width - BESIDE).max(size), fonts).len();
    let row = |texts: Vec<&str>| {
        let most = texts.iter().zip(widths).map(|(text, width)| lines(text, *width)).max();
        most.unwrap_or(1).max(1) as f32 * size * 1.2 + ABOVE
    };
    let head = row(table.columns.iter().map(|column| column.label.as_str()).collect());
    let rows = table.rows.iter().map(|line| row(line.cells.iter().map(|cell| cell.shown()).collect()));
    std::iter::once(head).chain(rows).collect()
}

fn cell(out: &mut String, (text, align): (&str, Align), indent: u8, (size, bold): (f32, bool)) {
    let align = match align {
        Align::Left => "l",
        Align::Centre => "ctr",
        Align::Right => "r",
    };
    let (left, beside, above) =
        (emu(BESIDE / 2.0 + f32::from(indent) * 8.0), emu(BESIDE / 2.0), emu(ABOVE / 2.0));
    let size = (size * 100.0) as u32;
    let bold = if bold { " b=\"1\"" } else { "" };
    let run = match text {
        "" => String::new(),
        text => format!("<a:r><a:rPr sz=\"{size}\"{bold}/><a:t>{}</a:t></a:r>", escape(text)),
    };
    let _ = write!(
        out,
        "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn=\"{align}\"/>{run}<a:endParaRPr sz=\"{size}\"/></a:p></a:txBody>\
         <a:tcPr marL=\"{left}\" marR=\"{beside}\" marT=\"{above}\" marB=\"{above}\"/></a:tc>"
    );
}

/// A picture in the middle of a place, as large as fits; `link` is the number of its link.
pub(super) fn picture(picture: &Picture, place: Place, (id, name): (&str, &str), link: usize) -> String {
    let (width, height) = (place.width as f32, place.height as f32);
    let scale = (width / picture.width).min(height / picture.height);
    let size = (picture.width * scale, picture.height * scale);
    let at = (place.x as f32 + (width - size.0) / 2.0, place.y as f32 + (height - size.1) / 2.0);
    let in_points = |(x, y): (f32, f32)| (x / EMU, y / EMU);
    format!(
        "<p:pic><p:nvPicPr><p:cNvPr id=\"{}\" name=\"{}\" descr=\"{}\"/><p:cNvPicPr><a:picLocks xmlns:a=\"{DRAWING}\" \
         noChangeAspect=\"1\"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>{}{}</p:pic>",
        escape(id),
        escape(name),
        escape(&picture.alt),
        Picture::fill("p", link, link + 1),
        Picture::shape("p", in_points(at), in_points(size)),
    )
}
