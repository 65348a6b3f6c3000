//! Many days of many members, which the engine does not return at once.

use jiff::ToSpan;
use sentia_semantic::Period;

/// Rows that are read at once; below what the engine returns at most.
const ROWS: usize = 9_000;

/// Stretches of a period short enough that each member has a row for each of their days.
pub(crate) fn parts(period: Period, members: usize) -> Vec<Period> {
    let days = i64::try_from(ROWS / members.max(1)).unwrap_or(1).max(1);
    let mut parts = Vec::new();
    let mut from = period.from;
    while from <= period.to {
        let to = from.saturating_add((days - 1).days()).min(period.to);
        parts.push(Period::new(from, to));
        from = to.saturating_add(1.day());
    }
    parts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn parts_follow_each_other_and_are_short_enough() {
        let period = Period::new(date(2024, 1, 1), date(2026, 9, 30));
        for members in [0, 1, 60, 300, 20_000] {
            let parts = parts(period, members);
            assert_eq!((parts[0].from, parts[parts.len() - 1].to), (period.from, period.to));
            assert!(parts.windows(2).all(|pair| pair[1].from == pair[0].to.saturating_add(1.day())));
            assert!(parts.iter().all(|part| part.days() == 1 || part.days() as usize * members <= ROWS));
        }
    }
}
