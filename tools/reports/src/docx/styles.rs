//! The named styles of a Word document, which a reader may change in one place.

use std::fmt::Write as _;

use crate::chart::palette::{GROUND, HOUSE, INK, ORANGE, QUIET};
use crate::model::Report;
use crate::ooxml::{XML, rgb};
use crate::xml::escape;

/// The namespace of Word.
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Sizes of headings by level, in half points.
const HEADINGS: [u8; 6] = [32, 26, 23, 21, 21, 21];

/// The part with the styles.
pub(super) fn styles(report: &Report) -> String {
    let mut out = format!(
        "{XML}<w:styles xmlns:w=\"{WORD}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\" w:eastAsia=\"Arial\"/><w:color w:val=\"{}\"/>\
         <w:sz w:val=\"20\"/><w:lang w:val=\"{}\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
         <w:spacing w:after=\"120\" w:line=\"276\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>",
        rgb(INK),
        escape(&report.language),
    );
    out.push_str("<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>");
    let house = rgb(HOUSE);
    for (index, size) in HEADINGS.iter().enumerate() {
        let level = index + 1;
        let before = if index == 0 { 320 } else { 220 };
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading {level}\"/>\
             <w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>\
             <w:spacing w:before=\"{before}\" w:after=\"100\"/><w:outlineLvl w:val=\"{index}\"/></w:pPr>\
             <w:rPr><w:b/><w:color w:val=\"{house}\"/><w:sz w:val=\"{size}\"/></w:rPr></w:style>"
        );
    }
    let spacing = |after: u16| format!("<w:spacing w:after=\"{after}\"/>");
    let quiet = format!("<w:color w:val=\"{}\"/>", rgb(QUIET));
    let title = format!("<w:b/><w:color w:val=\"{house}\"/><w:sz w:val=\"48\"/>");
    paragraph(&mut out, "Title", "Title", &spacing(60), &title);
    paragraph(&mut out, "Subtitle", "Subtitle", &spacing(40), "<w:sz w:val=\"24\"/>");
    paragraph(&mut out, "Small", "Small print", &spacing(40), &format!("{quiet}<w:sz w:val=\"17\"/>"));
    let caption = "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"60\"/>";
    paragraph(&mut out, "Caption", "caption", caption, "<w:b/><w:sz w:val=\"20\"/>");
    let bullet = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"60\"/>";
    paragraph(&mut out, "ListBullet", "List Bullet", bullet, "");
    let (bar, ground) = (rgb(ORANGE), rgb(ORANGE.tint(0.1)));
    let note = format!(
        "<w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"8\" w:color=\"{bar}\"/></w:pBdr>\
         <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground}\"/><w:ind w:left=\"200\"/>"
    );
    paragraph(&mut out, "Note", "Note", &note, "<w:sz w:val=\"19\"/>");
    let cell = "<w:spacing w:before=\"30\" w:after=\"30\" w:line=\"240\" w:lineRule=\"auto\"/>";
    paragraph(&mut out, "Cell", "Table text", cell, "<w:sz w:val=\"18\"/>");
    out.push_str("<w:style w:type=\"character\" w:styleId=\"Figure\"><w:name w:val=\"Figure\"/><w:rPr><w:b/></w:rPr></w:style>");
    out.push_str("<w:style w:type=\"character\" w:styleId=\"Strong\"><w:name w:val=\"Strong\"/><w:rPr><w:b/></w:rPr></w:style>");
    table(&mut out);
    out.push_str("</w:styles>");
    out
}

fn paragraph(out: &mut String, id: &str, name: &str, paragraph: &str, run: &str) {
    let _ = write!(
        out,
        "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
         <w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    );
}

fn table(out: &mut String) {
    let (house, ground) = (rgb(HOUSE), rgb(GROUND));
    let _ = write!(
        out,
        "<w:style w:type=\"table\" w:styleId=\"ReportTable\"><w:name w:val=\"Report table\"/><w:tblPr>\
         <w:tblBorders><w:bottom w:val=\"single\" w:sz=\"8\" w:color=\"{house}\"/>\
         <w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"E1E5EA\"/></w:tblBorders>\
         <w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblStylePr w:type=\"firstRow\"><w:rPr><w:b/><w:color w:val=\"{house}\"/></w:rPr><w:tcPr><w:tcBorders>\
         <w:bottom w:val=\"single\" w:sz=\"8\" w:color=\"{house}\"/></w:tcBorders>\
         <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground}\"/></w:tcPr></w:tblStylePr></w:style>"
    );
}

/// The part that says what bullets look like.
pub(super) fn numbering() -> String {
    format!(
        "{XML}<w:numbering xmlns:w=\"{WORD}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/>\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
         <w:pPr><w:ind w:left=\"360\" w:hanging=\"260\"/></w:pPr></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    )
}
