//! What is different between two issues of a report, figure by figure.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use sentia_tools::{FigureKind, format};
use serde::Serialize;

use super::Made;
use crate::render::clean;

/// A figure that is not what it was. Days are left out of what it is: they move from issue to issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Changed {
    /// `OEE, Line 3`
    pub(crate) what: String,
    /// None where the earlier issue does not have it; so also `now`.
    pub(crate) before: Option<String>,
    pub(crate) now: Option<String>,
}

/// In the order of the later issue; what only the earlier one has comes last.
pub(crate) fn changes(before: &Made, now: &Made) -> Vec<Changed> {
    let (old, new) = (figures(before), figures(now));
    let known: BTreeMap<&str, &str> = old.iter().map(|(what, text)| (what.as_str(), text.as_str())).collect();
    let kept: BTreeMap<&str, &str> = new.iter().map(|(what, text)| (what.as_str(), text.as_str())).collect();
    let changed = new.iter().filter(|(what, text)| known.get(what.as_str()) != Some(&text.as_str()));
    let changed = changed.map(|(what, text)| Changed {
        what: what.clone(),
        before: known.get(what.as_str()).map(|text| (*text).to_owned()),
        now: Some(text.clone()),
    });
    let gone = old.iter().filter(|(what, _)| !kept.contains_key(what.as_str()));
    let gone = gone.map(|(what, text)| Changed { what: what.clone(), before: Some(text.clone()), now: None });
    changed.chain(gone).collect()
}

/// Values of measures by what they are. Those of one name, as along a time axis, are told apart by their number.
fn figures(made: &Made) -> Vec<(String, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for section in &made.sections {
        for evidence in section.turns.iter().flat_map(|turn| &turn.answer.evidence) {
            for figure in evidence.figures.iter().filter(|figure| figure.kind == FigureKind::Value) {
                let members = figure.members.iter().map(|(_, label)| clean(label));
                let mut what =
                    std::iter::once(clean(&figure.label)).chain(members).collect::<Vec<_>>().join(", ");
                if !section.heading.is_empty() {
                    what = format!("{}: {what}", section.heading);
                }
                let times = seen.entry(what.clone()).or_insert(0);
                *times += 1;
                if *times > 1 {
                    what = format!("{what} ({times})");
                }
                found.push((what, format::figure_in_table(figure)));
            }
        }
    }
    found
}
