//! What is likely to fail, and how often such warnings were right.

use sentia_tools::{Evidence, Fact, FactKind, Figure};

use super::{
    variety::Prose,
    words::{name, reference, when},
};

/// Warnings that are told one by one; the table has the others.
const TOLD: usize = 3;

pub(super) const KINDS: [FactKind; 2] = [FactKind::AtRisk, FactKind::NotAtRisk];

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    let of = |kinds: &'static [FactKind]| evidence.facts.iter().filter(|fact| kinds.contains(&fact.kind));
    for (at, fact) in of(&KINDS).take(TOLD).enumerate() {
        prose.say(risk(evidence, fact, at == 0).into_iter().collect());
    }
    prose.say(of(&KINDS).next().and_then(|fact| usual(evidence, fact)).into_iter().collect());
    for fact in of(&[FactKind::PastWarnings]) {
        prose.say(past(evidence, fact).into_iter().collect());
    }
}

/// `Press 4 has the highest risk of failure over 29 Sep – 12 Oct 2026, at 87.0%.`
fn risk(evidence: &Evidence, fact: &Fact, is_first: bool) -> Option<String> {
    let [risk, _] = figures(evidence, fact)?.try_into().ok()?;
    let (named, of) = (name(&risk.members), reference(evidence, risk));
    let days = when(&risk.period);
    Some(match (is_first, evidence.table.rows.len()) {
        (false, _) => format!("{named} is at {of}."),
        (true, 1) => format!("{named} has a risk of failure of {of} {days}."),
        (true, _) => format!("{named} has the highest risk of failure {days}, at {of}."),
    })
}

/// `Overall, the usual risk of failure is 12.1%.`
fn usual(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let [_, usual] = figures(evidence, fact)?.try_into().ok()?;
    Some(format!("Overall, the usual risk of failure is {}.", reference(evidence, usual)))
}

fn past(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let figures = figures(evidence, fact)?;
    let [right, found, ..] = figures.as_slice() else { return None };
    let (right, found) = (reference(evidence, right), reference(evidence, found));
    Some(format!(
        "The share of past warnings that were right is {right}, and the share of past failures that were warned of is {found}."
    ))
}

fn figures<'a>(evidence: &'a Evidence, fact: &Fact) -> Option<Vec<&'a Figure>> {
    fact.figures.iter().map(|id| evidence.figure(id)).collect()
}
