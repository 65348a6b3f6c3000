//! Filters of a follow-up: a member replaces those of its dimension; "also" adds; "without" takes away.

use sentia_tools::FilterArg;

use super::super::{
    Focus,
    ask::Ask,
    names::{NamedDimensions, NamedMembers},
    say::filter_in_words,
};
use crate::link::Cue;

/// "drop the filters", "back to all plants", "for the whole company".
pub(super) fn reset(ask: &Ask<'_>, focus: &mut Focus, dimensions: &NamedDimensions) {
    let takes_away = ask.has(Cue::Remove) || ask.has(Cue::Exclude) || ask.has(Cue::BackTo);
    let named: Vec<&String> = dimensions.by.iter().chain(&dimensions.all).collect();
    let names_filters = ask.has(Cue::FilterWord);
    if ask.has(Cue::Everything)
        || (names_filters && takes_away && named.is_empty() && ask.asking.links.members.is_empty())
    {
        focus.filters.clear();
        return;
    }
    let clears = |dimension: &String| {
        dimensions.all.contains(dimension) || ((takes_away || names_filters) && named.contains(&dimension))
    };
    focus.filters.retain(|filter| !clears(&filter.dimension));
}

/// Puts the members named into the filters; gives the dimensions whose members are now to be seen side by side.
pub(super) fn apply(
    ask: &Ask<'_>,
    focus: &mut Focus,
    members: &NamedMembers,
    assumptions: &mut Vec<String>,
) -> Vec<String> {
    if members.is_empty() {
        return Vec::new();
    }
    let mut side_by_side = Vec::new();
    let removes = ask.has(Cue::Remove) && !ask.has(Cue::Exclude);
    let readmits = ask.has(Cue::BackTo) || (ask.has(Cue::Also) && !removes);
    for named in &members.include {
        if removes {
            leave_out(focus, named);
        } else if readmits && readmit(focus, named) {
        } else if compares(ask) {
            side_by_side.push(named.dimension.clone());
            set_beside(focus, named);
        } else if ask.has(Cue::Also) {
            add(focus, named);
            side_by_side.extend(has_several(focus, &named.dimension).then(|| named.dimension.clone()));
        } else {
            replace(ask, focus, named, assumptions);
            side_by_side.extend((named.members.len() > 1).then(|| named.dimension.clone()));
        }
    }
    for named in &members.exclude {
        leave_out(focus, named);
    }
    side_by_side
}

fn compares(ask: &Ask<'_>) -> bool {
    ask.has(Cue::Compare)
}

fn has_several(focus: &Focus, dimension: &str) -> bool {
    focus
        .filters
        .iter()
        .any(|filter| !filter.exclude && filter.dimension == dimension && filter.members.len() > 1)
}

/// "include nights again": lifts an exclusion; false where there is none of these members.
fn readmit(focus: &mut Focus, named: &FilterArg) -> bool {
    let mut lifted = false;
    for filter in
        focus.filters.iter_mut().filter(|filter| filter.exclude && filter.dimension == named.dimension)
    {
        let before = filter.members.len();
        filter.members.retain(|member| !named.members.contains(member));
        lifted |= filter.members.len() < before;
    }
    focus.filters.retain(|filter| !filter.members.is_empty());
    lifted
}

/// "compare with Derby": beside the members already there; where there are none, beside all others.
fn set_beside(focus: &mut Focus, named: &FilterArg) {
    if focus.filters.iter().any(|filter| !filter.exclude && filter.dimension == named.dimension)
        || named.members.len() > 1
    {
        add(focus, named);
    }
}

fn add(focus: &mut Focus, named: &FilterArg) {
    match focus.filters.iter_mut().find(|filter| !filter.exclude && filter.dimension == named.dimension) {
        Some(filter) => {
            let new: Vec<String> =
                named.members.iter().filter(|member| !filter.members.contains(member)).cloned().collect();
            filter.members.extend(new);
        }
        None => focus.filters.push(FilterArg { exclude: false, ..named.clone() }),
    }
}

/// In the place of the filters on the same dimension; filters on the levels below it would contradict it and go.
fn replace(ask: &Ask<'_>, focus: &mut Focus, named: &FilterArg, assumptions: &mut Vec<String>) {
    let position = focus
        .filters
        .iter()
        .position(|filter| filter.dimension == named.dimension)
        .unwrap_or(focus.filters.len());
    let (below, kept): (Vec<FilterArg>, Vec<FilterArg>) = std::mem::take(&mut focus.filters)
        .into_iter()
        .filter(|filter| filter.dimension != named.dimension)
        .partition(|filter| {
            !ask.has(Cue::Only) && !filter.exclude && is_below(ask, &filter.dimension, &named.dimension)
        });
    focus.filters = kept;
    focus.filters.insert(position.min(focus.filters.len()), FilterArg { exclude: false, ..named.clone() });
    for filter in below {
        assumptions.push(format!(
            "The filter \"{}\" is dropped, because another {} was asked for.",
            filter_in_words(&filter, ask.catalogue),
            named.dimension.replace('_', " ")
        ));
    }
}

/// Whether a dimension lies below another: line below plant.
fn is_below(ask: &Ask<'_>, dimension: &str, above: &str) -> bool {
    let mut here = dimension.to_owned();
    for _ in 0..8 {
        let Some(parent) = ask.dimension(&here).and_then(|dimension| dimension.parent.clone()) else {
            return false;
        };
        if parent == above {
            return true;
        }
        here = parent;
    }
    false
}

/// "without nights": out of the members kept where they are among them, else excluded.
fn leave_out(focus: &mut Focus, named: &FilterArg) {
    let kept = focus.filters.iter_mut().find(|filter| !filter.exclude && filter.dimension == named.dimension);
    if let Some(filter) = kept {
        let left: Vec<String> =
            filter.members.iter().filter(|member| !named.members.contains(member)).cloned().collect();
        if !left.is_empty() {
            filter.members = left;
            return;
        }
    }
    focus.filters.retain(|filter| filter.exclude || filter.dimension != named.dimension);
    match focus.filters.iter_mut().find(|filter| filter.exclude && filter.dimension == named.dimension) {
        Some(filter) => {
            let new: Vec<String> =
                named.members.iter().filter(|member| !filter.members.contains(member)).cloned().collect();
            filter.members.extend(new);
        }
        None => focus.filters.push(FilterArg { exclude: true, ..named.clone() }),
    }
}
