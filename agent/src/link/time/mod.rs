//! Periods and grains in English business usage. Weeks are ISO weeks; a day, month or quarter without a year is the most
//! recent one that has begun; figures with slashes are day first.

mod against;
mod calendar;
mod dates;
mod fiscal;
mod grains;
mod parts;
mod pin;
mod ranges;
mod relative;
mod wording;

use jiff::civil::Date;
use sentia_semantic::{Grain, PeriodSpec};

use super::{Span, reading::Reading};

pub(crate) use grains::{grain_at, unit_of_time};
pub use wording::{in_words, written};

/// A period of the question, pinned as far as its words pin it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedPeriod {
    pub span: Span,
    pub meaning: TimeMeaning,
    /// Both ends of a range, which a question about a change sets against each other ("between June and August").
    pub ends: Option<(PeriodSpec, PeriodSpec)>,
    /// What the words are read as, where more is read into them than they say: `September 2026` for "September".
    pub assumed: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TimeMeaning {
    Period(PeriodSpec),
    /// Set against another period that follows from the main one: "year on year", "the week before".
    Against(Against, Option<Grain>),
}

impl LinkedPeriod {
    pub fn spec(&self) -> Option<&PeriodSpec> {
        match &self.meaning {
            TimeMeaning::Period(spec) => Some(spec),
            TimeMeaning::Against(..) => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    PreviousPeriod,
    PreviousYear,
}

impl Against {
    /// As tools write it.
    pub fn written(self) -> &'static str {
        match self {
            Against::PreviousPeriod => "previous_period",
            Against::PreviousYear => "previous_year",
        }
    }
}

/// A date that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadDate {
    pub span: Span,
    /// `31 September`.
    pub what: String,
    /// What is true instead: `September has 30 days`.
    pub because: String,
    /// Periods that may be meant.
    pub nearest: Vec<PeriodSpec>,
}

/// Where periods are read: "today", and the month in which the fiscal year begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    pub(crate) today: Date,
    pub(crate) fiscal_start: i8,
}

/// What time words mean, before they are put at their place in the question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    Period { spec: PeriodSpec, ends: Option<(PeriodSpec, PeriodSpec)>, assumed: Option<String> },
    Against(Against, Option<Grain>),
    Bad { what: String, because: String, nearest: Vec<PeriodSpec> },
}

impl Found {
    pub(crate) fn spec(spec: PeriodSpec) -> Found {
        Found::Period { spec, ends: None, assumed: None }
    }
}

/// The longest time expression that begins at an atom, and the atom after it.
pub(crate) fn time_at(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    let found = [against::against_at(reading, at), ranges::range_at(reading, at, now)];
    found.into_iter().flatten().max_by_key(|(to, _)| *to)
}
