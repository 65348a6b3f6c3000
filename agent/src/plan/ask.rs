use sentia_semantic::{Area, Catalogue, Dimension, Measure};

use super::{Asking, Focus, Plan, Reach, SortOrder};
use crate::link::{Cue, LinkedCue, OrderWord, Quality, Span};

/// A plan, or one that cuts the planning short: a refusal, a question back.
pub(super) type Step<T> = Result<T, Box<Plan>>;

/// What the parts of the planner look at.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) reach: &'a Reach,
    pub(super) asking: &'a Asking<'a>,
}

impl<'a> Ask<'a> {
    pub(super) fn cue(&self, is: impl Fn(Cue) -> bool) -> Option<&'a LinkedCue> {
        self.asking.links.cues.iter().find(|linked| is(linked.cue))
    }

    pub(super) fn has(&self, cue: Cue) -> bool {
        self.cue(|found| found == cue).is_some()
    }

    /// Whether a cue stands at the very beginning of the question.
    pub(super) fn begins_with(&self, is: impl Fn(Cue) -> bool) -> bool {
        let start = self.asking.question.find(char::is_alphanumeric).unwrap_or(0);
        self.cue(|_| true).is_some()
            && self.asking.links.cues.iter().any(|linked| linked.span.start == start && is(linked.cue))
    }

    /// The words between two places of the question, in lower case.
    pub(super) fn words_between(&self, start: usize, end: usize) -> Vec<String> {
        let text = self.asking.question.get(start..end.max(start)).unwrap_or_default();
        text.split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    }

    /// The word right before a place of the question, in lower case.
    pub(super) fn word_before(&self, at: usize) -> String {
        self.words_before(at, 1).pop().unwrap_or_default()
    }

    /// Up to `count` words before a place, in order.
    pub(super) fn words_before(&self, at: usize, count: usize) -> Vec<String> {
        let from = at.saturating_sub(120);
        let from = (from..=at).find(|index| self.asking.question.is_char_boundary(*index)).unwrap_or(at);
        let words = self.words_between(from, at);
        words[words.len().saturating_sub(count)..].to_vec()
    }

    pub(super) fn typed(&self, span: Span) -> String {
        let text: String = span
            .of(self.asking.question)
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect()
    }

    pub(super) fn may_read(&self, area: Area) -> bool {
        self.asking.person.scope.may_read(area)
    }

    pub(super) fn measure(&self, id: &str) -> Option<&'a Measure> {
        self.catalogue.measure(id)
    }

    pub(super) fn dimension(&self, id: &str) -> Option<&'a Dimension> {
        self.catalogue.dimension(id)
    }

    pub(super) fn measure_label(&self, id: &str) -> String {
        self.measure(id).map_or_else(|| id.to_owned(), |measure| measure.label.clone())
    }

    /// Measures that the person may read, in the catalogue's order.
    pub(super) fn readable(&self) -> impl Iterator<Item = &'a Measure> {
        let scope = &self.asking.person.scope;
        self.catalogue.measures.iter().filter(|measure| scope.may_read(measure.area))
    }

    /// A focus on these measures and nothing else yet.
    pub(super) fn focus_on(&self, measures: Vec<String>) -> Focus {
        Focus { measures, ..Focus::default() }
    }
}

/// Whether a name was recognised in a way that should be said.
pub(super) fn is_worth_saying(quality: Quality) -> bool {
    matches!(quality, Quality::Partial | Quality::Corrected)
}

pub(super) fn sort_order(word: OrderWord) -> SortOrder {
    match word {
        OrderWord::Highest => SortOrder::Highest,
        OrderWord::Lowest => SortOrder::Lowest,
        OrderWord::Best => SortOrder::Best,
        OrderWord::Worst => SortOrder::Worst,
    }
}
