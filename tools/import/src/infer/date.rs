//! Dates and instants as people write them: `2026-09-07`, `07.09.2026`, `9/7/26`, `7 Sep 2026 14:05`, `20260907`.

use jiff::civil::{Date, DateTime, Time};

/// Which comes first where both are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// A date, with the time of day where one is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub at: DateTime,
    /// Whether a time other than midnight is written.
    pub has_time: bool,
    /// Whether an offset from UTC was written; `at` is in UTC then.
    pub has_offset: bool,
    /// Eight digits, which may be a number as well.
    pub is_compact: bool,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

pub(crate) fn read(text: &str, order: DateOrder) -> Option<Moment> {
    let text = text.trim();
    if text.len() < 6
        || text.len() > 40
        || !text.is_ascii()
        || !text.bytes().any(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let (date, rest, is_compact) = split(text, order)?;
    if !(1..=9999).contains(&date.year()) {
        return None;
    }
    let (time, offset) = if rest.is_empty() { (Time::midnight(), None) } else { time(rest)? };
    let at = DateTime::from_parts(date, time);
    let at = match offset {
        Some(minutes) => at.checked_sub(jiff::Span::new().minutes(minutes)).ok()?,
        None => at,
    };
    Some(Moment { at, has_time: at.time() != Time::midnight(), has_offset: offset.is_some(), is_compact })
}

/// The date at the start, and what follows it.
fn split(text: &str, order: DateOrder) -> Option<(Date, &str, bool)> {
    if text.len() >= 8
        && text.bytes().take(8).all(|byte| byte.is_ascii_digit())
        && (text.len() == 8 || matches!(text.as_bytes()[8], b'T' | b' '))
    {
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        let date = civil(part(0..4)?, part(4..6)?, part(6..8)?)?;
        return Some((date, text[8..].trim_start_matches(['T', ' ']), true));
    }
    let is_part = |byte: u8| byte.is_ascii_alphanumeric();
    let mut parts: Vec<&str> = Vec::with_capacity(3);
    let (mut at, bytes) = (0, text.as_bytes());
    while parts.len() < 3 {
        let from = at;
        while at < bytes.len() && is_part(bytes[at]) {
            // `2026-09-07T10:00`: the day ends where its digits do.
            if parts.len() == 2 && !bytes[at].is_ascii_digit() && at > from {
                break;
            }
            at += 1;
        }
        parts.push(text.get(from..at).filter(|part| !part.is_empty())?);
        if parts.len() < 3 {
            let gap = at;
            while at < bytes.len() && matches!(bytes[at], b'-' | b'/' | b'.' | b' ' | b',') {
                at += 1;
            }
            if gap == at {
                return None;
            }
        }
    }
    let date = of_parts([parts[0], parts[1], parts[2]], order)?;
    let rest = &text[at..];
    let follows = rest.is_empty() || rest.starts_with([' ', 'T', 't', ',']);
    follows.then(|| (date, rest.trim_start_matches([' ', 'T', 't', ',']), false))
}

fn of_parts(parts: [&str; 3], order: DateOrder) -> Option<Date> {
    let month = |text: &str| {
        let text = text.to_ascii_lowercase();
        let position = MONTHS.iter().position(|month| text.len() >= 3 && text.starts_with(month))?;
        i16::try_from(position + 1).ok()
    };
    let number = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() <= 4);
    let [first, second, third] = parts;
    if first.len() == 4 {
        let month = number(second).or_else(|| month(second))?;
        return civil(number(first)?, month, number(third)?);
    }
    let year = number(third).filter(|_| third.len() == 4 || third.len() == 2)?;
    let year = if third.len() == 2 { year + if year < 70 { 2000 } else { 1900 } } else { year };
    match (month(first), month(second)) {
        (Some(month), None) => civil(year, month, number(second)?),
        (None, Some(month)) => civil(year, month, number(first)?),
        (None, None) if order == DateOrder::DayFirst => civil(year, number(second)?, number(first)?),
        (None, None) => civil(year, number(first)?, number(second)?),
        (Some(_), Some(_)) => None,
    }
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `14:05`, `14:05:30.123`, `2:05 PM`, each with `Z` or `+02:00` behind it; the offset in minutes.
fn time(text: &str) -> Option<(Time, Option<i64>)> {
    let (text, offset) = offset(text.trim())?;
    let upper = text.to_ascii_uppercase();
    let (clock, afternoon) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(clock), _) => (clock.trim_end(), Some(false)),
        (_, Some(clock)) => (clock.trim_end(), Some(true)),
        _ => (upper.as_str(), None),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanoseconds: i32 = format!("{fraction:0<9}").parse().ok()?;
    let mut parts = clock.split(':').map(|part| part.parse::<i8>().ok().filter(|_| part.len() <= 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    // Parts of a microsecond are more than the databases keep.
    let time = Time::new(hour, minute, second, nanoseconds / 1_000 * 1_000).ok()?;
    parts.next().is_none().then_some((time, offset))
}

fn offset(text: &str) -> Option<(&str, Option<i64>)> {
    if let Some(text) = text.strip_suffix(['Z', 'z']) {
        return Some((text, Some(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (clock, offset) = text.split_at(at);
    let digits = offset[1..].replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i64>().ok()?, 0),
        4 => (digits[..2].parse::<i64>().ok()?, digits[2..].parse::<i64>().ok()?),
        _ => return None,
    };
    let minutes = hours * 60 + minutes;
    Some((clock.trim_end(), Some(if offset.starts_with('-') { -minutes } else { minutes })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, order: DateOrder) -> Option<String> {
        read(text, order)
            .map(|moment| if moment.has_time { moment.at.to_string() } else { moment.at.date().to_string() })
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (text, date) in [
            ("2026-09-07", "2026-09-07"),
            ("2026/9/7", "2026-09-07"),
            ("07.09.2026", "2026-09-07"),
            ("7/9/26", "2026-09-07"),
            ("07-Sep-2026", "2026-09-07"),
            ("7 September 2026", "2026-09-07"),
            ("Sep 7, 2026", "2026-09-07"),
            ("20260907", "2026-09-07"),
            ("2022-04-29 00:00:00.000", "2022-04-29"),
            ("2026-09-07T14:05:30.5", "2026-09-07T14:05:30.5"),
            ("7.9.2026 14:05", "2026-09-07T14:05:00"),
            ("7/9/2026 2:05 PM", "2026-09-07T14:05:00"),
            ("2026-09-07T14:05:00+02:00", "2026-09-07T12:05:00"),
            ("2026-09-07 14:05:00Z", "2026-09-07T14:05:00"),
        ] {
            assert_eq!(written(text, DateOrder::DayFirst).as_deref(), Some(date), "{text}");
        }
        assert_eq!(written("9/7/2026", DateOrder::MonthFirst).as_deref(), Some("2026-09-07"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2026-13-01",
            "31.02.2026",
            "12.5",
            "1-2",
            "abc",
            "2026-09",
            "12:30",
            "2026-09-07x",
            "1234567",
            "2026-09-07 25:00",
            "7/9/2026 13:05 PM",
            "192.168.0.1",
            "1.2.3",
            "00:00.0",
            "99999999",
        ] {
            assert_eq!(written(text, DateOrder::DayFirst), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_written_makes_it_fail(text in "\\PC{0,24}") {
            let (_, _) = (written(&text, DateOrder::DayFirst), written(&text, DateOrder::MonthFirst));
        }
    }
}
