//! Highest, lowest, best, worst, second, top three.

use sentia_semantic::Direction;
use sentia_tools::FigureKind;

use super::{
    fault::FaultKind,
    frame::Options,
    item::Kind,
    page::Page,
    reading::{self, Reading},
    select::Selector,
    sense::{End, Heading, Quantifier, Sense},
    shape::Opener,
    universe::Cell,
};

/// A ranking word and what it ranks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub item: usize,
    pub end: End,
    /// 1 for the highest, 2 for the second highest.
    pub rank: usize,
    /// Ranks changes rather than levels: the biggest rise.
    pub of_change: Option<Heading>,
    /// How many are named together: the top three.
    pub count: Option<usize>,
    /// Only a place is said: came third.
    placed: bool,
    /// One of the lowest.
    among: bool,
}

/// The ranking word at this item.
fn at(page: &Page<'_>, item: usize) -> Option<Ranked> {
    let end = match page.items[item].sense()? {
        Sense::Extreme(end) => end,
        Sense::Ordinal(rank) if is_place(page, item) => {
            return Some(Ranked {
                item,
                end: End::Most,
                rank: usize::from(rank),
                of_change: None,
                count: None,
                placed: true,
                among: false,
            });
        }
        _ => return None,
    };
    if is_most_of(page, item) {
        return None;
    }
    let before = page.before_here(item);
    let after = page.after(item);
    let rank = match before.and_then(|before| page.items[before].sense()) {
        Some(Sense::Ordinal(rank)) => usize::from(rank),
        _ => 1,
    };
    let moves = |at: Option<usize>| {
        at.and_then(|at| page.items[at].sense()).and_then(|sense| match sense {
            Sense::Move(heading, _) => Some(heading),
            Sense::Comparative(heading) => Some(heading),
            _ => None,
        })
    };
    let number = |at: Option<usize>| {
        let quantity = page.items[at?].figures().first()?.literal()?;
        let whole = quantity.unit == super::quantity::SaidUnit::Bare
            && quantity.value.fract() == 0.0
            && (2.0..50.0).contains(&quantity.value);
        whole.then_some(quantity.value as usize)
    };
    let of_change = moves(after).or(moves(before)).or_else(|| change_spoken_of(page, item));
    Some(Ranked {
        item,
        end,
        rank,
        of_change,
        count: number(after).or(number(before)),
        placed: false,
        among: says_among(page, item),
    })
}

/// `improved, led by Line 1`, `its fall of 5.6 points was the largest`: the change named before is ranked.
fn change_spoken_of(page: &Page<'_>, item: usize) -> Option<Heading> {
    let segment = page.segment_of(item);
    let led = page.text(item).eq_ignore_ascii_case("led by");
    let start = if led { 0 } else { page.segments[segment].start };
    let cells = &page.background.universe.cells;
    let measured = page.bound.iter().any(|((at, _), position)| {
        page.range(segment).contains(at)
            && matches!(cells[*position].figure.kind, FigureKind::Change | FigureKind::ChangePercent)
    });
    let moves = (start..item).rev().find_map(|at| match page.items[at].kind {
        Kind::Sense(Sense::Move(heading, _)) => Some(heading),
        _ => None,
    });
    moves.filter(|_| led || measured && !page.has_level(segment))
}

/// `one of the lowest`, `among the worst`: within the first third.
pub(super) fn is_among(page: &Page<'_>, item: usize) -> bool {
    let end = page.segments[page.segment_of(item)].end;
    let one = page.items[item]
        .figures()
        .first()
        .and_then(super::item::Mention::literal)
        .is_some_and(|quantity| quantity.value == 1.0);
    let extreme =
        (item + 1..end).take(4).any(|at| matches!(page.items[at].kind, Kind::Sense(Sense::Extreme(_))));
    let of =
        page.items.get(item + 1).is_some_and(|next| matches!(next.kind, Kind::Sense(Sense::Preposition(_))));
    one && of && extreme
}

fn says_among(page: &Page<'_>, item: usize) -> bool {
    let segment = page.segment_of(item);
    let start = page.segments[segment].start;
    (start..item).any(|at| is_among(page, at) || page.text(at).eq_ignore_ascii_case("among"))
}

/// `came second`, `ranked third`, `in third place`: a rank without a ranking word.
fn is_place(page: &Page<'_>, item: usize) -> bool {
    let next = page.items.get(item + 1).map(|next| &next.kind);
    let ranks = matches!(next, Some(Kind::Sense(Sense::Extreme(_) | Sense::Thing) | Kind::Dimension(_)));
    let verb = page.before_here(item).is_some_and(|before| {
        let word = page.text(before).to_lowercase();
        ["came", "comes", "come", "ranked", "ranks", "in", "placed", "finished"].contains(&word.as_str())
    });
    verb && !ranks
}

/// `most lines`: a quantity of them, no rank.
pub(super) fn is_most_of(page: &Page<'_>, item: usize) -> bool {
    let counted = page
        .items
        .get(item + 1)
        .is_some_and(|next| matches!(next.kind, Kind::Dimension(_) | Kind::Sense(Sense::Thing)));
    page.text(item).eq_ignore_ascii_case("most")
        && counted
        && page
            .before_here(item)
            .is_none_or(|before| !matches!(page.items[before].kind, Kind::Sense(Sense::Move(..))))
}

/// The ranking word that says which row a segment without a name means: its own, that before its bracket, or one
/// earlier in the sentence as long as no member has been named.
pub(super) fn licence(page: &Page<'_>, segment: usize) -> Option<Ranked> {
    let own = page.range(segment).find_map(|item| at(page, item));
    if own.is_some() {
        return own;
    }
    let source = match (page.segments[segment].opener, page.segments[segment].anchor) {
        (Opener::Bracket, Some(anchor)) => page.segment_of(anchor),
        _ => segment.checked_sub(1)?,
    };
    let named = !page.inherited[segment].members.is_empty() || !page.own[segment].members.is_empty();
    let beside = matches!(page.segments[segment].opener, Opener::Beside(..));
    if named || beside {
        return None;
    }
    page.range(source).find_map(|item| at(page, item))
}

/// Whether this figure has the rank that the word gives; none where the Evidence does not show it.
pub(super) fn holds(page: &Page<'_>, item: usize, position: usize) -> Option<bool> {
    let ranked = at(page, item)?;
    let universe = page.background.universe;
    let cell = &universe.cells[position];
    let cell = match (ranked.of_change, cell.figure.kind) {
        (Some(_), FigureKind::Value) => universe.beside(cell, FigureKind::Change)?,
        _ => cell,
    };
    let highest = highest(&ranked, cell)?;
    let fields = fields(page, item, cell);
    let shown = universe.shows_end(cell, highest);
    let verdicts = fields
        .into_iter()
        .filter(|field| field.len() > 1)
        .map(|field| shown && ranks(&ranked, highest, cell, &field));
    verdicts.reduce(|one, other| one || other)
}

/// Whether the word asks for the numerically highest.
fn highest(ranked: &Ranked, cell: &Cell<'_>) -> Option<bool> {
    let up_is_good = match cell.figure.direction {
        Direction::UpIsGood => Some(true),
        Direction::DownIsGood => Some(false),
        Direction::Neutral => None,
    };
    let way = match ranked.of_change {
        None | Some(Heading::Flat) => None,
        Some(Heading::Up) => Some(true),
        Some(Heading::Down) => Some(false),
        Some(Heading::Better) => Some(up_is_good?),
        Some(Heading::Worse) => Some(!up_is_good?),
        Some(Heading::Either) => Some(true),
    };
    if is_bare_place(ranked, cell) {
        return up_is_good;
    }
    match (ranked.end, way) {
        (End::Most, None) => Some(true),
        (End::Least, None) => Some(false),
        (End::Best, None) => up_is_good,
        (End::Worst, None) => up_is_good.map(|up| !up),
        (End::Most | End::Best | End::Worst, Some(way)) => Some(way),
        (End::Least, Some(way)) => Some(!way),
    }
}

/// A place without a ranking word counts from the best for rates, from the most for sums.
fn is_bare_place(ranked: &Ranked, cell: &Cell<'_>) -> bool {
    use sentia_semantic::Unit;
    let rate = matches!(
        cell.figure.unit,
        Unit::Percent | Unit::Ratio | Unit::Days | Unit::Money { per: Some(_), .. }
    );
    ranked.placed && rate
}

/// The rows that the rank is among: one field for each natural reading of the words.
fn fields<'p>(page: &Page<'p>, item: usize, cell: &Cell<'_>) -> Vec<Vec<&'p Cell<'p>>> {
    let universe = page.background.universe;
    let segment = page.segment_of(item);
    let over_time = is_over_time(page, segment, cell);
    let mut found = vec![universe.rivals(cell, &[], over_time)];
    let explicit = page.own[segment].with(&page.inherited[segment]);
    let dimensions: Vec<&str> = cell.figure.members.iter().map(|(dimension, _)| dimension.as_str()).collect();
    for dimension in dimensions.iter().filter(|_| dimensions.len() > 1) {
        let named = explicit.members.iter().flatten().flatten().any(|(known, _)| known == dimension);
        if named {
            found.push(universe.rivals(cell, &[dimension], over_time));
        }
    }
    found
}

fn is_over_time(page: &Page<'_>, segment: usize, cell: &Cell<'_>) -> bool {
    let time = |kind: &Kind| matches!(kind, Kind::Sense(Sense::Thing));
    let words = page.find(segment, time).is_some_and(|at| {
        let word = page.text(at).to_lowercase();
        ["day", "week", "month", "quarter", "year"].iter().any(|unit| word.starts_with(unit))
    });
    let named = !page.own[segment].members.is_empty();
    cell.is_bucket()
        && (words
            || !named
            || cell.figure.members.len() <= 1 && page.background.universe.rivals(cell, &[], false).len() < 2)
}

/// Ties share their ranks; two figures that look the same are tied.
fn ranks(ranked: &Ranked, highest: bool, cell: &Cell<'_>, field: &[&Cell<'_>]) -> bool {
    let shown = cell.shown();
    let size = |cell: &Cell<'_>| {
        if ranked.of_change == Some(Heading::Either) { cell.number.abs() } else { cell.number }
    };
    let beyond = field.iter().filter(|other| {
        other.shown() != shown && if highest { size(other) > size(cell) } else { size(other) < size(cell) }
    });
    let tied = field.iter().filter(|other| other.shown() == shown).count();
    let beyond = beyond.count();
    let moved = match ranked.of_change {
        Some(Heading::Up) => cell.number > 0.0,
        Some(Heading::Down) => cell.number < 0.0,
        _ => true,
    };
    let third = if ranked.among { field.len().div_ceil(3).max(2) } else { 1 };
    let last = ranked.count.unwrap_or(ranked.rank).max(ranked.rank).max(third);
    let first = if ranked.count.is_some() { 1 } else { ranked.rank };
    moved && beyond < last && beyond + tied >= first
}

/// What the truth is, for the author.
pub(super) fn correction(page: &Page<'_>, item: usize, position: usize) -> String {
    let universe = page.background.universe;
    let over_time = universe.cells[position].is_bucket();
    let field = universe.rivals(&universe.cells[position], &[], over_time);
    let position_of = |cell: &Cell<'_>| {
        universe.cells.iter().position(|other| other.at == cell.at && other.figure.id == cell.figure.id)
    };
    let right =
        field.iter().find(|cell| position_of(cell).is_some_and(|at| holds(page, item, at) == Some(true)));
    right.map_or_else(
        || "the evidence does not show which is".to_owned(),
        |cell| format!("it is {}", cell.described()),
    )
}

/// Checks every ranking word of the sentence.
pub(super) fn check(page: &mut Page<'_>) {
    for item in 0..page.items.len() {
        if let Some(ranked) = at(page, item) {
            check_one(page, ranked);
        } else if page.items[item].sense() == Some(Sense::NextRank) {
            check_next(page, item);
        }
    }
}

fn check_one(page: &mut Page<'_>, ranked: Ranked) {
    let segment = page.segment_of(ranked.item);
    let denied = page
        .find(segment, |kind| {
            matches!(kind, Kind::Sense(Sense::Not | Sense::Ever | Sense::Quantifier(Quantifier::None)))
        })
        .is_some();
    let word = page.text(ranked.item).to_owned();
    if denied {
        return page.fault(FaultKind::WrongRank, &word, "stands beside a denial or a wider claim that cannot be checked; name the highest or lowest row plainly");
    }
    let positions = ranked_figures(page, &ranked, segment);
    page.settled.insert(ranked.item);
    if positions.is_empty() {
        return page.fault(
            FaultKind::Unsupported,
            &word,
            "it cannot be told which row is ranked; name the row and give its figure",
        );
    }
    for position in positions {
        let (kind, advice) = match holds(page, ranked.item, position) {
            Some(true) => continue,
            Some(false) => (FaultKind::WrongRank, correction(page, ranked.item, position)),
            None => {
                (FaultKind::Unsupported, "the evidence does not rank this; leave the ranking out".to_owned())
            }
        };
        page.fault(kind, &word, advice);
    }
    check_set(page, &ranked, segment);
}

/// The top three must be three.
fn check_set(page: &mut Page<'_>, ranked: &Ranked, segment: usize) {
    let Some(count) = ranked.count else { return };
    let number = [page.after(ranked.item), page.before_here(ranked.item)]
        .into_iter()
        .flatten()
        .find(|at| page.items[*at].is_figure());
    number.into_iter().for_each(|at| {
        page.settled.insert(at);
    });
    let mut members: Vec<Options> =
        (segment..page.segments.len()).flat_map(|at| page.own[at].members.concat()).collect();
    members.sort();
    members.dedup();
    let named = members.len();
    if named > 0 && named != count {
        let word = page.text(ranked.item).to_owned();
        page.fault(FaultKind::WrongCount, &word, format!("{count} are announced and {named} are named"));
    }
}

/// The figures that are said to have the rank.
fn ranked_figures(page: &Page<'_>, ranked: &Ranked, segment: usize) -> Vec<usize> {
    if ranked.count.is_some() {
        let members = (segment..page.segments.len()).flat_map(|at| page.own[at].members.concat());
        return members
            .flat_map(|member| values(page, ranked, &reading::of_member(page, segment, &member)))
            .collect();
    }
    if let Some(bound) = bound_in(page, ranked, segment) {
        return vec![bound];
    }
    let own = !page.own[segment].members.is_empty() || !page.own[segment].periods.is_empty();
    let next = segment + 1;
    let follows = next < page.segments.len()
        && !own
        && !page.own[next].members.is_empty()
        && !matches!(page.segments[next].opener, Opener::Beside(..) | Opener::But);
    let source = if follows { next } else { segment };
    let readings = reading::of_segment(page, source);
    readings.iter().flat_map(|reading| values(page, ranked, reading)).collect()
}

/// The number beside the ranking word, or in the bracket or phrase behind it.
fn bound_in(page: &Page<'_>, ranked: &Ranked, segment: usize) -> Option<usize> {
    let figure = |segment: usize| {
        page.bound
            .iter()
            .filter(|((item, _), _)| page.range(segment).contains(item))
            .map(|(_, position)| *position)
            .find(|position| {
                let kind = page.background.universe.cells[*position].figure.kind;
                match ranked.of_change {
                    Some(_) => matches!(kind, FigureKind::Change | FigureKind::ChangePercent),
                    None => kind == FigureKind::Value,
                }
            })
    };
    figure(segment).or_else(|| {
        let next = segment + 1;
        let bare = next < page.segments.len()
            && page.own[next].members.is_empty()
            && page.own[next].measures.is_empty()
            && matches!(
                page.segments[next].opener,
                Opener::Bracket | Opener::Comma | Opener::With | Opener::Colon
            );
        (bare && page.own[segment].members.is_empty()).then(|| figure(next)).flatten()
    })
}

fn values(page: &Page<'_>, ranked: &Ranked, reading: &Reading) -> Vec<usize> {
    let selector = Selector { background: page.background };
    let kind = if ranked.of_change.is_some() { FigureKind::Change } else { FigureKind::Value };
    let found = selector.select(reading, &[kind]);
    let rows = |at: &usize| page.background.universe.cells[*at].row.is_some();
    found.into_iter().filter(rows).collect()
}

/// `followed by Line 5`: next in the order to the row named before.
fn check_next(page: &mut Page<'_>, item: usize) {
    let segment = page.segment_of(item);
    let word = page.text(item).to_owned();
    let (Some(one), Some(two)) = (row_before(page, item), row_behind(page, segment, item)) else { return };
    let universe = page.background.universe;
    let (one, two) = (&universe.cells[one], &universe.cells[two]);
    let between = universe.rivals(one, &[], false).into_iter().filter(|other| {
        let (low, high) = (one.number.min(two.number), one.number.max(two.number));
        other.number > low && other.number < high
    });
    if between.count() > 0 {
        page.fault(FaultKind::WrongRank, &word, format!("{} does not come next", two.described()));
    }
}

/// The row spoken of last before an item: by its figure, else by its name.
fn row_before(page: &Page<'_>, item: usize) -> Option<usize> {
    let value = |position: &usize| page.background.universe.cells[*position].is(FigureKind::Value);
    let bound = page.bound.iter().filter(|((at, _), position)| *at < item && value(position));
    let named = page.items[..item].iter().rev().find_map(|item| match &item.kind {
        Kind::Members(list) => list.last().cloned(),
        _ => None,
    });
    let segment = page.segment_of(item);
    let by_name = || named.and_then(|member| value_of(page, segment, &member));
    bound.map(|(_, position)| *position).next_back().or_else(by_name)
}

/// The row spoken of next.
fn row_behind(page: &Page<'_>, segment: usize, item: usize) -> Option<usize> {
    let value = |position: &usize| page.background.universe.cells[*position].is(FigureKind::Value);
    let bound = page.bound.iter().find(|((at, _), position)| *at > item && value(position));
    let named = page.items[item..].iter().find_map(|item| match &item.kind {
        Kind::Members(list) => list.first().cloned(),
        _ => None,
    });
    let by_name = || named.and_then(|member| value_of(page, segment, &member));
    bound.map(|(_, position)| *position).or_else(by_name)
}

fn value_of(page: &Page<'_>, segment: usize, member: &Options) -> Option<usize> {
    let selector = Selector { background: page.background };
    selector.select(&reading::of_member(page, segment, member), &[FigureKind::Value]).first().copied()
}
