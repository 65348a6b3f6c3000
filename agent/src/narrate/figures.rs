//! Sentences about one measure: what it was, against what, where most and least, which way it goes.

use sentia_semantic::Unit;
use sentia_tools::{Evidence, Fact, FactKind, Figure};

use super::words::{is_negative, is_zero_as_shown, names, own_members, reference, when, whose};

/// One measure's facts within an Evidence.
struct Story<'a> {
    evidence: &'a Evidence,
    measure: &'a str,
    /// Members that all its figures share: the filters.
    shared: Vec<(String, String)>,
    /// Whether the answer speaks of several measures, so that each sentence must say which.
    several: bool,
}

pub(super) fn sentences(evidence: &Evidence, measure: &str) -> Vec<String> {
    let shared = shared_members(evidence, measure);
    let several = evidence.facts.iter().any(|fact| fact.measure != measure);
    let story = Story { evidence, measure, shared, several };
    let mut sentences = Vec::new();
    let facts: Vec<&Fact> = evidence.facts.iter().filter(|fact| fact.measure == measure).collect();
    for (at, fact) in facts.iter().enumerate() {
        let follows = |kind| at > 0 && facts[at - 1].kind == kind;
        // The highest and the lowest stand in one sentence.
        if (fact.kind == FactKind::Lowest && follows(FactKind::Highest))
            || (fact.kind == FactKind::Trough && follows(FactKind::Peak))
        {
            continue;
        }
        sentences.extend(story.sentence(fact, facts.get(at + 1).copied()));
    }
    sentences
}

fn shared_members(evidence: &Evidence, measure: &str) -> Vec<(String, String)> {
    let mut of_measure = evidence.figures.iter().filter(|figure| figure.label == measure);
    let Some(first) = of_measure.next() else { return Vec::new() };
    let mut shared = first.members.clone();
    for figure in of_measure {
        shared.retain(|member| figure.members.contains(member));
    }
    // A single row is its own answer: its members name it.
    shared
}

impl<'a> Story<'a> {
    fn figures(&self, fact: &Fact) -> Vec<&'a Figure> {
        fact.figures.iter().filter_map(|id| self.evidence.figure(id)).collect()
    }

    fn of(&self, figure: &Figure) -> String {
        reference(self.evidence, figure)
    }

    fn sentence(&self, fact: &Fact, next: Option<&Fact>) -> Option<String> {
        let figures = self.figures(fact);
        match (fact.kind, figures.as_slice()) {
            (FactKind::NoData, _) => Some(self.no_data()),
            (FactKind::Value, [value]) => Some(self.value(value)),
            (FactKind::AgainstTarget, [_, target, gap]) => Some(self.against_target(target, gap)),
            (FactKind::Changed, [value, previous, change, rest @ ..]) => {
                Some(self.changed(value, previous, change, rest.first().copied()))
            }
            (FactKind::Unchanged, [value, previous]) => Some(self.unchanged(value, previous)),
            (FactKind::Highest, [value]) => Some(self.extreme(value, "highest", self.partner(next, FactKind::Lowest))),
            (FactKind::Lowest, [value]) => Some(self.extreme(value, "lowest", None)),
            (FactKind::LargestShare, [value, share]) => Some(self.share(value, share)),
            (FactKind::RoseMost, [value, _, change, rest @ ..]) => Some(self.moved("rose", value, change, rest.first().copied())),
            (FactKind::FellMost, [value, _, change, rest @ ..]) => Some(self.moved("fell", value, change, rest.first().copied())),
            (FactKind::Trend, [first, last, change]) => Some(self.trend(first, last, change)),
            (FactKind::Peak, [value]) => Some(self.peak(value, "highest", self.partner(next, FactKind::Trough))),
            (FactKind::Trough, [value]) => Some(self.peak(value, "lowest", None)),
            _ => None,
        }
    }

    fn partner(&self, next: Option<&Fact>, kind: FactKind) -> Option<&'a Figure> {
        let next = next.filter(|fact| fact.kind == kind)?;
        self.figures(next).first().copied()
    }

    fn no_data(&self) -> String {
        let period = &self.evidence.computed.period;
        let filters = if self.evidence.computed.filters.is_empty() {
            String::new()
        } else {
            format!(" where {}", self.evidence.computed.filters.join(" and "))
        };
        format!("No data were recorded for {}{filters} {}.", self.measure, when(period))
    }

    /// Ratios and balances stand at a value, sums come to one; either verb fits singular and plural names.
    fn verb(&self, figure: &Figure) -> &'static str {
        match figure.unit {
            Unit::Money { per: None, .. } | Unit::Count(_) | Unit::Quantity(_) | Unit::Duration => "came to",
            _ => "stood at",
        }
    }

    fn value(&self, value: &Figure) -> String {
        let whose = whose(&value.members);
        format!("{}{whose} {} {} {}.", self.measure, self.verb(value), self.of(value), when(&value.period))
    }

    fn against_target(&self, target: &Figure, gap: &Figure) -> String {
        let subject = if self.several { format!("{} is", self.measure) } else { "That is".to_owned() };
        if is_zero_as_shown(gap) {
            return format!("{subject} on the target of {}.", self.of(target));
        }
        let side = if is_negative(gap) { "below" } else { "above" };
        format!("{subject} {} {side} the target of {}.", self.of(gap), self.of(target))
    }

    fn changed(&self, value: &Figure, previous: &Figure, change: &Figure, percent: Option<&Figure>) -> String {
        let way = if is_negative(change) { "down" } else { "up" };
        let percent = percent.map_or_else(String::new, |percent| format!(" ({})", self.of(percent)));
        format!(
            "{}{} {} {} {}, {way} {}{percent} from {} {}.",
            self.measure,
            whose(&value.members),
            self.verb(value),
            self.of(value),
            when(&value.period),
            self.of(change),
            self.of(previous),
            when(&previous.period)
        )
    }

    fn unchanged(&self, value: &Figure, previous: &Figure) -> String {
        format!(
            "{}{} {} {} {}, the same as {}.",
            self.measure,
            whose(&value.members),
            self.verb(value),
            self.of(value),
            when(&value.period),
            when(&previous.period)
        )
    }

    /// `Line 3 was highest at 81% and Line 7 lowest at 62%.`
    fn extreme(&self, value: &Figure, rank: &str, lowest: Option<&Figure>) -> String {
        let of = if self.several { format!(" for {}", self.measure) } else { String::new() };
        let first = format!("{} was {rank}{of} at {}", self.row(value), self.of(value));
        match lowest {
            Some(lowest) => format!("{first} and {} lowest at {}.", self.row(lowest), self.of(lowest)),
            None => format!("{first}."),
        }
    }

    fn row(&self, figure: &Figure) -> String {
        let own = own_members(figure, &self.shared);
        if own.is_empty() { names(&figure.members) } else { names(&own) }
    }

    fn share(&self, value: &Figure, share: &Figure) -> String {
        let whole = if self.several { format!("total {}", self.measure) } else { "total".to_owned() };
        format!("{} made up {} of the {whole}.", self.row(value), self.of(share))
    }

    fn moved(&self, verb: &str, value: &Figure, change: &Figure, percent: Option<&Figure>) -> String {
        let of = if self.several { format!(" for {}", self.measure) } else { String::new() };
        let percent = percent.map_or_else(String::new, |percent| format!(" ({})", self.of(percent)));
        format!("{} {verb} most{of}, by {}{percent} to {}.", self.row(value), self.of(change), self.of(value))
    }

    fn trend(&self, first: &Figure, last: &Figure, change: &Figure) -> String {
        let from = format!("{} {}", self.of(first), when(&first.period));
        let to = format!("{} {}", self.of(last), when(&last.period));
        if is_zero_as_shown(change) {
            return format!("{} began at {from} and ended at {to}.", self.measure);
        }
        let way = if is_negative(change) { "fell" } else { "rose" };
        format!("{} {way} by {}, from {from} to {to}.", self.measure, self.of(change))
    }

    fn peak(&self, value: &Figure, rank: &str, lowest: Option<&Figure>) -> String {
        let first = format!("{} was {rank} {} at {}", self.measure, when(&value.period), self.of(value));
        match lowest {
            Some(lowest) => format!("{first} and lowest {} at {}.", when(&lowest.period), self.of(lowest)),
            None => format!("{first}."),
        }
    }
}
