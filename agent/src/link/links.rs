use sentia_semantic::{Grain, Member};

use super::{BadDate, LinkedCue, LinkedPeriod};

/// Bytes of the question, end excluded; always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The words of the question under this span; empty when the span belongs to another question.
    pub fn of(self, question: &str) -> &str {
        question.get(self.start..self.end).unwrap_or_default()
    }
}

/// What the words of a question are. Every list is in the order of the question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Links {
    pub measures: Vec<LinkedMeasure>,
    /// Statements such as the balance sheet.
    pub statements: Vec<LinkedStatement>,
    pub dimensions: Vec<LinkedDimension>,
    pub members: Vec<LinkedMember>,
    /// Names that look like members of a dimension, such as `line 99`, but are none.
    pub unknown_members: Vec<UnknownMember>,
    pub periods: Vec<LinkedPeriod>,
    /// Dates that do not exist, such as 31 September.
    pub bad_dates: Vec<BadDate>,
    pub grains: Vec<LinkedGrain>,
    /// Windows that move along with the buckets: "rolling 4-week".
    pub windows: Vec<LinkedWindow>,
    pub numbers: Vec<LinkedNumber>,
    /// Numbers in digits that are none of these: how much something is or changes, where the question is about that. They are
    /// leftover too.
    pub amounts: Vec<LinkedNumber>,
    pub cues: Vec<LinkedCue>,
    /// Content words that nothing claimed, neighbours joined. One of them may be what the question is really about.
    pub leftover: Vec<(Span, String)>,
    /// Words the question has, all kinds together.
    pub words: usize,
    /// The question is longer than what is considered; the rest was not read.
    pub truncated: bool,
}

impl Links {
    /// What the words up to a place of the question are.
    pub(crate) fn before(&self, end: usize) -> Links {
        let mut links = self.clone();
        links.measures.retain(|linked| linked.span.end <= end);
        links.statements.retain(|linked| linked.span.end <= end);
        links.dimensions.retain(|linked| linked.span.end <= end);
        links.members.retain(|linked| linked.span.end <= end);
        links.unknown_members.retain(|linked| linked.span.end <= end);
        links.periods.retain(|linked| linked.span.end <= end);
        links.bad_dates.retain(|linked| linked.span.end <= end);
        links.grains.retain(|linked| linked.span.end <= end);
        links.windows.retain(|linked| linked.span.end <= end);
        links.numbers.retain(|linked| linked.span.end <= end);
        links.amounts.retain(|linked| linked.span.end <= end);
        links.cues.retain(|linked| linked.span.end <= end);
        links.leftover.retain(|(span, _)| span.end <= end);
        links
    }
}

/// How a name was recognised, best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Some words of a longer name.
    Partial,
    /// A misspelling of the name.
    Corrected,
    /// A name by derivation: an acronym, the name without its last generic word, an initial with a number.
    Derived,
    /// A synonym of the catalogue.
    Synonym,
    /// The label, the id or the key.
    Exact,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Id in the catalogue.
    pub id: String,
    /// 0 … 1.
    pub score: f64,
    pub quality: Quality,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LinkedMeasure {
    pub span: Span,
    /// Best first, never empty. More than one where the words fit them (nearly) as well.
    pub candidates: Vec<Candidate>,
    /// Measures whose names hold these words too, for where none of the candidates can be split as asked.
    pub alternatives: Vec<Candidate>,
    /// `OEE and its drivers`: the measures that move it are asked for too.
    pub with_drivers: bool,
    /// Nobody named it but in the name of a dimension: the "downtime" of "downtime reasons".
    pub implied: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedStatement {
    pub span: Span,
    /// Statement ids that the words name, best first, never empty.
    pub ids: Vec<String>,
}

/// What a dimension is doing in the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DimensionRole {
    /// "by line", "which lines", "per plant", "across sites".
    By,
    /// "line OEE", "the lines": named without a word that says what for.
    Bare,
    /// "all plants", "every shift".
    All,
    /// Part of a member's name: the "shift" of "night shift".
    OfMember,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LinkedDimension {
    pub span: Span,
    /// Best first, never empty.
    pub candidates: Vec<Candidate>,
    pub role: DimensionRole,
    pub plural: bool,
}

/// A member that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberRef {
    pub member: Member,
    /// What a filter calls it: its label, or its key where its label is not its alone.
    pub name: String,
    pub score: f64,
    pub quality: Quality,
    /// Whether the asking person may see it. Nothing of a member that may not be seen is ever shown: only what was typed.
    pub visible: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LinkedMember {
    pub span: Span,
    /// Best first, never empty. Members of several dimensions may bear the same name.
    pub candidates: Vec<MemberRef>,
    /// "excluding", "except", "other than", "without".
    pub excluded: bool,
    /// What else the words name: a measure, where the other measures of the question cannot be split by this member.
    pub or_measure: Vec<Candidate>,
    /// Number of the list or range this belongs to ("lines 1 to 3", "Leeds and Derby"); equal numbers belong together.
    pub group: usize,
}

impl LinkedMember {
    pub fn visible(&self) -> bool {
        self.candidates.iter().any(|candidate| candidate.visible)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMember {
    pub span: Span,
    /// Dimension id.
    pub dimension: String,
    /// As typed.
    pub typed: String,
    /// Members that the person may see and may have meant.
    pub nearest: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedGrain {
    pub span: Span,
    pub grain: Grain,
    /// "which month", "best week": buckets to be ranked.
    pub asked_for: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedWindow {
    pub span: Span,
    pub grain: Grain,
    /// Buckets of this grain in the window, the row's own being the last.
    pub buckets: u32,
    /// "moving average": of sums, the mean of the buckets.
    pub is_average: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LinkedNumber {
    pub span: Span,
    pub value: f64,
    pub percent: bool,
    /// How many rows are wanted: the 5 of "top 5".
    pub is_limit: bool,
}
