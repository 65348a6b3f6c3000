//! Periods counted from today: yesterday, last wk, past 90 days, trailing twelve months, month to date, two weeks ago.

use jiff::civil::Weekday;
use sentia_semantic::{Grain, Period, PeriodSpec};

use super::{
    super::{reading::Reading, text::Gap},
    Now,
    calendar::{count_at, weekday_at},
    pin::Point,
};

pub(super) fn relative_at(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let the = usize::from(reading.word(at) == "the");
    let start = at + the;
    let found = [
        named_day(reading, start),
        to_date(reading, start),
        so_far(reading, start),
        abbreviated(reading, start),
        counted(reading, start, the == 1),
        definite(reading, at),
        counted_backwards(reading, start),
        ago(reading, start),
        week_before(reading, start),
        weekend(reading, start, now),
        weekday_of_week(reading, start, now),
        end_of(reading, start, now),
    ];
    found.into_iter().flatten().max_by_key(|(to, _)| *to)
}

fn spec(to: usize, spec: PeriodSpec) -> Option<(usize, Point)> {
    Some((to, Point::Spec(spec, None)))
}

fn read_as(to: usize, spec: PeriodSpec, assumed: &str) -> Option<(usize, Point)> {
    Some((to, Point::Spec(spec, Some(assumed.to_owned()))))
}

fn named_day(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let offset = match reading.word(at) {
        "today" | "tday" | "tody" => 0,
        "yesterday" | "yday" | "yest" | "ystd" | "yesteday" | "yestarday" | "yestday" | "yeserday"
        | "yersterday" | "yesturday" => -1,
        "tomorrow" | "tmrw" | "tomorow" | "tommorow" | "tommorrow" => 1,
        "day" if reading.word(at + 1) == "before" && reading.word(at + 2) == "yesterday" => {
            return spec(at + 3, PeriodSpec::Bucket(Grain::Day, -2));
        }
        "last" if reading.word(at + 1) == "night" && reading.word(at + 2) != "shift" => {
            return read_as(at + 2, PeriodSpec::Bucket(Grain::Day, -1), "yesterday");
        }
        "this" if matches!(reading.word(at + 1), "morning" | "afternoon") => {
            return spec(at + 2, PeriodSpec::Bucket(Grain::Day, 0));
        }
        _ => return None,
    };
    spec(at + 1, PeriodSpec::Bucket(Grain::Day, offset))
}

/// A unit of time, with its plural and usual short and mistyped forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Grain(Grain),
    Fortnight,
    Hour,
    FiscalYear,
}

pub(super) fn unit_at(reading: &Reading<'_>, at: usize) -> Option<(usize, Unit)> {
    let grain = |grain| Some((at + 1, Unit::Grain(grain)));
    match reading.word(at) {
        "day" | "days" | "dys" => grain(Grain::Day),
        "week" | "weeks" | "wk" | "wks" | "wek" | "weeek" | "weak" | "weke" | "wekk" => grain(Grain::Week),
        "month" | "months" | "mth" | "mths" | "mnth" | "mnths" | "mo" | "monht" | "mont" => {
            grain(Grain::Month)
        }
        "quarter" | "quarters" | "qtr" | "qtrs" | "quater" | "quaters" | "qaurter" | "quartr" => {
            grain(Grain::Quarter)
        }
        "year" | "years" | "yr" | "yrs" | "yera" | "yer" => grain(Grain::Year),
        "fortnight" | "fortnights" => Some((at + 1, Unit::Fortnight)),
        "hour" | "hours" | "hr" | "hrs" => Some((at + 1, Unit::Hour)),
        "fy" => Some((at + 1, Unit::FiscalYear)),
        "fiscal" | "financial" if matches!(reading.word(at + 1), "year" | "years" | "yr") => {
            Some((at + 2, Unit::FiscalYear))
        }
        "calendar" | "full" | "complete" | "whole" => {
            unit_at(reading, at + 1).filter(|(to, unit)| *to == at + 2 && matches!(unit, Unit::Grain(_)))
        }
        _ => None,
    }
}

/// `count` whole units before the current one.
fn last(count: i64, unit: Unit) -> Option<PeriodSpec> {
    match unit {
        Unit::Grain(grain) if count == 1 => Some(PeriodSpec::Bucket(grain, -1)),
        Unit::Grain(grain) => Some(PeriodSpec::Last(count, grain)),
        Unit::Fortnight => Some(PeriodSpec::Last(2 * count, Grain::Week)),
        Unit::Hour if count == 24 => Some(PeriodSpec::Bucket(Grain::Day, -1)),
        Unit::Hour if count % 24 == 0 => Some(PeriodSpec::Last(count / 24, Grain::Day)),
        Unit::Hour => None,
        Unit::FiscalYear if count == 1 => Some(PeriodSpec::FiscalYear(-1)),
        Unit::FiscalYear => None,
    }
}

fn bucket(offset: i64, unit: Unit) -> Option<PeriodSpec> {
    match unit {
        Unit::Grain(grain) => Some(PeriodSpec::Bucket(grain, offset)),
        Unit::Fortnight if offset < 0 => Some(PeriodSpec::Last(2, Grain::Week)),
        Unit::FiscalYear if (-1..=1).contains(&offset) => Some(PeriodSpec::FiscalYear(offset)),
        _ => None,
    }
}

fn unit_to_date(unit: Unit) -> Option<PeriodSpec> {
    match unit {
        Unit::Grain(grain) => Some(PeriodSpec::ToDate(grain)),
        Unit::FiscalYear => Some(PeriodSpec::FiscalYearToDate),
        Unit::Fortnight | Unit::Hour => None,
    }
}

/// month to date, MTD, year-to-date, FYTD.
fn to_date(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let grain = match reading.word(at) {
        "wtd" => Grain::Week,
        "mtd" => Grain::Month,
        "qtd" => Grain::Quarter,
        "ytd" => Grain::Year,
        "fytd" => return spec(at + 1, PeriodSpec::FiscalYearToDate),
        _ => {
            let start = if matches!(reading.word(at), "this" | "current") { at + 1 } else { at };
            let (next, unit) = unit_at(reading, start)?;
            let says_so =
                reading.word(next) == "to" && matches!(reading.word(next + 1), "date" | "now" | "today");
            return spec(next + 2, unit_to_date(unit).filter(|_| says_so)?);
        }
    };
    spec(at + 1, PeriodSpec::ToDate(grain))
}

/// so far this month, this month so far, since the start of the year.
fn so_far(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    if reading.word(at) == "so" && reading.word(at + 1) == "far" {
        if reading.word(at + 2) == "today" {
            return spec(at + 3, PeriodSpec::Bucket(Grain::Day, 0));
        }
        let start = at + 2 + usize::from(matches!(reading.word(at + 2), "in" | "for"));
        let start = start + usize::from(reading.word(start) == "the");
        let (to, unit) =
            unit_at(reading, start + 1).filter(|_| matches!(reading.word(start), "this" | "current"))?;
        return spec(to, unit_to_date(unit)?);
    }
    if matches!(reading.word(at), "this" | "current") {
        let (next, unit) = unit_at(reading, at + 1)?;
        let says_so = reading.word(next) == "so" && reading.word(next + 1) == "far";
        return spec(next + 2, unit_to_date(unit).filter(|_| says_so)?);
    }
    since_start(reading, at)
}

fn since_start(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    if !matches!(reading.word(at), "since" | "from") {
        return None;
    }
    let start = at + 1 + usize::from(reading.word(at + 1) == "the");
    let of = start + 1;
    if !matches!(reading.word(start), "start" | "beginning") || reading.word(of) != "of" {
        return None;
    }
    let unit_start = of + 1 + usize::from(matches!(reading.word(of + 1), "the" | "this"));
    let (to, unit) = unit_at(reading, unit_start)?;
    spec(to, unit_to_date(unit)?)
}

/// TTM, LTM, R12, L12M.
fn abbreviated(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    if matches!(reading.word(at), "ttm" | "ltm") {
        return spec(at + 1, PeriodSpec::Last(12, Grain::Month));
    }
    let (count, unit) = (reading.atoms.get(at + 1)?, reading.word(at + 2));
    let is_tight =
        count.gap == Gap::Joined && reading.atoms.get(at + 2).is_some_and(|unit| unit.gap == Gap::Joined);
    let grain = match unit {
        "d" => Grain::Day,
        "w" => Grain::Week,
        "m" => Grain::Month,
        "q" => Grain::Quarter,
        "y" => Grain::Year,
        _ => return None,
    };
    let count = i64::try_from(count.number?).ok().filter(|count| (1..=400).contains(count))?;
    (is_tight && matches!(reading.word(at), "l" | "t" | "r"))
        .then(|| spec(at + 3, PeriodSpec::Last(count, grain)))?
}

/// last week, past 90 days, this quarter, next month, the last fortnight, rolling 12 weeks.
fn counted(reading: &Reading<'_>, at: usize, definite: bool) -> Option<(usize, Point)> {
    let (next, direction) = direction_at(reading, at)?;
    if let Some((after, count)) = count_at(reading, next)
        && let Some((to, unit)) = counted_unit(reading, after)
    {
        return spec(to, many(direction, count, unit)?);
    }
    let (to, unit) = unit_at(reading, next)?;
    match (direction, reading.word(to), reading.word(to + 1), reading.word(to + 2)) {
        (Direction::Past, "before", "last", _) => return spec(to + 2, bucket(-2, unit)?),
        (Direction::Past, "but", "one", _) => return spec(to + 2, bucket(-2, unit)?),
        _ => {}
    }
    match direction {
        Direction::Rolling => spec(to, rolling_year(unit).or_else(|| last(1, unit))?),
        Direction::Past if definite && unit == Unit::Grain(Grain::Year) && reading.word(at) != "previous" => {
            read_as(to, PeriodSpec::Last(12, Grain::Month), "the last twelve whole months")
        }
        Direction::Past => spec(to, bucket(-1, unit)?),
        Direction::Current => spec(to, bucket(0, unit)?),
        Direction::Future => spec(to, bucket(1, unit)?),
    }
}

/// "for the quarter": the one that today is in. "The month before" and "the month of August" are others.
fn definite(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let is_for = at > 0 && reading.word(at - 1) == "for" && reading.word(at) == "the";
    let (to, unit) = unit_at(reading, at + 1).filter(|_| is_for)?;
    let is_another = matches!(
        reading.word(to),
        "before"
            | "of"
            | "to"
            | "ended"
            | "ending"
            | "end"
            | "after"
            | "prior"
            | "just"
            | "beginning"
            | "starting"
            | "commencing"
    );
    let is_plain = matches!(unit, Unit::Grain(Grain::Week | Grain::Month | Grain::Quarter | Grain::Year));
    (is_plain && !is_another).then(|| read_as(to, bucket(0, unit)?, "the one that today is in"))?
}

/// A unit after a number, also "rolling 12-month".
fn counted_unit(reading: &Reading<'_>, at: usize) -> Option<(usize, Unit)> {
    let skip = usize::from(matches!(reading.word(at), "full" | "complete" | "whole" | "calendar"));
    unit_at(reading, at + skip)
}

fn rolling_year(unit: Unit) -> Option<PeriodSpec> {
    (unit == Unit::Grain(Grain::Year)).then_some(PeriodSpec::Last(12, Grain::Month))
}

fn many(direction: Direction, count: i64, unit: Unit) -> Option<PeriodSpec> {
    match (direction, unit) {
        (Direction::Past | Direction::Rolling, unit) => last(count, unit),
        (Direction::Future, Unit::Grain(grain)) => Some(PeriodSpec::Next(count, grain)),
        (Direction::Future, Unit::Fortnight) => Some(PeriodSpec::Next(2 * count, Grain::Week)),
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Past,
    Rolling,
    Current,
    Future,
}

fn direction_at(reading: &Reading<'_>, at: usize) -> Option<(usize, Direction)> {
    Some(match (reading.word(at), reading.word(at + 1)) {
        ("most", "recent") => (at + 2, Direction::Past),
        ("last" | "lst" | "past" | "previous" | "prev" | "prior" | "preceding" | "latest", _) => {
            (at + 1, Direction::Past)
        }
        ("trailing" | "rolling", _) => (at + 1, Direction::Rolling),
        ("this" | "current" | "present", _) => (at + 1, Direction::Current),
        ("next" | "coming" | "following" | "upcoming", _) => (at + 1, Direction::Future),
        _ => return None,
    })
}

/// 12 months rolling, 12-month trailing.
fn counted_backwards(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let (next, count) = count_at(reading, at)?;
    let (to, unit) = unit_at(reading, next)?;
    matches!(reading.word(to), "rolling" | "trailing" | "moving").then(|| spec(to + 1, last(count, unit)?))?
}

/// two weeks ago, a month ago, 3 days back.
fn ago(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let counted =
        count_at(reading, at).or_else(|| matches!(reading.word(at), "a" | "an").then_some((at + 1, 1)))?;
    let (next, unit) = unit_at(reading, counted.0)?;
    if !matches!(reading.word(next), "ago" | "back") {
        return None;
    }
    match unit {
        Unit::Fortnight => spec(next + 1, PeriodSpec::Bucket(Grain::Week, -2 * counted.1)),
        unit => spec(next + 1, bucket(-counted.1, unit)?),
    }
}

/// week before last, month before last.
fn week_before(reading: &Reading<'_>, at: usize) -> Option<(usize, Point)> {
    let (next, unit) = unit_at(reading, at)?;
    let says_so = reading.word(next) == "before" && matches!(reading.word(next + 1), "last");
    spec(next + 2, bucket(-2, unit).filter(|_| says_so)?)
}

/// over the weekend, last weekend, this weekend: Saturday and Sunday, the latest that have begun.
fn weekend(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let at_word = at + usize::from(matches!(reading.word(at), "last" | "this" | "past"));
    if reading.word(at_word) != "weekend" {
        return None;
    }
    let since_saturday = i64::from(Weekday::Saturday.until(now.today.weekday()));
    let is_now = since_saturday <= 1;
    let back = if is_now && reading.word(at) == "last" { since_saturday + 7 } else { since_saturday };
    let saturday = Grain::Day.shift(now.today, -back);
    let period = Period::new(saturday, Grain::Day.shift(saturday, 1));
    Some((at_word + 1, Point::Spec(PeriodSpec::Days(period), Some(period.dates()))))
}

/// Monday last week, Friday of this week.
fn weekday_of_week(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let day = weekday_at(reading, at)?;
    let next = at + 1 + usize::from(reading.word(at + 1) == "of");
    let (unit_at_word, direction) = direction_at(reading, next)?;
    let offset = match direction {
        Direction::Past => -1,
        Direction::Current => 0,
        Direction::Future => 1,
        Direction::Rolling => return None,
    };
    let (to, unit) = unit_at(reading, unit_at_word)?;
    if unit != Unit::Grain(Grain::Week) {
        return None;
    }
    let monday = Grain::Week.shift(Grain::Week.start_of(now.today), offset);
    let date = Grain::Day.shift(monday, i64::from(day.to_monday_zero_offset()));
    Some((
        to,
        Point::Spec(PeriodSpec::Days(Period::new(date, date)), Some(Period::new(date, date).describe())),
    ))
}

/// month end, at year-end, the end of last month: the last day of the latest one that is over.
fn end_of(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let (to, unit) = if reading.word(at) == "end" && reading.word(at + 1) == "of" {
        let start = at + 2 + usize::from(matches!(reading.word(at + 2), "the"));
        let start = start + usize::from(matches!(reading.word(start), "last" | "previous"));
        unit_at(reading, start)?
    } else {
        let start = at + usize::from(matches!(reading.word(at), "last" | "previous"));
        let (next, unit) = unit_at(reading, start)?;
        (reading.word(next) == "end").then_some((next + 1, unit))?
    };
    let period = match unit {
        Unit::Grain(grain @ (Grain::Month | Grain::Quarter)) => {
            Period::bucket(grain, Grain::Day.shift(grain.start_of(now.today), -1))
        }
        Unit::Grain(Grain::Year) | Unit::FiscalYear => {
            PeriodSpec::FiscalYear(-1).resolve(now.today, now.fiscal_start).ok()?
        }
        _ => return None,
    };
    let day = Period::new(period.to, period.to);
    Some((to, Point::Spec(PeriodSpec::Days(day), Some(day.describe()))))
}
