//! Whether a party has begun to pay earlier or later: the log-rank test between what fell due lately and before (Mantel 1966).

use super::curve::{Counts, Risk};
use crate::probability::{discoveries, two_sided};

/// Days before today from which on a change is looked for.
const SPLITS: [i32; 6] = [45, 75, 105, 150, 195, 240];
/// What must have been paid on either side.
const FEWEST: usize = 6;
/// Share of false findings among the changes found, in the mean.
const FALSE_SHARE: f64 = 0.05;

/// What an item says of its party's habit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub party: usize,
    /// Days from due day to today; negative while it is not due.
    pub age: i32,
    /// Days from due day to payment; none while open.
    pub delay: Option<i32>,
}

/// A party that pays otherwise than it did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// What fell due at most so many days ago is paid in the new manner.
    pub since: i32,
    /// Mean days after due, before and since.
    pub before: f64,
    pub after: f64,
    /// Of the test that nothing changed, all splits allowed for.
    pub p_value: f64,
}

/// For each party, whether and since when it pays otherwise.
pub(super) fn drifts(seen: &[Seen], parties: usize) -> Vec<Option<Drift>> {
    let mut by_party: Vec<Vec<Seen>> = vec![Vec::new(); parties];
    for item in seen {
        by_party[item.party].push(*item);
    }
    let found: Vec<Option<Drift>> = by_party.iter().map(|seen| strongest(seen)).collect();
    let p_values: Vec<f64> = found.iter().map(|drift| drift.map_or(1.0, |drift| drift.p_value)).collect();
    let are_true = discoveries(&p_values, FALSE_SHARE);
    found.into_iter().zip(are_true).map(|(drift, is_true)| drift.filter(|_| is_true)).collect()
}

fn strongest(seen: &[Seen]) -> Option<Drift> {
    let tested = SPLITS.iter().filter_map(|since| at(seen, *since));
    let best = tested.min_by(|one, other| one.p_value.total_cmp(&other.p_value))?;
    Some(Drift { p_value: (best.p_value * SPLITS.len() as f64).min(1.0), ..best })
}

fn at(seen: &[Seen], since: i32) -> Option<Drift> {
    let (late, early): (Vec<Seen>, Vec<Seen>) = seen.iter().partition(|item| item.age <= since);
    let paid = |side: &[Seen]| side.iter().filter(|item| item.delay.is_some()).count();
    if paid(&late) < FEWEST || paid(&early) < FEWEST {
        return None;
    }
    let (early, late) = (risk(&early), risk(&late));
    let mean = |risk: &Risk| super::curve::Curve::of(risk).moments().map(|(mean, _)| mean);
    let p_value = two_sided(log_rank(&early, &late)?);
    Some(Drift { since, before: mean(&early)?, after: mean(&late)?, p_value })
}

fn risk(seen: &[Seen]) -> Risk {
    let mut counts = Counts::new();
    for item in seen {
        match item.delay {
            Some(delay) => counts.paid(delay, 1.0),
            None => counts.open(item.age, 1.0),
        }
    }
    counts.risk()
}

/// Payments on one side less those to be expected, in standard deviations; none where nothing could differ.
fn log_rank(one: &Risk, other: &Risk) -> Option<f64> {
    let (mut difference, mut variance) = (0.0, 0.0);
    for day in 0..one.paid.len() {
        let paid = one.paid[day] + other.paid[day];
        let open = one.open[day] + other.open[day];
        if paid > 0.0 && open > 1.0 {
            let share = one.open[day] / open;
            difference += one.paid[day] - paid * share;
            variance += paid * share * (1.0 - share) * (open - paid) / (open - 1.0);
        }
    }
    (variance > 0.0).then(|| difference / variance.sqrt())
}
