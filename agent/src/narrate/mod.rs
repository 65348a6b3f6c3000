//! The narrator: words the facts of Evidence without a model. It is the offline voice, the fallback for sentences that
//! fail their check, and the yardstick for those that pass. Figures stand as references; the renderer formats them.

mod catalogue;
mod figures;
mod follow_ups;
mod words;

use sentia_tools::{Evidence, FactKind};

pub use follow_ups::follow_ups;

/// The sentences that answer the question, the answer first. `_question` is taken because a voice may one day suit its
/// tone; the facts alone decide what is said.
pub fn narrate(_question: &str, evidence: &[Evidence]) -> Vec<String> {
    evidence.iter().flat_map(of_evidence).collect()
}

fn of_evidence(evidence: &Evidence) -> Vec<String> {
    let describes = |kind| matches!(kind, FactKind::Definition | FactKind::Listing);
    if evidence.facts.iter().any(|fact| describes(fact.kind)) {
        return catalogue::sentences(evidence);
    }
    let mut sentences: Vec<String> = Vec::new();
    for measure in measures(evidence) {
        sentences.extend(figures::sentences(evidence, &measure));
    }
    sentences
}

/// Measures in the order in which the facts speak of them.
fn measures(evidence: &Evidence) -> Vec<String> {
    let mut measures: Vec<String> = Vec::new();
    for fact in &evidence.facts {
        if !measures.contains(&fact.measure) {
            measures.push(fact.measure.clone());
        }
    }
    measures
}

#[cfg(test)]
mod tests;
