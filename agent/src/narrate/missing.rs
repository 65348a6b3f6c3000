//! What is not there: no rows, rows without a figure, and what permissions leave out.

use sentia_tools::Evidence;

use super::{
    story::Story,
    words::{listed, name, when},
};
use crate::verify::plain_name;

/// `There is no data on OEE for Leeds in week 39 (…).`
pub(super) fn no_data(story: &Story<'_>) -> Vec<String> {
    let filters: String = story.evidence.computed.filters.iter().map(|filter| in_words(filter)).collect();
    vec![format!(
        "There is no data on {}{filters} {}.",
        story.measure(),
        when(&story.evidence.computed.period)
    )]
}

/// `Plant is Leeds` as ` for Leeds`, `Shift is not Night` as ` excluding Night`.
fn in_words(filter: &str) -> String {
    let listed = |members: &str| members.split(" or ").map(plain_name).collect::<Vec<_>>().join(" or ");
    match filter.split_once(" is not ") {
        Some((_, members)) => format!(" excluding {}", listed(members)),
        None => filter
            .split_once(" is ")
            .map_or_else(String::new, |(_, members)| format!(" for {}", listed(members))),
    }
}

/// Rows that have no value of this measure.
pub(super) fn rows(story: &Story<'_>) -> Vec<String> {
    if !story.is_split() {
        return Vec::new();
    }
    let missing: Vec<String> =
        story.rows.iter().filter(|row| row.value.is_none()).map(|row| name(&row.members)).collect();
    let named = missing.iter().all(|name| !name.is_empty());
    if missing.is_empty() || missing.len() > 4 || !named || story.several {
        return Vec::new();
    }
    vec![format!("There is no data for {} {}.", listed(&missing), when(&story.evidence.computed.period))]
}

/// What the person's permissions leave, said once.
pub(super) fn scope(evidence: &[Evidence]) -> Vec<String> {
    let scopes: Vec<&String> =
        evidence.iter().filter_map(|evidence| evidence.computed.scope.as_ref()).collect();
    let Some(scope) = scopes.first().filter(|scope| scopes.iter().all(|other| other == *scope)) else {
        return Vec::new();
    };
    let place = scope.trim().trim_end_matches('.').trim_end_matches(" only");
    vec![format!("This covers {} only, as your permissions allow.", plain_name(place))]
}
