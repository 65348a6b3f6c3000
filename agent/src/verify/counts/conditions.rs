//! Of how many rows the condition that was asked for is true: rows that fail it are not shown, but they are counted.

use sentia_tools::{FactKind, FigureKind};

use super::{
    super::{besides, fault::FaultKind, page::Page, sense::Side, universe::Cell},
    Claim, Outcome,
    claim::Many,
    predicate::Predicate,
};

/// None where the claim is about something else than the condition.
pub(super) fn judge(page: &Page<'_>, claim: &Claim, predicate: &Predicate) -> Option<Outcome> {
    let (segment, side) = predicate.bound()?;
    let universe = page.background.universe;
    let condition = universe.cells.iter().find(|cell| cell.is(FigureKind::Threshold))?;
    let (kept, all) = counts(condition)?;
    let said = besides::threshold(page, segment, condition)?.right;
    let is_condition = (said - condition.number).abs() <= 1e-9 * said.abs().max(1.0);
    if !is_condition || side_of(condition) != Some(side) {
        return None;
    }
    let right = match claim.many {
        Many::Exactly(number) => number == kept,
        Many::None => kept == 0.0,
        Many::All => kept == all,
        _ => return None,
    };
    let truth = || (FaultKind::WrongCount, format!("it is true of {kept} of {all}"));
    Some(if right && claim.of.is_none_or(|of| of == all) { Ok(()) } else { Err(truth()) })
}

/// Rows that meet the condition, and rows that there are.
fn counts(condition: &Cell<'_>) -> Option<(f64, f64)> {
    let evidence = condition.evidence;
    let facts = evidence.facts.iter().filter(|fact| fact.kind == FactKind::Meeting);
    let mut found = facts.filter(|fact| fact.figures.contains(&condition.figure.id));
    let number = |id: &String| evidence.figure(id)?.value.as_f64();
    match found.next()?.figures.as_slice() {
        [kept, all, _] => Some((number(kept)?, number(all)?)),
        _ => None,
    }
}

fn side_of(condition: &Cell<'_>) -> Option<Side> {
    let words = condition.evidence.computed.conditions.first()?;
    match (words.contains(" at or "), words.contains(" above "), words.contains(" below ")) {
        (false, true, false) => Some(Side::Above),
        (false, false, true) => Some(Side::Below),
        _ => None,
    }
}
