//! Words of dates.

use sentia_semantic::Grain;

use super::super::{number::spelled, token::Token};

pub(super) fn word(tokens: &[Token], at: usize) -> Option<&str> {
    tokens.get(at)?.word()
}

pub(super) fn mark(tokens: &[Token], at: usize) -> Option<char> {
    tokens.get(at)?.mark()
}

pub(super) fn grain(word: &str) -> Option<Grain> {
    match word {
        "day" | "days" => Some(Grain::Day),
        "week" | "weeks" | "wk" | "wks" => Some(Grain::Week),
        "month" | "months" | "mth" => Some(Grain::Month),
        "quarter" | "quarters" | "qtr" => Some(Grain::Quarter),
        "year" | "years" | "yr" => Some(Grain::Year),
        _ => None,
    }
}

/// A month by its name; `may` and `march` are verbs without a capital.
pub(super) fn month(token: &Token) -> Option<i8> {
    let word = token.word()?;
    if !token.capital && matches!(word, "may" | "march" | "mar" | "jan" | "dec" | "sep" | "august") {
        return None;
    }
    const MONTHS: [(&str, &str); 12] = [
        ("january", "jan"),
        ("february", "feb"),
        ("march", "mar"),
        ("april", "apr"),
        ("may", "may"),
        ("june", "jun"),
        ("july", "jul"),
        ("august", "aug"),
        ("september", "sep"),
        ("october", "oct"),
        ("november", "nov"),
        ("december", "dec"),
    ];
    let position = MONTHS
        .iter()
        .position(|(long, short)| word == *long || word == *short || (word == "sept" && *short == "sep"));
    position.and_then(|position| i8::try_from(position + 1).ok())
}

/// 0 for Monday.
pub(super) fn weekday(token: &Token) -> Option<i8> {
    const DAYS: [(&str, &str); 7] = [
        ("monday", "mon"),
        ("tuesday", "tue"),
        ("wednesday", "wed"),
        ("thursday", "thu"),
        ("friday", "fri"),
        ("saturday", "sat"),
        ("sunday", "sun"),
    ];
    let word = token.word().filter(|_| token.capital)?;
    let position = DAYS.iter().position(|(long, short)| word == *long || word == *short)?;
    i8::try_from(position).ok()
}

/// A year in four digits.
pub(super) fn year(token: &Token) -> Option<i16> {
    let number = token.integer().filter(|number| (1990..=2100).contains(number))?;
    i16::try_from(number).ok()
}

/// A day of the month, with the tokens it takes: `21`, `21st`.
pub(super) fn day(tokens: &[Token], at: usize) -> Option<(i8, usize)> {
    let number = tokens.get(at)?.integer().filter(|day| (1..=31).contains(day))?;
    let suffix = tokens.get(at + 1).filter(|next| next.glued && !next.hyphenated).and_then(Token::word);
    let length = if matches!(suffix, Some("st" | "nd" | "rd" | "th")) { 2 } else { 1 };
    Some((i8::try_from(number).ok()?, length))
}

/// A small whole number, in digits or spelled.
pub(super) fn count(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    if let Some(number) = tokens.get(at)?.integer() {
        return Some((number, 1)).filter(|(number, _)| (1..=3660).contains(number));
    }
    let (value, length) = spelled(tokens, at)?;
    let whole = value as i64;
    (1..=3660).contains(&whole).then_some((whole, length))
}

/// `to`, `–`, `until`, `through`, and after `between` also `and`.
pub(super) fn is_to(tokens: &[Token], at: usize) -> bool {
    matches!(word(tokens, at), Some("to" | "through" | "until" | "till"))
        || matches!(mark(tokens, at), Some('–' | '-' | '/'))
}

/// The number at the end of `w39`, `q3`, `fy27`.
pub(super) fn numbered(word: &str, prefix: &str) -> Option<i64> {
    word.strip_prefix(prefix)?.parse().ok()
}

/// 27 for 2027.
pub(super) fn long_year(number: i64) -> Option<i16> {
    let year = if number < 100 { 2000 + number } else { number };
    i16::try_from(year).ok().filter(|year| (1990..=2100).contains(year))
}
