//! Prose on slides, in the looks of the placeholder.

use super::paragraphs::Paragraph;
use super::placeholder::Item;
use super::tree::Element;
use crate::model::Run;
use crate::xml::escape;

/// The paragraphs that stand in the place of a placeholder; none where an item is no prose.
pub(super) fn prose(paragraph: &Paragraph<'_>, items: &[Item<'_>]) -> Option<String> {
    let look = paragraph.element.child("a:pPr").map(|look| look.raw()).unwrap_or_default();
    let letters = paragraph.first_run().and_then(|run| run.child("a:rPr"));
    let plain = letters.map_or("<a:rPr/>".to_owned(), |letters| letters.raw().to_owned());
    let bold = letters.map_or("<a:rPr b=\"1\"/>".to_owned(), |letters| emboldened(&letters));
    let run = |text: &str, look: &str| match text {
        "" => String::new(),
        text => format!("<a:r>{look}<a:t>{}</a:t></a:r>", escape(text)),
    };
    let words = |runs: &[Run]| -> String {
        let one = |one: &Run| run(one.shown(), if matches!(one, Run::Strong(_)) { &bold } else { &plain });
        runs.iter().map(one).collect()
    };
    let mut out = String::new();
    for item in items {
        let runs = match item {
            Item::Heading { text, .. } => run(text, &bold),
            Item::Paragraph(runs) | Item::Note(runs) => words(runs),
            Item::Bullet(runs) => words(runs),
            Item::PageBreak => continue,
            Item::Caption(_) | Item::Table(_) | Item::Chart(..) => return None,
        };
        if !runs.is_empty() {
            out.push_str(&format!("<a:p>{look}{runs}</a:p>"));
        }
    }
    Some(out)
}

/// The looks of letters, made bold.
fn emboldened(letters: &Element<'_>) -> String {
    let raw = letters.raw();
    match letters.attribute("b") {
        Some(value) => raw.replacen(&format!(" b=\"{value}\""), " b=\"1\"", 1),
        None => raw.replacen("<a:rPr", "<a:rPr b=\"1\"", 1),
    }
}
