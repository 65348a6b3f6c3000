//! What stood out, and from what.

use sentia_semantic::Grain;
use sentia_tools::{Evidence, Fact, FactKind, Figure};

use super::{
    variety::Prose,
    words::{capitalised, is_sum, listed, number, reference, when, whose, within},
};

/// Findings that are told; the table has the others.
const TOLD: usize = 3;

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    let quiet: Vec<String> =
        of_kind(evidence, FactKind::NothingUnusual).map(|fact| within(&fact.measure)).collect();
    if !quiet.is_empty() {
        let days = when(&evidence.computed.period);
        return prose.say(vec![format!("Nothing stood out {days} in {}.", listed(&quiet))]);
    }
    for fact in of_kind(evidence, FactKind::Unusual).take(TOLD) {
        prose.say(finding(evidence, fact).into_iter().collect());
    }
}

fn of_kind(evidence: &Evidence, kind: FactKind) -> impl Iterator<Item = &Fact> {
    evidence.facts.iter().filter(move |fact| fact.kind == kind)
}

/// `OEE on Line 3 was unusually low on 12 September 2026, at 41.0%, where 60.2% was to be expected.`
fn finding(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let figures: Option<Vec<&Figure>> = fact.figures.iter().map(|id| evidence.figure(id)).collect();
    let [value, expected] = figures?.try_into().ok()?;
    let side = if number(value) > number(expected) { "high" } else { "low" };
    let days = match value.period.whole() {
        Some(Grain::Day | Grain::Week | Grain::Month) => when(&value.period),
        _ => format!("over {}", value.period.describe()),
    };
    let subject = format!("{}{}", capitalised(&fact.measure), whose(&value.members));
    let at = if is_sum(&value.unit) { "coming to" } else { "at" };
    let (value, expected) = (reference(evidence, value), reference(evidence, expected));
    Some(format!("{subject} was unusually {side} {days}, {at} {value}, where {expected} was to be expected."))
}
