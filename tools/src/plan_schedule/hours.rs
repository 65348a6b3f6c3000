//! Working time of a place, day by day: what there is in a week, on the days of a week on which it works.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use sentia_semantic::Grain;

/// Days after which work that is not done is not followed any more.
const FARTHEST: i64 = 366;

#[derive(Debug, Clone)]
pub(super) struct Hours {
    /// Seconds of working time, by the Monday of the week.
    weeks: BTreeMap<Date, f64>,
    /// Share of a week's work on each day of it, from Monday on.
    shares: [f64; 7],
    starts: Date,
}

impl Hours {
    /// `worked` are seconds planned on days of the past; with none of them, work is from Monday to Friday.
    pub(super) fn new(weeks: BTreeMap<Date, f64>, worked: &[(Date, f64)]) -> Self {
        let mut by_weekday = [0.0; 7];
        for (day, seconds) in worked.iter().filter(|(_, seconds)| *seconds > 0.0) {
            by_weekday[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)] += seconds;
        }
        let all: f64 = by_weekday.iter().sum();
        let shares = if all > 0.0 {
            by_weekday.map(|seconds| seconds / all)
        } else {
            [0.2, 0.2, 0.2, 0.2, 0.2, 0.0, 0.0]
        };
        Hours { weeks, shares, starts: Date::MIN }
    }

    /// The same, with work that starts on a day.
    pub(super) fn from(self, starts: Date) -> Self {
        Hours { starts, ..self }
    }

    /// Seconds on a day. Beyond the weeks that are known, they go on as the last of them.
    fn on(&self, day: Date) -> f64 {
        let monday = Grain::Week.start_of(day);
        let known = self.weeks.range(..=monday).next_back().or_else(|| self.weeks.iter().next());
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        known.map_or(0.0, |(_, seconds)| seconds * self.shares[weekday])
    }

    /// Seconds from the beginning of one day to the end of another; nought where that is over before.
    pub(super) fn until(&self, from: Date, to: Date) -> f64 {
        let days = i64::from((to - from).get_days()).min(FARTHEST);
        (0..=days).map(|ahead| self.on(from.saturating_add(ahead.days()))).sum()
    }

    /// The day on which this much work is done; none where that is more than a year ahead.
    pub(super) fn done(&self, seconds: f64) -> Option<Date> {
        let mut left = seconds;
        for ahead in 0..FARTHEST {
            let day = self.starts.saturating_add(ahead.days());
            left -= self.on(day);
            if left <= 1e-6 {
                return Some(day);
            }
        }
        None
    }

    /// Whether the weeks say anything.
    pub(super) fn is_known(&self) -> bool {
        self.weeks.values().any(|seconds| *seconds > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn hours(weeks: &[f64]) -> Hours {
        let weeks = weeks.iter().enumerate().map(|(at, seconds)| {
            (date(2026, 10, 5).saturating_add((i64::try_from(at).unwrap() * 7).days()), *seconds)
        });
        Hours::new(weeks.collect(), &[])
    }

    #[test]
    fn a_week_is_worked_from_monday_to_friday_where_nothing_else_is_known() {
        let hours = hours(&[50.0, 100.0]);
        assert_eq!(hours.until(date(2026, 10, 5), date(2026, 10, 11)), 50.0);
        assert_eq!(hours.until(date(2026, 10, 9), date(2026, 10, 12)), 30.0);
        assert_eq!(hours.until(date(2026, 10, 9), date(2026, 10, 8)), 0.0);
        let hours = hours.from(date(2026, 10, 5));
        assert_eq!(hours.done(50.0), Some(date(2026, 10, 9)));
        assert_eq!(hours.done(51.0), Some(date(2026, 10, 12)));
        // The last week that is known goes on.
        assert_eq!(hours.done(151.0), Some(date(2026, 10, 19)));
    }

    #[test]
    fn work_follows_the_days_on_which_it_was_done() {
        let worked = [(date(2026, 9, 19), 40.0), (date(2026, 9, 20), 60.0)]; // a Saturday and a Sunday
        let hours = Hours::new(BTreeMap::from([(date(2026, 10, 5), 10.0)]), &worked).from(date(2026, 10, 5));
        assert_eq!(hours.done(4.0), Some(date(2026, 10, 10)));
        assert_eq!(hours.done(4.5), Some(date(2026, 10, 11)));
        assert!(!Hours::new(BTreeMap::new(), &worked).is_known());
        assert_eq!(Hours::new(BTreeMap::new(), &worked).from(date(2026, 10, 5)).done(1.0), None);
    }

    proptest! {
        #[test]
        fn what_is_done_by_a_day_fits_into_its_hours(weeks in proptest::collection::vec(1.0_f64..1e5, 1..6), work in 0.0_f64..1e5) {
            let hours = hours(&weeks).from(date(2026, 10, 5));
            if let Some(day) = hours.done(work) {
                prop_assert!(hours.until(date(2026, 10, 5), day) >= work - 1e-3);
                let before = day.saturating_sub(1.day());
                prop_assert!(day == date(2026, 10, 5) || hours.until(date(2026, 10, 5), before) < work + 1e-3);
            }
        }
    }
}
