use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

/// Days that come again, and a time of day where the person lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    pub days: Days,
    pub at: Time,
    /// IANA name: `Europe/London`.
    pub zone: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    Daily,
    /// Monday to Friday.
    Workdays,
    /// ISO numbers of weekdays, Monday is 1; in order, never empty.
    Weekly(Vec<i8>),
    Monthly(DayOfMonth),
    /// Of the first month of each calendar quarter; the last days, of its last month.
    Quarterly(DayOfMonth),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOfMonth {
    /// 1 … 31; in shorter months their last day.
    Day(i8),
    Last,
    FirstWorkday,
    LastWorkday,
    /// The first of this weekday.
    First(i8),
}

/// Days that are looked through for the next one; a quarter is the longest wait.
const HORIZON: i32 = 370;

impl Recurrence {
    /// The first instant after another; none where the zone is not known. On each of the days it happens once: where the
    /// clocks are put forward over the time, as much later, and where they are put back, the first time it is that time.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let zone = TimeZone::get(&self.zone).ok()?;
        let today = after.to_zoned(zone.clone()).date();
        (0..HORIZON).find_map(|ahead| {
            let day = today.checked_add(ahead.days()).ok()?;
            let instant =
                self.days.hold(day).then(|| day.to_datetime(self.at).to_zoned(zone.clone()).ok())??;
            (instant.timestamp() > after).then(|| instant.timestamp())
        })
    }

    /// `every Monday at 07:00 (Europe/London)`.
    pub fn in_words(&self) -> String {
        format!("{} ({})", self.to_be_read(), self.zone)
    }

    /// As it is read again: `every Monday at 07:00`.
    pub(crate) fn to_be_read(&self) -> String {
        format!("{} at {}", self.days.in_words(), self.at.strftime("%H:%M"))
    }
}

impl Days {
    fn hold(&self, day: Date) -> bool {
        match self {
            Days::Daily => true,
            Days::Workdays => is_workday(day),
            Days::Weekly(days) => days.contains(&day.weekday().to_monday_one_offset()),
            Days::Monthly(of) => of.date(day) == Some(day),
            Days::Quarterly(of) => day.month() % 3 == of.month_of_quarter() && of.date(day) == Some(day),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Days::Daily => "every day".to_owned(),
            Days::Workdays => "every working day".to_owned(),
            Days::Weekly(days) => {
                let names: Vec<&str> = days.iter().map(|day| weekday_name(*day)).collect();
                format!("every {}", list(&names))
            }
            Days::Monthly(of) => format!("on {} of every month", of.in_words()),
            Days::Quarterly(of) => format!("on {} of every quarter", of.in_words()),
        }
    }
}

impl DayOfMonth {
    /// This day in the month of another.
    fn date(self, month: Date) -> Option<Date> {
        let (first, last) = (month.first_of_month(), month.last_of_month());
        match self {
            DayOfMonth::Day(day) => first.with().day(day.clamp(1, last.day())).build().ok(),
            DayOfMonth::Last => Some(last),
            DayOfMonth::FirstWorkday => days_from(first, 1).find(|day| is_workday(*day)),
            DayOfMonth::LastWorkday => days_from(last, -1).find(|day| is_workday(*day)),
            DayOfMonth::First(weekday) => {
                days_from(first, 1).find(|day| day.weekday().to_monday_one_offset() == weekday)
            }
        }
    }

    /// Months of the year leave this when divided by three.
    fn month_of_quarter(self) -> i8 {
        match self {
            DayOfMonth::Last | DayOfMonth::LastWorkday => 0,
            _ => 1,
        }
    }

    fn in_words(self) -> String {
        match self {
            DayOfMonth::Day(1) => "the first day".to_owned(),
            DayOfMonth::Day(day) => format!("the {day}{}", ending(day)),
            DayOfMonth::Last => "the last day".to_owned(),
            DayOfMonth::FirstWorkday => "the first working day".to_owned(),
            DayOfMonth::LastWorkday => "the last working day".to_owned(),
            DayOfMonth::First(weekday) => format!("the first {}", weekday_name(weekday)),
        }
    }
}

fn ending(day: i8) -> &'static str {
    match (day % 10, day / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn days_from(day: Date, step: i32) -> impl Iterator<Item = Date> {
    (0..7).filter_map(move |ahead| day.checked_add((ahead * step).days()).ok())
}

fn is_workday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn weekday_name(number: i8) -> &'static str {
    match number {
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        6 => "Saturday",
        _ => "Sunday",
    }
}

fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn every(days: Days, at: Time, zone: &str) -> Recurrence {
        Recurrence { days, at, zone: zone.to_owned() }
    }

    fn next(recurrence: &Recurrence, after: &str) -> String {
        recurrence.next(after.parse().unwrap()).unwrap().to_string()
    }

    #[test]
    fn weekdays_come_at_the_time_of_the_zone() {
        let mondays = every(Days::Weekly(vec![1]), time(7, 0, 0, 0), "Europe/London");
        assert_eq!(next(&mondays, "2026-10-01T00:00:00Z"), "2026-10-05T06:00:00Z", "in summer time");
        assert_eq!(next(&mondays, "2026-10-05T06:00:00Z"), "2026-10-12T06:00:00Z", "never the same twice");
        assert_eq!(
            next(&mondays, "2026-10-20T00:00:00Z"),
            "2026-10-26T07:00:00Z",
            "a day after the clocks went back"
        );
        let early = every(Days::Daily, time(1, 0, 0, 0), "Asia/Tokyo");
        assert_eq!(next(&early, "2026-10-01T15:30:00Z"), "2026-10-01T16:00:00Z", "already the 2nd in Tokyo");
    }

    #[test]
    fn a_time_that_does_not_exist_or_exists_twice_comes_once() {
        let daily = every(Days::Daily, time(1, 30, 0, 0), "Europe/London");
        // On 29 March 2026 the clocks went from 01:00 to 02:00.
        assert_eq!(next(&daily, "2026-03-28T12:00:00Z"), "2026-03-29T01:30:00Z");
        assert_eq!(next(&daily, "2026-03-29T01:30:00Z"), "2026-03-30T00:30:00Z");
        // On 25 October 2026 it is 01:30 twice.
        assert_eq!(next(&daily, "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
        assert_eq!(next(&daily, "2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
    }

    /// Day by day over six years and in three zones, against a walk over all hours.
    #[test]
    fn each_day_has_exactly_one_instant() {
        for zone in ["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"] {
            for at in [time(0, 0, 0, 0), time(1, 30, 0, 0), time(2, 15, 0, 0), time(23, 59, 0, 0)] {
                let daily = every(Days::Daily, at, zone);
                let mut instant: Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
                let mut day = None;
                for _ in 0..2_200 {
                    instant = daily.next(instant).unwrap();
                    let local = instant.to_zoned(TimeZone::get(zone).unwrap()).date();
                    assert!(
                        day.is_none_or(|day: Date| day.tomorrow().unwrap() == local),
                        "{zone} {at} {local}"
                    );
                    day = Some(local);
                }
            }
        }
    }

    #[test]
    fn ends_of_months_are_found_in_every_month() {
        let cases = [
            (DayOfMonth::Last, "2027-02-28"),
            (DayOfMonth::Day(31), "2027-02-28"),
            (DayOfMonth::Day(30), "2027-02-28"),
            (DayOfMonth::LastWorkday, "2027-02-26"),
            (DayOfMonth::FirstWorkday, "2027-02-01"),
            (DayOfMonth::First(5), "2027-02-05"),
            (DayOfMonth::Day(1), "2027-02-01"),
        ];
        for (of, expected) in cases {
            let monthly = every(Days::Monthly(of), time(8, 0, 0, 0), "UTC");
            assert_eq!(next(&monthly, "2027-01-31T09:00:00Z"), format!("{expected}T08:00:00Z"), "{of:?}");
        }
        let leap = every(Days::Monthly(DayOfMonth::Last), time(8, 0, 0, 0), "UTC");
        assert_eq!(next(&leap, "2028-02-01T00:00:00Z"), "2028-02-29T08:00:00Z");
        for (of, expected) in
            [(DayOfMonth::FirstWorkday, "2027-01-01"), (DayOfMonth::LastWorkday, "2026-12-31")]
        {
            let quarterly = every(Days::Quarterly(of), time(8, 0, 0, 0), "UTC");
            assert_eq!(next(&quarterly, "2026-10-02T00:00:00Z"), format!("{expected}T08:00:00Z"));
        }
        assert_eq!(date(2027, 1, 1).weekday(), Weekday::Friday);
    }

    #[test]
    fn an_unknown_zone_never_comes() {
        let nowhere = every(Days::Daily, time(8, 0, 0, 0), "Mars/Olympus");
        assert_eq!(nowhere.next(Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn it_is_said_in_words() {
        let said = |days: Days| every(days, time(7, 0, 0, 0), "Europe/London").in_words();
        assert_eq!(
            said(Days::Weekly(vec![1, 3, 5])),
            "every Monday, Wednesday and Friday at 07:00 (Europe/London)"
        );
        assert_eq!(
            said(Days::Monthly(DayOfMonth::Day(15))),
            "on the 15th of every month at 07:00 (Europe/London)"
        );
        assert_eq!(
            said(Days::Quarterly(DayOfMonth::LastWorkday)),
            "on the last working day of every quarter at 07:00 (Europe/London)"
        );
    }
}
