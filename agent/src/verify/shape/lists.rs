//! Names and numbers that stand in a list belong together: `Leeds and Derby … 71.2% and 68.4%`.

use super::super::{
    item::{Item, Kind, Mention},
    sense::{Preposition, Sense},
};

pub(super) fn joined(items: Vec<Item>) -> Vec<Item> {
    let items = exceptions(spans(items));
    let items =
        join(items, &mut |items, at, next| same_list(items, at, next) && !opens_a_clause(items, at, next));
    let sizes = sizes(&items);
    let figures = |items: &[Item], at: usize, next: usize| {
        items[at].is_figure() && items[next].is_figure() && in_step(items, at, &sizes)
    };
    join(items.clone(), &mut { figures })
}

/// `all lines but Line 2`: here "but" leaves out.
fn exceptions(mut items: Vec<Item>) -> Vec<Item> {
    for at in 1..items.len() {
        let counted = matches!(
            items[at - 1].kind,
            Kind::Dimension(_) | Kind::Sense(Sense::Thing | Sense::Quantifier(_))
        );
        let named = matches!(items.get(at + 1).map(|next| &next.kind), Some(Kind::Members(_)));
        if items[at].sense() == Some(Sense::But) && counted && named {
            items[at].kind = Kind::Sense(Sense::Except);
        }
    }
    items
}

/// `between 61% and 78%`, `61–78%`: two ends of one span.
fn spans(items: Vec<Item>) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        let between = items[at].sense() == Some(Sense::Preposition(Preposition::Between));
        let start = at + usize::from(between);
        let middle = items.get(start + 1).map(|item| &item.kind);
        let joins = match middle {
            Some(Kind::Sense(Sense::And)) => between,
            Some(Kind::Mark('–' | '-')) => !between && items[start + 1].from == items[start].to,
            _ => false,
        };
        let ends = (items.get(start).and_then(only), items.get(start + 2).and_then(only));
        if let (true, (Some(low), Some(high))) = (joins, ends) {
            let (first, last) = (&items[at], &items[start + 2]);
            let kind = Kind::Span(Box::new((low.clone(), high.clone())));
            found.push(Item { kind, from: first.from, to: last.to, first: first.first, last: last.last });
            at = start + 3;
        } else {
            found.push(items[at].clone());
            at += 1;
        }
    }
    found
}

fn only(item: &Item) -> Option<&Mention> {
    match item.figures() {
        [one] => Some(one),
        _ => None,
    }
}

/// Joins neighbours that `together` allows; it is asked with the positions of the two.
fn join(mut items: Vec<Item>, together: &mut dyn FnMut(&[Item], usize, usize) -> bool) -> Vec<Item> {
    let mut at = 0;
    while at < items.len() {
        match next_in_list(&items, at).filter(|next| together(&items, at, *next)) {
            Some(next) => {
                let other = items[next].clone();
                let last = items.get(next + 1).filter(|item| item.kind == Kind::Possessive).is_some();
                extend(&mut items[at], other);
                items.drain(at + 1..=next + usize::from(last));
            }
            None => at += 1,
        }
    }
    items
}

fn extend(item: &mut Item, other: Item) {
    match (&mut item.kind, other.kind) {
        (Kind::Members(list), Kind::Members(more)) => list.extend(more),
        (Kind::Measures(list), Kind::Measures(more)) => list.extend(more),
        (Kind::Periods(list), Kind::Periods(more)) => list.extend(more),
        (Kind::Figures(list), Kind::Figures(more)) => list.extend(more),
        _ => {}
    }
    item.to = other.to;
    item.last = other.last;
}

/// The item behind a separator: a comma, "and", a comma with "and", a slash.
fn next_in_list(items: &[Item], at: usize) -> Option<usize> {
    let mut next = at + 1;
    while items.get(next).is_some_and(|item| item.kind == Kind::Possessive) {
        next += 1;
    }
    let separator = items.get(next)?;
    match &separator.kind {
        Kind::Mark(',' | '/') => {
            next += 1;
            next += usize::from(items.get(next).is_some_and(|item| item.sense() == Some(Sense::And)));
        }
        Kind::Sense(Sense::And) => next += 1,
        _ => return None,
    }
    while items.get(next).is_some_and(|item| {
        matches!(
            item.kind,
            Kind::Sense(
                Sense::Determiner | Sense::Preposition(Preposition::In | Preposition::On | Preposition::At)
            )
        )
    }) {
        next += 1;
    }
    (next < items.len()).then_some(next)
}

/// Members of one dimension, measures, or periods.
fn same_list(items: &[Item], at: usize, next: usize) -> bool {
    match (&items[at].kind, &items[next].kind) {
        (Kind::Members(one), Kind::Members(other)) => {
            let dimensions = |list: &[Vec<(String, String)>]| -> Vec<String> {
                list.first().into_iter().flatten().map(|(dimension, _)| dimension.clone()).collect()
            };
            let other = dimensions(other);
            dimensions(one).iter().any(|dimension| other.contains(dimension))
        }
        (Kind::Measures(_), Kind::Measures(_)) => true,
        (Kind::Periods(one), Kind::Periods(other)) => {
            one.iter().chain(other).all(|mention| mention.relation.is_none())
        }
        _ => false,
    }
}

/// `3.4% at Leeds, and Derby was lower`: the second name begins a clause of its own.
fn opens_a_clause(items: &[Item], at: usize, next: usize) -> bool {
    let before = items[..at].iter().rev().find(|item| !matches!(item.kind, Kind::Sense(Sense::Determiner)));
    let placed = before.is_some_and(|item| {
        matches!(item.kind, Kind::Sense(Sense::Preposition(_) | Sense::Side(_)) | Kind::Figures(_))
    });
    let said = items[..at].iter().any(|item| {
        matches!(
            item.kind,
            Kind::Figures(_)
                | Kind::Sense(Sense::Move(..) | Sense::Verb | Sense::Extreme(_) | Sense::Side(_))
        )
    });
    let mut behind = items[next + 1..].iter().filter(|item| item.kind != Kind::Possessive);
    let acts = behind.next().is_some_and(|item| {
        let verb = matches!(
            item.kind,
            Kind::Sense(
                Sense::Verb
                    | Sense::Move(..)
                    | Sense::Side(_)
                    | Sense::Extreme(_)
                    | Sense::Reach
                    | Sense::ShareVerb
                    | Sense::Multiple(_)
                    | Sense::Comparative(_)
                    | Sense::Not
            )
        );
        verb || item.is_figure() || item.mark() == Some('(')
    });
    placed && said && acts
}

/// Sizes of the lists of names.
fn sizes(items: &[Item]) -> Vec<(usize, usize)> {
    let size = |item: &Item| match &item.kind {
        Kind::Members(list) => list.len(),
        Kind::Measures(list) => list.len(),
        Kind::Periods(list) => list.len(),
        _ => 0,
    };
    items.iter().map(|item| (item.from, size(item))).filter(|(_, size)| *size > 1).collect()
}

/// Whether the list of numbers that begins here is as long as some list of names.
fn in_step(items: &[Item], at: usize, sizes: &[(usize, usize)]) -> bool {
    let mut length = items[at].figures().len();
    let mut from = at;
    while let Some(next) = next_in_list(items, from).filter(|next| items[*next].is_figure()) {
        length += items[next].figures().len();
        from = next;
    }
    sizes.iter().any(|(_, size)| *size == length)
}
