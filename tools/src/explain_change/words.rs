//! What must be said beside an explanation.

use sentia_semantic::Grain;

use super::{page::Found, usual::Usual};

pub(super) fn caveats(found: &Found) -> Vec<String> {
    let mut caveats: Vec<String> = found.usual.iter().map(usual).collect();
    if !found.splits.is_empty() {
        caveats.push(
            "These are the parts that the change is made of, not what caused it: what happened there in those days is \
             to be looked into."
                .to_owned(),
        );
    }
    let is_looked_into = found.splits.iter().any(|split| split.evidence.is_some());
    if is_looked_into && found.splits.iter().all(|split| split.leading.is_empty()) {
        caveats.push(
            "No part moved by more than it usually does from week to week, so none is named as the one to look at."
                .to_owned(),
        );
    }
    if !found.companions.is_empty() {
        caveats.push(
            "What moved at the same time is associated with the change; that it caused it is not shown."
                .to_owned(),
        );
    }
    caveats
}

/// How those that are named were chosen.
pub(super) const METHOD: &str = "Named: members that moved by more than their own weeks before (days, where the period holds \
     no whole week) make likely: Student's t, at most one in twenty over all members of a split";

/// `Of the 154 changes from one week to the next before this one, 3 were as large: it is unusual.`
fn usual(usual: &Usual) -> String {
    let step = match (usual.grain, usual.step) {
        (grain, 1) => format!("from one {} to the next", grain.name()),
        (Grain::Month, 12) | (Grain::Week, 52) | (Grain::Quarter, 4) => {
            format!("of a {} over a year", usual.grain.name())
        }
        (grain, step) => format!("over {step} {}s", grain.name()),
    };
    let count = match usual.as_large {
        0 => "none was".to_owned(),
        1 => "one was".to_owned(),
        many => format!("{many} were"),
    };
    let verdict = if usual.is_rare() {
        "it is out of the ordinary"
    } else if usual.is_ordinary() {
        "it is smaller than most and may be chance, so no part of it is named as the one to look at"
    } else {
        "a change of this size is not rare"
    };
    format!("Of the {} changes {step} before this one, {count} as large: {verdict}.", usual.earlier)
}
