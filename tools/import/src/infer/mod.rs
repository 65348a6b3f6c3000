//! What the columns of a file hold: found from all of its rows, not from a sample.

mod column;
mod convert;
mod date;
mod number;

use csv::StringRecord;

pub use date::DateOrder;

pub(crate) use column::{Seen, Style, type_of};
pub(crate) use convert::{Typed, convert};

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Integer,
    /// Exact, with as many digits behind the point.
    Decimal {
        scale: u32,
    },
    /// Floating point: more digits than a decimal number carries, or written with an exponent.
    Real,
    Boolean,
    Date,
    Timestamp,
    Text,
}

impl Kind {
    /// In words, for a person.
    pub fn in_words(self) -> String {
        match self {
            Kind::Integer => "whole number".to_owned(),
            Kind::Decimal { scale: 1 } => "decimal, 1 place".to_owned(),
            Kind::Decimal { scale } => format!("decimal, {scale} places"),
            Kind::Real => "floating-point number".to_owned(),
            Kind::Boolean => "yes or no".to_owned(),
            Kind::Date => "date".to_owned(),
            Kind::Timestamp => "date and time".to_owned(),
            Kind::Text => "text".to_owned(),
        }
    }
}

/// Whether a first row names columns: texts, no two alike, none of them a number or a date.
pub(crate) fn looks_like_headings(cells: &StringRecord) -> bool {
    let named: Vec<&str> = cells.iter().map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let is_value = |text: &&str| {
        number::read(text, number::Mark::Point).is_some()
            || number::read(text, number::Mark::Comma).is_some()
            || date::read(text, DateOrder::DayFirst).is_some()
            || date::read(text, DateOrder::MonthFirst).is_some()
    };
    let different: std::collections::BTreeSet<String> =
        named.iter().map(|name| name.to_lowercase()).collect();
    let years = named.iter().filter(|name| is_value(name)).all(|name| is_year(name));
    !named.is_empty()
        && named.len() * 2 > cells.len()
        && different.len() == named.len()
        && years
        && named.iter().any(|name| !is_value(name))
}

/// A year may head a column.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1900..2200).contains(&year))
}
