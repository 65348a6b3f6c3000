use std::fmt;

/// What is wrong with a sentence, in words that its author can mend it from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// The piece of the sentence that is wrong.
    pub said: String,
    /// What is wrong with it, and what to write instead.
    pub advice: String,
}

impl Fault {
    pub(super) fn new(kind: FaultKind, said: &str, advice: impl Into<String>) -> Self {
        Fault { kind, said: clipped(said), advice: advice.into() }
    }
}

/// Long pieces are cut, so that a hostile sentence cannot flood the request for a repair.
fn clipped(text: &str) -> String {
    let mut cut: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
    if text.chars().count() > 80 {
        cut.push('…');
    }
    cut
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”: {}", self.said, self.advice)
    }
}

impl std::error::Error for Fault {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// Longer than a sentence may be.
    TooLong,
    /// Characters that hide or reorder text, or cannot be shown.
    BadCharacters,
    /// A link, an image or markup.
    Link,
    /// Tells the reader (or a machine) to do something.
    Instruction,
    /// A reference to a figure that does not exist.
    UnknownReference,
    /// No figure has this value in this unit.
    Unbound,
    WrongUnit,
    /// The figure belongs to another member, or to the total.
    WrongRow,
    WrongMeasure,
    WrongPeriod,
    /// A change given as a level, a share of another whole, a target given as a value.
    WrongRole,
    /// Up for down, above for below, better for worse.
    WrongDirection,
    /// Highest, lowest, first, last, or a rank.
    WrongRank,
    WrongComparison,
    /// All, none, only, most, three of five.
    WrongCount,
    /// A claim that no figure bears out either way.
    Unsupported,
    /// Says why, which no figure can.
    Cause,
    /// A word that the checker does not know; it might claim anything.
    UnknownWord,
    /// It cannot be told which figure belongs to which name.
    Unclear,
}
