use jiff::{
    ToSpan,
    civil::{Date, ISOWeekDate, Weekday},
};
use sentia_semantic::{Grain, Period, PeriodSpec};

use super::{Found, Now, calendar::MONTHS};

/// A point of time as far as its words say it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Point {
    Day {
        year: Option<i16>,
        month: Option<i8>,
        day: i8,
    },
    Month {
        year: Option<i16>,
        month: i8,
    },
    Quarter {
        year: Option<i16>,
        quarter: i8,
    },
    Half {
        year: Option<i16>,
        half: i8,
    },
    Week {
        year: Option<i16>,
        week: i8,
    },
    /// The most recent one, today included; `last` leaves today out; `next` is the coming one.
    Weekday {
        day: Weekday,
        which: Which,
    },
    /// The latest September that is over: "last September".
    LastMonth(i8),
    /// Relative to today, or fully said.
    Spec(PeriodSpec, Option<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Latest,
    Last,
    Next,
}

/// Which of the many Septembers is meant when no year is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The most recent that has begun.
    Begun,
    /// The first that ends on or after this day: the second end of a range.
    From(Date),
    /// The last that begins on or before this day: the first end of a range whose second end is pinned.
    UpTo(Date),
}

/// A pinned period, and what was read into it.
pub(super) type Pinned = (PeriodSpec, Option<String>);

pub(super) fn pin(point: &Point, now: Now, anchor: Anchor) -> Result<Pinned, Found> {
    match point {
        Point::Day { year, month, day } => pin_day(*year, *month, *day, now, anchor),
        Point::Month { year, month } => pin_part(*year, now, anchor, |year| month_of(year, *month)),
        Point::Quarter { year, quarter } => {
            if !(1..=4).contains(quarter) {
                return Err(bad(format!("Q{quarter}"), "a year has four quarters"));
            }
            pin_part(*year, now, anchor, |year| quarter_of(year, *quarter))
        }
        Point::Half { year, half } => {
            if !(1..=2).contains(half) {
                return Err(bad(format!("H{half}"), "a year has two halves"));
            }
            pin_part(*year, now, anchor, |year| half_of(year, *half))
        }
        Point::Week { year, week } => pin_week(*year, *week, now, anchor),
        Point::Weekday { day, which } => Ok((day_spec(weekday(*day, *which, now.today)), None)),
        Point::LastMonth(month) => Ok(last_named_month(*month, now.today)),
        Point::Spec(spec, assumed) => Ok((spec.clone(), assumed.clone())),
    }
}

fn bad(what: String, because: &str) -> Found {
    Found::Bad { what, because: because.to_owned(), nearest: Vec::new() }
}

fn days(period: Period) -> PeriodSpec {
    PeriodSpec::Days(period)
}

fn day_spec(day: Date) -> PeriodSpec {
    days(Period::new(day, day))
}

pub(super) fn month_of(year: i16, month: i8) -> Option<Period> {
    Date::new(year, month, 1).ok().map(|first| Period::bucket(Grain::Month, first))
}

fn quarter_of(year: i16, quarter: i8) -> Option<Period> {
    Date::new(year, quarter * 3, 1).ok().map(|day| Period::bucket(Grain::Quarter, day))
}

fn half_of(year: i16, half: i8) -> Option<Period> {
    Some(Period::new(
        Date::new(year, half * 6 - 5, 1).ok()?,
        Grain::Month.end_of(Date::new(year, half * 6, 1).ok()?),
    ))
}

/// A part of a year: in the year said, else in the year that the anchor picks.
fn pin_part(
    year: Option<i16>,
    now: Now,
    anchor: Anchor,
    of: impl Fn(i16) -> Option<Period>,
) -> Result<Pinned, Found> {
    let impossible = || bad("that date".to_owned(), "the calendar does not reach that far");
    if let Some(year) = year {
        return of(year).map(|period| (days(period), None)).ok_or_else(impossible);
    }
    let period = pick_year(now, anchor, &of).ok_or_else(impossible)?;
    Ok((days(period), Some(period.describe())))
}

/// The period of the year that the anchor picks.
fn pick_year(now: Now, anchor: Anchor, of: &dyn Fn(i16) -> Option<Period>) -> Option<Period> {
    let around = |day: Date| (day.year().saturating_sub(9)..=day.year().saturating_add(9)).filter_map(of);
    match anchor {
        Anchor::Begun => around(now.today).filter(|period| period.from <= now.today).last(),
        Anchor::From(day) => around(day).find(|period| period.to >= day),
        Anchor::UpTo(day) => around(day).filter(|period| period.from <= day).last(),
    }
}

fn pin_week(year: Option<i16>, week: i8, now: Now, anchor: Anchor) -> Result<Pinned, Found> {
    if !(1..=53).contains(&week) {
        return Err(bad(format!("week {week}"), "a year has 52 weeks, or 53"));
    }
    let of = |year| {
        ISOWeekDate::new(year, week, Weekday::Monday)
            .ok()
            .map(|monday| Period::bucket(Grain::Week, monday.date()))
    };
    if let Some(year) = year {
        let missing = || bad(format!("week {week} of {year}"), &format!("{year} has 52 weeks"));
        return of(year).map(|period| (days(period), None)).ok_or_else(missing);
    }
    pin_part(None, now, anchor, of)
}

fn pin_day(year: Option<i16>, month: Option<i8>, day: i8, now: Now, anchor: Anchor) -> Result<Pinned, Found> {
    let Some(month) = month else { return pin_day_of_any_month(day, now, anchor) };
    let of = |year: i16| Date::new(year, month, day).ok().map(|day| Period::new(day, day));
    let found = match year {
        Some(year) => of(year),
        None => pick_year(now, anchor, &of),
    };
    let said_year = year.is_some();
    found
        .map(|period| (days(period), (!said_year).then(|| period.describe())))
        .ok_or_else(|| no_such_day(year, month, day, now, anchor))
}

/// "the 7th": of this month if it has come, else of the one before.
fn pin_day_of_any_month(day: i8, now: Now, anchor: Anchor) -> Result<Pinned, Found> {
    let months = (-12..=12).filter_map(|offset| {
        let first = Grain::Month.start_of(Grain::Month.shift(now.today, offset));
        Date::new(first.year(), first.month(), day).ok()
    });
    let picked = match anchor {
        Anchor::Begun => months.filter(|date| *date <= now.today).max(),
        Anchor::From(start) => months.filter(|date| *date >= start).min(),
        Anchor::UpTo(end) => months.filter(|date| *date <= end).max(),
    };
    let missing = || bad(format!("day {day} of a month"), "a month has at most 31 days");
    picked.map(|date| (day_spec(date), Some(Period::new(date, date).describe()))).ok_or_else(missing)
}

fn no_such_day(year: Option<i16>, month: i8, day: i8, now: Now, anchor: Anchor) -> Found {
    let name = month_name(month);
    let last = pick_year(now, anchor, &|candidate| month_of(year.unwrap_or(candidate), month))
        .map(|period| period.to);
    let Some(last) = last else {
        return bad(format!("month {month}"), "a year has twelve months");
    };
    let with_year = year.map_or_else(String::new, |year| format!(" {year}"));
    let next = last.checked_add(1.day()).unwrap_or(last);
    Found::Bad {
        what: format!("{day} {name}{with_year}"),
        because: format!("{name}{with_year} has {} days", last.day()),
        nearest: if day > 0 { vec![day_spec(last), day_spec(next)] } else { Vec::new() },
    }
}

pub(super) fn month_name(month: i8) -> String {
    let name =
        usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default();
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn weekday(day: Weekday, which: Which, today: Date) -> Date {
    let back = i64::from(day.until(today.weekday()));
    let days = match which {
        Which::Latest => -back,
        Which::Last => {
            if back == 0 {
                -7
            } else {
                -back
            }
        }
        Which::Next => 7 - back,
    };
    Grain::Day.shift(today, days)
}

fn last_named_month(month: i8, today: Date) -> Pinned {
    let year = if month < today.month() { today.year() } else { today.year().saturating_sub(1) };
    let period = month_of(year, month).unwrap_or(Period::bucket(Grain::Month, today));
    (days(period), Some(period.describe()))
}
