use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};

use super::Grain;

/// Whole days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    /// All days that there are: what a question about rows without a date covers, and, of those with one, what a question
    /// means that names no period where `all_time` is usual. The engine cuts it to the days that have data.
    pub const EVER: Period = Period { from: Date::constant(1, 1, 1), to: Date::constant(9999, 12, 31) };

    pub fn new(from: Date, to: Date) -> Self {
        Period { from, to }
    }

    /// The whole bucket that holds `day`.
    pub fn bucket(grain: Grain, day: Date) -> Self {
        Period { from: grain.start_of(day), to: grain.end_of(day) }
    }

    pub fn days(&self) -> i64 {
        i64::from((self.to - self.from).get_days()) + 1
    }

    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The part of this period up to `last`, or none when it begins later.
    pub fn until(&self, last: Date) -> Option<Period> {
        (self.from <= last).then(|| Period { from: self.from, to: self.to.min(last) })
    }

    /// The calendar bucket that this period is exactly, if it is one.
    pub fn whole(&self) -> Option<Grain> {
        Grain::ALL.into_iter().find(|grain| Period::bucket(*grain, self.from) == *self)
    }

    /// The period just before of the same kind: the month before a month, the same days of the month before for a month
    /// to date, the same number of whole months before whole months, else as many days.
    pub fn previous(&self) -> Period {
        match self.kind() {
            Some((grain, buckets)) => self.shifted(grain, -buckets),
            None => self.shifted(Grain::Day, -self.days()),
        }
    }

    /// The same days a year before; whole weeks move by 52 weeks, so that weekdays match.
    pub fn year_before(&self) -> Period {
        if self.is_whole_weeks() { self.shifted(Grain::Week, -52) } else { self.shifted(Grain::Year, -1) }
    }

    /// The same days a year later, as [`Period::year_before`] counts years.
    pub fn year_after(&self) -> Period {
        if self.is_whole_weeks() { self.shifted(Grain::Week, 52) } else { self.shifted(Grain::Year, 1) }
    }

    /// The kind of calendar span: how many buckets of which width it covers, whole or up to a date within the last one.
    fn kind(&self) -> Option<(Grain, i64)> {
        if self.days() == 1 {
            return Some((Grain::Day, 1));
        }
        if self.is_whole_weeks() {
            return Some((Grain::Week, self.days() / 7));
        }
        if self.from.day() != 1 {
            return None;
        }
        let months = i64::from(self.to.year() - self.from.year()) * 12
            + i64::from(self.to.month() - self.from.month())
            + 1;
        Some((Grain::Month, months))
    }

    /// Mondays to Sundays, and not whole months that happen to begin on a Monday.
    fn is_whole_weeks(&self) -> bool {
        let is_months = self.from.day() == 1 && self.to == Grain::Month.end_of(self.to);
        self.from.weekday() == Weekday::Monday && self.days() % 7 == 0 && !is_months
    }

    fn shifted(&self, grain: Grain, buckets: i64) -> Period {
        let from = grain.shift(self.from, buckets);
        let ends_with_month = matches!(grain, Grain::Month | Grain::Quarter | Grain::Year)
            && self.to == Grain::Month.end_of(self.to);
        let to = grain.shift(self.to, buckets);
        Period { from, to: if ends_with_month { Grain::Month.end_of(to) } else { to } }
    }

    /// First days of the buckets that this period touches, in order; the first may lie before `from`.
    pub fn buckets(&self, grain: Grain) -> Vec<Date> {
        let mut starts = Vec::new();
        let mut start = grain.start_of(self.from);
        while start <= self.to {
            starts.push(start);
            let next = grain.shift(start, 1);
            if next <= start {
                break;
            }
            start = next;
        }
        starts
    }

    /// In words, with the dates: `August 2026`, `Q3 2026 (1 Jul – 30 Sep 2026)`, `week 39 (21 – 27 Sep 2026)`.
    pub fn describe(&self) -> String {
        if *self == Period::EVER {
            return "all rows".to_owned();
        }
        match self.whole() {
            Some(Grain::Day) => day_in_words(self.from),
            Some(Grain::Week) => format!("week {} ({})", self.from.iso_week_date().week(), self.dates()),
            Some(Grain::Month) => self.from.strftime("%B %Y").to_string(),
            Some(Grain::Quarter) => {
                format!("Q{} {} ({})", (self.from.month() - 1) / 3 + 1, self.from.year(), self.dates())
            }
            Some(Grain::Year) => self.from.year().to_string(),
            None => self.dates(),
        }
    }

    /// The bare dates: `21 – 27 Sep 2026`.
    pub fn dates(&self) -> String {
        let end = self.to.strftime("%-d %b %Y");
        if self.from == self.to {
            end.to_string()
        } else if self.from.year() != self.to.year() {
            format!("{} – {end}", self.from.strftime("%-d %b %Y"))
        } else if self.from.month() != self.to.month() {
            format!("{} – {end}", self.from.strftime("%-d %b"))
        } else {
            format!("{} – {end}", self.from.day())
        }
    }

    /// The day before the period begins.
    pub fn eve(&self) -> Date {
        self.from.checked_sub(1.day()).unwrap_or(self.from)
    }
}

fn day_in_words(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}
