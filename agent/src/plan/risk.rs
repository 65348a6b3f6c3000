//! Questions for what is likely to fail: "which machines are likely to fail next week?", "breakdown risk on Line 3".

use sentia_semantic::FailureModel;

use super::{
    Aim,
    ask::{Ask, Step},
    choices::Choices,
    draft::Draft,
    mode::Mode,
    names, planned,
    say::{dimension_name, plural_name},
};
use crate::link::{Cue, Topic, in_words};

/// The days looked at where none are named: those of the tool.
const USUAL: &str = "next_14_days";
/// A cue with one of these says itself what is asked for.
const FAILING: [&str; 4] = ["fail", "maint", "servic", "breaking"];

/// Whether the question is for what is likely to fail, and the catalogue says how failures are recorded.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let Some(model) = model(ask).filter(|_| links.statements.is_empty()) else { return false };
    let says_so = |span| {
        let typed = ask.typed(span).to_lowercase();
        FAILING.iter().any(|word| typed.contains(word))
    };
    let risks = || links.cues.iter().filter(|linked| linked.cue == Cue::Topic(Topic::Risk));
    let failures: Vec<_> = links
        .measures
        .iter()
        .filter(|linked| linked.candidates.first().is_some_and(|candidate| candidate.id == model.failures))
        .collect();
    let of_failures = !failures.is_empty();
    let is_ahead = ask.has(Cue::Topic(Topic::Forecast)) || looks_ahead(ask);
    risks().any(|linked| says_so(linked.span))
        || failures.iter().any(|linked| says_so_of_maintenance(&ask.typed(linked.span)))
        || risks().next().is_some() && (of_failures || names_what_fails(ask, model))
        || of_failures && is_ahead && names_what_fails(ask, model)
}

/// "predictive maintenance": failures by another name.
fn says_so_of_maintenance(typed: &str) -> bool {
    typed.to_lowercase().contains("maint")
}

/// "which machine will break down next".
fn looks_ahead(ask: &Ask<'_>) -> bool {
    let words = ask.words_between(0, ask.asking.question.len());
    words.iter().any(|word| matches!(word.as_str(), "will" | "soon"))
}

pub(super) fn model<'a>(ask: &Ask<'a>) -> Option<&'a FailureModel> {
    ask.catalogue.failure_models.first()
}

/// "which machines", "M-12": a forecast of failures as a whole is a figure like any other.
fn names_what_fails(ask: &Ask<'_>, model: &FailureModel) -> bool {
    let links = ask.asking.links;
    let is_named = links
        .dimensions
        .iter()
        .any(|linked| linked.candidates.iter().any(|candidate| candidate.id == model.of));
    is_named
        || links
            .members
            .iter()
            .any(|linked| linked.candidates.iter().any(|candidate| candidate.member.dimension == model.of))
}

/// What is likely to fail among the members named, in the days named.
pub(super) fn compose(ask: &Ask<'_>, mode: &Mode<'_>, choices: &Choices) -> Step<Draft> {
    let Some(model) = model(ask) else { return Ok(Draft::default()) };
    let mut draft = planned::compose(ask, mode, choices, (Aim::Risk, &model.failures), USUAL)?;
    draft.focus.by = names::dimensions(ask, choices, &draft.focus.measures)?.by;
    turn(ask, &mut draft);
    Ok(draft)
}

/// Makes a draft one of what is likely to fail.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) {
    let Some(model) = model(ask) else { return };
    planned::strip(draft, (Aim::Risk, &model.failures));
    let focus = &mut draft.focus;
    focus.goal = None;
    focus.by.retain(|dimension| *dimension != model.of);
    if let Some(dimension) = focus.by.first() {
        let (by, of) = (dimension_name(ask.catalogue, dimension), plural_name(ask.catalogue, &model.of));
        draft.assumptions.push(format!("Risks are told of {of}, not by {by}."));
        focus.by.clear();
    }
    if focus.period_assumed {
        draft.assumptions.push(format!("No days were named, so this is for the {}.", in_words(USUAL)));
    }
}
