//! How long something lasts: a survival curve over whole days, estimated from what has ended and from what has not yet
//! (Kaplan and Meier 1958).

/// Days are told from this one on, counted from the due day; what is paid earlier counts as paid then.
pub(super) const EARLIEST: i32 = -60;
/// Days after due until which a payment is expected at all.
pub(super) const LATEST: i32 = 180;
const DAYS: usize = (LATEST - EARLIEST + 1) as usize;

/// Weighted counts by day: of what was paid then, and of what was open until then.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    paid: Vec<f64>,
    censored: Vec<f64>,
}

/// What was paid on each day, and what could have been.
pub(super) struct Risk {
    pub paid: Vec<f64>,
    pub open: Vec<f64>,
}

impl Counts {
    pub(super) fn new() -> Self {
        Counts { paid: vec![0.0; DAYS], censored: vec![0.0; DAYS + 1] }
    }

    /// Adds something paid so many days after due.
    pub(super) fn paid(&mut self, delay: i32, weight: f64) {
        self.paid[place(delay)] += weight;
    }

    /// Adds something that is so many days past due on a morning, and open.
    pub(super) fn open(&mut self, age: i32, weight: f64) {
        let age = age.clamp(EARLIEST, LATEST + 1);
        self.censored[(age - EARLIEST) as usize] += weight;
    }

    pub(super) fn risk(&self) -> Risk {
        let mut open = vec![0.0; DAYS];
        let mut beyond = self.censored[DAYS];
        for day in (0..DAYS).rev() {
            beyond += self.paid[day];
            open[day] = beyond;
            beyond += self.censored[day];
        }
        Risk { paid: self.paid.clone(), open }
    }
}

/// The chance that something is still open on the morning of each day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve(Vec<f64>);

impl Curve {
    /// From the chance to be paid on a day where it was open before, which `hazard` gives by the place of the day.
    pub(super) fn from_hazards(hazard: impl Fn(usize) -> f64) -> Curve {
        let mut survival = vec![1.0; DAYS + 1];
        for day in 0..DAYS {
            survival[day + 1] = survival[day] * (1.0 - hazard(day).clamp(0.0, 1.0));
        }
        Curve(survival)
    }

    pub(super) fn of(risk: &Risk) -> Curve {
        Curve::from_hazards(|day| if risk.open[day] > 0.0 { risk.paid[day] / risk.open[day] } else { 0.0 })
    }

    /// The chance to be open on a morning.
    #[cfg(test)]
    fn open_at(&self, day: i32) -> f64 {
        self.0[place(day)]
    }

    /// Mean and variance of the days on which what is paid at all is paid; none where nothing is.
    pub(super) fn moments(&self) -> Option<(f64, f64)> {
        let paid: f64 = 1.0 - self.0[DAYS];
        if paid <= 0.0 {
            return None;
        }
        let chance = |day: usize| (self.0[day] - self.0[day + 1]) / paid;
        let at = |day: usize| f64::from(EARLIEST) + day as f64;
        let mean: f64 = (0..DAYS).map(|day| chance(day) * at(day)).sum();
        let variance = (0..DAYS).map(|day| chance(day) * (at(day) - mean).powi(2)).sum();
        Some((mean, variance))
    }

    /// The day of payment, given that it does not come before `from`, for a chance within (0, 1]: low chances are late days.
    /// None where that is not to be expected at all.
    pub(super) fn day(&self, from: i32, chance: f64) -> Option<i32> {
        let first = (from.max(EARLIEST) - EARLIEST) as usize;
        let level = chance * *self.0.get(first)?;
        let later = self.0.get(first + 1..)?.partition_point(|open| *open >= level);
        let day = first + later;
        (level > 0.0 && day < DAYS).then_some(EARLIEST + day as i32)
    }
}

/// Where a day stands in the lists.
fn place(day: i32) -> usize {
    (day.clamp(EARLIEST, LATEST) - EARLIEST) as usize
}

pub(super) fn days() -> impl Iterator<Item = i32> {
    EARLIEST..=LATEST
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn curve(paid: &[i32], open: &[i32]) -> Curve {
        let mut counts = Counts::new();
        paid.iter().for_each(|day| counts.paid(*day, 1.0));
        open.iter().for_each(|day| counts.open(*day, 1.0));
        Curve::of(&counts.risk())
    }

    proptest! {
        /// The product over days, counted anew for each.
        #[test]
        fn the_curve_is_that_of_the_definition(
            paid in prop::collection::vec(-20..60_i32, 0..40),
            open in prop::collection::vec(-20..60_i32, 0..20),
            morning in -30..70_i32,
        ) {
            let mut expected = 1.0;
            for day in EARLIEST..morning {
                let at_risk = paid.iter().filter(|at| **at >= day).count() + open.iter().filter(|at| **at > day).count();
                let ended = paid.iter().filter(|at| **at == day).count();
                if at_risk > 0 {
                    expected *= 1.0 - ended as f64 / at_risk as f64;
                }
            }
            prop_assert!((curve(&paid, &open).open_at(morning) - expected).abs() < 1e-9);
        }

        /// Drawn evenly, days come as often as the curve says, and never before the day asked from.
        #[test]
        fn draws_follow_the_curve(paid in prop::collection::vec(-20..60_i32, 1..30), from in -70..70_i32) {
            let curve = curve(&paid, &[]);
            let later: Vec<i32> = paid.iter().copied().filter(|day| *day >= from).collect();
            for step in 1..=200 {
                let chance = (f64::from(step) - 0.5) / 200.0;
                match curve.day(from, chance) {
                    None => prop_assert!(later.is_empty()),
                    Some(day) => {
                        prop_assert!(later.contains(&day));
                        let after = later.iter().filter(|other| **other > day).count() as f64 / later.len() as f64;
                        prop_assert!(after <= chance + 1e-9);
                    }
                }
            }
        }
    }
}
