//! A sentence as a row of segments, each small enough that what stands in it belongs together.

use super::super::{
    item::{Item, Kind},
    sense::{Preposition, Quantifier, Sense, Side},
};

/// A run of items, and what sets it apart from the run before.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Segment {
    pub start: usize,
    pub end: usize,
    pub opener: Opener,
    /// For a segment in brackets: the item before the bracket.
    pub anchor: Option<usize>,
    /// The segment that a closed bracket returns to.
    pub resumes: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Opener {
    Start,
    /// A semicolon, a full stop.
    Break,
    Dash,
    Colon,
    Comma,
    And,
    But,
    Which,
    With,
    From,
    To,
    /// Above, against, than: what follows is what the subject is set beside.
    Beside(Side, Object),
    Bracket,
    /// After a bracket.
    Resume,
}

/// What a subject is set beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Object {
    Target,
    Member,
    Whole,
    Period,
    Figure,
    Measure,
    /// The others.
    Rest,
}

pub(in super::super) fn of(items: &[Item]) -> Vec<Segment> {
    let mut cutter = Cutter {
        items,
        segments: Vec::new(),
        open: Vec::new(),
        start: 0,
        opener: Opener::Start,
        anchor: None,
        resumes: None,
    };
    for at in 0..items.len() {
        cutter.visit(at);
    }
    cutter.close(items.len());
    cutter.segments
}

struct Cutter<'a> {
    items: &'a [Item],
    segments: Vec<Segment>,
    /// Segments that open brackets interrupted.
    open: Vec<usize>,
    start: usize,
    opener: Opener,
    anchor: Option<usize>,
    resumes: Option<usize>,
}

impl Cutter<'_> {
    fn visit(&mut self, at: usize) {
        match &self.items[at].kind {
            Kind::Mark('(') => {
                let anchor = at.checked_sub(1);
                self.cut(at, at + 1, Opener::Bracket);
                self.open.push(self.segments.len().saturating_sub(1));
                self.anchor = anchor;
            }
            Kind::Mark(')') => {
                self.cut(at, at + 1, Opener::Resume);
                self.anchor = None;
                self.resumes = self.open.pop();
            }
            _ => {
                if let Some((opener, skip)) = opening(self.items, at) {
                    self.cut(at, at + skip, opener);
                }
            }
        }
    }

    fn cut(&mut self, end: usize, next: usize, opener: Opener) {
        self.close(end);
        self.start = next;
        self.opener = opener;
        self.resumes = None;
    }

    fn close(&mut self, end: usize) {
        if end > self.start || matches!(self.opener, Opener::Beside(..)) {
            let (opener, anchor, resumes) = (self.opener, self.anchor, self.resumes);
            self.segments.push(Segment { start: self.start.min(end), end, opener, anchor, resumes });
        }
    }
}

/// The opener that this item is, and how many items of it belong to no segment.
fn opening(items: &[Item], at: usize) -> Option<(Opener, usize)> {
    let plain = match &items[at].kind {
        Kind::Mark(';' | '.' | '?' | '!' | '|' | '•' | '·' | '…') => Opener::Break,
        Kind::Mark('–' | '-') => Opener::Dash,
        Kind::Mark(':') => Opener::Colon,
        Kind::Mark(',') => Opener::Comma,
        Kind::Sense(Sense::And) => Opener::And,
        Kind::Sense(Sense::But) => Opener::But,
        Kind::Sense(Sense::Which) => Opener::Which,
        Kind::Sense(Sense::Preposition(Preposition::With)) => Opener::With,
        Kind::Sense(Sense::Preposition(Preposition::From)) if leads_to_level(items, at) => Opener::From,
        Kind::Sense(Sense::Preposition(Preposition::To)) if leads_to_level(items, at) => Opener::To,
        Kind::Sense(Sense::Preposition(Preposition::Than)) => {
            Opener::Beside(Side::Off, object(items, at + 1)?)
        }
        Kind::Sense(Sense::Side(side)) => {
            Opener::Beside(*side, object(items, at + 1).or_else(|| understood(items, at))?)
        }
        Kind::Sense(Sense::Multiple(_)) if !follows_relation(items, at) => {
            return object(items, at + 1).map(|object| (Opener::Beside(Side::Beside, object), 0));
        }
        Kind::Sense(Sense::Reach) => {
            Opener::Beside(Side::Met, object(items, at + 1).filter(|object| *object == Object::Target)?)
        }
        _ => return None,
    };
    Some((plain, 1))
}

fn follows_relation(items: &[Item], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        matches!(items[before].kind, Kind::Sense(Sense::Side(_) | Sense::Approximation(_)))
    })
}

/// `from 70.1%`, `to a high of 74.0%`, `from the previous week`.
fn leads_to_level(items: &[Item], at: usize) -> bool {
    let mut ahead = items[at + 1..].iter().filter(|item| {
        !matches!(
            item.kind,
            Kind::Sense(
                Sense::Determiner
                    | Sense::Plain
                    | Sense::Pronoun
                    | Sense::Approximation(_)
                    | Sense::Average
                    | Sense::Extreme(_)
                    | Sense::Preposition(Preposition::Of)
            ) | Kind::Possessive
        )
    });
    ahead.next().is_some_and(|item| matches!(item.kind, Kind::Figures(_) | Kind::Periods(_)))
}

/// What stands behind a relation: `the 75% target`, `Derby's 68.4%`, `72.0% the week before`, `the group average`.
fn object(items: &[Item], from: usize) -> Option<Object> {
    if is_it(items, from) {
        let target = items[..from].iter().any(|item| item.sense() == Some(Sense::Target));
        return target.then_some(Object::Target);
    }
    let ahead: Vec<&Kind> =
        items.get(from..)?.iter().map(|item| &item.kind).filter(|kind| !is_filler(kind)).take(6).collect();
    match ahead.first()? {
        Kind::Sense(Sense::Target) => Some(Object::Target),
        Kind::Measures(_) if matches!(ahead.get(1), Some(Kind::Sense(Sense::Target))) => Some(Object::Target),
        Kind::Measures(_) if matches!(ahead.get(1), Some(Kind::Sense(Sense::Whole | Sense::Average))) => {
            Some(Object::Whole)
        }
        Kind::Measures(_) => Some(behind_measure(&ahead)),
        Kind::Dimension(_) | Kind::Sense(Sense::Thing) => of_kind(&ahead),
        Kind::Members(_) => Some(Object::Member),
        Kind::Sense(Sense::Whole | Sense::Average) => Some(Object::Whole),
        Kind::Sense(Sense::Quantifier(Quantifier::Rest | Quantifier::All)) => Some(Object::Rest),
        Kind::Periods(_) => Some(Object::Period),
        Kind::Figures(_) | Kind::Span(_) => Some(behind_figure(&ahead[1..])),
        _ => None,
    }
}

/// `the other five fell short`, `two were above and three below`: the target named before is meant.
fn understood(items: &[Item], at: usize) -> Option<Object> {
    let last = items.get(at + 1).is_none_or(|next| {
        next.mark().is_some() || matches!(next.kind, Kind::Sense(Sense::And | Sense::But))
    });
    let target = items[..at].iter().any(|item| item.sense() == Some(Sense::Target));
    (last && target).then_some(Object::Target)
}

/// `beat it`: a pronoun with nothing behind it.
fn is_it(items: &[Item], at: usize) -> bool {
    let pronoun = items.get(at).is_some_and(|item| item.sense() == Some(Sense::Pronoun));
    let last = items.get(at + 1).is_none_or(|next| {
        next.mark().is_some()
            || matches!(next.kind, Kind::Sense(Sense::And | Sense::But | Sense::Preposition(_)))
    });
    pronoun && last
}

fn is_filler(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Possessive
            | Kind::Sense(
                Sense::Determiner
                    | Sense::Plain
                    | Sense::Pronoun
                    | Sense::Approximation(_)
                    | Sense::Which
                    | Sense::Verb
                    | Sense::Multiple(_)
                    | Sense::Extreme(_)
                    | Sense::Preposition(
                        Preposition::In
                            | Preposition::On
                            | Preposition::At
                            | Preposition::Of
                            | Preposition::By
                            | Preposition::From
                    )
            )
    )
}

/// `the plant average`, `the line target`.
fn of_kind(ahead: &[&Kind]) -> Option<Object> {
    ahead.iter().skip(1).find_map(|kind| match kind {
        Kind::Sense(Sense::Whole | Sense::Average) => Some(Object::Whole),
        Kind::Sense(Sense::Target) => Some(Object::Target),
        _ => None,
    })
}

/// `the OEE of Derby`, `OEE last week`.
fn behind_measure(ahead: &[&Kind]) -> Object {
    match ahead.get(1) {
        Some(Kind::Members(_)) => Object::Member,
        Some(Kind::Periods(_)) => Object::Period,
        Some(Kind::Figures(_)) => behind_figure(&ahead[2..]),
        _ => Object::Measure,
    }
}

/// `the 75% target`, `73.2% overall`, `68.4% at Derby`, `72.0% the week before`.
fn behind_figure(ahead: &[&Kind]) -> Object {
    for kind in ahead.iter().take(2) {
        match kind {
            Kind::Sense(Sense::Target) => return Object::Target,
            Kind::Sense(Sense::Whole | Sense::Average) => return Object::Whole,
            Kind::Members(_) => return Object::Member,
            Kind::Periods(_) => return Object::Period,
            Kind::Dimension(_) | Kind::Sense(Sense::Thing) | Kind::Measures(_) => {}
            _ => return Object::Figure,
        }
    }
    Object::Figure
}
