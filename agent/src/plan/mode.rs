//! Whether a question is new or carries on; the rules stand in the module documentation of `plan`.

use super::{Focus, ask::Ask, overview};
use crate::link::Cue;

pub(super) enum Mode<'a> {
    New,
    FollowUp(&'a Focus),
}

pub(super) fn mode<'a>(ask: &Ask<'a>) -> Mode<'a> {
    match ask.asking.focus {
        Some(focus)
            if !(focus.measures.is_empty() && focus.changes.is_empty()) && is_follow_up(ask, focus) =>
        {
            Mode::FollowUp(focus)
        }
        _ => Mode::New,
    }
}

fn is_follow_up(ask: &Ask<'_>, focus: &Focus) -> bool {
    let links = ask.asking.links;
    if links.measures.is_empty() && links.statements.is_empty() {
        if overview::stands_alone(ask, focus) && !carries_on(ask) {
            return false;
        }
        return true; // what it changes, or that it changes nothing, is found out by the edit
    }
    carries_on(ask) || ends_with_also(ask) || refers_back(ask) || is_bare_measure(ask)
}

/// "and …", "only …", "what about …".
pub(super) fn carries_on(ask: &Ask<'_>) -> bool {
    ask.begins_with(is_strong_start)
}

fn is_strong_start(cue: Cue) -> bool {
    matches!(
        cue,
        Cue::CarryOn
            | Cue::Also
            | Cue::Same
            | Cue::Instead
            | Cue::Only
            | Cue::Exclude
            | Cue::Remove
            | Cue::BackTo
    )
}

/// "availability too", "scrap as well".
fn ends_with_also(ask: &Ask<'_>) -> bool {
    let end = ask.asking.question.trim_end_matches(|letter: char| !letter.is_alphanumeric()).len();
    ask.asking.links.cues.iter().any(|linked| linked.cue == Cue::Also && linked.span.end == end)
}

/// "instead", "the same for", "that for scrap", "compare it with".
fn refers_back(ask: &Ask<'_>) -> bool {
    if ask.has(Cue::Instead) || ask.has(Cue::Same) {
        return true;
    }
    ask.asking.links.cues.iter().filter(|linked| linked.cue == Cue::PointsBack).any(|linked| {
        let before = ask.word_before(linked.span.start);
        let pointed = ask.typed(linked.span).to_lowercase();
        let is_object = matches!(
            before.as_str(),
            "for"
                | "of"
                | "at"
                | "about"
                | "on"
                | "to"
                | "with"
                | "compare"
                | "split"
                | "show"
                | "add"
                | "plot"
        );
        is_object
            && matches!(pointed.as_str(), "it" | "that" | "those" | "them" | "these" | "this" | "the above")
    })
}

/// Nothing but the name of a measure: "scrap rate?", "now scrap", "the scrap rate please".
fn is_bare_measure(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let names_more = !(links.periods.is_empty()
        && links.members.is_empty()
        && links.dimensions.is_empty()
        && links.grains.is_empty()
        && links.leftover.is_empty()
        && links.numbers.is_empty());
    let asks_more = ask
        .cue(|cue| !matches!(cue, Cue::CarryOn | Cue::CarryOnWeakly | Cue::MeasureWord | Cue::PointsBack))
        .is_some();
    let measure_words: usize = links
        .measures
        .iter()
        .map(|measure| measure.span.of(ask.asking.question).split_whitespace().count())
        .sum();
    let all_words = ask.asking.question.split_whitespace().count();
    !names_more && !asks_more && all_words <= measure_words + 2
}
