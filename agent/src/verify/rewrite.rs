//! The sentence with its numbers as references, so that only the renderer formats.

use sentia_semantic::Unit;
use sentia_tools::format;

use super::{
    item::{Mention, Said},
    page::Page,
    quantity::SaidUnit,
    universe::Cell,
};

/// The text, and the figures it rests on as (Evidence id, figure id).
pub(super) fn rewritten(page: &Page<'_>) -> (String, Vec<(String, String)>) {
    let mut text = String::with_capacity(page.sentence.len());
    let mut figures = Vec::new();
    let mut done = 0;
    for (item, place, mention) in page.mentions() {
        let Some(position) = page.bound.get(&(item, place)) else { continue };
        let cell = &page.background.universe.cells[*position];
        figures.push((cell.evidence.id.clone(), cell.figure.id.clone()));
        if let Some(from) = start(&mention, cell).filter(|from| *from >= done) {
            text.push_str(&page.sentence[done..from]);
            text.push_str(&cell.reference());
            done = mention.to;
        }
    }
    text.push_str(&page.sentence[done..]);
    (text, figures)
}

/// Where the replaced text begins; none where the words read better as they are: an adjective (`a 1.2-point rise`), a
/// fraction (`a third`), a bare number whose noun stands further on (`412 unplanned stops`).
fn start(mention: &Mention, cell: &Cell<'_>) -> Option<usize> {
    let quantity = match &mention.said {
        Said::Reference(_) => return Some(mention.from),
        Said::Literal(quantity) => quantity,
    };
    let bare_noun =
        quantity.unit == SaidUnit::Bare && matches!(cell.figure.unit, Unit::Count(_) | Unit::Quantity(_));
    let kept_behind = mention.approximation.is_some() && mention.from >= quantity.body;
    if quantity.adjective || quantity.unit == SaidUnit::Fraction || bare_noun || kept_behind {
        return None;
    }
    let signed_size = format::is_difference(cell.figure.kind) && quantity.sign.is_some();
    Some(if signed_size { quantity.body } else { mention.from })
}
