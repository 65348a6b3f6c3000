//! Doubled, halved, twice, three times.

use sentia_tools::FigureKind;

use super::{
    besides,
    fault::FaultKind,
    item::Kind,
    page::Page,
    reading,
    select::Selector,
    sense::{Approximation, Sense, Side},
    shape::{Object, Opener},
    universe::Cell,
};

/// A multiple as said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Multiple {
    pub item: usize,
    times: f64,
    approximation: Option<Approximation>,
}

impl Multiple {
    fn at(page: &Page<'_>, item: usize) -> Option<Multiple> {
        let Some(Sense::Multiple(times)) = page.items[item].sense() else { return None };
        let before = item.checked_sub(1).and_then(|before| page.items[before].sense());
        let approximation = match before {
            Some(Sense::Approximation(approximation)) => Some(approximation),
            Some(Sense::Side(Side::Above)) => Some(Approximation::Over),
            Some(Sense::Side(Side::Below)) => Some(Approximation::Under),
            _ => None,
        };
        Some(Multiple { item, times, approximation })
    }

    /// "Twice" is 2.0 give or take a fortieth; "more than twice" lies above, "nearly twice" not far below.
    fn fits(&self, ratio: f64) -> bool {
        let share = ratio / self.times;
        match self.approximation {
            None => (0.975..=1.025).contains(&share),
            Some(Approximation::Near) => (0.93..=1.07).contains(&share),
            Some(Approximation::Nearly) => (0.85..1.0).contains(&share),
            Some(Approximation::Under | Approximation::AtMost) => (0.8..1.0).contains(&share),
            Some(Approximation::Over | Approximation::AtLeast) => share > 1.0 && share <= 1.6,
        }
    }
}

/// The multiple within a comparison: `more than twice Leeds' 1.6%`.
pub(super) fn in_segment(page: &Page<'_>, segment: usize) -> Option<Multiple> {
    page.range(segment).find_map(|item| Multiple::at(page, item))
}

pub(super) fn check_beside(page: &mut Page<'_>, segment: usize, multiple: Multiple, object: Object) {
    page.settled.insert(multiple.item);
    let word = page.text(multiple.item).to_owned();
    let pairs = besides::pairs(page, segment, object);
    let wrong = match &pairs {
        None => Some((
            FaultKind::Unsupported,
            "the evidence does not hold both sides of this comparison; leave it out".to_owned(),
        )),
        Some(pairs) => pairs
            .iter()
            .find(|pair| {
                pair.right == 0.0 || object == Object::Period || !multiple.fits(pair.left / pair.right)
            })
            .map(|pair| (FaultKind::WrongComparison, pair.truth.clone())),
    };
    if let Some((kind, advice)) = wrong {
        page.fault(kind, &word, advice);
    }
}

/// Checks multiples that stand for a change over time: `revenue doubled`.
pub(super) fn check(page: &mut Page<'_>) {
    for item in 0..page.items.len() {
        if page.settled.contains(&item) {
            continue;
        }
        if let Some(multiple) = Multiple::at(page, item) {
            check_one(page, multiple);
        }
    }
}

fn check_one(page: &mut Page<'_>, multiple: Multiple) {
    page.settled.insert(multiple.item);
    let segment = page.segment_of(multiple.item);
    let denied = page.has(segment, Sense::Not);
    let word = page.text(multiple.item).to_owned();
    let ratios = ratios(page, segment);
    let wrong = match ratios {
        None => Some((
            FaultKind::Unsupported,
            "nothing in the evidence says by how many times this changed; leave it out".to_owned(),
        )),
        Some(_) if denied => Some((
            FaultKind::Unsupported,
            "a denied multiple cannot be checked; give the figures instead".to_owned(),
        )),
        Some(ratios) => ratios
            .iter()
            .find(|(ratio, _)| !multiple.fits(*ratio))
            .map(|(_, truth)| (FaultKind::WrongComparison, truth.clone())),
    };
    if let Some((kind, advice)) = wrong {
        page.fault(kind, &word, advice);
    }
}

/// Now ÷ before, for all that the segment speaks of.
fn ratios(page: &Page<'_>, segment: usize) -> Option<Vec<(f64, String)>> {
    let subject = match page.segments[segment].opener {
        Opener::Beside(..) | Opener::From | Opener::To => page.subject_segment(segment),
        _ => segment,
    };
    let selector = Selector { background: page.background };
    let universe = page.background.universe;
    let mut found = Vec::new();
    for reading in reading::of_segment(page, subject) {
        let values = selector.select(&reading, &[FigureKind::Value]);
        let ratio = |at: usize| {
            let cell: &Cell<'_> = &universe.cells[at];
            let before = universe.beside(cell, FigureKind::Previous).filter(|before| before.number != 0.0)?;
            Some((
                cell.number / before.number,
                format!("it went from {} to {}", before.described(), cell.described()),
            ))
        };
        let ratios: Vec<_> = values.into_iter().filter_map(ratio).collect();
        if ratios.is_empty() {
            return None;
        }
        found.extend(ratios);
    }
    Some(found)
}

/// Whether an item is a multiple.
pub(super) fn is_multiple(kind: &Kind) -> bool {
    matches!(kind, Kind::Sense(Sense::Multiple(_)))
}
