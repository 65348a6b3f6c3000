//! Words that say what to do: rank, compare, exclude, carry on, define. None of them is a name.

use std::collections::HashMap;

use super::{Span, cue_phrases::PHRASES, reading::Reading};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkedCue {
    pub span: Span,
    pub cue: Cue,
}

/// What a word or group of words asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// "top", "worst", "lowest".
    Order(OrderWord),
    /// "biggest change", "most improved", "fell most": order by the change.
    OrderOfChange(ChangeKind),
    /// "up or down", "changed", "grew": a comparison with the period before.
    Change(ChangeKind),
    /// "compare", "vs", "against", "than".
    Compare,
    /// "trend", "over time".
    Trend,
    /// "what is", directly before a name.
    WhatIs,
    /// "define", "meaning of", "formula for".
    Define,
    /// "calculated", "worked out": a definition where "how" stands with it.
    Calculated,
    /// "how".
    How,
    /// "which … are there", "list", "do we have".
    Exists,
    /// "list", "name", "show me all".
    ListAll,
    /// "what can you answer", "help".
    Help,
    /// "how are we doing", "overview", "what happened": how things stand, of no figure that is named.
    Overview,
    /// "make money", "profitable".
    Profit,
    /// "lose money", "unprofitable".
    Loss,
    /// "measures", "KPIs", "metrics".
    MeasureWord,
    /// "which", "what".
    Which,
    /// "how many".
    HowMany,
    /// "who", where the catalogue does not know it.
    Who,
    /// "all", "every".
    All,
    /// "excluding", "except", "without".
    Exclude,
    /// "only", "just".
    Only,
    /// "also", "too", "as well", "add".
    Also,
    /// "drop", "remove", "clear", "forget".
    Remove,
    /// "back to".
    BackTo,
    /// "filters".
    FilterWord,
    /// "comparison", as a thing to drop.
    ComparisonWord,
    /// "split", "breakdown", as a thing to drop.
    SplitWord,
    /// "limit", as a thing to drop.
    LimitWord,
    /// "same".
    Same,
    /// "instead".
    Instead,
    /// "and", "what about", "how about" at the start.
    CarryOn,
    /// "now", "ok", "then" at the start.
    CarryOnWeakly,
    /// "it", "that", "those".
    PointsBack,
    /// "overall", "in total".
    Total,
    /// "the whole company", "everywhere".
    Everything,
    /// "drivers", "components", "loss tree".
    Drivers,
    /// "target", "against target".
    Target,
    /// "over 5%", "below 70": a threshold.
    Threshold,
    /// "share of", "as a share": each row's part of the total.
    Share,
    /// "percentage of": a share, where what it is of is a sum.
    PercentOf,
    /// "cumulative", "running total".
    Running,
    /// "and the rest": all others as one row.
    Rest,
    /// "not", directly before a name.
    Not,
    /// "as an Excel file", "export".
    Export,
    /// "hourly", "by weekday": time buckets that are not kept.
    FinerTime,
    /// A wish that no tool covers.
    Topic(Topic),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderWord {
    Highest,
    Lowest,
    Best,
    Worst,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Any,
    Rise,
    Fall,
    Improve,
    Worsen,
}

/// Wishes that are recognised in order to be declined in the right words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Why,
    Forecast,
    /// "anything unusual", "what stands out".
    Unusual,
    /// "control chart", "is it stable".
    Control,
    /// "likely to fail", "breakdown risk".
    Risk,
    /// "too much stock", "how much should we hold".
    Enough,
    /// "payment run", "whom should we pay".
    Pay,
    /// "sequence the orders", "in which order".
    Sequence,
    /// "trace it back", "genealogy".
    Trace,
    WhatIf,
    Advice,
    Action,
    Document,
    /// "how do I …": what procedures say.
    HowTo,
    Greeting,
    Thanks,
    Chat,
}

/// The cues' phrases by first word.
#[derive(Debug)]
pub(crate) struct CueBook(HashMap<&'static str, Vec<(Vec<&'static str>, Cue)>>);

impl CueBook {
    pub(crate) fn new() -> Self {
        let mut book: HashMap<&'static str, Vec<(Vec<&'static str>, Cue)>> = HashMap::new();
        for (cue, phrases) in PHRASES {
            for phrase in phrases.split('|') {
                let words: Vec<&'static str> = phrase.split(' ').collect();
                if let Some(first) = words.first() {
                    book.entry(first).or_default().push((words, *cue));
                }
            }
        }
        CueBook(book)
    }

    /// Cues in the words that nothing else claims. Where one phrase holds another, only the longer counts; one phrase may
    /// be several cues.
    pub(crate) fn find(&self, reading: &Reading<'_>, is_free: &dyn Fn(usize) -> bool) -> Vec<FoundCue> {
        let mut found: Vec<FoundCue> = Vec::new();
        for at in 0..reading.atoms.len() {
            let here = self.at(reading, at, is_free);
            let longest = here.iter().map(|cue| cue.to).max().unwrap_or(at);
            let is_inside = found.last().is_some_and(|last| last.to >= longest && last.from < at);
            if !is_inside {
                found.extend(here.into_iter().filter(|cue| cue.to == longest));
            }
        }
        found
    }

    /// The longest phrases at an atom that ask for a share, for the rest or for a plan, or chat: words that names are made of too.
    pub(crate) fn beside_names(&self, reading: &Reading<'_>, at: usize) -> Option<FoundCue> {
        let found = self.at(reading, at, &|_| true).into_iter();
        let is_one = |cue: &FoundCue| {
            matches!(
                cue.cue,
                Cue::Share
                    | Cue::PercentOf
                    | Cue::Rest
                    | Cue::Topic(Topic::Chat | Topic::Pay | Topic::Sequence)
            ) && cue.to > cue.from + 1
        };
        found.filter(is_one).max_by_key(|cue| cue.to)
    }

    /// Whether a threshold word ends right before an atom: "above", "at least".
    pub(crate) fn bounds(&self, reading: &Reading<'_>, at: usize) -> bool {
        let ends_here = |from| {
            let found = self.at(reading, from, &|_| true);
            found.iter().any(|cue| cue.cue == Cue::Threshold && cue.to == at)
        };
        (at.saturating_sub(3)..at).any(ends_here)
    }

    /// Whether these atoms, and no others, are a wish of that kind.
    pub(crate) fn is_topic(&self, reading: &Reading<'_>, from: usize, to: usize, topic: Topic) -> bool {
        let found = self.at(reading, from, &|_| true);
        found.iter().any(|cue| cue.to == to && cue.cue == Cue::Topic(topic))
    }

    fn at(&self, reading: &Reading<'_>, at: usize, is_free: &dyn Fn(usize) -> bool) -> Vec<FoundCue> {
        let matches = |words: &[&str]| {
            words
                .iter()
                .enumerate()
                .all(|(offset, word)| reading.word(at + offset) == *word && is_free(at + offset))
        };
        let phrases = self.0.get(reading.word(at)).into_iter().flatten();
        phrases
            .filter(|(words, _)| matches(words))
            .map(|(words, cue)| FoundCue { from: at, to: at + words.len(), cue: *cue })
            .collect()
    }
}

/// A cue at its atoms, `to` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundCue {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) cue: Cue,
}
