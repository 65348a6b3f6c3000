//! What is said of the rows that are counted.

use sentia_tools::FigureKind;

use super::{
    super::{
        besides,
        item::Kind,
        moves,
        page::Page,
        sense::{Heading, Sense, Side},
        shape::{Object, Opener},
        universe::Cell,
    },
    Claim,
};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Predicate {
    what: What,
    denied: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    /// A word of change at this item.
    Moved(usize, Heading),
    /// A comparison in this segment.
    Stands(usize, Side, Object),
}

impl Predicate {
    /// The claim speaks for its words from now on.
    pub(super) fn settle(&self, page: &mut Page<'_>) {
        match self.what {
            What::Moved(item, _) => {
                page.settled.insert(item);
            }
            What::Stands(segment, ..) => {
                page.governed.insert(segment);
            }
        }
        if self.denied {
            let denials = (0..page.items.len()).filter(|at| page.items[*at].sense() == Some(Sense::Not));
            page.settled.extend(denials.collect::<Vec<_>>());
        }
    }

    /// The segment and the side of a comparison with a bound: `below 60%`.
    pub(super) fn bound(&self) -> Option<(usize, Side)> {
        match self.what {
            What::Stands(segment, side, Object::Figure) if !self.denied => Some((segment, side)),
            _ => None,
        }
    }

    /// Whether it is true of a row; none where the Evidence does not say.
    pub(super) fn holds(&self, page: &Page<'_>, row: &Cell<'_>) -> Option<bool> {
        let holds = match self.what {
            What::Moved(_, heading) => {
                let change = page.background.universe.beside(row, FigureKind::Change)?;
                moves::agrees(heading, change)
            }
            What::Stands(segment, side, object) => {
                let pairs = besides::against(page, segment, object, row)?;
                pairs.iter().all(|pair| pair.stands(side))
            }
        };
        Some(holds != self.denied)
    }
}

/// The move or comparison that the claim is about: behind it in its clause, else before it.
pub(super) fn of(page: &Page<'_>, claim: &Claim) -> Option<Predicate> {
    let start = claim.items.first().copied().unwrap_or(page.segments[claim.segment].start);
    let ahead = behind(page, claim, start).filter(|what| !claim.placed || is_near(page, claim, what));
    let what = ahead.or_else(|| before(page, claim, start))?;
    let end = match what {
        What::Moved(item, _) => item,
        What::Stands(segment, ..) => page.segments[segment].start,
    };
    let between = start.min(end)..start.max(end);
    let denied = between
        .into_iter()
        .any(|at| page.items[at].sense() == Some(Sense::Not) && !claim.items.contains(&at));
    Some(Predicate { what, denied })
}

/// A claim behind a preposition speaks only for the words right beside it.
fn is_near(page: &Page<'_>, claim: &Claim, what: &What) -> bool {
    let quiet = !page.has_level(claim.segment);
    match what {
        What::Moved(item, _) => page.segment_of(*item) == claim.segment && quiet,
        What::Stands(segment, ..) => *segment == claim.segment + 1 && quiet,
    }
}

fn behind(page: &Page<'_>, claim: &Claim, start: usize) -> Option<What> {
    for segment in claim.segment..page.segments.len() {
        if segment > claim.segment && ends_clause(page, segment) {
            break;
        }
        if segment > claim.segment
            && let Some(stands) = comparison(page, segment)
        {
            return Some(stands);
        }
        let found = page.range(segment).filter(|item| *item >= start).find_map(|item| moved(page, item));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// `OEE was below target at all three plants`, `OEE improved at every plant`.
fn before(page: &Page<'_>, claim: &Claim, start: usize) -> Option<What> {
    let placed = page
        .before_here(start)
        .is_some_and(|before| matches!(page.items[before].kind, Kind::Sense(Sense::Preposition(_))));
    if !placed {
        return None;
    }
    for segment in (0..=claim.segment).rev() {
        let found = page.range(segment).rev().filter(|item| *item < start).find_map(|item| moved(page, item));
        let found = found.or_else(|| comparison(page, segment));
        if found.is_some() {
            return found;
        }
        if matches!(
            page.segments[segment].opener,
            Opener::Break | Opener::Dash | Opener::But | Opener::And | Opener::Comma | Opener::Colon
        ) {
            break;
        }
    }
    None
}

fn comparison(page: &Page<'_>, segment: usize) -> Option<What> {
    let Opener::Beside(side, object) = page.segments[segment].opener else { return None };
    let side = besides::resolved(page, segment, side);
    (side != Side::Beside && !page.governed.contains(&segment)).then_some(What::Stands(segment, side, object))
}

/// A word of change that measures no figure of its own.
fn moved(page: &Page<'_>, item: usize) -> Option<What> {
    let Kind::Sense(Sense::Move(heading, _)) = page.items[item].kind else { return None };
    (!page.settled.contains(&item)).then_some(What::Moved(item, heading))
}

fn ends_clause(page: &Page<'_>, segment: usize) -> bool {
    let anew = !page.own[segment].members.is_empty() && !page.is_bare(segment);
    match page.segments[segment].opener {
        Opener::Break | Opener::Dash | Opener::But | Opener::Colon => true,
        Opener::Beside(..) | Opener::Bracket | Opener::Resume => false,
        _ => anew,
    }
}
