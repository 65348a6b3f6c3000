//! Finds claims about how many.

use super::super::{
    bind::Roles,
    frame::{Frame, Options},
    item::{Item, Kind, Mention, Said},
    page::Page,
    quantity::SaidUnit,
    ranking,
    role::Role,
    sense::{Preposition, Quantifier, Sense},
    universe::Cell,
};

/// Of how many something is claimed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Many {
    All,
    None,
    /// Exactly the members named.
    Only,
    Exactly(f64),
    /// Half of them.
    Part(f64),
    Most,
    Several,
    /// All but those named before.
    Rest,
    /// None of those named.
    Neither,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Counted {
    Members(String),
    Time,
    Rows,
}

/// A claim about rows.
#[derive(Debug)]
pub(super) struct Claim {
    pub segment: usize,
    pub many: Many,
    /// How many rows there are said to be.
    pub of: Option<f64>,
    /// What is counted; none where only members say which.
    pub dimension: Option<Counted>,
    /// Members left out: all lines except Line 2.
    pub except: Vec<Options>,
    /// Items that the claim is made of.
    pub items: Vec<usize>,
    /// Stands behind a preposition.
    pub placed: bool,
}

impl Claim {
    /// What its segment names, or else the sentence before it, or the sentences before.
    pub(super) fn named(&self, page: &Page<'_>) -> Frame {
        let own = &page.own[self.segment];
        let inherited = &page.inherited[self.segment];
        let nameless = |frame: &Frame| frame.members.is_empty() && frame.periods.is_empty();
        let found = [own, inherited, &page.carried].into_iter().find(|frame| !nameless(frame));
        found.cloned().unwrap_or_default()
    }

    /// Whether the claim names this row: its member, or its bucket.
    pub(super) fn names(&self, page: &Page<'_>, cell: &Cell<'_>) -> bool {
        let own = self.named(page);
        let calendar = page.background.calendar;
        let period = || {
            own.periods
                .iter()
                .flat_map(|mention| &mention.candidates)
                .any(|named| calendar.same(*named, cell.figure.period))
        };
        super::is_named(cell, &own.members.concat()) || (self.is_of_time(page) && period())
    }

    pub(super) fn names_any(&self, page: &Page<'_>) -> bool {
        let own = self.named(page);
        !own.members.is_empty() || (self.is_of_time(page) && !own.periods.is_empty())
    }

    /// Buckets are counted, by their noun or because only a bucket is named.
    pub(super) fn is_of_time(&self, page: &Page<'_>) -> bool {
        let own = self.named(page);
        self.dimension == Some(Counted::Time)
            || self.dimension.is_none()
                && own.members.is_empty()
                && !page.background.calendar.buckets.is_empty()
    }
}

fn quantifier(page: &Page<'_>, item: usize) -> Option<Many> {
    match page.items[item].sense()? {
        Sense::Quantifier(Quantifier::All) if follows_names(page, item) => None,
        Sense::Quantifier(Quantifier::All) => Some(Many::All),
        Sense::Quantifier(Quantifier::Both) if is_both_named(page, item) || follows_names(page, item) => None,
        Sense::Quantifier(Quantifier::Both) => Some(Many::All),
        Sense::Quantifier(Quantifier::None) => Some(Many::None),
        Sense::Quantifier(Quantifier::Only) if is_mere(page, item) => None,
        Sense::Quantifier(Quantifier::Only) => Some(Many::Only),
        Sense::Quantifier(Quantifier::Neither) => Some(Many::Neither),
        Sense::Quantifier(Quantifier::Most) => Some(Many::Most),
        Sense::Quantifier(Quantifier::Several) => Some(Many::Several),
        Sense::Quantifier(Quantifier::Rest) => Some(Many::Rest),
        Sense::Extreme(_) if ranking::is_most_of(page, item) => Some(Many::Most),
        Sense::Not if page.text(item).eq_ignore_ascii_case("no") && names_rows(page, item + 1) => {
            Some(Many::None)
        }
        _ => None,
    }
}

/// `Lines 1, 3 and 4 all rose`: of those named, and what is said of them is checked for each.
fn follows_names(page: &Page<'_>, item: usize) -> bool {
    let several = |frame: &Frame| frame.members.iter().any(|list| list.len() > 1);
    let segment = page.segment_of(item);
    let counted = page.items.get(item + 1).is_some_and(|next| {
        is_count(next) || matches!(next.kind, Kind::Dimension(_) | Kind::Sense(Sense::Thing))
    });
    let before = page.items[page.segments[segment].start..item]
        .iter()
        .any(|item| matches!(item.kind, Kind::Members(_)));
    !counted
        && (before && several(&page.own[segment])
            || page.own[segment].members.is_empty() && several(&page.inherited[segment]))
}

/// `both Leeds and Derby`: the names alone say which.
fn is_both_named(page: &Page<'_>, item: usize) -> bool {
    let pair = |at: usize| matches!(page.items.get(at).map(|near| &near.kind), Some(Kind::Members(list)) if list.len() == 2);
    pair(item + 1) || item.checked_sub(1).is_some_and(pair)
}

/// `only 61.0%`, `Leeds only` where that is all the Evidence covers.
fn is_mere(page: &Page<'_>, item: usize) -> bool {
    if page.items.get(item + 1).is_some_and(is_count) {
        return false;
    }
    let before = item.checked_sub(1).and_then(|at| page.items.get(at));
    let after = page.items.get(item + 1);
    let scope = [before, after].into_iter().flatten().any(|near| match &near.kind {
        Kind::Quotation => true,
        Kind::Members(list) => is_all_there_is(page, list),
        _ => false,
    });
    let emphasis = page.text(item).eq_ignore_ascii_case("alone") && page.has_figures(page.segment_of(item));
    scope || emphasis || after.is_some_and(|after| after.is_figure() || after.sense() == Some(Sense::Plain))
}

fn is_count(item: &Item) -> bool {
    let quantity = item.figures().first().and_then(Mention::literal);
    quantity.is_some_and(|quantity| quantity.unit == SaidUnit::Bare && quantity.value.fract() == 0.0)
}

/// The Evidence is filtered to these members, or has no others.
fn is_all_there_is(page: &Page<'_>, list: &[Options]) -> bool {
    let universe = page.background.universe;
    let named = |label: &str| list.iter().flatten().any(|(_, known)| known == label);
    let Some((dimension, _)) = list.first().and_then(|member| member.first()) else { return false };
    let filtered = universe.filters.iter().flatten().any(|filter| {
        filter.dimension == *dimension && !filter.excludes && filter.labels.iter().all(|label| named(label))
    });
    let mut members = universe.cells.iter().filter_map(|cell| cell.member(dimension)).peekable();
    filtered || members.peek().is_some() && members.all(named)
}

fn names_rows(page: &Page<'_>, item: usize) -> bool {
    page.items
        .get(item)
        .is_some_and(|item| matches!(item.kind, Kind::Dimension(_) | Kind::Sense(Sense::Thing)))
}

/// The claim that begins at this item.
pub(super) fn at(page: &Page<'_>, roles: &Roles, item: usize) -> Option<Claim> {
    let counts = |at: usize| roles.get(&(at, 0)).is_some_and(|played| played.role == Role::Count);
    let first = if counts(item) { None } else { Some(quantifier(page, item)?) };
    if first.is_none() && is_ranked(page, item) {
        return None;
    }
    let segment = page.segment_of(item);
    let mut claim = Claim {
        segment,
        many: first.clone().unwrap_or(Many::All),
        of: None,
        dimension: None,
        except: excepted(page),
        items: Vec::new(),
        placed: false,
    };
    if first.is_some() {
        claim.items.push(item);
    }
    let numbers = read_on(page, &mut claim, item + usize::from(first.is_some()), &counts)?;
    if ranking::is_among(page, item) {
        return None;
    }
    number_it(&mut claim, first, &numbers);
    claim.placed = is_placed(page, item);
    if claim.of.is_none() && is_definite(page, item) {
        make_definite(&mut claim);
    }
    Some(claim)
}

/// `across the six lines`: where something holds, not what is spoken of.
fn is_placed(page: &Page<'_>, item: usize) -> bool {
    page.before_here(item)
        .is_some_and(|before| matches!(page.items[before].kind, Kind::Sense(Sense::Preposition(_))))
}

/// `the six lines`: all there are.
fn is_definite(page: &Page<'_>, item: usize) -> bool {
    let before = item.checked_sub(1).filter(|before| page.items[*before].sense() == Some(Sense::Determiner));
    before.is_some_and(|before| {
        matches!(page.text(before).to_lowercase().as_str(), "the" | "our" | "these" | "those")
    })
}

fn make_definite(claim: &mut Claim) {
    if let Many::Exactly(number) = claim.many {
        claim.many = Many::All;
        claim.of = Some(number);
    }
}

/// `the two weakest lines`, `top three`: the number belongs to the ranking.
fn is_ranked(page: &Page<'_>, item: usize) -> bool {
    let near = [page.before_here(item), page.after(item)].into_iter().flatten();
    let mut near = near.filter(|at| matches!(page.items[*at].kind, Kind::Sense(Sense::Extreme(_))));
    near.next().is_some()
}

/// Numbers and the noun behind the quantifier.
fn read_on(
    page: &Page<'_>,
    claim: &mut Claim,
    from: usize,
    counts: &dyn Fn(usize) -> bool,
) -> Option<Vec<Mention>> {
    let mut numbers = Vec::new();
    for at in from..page.segments[claim.segment].end {
        match &page.items[at].kind {
            Kind::Figures(list) if counts(at) => {
                numbers.push(resolved(page, list.first()?));
                claim.items.push(at);
            }
            Kind::Sense(Sense::Quantifier(Quantifier::Rest)) if !claim.items.is_empty() => {
                claim.many = Many::Rest;
                claim.items.push(at);
            }
            Kind::Sense(
                Sense::Preposition(Preposition::Of)
                | Sense::Determiner
                | Sense::Plain
                | Sense::Pronoun
                | Sense::Whole,
            ) => {}
            Kind::Dimension(id) => {
                claim.dimension = Some(Counted::Members(id.clone()));
                break;
            }
            Kind::Sense(Sense::Thing) => {
                claim.dimension = thing(page, at);
                break;
            }
            _ => break,
        }
    }
    Some(numbers)
}

/// A reference to a count, as the number that it shows.
fn resolved(page: &Page<'_>, mention: &Mention) -> Mention {
    let Said::Reference(position) = mention.said else { return mention.clone() };
    let value = page.background.universe.cells[position].number;
    let quantity =
        super::super::quantity::Quantity { value, ..super::super::quantity::Quantity::probe(SaidUnit::Bare) };
    Mention { said: Said::Literal(quantity), ..mention.clone() }
}

fn number_it(claim: &mut Claim, first: Option<Many>, numbers: &[Mention]) {
    let value = |mention: &Mention| mention.literal().map_or(0.0, |quantity| quantity.value);
    let many = |mention: &Mention| match mention.unit() {
        Some(SaidUnit::Fraction) => Many::Part(value(mention)),
        _ => Many::Exactly(value(mention)),
    };
    let free = matches!(first, None | Some(Many::Only));
    match numbers {
        [] => {}
        [one] if free => claim.many = many(one),
        [one, of, ..] if free => (claim.many, claim.of) = (many(one), Some(value(of))),
        [of, ..] => claim.of = Some(value(of)),
    }
}

fn thing(page: &Page<'_>, item: usize) -> Option<Counted> {
    let word = page.text(item).to_lowercase();
    if ["day", "week", "month", "quarter", "year"].iter().any(|unit| word.starts_with(unit)) {
        return Some(Counted::Time);
    }
    matches!(word.as_str(), "rows" | "row" | "entries" | "items").then_some(Counted::Rows)
}

fn excepted(page: &Page<'_>) -> Vec<Options> {
    let behind = (0..page.items.len()).filter(|at| page.is_excepted(*at));
    let lists = behind.filter_map(|at| match &page.items[at].kind {
        Kind::Members(list) => Some(list.clone()),
        _ => None,
    });
    lists.flatten().collect()
}
