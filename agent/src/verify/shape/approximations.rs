//! "About", "nearly" and "more than" belong to the number behind them.

use super::super::{
    item::{Item, Kind},
    sense::{Approximation, Sense, Side},
};

pub(super) fn attached(items: Vec<Item>) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let mut item = item.clone();
        if let (Kind::Figures(mentions), Some(_)) = (&mut item.kind, found.last()) {
            let approximation = before(&found, &items, at);
            if let (Some((approximation, from)), Some(mention)) = (approximation, mentions.first_mut()) {
                mention.approximation = Some(approximation);
                let start = found.iter().rposition(|item| item.from == from).unwrap_or(found.len());
                found.truncate(start);
                mention.from = mention.from.min(from);
                item.from = item.from.min(from);
            }
        }
        if let Some(approximation) = behind(&item)
            && let Some(Kind::Figures(mentions)) = found.last_mut().map(|item| &mut item.kind)
        {
            mentions.iter_mut().for_each(|mention| mention.approximation = Some(approximation));
            continue;
        }
        found.push(item);
    }
    found
}

/// `or more`, `or less` behind a number.
fn behind(item: &Item) -> Option<Approximation> {
    match item.kind {
        Kind::Sense(Sense::Approximation(
            approximation @ (Approximation::AtLeast | Approximation::AtMost),
        )) => Some(approximation),
        _ => None,
    }
}

/// The approximation that ends just before this number, and where it begins.
fn before(found: &[Item], items: &[Item], at: usize) -> Option<(Approximation, usize)> {
    let plain = |item: &&Item| !matches!(item.kind, Kind::Sense(Sense::Determiner));
    let mut back = found.iter().rev().filter(plain);
    let last = back.next()?;
    let previous = back.next();
    let approximation = match last.kind {
        Kind::Sense(Sense::Approximation(approximation)) => approximation,
        Kind::Sense(Sense::Side(side @ (Side::Above | Side::Below))) if !is_relation(items, at, previous) => {
            bound(side)
        }
        _ => return None,
    };
    Some((approximation, last.from))
}

fn bound(side: Side) -> Approximation {
    if side == Side::Above { Approximation::Over } else { Approximation::Under }
}

/// `above the 75% target`, `3 points above 70%`, `higher than the 73% average`, `lines below 70%`: a relation to the
/// number rather than a rough way to give it.
fn is_relation(items: &[Item], at: usize, previous: Option<&Item>) -> bool {
    let behind = items[at + 1..]
        .iter()
        .find(|item| !matches!(item.kind, Kind::Sense(Sense::Determiner | Sense::Plain)));
    let named = behind
        .is_some_and(|item| matches!(item.kind, Kind::Sense(Sense::Target | Sense::Whole | Sense::Average)));
    let measured = previous.is_some_and(|item| {
        matches!(
            item.kind,
            Kind::Figures(_)
                | Kind::Dimension(_)
                | Kind::Members(_)
                | Kind::Measures(_)
                | Kind::Sense(Sense::Comparative(_) | Sense::Thing | Sense::Quantifier(_) | Sense::Not)
        )
    });
    named || measured
}
