//! The rows that a claim counts.

use sentia_tools::FigureKind;

use super::{
    super::{frame::Options, page::Page, reading, select::Selector, universe::Cell},
    Claim, Counted,
};

pub(super) fn of<'p>(page: &Page<'p>, claim: &Claim) -> Vec<&'p Cell<'p>> {
    let universe = page.background.universe;
    let selector = Selector { background: page.background };
    let dimension = dimension(page, claim);
    let time = claim.is_of_time(page);
    let Some(mut reading) = reading::of_segment(page, claim.segment).into_iter().next() else {
        return Vec::new();
    };
    let other = |member: &Options| !member.iter().any(|(known, _)| Some(known) == dimension.as_ref());
    reading.explicit.retain(other);
    reading.inherited.retain(other);
    reading.carried.retain(other);
    reading.unnamed = true;
    reading.unnamed_time = true;
    reading.whole = false;
    if time {
        reading.periods.clear();
        reading.carried_periods.clear();
    }
    let found = selector.select(&reading, &[FigureKind::Value]);
    let cells = found.into_iter().map(|at| &universe.cells[at]).filter(|cell| cell.row.is_some());
    match dimension {
        Some(dimension) => cells.filter(|cell| cell.member(&dimension).is_some()).collect(),
        None if time => cells.filter(|cell| cell.is_bucket()).collect(),
        None => cells.collect(),
    }
}

/// The dimension that is counted: by its noun, else that of the members named.
fn dimension(page: &Page<'_>, claim: &Claim) -> Option<String> {
    match &claim.dimension {
        Some(Counted::Members(id)) => Some(id.clone()),
        Some(_) => None,
        None => {
            let own = claim.named(page).members.concat();
            own.first().and_then(|member| member.first()).map(|(dimension, _)| dimension.clone())
        }
    }
}
