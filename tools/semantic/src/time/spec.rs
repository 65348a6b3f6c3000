use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Date};

use super::{Grain, Period};

/// A period as tools, models and the linker write it, before it is pinned to days by [`PeriodSpec::resolve`].
///
/// | written | meaning |
/// |--|--|
/// | `today`, `yesterday`, `tomorrow` | that day |
/// | `this_week`, `last_month`, `next_quarter` | the whole bucket around today, before it, after it |
/// | `3_weeks_ago`, `2_weeks_ahead` | one whole bucket, counted from the current one |
/// | `last_4_weeks`, `next_6_weeks` | whole buckets before (after) the current one; days end yesterday (start tomorrow) |
/// | `week_to_date`, `month_to_date`, `quarter_to_date`, `year_to_date`, `fiscal_year_to_date` | up to today |
/// | `this_fiscal_year`, `last_fiscal_year`, `FY27`, `FY27-Q1` | fiscal years, named for the year they end in |
/// | `2026`, `2026-H1`, `2026-Q3`, `2026-09`, `2026-W37`, `2026-09-07` | calendar |
/// | `all_time` | all days that have data |
/// | `A..B` | from the first day of A to the last of B |
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodSpec {
    /// One whole bucket, counted from the current one (0).
    Bucket(Grain, i64),
    /// `count` whole buckets before the current one.
    Last(i64, Grain),
    /// `count` whole buckets after the current one.
    Next(i64, Grain),
    ToDate(Grain),
    FiscalYear(i64),
    FiscalYearToDate,
    /// Fiscal year by the calendar year in which it ends, and a quarter of it.
    Fiscal(i16, Option<i8>),
    Days(Period),
    /// See [`Period::EVER`].
    All,
    Between(Box<PeriodSpec>, Box<PeriodSpec>),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error(
        "\"{0}\" is not a period; write for example last_week, month_to_date, 2026-Q3, 2026-09 or 2026-09-01..2026-09-15"
    )]
    Unknown(String),
    #[error("there is no such date as {0}; check the day and the month")]
    NoSuchDate(String),
    #[error("the period {0} ends before it begins; swap its two ends")]
    Backwards(String),
}

impl PeriodSpec {
    /// Pins the period to days. `fiscal_start` is the month (1–12) in which the fiscal year begins.
    pub fn resolve(&self, today: Date, fiscal_start: i8) -> Result<Period, PeriodError> {
        let period = match self {
            PeriodSpec::Bucket(grain, offset) => Period::bucket(*grain, grain.shift(today, *offset)),
            PeriodSpec::Last(count, grain) => last(today, *count, *grain),
            PeriodSpec::Next(count, grain) => next(today, *count, *grain),
            PeriodSpec::ToDate(grain) => Period::new(grain.start_of(today), today),
            PeriodSpec::FiscalYear(offset) => fiscal_year(
                fiscal_year_of(today, fiscal_start).saturating_add(clamp(*offset)),
                None,
                fiscal_start,
            ),
            PeriodSpec::FiscalYearToDate => {
                Period::new(fiscal_year(fiscal_year_of(today, fiscal_start), None, fiscal_start).from, today)
            }
            PeriodSpec::Fiscal(year, quarter) => fiscal_year(*year, *quarter, fiscal_start),
            PeriodSpec::Days(period) => *period,
            PeriodSpec::All => Period::EVER,
            PeriodSpec::Between(first, last) => {
                Period::new(first.resolve(today, fiscal_start)?.from, last.resolve(today, fiscal_start)?.to)
            }
        };
        if period.to < period.from { Err(PeriodError::Backwards(self.to_string())) } else { Ok(period) }
    }
}

fn clamp(offset: i64) -> i16 {
    i16::try_from(offset).unwrap_or(if offset < 0 { -1000 } else { 1000 })
}

fn last(today: Date, count: i64, grain: Grain) -> Period {
    let end = grain.start_of(today).saturating_sub(1.day());
    Period::new(grain.shift(grain.start_of(today), count.saturating_neg()), end)
}

fn next(today: Date, count: i64, grain: Grain) -> Period {
    let from = grain.shift(grain.start_of(today), 1);
    Period::new(from, grain.shift(from, count).saturating_sub(1.day()))
}

/// The calendar year in which the fiscal year around `day` ends.
fn fiscal_year_of(day: Date, fiscal_start: i8) -> i16 {
    if fiscal_start > 1 && day.month() >= fiscal_start { day.year() + 1 } else { day.year() }
}

fn fiscal_year(ends_in: i16, quarter: Option<i8>, fiscal_start: i8) -> Period {
    let begins_in = if fiscal_start > 1 { ends_in.saturating_sub(1) } else { ends_in };
    let start = Date::new(begins_in, fiscal_start.clamp(1, 12), 1).unwrap_or(Date::MIN);
    let (from, months) = match quarter {
        Some(quarter) => (Grain::Quarter.shift(start, i64::from(quarter) - 1), 3),
        None => (start, 12),
    };
    Period::new(from, Grain::Month.shift(from, months).saturating_sub(1.day()))
}

impl FromStr for PeriodSpec {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once("..") {
            return Ok(PeriodSpec::Between(Box::new(first.parse()?), Box::new(last.parse()?)));
        }
        let lower = text.to_ascii_lowercase().replace([' ', '-'], "_");
        relative(&lower).or_else(|| fiscal(&lower)).map_or_else(|| calendar(text), Ok)
    }
}

fn relative(text: &str) -> Option<PeriodSpec> {
    match text {
        "all_time" => return Some(PeriodSpec::All),
        "today" => return Some(PeriodSpec::Bucket(Grain::Day, 0)),
        "yesterday" => return Some(PeriodSpec::Bucket(Grain::Day, -1)),
        "tomorrow" => return Some(PeriodSpec::Bucket(Grain::Day, 1)),
        "fiscal_year_to_date" => return Some(PeriodSpec::FiscalYearToDate),
        "this_fiscal_year" => return Some(PeriodSpec::FiscalYear(0)),
        "last_fiscal_year" => return Some(PeriodSpec::FiscalYear(-1)),
        "next_fiscal_year" => return Some(PeriodSpec::FiscalYear(1)),
        _ => {}
    }
    if let Some(grain) = text.strip_suffix("_to_date") {
        return Some(PeriodSpec::ToDate(grain_named(grain)?));
    }
    let words: Vec<&str> = text.split('_').collect();
    match words.as_slice() {
        ["this", grain] => Some(PeriodSpec::Bucket(grain_named(grain)?, 0)),
        ["last", grain] => Some(PeriodSpec::Bucket(grain_named(grain)?, -1)),
        ["next", grain] => Some(PeriodSpec::Bucket(grain_named(grain)?, 1)),
        ["last", count, grain] => Some(PeriodSpec::Last(count_of(count)?, grain_named(grain)?)),
        ["next", count, grain] => Some(PeriodSpec::Next(count_of(count)?, grain_named(grain)?)),
        [count, grain, "ago"] => Some(PeriodSpec::Bucket(grain_named(grain)?, -count_of(count)?)),
        [count, grain, "ahead"] => Some(PeriodSpec::Bucket(grain_named(grain)?, count_of(count)?)),
        _ => None,
    }
}

fn count_of(text: &str) -> Option<i64> {
    text.parse().ok().filter(|count| (1..=3660).contains(count))
}

fn grain_named(text: &str) -> Option<Grain> {
    Grain::ALL.into_iter().find(|grain| text == grain.name() || text.strip_suffix('s') == Some(grain.name()))
}

fn fiscal(text: &str) -> Option<PeriodSpec> {
    let rest = text.strip_prefix("fy")?;
    let (year, quarter) = match rest.split_once("_q") {
        Some((year, quarter)) => {
            (year, Some(quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?))
        }
        None => (rest, None),
    };
    let number: i16 = year.parse().ok()?;
    let year = if year.len() == 2 { 2000 + number } else { number };
    (1900..=2200).contains(&year).then_some(PeriodSpec::Fiscal(year, quarter))
}

fn calendar(text: &str) -> Result<PeriodSpec, PeriodError> {
    let unknown = || PeriodError::Unknown(text.to_owned());
    let parts: Vec<&str> = text.split('-').collect();
    let year: i16 = parts[0].parse().ok().filter(|year| (1900..=2200).contains(year)).ok_or_else(unknown)?;
    let first = |month: i8| Date::new(year, month, 1).map_err(|_| PeriodError::NoSuchDate(text.to_owned()));
    let period = match parts.as_slice() {
        [_] => Period::bucket(Grain::Year, first(1)?),
        [_, part] => match part.split_at_checked(1) {
            Some(("Q" | "q", quarter @ ("1" | "2" | "3" | "4"))) => {
                Period::bucket(Grain::Quarter, first(quarter.parse::<i8>().map_err(|_| unknown())? * 3)?)
            }
            Some(("H" | "h", "1")) => Period::new(first(1)?, Grain::Month.end_of(first(6)?)),
            Some(("H" | "h", "2")) => Period::new(first(7)?, Grain::Month.end_of(first(12)?)),
            Some(("W" | "w", week)) => {
                iso_week(year, week).ok_or_else(|| PeriodError::NoSuchDate(text.to_owned()))?
            }
            _ => Period::bucket(Grain::Month, first(part.parse().map_err(|_| unknown())?)?),
        },
        [_, month, day] => {
            let (month, day) = (month.parse().map_err(|_| unknown())?, day.parse().map_err(|_| unknown())?);
            let day = Date::new(year, month, day).map_err(|_| PeriodError::NoSuchDate(text.to_owned()))?;
            Period::new(day, day)
        }
        _ => return Err(unknown()),
    };
    Ok(PeriodSpec::Days(period))
}

fn iso_week(year: i16, week: &str) -> Option<Period> {
    let monday =
        jiff::civil::ISOWeekDate::new(year, week.parse().ok()?, jiff::civil::Weekday::Monday).ok()?.date();
    Some(Period::bucket(Grain::Week, monday))
}

impl fmt::Display for PeriodSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PeriodSpec::Bucket(Grain::Day, 0) => write!(f, "today"),
            PeriodSpec::Bucket(Grain::Day, -1) => write!(f, "yesterday"),
            PeriodSpec::Bucket(Grain::Day, 1) => write!(f, "tomorrow"),
            PeriodSpec::Bucket(grain, 0) => write!(f, "this_{}", grain.name()),
            PeriodSpec::Bucket(grain, -1) => write!(f, "last_{}", grain.name()),
            PeriodSpec::Bucket(grain, 1) => write!(f, "next_{}", grain.name()),
            PeriodSpec::Bucket(grain, offset) if *offset < 0 => {
                write!(f, "{}_{}s_ago", offset.unsigned_abs(), grain.name())
            }
            PeriodSpec::Bucket(grain, offset) => write!(f, "{offset}_{}s_ahead", grain.name()),
            PeriodSpec::Last(count, grain) => write!(f, "last_{count}_{}s", grain.name()),
            PeriodSpec::Next(count, grain) => write!(f, "next_{count}_{}s", grain.name()),
            PeriodSpec::ToDate(grain) => write!(f, "{}_to_date", grain.name()),
            PeriodSpec::FiscalYear(0) => write!(f, "this_fiscal_year"),
            PeriodSpec::FiscalYear(offset) if *offset < 0 => write!(f, "last_fiscal_year"),
            PeriodSpec::FiscalYear(_) => write!(f, "next_fiscal_year"),
            PeriodSpec::FiscalYearToDate => write!(f, "fiscal_year_to_date"),
            PeriodSpec::Fiscal(year, Some(quarter)) => write!(f, "FY{year}-Q{quarter}"),
            PeriodSpec::Fiscal(year, None) => write!(f, "FY{year}"),
            PeriodSpec::All => write!(f, "all_time"),
            PeriodSpec::Days(period) if period.from == period.to => write!(f, "{}", period.from),
            PeriodSpec::Days(period) => write!(f, "{}..{}", period.from, period.to),
            PeriodSpec::Between(first, last) => write!(f, "{first}..{last}"),
        }
    }
}
