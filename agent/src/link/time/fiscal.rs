//! Fiscal years and their quarters: FY27, FY26/27, this FY, last FY Q2, Q2 FY27, fiscal Q1.

use sentia_semantic::{Grain, Period, PeriodSpec};

use super::{
    super::{reading::Reading, text::Gap},
    Now,
    pin::Point,
};

pub(super) fn fiscal_at(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let found = [
        year_then_part(reading, at, now),
        part_then_year(reading, at, now),
        fiscal_part(reading, at, now),
        split_year(reading, at, now),
    ];
    found.into_iter().flatten().max_by_key(|(to, _)| *to)
}

#[derive(Clone, Copy)]
enum Part {
    Quarter(i8),
    Half(i8),
}

fn point(year: i16, part: Option<Part>) -> Point {
    let spec = match part {
        None => PeriodSpec::Fiscal(year, None),
        Some(Part::Quarter(quarter)) => PeriodSpec::Fiscal(year, Some(quarter)),
        Some(Part::Half(half)) => PeriodSpec::Between(
            Box::new(PeriodSpec::Fiscal(year, Some(half * 2 - 1))),
            Box::new(PeriodSpec::Fiscal(year, Some(half * 2))),
        ),
    };
    Point::Spec(spec, None)
}

/// The calendar year in which the fiscal year around today ends.
fn current(now: Now) -> i16 {
    let year = now.today.year();
    if now.fiscal_start > 1 && now.today.month() >= now.fiscal_start { year.saturating_add(1) } else { year }
}

/// FY27 Q2, last FY Q2, fiscal year 2027 H1, this financial year.
fn year_then_part(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let (next, year) = fiscal_year(reading, at, now)?;
    match part(reading, next) {
        Some((to, part)) => Some((to, point(year, Some(part)))),
        None => Some((next, whole_year(year, now))),
    }
}

fn whole_year(year: i16, now: Now) -> Point {
    match year - current(now) {
        0 => Point::Spec(PeriodSpec::FiscalYear(0), None),
        -1 => Point::Spec(PeriodSpec::FiscalYear(-1), None),
        1 => Point::Spec(PeriodSpec::FiscalYear(1), None),
        _ => point(year, None),
    }
}

/// Q2 FY27, Q2 of the fiscal year, H1 of last FY.
fn part_then_year(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let (next, part) = part(reading, at)?;
    let next = next + usize::from(matches!(reading.word(next), "of" | "in"));
    let (to, year) = fiscal_year(reading, next, now)?;
    Some((to, point(year, Some(part))))
}

/// fiscal Q2, fiscal Q2 2027, this fiscal quarter, last fiscal quarter.
fn fiscal_part(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let (start, offset) = match reading.word(at) {
        "last" | "previous" | "prior" => (at + 1, -1),
        "this" | "current" => (at + 1, 0),
        _ => (at, 0),
    };
    if !is_fiscal(reading.word(start)) {
        return None;
    }
    if matches!(reading.word(start + 1), "quarter" | "qtr") && start > at {
        let (year, quarter) = quarter_around(Grain::Quarter.shift(fiscal_quarter_start(now), offset), now);
        return Some((start + 2, point(year, Some(Part::Quarter(quarter)))));
    }
    let (next, part) = part(reading, start + 1)?;
    match full_year(reading, next) {
        Some((to, year)) => Some((to, point(year, Some(part)))),
        None => Some((next, latest_begun(part, now))),
    }
}

/// First day of the fiscal quarter around today.
fn fiscal_quarter_start(now: Now) -> jiff::civil::Date {
    let months_in = (now.today.month() - now.fiscal_start).rem_euclid(3);
    Grain::Month.shift(Grain::Month.start_of(now.today), -i64::from(months_in))
}

fn quarter_around(start: jiff::civil::Date, now: Now) -> (i16, i8) {
    let quarter = (start.month() - now.fiscal_start).rem_euclid(12) / 3 + 1;
    let year = if now.fiscal_start > 1 && start.month() >= now.fiscal_start {
        start.year().saturating_add(1)
    } else {
        start.year()
    };
    (year, quarter)
}

fn latest_begun(part: Part, now: Now) -> Point {
    let this_year = current(now);
    let first_quarter = match part {
        Part::Quarter(quarter) => quarter,
        Part::Half(half) => half * 2 - 1,
    };
    let begins = PeriodSpec::Fiscal(this_year, Some(first_quarter))
        .resolve(now.today, now.fiscal_start)
        .map(|period| period.from);
    let year =
        if begins.is_ok_and(|begins| begins <= now.today) { this_year } else { this_year.saturating_sub(1) };
    match (point(year, Some(part)), resolved(year, part, now)) {
        (Point::Spec(spec, _), Some(period)) => Point::Spec(spec, Some(period.describe())),
        (point, _) => point,
    }
}

fn resolved(year: i16, part: Part, now: Now) -> Option<Period> {
    match point(year, Some(part)) {
        Point::Spec(spec, _) => spec.resolve(now.today, now.fiscal_start).ok(),
        _ => None,
    }
}

/// 2026/27 alone: a fiscal year, where fiscal years straddle calendar years.
fn split_year(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let (to, year) = full_year(reading, at).filter(|(to, _)| *to == at + 2)?;
    (now.fiscal_start > 1).then(|| (to, whole_year(year, now)))
}

/// A fiscal year at an atom, by the calendar year in which it ends.
fn fiscal_year(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, i16)> {
    let at = at + usize::from(reading.word(at) == "the");
    let (start, offset) = match reading.word(at) {
        "last" | "previous" | "prior" | "past" => (at + 1, Some(-1)),
        "this" | "current" => (at + 1, Some(0)),
        "next" | "coming" => (at + 1, Some(1)),
        _ => (at, None),
    };
    let named = match (reading.word(start), reading.word(start + 1)) {
        ("fy", _) => start + 1,
        (word, "year" | "yr") if is_fiscal(word) => start + 2,
        (word, _) if is_fiscal(word) && full_year(reading, start + 1).is_some() => start + 1,
        _ => return None,
    };
    match (offset, full_year(reading, named)) {
        (None, Some((to, year))) => Some((to, year)),
        (offset, _) => Some((named, current(now).saturating_add(offset.unwrap_or(0)))),
    }
}

fn is_fiscal(word: &str) -> bool {
    matches!(word, "fiscal" | "financial")
}

/// 27, 2027, 26/27, 2026/27, 2026-27: the year in which it ends.
fn full_year(reading: &Reading<'_>, at: usize) -> Option<(usize, i16)> {
    let first = reading.atoms.get(at).filter(|atom| matches!(atom.digits, 2 | 4))?;
    let year = century(i16::try_from(first.number?).ok()?)?;
    let second = reading
        .atoms
        .get(at + 1)
        .filter(|atom| matches!(atom.gap, Gap::Slash | Gap::Hyphen) && matches!(atom.digits, 2 | 4));
    let end =
        second.and_then(|atom| century(i16::try_from(atom.number?).ok()?)).filter(|end| *end == year + 1);
    Some(end.map_or((at + 1, year), |end| (at + 2, end)))
}

fn century(year: i16) -> Option<i16> {
    let year = if year < 100 { 2000 + year } else { year };
    (1990..=2100).contains(&year).then_some(year)
}

fn part(reading: &Reading<'_>, at: usize) -> Option<(usize, Part)> {
    let number = reading
        .atoms
        .get(at + 1)
        .filter(|atom| matches!(atom.gap, Gap::Joined | Gap::Hyphen) && atom.digits == 1)?;
    let value = i8::try_from(number.number?).ok()?;
    match reading.word(at) {
        "q" | "fq" if (1..=4).contains(&value) => Some((at + 2, Part::Quarter(value))),
        "h" if (1..=2).contains(&value) => Some((at + 2, Part::Half(value))),
        _ => None,
    }
}
