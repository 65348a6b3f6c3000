//! Which figures of the Evidence a reading allows.

use sentia_semantic::Period;
use sentia_tools::FigureKind;

use super::{
    dates::{Calendar, PeriodMention, Relation},
    frame::Options,
    reading::Reading,
    scan::Background,
    universe::{Cell, Universe},
};

/// Why a figure is not the one that a reading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Misfit {
    Kind,
    Measure,
    Row,
    Period,
}

pub(super) struct Selector<'a> {
    pub background: &'a Background<'a>,
}

impl<'a> Selector<'a> {
    fn universe(&self) -> &'a Universe<'a> {
        self.background.universe
    }

    fn calendar(&self) -> &'a Calendar {
        self.background.calendar
    }

    /// Positions of the figures of these kinds that the reading allows.
    pub(super) fn select(&self, reading: &Reading, kinds: &[FigureKind]) -> Vec<usize> {
        let cells = self.universe().cells.iter().enumerate();
        cells.filter(|(_, cell)| self.misfit(reading, kinds, cell).is_none()).map(|(at, _)| at).collect()
    }

    /// The first reason why this figure is not meant; none where it may be.
    pub(super) fn misfit(&self, reading: &Reading, kinds: &[FigureKind], cell: &Cell<'_>) -> Option<Misfit> {
        if !kinds.contains(&cell.figure.kind) {
            return Some(Misfit::Kind);
        }
        if cell.is(FigureKind::Count) {
            return None;
        }
        if reading.measures.as_ref().is_some_and(|ids| !ids.contains(&cell.figure.measure)) {
            return Some(Misfit::Measure);
        }
        if !self.is_row(reading, cell) {
            return Some(Misfit::Row);
        }
        (!self.is_period(reading, cell)).then_some(Misfit::Period)
    }

    fn is_row(&self, reading: &Reading, cell: &Cell<'_>) -> bool {
        let named = reading.explicit.iter().all(|member| self.belongs(member, cell));
        let inherited = reading.inherited.iter().all(|member| self.allows(reading, member, cell, false));
        let moved_on = reading.fresh || !reading.inherited.is_empty();
        let carried = reading.carried.iter().all(|member| self.allows(reading, member, cell, moved_on));
        let known = |dimension: &str| {
            let names = |member: &&Options| member.iter().any(|(known, _)| known == dimension);
            let earlier = reading.inherited.iter().chain(&reading.carried).any(|member| names(&member));
            reading.explicit.iter().any(|member| names(&member)) || (earlier && !reading.whole)
        };
        let rest = cell.figure.members.iter().all(|(dimension, label)| {
            known(dimension) || self.is_implied(cell, dimension, label) || (reading.unnamed && !reading.whole)
        });
        named && inherited && carried && rest
    }

    /// Whether the figure is that of a named member, or of exactly the members that the Evidence is filtered to.
    fn belongs(&self, member: &Options, cell: &Cell<'_>) -> bool {
        member.iter().any(|(dimension, label)| match cell.member(dimension) {
            Some(own) => own == label,
            None => self.is_filtered_to(cell, dimension, label),
        })
    }

    /// A total over a few members may be called by their names together.
    fn is_filtered_to(&self, cell: &Cell<'_>, dimension: &str, label: &str) -> bool {
        let filters = self.universe().filters.get(cell.at).into_iter().flatten();
        let mut same = filters.filter(|filter| filter.dimension == *dimension && !filter.excludes);
        same.any(|filter| filter.labels.iter().any(|known| known == label))
    }

    /// A member named before: the figure is that member's, or the words have moved on to something wider.
    fn allows(&self, reading: &Reading, member: &Options, cell: &Cell<'_>, fresh: bool) -> bool {
        let own = member.iter().find_map(|(dimension, label)| cell.member(dimension).map(|own| own == label));
        match own {
            Some(same) => same && !reading.whole || self.is_fixed(member, cell),
            None => {
                reading.whole
                    || fresh
                    || !reading.explicit.is_empty()
                    || cell.is(FigureKind::Target)
                    || self.belongs(member, cell)
            }
        }
    }

    fn is_fixed(&self, member: &Options, cell: &Cell<'_>) -> bool {
        member.iter().any(|(dimension, label)| {
            cell.member(dimension) == Some(label) && self.is_implied(cell, dimension, label)
        })
    }

    /// A member need not be named where the measure has figures of no other, nor a total.
    fn is_implied(&self, cell: &Cell<'_>, dimension: &str, label: &str) -> bool {
        let same =
            |other: &&Cell<'_>| other.figure.measure == cell.figure.measure && !other.is(FigureKind::Count);
        self.universe().cells.iter().filter(same).all(|other| other.member(dimension) == Some(label))
    }

    fn is_period(&self, reading: &Reading, cell: &Cell<'_>) -> bool {
        let spoken = self.spoken_of(reading, cell);
        if !reading.periods.is_empty() {
            let before =
                reading.before && cell.is(FigureKind::Previous) && self.is_spoken_period(reading, cell);
            let covered = reading.periods.iter().any(|mention| self.covers(mention, cell, spoken));
            return (covered || before) && self.is_against(reading, cell);
        }
        let anew = reading.carried_periods.is_empty() || reading.fresh || !reading.explicit.is_empty();
        let usual = anew && Some(cell.figure.period) == spoken
            || reading.carried_periods.iter().any(|mention| self.covers(mention, cell, spoken));
        let of_change = cell.figure.against.is_some() && self.is_trend(cell);
        let previous = cell.is(FigureKind::Previous) && reading.before;
        (usual || of_change || previous || (reading.unnamed_time && cell.is_bucket()))
            && self.is_against(reading, cell)
    }

    /// `90.6% in August, up from 84.0%`: the period spoken of is the one that the comparison belongs to.
    fn is_spoken_period(&self, reading: &Reading, cell: &Cell<'_>) -> bool {
        let main = cell.evidence.computed.period;
        reading
            .periods
            .iter()
            .flat_map(|mention| &mention.candidates)
            .any(|named| self.calendar().same(*named, main))
    }

    /// A period said to be what a change is set against must be that.
    fn is_against(&self, reading: &Reading, cell: &Cell<'_>) -> bool {
        let Some(before) = cell.figure.against else { return true };
        reading.against.iter().all(|mention| {
            let same = mention.candidates.iter().any(|named| self.calendar().same(*named, before));
            same || mention.relation.is_some_and(|relation| relation.holds(cell.figure.period, before))
        })
    }

    /// The change from the first bucket of a trend to the last.
    fn is_trend(&self, cell: &Cell<'_>) -> bool {
        cell.is(FigureKind::Change)
            && cell.row.is_none()
            && cell.figure.period != cell.evidence.computed.period
    }

    /// The period that "the week before" is before.
    fn spoken_of(&self, reading: &Reading, cell: &Cell<'_>) -> Option<Period> {
        let named = reading.periods.iter().flat_map(|mention| &mention.candidates);
        let known = named.into_iter().find(|period| self.calendar().knows(**period)).copied();
        known.or_else(|| self.universe().main_period(Some(&cell.figure.measure)))
    }

    /// Whether a named period is that of the figure.
    fn covers(&self, mention: &PeriodMention, cell: &Cell<'_>, spoken: Option<Period>) -> bool {
        let calendar = self.calendar();
        let figure = cell.figure;
        let named = mention.candidates.iter().any(|named| {
            let span = figure.against.map(|before| Period::new(before.from, figure.period.to));
            calendar.same(*named, figure.period)
                || self.is_trend(cell)
                    && (Some(*named) == span || calendar.same(*named, cell.evidence.computed.period))
        });
        named || mention.relation.is_some_and(|relation| self.is_related(relation, cell, spoken))
    }

    /// Whether a named period is that of this figure, on its own.
    pub(super) fn is_of(&self, mention: &PeriodMention, cell: &Cell<'_>) -> bool {
        self.covers(mention, cell, None)
    }

    fn is_related(&self, relation: Relation, cell: &Cell<'_>, spoken: Option<Period>) -> bool {
        match cell.figure.kind {
            FigureKind::Previous => relation.holds(cell.evidence.computed.period, cell.figure.period),
            FigureKind::Change | FigureKind::ChangePercent => {
                cell.figure.against.is_some_and(|before| relation.holds(cell.figure.period, before))
            }
            _ => spoken.is_some_and(|spoken| relation.holds(spoken, cell.figure.period)),
        }
    }
}
