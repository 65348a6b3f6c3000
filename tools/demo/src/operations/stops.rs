//! The stops of a shift that come from outside the work: jams, missing material, missing people, dips.

use rand::RngExt;

use super::chance;
use crate::random::Stream;
use crate::world::reference::DOWNTIME_REASONS;

/// Positions in `reference::DOWNTIME_REASONS`.
pub(super) const CHANGEOVER: usize = 0;
pub(super) const WAITING_FOR_MATERIAL: usize = 9;
pub(super) const WAITING_FOR_THE_MACHINE_BEFORE: usize = 10;
const OTHER: usize = 18;
pub(super) const NO_ORDER: usize = 19;
/// Share of stops that people book as "Other", whatever they were.
const BOOKED_AS_OTHER: f64 = 0.15;

/// Reasons with their weights.
type Reasons = &'static [(usize, f64)];

/// Kinds of stop: reasons with weights, how many in a shift of eight hours, mean seconds.
const KINDS: [(Reasons, f64, f64); 6] = [
    (&[(6, 0.5), (7, 0.3), (8, 0.2)], 0.72, 760.0),
    (&[(5, 0.6), (4, 0.4)], 0.13, 1_900.0),
    (&[(9, 1.0)], 0.10, 1_700.0),
    (&[(11, 0.45), (12, 0.55)], 0.07, 1_600.0),
    (&[(13, 0.5), (14, 0.5)], 0.11, 1_500.0),
    (&[(15, 0.5), (16, 0.25), (17, 0.25)], 0.04, 1_300.0),
];
const OPERATOR_MISSING: usize = 13;
const COOLING_WATER: usize = 16;

/// A stop: when in the shift it begins, and what is left of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub(super) at_s: i64,
    pub(super) left_s: i64,
    /// Position in `reference::DOWNTIME_REASONS`.
    pub(super) reason: usize,
}

/// What makes stops more frequent today.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Strain {
    /// Share of planned time without operators.
    pub(super) absence: f64,
    /// Stops for warm cooling water expected in the shift.
    pub(super) warm_water: f64,
    /// Share of planned time that waits for material or for a lot out of specification.
    pub(super) bad_material: f64,
}

/// Draws the stops of one machine in a shift, in order of their beginning.
pub(super) fn draw(random: &mut Stream, from_s: i64, length_s: i64, strain: Strain, stops: &mut Vec<Stop>) {
    stops.clear();
    let part = (length_s - from_s) as f64 / 28_800.0;
    for (reasons, rate, mean_s) in KINDS {
        for _ in 0..chance::count(random, rate * part) {
            let reason = pick(random, reasons);
            push(random, stops, (from_s, length_s), reason, mean_s);
        }
    }
    for _ in 0..chance::count(random, strain.warm_water * part) {
        push(random, stops, (from_s, length_s), COOLING_WATER, 1_500.0);
    }
    for (share, reason) in [(strain.absence, OPERATOR_MISSING), (strain.bad_material, 11)] {
        let lost = share * part * 28_800.0;
        if lost > 0.0 {
            push(random, stops, (from_s, length_s), reason, lost);
        }
    }
    stops.sort_by_key(|stop| stop.at_s);
}

fn push(random: &mut Stream, stops: &mut Vec<Stop>, (from_s, to_s): (i64, i64), reason: usize, mean_s: f64) {
    let reason = if random.random_bool(BOOKED_AS_OTHER) { OTHER } else { reason };
    if from_s < to_s {
        let at_s = random.random_range(from_s..to_s);
        stops.push(Stop { at_s, left_s: chance::seconds(random, mean_s), reason });
    }
}

fn pick(random: &mut Stream, reasons: &[(usize, f64)]) -> usize {
    let mut left = random.random::<f64>();
    for &(reason, weight) in reasons {
        left -= weight;
        if left <= 0.0 {
            return reason;
        }
    }
    reasons.last().map_or(OTHER, |last| last.0)
}

/// The column of machine_time that a reason's seconds count in.
pub(super) const fn category(reason: usize) -> &'static str {
    DOWNTIME_REASONS[reason].2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stand_where_they_are_looked_for() {
        let code = |at: usize| DOWNTIME_REASONS[at].0;
        assert_eq!((code(CHANGEOVER), code(NO_ORDER), code(OTHER)), ("CHG", "NOR", "OTH"));
        assert_eq!(
            (code(WAITING_FOR_THE_MACHINE_BEFORE), code(OPERATOR_MISSING), code(COOLING_WATER)),
            ("UPS", "OPR", "CLW")
        );
        for (reasons, _, _) in KINDS {
            let categories: Vec<_> = reasons.iter().map(|&(reason, _)| category(reason)).collect();
            assert!(categories.windows(2).all(|pair| pair[0] == pair[1]), "{categories:?}");
        }
    }
}
