//! The values a row is made of, and how typed fields become them.

use compact_str::CompactString;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Short text: codes, dates and instants (24 bytes or less) need no allocation.
pub type Text = CompactString;

/// One cell. Dates are `YYYY-MM-DD`, instants `YYYY-MM-DDTHH:MM:SSZ`, booleans 0 or 1.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(Text),
}

/// A moment in UTC, in whole seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub i64);

impl Instant {
    /// The moment `seconds` later.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Text(iso_date(date))
    }
}

impl From<Instant> for Value {
    fn from(instant: Instant) -> Self {
        let civil =
            Timestamp::from_second(instant.0).map(|at| TimeZone::UTC.to_datetime(at)).unwrap_or_default();
        let mut text = *b"0000-00-00T00:00:00Z";
        write_date(&mut text, civil.date());
        write_two(&mut text, 11, civil.hour());
        write_two(&mut text, 14, civil.minute());
        write_two(&mut text, 17, civil.second());
        Self::Text(ascii(&text))
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Int(i64::from(yes))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// `2026-09-30`.
#[must_use]
pub(crate) fn iso_date(date: Date) -> Text {
    let mut text = *b"0000-00-00";
    write_date(&mut text, date);
    ascii(&text)
}

fn write_date(text: &mut [u8], date: Date) {
    write_two(text, 0, (date.year() / 100) as i8);
    write_two(text, 2, (date.year() % 100) as i8);
    write_two(text, 5, date.month());
    write_two(text, 8, date.day());
}

fn write_two(text: &mut [u8], at: usize, number: i8) {
    text[at] = b'0' + number.unsigned_abs() / 10;
    text[at + 1] = b'0' + number.unsigned_abs() % 10;
}

fn ascii(bytes: &[u8]) -> Text {
    Text::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_and_instants_read_as_iso() {
        assert_eq!(Value::from(date(2026, 9, 30)), Value::Text("2026-09-30".into()));
        assert_eq!(Value::from(Instant(1_790_726_401)), Value::Text("2026-09-30T00:00:01Z".into()));
        assert_eq!(Value::from(None::<i64>), Value::Null);
    }
}
