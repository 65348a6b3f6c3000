//! How wide what is put into a document may be, in twentieths of a point.

use super::tree::{Element, Tree};

/// The width of the text on an A4 page with Word's margins, where the template does not say.
const USUAL: i64 = 9_026;
const LEAST: i64 = 1_000;
/// The margins of a cell or of a text box, on both sides together.
const CELL: i64 = 216;
const BOX: i64 = 288;
/// English Metric Units in a twentieth of a point.
const EMU: i64 = 635;

/// The width of the narrowest text of a document.
pub(super) fn page_width(tree: &Tree<'_>) -> i64 {
    let sections = tree.all().filter(|element| element.name() == "w:sectPr");
    sections.filter_map(|section| text_width(&section)).min().unwrap_or(USUAL)
}

fn text_width(section: &Element<'_>) -> Option<i64> {
    let page = section.child("w:pgSz")?.number("w:w")?;
    let margins = section.child("w:pgMar")?;
    let margin = |side: &str| margins.number(side).unwrap_or(0);
    let text = page.checked_sub(margin("w:left"))?.checked_sub(margin("w:right"))?;
    let columns = section.child("w:cols").and_then(|columns| columns.number("w:num")).unwrap_or(1);
    Some((text / columns.clamp(1, 20)).clamp(LEAST, 30_000))
}

/// The width that a paragraph has, of which that of the page's text is known.
pub(super) fn room(paragraph: &Element<'_>, page: i64) -> i64 {
    let within = paragraph.ancestors().find_map(|element| match element.name() {
        "w:tc" => {
            let width = element.down(&["w:tcPr", "w:tcW"])?;
            let is_length = width.attribute("w:type").is_some_and(|kind| kind == "dxa");
            is_length.then(|| width.number("w:w")).flatten().map(|width| width.saturating_sub(CELL))
        }
        "wp:anchor" | "wp:inline" => {
            let width = element.child("wp:extent")?.number("cx")?;
            Some((width / EMU).saturating_sub(BOX))
        }
        _ => None,
    });
    within.unwrap_or(page).clamp(LEAST, page.max(LEAST))
}
