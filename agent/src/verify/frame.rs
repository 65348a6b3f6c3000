//! What a sentence, or a part of it, is about.

use super::{dates::PeriodMention, sense::Heading};

/// A member as named: the dimensions it may belong to, with its label.
pub(super) type Options = Vec<(String, String)>;

/// What is spoken of. Each list has one entry, or as many as the list in the sentence.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Frame {
    /// One list for each dimension.
    pub members: Vec<Vec<Options>>,
    pub measures: Vec<Vec<String>>,
    pub periods: Vec<PeriodMention>,
    /// What changes are set against.
    pub against: Vec<PeriodMention>,
    /// The last move, on which `and Derby by 0.4 points` leans.
    pub heading: Option<Heading>,
}

impl Frame {
    /// This frame, with whatever `own` names in place of the same here.
    pub(super) fn with(&self, own: &Frame) -> Frame {
        let mut frame = self.clone();
        for list in &own.members {
            frame.members.retain(|known| !share_dimension(known, list));
            frame.members.push(list.clone());
        }
        if !own.measures.is_empty() {
            frame.measures.clone_from(&own.measures);
        }
        if !own.periods.is_empty() {
            frame.periods.clone_from(&own.periods);
        }
        if !own.against.is_empty() {
            frame.against.clone_from(&own.against);
        }
        if own.heading.is_some() {
            frame.heading = own.heading;
        }
        frame
    }

    pub(super) fn names_nothing(&self) -> bool {
        self.members.is_empty() && self.measures.is_empty() && self.periods.is_empty()
    }
}

pub(super) fn share_dimension(one: &[Options], other: &[Options]) -> bool {
    let dimensions =
        |list: &[Options]| list.iter().flatten().map(|(dimension, _)| dimension.clone()).collect::<Vec<_>>();
    let other = dimensions(other);
    dimensions(one).iter().any(|dimension| other.contains(dimension))
}
