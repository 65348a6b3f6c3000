//! Days and months: 7 Sept, Sept 7th, 7/9/2026, 2026-09-07, the 7th, September 2025, last Monday.

use sentia_semantic::{Period, PeriodSpec};

use super::{
    super::{reading::Reading, text::Gap},
    Now,
    calendar::{day_number_at, month_at, trailing_year, weekday_at, year_at},
    pin::{Point, Which, month_name},
};

/// The longest day or month that begins at an atom, and the atom after it.
pub(super) fn date_at(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let found = [
        iso(reading, at),
        figures(reading, at),
        day_month(reading, at),
        month_day(reading, at),
        month(reading, at),
        named_month(reading, at, now),
        the_nth(reading, at),
        weekday(reading, at),
        year_at(reading, at).filter(|_| is_free_year(reading, at)).map(|year| (at + 1, whole_year(year))),
    ];
    found.into_iter().flatten().max_by_key(|(to, _)| *to)
}

fn whole_year(year: i16) -> Point {
    let first = jiff::civil::Date::new(year, 1, 1).unwrap_or(jiff::civil::Date::MIN);
    Point::Spec(PeriodSpec::Days(Period::bucket(sentia_semantic::Grain::Year, first)), None)
}

/// A year that stands as a word of its own, not as part of a code or after a word that numbers things.
fn is_free_year(reading: &Reading<'_>, at: usize) -> bool {
    let atom = &reading.atoms[at];
    let before = at.checked_sub(1).map_or("", |before| reading.word(before));
    let after_ends = reading.atoms.get(at + 1).is_none_or(|next| !matches!(next.gap, Gap::Joined | Gap::Dot));
    let numbers_things = [
        "top", "bottom", "over", "under", "above", "below", "than", "number", "no", "order", "account",
        "code",
    ]
    .contains(&before);
    atom.digits == 4
        && matches!(atom.gap, Gap::Space | Gap::Comma | Gap::Hyphen | Gap::Dash | Gap::Break | Gap::Slash)
        && after_ends
        && !numbers_things
}

/// 2026-09-07, 2026/09/07, 2026-09.
fn iso(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let year = year_at(reading, at).filter(|_| reading.atoms[at].digits == 4)?;
    let month = small(reading, at + 1, &[Gap::Hyphen, Gap::Slash, Gap::Dot])?;
    if reading.atoms[at + 1].digits != 2 {
        return None;
    }
    match small(reading, at + 2, &[Gap::Hyphen, Gap::Slash, Gap::Dot]) {
        Some(day) => Some((at + 3, Point::Day { year: Some(year), month: Some(month), day })),
        None if month <= 12 && reading.atoms[at + 1].gap == Gap::Hyphen => {
            Some((at + 2, Point::Month { year: Some(year), month }))
        }
        None => None,
    }
}

fn small(reading: &Reading<'_>, at: usize, gaps: &[Gap]) -> Option<i8> {
    let atom = reading.atoms.get(at).filter(|atom| gaps.contains(&atom.gap) && atom.digits <= 2)?;
    i8::try_from(atom.number?).ok()
}

/// 7/9/2026, 07.09.26, 7-9-2026, and 7/9 after a word that announces a date. Day first; month first only where the day
/// could be no month.
fn figures(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let gaps = [Gap::Slash, Gap::Dot, Gap::Hyphen];
    let first = reading
        .atoms
        .get(at)
        .filter(|atom| (1..=2).contains(&atom.digits))
        .and_then(|atom| i8::try_from(atom.number?).ok())?;
    let second = small(reading, at + 1, &gaps)?;
    let third =
        reading.atoms.get(at + 2).filter(|atom| gaps.contains(&atom.gap) && matches!(atom.digits, 2 | 4));
    let year = third
        .and_then(|atom| i16::try_from(atom.number?).ok())
        .map(|year| if year < 100 { 2000 + year } else { year });
    if year.is_none() && !(is_announced(reading, at) && reading.atoms[at + 1].gap == Gap::Slash) {
        return None;
    }
    let (day, month) =
        if second > 12 && (1..=12).contains(&first) { (second, first) } else { (first, second) };
    Some((at + if year.is_some() { 3 } else { 2 }, Point::Day { year, month: Some(month), day }))
}

fn is_announced(reading: &Reading<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| reading.word(before));
    [
        "on",
        "since",
        "from",
        "until",
        "till",
        "to",
        "c",
        "wc",
        "b",
        "commencing",
        "beginning",
        "starting",
        "ending",
        "between",
        "and",
        "for",
        "of",
        "at",
    ]
    .contains(&before)
}

/// 7 Sept, 7th of September 2026, Monday 7 Sept.
fn day_month(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let start = match weekday_at(reading, at) {
        Some(_) => at + 1 + usize::from(reading.word(at + 1) == "the"),
        None => at + usize::from(reading.word(at) == "the"),
    };
    let (next, day) = day_number_at(reading, start)?;
    let next = next + usize::from(reading.word(next) == "of");
    let month = month_at(reading, next)?;
    let (to, year) = trailing_year(reading, next + 1);
    Some((to, Point::Day { year, month: Some(month), day }))
}

/// Sept 7, September 7th, 2026. Two digits with an apostrophe are a year, not a day.
fn month_day(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let month = month_at(reading, at)?;
    let start = at + 1 + usize::from(reading.word(at + 1) == "the");
    let is_year = reading
        .atoms
        .get(start)
        .is_some_and(|atom| matches!(atom.gap, Gap::Apostrophe | Gap::Hyphen | Gap::Slash));
    let (next, day) = day_number_at(reading, start).filter(|_| !is_year)?;
    let (to, year) = trailing_year(reading, next);
    Some((to, Point::Day { year, month: Some(month), day }))
}

/// September, Sept 2025, Sep-25, month of September.
fn month(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let start = if reading.word(at) == "month" && reading.word(at + 1) == "of" { at + 2 } else { at };
    let month = month_at(reading, start)?;
    let (to, year) = trailing_year(reading, start + 1);
    Some((to, Point::Month { year, month }))
}

/// last September, this September, September last year, September this year.
fn named_month(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let this_year = now.today.year();
    match reading.word(at) {
        "last" => Some((at + 2, Point::LastMonth(month_at(reading, at + 1)?))),
        "this" => Some((at + 2, Point::Month { year: Some(this_year), month: month_at(reading, at + 1)? })),
        _ => {
            let month = month_at(reading, at)?;
            let start = at + 1 + usize::from(reading.word(at + 1) == "of");
            let (to, year) = said_year(reading, start, this_year)?;
            Some((to, Point::Month { year: Some(year), month }))
        }
    }
}

/// "last year", "this year" after a month or quarter.
pub(super) fn said_year(reading: &Reading<'_>, at: usize, this_year: i16) -> Option<(usize, i16)> {
    let start = at + usize::from(reading.word(at) == "the");
    match (reading.word(start), reading.word(start + 1)) {
        ("last" | "previous" | "prior", "year" | "yr") => Some((start + 2, this_year.saturating_sub(1))),
        ("this" | "current", "year" | "yr") => Some((start + 2, this_year)),
        ("year" | "yr", "before") if reading.word(start + 2) == "last" => {
            Some((start + 3, this_year.saturating_sub(2)))
        }
        _ => None,
    }
}

/// "the 7th", "on the 7th".
fn the_nth(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let (to, day) =
        day_number_at(reading, at + 1).filter(|(to, _)| reading.word(at) == "the" && *to == at + 3)?;
    Some((to, Point::Day { year: None, month: None, day }))
}

/// Monday, last Monday, next Monday, Monday last week is left to its week.
fn weekday(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let (start, which) = match reading.word(at) {
        "last" | "past" | "previous" => (at + 1, Which::Last),
        "next" | "coming" => (at + 1, Which::Next),
        "this" => (at + 1, Which::Latest),
        _ => (at, Which::Latest),
    };
    weekday_at(reading, start).map(|day| (start + 1, Point::Weekday { day, which }))
}

/// How a date written month first is read.
pub(super) fn read_month_first(month: i8, day: i8) -> String {
    format!("{day} {}, month first", month_name(month))
}
