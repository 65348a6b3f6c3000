//! A sentence taken apart: its items, its segments, and what each segment is about.

use std::collections::{BTreeMap, BTreeSet};

use sentia_semantic::Unit;
use sentia_tools::FigureKind;

use super::{
    dates::PeriodMention,
    fault::{Fault, FaultKind},
    frame::{Frame, Options, share_dimension},
    item::{Item, Kind, Mention, Said},
    quantity::{Quantity, SaidUnit},
    scan::Background,
    sense::{Preposition, Sense},
    shape::{Object, Opener, Segment},
};

pub(super) struct Page<'a> {
    pub sentence: &'a str,
    pub question: &'a str,
    pub background: &'a Background<'a>,
    pub items: Vec<Item>,
    pub segments: Vec<Segment>,
    /// What earlier sentences were about.
    pub carried: Frame,
    /// What each segment names itself.
    pub own: Vec<Frame>,
    /// What each segment takes over from the ones before it in the sentence.
    pub inherited: Vec<Frame>,
    /// The figure that each number was found to be, by item and place in its list.
    pub bound: BTreeMap<(usize, usize), usize>,
    /// Items whose claim has been checked.
    pub settled: BTreeSet<usize>,
    /// Comparisons that a quantifier speaks for.
    pub governed: BTreeSet<usize>,
    pub faults: Vec<Fault>,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        sentence: &'a str,
        question: &'a str,
        background: &'a Background<'a>,
        items: Vec<Item>,
        segments: Vec<Segment>,
        carried: Frame,
    ) -> Self {
        let mut page = Page {
            sentence,
            question,
            background,
            items,
            segments,
            carried,
            own: Vec::new(),
            inherited: Vec::new(),
            bound: BTreeMap::new(),
            settled: BTreeSet::new(),
            governed: BTreeSet::new(),
            faults: Vec::new(),
        };
        page.own = (0..page.segments.len()).map(|at| page.named_in(at)).collect();
        page.inherit();
        page
    }

    pub(super) fn fault(&mut self, kind: FaultKind, said: &str, advice: impl Into<String>) {
        let fault = Fault::new(kind, said, advice);
        if self.faults.len() < 8 && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// The text of an item.
    pub(super) fn text(&self, at: usize) -> &'a str {
        self.items.get(at).map_or("", |item| &self.sentence[item.from..item.to])
    }

    /// The text of a segment.
    pub(super) fn text_of(&self, segment: usize) -> &'a str {
        let segment = &self.segments[segment];
        match (
            self.items.get(segment.start),
            segment.end.checked_sub(1).and_then(|last| self.items.get(last)),
        ) {
            (Some(first), Some(last)) if first.from <= last.to => &self.sentence[first.from..last.to],
            _ => "",
        }
    }

    pub(super) fn range(&self, segment: usize) -> std::ops::Range<usize> {
        self.segments[segment].start..self.segments[segment].end
    }

    pub(super) fn segment_of(&self, item: usize) -> usize {
        self.segments.iter().position(|segment| (segment.start..segment.end).contains(&item)).unwrap_or(0)
    }

    /// Items of a segment that satisfy a condition.
    pub(super) fn find(&self, segment: usize, wanted: impl Fn(&Kind) -> bool) -> Option<usize> {
        self.range(segment).find(|at| wanted(&self.items[*at].kind))
    }

    pub(super) fn has(&self, segment: usize, sense: Sense) -> bool {
        self.find(segment, |kind| *kind == Kind::Sense(sense)).is_some()
    }

    /// Every number of the sentence: item, place in its list, mention.
    pub(super) fn mentions(&self) -> Vec<(usize, usize, Mention)> {
        let mut found = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            match &item.kind {
                Kind::Figures(list) => {
                    found.extend(list.iter().enumerate().map(|(place, mention)| (at, place, mention.clone())))
                }
                Kind::Span(ends) => found.extend([(at, 0, ends.0.clone()), (at, 1, ends.1.clone())]),
                _ => {}
            }
        }
        found
    }

    pub(super) fn has_figures(&self, segment: usize) -> bool {
        self.find(segment, |kind| matches!(kind, Kind::Figures(_) | Kind::Span(_))).is_some()
    }

    /// Whether a number of this segment gives the value of something.
    pub(super) fn has_level(&self, segment: usize) -> bool {
        let cells = &self.background.universe.cells;
        self.bound.iter().any(|((item, _), position)| {
            self.range(segment).contains(item) && cells[*position].is(FigureKind::Value)
        })
    }

    /// All that a segment names.
    fn named_in(&self, segment: usize) -> Frame {
        let mut frame = Frame::default();
        for at in self.range(segment) {
            match &self.items[at].kind {
                Kind::Members(list)
                    if !self.is_base(at)
                        && !self.is_excepted(at)
                        && !frame.members.iter().any(|known| share_dimension(known, list)) =>
                {
                    frame.members.push(list.clone());
                }
                Kind::Measures(list) if frame.measures.is_empty() => frame.measures.clone_from(list),
                Kind::Periods(list) if frame.periods.is_empty() && !self.is_against(at) => {
                    frame.periods.clone_from(list)
                }
                Kind::Sense(Sense::Move(heading, _)) => frame.heading = Some(*heading),
                _ => {}
            }
        }
        let first = self.items.get(self.segments[segment].start).and_then(Item::sense);
        let at = self.segments[segment].opener == Opener::Comma
            && first == Some(Sense::Preposition(Preposition::At));
        let continues = at
            || matches!(
                self.segments[segment].opener,
                Opener::To | Opener::From | Opener::Beside(..) | Opener::Bracket
            );
        if frame.measures.is_empty() && !continues {
            frame.measures.extend(self.measure_by_unit(segment));
        }
        self.note_against(segment, &mut frame);
        frame
    }

    /// Periods that the segment sets something against: `on the week`, `compared with July`, `from the previous month`.
    fn note_against(&self, segment: usize, frame: &mut Frame) {
        let compares =
            matches!(self.segments[segment].opener, Opener::Beside(_, Object::Period) | Opener::From);
        if compares && !self.has_figures(segment) {
            frame.against = std::mem::take(&mut frame.periods);
        }
        for at in self.range(segment).filter(|at| self.is_against(*at)) {
            if let Kind::Periods(list) = &self.items[at].kind {
                frame.against.extend(list.iter().cloned());
            }
        }
    }

    /// `791 stops` names the measure by what it counts.
    fn measure_by_unit(&self, segment: usize) -> Option<Vec<String>> {
        let mentions = self.range(segment).flat_map(|at| self.items[at].figures());
        mentions.into_iter().find_map(|mention| {
            let noun = match &mention.said {
                Said::Literal(Quantity { unit: SaidUnit::Of(Unit::Count(noun)), .. }) => noun,
                Said::Literal(_) => return None,
                Said::Reference(position) => match &self.background.universe.cells[*position].figure.unit {
                    Unit::Count(noun) => noun,
                    _ => return None,
                },
            };
            self.background.names.measure_called(noun)
        })
    }

    /// A member behind "of" and a share is what the share is taken of.
    fn is_base(&self, at: usize) -> bool {
        let before = self.before(at);
        let of = before
            .is_some_and(|before| self.items[before].sense() == Some(Sense::Preposition(Preposition::Of)));
        let share = before.and_then(|of| self.before(of)).is_some_and(|before| {
            let item = &self.items[before];
            let percent = item
                .figures()
                .first()
                .and_then(Mention::unit)
                .is_some_and(|unit| matches!(unit, SaidUnit::Percent | SaidUnit::Fraction));
            percent || item.sense() == Some(Sense::ShareNoun)
        });
        of && share
    }

    /// A member behind "except" or "excluding" is not spoken of.
    pub(super) fn is_excepted(&self, at: usize) -> bool {
        let before = self.before(at).and_then(|before| match self.items[before].kind {
            Kind::Dimension(_) | Kind::Sense(Sense::Thing | Sense::Preposition(_)) => self.before(before),
            _ => Some(before),
        });
        matches!(before.and_then(|before| self.items[before].sense()), Some(Sense::Except | Sense::Without))
    }

    /// A period behind "on" (`on the week`, `on last year`) or "since" is what something is set against.
    pub(super) fn is_against(&self, at: usize) -> bool {
        let Kind::Periods(list) = &self.items[at].kind else { return false };
        let on_day = list.first().is_some_and(PeriodMention::is_day);
        let names_on = self.text(at).to_lowercase().starts_with("on ");
        match self.before(at).and_then(|before| self.items[before].sense()) {
            Some(Sense::Preposition(Preposition::On)) => !on_day,
            Some(Sense::Preposition(Preposition::Since)) => true,
            _ => {
                names_on
                    || list
                        .first()
                        .is_some_and(|mention| mention.candidates.is_empty() && is_comparing(self.text(at)))
            }
        }
    }

    /// The item before, past articles and the like.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|position| !is_filler(&self.items[*position].kind))
    }

    /// The next item of the same segment, past articles and the like.
    pub(super) fn after(&self, at: usize) -> Option<usize> {
        let end = self.segments[self.segment_of(at)].end;
        (at + 1..end).find(|position| !is_filler(&self.items[*position].kind))
    }

    /// The item before within the same segment.
    pub(super) fn before_here(&self, at: usize) -> Option<usize> {
        let start = self.segments[self.segment_of(at)].start;
        self.before(at).filter(|position| *position >= start)
    }

    /// What each segment takes over: brackets from what stands before them, comparisons from the subject, everything
    /// else from the segments before.
    fn inherit(&mut self) {
        let mut main = Frame::default();
        let mut besides = Frame::default();
        let mut last = None;
        for at in 0..self.segments.len() {
            let segment = self.segments[at].clone();
            let own = self.own[at].clone();
            let taken = match segment.opener {
                Opener::Bracket => self.at_bracket(at, &main, &besides),
                _ => main.clone(),
            };
            let frame = taken.with(&own);
            self.inherited.push(taken);
            match segment.opener {
                Opener::Beside(_, object) => {
                    main.against.clone_from(&frame.against);
                    if object != Object::Period && !own.periods.is_empty() {
                        main.periods.clone_from(&own.periods);
                    }
                    besides = frame;
                }
                Opener::From if !frame.against.is_empty() => main.against.clone_from(&frame.against),
                Opener::Bracket | Opener::From | Opener::To => {}
                _ => {
                    let together = last.and_then(|before| self.together(before, at, &main));
                    main = together.map_or(frame.clone(), |members| frame.with(&members));
                    last = Some(at);
                }
            }
        }
    }

    /// `Line 2 (85.0%) and Line 4 (72.0%) both rose`: names with brackets between them are one list for what follows.
    fn together(&self, before: usize, at: usize, main: &Frame) -> Option<Frame> {
        let joined = matches!(self.segments[at].opener, Opener::And | Opener::Comma);
        let bracket = (before + 1..at).any(|between| self.segments[between].opener == Opener::Bracket);
        if !(joined && bracket && self.is_bare(before) && self.is_bare(at)) {
            return None;
        }
        let own = self.own[at].members.first()?;
        let earlier = main.members.iter().find(|list| share_dimension(list, own))?;
        Some(Frame { members: vec![[earlier.as_slice(), own].concat()], ..Frame::default() })
    }

    /// A bracket speaks of the name before it.
    fn at_bracket(&self, at: usize, main: &Frame, besides: &Frame) -> Frame {
        let Some(anchor) = self.segments[at].anchor else { return main.clone() };
        let beside = matches!(self.segments[self.segment_of(anchor)].opener, Opener::Beside(..));
        let mut frame = if beside { besides.clone() } else { main.clone() };
        match &self.items[anchor].kind {
            Kind::Members(list) => {
                frame = frame.with(&Frame { members: vec![list.clone()], ..Frame::default() })
            }
            Kind::Measures(list) => frame = frame.with(&Frame { measures: list.clone(), ..Frame::default() }),
            Kind::Periods(list) => frame = frame.with(&Frame { periods: list.clone(), ..Frame::default() }),
            _ => {}
        }
        frame
    }

    /// A segment that only names something: `, on Line 3`, `(week 38)`.
    pub(super) fn is_bare(&self, segment: usize) -> bool {
        let beside = matches!(self.segments[segment].opener, Opener::Beside(..) | Opener::From | Opener::To);
        let plain = |at: usize| {
            matches!(
                self.items[at].kind,
                Kind::Members(_)
                    | Kind::Periods(_)
                    | Kind::Dimension(_)
                    | Kind::Possessive
                    | Kind::Quotation
                    | Kind::Sense(Sense::Preposition(_) | Sense::Determiner | Sense::Plain | Sense::Thing)
            )
        };
        !beside && self.range(segment).all(plain) && !self.own[segment].names_nothing()
    }

    /// Whether the sentence names its measure anew before any member, without leaning on a pronoun: then it may be about
    /// the total again, whatever the sentence before was about.
    pub(super) fn is_fresh(&self) -> bool {
        let names = |at: &usize| !self.own[*at].members.is_empty() || !self.own[*at].measures.is_empty();
        let Some(first) = (0..self.segments.len()).find(names) else { return false };
        let existential = |at: usize| at == 0 && self.text(at).eq_ignore_ascii_case("there");
        let start = self.segments[first].end;
        let leans = (0..start).any(|at| self.items[at].sense() == Some(Sense::Pronoun) && !existential(at));
        !self.own[first].measures.is_empty() && !leans
    }

    /// A segment that only says that everything is meant: `Overall,`, `Across all lines,`.
    pub(super) fn is_bare_whole(&self, segment: usize) -> bool {
        let plain = |at: usize| {
            matches!(
                self.items[at].kind,
                Kind::Dimension(_)
                    | Kind::Periods(_)
                    | Kind::Sense(
                        Sense::Whole
                            | Sense::Average
                            | Sense::Determiner
                            | Sense::Plain
                            | Sense::Thing
                            | Sense::Preposition(_)
                            | Sense::Quantifier(_)
                    )
            )
        };
        let whole = |kind: &Kind| matches!(kind, Kind::Sense(Sense::Whole | Sense::Average));
        self.range(segment).all(plain) && self.find(segment, whole).is_some()
    }

    /// The subject of the main clause when this segment comes before it: `At 61.0%, Line 3 was …`.
    pub(super) fn is_ahead(&self, segment: usize) -> bool {
        let first = self.items.get(self.segments[segment].start).and_then(Item::sense);
        let with = segment == 0 && self.segments[segment].opener == Opener::With;
        let at = self.segments[segment].opener == Opener::Start
            && matches!(
                first,
                Some(Sense::Preposition(Preposition::At | Preposition::With | Preposition::In))
            );
        (with || at) && self.own[segment].members.is_empty()
    }

    /// The segment before a comparison, whose subject is compared.
    pub(super) fn subject_segment(&self, segment: usize) -> usize {
        let beside = |at: &usize| {
            matches!(
                self.segments[*at].opener,
                Opener::Beside(..) | Opener::From | Opener::To | Opener::Bracket
            )
        };
        (0..segment).rev().find(|at| !beside(at)).unwrap_or(0)
    }

    pub(super) fn object(&self, segment: usize) -> Option<Object> {
        match self.segments[segment].opener {
            Opener::Beside(_, object) => Some(object),
            _ => None,
        }
    }

    /// Members named anywhere in the sentence.
    pub(super) fn all_members(&self) -> Vec<Options> {
        let lists = self.items.iter().filter_map(|item| match &item.kind {
            Kind::Members(list) => Some(list.clone()),
            _ => None,
        });
        lists.flatten().collect()
    }
}

fn is_filler(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Possessive
            | Kind::Sense(Sense::Determiner | Sense::Plain | Sense::Pronoun | Sense::Approximation(_))
            | Kind::Mark('*' | '"' | '\'' | '_')
    )
}

/// `week on week`, `YoY`.
fn is_comparing(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains(" on ")
        || lower.contains(" over ")
        || lower.contains("-on-")
        || lower.contains("-over-")
        || lower.contains('/')
        || matches!(lower.as_str(), "yoy" | "qoq" | "mom" | "wow" | "dod")
}
