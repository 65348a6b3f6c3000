//! On which days bills are paid, from the days on which they were.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// Runs on one day of the week, every so many weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rhythm {
    weekday: Weekday,
    weeks: i32,
    /// The last run; none where none is recorded, and Fridays are taken for granted.
    pub(super) last: Option<Date>,
}

impl Rhythm {
    /// From the days on which something was paid, in order.
    pub(super) fn of(days: &[Date]) -> Rhythm {
        let count = |weekday: Weekday| days.iter().filter(|day| day.weekday() == weekday).count();
        let weekday = Weekday::Friday.cycle_forward().take(7).max_by_key(|weekday| count(*weekday));
        let weekday = weekday.filter(|_| !days.is_empty()).unwrap_or(Weekday::Friday);
        let runs: Vec<Date> = days.iter().filter(|day| day.weekday() == weekday).copied().collect();
        let mut gaps: Vec<i32> = runs.windows(2).map(|pair| (pair[1] - pair[0]).get_days() / 7).collect();
        gaps.sort_unstable();
        let weeks = gaps.get(gaps.len() / 2).copied().unwrap_or(1).max(1);
        Rhythm { weekday, weeks, last: runs.last().copied() }
    }

    /// The first run on or after a day.
    pub(super) fn next(&self, from: Date) -> Date {
        let ahead = i64::from(from.weekday().until(self.weekday));
        let first = from.saturating_add(ahead.days());
        let Some(last) = self.last.filter(|last| *last < first) else { return first };
        let weeks = (first - last).get_days() / 7;
        let missing = (self.weeks - weeks % self.weeks) % self.weeks;
        first.saturating_add(i64::from(missing * 7).days())
    }

    /// The run after the one of a day, whatever day that is.
    pub(super) fn after(&self, run: Date) -> Date {
        if run.weekday() == self.weekday {
            return run.saturating_add(i64::from(self.weeks * 7).days());
        }
        self.next(run.saturating_add(1.day()))
    }

    /// `Fridays`, `every second Friday`.
    pub(super) fn describe(&self) -> String {
        let day =
            Date::constant(2024, 1, 1).saturating_add(i64::from(Weekday::Monday.until(self.weekday)).days());
        let day = day.strftime("%A");
        match self.weeks {
            1 => format!("every {day}"),
            2 => format!("every second {day}"),
            weeks => format!("every {weeks} weeks on a {day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn runs_go_on_as_they_went() {
        let every = |weeks: i64| -> Vec<Date> {
            (0..20).map(|at| date(2026, 1, 8).saturating_add((at * weeks * 7).days())).collect()
        };
        let weekly = Rhythm::of(&every(1));
        assert_eq!(weekly.describe(), "every Thursday");
        assert_eq!(weekly.next(date(2026, 9, 30)), date(2026, 10, 1));
        assert_eq!(weekly.after(date(2026, 10, 1)), date(2026, 10, 8));
        // A run on an odd day is followed by the usual one.
        assert_eq!(weekly.after(date(2026, 9, 29)), date(2026, 10, 1));

        let second = Rhythm::of(&every(2));
        let last = *every(2).last().unwrap();
        assert_eq!(second.describe(), "every second Thursday");
        assert_eq!(second.next(last.saturating_add(1.day())), last.saturating_add(14.days()));
        assert_eq!(second.next(last.saturating_add(15.days())), last.saturating_add(28.days()));
        assert_eq!(second.after(last), last.saturating_add(14.days()));
    }

    #[test]
    fn nothing_paid_yet_means_fridays() {
        let none = Rhythm::of(&[]);
        assert_eq!((none.next(date(2026, 9, 30)), none.last), (date(2026, 10, 2), None));
        // Payments on other days now and then do not move it.
        let mut days: Vec<Date> =
            (0..30).map(|at| date(2026, 1, 5).saturating_add((at * 7).days())).collect();
        days.push(date(2026, 8, 5));
        days.sort_unstable();
        assert_eq!(Rhythm::of(&days).describe(), "every Monday");
    }
}
