//! What a number is said to be: a level, a change, a distance from target, a share, a count.

use sentia_semantic::Unit;

use super::{
    item::{Kind, Mention, Said},
    page::Page,
    quantity::SaidUnit,
    sense::{Heading, Preposition, Sense, Side},
    shape::{Object, Opener},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The value itself.
    Level,
    /// What it was before.
    From,
    /// What it became.
    To,
    Change,
    /// The distance from target.
    Gap,
    Target,
    Share,
    /// How many members or rows.
    Count,
    /// One end of a range over the rows.
    End,
    /// The distance between two rows, which is no figure of the Evidence.
    Difference,
    /// A bound that the question gave.
    Threshold,
}

/// A role, and the word that gives its direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Played {
    pub role: Role,
    pub heading: Option<Heading>,
    pub side: Option<Side>,
    /// The item that says the direction.
    pub word: Option<usize>,
}

impl Played {
    fn plain(role: Role) -> Self {
        Played { role, heading: None, side: None, word: None }
    }

    fn heading(role: Role, heading: Heading, word: usize) -> Self {
        Played { role, heading: Some(heading), side: None, word: Some(word) }
    }

    fn side(role: Role, side: Side) -> Self {
        Played { role, heading: None, side: Some(side), word: None }
    }
}

/// A role, and the unit that its number is said in.
pub(super) type Before = (Played, Option<SaidUnit>);

/// The role of the number at this item. `before` are the roles of the numbers before it in the sentence.
pub(super) fn of(page: &Page<'_>, item: usize, mention: &Mention, before: &[Before]) -> Played {
    let stage = Stage::new(page, item, mention);
    stage
        .as_span()
        .or_else(|| stage.as_target())
        .or_else(|| stage.as_count(before))
        .or_else(|| stage.as_distance())
        .or_else(|| stage.as_share())
        .or_else(|| stage.as_change())
        .or_else(|| stage.as_ellipsis(before))
        .or_else(|| stage.as_opened())
        .unwrap_or(Played::plain(Role::Level))
}

struct Stage<'a> {
    page: &'a Page<'a>,
    item: usize,
    mention: &'a Mention,
    segment: usize,
    opener: Opener,
    left: Option<usize>,
    right: Option<usize>,
    unit: Option<SaidUnit>,
}

impl<'a> Stage<'a> {
    fn new(page: &'a Page<'a>, item: usize, mention: &'a Mention) -> Self {
        let segment = page.segment_of(item);
        let opener = page.segments[segment].opener;
        Stage {
            page,
            item,
            mention,
            segment,
            opener,
            left: page.before_here(item),
            right: page.after(item).or_else(|| past_bracket(page, segment)),
            unit: unit(page, mention),
        }
    }

    fn sense(&self, at: Option<usize>) -> Option<Sense> {
        self.page.items[at?].sense()
    }

    fn left_of(&self, at: Option<usize>) -> Option<usize> {
        self.page.before_here(at?)
    }

    /// Whether this is the first number of its segment.
    fn is_first(&self) -> bool {
        let start = self.page.segments[self.segment].start;
        !(start..self.item).any(|at| matches!(self.page.items[at].kind, Kind::Figures(_) | Kind::Span(_)))
    }

    /// The comparison that follows right behind `at`, with nothing between.
    fn beside_behind(&self, at: usize) -> Option<(Side, Object)> {
        let rest = self.page.after(at).is_none();
        let next = self.page.segments.get(self.segment + 1).filter(|_| rest)?;
        let (next, end) = match self.page.segments.get(self.segment + 2) {
            Some(third) if next.opener == Opener::Bracket && third.start == next.end + 2 => {
                (third, next.end + 1)
            }
            _ => (next, self.page.segments[self.segment].end),
        };
        match next.opener {
            Opener::Beside(side, object)
                if next.start <= end + 1
                    && self.page.items.get(end).is_none_or(|item| item.mark().is_none()) =>
            {
                Some((side, object))
            }
            _ => None,
        }
    }

    fn is_level_by_preposition(&self) -> bool {
        matches!(
            self.sense(self.left),
            Some(Sense::Preposition(
                Preposition::At | Preposition::To | Preposition::With | Preposition::From
            ))
        )
    }

    fn as_span(&self) -> Option<Played> {
        let ranged = (0..self.segment + 1).any(|segment| self.page.has(segment, Sense::Range));
        match (&self.page.items[self.item].kind, self.opener) {
            (Kind::Span(_), _) => Some(Played::plain(Role::End)),
            (_, Opener::From | Opener::To) if ranged && self.is_first() => Some(Played::plain(Role::End)),
            _ => None,
        }
    }

    /// `the 75% target`, `a target of 75%`, `the target is 75%`.
    fn as_target(&self) -> Option<Played> {
        if self.names_before(Sense::Distance) {
            return None;
        }
        let behind = self.sense(self.right) == Some(Sense::Target);
        let measure = self.right.filter(|right| matches!(self.page.items[*right].kind, Kind::Measures(_)));
        let behind_measure =
            measure.is_some_and(|right| self.sense(self.page.after(right)) == Some(Sense::Target));
        let before = self.sense(self.left) == Some(Sense::Target);
        let joined = matches!(self.sense(self.left), Some(Sense::Verb | Sense::Preposition(Preposition::Of)));
        let level = self.opener_side().is_some_and(|side| side != Side::Beside);
        let at = self.sense(self.left) == Some(Sense::Preposition(Preposition::At)) && !level;
        let linked = (joined || at) && self.sense(self.left_of(self.left)) == Some(Sense::Target);
        let bracket = self.opener == Opener::Bracket && self.anchor_sense() == Some(Sense::Target);
        (behind || behind_measure || before || linked || bracket).then_some(Played::plain(Role::Target))
    }

    /// Whether a word of this sense stands earlier in the segment.
    fn names_before(&self, sense: Sense) -> bool {
        let start = self.page.segments[self.segment].start;
        (start..self.item).any(|at| self.page.items[at].sense() == Some(sense))
    }

    fn opener_side(&self) -> Option<Side> {
        match self.opener {
            Opener::Beside(side, _) => Some(side),
            _ => None,
        }
    }

    fn anchor_sense(&self) -> Option<Sense> {
        self.sense(self.page.segments[self.segment].anchor)
    }

    /// `three of the four lines`, `12 rows`.
    fn as_count(&self, before: &[Before]) -> Option<Played> {
        let whole = match &self.mention.said {
            Said::Reference(position) => {
                self.page.background.universe.cells[*position].is(sentia_tools::FigureKind::Count)
            }
            Said::Literal(quantity) => {
                quantity.unit == SaidUnit::Bare && quantity.value.fract() == 0.0 && quantity.sign.is_none()
            }
        };
        let counted = |at: Option<usize>| {
            at.is_some_and(|at| {
                matches!(self.page.items[at].kind, Kind::Dimension(_) | Kind::Sense(Sense::Thing))
            })
        };
        let of = self.sense(self.right) == Some(Sense::Preposition(Preposition::Of));
        let of_some = of && {
            let next = self.right.and_then(|right| self.page.after(right));
            let number = next.is_some_and(|next| self.page.items[next].is_figure());
            counted(next)
                || number && counted(next.and_then(|next| self.page.after(next)))
                || self.sense(next) == Some(Sense::Pronoun)
        };
        let reference = matches!(self.mention.said, Said::Reference(_));
        let ranked =
            [self.left, self.right].iter().any(|at| matches!(self.sense(*at), Some(Sense::Extreme(_))));
        let counted_before = before.iter().any(|(played, _)| played.role == Role::Count);
        let quantified = matches!(self.sense(self.left), Some(Sense::Quantifier(_)));
        let placed = matches!(
            self.sense(self.left),
            Some(Sense::Preposition(Preposition::On | Preposition::In | Preposition::At))
        );
        let again = (quantified || counted_before && (self.left.is_none() || placed)) && !counted(self.right);
        let part = self.unit == Some(SaidUnit::Fraction)
            && self.right.is_some_and(|right| matches!(self.page.items[right].kind, Kind::Dimension(_)));
        let counts = whole && (reference || counted(self.right) || of_some || ranked || again) || part;
        counts.then_some(Played::plain(Role::Count))
    }

    /// `14.0 points below target`, `missed target by 14.0 points`, `a 14-point gap`; and the same between two rows.
    fn as_distance(&self) -> Option<Played> {
        let comparative = self
            .right
            .filter(|right| matches!(self.page.items[*right].kind, Kind::Sense(Sense::Comparative(_))));
        let ahead =
            self.beside_behind(comparative.unwrap_or(self.item)).filter(|_| !self.is_level_by_preposition());
        if let Some((side, object)) = ahead {
            let side = self.side_with(side, comparative);
            if side != Side::Beside
                || (sign(self.page, self.item, self.mention).is_some() && object == Object::Target)
            {
                return self.distance_to(side, object, comparative);
            }
        }
        if self.sense(self.left) == Some(Sense::Preposition(Preposition::By))
            && let Opener::Beside(side, object) = self.opener
        {
            return self.distance_to(side, object, None);
        }
        self.as_named_distance()
    }

    /// `higher … than`: the comparative says which side.
    fn side_with(&self, side: Side, comparative: Option<usize>) -> Side {
        match comparative.and_then(|at| self.sense(Some(at))) {
            Some(Sense::Comparative(heading)) if side == Side::Off || side == Side::Beside => {
                side_of(heading)
            }
            _ => side,
        }
    }

    fn distance_to(&self, side: Side, object: Object, word: Option<usize>) -> Option<Played> {
        let next = self.page.segments.get(self.segment + 1);
        let word = word.or_else(|| next.map(|_| self.page.segments[self.segment].end));
        match object {
            Object::Target => Some(Played { word, ..Played::side(Role::Gap, side) }),
            Object::Period => {
                Some(Played { word, ..Played::heading(Role::Change, heading_of(side), self.item) })
            }
            _ => Some(Played::side(Role::Difference, side)),
        }
    }

    /// `a gap of 14.0 points`, `a 14-point shortfall`.
    fn as_named_distance(&self) -> Option<Played> {
        let of = matches!(self.sense(self.left), Some(Sense::Preposition(Preposition::Of) | Sense::Verb));
        let start = self.page.segments[self.segment].start;
        let noun = match (self.sense(self.right), self.sense(self.left)) {
            (Some(Sense::Distance), _) => self.right,
            (_, Some(Sense::Distance)) => self.left,
            _ if of && self.names_before(Sense::Distance) => {
                (start..self.item).rev().find(|at| self.page.items[*at].sense() == Some(Sense::Distance))
            }
            _ => return None,
        }?;
        let target = self.page.items.iter().any(|item| item.sense() == Some(Sense::Target));
        let side = match self.page.text(noun).to_lowercase().as_str() {
            "shortfall" | "deficit" => Side::Behind,
            "surplus" => Side::Ahead,
            _ => Side::Off,
        };
        let role = if target { Role::Gap } else { Role::Difference };
        Some(Played { word: Some(noun), ..Played::side(role, side) })
    }

    fn is_fraction(&self) -> bool {
        matches!(self.unit, Some(SaidUnit::Percent | SaidUnit::Fraction))
    }

    /// `32% of the total`, `accounted for 32%`, `a 32% share`, `half the downtime`.
    fn as_share(&self) -> Option<Played> {
        if !self.is_fraction() {
            return None;
        }
        let in_brackets = self.opener == Opener::Bracket
            && self.page.segments[self.segment].anchor.is_some_and(|anchor| {
                let before = self.page.segment_of(anchor);
                self.page.items[anchor].is_figure() && self.page.has(before, Sense::ShareVerb)
            });
        let next = self.right.and_then(|right| self.page.after(right));
        let base = next.is_some_and(|next| {
            matches!(
                self.page.items[next].kind,
                Kind::Measures(_)
                    | Kind::Members(_)
                    | Kind::Sense(Sense::Whole | Sense::Pronoun | Sense::Quantifier(_))
            )
        });
        let of_pronoun = self.right.is_some_and(|right| {
            (right + 1..self.page.segments[self.segment].end)
                .next()
                .is_some_and(|at| self.page.items[at].sense() == Some(Sense::Pronoun))
        });
        let of = self.sense(self.right) == Some(Sense::Preposition(Preposition::Of))
            && (base || of_pronoun || next.is_none());
        let shares = self.sense(self.right) == Some(Sense::ShareNoun);
        let verb = self.sense(self.left) == Some(Sense::ShareVerb);
        let noun = self.sense(self.left) == Some(Sense::ShareNoun);
        let of_noun = matches!(
            self.sense(self.left),
            Some(Sense::Preposition(Preposition::Of | Preposition::At) | Sense::Verb)
        ) && self.names_share(self.left_of(self.left));
        let fraction = self.unit == Some(SaidUnit::Fraction)
            && self.right.is_some_and(|right| {
                matches!(self.page.items[right].kind, Kind::Measures(_) | Kind::Sense(Sense::Whole))
            });
        (of || shares || verb || noun || of_noun || fraction || in_brackets)
            .then_some(Played::plain(Role::Share))
    }

    /// `the share of Line 3 was 32%`: a share named earlier in the segment.
    fn names_share(&self, from: Option<usize>) -> bool {
        let start = self.page.segments[self.segment].start;
        from.is_some_and(|from| {
            (start..=from).any(|at| self.page.items[at].sense() == Some(Sense::ShareNoun))
        })
    }

    /// `rose 1.2 points`, `by 1.2 points`, `a rise of 1.2 points`, `1.2 points higher`, `+1.2 points`.
    fn as_change(&self) -> Option<Played> {
        if let Some(right) = self.right {
            match self.page.items[right].kind {
                Kind::Sense(Sense::Comparative(heading)) => {
                    return Some(Played::heading(Role::Change, heading, right));
                }
                Kind::Sense(Sense::Move(heading, noun))
                    if !self.is_level_by_preposition() && self.moves_behind(right, noun) =>
                {
                    return Some(Played::heading(Role::Change, heading, right));
                }
                _ => {}
            }
        }
        let left = self.left;
        match self.sense(left) {
            Some(Sense::Move(heading, _)) if heading != Heading::Flat => {
                Some(Played::heading(Role::Change, heading, left?))
            }
            Some(Sense::Preposition(Preposition::By)) => Some(self.by()),
            Some(Sense::Preposition(Preposition::Of)) => match self.sense(self.left_of(left)) {
                Some(Sense::Move(heading, _)) => {
                    Some(Played::heading(Role::Change, heading, self.left_of(left)?))
                }
                _ => self.signed(),
            },
            _ => self.signed(),
        }
    }

    /// `1.2 points up`, `a 4% increase`; but not `OEE of 73.2% rose`.
    fn moves_behind(&self, right: usize, noun: bool) -> bool {
        let particle =
            matches!(self.page.text(right).to_lowercase().as_str(), "up" | "down" | "↑" | "↓" | "▲" | "▼");
        let points = self.unit == Some(SaidUnit::Points);
        let adjective = self.mention.literal().is_some_and(|quantity| quantity.adjective);
        let article =
            self.item.checked_sub(1).is_some_and(|at| self.page.items[at].sense() == Some(Sense::Determiner));
        noun || particle || points || adjective || article
    }

    /// The move that "by" measures: the nearest before it, else the one carried from the clause before.
    fn by(&self) -> Played {
        let start = self.page.segments[self.segment].start;
        let nearest = (start..self.item).rev().find_map(|at| match self.page.items[at].kind {
            Kind::Sense(Sense::Move(heading, _)) => Some((heading, at)),
            _ => None,
        });
        let heading = nearest.map(|(heading, _)| heading).or(self.page.inherited[self.segment].heading);
        Played { role: Role::Change, heading, side: None, word: nearest.map(|(_, at)| at) }
    }

    fn signed(&self) -> Option<Played> {
        let sign = sign(self.page, self.item, self.mention)?;
        let money = matches!(self.unit, Some(SaidUnit::Money { .. }));
        if !sign && money && self.opener != Opener::Bracket {
            return None;
        }
        let heading = if sign { Heading::Up } else { Heading::Down };
        Some(Played { role: Role::Change, heading: Some(heading), side: None, word: None })
    }

    /// `Leeds rose 2.1 points and Derby 0.4 points`, `up £286,651 or 10.7%`, `£502,034 (3.1%) more`.
    fn as_ellipsis(&self, before: &[Before]) -> Option<Played> {
        let (last, unit) = before.last()?;
        let moved =
            before.iter().rev().find(|(played, unit)| played.role == Role::Change && *unit == self.unit);
        let verb = self
            .page
            .find(self.segment, |kind| {
                matches!(kind, Kind::Sense(Sense::Verb | Sense::Move(..) | Sense::Extreme(_)))
            })
            .is_some();
        let leans =
            matches!(self.opener, Opener::And | Opener::Comma) && !verb && !self.is_level_by_preposition();
        let becomes = self.page.segments.get(self.segment + 1).is_some_and(|next| next.opener == Opener::To);
        let nameless = self.page.own[self.segment].members.is_empty();
        let in_percent = self.unit == Some(SaidUnit::Percent)
            && !matches!(unit, Some(SaidUnit::Percent | SaidUnit::Points));
        let bracket = self.opener == Opener::Bracket
            && self.page.segments[self.segment]
                .anchor
                .is_some_and(|anchor| self.page.items[anchor].is_figure());
        let same = last.role == Role::Change && (*unit == self.unit || in_percent && nameless);
        let leaned_on = match moved {
            Some((played, _)) if leans && becomes => played,
            _ if leans && same || bracket && last.role == Role::Change && in_percent => last,
            _ => return None,
        };
        let heading = leaned_on.heading.or(self.page.inherited[self.segment].heading);
        Some(Played { role: Role::Change, heading, side: None, word: None })
    }

    fn as_opened(&self) -> Option<Played> {
        let first = self.is_first();
        match self.opener {
            Opener::From if first => Some(Played::plain(Role::From)),
            Opener::To if first => Some(Played::plain(Role::To)),
            Opener::Beside(side, Object::Figure) if first && side != Side::Beside => {
                Some(Played::side(Role::Threshold, side))
            }
            _ => None,
        }
    }
}

/// `£502,034 (3.1%) more than July`: the word behind the bracket belongs to the number before it.
fn past_bracket(page: &Page<'_>, segment: usize) -> Option<usize> {
    let (bracket, resumed) = (page.segments.get(segment + 1)?, page.segments.get(segment + 2)?);
    let joins = bracket.opener == Opener::Bracket && resumed.opener == Opener::Resume;
    let first = page.items.get(resumed.start)?;
    (joins && matches!(first.kind, Kind::Sense(Sense::Comparative(_)))).then_some(resumed.start)
}

/// The sign before the number, true for a plus; before a reference it is a mark of its own.
pub(super) fn sign(page: &Page<'_>, item: usize, mention: &Mention) -> Option<bool> {
    let mark = item.checked_sub(1).and_then(|before| {
        let before = &page.items[before];
        (before.to == page.items[item].from).then_some(before)?.mark()
    });
    match mark {
        Some('+') => Some(true),
        Some('-') => Some(false),
        _ => mention.sign(),
    }
}

/// The unit a number is said in; that of the figure for a reference.
pub(super) fn unit(page: &Page<'_>, mention: &Mention) -> Option<SaidUnit> {
    match &mention.said {
        Said::Literal(quantity) => Some(quantity.unit.clone()),
        Said::Reference(position) => match &page.background.universe.cells[*position].figure.unit {
            Unit::Percent => Some(SaidUnit::Percent),
            Unit::Points => Some(SaidUnit::Points),
            Unit::Money { currency, per } => {
                Some(SaidUnit::Money { currency: currency.clone(), per: per.clone() })
            }
            Unit::Duration => Some(SaidUnit::Seconds),
            Unit::Days => Some(SaidUnit::Days),
            other => Some(SaidUnit::Of(other.clone())),
        },
    }
}

pub(super) fn side_of(heading: Heading) -> Side {
    match heading {
        Heading::Up => Side::Above,
        Heading::Down => Side::Below,
        Heading::Better => Side::Ahead,
        Heading::Worse => Side::Behind,
        Heading::Flat => Side::Equal,
        Heading::Either => Side::Off,
    }
}

pub(super) fn heading_of(side: Side) -> Heading {
    match side {
        Side::Above => Heading::Up,
        Side::Below => Heading::Down,
        Side::Ahead | Side::Met => Heading::Better,
        Side::Behind | Side::Missed => Heading::Worse,
        Side::Equal => Heading::Flat,
        Side::Off | Side::Beside => Heading::Either,
    }
}
