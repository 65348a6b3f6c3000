//! Splits of a follow-up: a dimension replaces those before; "also", "as well", "further" add it; "not by" takes it away.

use super::super::{Focus, ask::Ask, names::NamedDimensions};
use crate::link::Cue;

pub(super) fn apply(
    ask: &Ask<'_>,
    focus: &mut Focus,
    before: &Focus,
    dimensions: &NamedDimensions,
    side_by_side: &[String],
) {
    if (ask.has(Cue::Total) && dimensions.by.is_empty()) || drops_split(ask) {
        (focus.by, focus.grain, focus.sort, focus.limit) = (Vec::new(), None, None, None);
    }
    let filtered_before =
        |dimension: &String| before.filters.iter().any(|filter| filter.dimension == *dimension);
    // "all plants" lifted a filter; without one it asks for each of them.
    let asked =
        dimensions.by.iter().chain(dimensions.all.iter().filter(|dimension| !filtered_before(dimension)));
    let asked: Vec<&String> =
        asked.filter(|dimension| !(takes_away(ask) && filtered_before(dimension))).collect();
    if takes_away(ask) && !is_why_not(ask) {
        focus.by.retain(|dimension| !asked.contains(&dimension));
    } else if !asked.is_empty() {
        if !ask.has(Cue::Also) {
            focus.by.clear();
        }
        for dimension in asked {
            push_new(&mut focus.by, dimension);
        }
    }
    for dimension in side_by_side {
        push_new(&mut focus.by, dimension);
    }
}

fn push_new(by: &mut Vec<String>, dimension: &String) {
    if !by.contains(dimension) {
        by.push(dimension.clone());
    }
}

/// "drop the split", "without the breakdown".
fn drops_split(ask: &Ask<'_>) -> bool {
    (ask.has(Cue::Remove) || ask.has(Cue::Exclude))
        && ask.has(Cue::SplitWord)
        && ask.asking.links.dimensions.is_empty()
}

/// "not by line", "drop the line split", "without the plant filter".
fn takes_away(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    links.dimensions.iter().any(|dimension| {
        links.cues.iter().any(|linked| {
            let near = linked.span.end <= dimension.span.start
                && ask.words_between(linked.span.end, dimension.span.start).iter().all(|word| {
                    matches!(
                        word.as_str(),
                        "by" | "the" | "per" | "any" | "split" | "filter" | "on" | "all" | "from"
                    )
                });
            near && matches!(linked.cue, Cue::Remove | Cue::Exclude | Cue::Not)
        })
    })
}

fn is_why_not(ask: &Ask<'_>) -> bool {
    ask.asking.question.trim_start().to_lowercase().starts_with("why not")
}
