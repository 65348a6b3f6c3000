//! Days, weeks, months and other periods as prose names them, read against the periods that the Evidence covers.

mod calendar;
mod grammar;
mod parts;

use sentia_semantic::{Grain, Period};

pub(super) use calendar::Calendar;
pub(super) use grammar::{at, week_list};

/// A period named in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PeriodMention {
    /// The days it may stand for; none of them if only `relation` says what is meant.
    pub candidates: Vec<Period>,
    /// What it is to the period spoken of.
    pub relation: Option<Relation>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// The one before, of this width where one is named.
    Before(Option<Grain>),
    /// The same days a year earlier.
    YearBefore,
}

impl PeriodMention {
    fn days(candidates: Vec<Period>) -> Self {
        PeriodMention { candidates, relation: None }
    }

    fn related(relation: Relation) -> Self {
        PeriodMention { candidates: Vec::new(), relation: Some(relation) }
    }

    /// A single day, or the days of one.
    pub(super) fn is_day(&self) -> bool {
        self.candidates.first().is_some_and(|period| period.days() == 1)
    }
}

impl Relation {
    /// Whether `before` stands in this relation to `period`.
    pub(super) fn holds(self, period: Period, before: Period) -> bool {
        match self {
            Relation::YearBefore => {
                same_start(before, period.year_before()) || same_start(before, a_year_earlier(period))
            }
            Relation::Before(None) => before.to < period.from,
            Relation::Before(Some(Grain::Year)) => Relation::YearBefore.holds(period, before),
            Relation::Before(Some(grain)) => same_start(before, period.previous()) && is_about(period, grain),
        }
    }
}

/// Both begin on the same day: a period that is not over yet is set beside a part of the one before.
fn same_start(one: Period, other: Period) -> bool {
    one.from == other.from
}

fn a_year_earlier(period: Period) -> Period {
    Period::new(Grain::Year.shift(period.from, -1), Grain::Year.shift(period.to, -1))
}

/// Whether a period is one bucket of this width, or the part of one up to some day.
pub(super) fn is_about(period: Period, grain: Grain) -> bool {
    period.from == grain.start_of(period.from)
        && period.to <= grain.end_of(period.from)
        && (period.days() > 1 || grain == Grain::Day)
}
