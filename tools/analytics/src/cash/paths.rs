//! Courses of cash, week by week, and what can be read off them.

/// Simulated courses; every one has all weeks. Amounts are whole minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub opening: i64,
    pub weeks: usize,
    /// Course by course, in each week by week; what goes out is negative.
    pub(super) receipts: Vec<i64>,
    pub(super) disbursements: Vec<i64>,
    pub(super) closing: Vec<i64>,
}

/// So many of so many courses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub count: usize,
    pub of: usize,
}

impl Share {
    pub fn value(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }
}

impl Paths {
    pub(super) fn new(opening: i64, weeks: usize, receipts: Vec<i64>, disbursements: Vec<i64>) -> Paths {
        let mut closing = Vec::with_capacity(receipts.len());
        for (received, paid) in receipts.chunks(weeks.max(1)).zip(disbursements.chunks(weeks.max(1))) {
            let mut cash = opening;
            for (received, paid) in received.iter().zip(paid) {
                cash += received + paid;
                closing.push(cash);
            }
        }
        Paths { opening, weeks, receipts, disbursements, closing }
    }

    pub fn count(&self) -> usize {
        self.closing.len() / self.weeks.max(1)
    }

    /// The receipts of a week that this share of the courses does not exceed (nearest rank: one of the courses' own).
    pub fn receipts(&self, week: usize, share: f64) -> i64 {
        quantile(self.of_week(&self.receipts, week), share)
    }

    /// The same of disbursements, which are negative.
    pub fn disbursements(&self, week: usize, share: f64) -> i64 {
        quantile(self.of_week(&self.disbursements, week), share)
    }

    /// The same of cash at the end of a week.
    pub fn closing(&self, week: usize, share: f64) -> i64 {
        quantile(self.of_week(&self.closing, week), share)
    }

    /// The same of the lowest cash at the end of any week.
    pub fn lowest(&self, share: f64) -> i64 {
        quantile(self.courses().map(|closing| closing.iter().copied().min().unwrap_or(self.opening)), share)
    }

    /// The courses in which cash is below an amount at the end of any week.
    pub fn ever_below(&self, amount: i64) -> Share {
        let count = self.courses().filter(|closing| closing.iter().any(|cash| *cash < amount)).count();
        Share { count, of: self.count() }
    }

    /// The courses in which cash is below an amount at the end of this week.
    pub fn below(&self, week: usize, amount: i64) -> Share {
        let count = self.of_week(&self.closing, week).filter(|cash| *cash < amount).count();
        Share { count, of: self.count() }
    }

    fn courses(&self) -> impl Iterator<Item = &[i64]> {
        self.closing.chunks(self.weeks.max(1))
    }

    fn of_week<'a>(&self, all: &'a [i64], week: usize) -> impl Iterator<Item = i64> + 'a {
        all.iter().skip(week).step_by(self.weeks.max(1)).copied()
    }
}

/// The smallest value that at least this share of all does not exceed; nought of none.
fn quantile(values: impl Iterator<Item = i64>, share: f64) -> i64 {
    let mut values: Vec<i64> = values.collect();
    if values.is_empty() {
        return 0;
    }
    let rank = (share * values.len() as f64).ceil() as usize;
    let place = rank.clamp(1, values.len()) - 1;
    *values.select_nth_unstable(place).1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn quantiles_are_those_of_the_definition(values in prop::collection::vec(-50..50_i64, 1..40), share in 0.01..1.0_f64) {
            let found = quantile(values.iter().copied(), share);
            let not_above = |limit: i64| values.iter().filter(|value| **value <= limit).count() as f64;
            let needed = share * values.len() as f64;
            prop_assert!(values.contains(&found) && not_above(found) >= needed);
            prop_assert!(values.iter().all(|value| *value >= found || not_above(*value) < needed));
        }

        /// The chance to fall below an amount grows with it; of any week it is at least that of each; quantiles tie with it.
        #[test]
        fn chances_grow_with_the_amount(
            flows in prop::collection::vec((0..100_i64, -100..0_i64), 12..60),
            amounts in (-300..300_i64, 0..200_i64),
        ) {
            let courses = flows.len() / 4 * 4;
            let (receipts, payments): (Vec<i64>, Vec<i64>) = flows[..courses].iter().copied().unzip();
            let paths = Paths::new(50, 4, receipts.clone(), payments.clone());
            let (low, high) = (amounts.0, amounts.0 + amounts.1);
            prop_assert!(paths.ever_below(low).count <= paths.ever_below(high).count);
            for week in 0..4 {
                prop_assert!(paths.below(week, low).count <= paths.ever_below(low).count);
            }
            let naive = (0..courses / 4).filter(|course| (0..4).any(|week| {
                let until = course * 4..=course * 4 + week;
                50 + receipts[until.clone()].iter().sum::<i64>() + payments[until].iter().sum::<i64>() < low
            }));
            prop_assert_eq!(naive.count(), paths.ever_below(low).count);
            prop_assert_eq!(paths.ever_below(paths.lowest(0.0)).count, 0);
            prop_assert!(paths.ever_below(paths.lowest(1.0) + 1).count == paths.count());
        }
    }
}
