//! Which of the overlapping readings of a question's words are taken: those that together cover most of it best.

use sentia_semantic::Grain;

use super::{Candidate, Cue, MemberRef, Span, UnknownMember, time::Found, windows::FoundWindow};

/// Words taken as one thing: atoms `from` (included) to `to` (excluded).
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// 0 … 1.
    pub(crate) score: f64,
    pub(crate) claim: Claim,
}

#[derive(Debug, Clone)]
pub(crate) enum Claim {
    Measure(Vec<Candidate>),
    Dimension(Vec<Candidate>),
    /// Ids of the statements that the words name.
    Statement(Vec<String>),
    Members(Vec<Entry>),
    /// A member or a measure of the same name, told apart by what the question's other measures can be split by.
    MemberOrMeasure(Entry, Vec<Candidate>),
    Time(Found),
    Grain(Grain, bool),
    Window(FoundWindow),
    /// A bound: the "£100k" of "above £100k".
    Amount,
    /// Words that ask for something and could be a part of a name: "share of", "all others".
    Cue(Cue),
}

/// One member of a mention, or a name that should be one and is none.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) span: Span,
    pub(crate) candidates: Vec<MemberRef>,
    pub(crate) unknown: Option<UnknownMember>,
}

impl Mention {
    /// Longer names are worth more than their words one by one; among equals time comes before measures before
    /// dimensions before members.
    fn worth(&self) -> f64 {
        let length = (self.to - self.from) as f64;
        let rank = match &self.claim {
            Claim::Time(Found::Bad { .. }) => -0.3,
            Claim::Time(_) => 0.04,
            Claim::Grain(..) | Claim::Window(_) => 0.05,
            Claim::Cue(_) => 0.04,
            Claim::Statement(_) => 0.036,
            Claim::Amount => 0.035,
            Claim::Measure(_) => 0.03,
            Claim::Dimension(_) => 0.01,
            Claim::MemberOrMeasure(..) => 0.035,
            Claim::Members(_) => 0.0,
        };
        self.score * length * (1.0 + 0.05 * (length - 1.0)) + rank
    }
}

/// The mentions that do not overlap and are worth most together, in order: weighted interval scheduling.
pub(crate) fn best_cover(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.retain(|mention| mention.to > mention.from);
    mentions.sort_by(|one, other| one.to.cmp(&other.to).then(one.from.cmp(&other.from)));
    let mut best: Vec<f64> = vec![0.0];
    let mut took: Vec<bool> = Vec::with_capacity(mentions.len());
    let mut before: Vec<usize> = Vec::with_capacity(mentions.len());
    for (index, mention) in mentions.iter().enumerate() {
        let compatible = mentions[..index].partition_point(|earlier| earlier.to <= mention.from);
        let with = best[compatible] + mention.worth();
        let without = best[index];
        took.push(with > without + 1e-9);
        before.push(compatible);
        best.push(with.max(without));
    }
    let mut chosen = Vec::new();
    let mut index = mentions.len();
    while index > 0 {
        if took[index - 1] {
            chosen.push(index - 1);
            index = before[index - 1];
        } else {
            index -= 1;
        }
    }
    chosen.reverse();
    let mut mentions: Vec<Option<Mention>> = mentions.into_iter().map(Some).collect();
    chosen.into_iter().filter_map(|index| mentions[index].take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(from: usize, to: usize, score: f64) -> Mention {
        Mention { from, to, score, claim: Claim::Measure(Vec::new()) }
    }

    #[test]
    fn one_long_name_beats_two_short_ones() {
        let chosen = best_cover(vec![measure(0, 1, 1.0), measure(1, 2, 1.0), measure(0, 2, 1.0)]);
        assert_eq!(chosen.iter().map(|mention| (mention.from, mention.to)).collect::<Vec<_>>(), [(0, 2)]);
    }

    #[test]
    fn the_best_sum_is_taken_not_the_first_long_one() {
        let chosen =
            best_cover(vec![measure(0, 2, 0.9), measure(1, 4, 1.0), measure(4, 5, 1.0), measure(0, 1, 1.0)]);
        assert_eq!(
            chosen.iter().map(|mention| (mention.from, mention.to)).collect::<Vec<_>>(),
            [(0, 1), (1, 4), (4, 5)]
        );
    }
}
