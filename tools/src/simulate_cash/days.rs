//! Days as numbers, for arithmetic over plain arrays.

use jiff::{ToSpan, civil::Date};

const FIRST: Date = Date::constant(1970, 1, 1);

pub(super) fn number(day: Date) -> i32 {
    (day.duration_since(FIRST).as_hours() / 24) as i32
}

pub(super) fn date(number: i32) -> Date {
    FIRST.saturating_add(i64::from(number).days())
}

/// First days of the months from that of the first day to that after the last.
pub(super) fn months(first: Date, last: Date) -> Vec<i32> {
    let mut month = first.first_of_month();
    let mut months = Vec::new();
    while month <= last && months.len() < 1_200 {
        months.push(number(month));
        month = month.saturating_add(1.month());
    }
    months.push(number(month));
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_one_by_one() {
        let mut day = Date::constant(1968, 2, 27);
        for number in number(day)..number(day) + 2_000 {
            assert_eq!((super::number(day), date(number)), (number, day));
            day = day.saturating_add(1.day());
        }
    }

    #[test]
    fn months_reach_beyond_the_last_day() {
        let months = months(Date::constant(2025, 11, 30), Date::constant(2026, 1, 1));
        let firsts: Vec<String> = months.into_iter().map(|number| date(number).to_string()).collect();
        assert_eq!(firsts, ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]);
    }
}
