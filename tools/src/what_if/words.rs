//! What must be said of a what-if, or instead of one.

use sentia_semantic::{Measure, Period, lower_first};

use super::graph::{Graph, Link};
use crate::{ToolError, format, from_result::in_words};

/// How a measure is worked out: `Revenue: in proportion to average price, with quantity sold as it was`.
pub(super) fn worked_out(measure: &Measure, links: &[(&Measure, Link<'_>)]) -> Option<String> {
    let parts: Vec<String> = links
        .iter()
        .filter(|(_, link)| matches!(link, Link::Part))
        .map(|(part, _)| lower_first(&part.label))
        .collect();
    let how = if parts.is_empty() {
        in_words(&links.iter().map(|(mover, link)| proportion(mover, *link)).collect::<Vec<_>>())
    } else {
        format!("by its definition, from {}", in_words(&parts))
    };
    (!links.is_empty()).then(|| format!("{}: {how}", measure.label))
}

fn proportion(mover: &Measure, link: Link<'_>) -> String {
    let mover = lower_first(&mover.label);
    match link {
        Link::Product { held, .. } => {
            format!("in proportion to {mover}, with {} as it was", lower_first(&held.label))
        }
        Link::Follows(part) if part < 0.0 => format!("less the change of {mover}, as the catalogue says"),
        Link::Follows(_) => format!("with the change of {mover}, as the catalogue says"),
        Link::Part | Link::Stated => format!("in proportion to {mover}, as the catalogue says"),
    }
}

pub(super) fn no_value(measure: &Measure, period: Period) -> ToolError {
    ToolError::BadArguments(format!(
        "{} has no value for {}, so there is nothing to start from: name a period with data.",
        measure.label,
        period.describe()
    ))
}

pub(super) fn named_twice(lever: &Measure) -> ToolError {
    ToolError::BadArguments(format!(
        "{} cannot change in two ways at once: ask about one of them.",
        lever.label
    ))
}

pub(super) fn moves_nothing(levers: &[&Measure]) -> ToolError {
    ToolError::BadArguments(format!(
        "The catalogue does not say what {} moves: name the measure to see the effect on.",
        in_words(&levers.iter().map(|lever| lower_first(&lever.label)).collect::<Vec<_>>())
    ))
}

pub(super) fn by_itself(levers: &[&Measure]) -> ToolError {
    ToolError::BadArguments(format!(
        "{} is what changes: name another measure to see the effect on.",
        labels(levers)
    ))
}

/// With what would move it.
pub(super) fn does_not_move(levers: &[&Measure], measure: &Measure, graph: &Graph<'_>) -> ToolError {
    let movers = graph.links(&measure.id).iter().map(|(mover, _)| lower_first(&mover.label));
    let movers: Vec<String> = movers.take(4).collect();
    let instead = if movers.is_empty() {
        "the catalogue does not say what does".to_owned()
    } else {
        format!("what I can take to be otherwise for it: {}", in_words(&movers))
    };
    ToolError::BadArguments(format!(
        "How much {} moves {} follows neither from a definition nor from what the catalogue states; {instead}.",
        labels(levers),
        lower_first(&measure.label)
    ))
}

/// What the farthest values that were tried would come to.
pub(super) fn out_of_reach(
    lever: &Measure,
    effect: &Measure,
    goal: f64,
    ends: [(f64, Option<f64>); 2],
) -> ToolError {
    let tried = ends.iter().filter_map(|(at, value)| {
        let value = shown(effect, (*value)?);
        Some(format!("at {} it would be {value}", shown(lever, *at)))
    });
    let tried: Vec<String> = tried.collect();
    ToolError::BadArguments(format!(
        "No value of {} alone takes {} to {}: {}.",
        lower_first(&lever.label),
        lower_first(&effect.label),
        shown(effect, goal),
        in_words(&tried)
    ))
}

fn shown(measure: &Measure, value: f64) -> String {
    format::value(&super::page::value_of(value, &measure.unit), &measure.unit)
}

fn labels(measures: &[&Measure]) -> String {
    in_words(&measures.iter().map(|measure| measure.label.as_str()).collect::<Vec<_>>())
}

/// In how far the answer holds.
pub(super) fn caveat(goal: Option<&str>) -> String {
    let worked = "Worked out for what was recorded, with everything else as it was: no customer, price or plan is taken to \
                  react.";
    match goal {
        Some(_) => format!("{worked} Only this one measure is moved."),
        None => worked.to_owned(),
    }
}
