//! What would have been.

use sentia_semantic::Direction;
use sentia_tools::{Evidence, FactKind, Figure, FigureKind};

use super::words::{is_zero_as_shown, listed, reference, when, whose, within};

/// Measures that are told of; the table has all of them.
const TOLD: usize = 3;

/// `Had average price been £12.92 instead of £12.30 in October 2026, revenue would have been £5.9m instead of £5.6m, up
/// £280k (5.0%).` and a sentence for each further measure.
pub(super) fn sentences(evidence: &Evidence) -> Vec<String> {
    let figures = |kind: FactKind| -> Vec<Vec<&Figure>> {
        let facts = evidence.facts.iter().filter(|fact| fact.kind == kind);
        facts.filter_map(|fact| fact.figures.iter().map(|id| evidence.figure(id)).collect()).collect()
    };
    let levers = figures(FactKind::Lever);
    let conditions: Vec<String> = levers.iter().filter_map(|figures| condition(evidence, figures)).collect();
    let effects = figures(FactKind::Scenario);
    let Some((first, others)) = effects.split_first() else { return Vec::new() };
    let Some(place) = first.first() else { return Vec::new() };
    let (when, whose) = (when(&place.period), whose(&place.members));
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(
        effect(evidence, first).map(|effect| format!("Had {}{whose} {when}, {effect}.", listed(&conditions))),
    );
    sentences.extend(others.iter().take(TOLD - 1).filter_map(|figures| effect(evidence, figures)).map(
        |effect| {
            let mut letters = effect.chars();
            letters
                .next()
                .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        },
    ));
    sentences
}

/// `average price been £12.92 instead of £12.30`.
fn condition(evidence: &Evidence, figures: &[&Figure]) -> Option<String> {
    let [recorded, taken, ..] = figures else { return None };
    Some(format!(
        "{} been {} instead of {}",
        within(&recorded.label),
        reference(evidence, taken),
        reference(evidence, recorded)
    ))
}

/// `revenue would have been £5.9m instead of £5.6m, up £280k (5.0%), for the better`.
fn effect(evidence: &Evidence, figures: &[&Figure]) -> Option<String> {
    let [recorded, scenario, change, ..] = figures else { return None };
    let label = within(&recorded.label);
    if is_zero_as_shown(change) {
        return Some(format!("{label} would have been {} all the same", reference(evidence, recorded)));
    }
    let share = figures.iter().find(|figure| figure.kind == FigureKind::ChangePercent);
    let share = share.map_or_else(String::new, |share| format!(" ({})", reference(evidence, share)));
    let is_up = super::words::number(change) > 0.0;
    let good = match recorded.direction {
        Direction::UpIsGood => Some(is_up),
        Direction::DownIsGood => Some(!is_up),
        Direction::Neutral => None,
    };
    let judged = match good {
        Some(true) => ", for the better",
        Some(false) => ", for the worse",
        None => "",
    };
    Some(format!(
        "{label} would have been {} instead of {}, {} {}{share}{judged}",
        reference(evidence, scenario),
        reference(evidence, recorded),
        if is_up { "up" } else { "down" },
        reference(evidence, change)
    ))
}
