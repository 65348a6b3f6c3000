//! Quarters, halves and weeks: Q3, third quarter of 2025, H1 2026, week 37, w37, 2026-W37.

use super::{
    super::{reading::Reading, text::Gap},
    Now,
    calendar::{ordinal_word, trailing_year, year_at},
    dates::said_year,
    pin::Point,
};

pub(super) fn part_at(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let found = [part_then_year(reading, at, now), year_then_part(reading, at)];
    found.into_iter().flatten().max_by_key(|(to, _)| *to)
}

enum Part {
    Quarter(i8),
    Half(i8),
    Week(i8),
}

fn with_year(part: Part, year: Option<i16>) -> Point {
    match part {
        Part::Quarter(quarter) => Point::Quarter { year, quarter },
        Part::Half(half) => Point::Half { year, half },
        Part::Week(week) => Point::Week { year, week },
    }
}

fn part_then_year(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let (next, part) = bare_part(reading, at)?;
    let relative_start = next + usize::from(reading.word(next) == "of");
    if let Some((to, year)) = said_year(reading, relative_start, now.today.year()) {
        return Some((to, with_year(part, Some(year))));
    }
    let (to, year) = trailing_year(reading, next);
    // In "weeks 36-38" the 38 is a week, not a year.
    let is_range = matches!(part, Part::Week(_))
        && reading.atoms.get(next).is_some_and(|atom| atom.gap == Gap::Hyphen && atom.digits == 2);
    Some(if is_range { (next, with_year(part, None)) } else { (to, with_year(part, year)) })
}

/// 2025 Q3, 2025-Q3, 2026-W37.
fn year_then_part(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let year = year_at(reading, at)?;
    let (to, part) = bare_part(reading, at + 1)?;
    Some((to, with_year(part, Some(year))))
}

fn bare_part(reading: &Reading<'_>, at: usize) -> Option<(usize, Part)> {
    short(reading, at).or_else(|| week(reading, at)).or_else(|| ordinal(reading, at))
}

/// Q3, H1, W37, CW37: letter and number in one.
fn short(reading: &Reading<'_>, at: usize) -> Option<(usize, Part)> {
    let number = reading
        .atoms
        .get(at + 1)
        .filter(|atom| matches!(atom.gap, Gap::Joined | Gap::Hyphen) && atom.digits <= 2)?;
    let value = i8::try_from(number.number?).ok()?;
    let ends = reading.atoms.get(at + 2).is_none_or(|next| next.gap != Gap::Joined);
    let part = match reading.word(at) {
        "q" => Part::Quarter(value),
        "h" => Part::Half(value),
        "w" | "cw" | "kw" | "wk" => Part::Week(value),
        _ => return None,
    };
    ends.then_some((at + 2, part))
}

/// week 37, wk 37, week no. 37, quarter 3.
fn week(reading: &Reading<'_>, at: usize) -> Option<(usize, Part)> {
    let start = if matches!(reading.word(at), "calendar" | "iso") { at + 1 } else { at };
    let unit = reading.word(start);
    let at_number = start + 1 + usize::from(matches!(reading.word(start + 1), "no" | "number" | "nr"));
    let number = reading
        .atoms
        .get(at_number)
        .filter(|atom| (1..=2).contains(&atom.digits) && atom.gap != Gap::Comma)?;
    let value = i8::try_from(number.number?).ok()?;
    let names_a_day = reading.atoms.get(at_number + 1).is_some_and(|next| next.gap == Gap::Joined);
    let part = match unit {
        "week" | "wk" | "weeks" | "wks" | "cw" | "kw" => Part::Week(value),
        "quarter" | "qtr" | "quarters" => Part::Quarter(value),
        _ => return None,
    };
    (!names_a_day).then_some((at_number + 1, part))
}

/// first quarter, second half (of the year).
fn ordinal(reading: &Reading<'_>, at: usize) -> Option<(usize, Part)> {
    let start = at + usize::from(reading.word(at) == "the");
    let (next, number) = match ordinal_word(reading.word(start)) {
        Some(number) => (start + 1, number),
        None => {
            let number = reading.atoms.get(start).and_then(|atom| i8::try_from(atom.number?).ok())?;
            matches!(reading.word(start + 1), "st" | "nd" | "rd" | "th").then_some((start + 2, number))?
        }
    };
    let part = match reading.word(next) {
        "quarter" | "qtr" => Part::Quarter(number),
        "half" => Part::Half(number),
        _ => return None,
    };
    let of_the_year =
        reading.word(next + 1) == "of" && reading.word(next + 2) == "the" && reading.word(next + 3) == "year";
    Some((if of_the_year { next + 4 } else { next + 1 }, part))
}
