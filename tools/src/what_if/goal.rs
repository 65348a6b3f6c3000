//! How far one measure must move for another to reach a figure.

use sentia_semantic::{Measure, Unit};

use super::{ChangeArg, change::Change, model::Model, words};
use crate::ToolError;

/// Halvings of the range searched: beyond them nothing is left to halve.
const STEPS: usize = 200;
/// How often its own value a measure is tried at most.
const FARTHEST: f64 = 10.0;

/// The change of the only lever with which the first of the effects reaches the goal. Errors: where there is more than one
/// lever, and where no value of it that is tried gets there.
pub(super) fn reached<'a>(
    goal: &str,
    asked: &[ChangeArg],
    levers: &[&'a Measure],
    effects: &[&'a Measure],
    model: &Model<'a>,
) -> Result<Change<'a>, ToolError> {
    let ([lever], [asked], [effect, ..]) = (levers, asked, effects) else {
        return Err(ToolError::BadArguments("Name one measure to be moved towards the goal.".to_owned()));
    };
    if asked.by.is_some() || asked.to.is_some() {
        let reason = "With a goal, leave out by how much the measure changes: that is what is worked out.";
        return Err(ToolError::BadArguments(reason.to_owned()));
    }
    let goal = effect.amount(goal)?;
    let value = |to: f64| model.value(&effect.id, &[Change { measure: lever, to }]);
    let base = model.base(&lever.id);
    let (low, high) = range(lever, base);
    let to = [(base, high), (low, base)].into_iter().find_map(|(from, to)| crossing(&value, goal, from, to));
    match to {
        Some(to) => Ok(Change { measure: lever, to }),
        None => Err(words::out_of_reach(lever, effect, goal, [(low, value(low)), (high, value(high))])),
    }
}

/// The values tried.
fn range(lever: &Measure, base: f64) -> (f64, f64) {
    if lever.unit == Unit::Percent && (0.0..=1.0).contains(&base) {
        return (0.0, 1.0);
    }
    if base < 0.0 { (base * FARTHEST, -base) } else { (0.0, base * FARTHEST) }
}

/// Where a function meets the goal between two places at which it lies on either side of it (bisection).
fn crossing(value: &dyn Fn(f64) -> Option<f64>, goal: f64, mut from: f64, mut to: f64) -> Option<f64> {
    // Nothing sold has no margin: begin a hair inside.
    let inside = |at: f64, other: f64| {
        value(at).map(|found| (at, found)).or_else(|| {
            let near = at + (other - at) * 1e-9;
            value(near).map(|found| (near, found))
        })
    };
    let (start, mut at_from) = inside(from, to)?;
    let (end, at_to) = inside(to, from)?;
    (from, to) = (start, end);
    if (at_from - goal) * (at_to - goal) > 0.0 || at_from == at_to {
        return None;
    }
    for _ in 0..STEPS {
        let middle = from + (to - from) / 2.0;
        let at_middle = value(middle)?;
        if (at_from - goal) * (at_middle - goal) <= 0.0 {
            to = middle;
        } else {
            (from, at_from) = (middle, at_middle);
        }
    }
    Some(to)
}
