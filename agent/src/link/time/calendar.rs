//! Names of months and weekdays, number words, years.

use jiff::civil::Weekday;
use sentia_semantic::similarity;

use super::super::{english::number_word, reading::Reading, text::Gap};

pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The month (1–12) that an atom names. "May" and "march" are months only where they stand like one.
pub(super) fn month_at(reading: &Reading<'_>, at: usize) -> Option<i8> {
    let word = reading.word(at);
    let month = month_named(word)?;
    let is_plain_word = matches!(word, "may" | "march" | "mar");
    (!is_plain_word || stands_like_a_month(reading, at)).then_some(month)
}

fn month_named(word: &str) -> Option<i8> {
    let position = MONTHS.iter().position(|month| {
        let is_short = word.len() == 3 && month.starts_with(word);
        *month == word || is_short || (word == "sept" && *month == "september") || is_misspelt(word, month)
    })?;
    i8::try_from(position + 1).ok()
}

fn is_misspelt(word: &str, name: &str) -> bool {
    word.len() >= 5
        && name.len() >= 6
        && word.is_ascii()
        && word.as_bytes()[0] == name.as_bytes()[0]
        && similarity(word, name) >= 0.77
}

fn stands_like_a_month(reading: &Reading<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| reading.word(before));
    let follows = [
        "in", "for", "of", "since", "to", "by", "vs", "and", "until", "till", "last", "this", "from",
        "between", "through", "during", "against", "with", "than", "versus", "v", "next", "or", "about",
    ];
    let beside_number =
        |at: Option<usize>| at.and_then(|at| reading.atoms.get(at)).is_some_and(|atom| atom.digits > 0);
    let ordinal = matches!(before, "st" | "nd" | "rd" | "th");
    let is_capital = at > 0 && reading.atoms.get(at).is_some_and(|atom| atom.capital);
    follows.contains(&before)
        || ordinal
        || is_capital
        || reading.atoms.len() == 1
        || beside_number(at.checked_sub(1))
        || beside_number(Some(at + 1))
}

/// The weekday that an atom names. The short forms that are words of their own count only after "on", "last" and the like.
pub(super) fn weekday_at(reading: &Reading<'_>, at: usize) -> Option<Weekday> {
    let word = reading.word(at);
    let before = at.checked_sub(1).map_or("", |before| reading.word(before));
    let introduced = ["on", "last", "since", "this", "next", "from", "until", "to", "and", "till", "between"]
        .contains(&before);
    let (_, day) = DAYS.iter().find(|(name, _)| {
        let short = matches!(word.len(), 3..=5)
            && name.starts_with(word)
            && (word.len() > 3 || introduced || reading.atoms[at].capital);
        *name == word || short || (is_misspelt(word, name) && word.ends_with("day"))
    })?;
    Some(*day)
}

/// A year at an atom: 2025, or '25 with its apostrophe, or two digits right after a hyphen or slash ("Sep-25").
pub(super) fn year_at(reading: &Reading<'_>, at: usize) -> Option<i16> {
    let atom = reading.atoms.get(at)?;
    let number = i16::try_from(atom.number?).ok()?;
    let ends_here = reading.atoms.get(at + 1).is_none_or(|next| next.gap != Gap::Joined);
    match atom.digits {
        4 if (1990..=2100).contains(&number) && ends_here => Some(number),
        2 if matches!(atom.gap, Gap::Apostrophe | Gap::Hyphen | Gap::Slash) && ends_here => {
            Some(2000 + number)
        }
        _ => None,
    }
}

/// A year after the words for a month, quarter or week: also "of 2025", ", 2025". Gives the atom after it.
pub(super) fn trailing_year(reading: &Reading<'_>, at: usize) -> (usize, Option<i16>) {
    let skip = usize::from(matches!(reading.word(at), "of" | "in"));
    match year_at(reading, at + skip) {
        Some(year) => (at + skip + 1, Some(year)),
        None => (at, None),
    }
}

/// A whole number written in digits or words, or vaguely ("a couple of", "few"). Gives the atom after it.
pub(super) fn count_at(reading: &Reading<'_>, at: usize) -> Option<(usize, i64)> {
    let atom = reading.atoms.get(at)?;
    if let Some(number) = atom.number {
        let count = i64::try_from(number).ok().filter(|count| (1..=3660).contains(count))?;
        return Some((at + 1, count));
    }
    let start = if atom.text == "a" { at + 1 } else { at };
    match (reading.word(start), reading.word(start + 1)) {
        ("couple", "of") => Some((start + 2, 2)),
        ("half", "dozen") => Some((start + 2, 6)),
        ("couple" | "few" | "dozen", _) => {
            Some((start + 1, number_word(reading.word(start)).and_then(|count| i64::try_from(count).ok())?))
        }
        (word, _) if start == at => Some((at + 1, i64::try_from(number_word(word)?).ok()?)),
        _ => None,
    }
}

/// The day of a month in digits, with or without its ordinal ending. Gives the atom after it.
pub(super) fn day_number_at(reading: &Reading<'_>, at: usize) -> Option<(usize, i8)> {
    let atom = reading.atoms.get(at)?;
    let day = i8::try_from(atom.number?).ok().filter(|day| (0..=39).contains(day) && atom.digits <= 2)?;
    let ordinal = reading.atoms.get(at + 1).filter(|next| next.gap == Gap::Joined);
    match ordinal {
        Some(next) if matches!(next.text.as_str(), "st" | "nd" | "rd" | "th") => Some((at + 2, day)),
        Some(_) => None,
        None => Some((at + 1, day)),
    }
}

pub(super) fn ordinal_word(word: &str) -> Option<i8> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" | "final" => 4,
        _ => return None,
    })
}
