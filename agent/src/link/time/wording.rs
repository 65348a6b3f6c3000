//! Periods in writing: as tools take them, and as people read them (in words that are read back as the same period).

use jiff::civil::Date;
use sentia_semantic::{Grain, Period, PeriodSpec};

/// A period as tools write it, in its shortest form: `last_week`, `2026-Q3`, `2026-09`, `2026-W37`, `FY2027`.
pub fn written(spec: &PeriodSpec) -> String {
    match spec {
        PeriodSpec::Days(period) => written_days(*period),
        PeriodSpec::Between(first, last) => format!("{}..{}", end_written(first), end_written(last)),
        spec => spec.to_string(),
    }
}

fn end_written(spec: &PeriodSpec) -> String {
    if matches!(spec, PeriodSpec::Between(..)) { spec.to_string() } else { written(spec) }
}

fn written_days(period: Period) -> String {
    let from = period.from;
    match period.whole() {
        Some(Grain::Day) => from.to_string(),
        Some(Grain::Week) => {
            let week = from.iso_week_date();
            format!("{}-W{:02}", week.year(), week.week())
        }
        Some(Grain::Month) => from.strftime("%Y-%m").to_string(),
        Some(Grain::Quarter) => format!("{}-Q{}", from.year(), quarter(from)),
        Some(Grain::Year) => from.year().to_string(),
        None => match half(period) {
            Some(half) => format!("{}-H{half}", from.year()),
            None => format!("{from}..{}", period.to),
        },
    }
}

fn quarter(day: Date) -> i8 {
    (day.month() - 1) / 3 + 1
}

fn half(period: Period) -> Option<i8> {
    let (from, to) = (period.from, period.to);
    if from.year() != to.year() || from.day() != 1 || to != Grain::Month.end_of(to) {
        return None;
    }
    match (from.month(), to.month()) {
        (1, 6) => Some(1),
        (7, 12) => Some(2),
        _ => None,
    }
}

/// A period, as tools write it, in words for a sentence: `last week`, `Q3 2026`, `the last 13 weeks`, `7 September 2026`.
/// The linker reads them back as the same period.
pub fn in_words(period: &str) -> String {
    match period.parse::<PeriodSpec>() {
        Ok(spec) => spec_in_words(&spec),
        Err(_) => period.replace('_', " "),
    }
}

fn spec_in_words(spec: &PeriodSpec) -> String {
    match spec {
        PeriodSpec::Bucket(Grain::Day, 0) => "today".to_owned(),
        PeriodSpec::Bucket(Grain::Day, -1) => "yesterday".to_owned(),
        PeriodSpec::Bucket(Grain::Day, 1) => "tomorrow".to_owned(),
        PeriodSpec::Bucket(grain, 0) => format!("this {}", grain.name()),
        PeriodSpec::Bucket(grain, -1) => format!("last {}", grain.name()),
        PeriodSpec::Bucket(grain, 1) => format!("next {}", grain.name()),
        PeriodSpec::Bucket(grain, offset) if *offset < 0 => format!("{} {}s ago", -offset, grain.name()),
        PeriodSpec::Bucket(grain, offset) | PeriodSpec::Next(offset, grain) => {
            format!("the next {offset} {}s", grain.name())
        }
        PeriodSpec::Last(count, grain) => {
            format!("the last {count} {}{}", grain.name(), if *count == 1 { "" } else { "s" })
        }
        PeriodSpec::ToDate(grain) => format!("{} to date", grain.name()),
        PeriodSpec::FiscalYear(0) => "this fiscal year".to_owned(),
        PeriodSpec::FiscalYear(offset) if *offset < 0 => "last fiscal year".to_owned(),
        PeriodSpec::FiscalYear(_) => "next fiscal year".to_owned(),
        PeriodSpec::FiscalYearToDate => "fiscal year to date".to_owned(),
        PeriodSpec::Fiscal(year, None) => format!("FY{:02}", year.rem_euclid(100)),
        PeriodSpec::Fiscal(year, Some(quarter)) => format!("Q{quarter} FY{:02}", year.rem_euclid(100)),
        PeriodSpec::Days(period) => days_in_words(*period),
        PeriodSpec::All => "all time".to_owned(),
        PeriodSpec::Between(first, last) => between_in_words(first, last),
    }
}

fn between_in_words(first: &PeriodSpec, last: &PeriodSpec) -> String {
    match (first, last) {
        (PeriodSpec::Days(first), PeriodSpec::Days(last)) => days_in_words(Period::new(first.from, last.to)),
        (PeriodSpec::Fiscal(year, Some(1)), PeriodSpec::Fiscal(same, Some(2))) if year == same => {
            format!("H1 FY{:02}", year.rem_euclid(100))
        }
        (PeriodSpec::Fiscal(year, Some(3)), PeriodSpec::Fiscal(same, Some(4))) if year == same => {
            format!("H2 FY{:02}", year.rem_euclid(100))
        }
        _ => format!("from {} to {}", spec_in_words(first), spec_in_words(last)),
    }
}

fn days_in_words(period: Period) -> String {
    let day = |day: Date| day.strftime("%-d %B %Y").to_string();
    match period.whole() {
        Some(Grain::Day) => day(period.from),
        Some(Grain::Week) => {
            let week = period.from.iso_week_date();
            format!("week {} of {}", week.week(), week.year())
        }
        Some(Grain::Month) => period.from.strftime("%B %Y").to_string(),
        Some(Grain::Quarter) => format!("Q{} {}", quarter(period.from), period.from.year()),
        Some(Grain::Year) => period.from.year().to_string(),
        None => match half(period) {
            Some(half) => format!("H{half} {}", period.from.year()),
            None => format!("from {} to {}", day(period.from), day(period.to)),
        },
    }
}
