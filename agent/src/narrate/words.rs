//! Small pieces of prose.

use sentia_semantic::{Grain, Period};
use sentia_tools::{Evidence, Figure, format};

/// `[[e1.f3]]`.
pub(super) fn reference(evidence: &Evidence, figure: &Figure) -> String {
    format!("[[{}.{}]]", evidence.id, figure.id)
}

/// The days with the preposition that fits: `in August 2026`, `on Tuesday 29 September 2026`, `over 1 – 15 Sep 2026`.
pub(super) fn when(period: &Period) -> String {
    match period.whole() {
        Some(Grain::Day) => format!("on {}", period.describe()),
        Some(_) => format!("in {}", period.describe()),
        None => format!("over {}", period.describe()),
    }
}

/// ` for Leeds and Night`, or nothing.
pub(super) fn whose(members: &[(String, String)]) -> String {
    if members.is_empty() { String::new() } else { format!(" for {}", names(members)) }
}

/// The members' names, without saying one twice.
pub(super) fn names(members: &[(String, String)]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in members {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    listed(&names)
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Members of a row that are not those of every row.
pub(super) fn own_members(row: &Figure, shared: &[(String, String)]) -> Vec<(String, String)> {
    row.members.iter().filter(|member| !shared.contains(member)).cloned().collect()
}

/// Whether a number reads as more than nothing, at the precision shown.
pub(super) fn is_zero_as_shown(figure: &Figure) -> bool {
    !format::figure_in_prose(figure).chars().any(|c| ('1'..='9').contains(&c))
}

pub(super) fn is_negative(figure: &Figure) -> bool {
    figure.value.as_f64().is_some_and(|number| number < 0.0)
}
