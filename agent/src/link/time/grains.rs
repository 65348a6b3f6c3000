//! Widths of time buckets: by month, weekly, per day, week by week, which month.

use sentia_semantic::Grain;

use super::{
    super::reading::Reading,
    relative::{Unit, unit_at},
};

/// A grain at an atom: the atom after it, the grain, and whether buckets are asked for ("which month", "the best week").
pub(crate) fn grain_at(reading: &Reading<'_>, at: usize) -> Option<(usize, Grain, bool)> {
    let found = [
        adverb(reading, at),
        by_unit(reading, at),
        unit_by_unit(reading, at),
        on_a_basis(reading, at),
        asked_for(reading, at),
    ];
    found.into_iter().flatten().max_by_key(|(to, ..)| *to)
}

fn adverb_grain(word: &str) -> Option<Grain> {
    Some(match word {
        "daily" => Grain::Day,
        "weekly" | "wkly" => Grain::Week,
        "monthly" | "mthly" => Grain::Month,
        "quarterly" | "qtrly" => Grain::Quarter,
        "yearly" | "annual" | "annually" => Grain::Year,
        _ => return None,
    })
}

fn adverb(reading: &Reading<'_>, at: usize) -> Option<(usize, Grain, bool)> {
    adverb_grain(reading.word(at)).map(|grain| (at + 1, grain, false))
}

/// A day, week, month, quarter or year at an atom, and the atom after it.
pub(crate) fn unit_of_time(reading: &Reading<'_>, at: usize) -> Option<(usize, Grain)> {
    match unit_at(reading, at)? {
        (to, Unit::Grain(grain)) => Some((to, grain)),
        _ => None,
    }
}

/// by month, per week, for each day, every quarter, by calendar week.
fn by_unit(reading: &Reading<'_>, at: usize) -> Option<(usize, Grain, bool)> {
    let start = match (reading.word(at), reading.word(at + 1)) {
        ("by", "the") | ("for", "each" | "every") => at + 2,
        ("by" | "per" | "each" | "every", _) => at + 1,
        ("month" | "week" | "day" | "quarter" | "year", "wise") => {
            return unit_of_time(reading, at).map(|(to, grain)| (to + 1, grain, false));
        }
        _ => return None,
    };
    let (to, grain) = unit_of_time(reading, start)?;
    let of_week = reading.word(to) == "of"; // "by day of the week" is another question
    (!of_week).then_some((to, grain, false))
}

/// week by week, month-by-month, day after day.
fn unit_by_unit(reading: &Reading<'_>, at: usize) -> Option<(usize, Grain, bool)> {
    let (next, one) = unit_of_time(reading, at)?;
    let (to, other) =
        unit_of_time(reading, next + 1).filter(|_| matches!(reading.word(next), "by" | "to" | "after"))?;
    (one == other).then_some((to, one, false))
}

/// on a weekly basis.
fn on_a_basis(reading: &Reading<'_>, at: usize) -> Option<(usize, Grain, bool)> {
    let says_so = reading.word(at) == "on" && reading.word(at + 1) == "a" && reading.word(at + 3) == "basis";
    adverb_grain(reading.word(at + 2)).filter(|_| says_so).map(|grain| (at + 4, grain, false))
}

/// which month, what day; the "week" of "best week" and "top 3 weeks".
fn asked_for(reading: &Reading<'_>, at: usize) -> Option<(usize, Grain, bool)> {
    if matches!(reading.word(at), "which" | "what") {
        return unit_of_time(reading, at + 1).map(|(to, grain)| (to, grain, true));
    }
    let before = |back: usize| at.checked_sub(back).and_then(|at| reading.atoms.get(at));
    let numbered = before(1).is_some_and(|atom| atom.digits > 0);
    let order = before(if numbered { 2 } else { 1 }).map_or("", |atom| atom.text.as_str());
    let ranks = matches!(order, "best" | "worst" | "highest" | "lowest" | "busiest" | "top" | "bottom");
    unit_of_time(reading, at).filter(|_| ranks).map(|(to, grain)| (to, grain, true))
}
