//! What a word or phrase of the fixed vocabulary means to the checker.

/// Which way something went, or is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    Up,
    Down,
    Better,
    Worse,
    /// Did not move.
    Flat,
    /// Moved, or differs, without saying which way.
    Either,
}

/// An end of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Most,
    Least,
    Best,
    Worst,
}

/// Where the subject stands to the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
    /// On the better side.
    Ahead,
    /// On the worse side.
    Behind,
    /// On the better side or equal.
    Met,
    /// On the worse side.
    Missed,
    Equal,
    /// Not equal, without saying which way.
    Off,
    /// Set beside, without a claim.
    Beside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    All,
    None,
    Only,
    Both,
    Neither,
    Most,
    /// At least two.
    Several,
    /// Those not named yet.
    Rest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Approximation {
    /// About, roughly.
    Near,
    /// Nearly, almost, just under: the truth is lower.
    Nearly,
    /// Over, more than: the truth is higher.
    Over,
    /// Under, less than: the truth is lower.
    Under,
    AtLeast,
    AtMost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Preposition {
    By,
    To,
    From,
    At,
    Of,
    /// In, for, during, within, across: where or when.
    In,
    /// Where, or on what day, or what something is set against.
    On,
    /// Since: what something is set against.
    Since,
    With,
    Per,
    Than,
    Between,
    /// Since, until, through.
    Until,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sense {
    /// A verb or noun of change: rose, a rise. True for a noun.
    Move(Heading, bool),
    /// Higher, fewer, better.
    Comparative(Heading),
    Extreme(End),
    /// Second, third: a rank before an extreme, or a place in time.
    Ordinal(u8),
    First,
    Last,
    Side(Side),
    /// Reached, hit: a plain verb, or "met" where the object is the target.
    Reach,
    Target,
    /// Accounts for, made up, contributed.
    ShareVerb,
    /// Share, proportion, portion.
    ShareNoun,
    /// Total, overall, combined, average: over everything asked for.
    Whole,
    /// Average: the whole, for figures that are not sums.
    Average,
    /// Rolling, cumulative: over a window of time that ends with the bucket named.
    Window,
    Quantifier(Quantifier),
    Not,
    Approximation(Approximation),
    /// Doubled, twice: the subject is so many times the object, or what it was.
    Multiple(f64),
    /// Half, a third: so much of something.
    Fraction(f64),
    /// Followed by, ahead of in a list: the next rank.
    NextRank,
    Preposition(Preposition),
    And,
    But,
    /// Which, that, who.
    Which,
    Respectively,
    Pronoun,
    /// Ranged, varied, spread.
    Range,
    /// Gap, shortfall, difference: a distance.
    Distance,
    /// Nothing was recorded.
    NoData,
    /// Because, due to.
    Cause,
    /// Will, forecast, likely: nothing computed says so.
    Future,
    /// Good, poor, strong: a verdict. True for a favourable one.
    Verdict(bool),
    /// Ever, on record: beyond the period at hand.
    Ever,
    /// Cost, rate, hours: the head of a measure's name.
    Head,
    /// Leaving out.
    Without,
    /// All but these.
    Except,
    /// Was, ran, stood.
    Verb,
    /// The, a, its.
    Determiner,
    /// A noun that a number may count: lines, orders.
    Thing,
    /// Anything else that claims nothing.
    Plain,
}
