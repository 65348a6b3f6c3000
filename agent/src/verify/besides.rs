//! Above and below, ahead and behind: rows, targets, totals and earlier periods set beside each other.

use sentia_semantic::{Direction, Unit};
use sentia_tools::FigureKind;

use super::{
    dates::PeriodMention,
    fault::FaultKind,
    frame::Options,
    item::{Kind, Said},
    multiples,
    page::Page,
    reading::{self, Reading},
    role::side_of,
    select::Selector,
    sense::{Sense, Side},
    shape::{Object, Opener},
    universe::Cell,
};

/// Whether `left` stands on that side of `right`. Equality is for the caller to judge at the precision shown.
pub(super) fn stands(side: Side, left: f64, right: f64, direction: Direction) -> bool {
    let above = left > right;
    let below = left < right;
    match (side, direction) {
        (Side::Beside, _) => true,
        (Side::Off, _) => above || below,
        (Side::Equal, _) => !above && !below,
        (Side::Above, _)
        | (Side::Ahead, Direction::UpIsGood)
        | (Side::Behind | Side::Missed, Direction::DownIsGood) => above,
        (Side::Below, _)
        | (Side::Ahead, Direction::DownIsGood)
        | (Side::Behind | Side::Missed, Direction::UpIsGood) => below,
        (Side::Met, Direction::UpIsGood) => !below,
        (Side::Met, Direction::DownIsGood) => !above,
        (Side::Ahead | Side::Behind | Side::Met | Side::Missed, Direction::Neutral) => false,
    }
}

/// Checks every comparison of the sentence that no quantifier governs.
pub(super) fn check(page: &mut Page<'_>) {
    for segment in 0..page.segments.len() {
        let Opener::Beside(side, object) = page.segments[segment].opener else { continue };
        if page.governed.contains(&segment) {
            continue;
        }
        check_one(page, segment, resolved(page, segment, side), object);
    }
}

/// `higher at Leeds than at Derby`: the comparative before "than" gives the side.
pub(super) fn resolved(page: &Page<'_>, segment: usize, side: Side) -> Side {
    if side != Side::Off {
        return side;
    }
    let subject = page.subject_segment(segment);
    let comparative = (page.segments[subject].start..page.segments[segment].start).rev().find_map(|at| {
        match page.items[at].kind {
            Kind::Sense(Sense::Comparative(heading)) => Some(heading),
            _ => None,
        }
    });
    comparative.map_or(side, side_of)
}

/// A denial in the clause before the comparison turns it round.
fn denial(page: &Page<'_>, segment: usize) -> Option<usize> {
    let subject = page.subject_segment(segment);
    (page.segments[subject].start..page.segments[segment].start)
        .rev()
        .find(|at| page.items[*at].sense() == Some(Sense::Not))
}

fn check_one(page: &mut Page<'_>, segment: usize, side: Side, object: Object) {
    let denied = denial(page, segment);
    page.settled.extend(denied);
    settle_comparative(page, segment);
    if let Some(multiple) = multiples::in_segment(page, segment) {
        return multiples::check_beside(page, segment, multiple, object);
    }
    if side == Side::Beside {
        return;
    }
    let said =
        format!("{} {}", page.text(page.segments[segment].start.saturating_sub(1)), page.text_of(segment));
    let outcome = pairs(page, segment, object);
    let (kind, advice) = match outcome {
        None => (
            FaultKind::Unsupported,
            "the evidence does not hold both sides of this comparison; leave it out".to_owned(),
        ),
        Some(pairs) => match pairs.iter().find(|pair| pair.stands(side) == denied.is_some()) {
            None => return,
            Some(pair) => (FaultKind::WrongComparison, pair.truth.clone()),
        },
    };
    page.fault(kind, &said, advice);
}

fn settle_comparative(page: &mut Page<'_>, segment: usize) {
    let subject = page.subject_segment(segment);
    let range = page.segments[subject].start..page.segments[segment].start;
    let found: Vec<usize> =
        range.filter(|at| matches!(page.items[*at].kind, Kind::Sense(Sense::Comparative(_)))).collect();
    page.settled.extend(found);
}

/// Two numbers set beside each other.
pub(super) struct Pair {
    pub left: f64,
    pub right: f64,
    /// They look the same at the precision shown.
    pub alike: bool,
    pub direction: Direction,
    pub truth: String,
}

impl Pair {
    fn of(left: &Cell<'_>, right: &Cell<'_>) -> Pair {
        Pair {
            left: left.number,
            right: right.number,
            alike: left.shown() == right.shown(),
            direction: left.figure.direction,
            truth: format!("the truth is {} and {}", left.described(), right.described()),
        }
    }

    pub(super) fn stands(&self, side: Side) -> bool {
        match side {
            Side::Equal | Side::Met if self.alike => true,
            Side::Equal => false,
            _ => stands(side, self.left, self.right, self.direction) && !(self.alike && side != Side::Beside),
        }
    }
}

/// All that is compared in this segment; none where one side is unknown.
pub(super) fn pairs(page: &Page<'_>, segment: usize, object: Object) -> Option<Vec<Pair>> {
    let subjects = subjects(page, segment)?;
    let mut pairs = Vec::new();
    for left in &subjects {
        pairs.extend(against(page, segment, object, left)?);
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// What one figure is compared with.
pub(super) fn against(page: &Page<'_>, segment: usize, object: Object, left: &Cell<'_>) -> Option<Vec<Pair>> {
    match object {
        Object::Target => target(page, left).map(|pair| vec![pair]),
        Object::Member | Object::Measure => others(page, segment, left),
        Object::Whole => total(page, left).map(|right| vec![Pair::of(left, right)]),
        Object::Rest => Some(rivals(page, left)),
        Object::Period => {
            earlier(page, segment, left).or_else(|| bucket(page, segment, left)).map(|pair| vec![pair])
        }
        Object::Figure => threshold(page, segment, left).map(|pair| vec![pair]),
    }
}

/// The figures that the comparison is about: the number just before it, else the values of its subject.
pub(super) fn subjects<'p>(page: &Page<'p>, segment: usize) -> Option<Vec<&'p Cell<'p>>> {
    let universe = page.background.universe;
    let subject = page.subject_segment(segment);
    let selector = Selector { background: page.background };
    let mut found = Vec::new();
    for reading in subject_readings(page, subject, segment) {
        let values = selector.select(&reading, &[FigureKind::Value]);
        if values.is_empty() {
            return None;
        }
        found.extend(values.into_iter().map(|at| &universe.cells[at]));
    }
    (!found.is_empty()).then_some(found)
}

/// A clause about "the lines below target" speaks of the members that it names afterwards.
fn subject_readings(page: &Page<'_>, subject: usize, segment: usize) -> Vec<Reading> {
    let bound = page
        .bound
        .iter()
        .filter(|((item, _), _)| (page.segments[subject].start..page.segments[segment].start).contains(item));
    let ranked = super::ranking::licence(page, subject).is_some();
    let kinds = |position: &usize| page.background.universe.cells[*position].is(FigureKind::Value);
    let last = bound.map(|(_, position)| *position).rfind(kinds);
    let readings = reading::of_segment(page, subject);
    let Some(cell) = last.map(|position| &page.background.universe.cells[position]).filter(|_| ranked) else {
        return readings;
    };
    let explicit: Vec<Options> = cell.figure.members.iter().map(|member| vec![member.clone()]).collect();
    let period = PeriodMention { candidates: vec![cell.figure.period], relation: None };
    readings
        .into_iter()
        .take(1)
        .map(|reading| Reading { explicit: explicit.clone(), periods: vec![period.clone()], ..reading })
        .collect()
}

fn target(page: &Page<'_>, left: &Cell<'_>) -> Option<Pair> {
    let universe = page.background.universe;
    let gap = universe.beside(left, FigureKind::Gap);
    let target = universe.target(&left.figure.measure)?;
    if gap.is_none() && is_sum(&left.figure.unit) {
        return None;
    }
    let same = sentia_tools::format::value(&target.into(), &left.figure.unit) == left.shown();
    let alike = same || gap.is_some_and(|gap| !gap.shown().chars().any(|c| ('1'..='9').contains(&c)));
    let truth = match gap {
        Some(gap) => format!("the truth is {}", gap.described()),
        None => format!(
            "the truth is {} against a target of {}",
            left.described(),
            sentia_tools::format::value(&target.into(), &left.figure.unit)
        ),
    };
    Some(Pair { left: left.number, right: target, alike, direction: left.figure.direction, truth })
}

/// The target of a sum is that of the whole: no row can be held against it.
fn is_sum(unit: &Unit) -> bool {
    match unit {
        Unit::Count(_) | Unit::Duration | Unit::Money { per: None, .. } => true,
        Unit::Quantity(symbol) => !symbol.contains('/'),
        _ => false,
    }
}

/// Values of the members (or measures) named on the other side.
fn others(page: &Page<'_>, segment: usize, left: &Cell<'_>) -> Option<Vec<Pair>> {
    let universe = page.background.universe;
    let selector = Selector { background: page.background };
    let mut found = Vec::new();
    for reading in reading::of_segment(page, segment) {
        let values = selector.select(&reading, &[FigureKind::Value]);
        let alike = values
            .into_iter()
            .map(|at| &universe.cells[at])
            .filter(|right| right.figure.unit == left.figure.unit);
        let right: Vec<&Cell<'_>> = alike.collect();
        if right.is_empty() {
            return None;
        }
        found.extend(right.into_iter().map(|right| Pair::of(left, right)));
    }
    Some(found)
}

/// The figure over everything, for the same measure and period.
pub(super) fn total<'p>(page: &Page<'p>, left: &Cell<'_>) -> Option<&'p Cell<'p>> {
    page.background.universe.cells.iter().find(|cell| {
        cell.is(FigureKind::Value)
            && cell.figure.measure == left.figure.measure
            && cell.figure.members.len() < left.figure.members.len().max(1)
            && (cell.figure.period == left.figure.period || left.is_bucket())
            && cell.row.is_none()
    })
}

fn rivals(page: &Page<'_>, left: &Cell<'_>) -> Vec<Pair> {
    let universe = page.background.universe;
    let all = universe.rivals(left, &[], left.is_bucket());
    let others = all.into_iter().filter(|other| other.figure.id != left.figure.id);
    if universe.shows_all(left) { others.map(|right| Pair::of(left, right)).collect() } else { Vec::new() }
}

/// The subject before: as a change, so that it is judged as the change is shown.
fn earlier(page: &Page<'_>, segment: usize, left: &Cell<'_>) -> Option<Pair> {
    let universe = page.background.universe;
    let change = universe.beside(left, FigureKind::Change)?;
    let mentions = page.range(segment).flat_map(|at| match &page.items[at].kind {
        Kind::Periods(list) => list.clone(),
        _ => Vec::new(),
    });
    let before = change.figure.against?;
    let calendar = page.background.calendar;
    let fits = |mention: &PeriodMention| {
        mention.candidates.iter().any(|named| calendar.same(*named, before))
            || mention.relation.is_some_and(|relation| relation.holds(change.figure.period, before))
    };
    let mut mentions = mentions.peekable();
    let named = mentions.peek().is_none() || mentions.any(|mention| fits(&mention));
    let shown = change.shown().chars().any(|c| ('1'..='9').contains(&c));
    named.then(|| Pair {
        left: change.number,
        right: 0.0,
        alike: !shown,
        direction: change.figure.direction,
        truth: format!("the truth is {}", change.described()),
    })
}

/// `higher than in week 38`: another bucket of the same trend.
fn bucket(page: &Page<'_>, segment: usize, left: &Cell<'_>) -> Option<Pair> {
    let calendar = page.background.calendar;
    let own = &page.own[segment];
    let mentions = || own.against.iter().chain(&own.periods);
    let is_named = |cell: &&Cell<'_>| {
        mentions().any(|mention| {
            mention.candidates.iter().any(|named| calendar.same(*named, cell.figure.period))
                || mention
                    .relation
                    .is_some_and(|relation| relation.holds(left.figure.period, cell.figure.period))
        })
    };
    let right = page.background.universe.rivals(left, &[], true).into_iter().find(is_named)?;
    Some(Pair::of(left, right))
}

/// A bound that stands in the question, or that the rows were asked to meet.
pub(super) fn threshold(page: &Page<'_>, segment: usize, left: &Cell<'_>) -> Option<Pair> {
    let mention = page.range(segment).find_map(|at| page.items[at].figures().first())?;
    let right = match &mention.said {
        Said::Reference(position) => {
            let bound = page.background.universe.cells.get(*position)?;
            let is_bound = bound.is(FigureKind::Threshold) && bound.figure.measure == left.figure.measure;
            is_bound.then_some(bound.number)?
        }
        Said::Literal(quantity) => {
            super::question::asks_about(page.question, quantity, page.background.names).then_some(())?;
            super::matching::in_figure_unit(quantity, left)?
        }
    };
    Some(Pair {
        left: left.number,
        right,
        alike: false,
        direction: left.figure.direction,
        truth: format!("the truth is {}", left.described()),
    })
}
