use jiff::{ToSpan, civil::Date};
use sentia_semantic::{Grain, Period};

use super::{super::universe::Universe, Relation};

/// "Today", and the periods that a sentence may name because the Evidence covers them.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    pub today: Date,
    /// Month in which the fiscal year begins.
    pub fiscal_start: i8,
    /// Periods of figures, and of whole pieces of Evidence.
    pub known: Vec<Period>,
    /// Periods asked for, with what each was set against.
    pub mains: Vec<(Period, Option<Period>)>,
    /// Time buckets, in order.
    pub buckets: Vec<Period>,
    /// Days that may be named on their own: ends of periods, the last day with data, today.
    pub days: Vec<Date>,
    /// The last days that have data.
    ends: Vec<Date>,
}

impl Calendar {
    pub(crate) fn new(universe: &Universe<'_>, today: Date, fiscal_start: i8) -> Self {
        let mut calendar = Calendar {
            today,
            fiscal_start,
            known: Vec::new(),
            mains: Vec::new(),
            buckets: Vec::new(),
            days: vec![today],
            ends: Vec::new(),
        };
        for evidence in universe.evidence {
            let computed = &evidence.computed;
            calendar.mains.push((computed.period, computed.comparison_period));
            calendar.note(computed.period);
            computed.comparison_period.into_iter().for_each(|period| calendar.note(period));
            let freshness = &evidence.freshness;
            let days = [Some(evidence.as_of), freshness.data_through, freshness.period_incomplete_after];
            calendar.days.extend(days.into_iter().flatten());
            calendar.ends.extend(days.into_iter().flatten());
        }
        for cell in &universe.cells {
            calendar.note(cell.figure.period);
            cell.figure.against.into_iter().for_each(|period| calendar.note(period));
            if cell.is_bucket() && !calendar.buckets.contains(&cell.figure.period) {
                calendar.buckets.push(cell.figure.period);
            }
        }
        calendar.buckets.sort_by_key(|period| period.from);
        calendar
    }

    fn note(&mut self, period: Period) {
        if !self.known.contains(&period) {
            self.known.push(period);
            self.days.extend([period.from, period.to]);
        }
    }

    /// Whether a named period is this one: the same days, or the part of them that has data so far.
    pub(crate) fn same(&self, named: Period, period: Period) -> bool {
        let recent = self.today.checked_sub(4.days()).unwrap_or(self.today);
        let cut_short = period.to < named.to
            && (period.to >= recent || self.ends.contains(&period.to))
            && named.to >= recent;
        named.from == period.from && (named.to == period.to || cut_short)
    }

    pub(crate) fn knows(&self, named: Period) -> bool {
        let day = named.from == named.to && self.days.contains(&named.from);
        day || self.known.iter().any(|period| self.same(named, *period))
    }

    /// Whether any two periods of the Evidence stand in this relation.
    pub(crate) fn has_pair(&self, relation: Relation) -> bool {
        let compared = self.mains.iter().filter_map(|(main, before)| Some((*main, (*before)?)));
        let between = |list: &[Period]| {
            list.iter().flat_map(|one| list.iter().map(move |two| (*one, *two))).collect::<Vec<_>>()
        };
        let mains: Vec<Period> = self.mains.iter().map(|(main, _)| *main).collect();
        compared
            .chain(between(&mains))
            .chain(between(&self.buckets))
            .any(|(later, earlier)| relation.holds(later, earlier))
    }

    /// Years that a date without one may belong to, the latest first.
    pub(crate) fn years(&self) -> Vec<i16> {
        let mut years: Vec<i16> =
            self.known.iter().flat_map(|period| [period.from.year(), period.to.year()]).collect();
        years.extend([self.today.year(), self.today.year().saturating_sub(1)]);
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        years
    }

    /// Of a period that has no year, the latest that the Evidence knows and that has begun; else any of them.
    pub(crate) fn without_year(&self, of_year: impl Fn(i16) -> Option<Period>) -> Vec<Period> {
        let all: Vec<Period> = self.years().into_iter().filter_map(of_year).collect();
        let known = all.iter().find(|period| self.knows(**period));
        known.or(all.first()).copied().into_iter().collect()
    }

    /// Known periods that are `count` buckets wide.
    pub(crate) fn wide(&self, count: i64, grain: Grain) -> Vec<Period> {
        let fits = |period: &&Period| {
            Grain::end_of(grain, grain.shift(period.from, count - 1)) == period.to
                && grain.start_of(period.from) == period.from
                || Grain::Day.shift(grain.shift(period.from, count), -1) == period.to
        };
        self.known.iter().filter(fits).copied().collect()
    }
}
