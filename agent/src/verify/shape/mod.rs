//! The shape of a sentence: numbers with their "about", measures with all their words, lists, and clauses.

mod approximations;
mod heads;
mod lists;
mod segments;

use super::{fault::Fault, item::Item, scan::Background, token::Token};

pub(super) use segments::{Object, Opener, Segment};

/// Items gathered into lists, and the segments they form.
pub(super) struct Shape {
    pub items: Vec<Item>,
    pub segments: Vec<Segment>,
    pub faults: Vec<Fault>,
}

pub(super) fn of(items: Vec<Item>, tokens: &[Token], sentence: &str, background: &Background<'_>) -> Shape {
    let items = approximations::attached(items);
    let (items, faults) = heads::merged(items, tokens, sentence, background.universe);
    let items = lists::joined(items);
    let segments = segments::of(&items);
    Shape { items, segments, faults }
}
