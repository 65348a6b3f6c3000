use jiff::{ToSpan, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The width of a time bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Grain {
    pub const ALL: [Grain; 5] = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year];

    pub fn name(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        }
    }

    /// First day of the bucket that holds `day`.
    pub fn start_of(self, day: Date) -> Date {
        let (year, month) = (day.year(), day.month());
        let start = match self {
            Grain::Day => Ok(day),
            Grain::Week => day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Grain::Month => Date::new(year, month, 1),
            Grain::Quarter => Date::new(year, (month - 1) / 3 * 3 + 1, 1),
            Grain::Year => Date::new(year, 1, 1),
        };
        start.unwrap_or(day)
    }

    /// Last day of the bucket that holds `day`.
    pub fn end_of(self, day: Date) -> Date {
        self.shift(self.start_of(day), 1).checked_sub(1.day()).unwrap_or(day)
    }

    /// `day` moved by whole buckets; the day of the month is kept where it exists, else the last one is taken.
    pub fn shift(self, day: Date, buckets: i64) -> Date {
        let span = match self {
            Grain::Day => jiff::Span::new().try_days(buckets),
            Grain::Week => jiff::Span::new().try_weeks(buckets),
            Grain::Month => jiff::Span::new().try_months(buckets),
            Grain::Quarter => jiff::Span::new().try_months(buckets.saturating_mul(3)),
            Grain::Year => jiff::Span::new().try_years(buckets),
        };
        match span {
            Ok(span) => day.saturating_add(span),
            Err(_) if buckets < 0 => Date::MIN,
            Err(_) => Date::MAX,
        }
    }
}
