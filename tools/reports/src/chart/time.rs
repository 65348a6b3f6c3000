//! Round places on an axis of time, whose values are days since 1 January 1970. They are written as ISO 8601 has them,
//! which readers of every language take the same way.

use jiff::ToSpan;
use jiff::civil::Date;

const EPOCH: Date = Date::constant(1970, 1, 1);
/// The mean length of a month, in days.
const MONTH: f64 = 30.436_875;

/// The distance between two ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// So many days or parts of a day, counted from a day.
    Days { length: f64, from: f64 },
    /// So many calendar months.
    Months(i32),
}

const STEPS: [Step; 24] = [
    hours(1.0),
    hours(2.0),
    hours(3.0),
    hours(6.0),
    hours(12.0),
    Step::Days { length: 1.0, from: 0.0 },
    Step::Days { length: 2.0, from: 0.0 },
    // Weeks start on a Monday.
    Step::Days { length: 7.0, from: 4.0 },
    Step::Days { length: 14.0, from: 4.0 },
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(240),
    Step::Months(600),
    Step::Months(1200),
    Step::Months(2400),
    Step::Months(6000),
    Step::Months(12_000),
    Step::Months(60_000),
];

const fn hours(count: f64) -> Step {
    Step::Days { length: count / 24.0, from: 0.0 }
}

impl Step {
    fn length(self) -> f64 {
        match self {
            Self::Days { length, .. } => length,
            Self::Months(count) => f64::from(count) * MONTH,
        }
    }
}

/// Whether a value is a day that the calendar has.
pub(super) fn is_day(value: f64) -> bool {
    date(value).is_some()
}

/// Round times from `low` to `high`, `count` of them at most, with their texts.
pub(super) fn ticks(low: f64, high: f64, count: u32) -> Vec<(f64, String)> {
    let wish = (high - low) / f64::from(count.max(1));
    let Some(step) = STEPS.into_iter().find(|step| step.length() >= wish) else { return Vec::new() };
    match step {
        Step::Days { length, from } => {
            let first = ((low - from) / length).ceil();
            let steps = ((high - from) / length).floor() - first;
            let place = |index: u32| from + (first + f64::from(index)) * length;
            (0..=steps.clamp(-1.0, 60.0) as i64)
                .filter_map(|index| u32::try_from(index).ok())
                .map(place)
                .map(|value| (value, text(value, length)))
                .collect()
        }
        Step::Months(step) => months(low, high, step),
    }
}

/// The text of a time: the hour, but the date where a day starts.
fn text(value: f64, step: f64) -> String {
    let minutes = ((value - value.floor()) * 1440.0).round() as u32;
    if step < 1.0 && !matches!(minutes, 0 | 1440) {
        return format!("{:02}:{:02}", minutes / 60, minutes % 60);
    }
    date((value + 0.0001).floor()).map_or_else(String::new, |date| date.to_string())
}

fn months(low: f64, high: f64, step: i32) -> Vec<(f64, String)> {
    let Some(start) = date(low) else { return Vec::new() };
    let month = i32::from(start.year()) * 12 + i32::from(start.month()) - 1;
    let first = month.div_euclid(step);
    let tick = |index: i32| {
        let month = index * step;
        let (year, month) = (i16::try_from(month.div_euclid(12)).ok()?, month.rem_euclid(12) + 1);
        let date = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
        let text = if step >= 12 { format!("{year:04}") } else { format!("{year:04}-{month:02}") };
        Some((f64::from(EPOCH.until(date).ok()?.get_days()), text))
    };
    (first..first + 60)
        .filter_map(tick)
        .skip_while(|(value, _)| *value < low)
        .take_while(|(value, _)| *value <= high)
        .collect()
}

fn date(value: f64) -> Option<Date> {
    let days = value.floor();
    if !(-4_000_000.0..2_900_000.0).contains(&days) {
        return None;
    }
    EPOCH.checked_add((days as i64).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(low: f64, high: f64) -> Vec<String> {
        ticks(low, high, 6).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_hours_weeks_months_or_years() {
        // 2 November 2026 is a Monday.
        let monday = 20_759.0;
        assert_eq!(
            texts(monday + 0.3, monday + 1.3),
            ["12:00", "18:00", "2026-11-03", "06:00"].map(str::to_owned)
        );
        assert_eq!(texts(monday, monday + 20.0), ["2026-11-02", "2026-11-09", "2026-11-16"]);
        assert_eq!(
            texts(monday, monday + 150.0),
            ["2026-12", "2027-01", "2027-02", "2027-03", "2027-04"].map(str::to_owned)
        );
        assert_eq!(texts(0.0, 3660.0), ["1970", "1972", "1974", "1976", "1978", "1980"]);
    }

    #[test]
    fn days_past_the_calendar_are_none() {
        assert!(is_day(20_759.5) && !is_day(1e7) && !is_day(-1e9) && !is_day(f64::NAN));
        assert!(ticks(-3e6, 2e6, 6).len() < 60);
    }
}
