//! The filters of an Evidence, read back from the words in which it states them.

use sentia_tools::Evidence;

use super::token::fold;

/// `Plant is Leeds or Derby`, `Shift is not Night`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FilterNote {
    /// Id of the dimension where the Evidence shows it, else its folded label.
    pub dimension: String,
    pub excludes: bool,
    pub labels: Vec<String>,
}

pub(super) fn of(evidence: &Evidence) -> Vec<FilterNote> {
    evidence.computed.filters.iter().filter_map(|text| note(evidence, text)).collect()
}

fn note(evidence: &Evidence, text: &str) -> Option<FilterNote> {
    let (name, rest, excludes) = match text.split_once(" is not ") {
        Some((name, rest)) => (name, rest, true),
        None => text.split_once(" is ").map(|(name, rest)| (name, rest, false))?,
    };
    let labels = rest.split(", ").flat_map(|part| part.split(" or ")).map(str::to_owned).collect();
    Some(FilterNote { dimension: dimension_id(evidence, name), excludes, labels })
}

fn dimension_id(evidence: &Evidence, name: &str) -> String {
    let column = evidence.table.columns.iter().find(|column| column.label.eq_ignore_ascii_case(name));
    let members = || evidence.figures.iter().flat_map(|figure| &figure.members);
    let member = members().map(|(id, _)| id).find(|id| fold(&id.replace('_', " ")) == fold(name));
    column.map(|column| &column.id).or(member).cloned().unwrap_or_else(|| fold(name))
}
