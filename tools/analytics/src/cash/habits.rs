//! How early or late each party pays: learned from what it paid and from what it still owes. Late payment counts more; a party
//! with few items is taken to be more like all others (shrinkage of mean and spread, then of the curve itself).

use super::{
    curve::{Counts, Curve, Risk, days},
    drift::{self, Drift, Seen},
    history::Book,
};

/// What fell due longer ago is not learned from.
const MEMORY: i32 = 365;
/// Days in which what is learned loses half its weight.
const HALF_LIFE: f64 = 91.0;
/// How many items of its own weigh as much as what is known of all parties.
const PRIOR: f64 = 5.0;

/// How each party of a book pays.
#[derive(Debug, Clone)]
pub struct Habits {
    curves: Vec<Curve>,
    drifts: Vec<Option<Drift>>,
    means: Vec<f64>,
    /// Payments learned from, those of all parties.
    pub payments: usize,
    /// Parties of whose own nothing was learned.
    pub unknown: usize,
}

impl Habits {
    /// Learns from a book as it stands on the morning of `today`.
    pub fn learn(book: &Book, today: i32) -> Habits {
        let seen = seen(book, today);
        let drifts = drift::drifts(&seen, book.parties);
        let is_past = |item: &Seen| drifts[item.party].is_some_and(|drift| item.age > drift.since);
        let kept: Vec<Seen> = seen.into_iter().filter(|item| !is_past(item)).collect();
        let own = Own::of(&kept, book.parties);
        let common = Common::of(&own, &kept);
        let curves: Vec<Curve> = own.iter().map(|own| common.curve(own)).collect();
        let means = own.iter().map(|own| common.place(own).0).collect();
        let payments = kept.iter().filter(|item| item.delay.is_some()).count();
        let unknown = own.iter().filter(|own| own.moments.is_none()).count();
        Habits { curves, drifts, means, payments, unknown }
    }

    /// Days after due on which a party pays what is not paid `from` days after due, for a chance within (0, 1]. None where it
    /// is not to be expected within half a year of its due day.
    pub fn pays_after(&self, party: usize, from: i32, chance: f64) -> Option<i32> {
        self.curves.get(party)?.day(from, chance)
    }

    /// Days after due that a party takes, in the mean.
    pub fn mean(&self, party: usize) -> Option<f64> {
        self.means.get(party).copied()
    }

    /// Whether a party pays otherwise than it did.
    pub fn drift(&self, party: usize) -> Option<Drift> {
        self.drifts.get(party).copied().flatten()
    }
}

fn seen(book: &Book, today: i32) -> Vec<Seen> {
    let told = |item: &&super::Item| item.amount > 0 && item.party < book.parties;
    let as_seen = |item: &super::Item| Seen {
        party: item.party,
        age: today.saturating_sub(item.due),
        delay: item.paid.map(|paid| paid.saturating_sub(item.due)),
    };
    book.items.iter().filter(told).map(as_seen).filter(|item| item.age <= MEMORY).collect()
}

fn weight(age: i32) -> f64 {
    0.5_f64.powf(f64::from(age.max(0)) / HALF_LIFE)
}

/// What is known of one party from its own items.
struct Own {
    risk: Risk,
    /// Mean and variance of its days, and how many payments they are worth.
    moments: Option<(f64, f64)>,
    size: f64,
}

impl Own {
    fn of(seen: &[Seen], parties: usize) -> Vec<Own> {
        let mut counts = vec![Counts::new(); parties];
        let mut sums = vec![(0.0, 0.0); parties];
        for item in seen {
            let weight = weight(item.age);
            match item.delay {
                Some(delay) => {
                    counts[item.party].paid(delay, weight);
                    let (sum, squares) = &mut sums[item.party];
                    (*sum, *squares) = (*sum + weight, *squares + weight * weight);
                }
                None => counts[item.party].open(item.age, weight),
            }
        }
        let own = |(counts, (sum, squares)): (&Counts, &(f64, f64))| {
            let risk = counts.risk();
            let moments = Curve::of(&risk).moments();
            // Kish's effective size.
            let size = if *squares > 0.0 { sum * sum / squares } else { 0.0 };
            Own { risk, moments, size }
        };
        counts.iter().zip(&sums).map(own).collect()
    }
}

/// What is known of all parties together.
struct Common {
    mean: f64,
    /// Of one party's payments about its mean, and of the means of parties about that of all.
    within: f64,
    between: f64,
    /// The curve of all payments, each in spreads from its party's mean.
    residual: Residual,
    /// The chance of a day to be the one, where nothing is known of so late a day.
    late: f64,
}

impl Common {
    fn of(own: &[Own], seen: &[Seen]) -> Common {
        let known: Vec<(f64, f64, f64)> = own
            .iter()
            .filter_map(|own| own.moments.map(|(mean, variance)| (own.size, mean, variance)))
            .collect();
        let total: f64 = known.iter().map(|(size, ..)| size).sum();
        let of = |value: &dyn Fn(&(f64, f64, f64)) -> f64| {
            if total > 0.0 {
                known.iter().map(|known| known.0 * value(known)).sum::<f64>() / total
            } else {
                0.0
            }
        };
        let mean = of(&|(_, mean, _)| *mean);
        let within = of(&|(.., variance)| *variance);
        // Variance of the means beyond what chance within parties makes of them (DerSimonian and Laird 1986).
        let spread: f64 = known.iter().map(|(size, own, _)| size * (own - mean).powi(2)).sum();
        let squares: f64 = known.iter().map(|(size, ..)| size * size).sum();
        let room = total - if total > 0.0 { squares / total } else { 0.0 };
        let excess = spread - within * (known.len() as f64 - 1.0);
        let between = if room > 0.0 { (excess / room).max(0.0) } else { 0.0 };
        let mut common = Common { mean, within, between, residual: Residual::normal(), late: late(seen) };
        common.residual = Residual::of(seen, &own.iter().map(|own| common.place(own)).collect::<Vec<_>>());
        common
    }

    /// Mean and spread of a party's days, drawn towards those of all the more, the fewer its payments (James and Stein 1961);
    /// the doubt that is left of the mean is part of the spread.
    fn place(&self, own: &Own) -> (f64, f64) {
        let Some((mean, variance)) = own.moments else {
            return (self.mean, (self.within + self.between).sqrt());
        };
        let doubt = self.within / own.size.max(1e-9);
        let trust = if self.between + doubt > 0.0 { self.between / (self.between + doubt) } else { 1.0 };
        let spread = (own.size * variance + PRIOR * self.within) / (own.size + PRIOR);
        (self.mean + trust * (mean - self.mean), (spread + self.between * (1.0 - trust)).sqrt())
    }

    /// The party's own curve, with that of all parties, moved to its mean and spread, for as much as [`PRIOR`] items.
    fn curve(&self, own: &Own) -> Curve {
        let place = self.place(own);
        let expected: Vec<f64> = days().map(|day| self.residual.hazard(day, place, self.late)).collect();
        Curve::from_hazards(|day| (own.risk.paid[day] + PRIOR * expected[day]) / (own.risk.open[day] + PRIOR))
    }
}

/// Of all days that items were open past due, the share on which one was paid.
fn late(seen: &[Seen]) -> f64 {
    let (mut paid, mut open) = (0.0, 0.0);
    for item in seen {
        let weight = weight(item.age);
        let until = item.delay.unwrap_or(item.age);
        open += weight * f64::from(until.max(0) + i32::from(item.delay.is_some() && until >= 0));
        paid += if item.delay.is_some_and(|delay| delay >= 0) { weight } else { 0.0 };
    }
    if open > 0.0 { paid / open } else { 0.0 }
}

/// A survival curve over spreads from the mean, in steps of a tenth.
struct Residual(Vec<f64>);

const STEPS_BELOW: i32 = 60;
const STEPS: usize = 181;

impl Residual {
    fn step(days_from_mean: f64, spread: f64) -> f64 {
        (days_from_mean / spread * 10.0)
            .clamp(f64::from(-STEPS_BELOW), (STEPS as f64) - f64::from(STEPS_BELOW))
            + f64::from(STEPS_BELOW)
    }

    /// Of all items, each about its party's mean and in its spread; of the normal distribution where there are none.
    fn of(seen: &[Seen], places: &[(f64, f64)]) -> Residual {
        let (mut paid, mut censored) = (vec![0.0; STEPS + 1], vec![0.0; STEPS + 1]);
        for item in seen {
            let (mean, spread) = places[item.party];
            if spread <= 0.0 {
                continue;
            }
            let days = f64::from(item.delay.unwrap_or(item.age)) - mean;
            let step = (Residual::step(days, spread).round() as usize).min(STEPS);
            let list = if item.delay.is_some() { &mut paid } else { &mut censored };
            list[step] += weight(item.age);
        }
        if paid.iter().sum::<f64>() <= 0.0 {
            return Residual::normal();
        }
        let mut open = vec![0.0; STEPS + 1];
        let mut beyond = 0.0;
        for step in (0..=STEPS).rev() {
            beyond += paid[step];
            open[step] = beyond;
            beyond += censored[step];
        }
        let mut survival = vec![1.0; STEPS + 2];
        for step in 0..=STEPS {
            let hazard = if open[step] > 0.0 { paid[step] / open[step] } else { 0.0 };
            survival[step + 1] = survival[step] * (1.0 - hazard);
        }
        Residual(survival)
    }

    fn normal() -> Residual {
        let at = |step: usize| (step as f64 - f64::from(STEPS_BELOW) - 0.5) / 10.0;
        Residual((0..STEPS + 2).map(|step| crate::probability::upper_tail(at(step))).collect())
    }

    /// The chance to be open so many days after due, by a straight line between steps.
    fn open_at(&self, day: f64, (mean, spread): (f64, f64)) -> f64 {
        if spread <= 0.0 {
            return if day <= mean.round() + 0.5 - 1e-9 { 1.0 } else { 0.0 };
        }
        let step = Residual::step(day - mean, spread) + 0.5;
        let below = step.floor() as usize;
        let (low, high) = (self.0[below.min(STEPS + 1)], self.0[(below + 1).min(STEPS + 1)]);
        low + (high - low) * (step - step.floor())
    }

    /// The chance to be paid on a day where it was open on its morning.
    fn hazard(&self, day: i32, place: (f64, f64), late: f64) -> f64 {
        let morning = self.open_at(f64::from(day) - 0.5, place);
        let evening = self.open_at(f64::from(day) + 0.5, place);
        if morning > 1e-9 { 1.0 - evening / morning } else { late }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::cash::Item;

    const TODAY: i32 = 1_000;

    /// An item due so many days ago that is paid after so many days, if that is over.
    fn item(party: usize, age: i32, delay: i32) -> Item {
        let due = TODAY - age;
        let paid = Some(due + delay).filter(|day| *day < TODAY);
        Item { party, invoiced: due - 30, due, paid, amount: 1_000 }
    }

    fn book(parties: usize, items: Vec<Item>) -> Book {
        Book { parties, items, ..Book::default() }
    }

    fn median(habits: &Habits, party: usize) -> i32 {
        habits.pays_after(party, -60, 0.5).unwrap()
    }

    #[test]
    fn parties_that_never_vary_are_expected_to_the_day() {
        let items = (0..40).flat_map(|at| [item(0, at * 7 + 40, 5), item(1, at * 7 + 40, 25)]).collect();
        let habits = Habits::learn(&book(2, items), TODAY);
        for chance in [1e-9, 0.2, 0.5, 1.0] {
            assert_eq!([0, 1].map(|party| habits.pays_after(party, -60, chance)), [Some(5), Some(25)]);
        }
    }

    #[test]
    fn a_party_with_few_items_is_like_all_others_and_one_with_many_is_itself() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut items = Vec::new();
        for party in 0..20 {
            for at in 0..60 {
                items.push(item(party, at * 5 + 30, random.random_range(0..9) + party as i32 % 5));
            }
        }
        items.extend((0..60).map(|at| item(20, at * 5 + 70, 40 + at % 5)));
        items.push(item(21, 90, 60));
        let habits = Habits::learn(&book(23, items), TODAY);
        assert!((38..=46).contains(&median(&habits, 20)), "{}", median(&habits, 20));
        assert!((3..60).contains(&median(&habits, 21)), "{}", median(&habits, 21));
        assert!((3..=12).contains(&median(&habits, 22)), "{}", median(&habits, 22));
        assert_eq!(habits.unknown, 1);
    }

    #[test]
    fn a_party_that_pays_later_from_some_day_on_is_found_and_no_other() {
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let mut items = Vec::new();
        for party in 0..30 {
            for age in (0..360).step_by(4) {
                let extra = if party == 7 && age <= 100 { 25 } else { 0 };
                items.push(item(party, age, 8 + random.random_range(-6..7) + extra));
            }
        }
        let habits = Habits::learn(&book(30, items), TODAY);
        let found: Vec<usize> = (0..30).filter(|party| habits.drift(*party).is_some()).collect();
        assert_eq!(found, [7]);
        let drift = habits.drift(7).unwrap();
        assert!((15.0..35.0).contains(&(drift.after - drift.before)), "{drift:?}");
        assert!((29..=37).contains(&median(&habits, 7)), "{}", median(&habits, 7));
    }

    #[test]
    fn what_is_long_overdue_is_not_expected_before_today() {
        let items = (0..100).map(|at| item(0, at * 3 + 40, at % 7)).collect();
        let habits = Habits::learn(&book(1, items), TODAY);
        for step in 1..50 {
            let day = habits.pays_after(0, 90, f64::from(step) / 50.0);
            assert!(day.is_none_or(|day| day >= 90));
        }
    }

    proptest! {
        /// Whatever is recorded, days lie within reach, and later chances are not earlier days.
        #[test]
        fn days_are_within_reach_and_in_order(
            seen in prop::collection::vec((0..4_usize, -100..900_i32, -200..400_i32), 0..60),
            from in -300..300_i32,
        ) {
            let items = seen.into_iter().map(|(party, age, delay)| item(party, age, delay)).collect();
            let habits = Habits::learn(&book(4, items), TODAY);
            for party in 0..4 {
                let mut last = i32::MAX;
                for step in 1..=20 {
                    let day = habits.pays_after(party, from, f64::from(step) / 20.0).unwrap_or(i32::MAX);
                    prop_assert!(day <= last && day >= from.max(-60));
                    last = day;
                }
            }
        }
    }
}
