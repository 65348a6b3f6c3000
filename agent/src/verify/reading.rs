//! What the words around a number say that it is: whose, of what, when.

use sentia_semantic::Unit;

use super::{
    dates::PeriodMention,
    frame::{Frame, Options, share_dimension},
    item::{Kind, Said},
    matching::{self, Fit},
    page::Page,
    quantity::{Quantity, SaidUnit},
    role,
    sense::{Preposition, Sense},
    shape::{Object, Opener},
};

/// One way to read whose figure is meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// Members named beside the figure.
    pub explicit: Vec<Options>,
    /// Members named earlier in the sentence.
    pub inherited: Vec<Options>,
    /// Members that earlier sentences were about.
    pub carried: Vec<Options>,
    /// Said to be over everything.
    pub whole: bool,
    /// A sentence that names its measure anew may be about the total again.
    pub fresh: bool,
    /// A word in the sentence says which of many rows is meant: the highest, the last.
    pub unnamed: bool,
    /// The same for buckets of time.
    pub unnamed_time: bool,
    /// Ids of the measure it may be; none where no measure was named.
    pub measures: Option<Vec<String>>,
    pub periods: Vec<PeriodMention>,
    /// Periods that earlier sentences were about.
    pub carried_periods: Vec<PeriodMention>,
    /// Periods that something is set against.
    pub against: Vec<PeriodMention>,
    /// Allows the comparison period without naming it: `from 72.0%`.
    pub before: bool,
}

/// The readings of a figure; several where one figure is said of several members, and all must hold.
pub(super) fn of(page: &Page<'_>, item: usize, place: usize) -> Vec<Reading> {
    let segment = page.segment_of(item);
    let size = match &page.items[item].kind {
        Kind::Figures(list) => list.len(),
        _ => 1,
    };
    let mut own = beside_figure(page, segment, item);
    let back = is_of_subject(page, segment, item);
    if own.measures.is_empty() && !continues_measure(page, segment, item) {
        own.measures.extend(
            measure_of_unit(page, item, place).or_else(|| measures_in_unit(page, segment, item, place)),
        );
    }
    let mut readings = build(page, segment, &own, Aligned { place, size });
    if back {
        readings.iter_mut().for_each(|reading| reading.whole = false);
    }
    readings
}

/// `below average at 61.1%`: the number is that of the subject again.
fn is_of_subject(page: &Page<'_>, segment: usize, item: usize) -> bool {
    let at = page.before_here(item).filter(|before| {
        matches!(
            page.items[*before].kind,
            Kind::Sense(Sense::Preposition(Preposition::At | Preposition::With))
        )
    });
    matches!(page.object(segment), Some(Object::Whole))
        && at.is_some_and(|at| at > page.segments[segment].start)
}

/// `downtime rose to …`, `the lowest downtime, at …`, `(48 stops)`: still the measure named before.
fn continues_measure(page: &Page<'_>, segment: usize, item: usize) -> bool {
    let opener = matches!(
        page.segments[segment].opener,
        Opener::To | Opener::From | Opener::Beside(..) | Opener::Bracket
    );
    let at = page.before_here(item).is_some_and(|before| {
        matches!(
            page.items[before].kind,
            Kind::Sense(Sense::Preposition(Preposition::At | Preposition::To | Preposition::From))
        )
    });
    (opener || at) && !page.inherited[segment].measures.is_empty()
}

/// `791 stops` names the measure by its unit.
fn measure_of_unit(page: &Page<'_>, item: usize, place: usize) -> Option<Vec<String>> {
    let mention = page.items[item].figures().get(place)?;
    let noun = match &mention.said {
        Said::Literal(Quantity { unit: SaidUnit::Of(Unit::Count(noun)), .. }) => noun,
        Said::Literal(_) => return None,
        Said::Reference(position) => match &page.background.universe.cells[*position].figure.unit {
            Unit::Count(noun) => noun,
            _ => return None,
        },
    };
    page.background.names.measure_called(noun)
}

/// The measures in the unit of a number, where the measure spoken of before counts in another: `37 stops and 9 h 37 min`.
fn measures_in_unit(page: &Page<'_>, segment: usize, item: usize, place: usize) -> Option<Vec<String>> {
    let mention = page.items[item].figures().get(place)?;
    let unit =
        role::unit(page, mention).filter(|unit| *unit != SaidUnit::Bare && *unit != SaidUnit::Points)?;
    let probe = Quantity::probe(unit);
    let counts = |id: &str| {
        let mut cells = page.background.universe.cells.iter().filter(|cell| cell.figure.measure == id);
        cells.any(|cell| matching::fit(&probe, None, cell) != Fit::OtherUnit)
    };
    let spoken = [&page.inherited[segment].measures, &page.carried.measures]
        .into_iter()
        .find(|list| !list.is_empty())?;
    if spoken.iter().flatten().any(|id| counts(id)) {
        return None;
    }
    let all: Vec<String> =
        page.background.universe.measures().into_iter().filter(|id| counts(id)).map(str::to_owned).collect();
    (!all.is_empty()).then_some(all)
}

/// The readings of what a whole segment speaks of.
pub(super) fn of_segment(page: &Page<'_>, segment: usize) -> Vec<Reading> {
    let own = with_neighbours(page, segment, page.own[segment].clone());
    build(page, segment, &own, Aligned { place: 0, size: 1 })
}

/// The readings of a segment as if it were about this member.
pub(super) fn of_member(page: &Page<'_>, segment: usize, member: &Options) -> Reading {
    let own = Frame { members: vec![vec![member.clone()]], ..Frame::default() };
    let own = page.own[segment].with(&own);
    build(page, segment, &own, Aligned { place: 0, size: 1 }).into_iter().next().unwrap_or_default()
}

/// Which entry of a list of names belongs to this entry of the list of figures.
#[derive(Clone, Copy)]
struct Aligned {
    place: usize,
    size: usize,
}

impl Aligned {
    /// All entries for a lone figure, else the one in step.
    fn choose<T: Clone>(self, list: &[T]) -> Vec<T> {
        if self.size > 1 && list.len() == self.size {
            list[self.place..=self.place].to_vec()
        } else {
            list.to_vec()
        }
    }
}

fn build(page: &Page<'_>, segment: usize, own: &Frame, aligned: Aligned) -> Vec<Reading> {
    let inherited = &page.inherited[segment];
    let whole = says_whole(page, segment);
    let periods = if own.periods.is_empty() { &inherited.periods } else { &own.periods };
    let measures = [&own.measures, &inherited.measures, &page.carried.measures]
        .into_iter()
        .find(|list| !list.is_empty());
    let named = !own.measures.is_empty() || !inherited.measures.is_empty();
    let choose = |list: &Vec<Vec<String>>| {
        let ids = union(&aligned.choose(list));
        if named { ids } else { of_members(page, ids, &own.members) }
    };
    let base = Reading {
        inherited: rest(&inherited.members, &own.members, aligned),
        carried: carried(page, &inherited.members, &own.members),
        whole,
        fresh: page.is_fresh(),
        unnamed: false,
        unnamed_time: false,
        measures: measures.map(choose),
        periods: aligned.choose(periods),
        carried_periods: if periods.is_empty() { page.carried.periods.clone() } else { Vec::new() },
        against: against(page, segment),
        before: false,
        explicit: Vec::new(),
    };
    let choices: Vec<Vec<Options>> = own.members.iter().map(|list| aligned.choose(list)).collect();
    combinations(&choices).into_iter().map(|explicit| Reading { explicit, ..base.clone() }).collect()
}

/// The measure of earlier sentences, unless the members named now have figures of others only.
fn of_members(page: &Page<'_>, ids: Vec<String>, members: &[Vec<Options>]) -> Vec<String> {
    let universe = page.background.universe;
    let has = |id: &str| {
        let mut cells = universe.cells.iter().filter(|cell| cell.figure.measure == id);
        cells.any(|cell| {
            members.iter().flatten().flatten().all(|(dimension, _)| cell.member(dimension).is_some())
        })
    };
    if members.is_empty() || ids.iter().any(|id| has(id)) {
        return ids;
    }
    let others: Vec<String> =
        universe.measures().into_iter().filter(|id| has(id)).map(str::to_owned).collect();
    if others.is_empty() { ids } else { others }
}

fn union(lists: &[Vec<String>]) -> Vec<String> {
    let mut ids: Vec<String> = lists.concat();
    ids.dedup();
    ids
}

/// One member of each list, in every combination.
fn combinations(lists: &[Vec<Options>]) -> Vec<Vec<Options>> {
    let start = vec![Vec::new()];
    lists.iter().fold(start, |found, list| {
        let with = |begun: &Vec<Options>| -> Vec<Vec<Options>> {
            list.iter().map(|member| begun.iter().chain([member]).cloned().collect()).collect()
        };
        found.iter().flat_map(with).take(40).collect()
    })
}

/// Members of the other dimensions that the sentence named before.
fn rest(inherited: &[Vec<Options>], own: &[Vec<Options>], aligned: Aligned) -> Vec<Options> {
    let other = inherited.iter().filter(|list| !own.iter().any(|named| share_dimension(named, list)));
    other.flat_map(|list| aligned.choose(list)).collect()
}

/// Members of earlier sentences count only where this sentence names none.
fn carried(page: &Page<'_>, inherited: &[Vec<Options>], own: &[Vec<Options>]) -> Vec<Options> {
    let named = |list: &&Vec<Options>| inherited.iter().chain(own).any(|known| share_dimension(known, list));
    page.carried.members.iter().filter(|list| !named(list)).flatten().cloned().collect()
}

fn says_whole(page: &Page<'_>, segment: usize) -> bool {
    let word = |kind: &Kind| matches!(kind, Kind::Sense(Sense::Whole | Sense::Average));
    let object = page.object(segment) == Some(Object::Whole);
    let says = (page.find(segment, word)).is_some_and(|at| !is_share_base(page, at));
    let opens = segment > 0
        && page.inherited[segment].members.is_empty()
        && (0..segment).any(|before| page.is_bare_whole(before));
    object || says || opens
}

/// `of the total` names the base of a share, not the subject.
fn is_share_base(page: &Page<'_>, at: usize) -> bool {
    page.before(at)
        .is_some_and(|before| page.items[before].sense() == Some(Sense::Preposition(Preposition::Of)))
}

/// Periods that this segment is set against: named in it, before it, or in a comparison right behind it.
fn against(page: &Page<'_>, segment: usize) -> Vec<PeriodMention> {
    let behind = (segment + 1..page.segments.len())
        .take_while(|next| {
            matches!(page.segments[*next].opener, Opener::Beside(_, Object::Period) | Opener::From)
        })
        .map(|next| &page.own[next].against);
    let own = &page.own[segment].against;
    let before = &page.inherited[segment].against;
    [own].into_iter().chain(behind).chain([before]).find(|list| !list.is_empty()).cloned().unwrap_or_default()
}

/// The names that belong to this figure among those of its segment: where a name comes before the first figure, each
/// figure takes the nearest name before it, else the nearest behind it.
fn beside_figure(page: &Page<'_>, segment: usize, item: usize) -> Frame {
    let mut own = page.own[segment].clone();
    let figures: Vec<usize> = page
        .range(segment)
        .filter(|at| matches!(page.items[*at].kind, Kind::Figures(_) | Kind::Span(_)))
        .collect();
    let first = figures.first().copied().unwrap_or(item);
    let range = page.range(segment);
    let nearest = |wanted: &dyn Fn(usize) -> bool| -> Option<usize> {
        let places: Vec<usize> = range.clone().filter(|at| wanted(*at)).collect();
        let leads = *places.first()? < first;
        let before = places.iter().rev().find(|at| **at < item).copied();
        let behind = places.iter().find(|at| **at > item).copied();
        if leads { before.or(behind) } else { behind.or(before) }
    };
    if figures.len() > 1 || places(page, segment) > 1 {
        members_beside(page, segment, &mut own, &nearest);
        if let Some(Kind::Measures(list)) =
            nearest(&|at| matches!(page.items[at].kind, Kind::Measures(_))).map(|at| &page.items[at].kind)
        {
            own.measures.clone_from(list);
        }
        let is_period = |at: usize| matches!(page.items[at].kind, Kind::Periods(_)) && !page.is_against(at);
        if let Some(Kind::Periods(list)) = nearest(&is_period).map(|at| &page.items[at].kind) {
            own.periods.clone_from(list);
        }
    }
    with_neighbours(page, segment, own)
}

/// How many names of the most frequent kind a segment holds.
fn places(page: &Page<'_>, segment: usize) -> usize {
    let count =
        |wanted: fn(&Kind) -> bool| page.range(segment).filter(|at| wanted(&page.items[*at].kind)).count();
    count(|kind| matches!(kind, Kind::Members(_)))
        .max(count(|kind| matches!(kind, Kind::Measures(_))))
        .max(count(|kind| matches!(kind, Kind::Periods(_))))
}

/// The nearest item that fits.
type Nearest<'a> = &'a dyn Fn(&dyn Fn(usize) -> bool) -> Option<usize>;

fn members_beside(page: &Page<'_>, segment: usize, own: &mut Frame, nearest: Nearest<'_>) {
    for list in own.members.clone() {
        let same =
            |at: usize| matches!(&page.items[at].kind, Kind::Members(other) if share_dimension(other, &list));
        if let Some(Kind::Members(found)) = nearest(&same).map(|at| &page.items[at].kind) {
            own.members.retain(|known| !share_dimension(known, found));
            own.members.push(found.clone());
        }
    }
    let _ = segment;
}

/// A segment that names no member takes the one that a bare neighbour names: `61.0%, on Line 3`; `At 61.0%, Line 3 …`.
fn with_neighbours(page: &Page<'_>, segment: usize, mut own: Frame) -> Frame {
    let next = segment + 1;
    if next >= page.segments.len() {
        return own;
    }
    let apposition = matches!(page.segments[next].opener, Opener::Comma | Opener::Bracket | Opener::Dash);
    let bracket = page.segments[segment].opener == Opener::Bracket;
    let bare = page.is_bare(next) && apposition && !bracket || page.is_ahead(segment);
    if !bare {
        return own;
    }
    let named = &page.own[next];
    let inherits = !page.inherited[segment].members.is_empty();
    if own.members.is_empty() && (!inherits || page.is_bare(next)) {
        own.members.clone_from(&named.members);
    }
    if own.measures.is_empty() && page.inherited[segment].measures.is_empty() {
        own.measures.clone_from(&named.measures);
    }
    if own.periods.is_empty() && page.is_bare(next) {
        own.periods.clone_from(&named.periods);
    }
    own
}
