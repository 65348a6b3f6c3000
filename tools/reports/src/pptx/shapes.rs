//! The XML of what stands on slides.

use std::fmt::Write as _;

use super::frame::{CONTENT, place};
use super::slides::{CELL, Paragraph, ROW, TEXT, widths};
use crate::chart::palette::{GROUND, HOUSE, QUIET};
use crate::model::{Align, Row, RowRole, Run, Table};
use crate::ooxml::{Picture, rgb};
use crate::xml::escape;

/// The title of a slide.
pub(super) fn title(kind: &str, text: &str, language: &str) -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Title\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr>\
         <p:ph type=\"{kind}\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{}</a:p></p:txBody></p:sp>",
        run(text, &format!("<a:rPr lang=\"{language}\"/>"))
    )
}

/// The number of a slide, in its corner.
pub(super) fn number(language: &str) -> String {
    let at = (CONTENT.0 + CONTENT.2 - 80.0, 508.0, 80.0, 20.0);
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"99\" name=\"Slide number\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/></p:nvSpPr><p:spPr>{}\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr rIns=\"0\"/><a:lstStyle/><a:p>\
         <a:pPr algn=\"r\"/><a:fld id=\"{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}\" type=\"slidenum\">\
         <a:rPr lang=\"{language}\" sz=\"1000\">{}</a:rPr><a:t>‹#›</a:t></a:fld></a:p></p:txBody></p:sp>",
        place(at),
        fill(&rgb(QUIET)),
    )
}

/// The lines under the title of the first slide.
pub(super) fn subtitle(lines: &[&str], language: &str) -> String {
    let look = format!("<a:rPr lang=\"{language}\" sz=\"1800\"/>");
    let lines = lines.iter().filter(|line| !line.is_empty());
    let text: String = lines
        .map(|line| {
            format!("<a:p><a:pPr marL=\"0\" indent=\"0\"><a:buNone/></a:pPr>{}</a:p>", run(line, &look))
        })
        .collect();
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"3\" name=\"Subtitle\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr>\
         <p:ph type=\"subTitle\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>{text}</p:txBody></p:sp>"
    )
}

/// A box of text at a height, in points.
pub(super) fn text(id: usize, y: f32, height: f32, paragraphs: &[Paragraph], language: &str) -> String {
    let mut body = String::new();
    for paragraph in paragraphs {
        let bullet = if paragraph.bullet {
            "<a:pPr marL=\"228600\" indent=\"-228600\"><a:spcBef><a:spcPts val=\"600\"/></a:spcBef><a:buFont typeface=\"Arial\"/><a:buChar char=\"•\"/></a:pPr>"
        } else {
            "<a:pPr><a:spcBef><a:spcPts val=\"600\"/></a:spcBef><a:buNone/></a:pPr>"
        };
        let _ = write!(body, "<a:p>{bullet}{}</a:p>", runs(paragraph, language));
    }
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"Text {id}\"/><p:cNvSpPr txBox=\"1\"/><p:nvPr/></p:nvSpPr><p:spPr>{}\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody><a:bodyPr wrap=\"square\" lIns=\"0\" tIns=\"0\" \
         rIns=\"0\" bIns=\"0\"><a:noAutofit/></a:bodyPr><a:lstStyle/>{body}</p:txBody></p:sp>",
        place((CONTENT.0, y, CONTENT.2, height))
    )
}

fn runs(paragraph: &Paragraph, language: &str) -> String {
    let size = if paragraph.note { TEXT - 3.0 } else { TEXT };
    let size = (size * 100.0) as u32;
    let (colour, slant) = if paragraph.note { (fill(&rgb(QUIET)), " i=\"1\"") } else { (String::new(), "") };
    let one = |one: &Run| {
        let bold = if matches!(one, Run::Text(_)) { "" } else { " b=\"1\"" };
        let look = format!("<a:rPr lang=\"{language}\" sz=\"{size}\"{bold}{slant}>{colour}</a:rPr>");
        run(one.shown(), &look)
    };
    paragraph.runs.iter().map(one).collect()
}

fn run(text: &str, look: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<a:r>{look}<a:t>{}</a:t></a:r>", escape(text)) }
}

fn fill(colour: &str) -> String {
    format!("<a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill>")
}

/// Some rows of a table under its headings.
pub(super) fn table(id: usize, y: f32, table: &Table, rows: &[Row], language: &str) -> String {
    let grid: String =
        widths(table).iter().map(|w| format!("<a:gridCol w=\"{}\"/>", crate::ooxml::emu(*w))).collect();
    let mut body = String::new();
    let house = fill(&rgb(HOUSE));
    let head: Vec<(&str, Align)> = table.columns.iter().map(|c| (c.label.as_str(), c.align)).collect();
    let ground = fill(&rgb(GROUND));
    row(&mut body, &head, (" b=\"1\"", &house, &ground), 0, language);
    for line in rows {
        let cells = line.cells.iter().zip(&table.columns);
        let cells: Vec<(&str, Align)> = cells.map(|(cell, column)| (cell.shown(), column.align)).collect();
        let (bold, colour) = match line.role {
            RowRole::Normal => ("", String::new()),
            RowRole::Heading => (" b=\"1\"", house.clone()),
            RowRole::Subtotal | RowRole::Total => (" b=\"1\"", String::new()),
        };
        let back = if line.role == RowRole::Total { ground.as_str() } else { "<a:noFill/>" };
        row(&mut body, &cells, (bold, &colour, back), line.indent, language);
    }
    let height = ROW * (rows.len() + 1) as f32;
    format!(
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{id}\" name=\"Table {id}\" descr=\"{}\"/><p:cNvGraphicFramePr>\
         <a:graphicFrameLocks noGrp=\"1\"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>{}<a:graphic>\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/table\"><a:tbl><a:tblPr firstRow=\"1\"/>\
         <a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>",
        escape(&table.caption),
        place((CONTENT.0, y, CONTENT.2, height)).replace("a:xfrm", "p:xfrm"),
    )
}

fn row(
    out: &mut String,
    cells: &[(&str, Align)],
    (bold, colour, back): (&str, &str, &str),
    indent: u8,
    language: &str,
) {
    let _ = write!(out, "<a:tr h=\"{}\">", crate::ooxml::emu(ROW));
    let size = (CELL * 100.0) as u32;
    let rule = format!("<a:lnB w=\"6350\">{}</a:lnB>", fill("C9D1D9"));
    let none = |side: &str| format!("<a:{side} w=\"0\"><a:noFill/></a:{side}>");
    let borders = none("lnL") + &none("lnR") + &none("lnT") + &rule;
    for (index, (text, align)) in cells.iter().enumerate() {
        let align = match align {
            Align::Left => "l",
            Align::Centre => "ctr",
            Align::Right => "r",
        };
        let margin = if index == 0 { 50_800 + i64::from(indent) * 127_000 } else { 50_800 };
        let look = format!("<a:rPr lang=\"{language}\" sz=\"{size}\"{bold}>{colour}</a:rPr>");
        let end = format!("<a:endParaRPr lang=\"{language}\" sz=\"{size}\"/>");
        let _ = write!(
            out,
            "<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn=\"{align}\"/>{}{end}</a:p></a:txBody>\
             <a:tcPr marL=\"{margin}\" marR=\"50800\" marT=\"25400\" marB=\"25400\">{borders}{back}</a:tcPr></a:tc>",
            run(text, &look)
        );
    }
    out.push_str("</a:tr>");
}

/// The height of a chart that may be `most` points high.
pub(super) fn height(picture: &Picture, most: f32) -> f32 {
    picture.height * (CONTENT.2 / picture.width).min(most / picture.height)
}

/// A chart of a height. Its PNG has the link id `link`, its SVG the next.
pub(super) fn picture(id: usize, picture: &Picture, height: f32, link: usize) -> String {
    let scale = height / picture.height;
    let size = (picture.width * scale, picture.height * scale);
    let at = (CONTENT.0 + (CONTENT.2 - size.0) / 2.0, CONTENT.1);
    format!(
        "<p:pic><p:nvPicPr><p:cNvPr id=\"{id}\" name=\"Chart {id}\" descr=\"{}\"/><p:cNvPicPr><a:picLocks noChangeAspect=\"1\"/>\
         </p:cNvPicPr><p:nvPr/></p:nvPicPr>{}{}</p:pic>",
        escape(&picture.alt),
        Picture::fill("p", link, link + 1),
        Picture::shape("p", at, size),
    )
}
