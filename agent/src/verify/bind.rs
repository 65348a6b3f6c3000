//! Each number of a sentence is bound to one figure, or is a fault.

use sentia_tools::FigureKind;

use super::{
    dates::PeriodMention,
    fault::FaultKind,
    item::{Kind, Mention, Said},
    matching::{self, Fit},
    page::Page,
    quantity::{Quantity, SaidUnit},
    ranking::{self, Ranked},
    reading::{self, Reading},
    role::{self, Played, Role},
    select::{Misfit, Selector},
    sense::{Approximation, Preposition, Quantifier, Sense, Side},
    shape::{Object, Opener},
};

/// Roles by item and place in the list.
pub(super) type Roles = std::collections::BTreeMap<(usize, usize), Played>;

pub(super) fn all(page: &mut Page<'_>) -> Roles {
    let mut roles = Roles::new();
    let mut played_before = Vec::new();
    let mentions = page.mentions();
    for (at, (item, place, mention)) in mentions.iter().enumerate() {
        let played = role::of(page, *item, mention, &played_before);
        roles.insert((*item, *place), played);
        let neighbours = [at.checked_sub(1), Some(at + 1)]
            .map(|at| at.and_then(|at| mentions.get(at)).map(|(.., mention)| mention.clone()));
        let binder = Binder { item: *item, place: *place, mention, played, neighbours: &neighbours };
        binder.bind(page);
        played_before.push((played, role::unit(page, mention)));
    }
    roles
}

fn names_target(page: &Page<'_>) -> bool {
    page.items.iter().any(|item| item.sense() == Some(Sense::Target))
}

/// `over the four weeks, from 69.7% to 72.0%`: the ends of the period spoken of, not figures of all of it.
fn forget_whole_period(page: &Page<'_>, reading: &mut Reading) {
    let calendar = page.background.calendar;
    let whole = |mention: &PeriodMention| {
        mention
            .candidates
            .iter()
            .any(|named| calendar.mains.iter().any(|(main, _)| calendar.same(*named, *main)))
    };
    if !calendar.buckets.is_empty() {
        reading.periods.retain(|mention| !whole(mention));
        reading.carried_periods.retain(|mention| !whole(mention));
    }
}

struct Binder<'a> {
    item: usize,
    place: usize,
    mention: &'a Mention,
    played: Played,
    neighbours: &'a [Option<Mention>; 2],
}

impl Binder<'_> {
    fn bind(&self, page: &mut Page<'_>) {
        match self.played.role {
            Role::Difference => self.difference(page),
            Role::Threshold => {}
            Role::Count => {}
            _ if self.is_rough_reference() => {
                let advice =
                    "a reference shows the exact figure; leave out “nearly”, “over” and the like before it";
                page.fault(FaultKind::Unclear, &self.said(page), advice);
            }
            _ => self.figure(page),
        }
    }

    fn is_rough_reference(&self) -> bool {
        let rough =
            self.mention.approximation.is_some_and(|approximation| approximation != Approximation::Near);
        rough && matches!(self.mention.said, Said::Reference(_))
    }

    fn difference(&self, page: &mut Page<'_>) {
        let advice = "is the distance between two rows, which the evidence does not state; give the two values instead";
        page.fault(FaultKind::Unbound, &self.said(page), advice);
    }

    fn said(&self, page: &Page<'_>) -> String {
        page.sentence[self.mention.from..self.mention.to].to_owned()
    }

    fn kinds(&self, page: &Page<'_>) -> &'static [FigureKind] {
        if page.items.iter().any(|item| item.sense() == Some(Sense::Future)) {
            return self.kinds_to_come(page);
        }
        if self.is_part_of_change(page) {
            return &[FigureKind::Contribution];
        }
        let is_over_window = page.items.iter().any(|item| item.sense() == Some(Sense::Window));
        match self.played.role {
            Role::Level | Role::From | Role::To | Role::End if is_over_window => &[FigureKind::Window],
            Role::Level if self.is_beside_something(page) && self.follows_target(page) => {
                &[FigureKind::Target]
            }
            Role::Level if self.is_beside_something(page) => &[FigureKind::Previous],
            Role::Level => &[FigureKind::Value, FigureKind::Previous],
            Role::From if page.background.calendar.buckets.is_empty() => &[FigureKind::Previous],
            Role::From => &[FigureKind::Previous, FigureKind::Value],
            Role::To | Role::End => &[FigureKind::Value],
            Role::Change if self.is_percent(page) => &[FigureKind::ChangePercent],
            Role::Change if self.played.word.is_none() && names_target(page) => {
                &[FigureKind::Change, FigureKind::Gap]
            }
            Role::Change => &[FigureKind::Change],
            Role::Gap => &[FigureKind::Gap],
            Role::Target if self.is_bracket(page) => &[FigureKind::Target, FigureKind::Value],
            Role::Target => &[FigureKind::Target],
            Role::Share => &[FigureKind::Share],
            Role::Count => &[FigureKind::Count],
            Role::Difference | Role::Threshold => &[],
        }
    }

    /// `contributed −5.2 points`: what came from a member, said with its sign.
    fn is_part_of_change(&self, page: &Page<'_>) -> bool {
        let contributes = page.items.iter().any(|item| item.sense() == Some(Sense::ShareVerb));
        let is_signed = matches!(self.mention.said, Said::Reference(_))
            || role::sign(page, self.item, self.mention).is_some();
        contributes
            && is_signed
            && matches!(self.played.role, Role::Level | Role::Change)
            && page.background.universe.cells.iter().any(|cell| cell.is(FigureKind::Contribution))
    }

    /// In a sentence about what will be: the forecast itself, `between` its two limits, how far off such forecasts were.
    fn kinds_to_come(&self, page: &Page<'_>) -> &'static [FigureKind] {
        if page.background.universe.cells.iter().any(|cell| cell.is(FigureKind::Scenario)) {
            return self.kinds_supposed(page);
        }
        let expects = page.background.universe.cells.iter().any(|cell| cell.is(FigureKind::Expected));
        match (self.played.role, self.place) {
            (Role::Level, _) if expects => &[FigureKind::Expected, FigureKind::Value],
            (Role::Level, _) => &[FigureKind::Forecast, FigureKind::Error],
            (Role::End, 0) => &[FigureKind::LowerLimit],
            (Role::End, 1) => &[FigureKind::UpperLimit],
            _ => &[],
        }
    }

    /// In a sentence about what would have been: what the measures would have come to, and `instead of` that what was recorded.
    fn kinds_supposed(&self, page: &Page<'_>) -> &'static [FigureKind] {
        let opener = page.segments[page.segment_of(self.item)].opener;
        match self.played.role {
            Role::Level if matches!(opener, Opener::Beside(Side::Beside, _)) => &[FigureKind::Value],
            Role::Level | Role::To => &[FigureKind::Scenario],
            Role::From => &[FigureKind::Value],
            Role::Change if self.is_percent(page) => &[FigureKind::ChangePercent],
            Role::Change => &[FigureKind::Change],
            _ => &[],
        }
    }

    /// `against 75.0%`, without saying what that is.
    fn is_beside_something(&self, page: &Page<'_>) -> bool {
        matches!(
            page.segments[page.segment_of(self.item)].opener,
            Opener::Beside(Side::Beside, Object::Figure)
        )
    }

    fn follows_target(&self, page: &Page<'_>) -> bool {
        page.items[..self.item].iter().any(|item| item.sense() == Some(Sense::Target))
    }

    /// `above target (85.0%)`.
    fn is_bracket(&self, page: &Page<'_>) -> bool {
        let segment = &page.segments[page.segment_of(self.item)];
        let target = segment.anchor.is_some_and(|anchor| page.items[anchor].sense() == Some(Sense::Target));
        segment.opener == Opener::Bracket && target
    }

    /// `£5.67m of the £16.93m`: the second is the whole.
    fn is_whole_of_another(&self, page: &Page<'_>) -> bool {
        let of = page
            .before_here(self.item)
            .filter(|at| page.items[*at].sense() == Some(Sense::Preposition(Preposition::Of)));
        of.and_then(|of| page.before_here(of)).is_some_and(|at| page.items[at].is_figure())
    }

    fn is_percent(&self, page: &Page<'_>) -> bool {
        matches!(role::unit(page, self.mention), Some(SaidUnit::Percent | SaidUnit::Fraction))
    }

    fn figure(&self, page: &mut Page<'_>) {
        let readings = self.readings(page);
        let mut first = None;
        for reading in &readings {
            match self.choose(page, reading) {
                Ok(position) => first = first.or(Some(position)),
                Err((kind, advice)) => {
                    let said = self.said(page);
                    return page.fault(kind, &said, advice);
                }
            }
        }
        if let Some(position) = first {
            page.bound.insert((self.item, self.place), position);
            self.check_heading(page, position);
            self.check_base(page, position);
        }
    }

    /// What the words around the number allow it to be.
    fn readings(&self, page: &Page<'_>) -> Vec<Reading> {
        let segment = page.segment_of(self.item);
        let beside =
            matches!(page.segments[segment].opener, Opener::Beside(_, Object::Period | Object::Figure));
        let previous = (self.played.role == Role::From || beside) && page.own[segment].periods.is_empty();
        let ranked = ranking::licence(page, segment).is_some();
        let unnamed = ranked || self.played.role == Role::End;
        let unnamed_time = unnamed || self.end_of_time(page).is_some();
        let ends = self.end_of_time(page).is_some() && page.own[segment].periods.is_empty();
        let quantified = |kind: &Kind| matches!(kind, Kind::Sense(Sense::Quantifier(quantifier)) if *quantifier != Quantifier::Only);
        let counts_rows = page.find(segment, quantified).is_some();
        let whole = self.is_whole_of_another(page);
        let adjust = |mut reading: Reading| {
            if ends {
                forget_whole_period(page, &mut reading);
            }
            if let Some(mention) = self.end_of_span(page, segment) {
                reading.periods = vec![mention];
            }
            if counts_rows {
                reading.inherited.clear();
                reading.carried.clear();
            }
            if whole {
                reading.explicit.clear();
                reading.whole = true;
            }
            reading.before |= previous;
            reading.unnamed |= unnamed;
            reading.unnamed_time |= unnamed_time;
            reading
        };
        reading::of(page, self.item, self.place).into_iter().map(adjust).collect()
    }

    /// `between week 38 and week 39, from 70% to 72%`: the first and the second period.
    fn end_of_span(&self, page: &Page<'_>, segment: usize) -> Option<PeriodMention> {
        let inherited = &page.inherited[segment].periods;
        let [first, second] = inherited.as_slice() else { return None };
        match self.played.role {
            Role::From => Some(first.clone()),
            Role::To => Some(second.clone()),
            _ => None,
        }
    }

    /// `from`, `started at`: the first bucket of a trend; `to`, `ended at`: the last.
    fn end_of_time(&self, page: &Page<'_>) -> Option<bool> {
        let segment = page.segment_of(self.item);
        match self.played.role {
            Role::From => Some(true),
            Role::To => Some(false),
            _ if page.has(segment, Sense::First) => Some(true),
            _ if page.has(segment, Sense::Last) => Some(false),
            _ => None,
        }
    }

    /// The figure that this number is, or why there is none.
    fn choose(&self, page: &Page<'_>, reading: &Reading) -> Result<usize, (FaultKind, String)> {
        let cells = &page.background.universe.cells;
        let selector = Selector { background: page.background };
        let kinds = self.kinds(page);
        let equal = self.equal(page);
        let meant: Vec<usize> = selector.select(reading, kinds);
        let fitting: Vec<usize> = equal.iter().copied().filter(|at| meant.contains(at)).collect();
        let in_place: Vec<usize> =
            fitting.iter().copied().filter(|at| self.stands_in_time(page, reading, *at)).collect();
        if let Some(found) = self.best(page, reading, &in_place) {
            return found;
        }
        let closest =
            equal.iter().filter_map(|at| Some((selector.misfit(reading, kinds, &cells[*at])?, *at))).max();
        Err(self.fault(page, &meant, closest, equal.is_empty()))
    }

    /// Where a ranking word says which row is meant, only that row will do.
    fn best(
        &self,
        page: &Page<'_>,
        reading: &Reading,
        candidates: &[usize],
    ) -> Option<Result<usize, (FaultKind, String)>> {
        let first = *candidates.first()?;
        let segment = page.segment_of(self.item);
        let needs_rank =
            |at: &usize| reading.explicit.is_empty() && page.background.universe.cells[*at].row.is_some();
        let Some(Ranked { item, .. }) =
            ranking::licence(page, segment).filter(|_| candidates.iter().all(needs_rank))
        else {
            return Some(Ok(first));
        };
        let ranked = candidates.iter().find(|at| ranking::holds(page, item, **at) == Some(true));
        Some(ranked.copied().ok_or_else(|| {
            let word = page.text(item);
            (FaultKind::WrongRank, format!("is not the {word}; {}", ranking::correction(page, item, first)))
        }))
    }

    /// The first or last bucket, where the words say so and name no period.
    fn stands_in_time(&self, page: &Page<'_>, reading: &Reading, at: usize) -> bool {
        let cell = &page.background.universe.cells[at];
        let Some(first) = self.end_of_time(page).filter(|_| reading.periods.is_empty()) else { return true };
        if !cell.is_bucket() {
            let told = page.has(page.segment_of(self.item), Sense::First)
                || page.has(page.segment_of(self.item), Sense::Last);
            return !told || page.background.calendar.buckets.is_empty();
        }
        let rivals = page.background.universe.rivals(cell, &[], true);
        let outside = |other: &&super::universe::Cell<'_>| {
            if first {
                other.figure.period.from < cell.figure.period.from
            } else {
                other.figure.period.from > cell.figure.period.from
            }
        };
        !rivals.into_iter().any(|other| outside(&other))
    }

    /// Figures that the number equals at the precision shown.
    fn equal(&self, page: &Page<'_>) -> Vec<usize> {
        let cells = &page.background.universe.cells;
        match &self.mention.said {
            Said::Reference(position) => vec![*position],
            Said::Literal(quantity) => {
                let fits = |quantity: &Quantity| -> Vec<usize> {
                    let equal = |at: &usize| {
                        matching::fit(quantity, self.mention.approximation, &cells[*at]) == Fit::Equal
                    };
                    (0..cells.len()).filter(equal).collect()
                };
                let plain = fits(quantity);
                if quantity.unit != SaidUnit::Bare {
                    return plain;
                }
                let lent = self.neighbours.iter().flatten().filter_map(|neighbour| neighbour.literal());
                let lent = lent
                    .filter(|neighbour| neighbour.unit != SaidUnit::Bare)
                    .map(|neighbour| quantity.leaning_on(neighbour));
                if self.leans(page) {
                    lent.flat_map(|lent| fits(&lent)).chain(plain).collect()
                } else {
                    plain
                }
            }
        }
    }

    /// A number without a unit may lean on its neighbour's in a pair, a span or a list.
    fn leans(&self, page: &Page<'_>) -> bool {
        let segment = page.segment_of(self.item);
        let list =
            page.items[self.item].figures().len() > 1 || matches!(page.items[self.item].kind, Kind::Span(_));
        let beside = matches!(page.segments[segment].opener, Opener::Beside(..));
        list || beside
            || matches!(self.played.role, Role::From | Role::To | Role::End)
            || page
                .segments
                .get(segment + 1)
                .is_some_and(|next| matches!(next.opener, Opener::To | Opener::Beside(..)))
    }

    fn fault(
        &self,
        page: &Page<'_>,
        meant: &[usize],
        closest: Option<(Misfit, usize)>,
        unknown: bool,
    ) -> (FaultKind, String) {
        let cells = &page.background.universe.cells;
        let expected = meant.iter().take(2).map(|at| cells[*at].described()).collect::<Vec<_>>().join(" or ");
        let instead = if expected.is_empty() {
            "leave it out".to_owned()
        } else {
            format!("what is meant here is {expected}")
        };
        let other_unit = unknown && self.equals_in_another_unit(page);
        match closest {
            Some((misfit, at)) => {
                let kind = match misfit {
                    Misfit::Kind => FaultKind::WrongRole,
                    Misfit::Measure => FaultKind::WrongMeasure,
                    Misfit::Row => FaultKind::WrongRow,
                    Misfit::Period => FaultKind::WrongPeriod,
                };
                (kind, format!("is {}; {instead}", cells[at].described()))
            }
            None if other_unit => {
                (FaultKind::WrongUnit, format!("has another unit in the evidence; {instead}"))
            }
            None => (FaultKind::Unbound, format!("no figure of the evidence has this value; {instead}")),
        }
    }

    fn equals_in_another_unit(&self, page: &Page<'_>) -> bool {
        let Some(quantity) = self.mention.literal() else { return false };
        let units = [SaidUnit::Percent, SaidUnit::Points, SaidUnit::Bare, SaidUnit::Seconds, SaidUnit::Days];
        let other = |unit: SaidUnit| Quantity { unit, ..quantity.clone() };
        units.into_iter().any(|unit| {
            page.background
                .universe
                .cells
                .iter()
                .any(|cell| matching::fit(&other(unit.clone()), None, cell) == Fit::Equal)
        })
    }

    /// The word beside a change or a gap must say the direction it has.
    fn check_heading(&self, page: &mut Page<'_>, position: usize) {
        let cell = page.background.universe.cells[position];
        if !matches!(cell.figure.kind, FigureKind::Change | FigureKind::ChangePercent | FigureKind::Gap) {
            return;
        }
        let right = match (self.played.heading, self.played.side) {
            (Some(heading), _) => super::moves::agrees(heading, &cell),
            (_, Some(side)) => super::besides::stands(side, cell.number, 0.0, cell.figure.direction),
            (None, None) => cell.number >= 0.0,
        };
        let signed = role::sign(page, self.item, self.mention);
        let right = right && signed.is_none_or(|plus| plus == (cell.number >= 0.0));
        let word = self.played.word;
        if let Some(word) = word {
            page.settled.insert(word);
            let opened = page.segments.iter().position(|segment| {
                segment.start == word + 1 && matches!(segment.opener, Opener::Beside(..))
            });
            page.governed.extend(opened);
        }
        if !right || self.is_negated(page) {
            let said = format!("{} … {}", word.map_or("", |word| page.text(word)), self.said(page));
            let kind = if self.played.heading.is_some() {
                FaultKind::WrongDirection
            } else {
                FaultKind::WrongComparison
            };
            page.fault(
                kind,
                said.trim_start_matches(" … "),
                format!("goes the other way: {}", cell.described()),
            );
        }
    }

    /// A share is of the measure it is a share of, over everything asked for: not of another measure, nor of things.
    fn check_base(&self, page: &mut Page<'_>, position: usize) {
        let cell = page.background.universe.cells[position];
        let of = page
            .after(self.item)
            .filter(|at| page.items[*at].sense() == Some(Sense::Preposition(Preposition::Of)));
        let Some(of) = of.filter(|_| cell.is(FigureKind::Share)) else { return };
        let end = page.segments[page.segment_of(self.item)].end;
        let selector = Selector { background: page.background };
        let wrong = (of + 1..end).find(|at| match &page.items[*at].kind {
            Kind::Measures(list) => !list.iter().flatten().any(|id| *id == cell.figure.measure),
            Kind::Periods(list) => !list.iter().any(|mention| selector.is_of(mention, &cell)),
            Kind::Members(_) if page.before(*at) == Some(of) => true,
            Kind::Dimension(_) | Kind::Sense(Sense::Thing) => {
                page.items[*at - 1].sense() != Some(Sense::Preposition(Preposition::By)) && *at <= of + 3
            }
            _ => false,
        });
        if let Some(at) = wrong {
            let said = format!("{} of {}", self.said(page), page.text(at));
            page.fault(
                FaultKind::WrongRole,
                &said,
                format!("is a share of something else: {}", cell.described()),
            );
        }
    }

    fn is_negated(&self, page: &Page<'_>) -> bool {
        let segment = page.segment_of(self.item);
        page.has(segment, Sense::Not)
    }
}
