//! Working days, public holidays, shifts and the fiscal year.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};

use crate::value::Instant;

/// A shift, in the order of the day. Its business date is the local day on which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shift {
    Early,
    Late,
    Night,
}

impl Shift {
    pub const ALL: [Self; 3] = [Self::Early, Self::Late, Self::Night];

    #[must_use]
    pub const fn code(self) -> &'static str {
        ["E", "L", "N"][self as usize]
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        ["Early", "Late", "Night"][self as usize]
    }

    /// Local hour at which it starts.
    #[must_use]
    pub const fn start_hour(self) -> i8 {
        [6, 14, 22][self as usize]
    }

    /// The shift that a local hour (0 … 23) falls in.
    #[must_use]
    pub const fn at_hour(hour: i8) -> Self {
        match hour {
            6..14 => Self::Early,
            14..22 => Self::Late,
            _ => Self::Night,
        }
    }
}

/// The shifts of one local day as moments: the night of a clock change is an hour shorter or longer.
#[derive(Debug, Clone, Copy)]
pub struct DayClock {
    starts: [Instant; 4],
}

impl DayClock {
    /// The shifts of `day` in `zone`.
    #[must_use]
    pub fn new(day: Date, zone: &TimeZone) -> Self {
        let next = next_day(day);
        let moment = |day: Date, hour: i8| {
            let local = day.at(hour, 0, 0, 0);
            Instant(zone.to_timestamp(local).map(|at| at.as_second()).unwrap_or_default())
        };
        Self { starts: [moment(day, 6), moment(day, 14), moment(day, 22), moment(next, 6)] }
    }

    /// When the shift starts.
    #[must_use]
    pub const fn start(&self, shift: Shift) -> Instant {
        self.starts[shift as usize]
    }

    /// How long the shift is, in seconds: 28,800 but for two nights a year.
    #[must_use]
    pub const fn length_s(&self, shift: Shift) -> i64 {
        self.starts[shift as usize + 1].0 - self.starts[shift as usize].0
    }
}

/// The day after.
#[must_use]
pub fn next_day(day: Date) -> Date {
    plus_days(day, 1)
}

/// `days` later (or earlier). Stays put beyond the years jiff knows, which no option reaches.
#[must_use]
pub fn plus_days(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// Whole days from `from` to `to`.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// `months` later, on the first of the month.
#[must_use]
pub fn plus_months(day: Date, months: i64) -> Date {
    let first = day.first_of_month();
    first.checked_add(months.months()).unwrap_or(first)
}

/// The days from `first` up to but not including `end`.
pub fn days(first: Date, end: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |&day| Some(next_day(day))).take_while(move |&day| day < end)
}

/// The Monday of the day's week.
#[must_use]
pub fn monday(day: Date) -> Date {
    plus_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// The fiscal year, named after the calendar year in which it ends: FY27 is April 2026 to March 2027.
#[must_use]
pub fn fiscal_year(day: Date) -> i64 {
    i64::from(day.year()) + i64::from(day.month() >= 4)
}

/// The month of the fiscal year: April is 1, March is 12.
#[must_use]
pub fn fiscal_period(day: Date) -> i64 {
    (i64::from(day.month()) + 8) % 12 + 1
}

/// The first day of a fiscal year.
#[must_use]
pub fn fiscal_year_start(fiscal_year: i64) -> Date {
    date(fiscal_year as i16 - 1, 4, 1)
}

/// Days from 24 December to 1 January, when every plant is shut.
#[must_use]
pub fn is_winter_shutdown(day: Date) -> bool {
    (day.month() == 12 && day.day() >= 24) || (day.month() == 1 && day.day() == 1)
}

/// The public holiday of a country (`GB` or `PL`) on a day.
#[must_use]
pub fn holiday(country: &str, day: Date) -> Option<&'static str> {
    let easter = easter_sunday(day.year());
    let name = if country == "PL" { polish(day, easter) } else { british(day, easter) };
    name.or_else(|| (country != "PL").then(|| substitute(day)).flatten())
}

/// Monday to Friday and no holiday or shutdown.
#[must_use]
pub fn is_working_day(country: &str, day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        && holiday(country, day).is_none()
        && !is_winter_shutdown(day)
}

/// The first working day on or after `day`.
#[must_use]
pub fn working_day_from(country: &str, day: Date) -> Date {
    std::iter::successors(Some(day), |&day| Some(next_day(day)))
        .find(|&day| is_working_day(country, day))
        .unwrap_or(day)
}

/// `count` working days after `day`.
#[must_use]
pub fn plus_working_days(country: &str, day: Date, count: u32) -> Date {
    (0..count).fold(day, |day, _| working_day_from(country, next_day(day)))
}

fn british(day: Date, easter: Date) -> Option<&'static str> {
    let monday = day.weekday() == Weekday::Monday;
    match (day.month(), day.day()) {
        (1, 1) => Some("New Year's Day"),
        (5, 1..=7) if monday => Some("Early May bank holiday"),
        (5, 25..=31) if monday => Some("Spring bank holiday"),
        (8, 25..=31) if monday => Some("Summer bank holiday"),
        (12, 25) => Some("Christmas Day"),
        (12, 26) => Some("Boxing Day"),
        _ if day == plus_days(easter, -2) => Some("Good Friday"),
        _ if day == plus_days(easter, 1) => Some("Easter Monday"),
        _ => None,
    }
}

/// The weekday off that stands in for a holiday at a weekend (United Kingdom).
fn substitute(day: Date) -> Option<&'static str> {
    let weekday = day.weekday();
    match (day.month(), day.day()) {
        (1, 2..=3) if weekday == Weekday::Monday => Some("New Year's Day (substitute)"),
        (12, 27) if weekday == Weekday::Monday => Some("Christmas Day (substitute)"),
        (12, 27) if weekday == Weekday::Tuesday => Some("Christmas Day (substitute)"),
        (12, 28) if matches!(weekday, Weekday::Monday | Weekday::Tuesday) => Some("Boxing Day (substitute)"),
        _ => None,
    }
}

fn polish(day: Date, easter: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => Some("New Year's Day"),
        (1, 6) => Some("Epiphany"),
        (5, 1) => Some("Labour Day"),
        (5, 3) => Some("Constitution Day"),
        (8, 15) => Some("Assumption"),
        (11, 1) => Some("All Saints' Day"),
        (11, 11) => Some("Independence Day"),
        // A public holiday in Poland since 2025.
        (12, 24) if day.year() >= 2025 => Some("Christmas Eve"),
        (12, 25) => Some("Christmas Day"),
        (12, 26) => Some("Second day of Christmas"),
        _ if day == easter => Some("Easter Sunday"),
        _ if day == plus_days(easter, 1) => Some("Easter Monday"),
        _ if day == plus_days(easter, 49) => Some("Pentecost"),
        _ if day == plus_days(easter, 60) => Some("Corpus Christi"),
        _ => None,
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous computus of Meeus, Jones and Butcher).
#[must_use]
pub fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, (n / 31) as i8, (n % 31 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_fall_where_the_governments_put_them() {
        let known = [
            ("GB", date(2024, 3, 29), Some("Good Friday")),
            ("GB", date(2025, 4, 21), Some("Easter Monday")),
            ("GB", date(2026, 5, 4), Some("Early May bank holiday")),
            ("GB", date(2026, 8, 31), Some("Summer bank holiday")),
            ("GB", date(2026, 12, 28), Some("Boxing Day (substitute)")),
            ("GB", date(2023, 1, 2), Some("New Year's Day (substitute)")),
            ("GB", date(2026, 6, 4), None),
            ("PL", date(2026, 6, 4), Some("Corpus Christi")),
            ("PL", date(2024, 12, 24), None),
            ("PL", date(2025, 12, 24), Some("Christmas Eve")),
        ];
        for (country, day, expected) in known {
            assert_eq!(holiday(country, day), expected, "{country} {day}");
        }
    }

    #[test]
    fn fiscal_year_begins_in_april() {
        assert_eq!((fiscal_year(date(2026, 9, 30)), fiscal_period(date(2026, 9, 30))), (2027, 6));
        assert_eq!((fiscal_year(date(2026, 3, 31)), fiscal_period(date(2026, 3, 31))), (2026, 12));
        assert_eq!(fiscal_year_start(2027), date(2026, 4, 1));
    }

    #[test]
    fn shifts_cover_the_day_even_when_clocks_change() {
        let zone = TimeZone::get("Europe/London").unwrap();
        for day in days(date(2026, 3, 20), date(2026, 4, 5)) {
            let clock = DayClock::new(day, &zone);
            let total: i64 = Shift::ALL.iter().map(|&shift| clock.length_s(shift)).sum();
            assert_eq!(total, if day == date(2026, 3, 28) { 82_800 } else { 86_400 }, "{day}");
            assert_eq!(
                clock.start(Shift::Night).0 + clock.length_s(Shift::Night),
                DayClock::new(next_day(day), &zone).start(Shift::Early).0
            );
        }
    }

    #[test]
    fn a_working_day_is_neither_weekend_nor_holiday() {
        assert!(!is_working_day("GB", date(2026, 9, 27)));
        assert_eq!(plus_working_days("GB", date(2026, 4, 2), 1), date(2026, 4, 7));
        assert_eq!(monday(date(2026, 9, 30)), date(2026, 9, 28));
    }
}
