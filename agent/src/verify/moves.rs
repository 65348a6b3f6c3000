//! Rose, fell, improved, worsened, held.

use sentia_semantic::{Direction, Unit};
use sentia_tools::FigureKind;

use super::{
    fault::FaultKind,
    item::Kind,
    page::Page,
    reading::{self, Reading},
    select::Selector,
    sense::{Heading, Sense},
    shape::Opener,
    universe::Cell,
};

/// Whether a change goes the way that the word says.
pub(super) fn agrees(heading: Heading, change: &Cell<'_>) -> bool {
    let shown = change.shown().chars().any(|c| ('1'..='9').contains(&c));
    goes(heading, change.number, shown, change.figure.direction)
}

/// `shown`: the change is not zero at the precision shown.
pub(super) fn goes(heading: Heading, change: f64, shown: bool, direction: Direction) -> bool {
    match (heading, direction) {
        (Heading::Flat, _) => !shown,
        (Heading::Either, _) => shown,
        (Heading::Up, _)
        | (Heading::Better, Direction::UpIsGood)
        | (Heading::Worse, Direction::DownIsGood) => shown && change > 0.0,
        (Heading::Down, _)
        | (Heading::Better, Direction::DownIsGood)
        | (Heading::Worse, Direction::UpIsGood) => shown && change < 0.0,
        (Heading::Better | Heading::Worse, Direction::Neutral) => false,
    }
}

/// Checks every word of change that no figure has settled yet.
pub(super) fn check(page: &mut Page<'_>) {
    for item in 0..page.items.len() {
        let Kind::Sense(Sense::Move(heading, _)) = page.items[item].kind else { continue };
        if !page.settled.contains(&item) && !is_title(page, item) {
            check_one(page, item, heading);
        }
    }
}

/// `the change in OEE by line`, `changes are against last week`: a heading, no claim.
fn is_title(page: &Page<'_>, item: usize) -> bool {
    let Kind::Sense(Sense::Move(Heading::Either, _)) = page.items[item].kind else { return false };
    !page.has_figures(page.segment_of(item))
}

fn check_one(page: &mut Page<'_>, item: usize, heading: Heading) {
    let segment = page.segment_of(item);
    let denied =
        (page.segments[segment].start..item).rev().find(|at| page.items[*at].sense() == Some(Sense::Not));
    page.settled.extend(denied);
    page.settled.insert(item);
    let word = page.text(item).to_owned();
    let wrong = match verdict(page, segment, heading, &word) {
        Verdict::Known(agrees, truth) => {
            (agrees == denied.is_some()).then_some((FaultKind::WrongDirection, truth))
        }
        Verdict::Unknown => {
            let advice =
                "nothing in the evidence says how this changed; leave it out, or ask for a comparison";
            Some((FaultKind::Unsupported, advice.to_owned()))
        }
    };
    if let Some((kind, advice)) = wrong {
        page.fault(kind, &word, advice);
    }
}

enum Verdict {
    /// Whether all that is spoken of moved that way, and what the truth is.
    Known(bool, String),
    Unknown,
}

fn verdict(page: &Page<'_>, segment: usize, heading: Heading, word: &str) -> Verdict {
    if let Some(verdict) = from_to(page, segment, heading) {
        return verdict;
    }
    if let Some(verdict) = to_level(page, segment, heading) {
        return verdict;
    }
    let readings = reading::of_segment(page, subject(page, segment));
    let readings: Vec<Reading> =
        readings.into_iter().map(|reading| with_against(page, segment, reading)).collect();
    let mut all = true;
    let mut truth = Vec::new();
    for reading in &readings {
        let Some(moves) = moved(page, reading, heading, word) else { return Verdict::Unknown };
        for (agrees, described) in moves {
            all &= agrees;
            truth.push(described);
        }
    }
    truth.truncate(3);
    Verdict::Known(all, truth.join("; "))
}

/// What an `against` phrase of this segment adds to the reading of its subject.
fn with_against(page: &Page<'_>, segment: usize, mut reading: Reading) -> Reading {
    if let Some(own) = reading::of_segment(page, segment).into_iter().next() {
        for mention in own.against {
            if !reading.against.contains(&mention) {
                reading.against.push(mention);
            }
        }
    }
    reading
}

/// A move inside a comparison is that of the main subject.
fn subject(page: &Page<'_>, segment: usize) -> usize {
    match page.segments[segment].opener {
        Opener::Beside(..) | Opener::From | Opener::To => page.subject_segment(segment),
        _ => segment,
    }
}

/// `rose from 70.1% to 73.2%`: the two figures say which way.
fn from_to(page: &Page<'_>, segment: usize, heading: Heading) -> Option<Verdict> {
    let behind = |wanted: Opener| {
        let next = (segment + 1..page.segments.len())
            .take_while(|at| matches!(page.segments[*at].opener, Opener::From | Opener::To));
        let found = next.into_iter().find(|at| page.segments[*at].opener == wanted)?;
        let bound = page.bound.iter().find(|((item, _), _)| page.range(found).contains(item))?;
        Some(page.background.universe.cells[*bound.1])
    };
    let (from, to) = (behind(Opener::From)?, behind(Opener::To)?);
    let shown = from.shown() != to.shown();
    let agrees = goes(heading, to.number - from.number, shown, to.figure.direction);
    Some(Verdict::Known(agrees, format!("it went from {} to {}", from.described(), to.described())))
}

/// `fell to 71.6% in week 38`: judged by what came before that figure.
fn to_level(page: &Page<'_>, segment: usize, heading: Heading) -> Option<Verdict> {
    let next = segment + 1;
    let to = page.segments.get(next).filter(|next| next.opener == Opener::To)?;
    let bound = page.bound.iter().find(|((item, _), _)| (to.start..to.end).contains(item));
    let cell = &page.background.universe.cells[*bound?.1];
    let universe = page.background.universe;
    let mut buckets = universe.rivals(cell, &[], true);
    buckets.retain(|other| other.figure.period.from < cell.figure.period.from);
    let before =
        buckets.into_iter().max_by_key(|other| other.figure.period.from).filter(|_| cell.is_bucket())?;
    let named = !page.own[next].periods.is_empty()
        || !page.inherited[next].periods.is_empty()
        || !page.carried.periods.is_empty();
    let agrees =
        goes(heading, cell.number - before.number, cell.shown() != before.shown(), cell.figure.direction);
    named.then(|| {
        Verdict::Known(agrees, format!("it went from {} to {}", before.described(), cell.described()))
    })
}

/// Changes that the reading allows, each with whether it agrees; none where the Evidence says nothing.
fn moved(page: &Page<'_>, reading: &Reading, heading: Heading, word: &str) -> Option<Vec<(bool, String)>> {
    let selector = Selector { background: page.background };
    let cells = &page.background.universe.cells;
    let mut changes = selector.select(reading, &[FigureKind::Change]);
    if changes.is_empty() {
        changes = selector.select(reading, &[FigureKind::ChangePercent]);
    }
    keep_spoken_of(page, reading, &mut changes);
    if !changes.is_empty() {
        let one = |at: &usize| (agrees_loosely(page, heading, &cells[*at], word), cells[*at].described());
        return Some(changes.iter().map(one).collect());
    }
    let buckets = over_time(page, reading);
    let (first, last) = (buckets.first()?, buckets.last()?);
    if first.figure.period == last.figure.period {
        return None;
    }
    let agrees =
        goes(heading, last.number - first.number, first.shown() != last.shown(), last.figure.direction);
    Some(vec![(agrees, format!("it went from {} to {}", first.described(), last.described()))])
}

/// Where the words leave open whether a row or the total moved, the value that the sentence gives tells.
fn keep_spoken_of(page: &Page<'_>, reading: &Reading, changes: &mut Vec<usize>) {
    let cells = &page.background.universe.cells;
    let members = |at: &usize| &cells[*at].figure.members;
    let open = reading.explicit.is_empty() && reading.inherited.is_empty();
    if changes.windows(2).all(|pair| members(&pair[0]) == members(&pair[1])) {
        return;
    }
    let given: Vec<usize> =
        page.bound.values().copied().filter(|at| cells[*at].is(FigureKind::Value)).collect();
    // Where members are named, a single value tells: the total of Leeds, not one of its rows.
    let told = |at: &usize| given.iter().any(|value| members(value) == members(at));
    if open && !given.is_empty() || given.len() == 1 && changes.iter().any(told) {
        changes.retain(told);
    }
}

/// Now and before look alike at the precision shown.
fn looks_the_same(page: &Page<'_>, change: &Cell<'_>) -> bool {
    let universe = page.background.universe;
    let beside = |kind| universe.beside(change, kind).map(Cell::shown);
    beside(FigureKind::Value).is_some_and(|now| Some(now) == beside(FigureKind::Previous))
}

/// Words for "unchanged" that allow a small move.
const LOOSELY: &str =
    "flat steady stable constant level plateaued little barely hardly broadly largely essentially virtually";

/// "Steady" allows a small move; "unchanged" none that shows.
fn agrees_loosely(page: &Page<'_>, heading: Heading, change: &Cell<'_>, word: &str) -> bool {
    let lower = word.to_lowercase();
    let small = match &change.figure.unit {
        Unit::Points => change.number.abs() <= 0.005,
        Unit::Percent => change.number.abs() <= 0.01,
        _ => false,
    };
    let loose = small && LOOSELY.split(' ').any(|word| lower.contains(word));
    agrees(heading, change) || heading == Heading::Flat && (loose || looks_the_same(page, change))
}

/// The buckets of a trend that the reading speaks of; with one bucket named, that and the one before it.
fn over_time<'p>(page: &Page<'p>, reading: &Reading) -> Vec<&'p Cell<'p>> {
    let selector = Selector { background: page.background };
    let universe = page.background.universe;
    let whole =
        Reading { periods: Vec::new(), unnamed: true, unnamed_time: true, whole: false, ..reading.clone() };
    let found = selector.select(&whole, &[FigureKind::Value]);
    let mut buckets: Vec<&Cell<'_>> =
        found.iter().map(|at| &universe.cells[*at]).filter(|cell| cell.is_bucket()).collect();
    buckets.sort_by_key(|cell| cell.figure.period.from);
    let same = buckets.windows(2).all(|pair| {
        pair[0].figure.members == pair[1].figure.members && pair[0].figure.measure == pair[1].figure.measure
    });
    if !same {
        return Vec::new();
    }
    let named = buckets.iter().position(|cell| {
        reading
            .periods
            .iter()
            .flat_map(|mention| &mention.candidates)
            .any(|period| page.background.calendar.same(*period, cell.figure.period))
    });
    match named {
        Some(0) => Vec::new(),
        Some(at) => buckets[at - 1..=at].to_vec(),
        None => buckets,
    }
}
