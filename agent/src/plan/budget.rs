//! A figure against its budget: told with both, by the measure that sets them against each other, or by the statement that it is
//! a line of. Another measure's budget is never put in its place.

use sentia_semantic::{Measure, Statement};

use super::{
    Focus,
    ask::{Ask, Step},
    gates::out_of_reach,
    say::{focus_in_words, lower_first},
    topics::examples,
};
use crate::link::{Cue, Quality};

/// The statement with a budget that a measure named beside "budget" is a line of.
pub(super) fn statement<'a>(ask: &Ask<'a>) -> Option<&'a Statement> {
    let links = ask.asking.links;
    if !says_budget(ask) || !links.dimensions.is_empty() || !links.grains.is_empty() {
        return None;
    }
    let named = links.measures.iter().filter_map(|linked| linked.candidates.first());
    let mut named = named.filter(|best| best.quality >= Quality::Derived);
    let first = named.find(|best| ask.measure(&best.id).is_some_and(|measure| !is_budget(measure)))?;
    let is_against_its_own =
        |measure: &Measure| is_against_budget(ask, measure) && measure.drivers.contains(&first.id);
    if ask.catalogue.measures.iter().any(is_against_its_own) {
        return None;
    }
    ask.catalogue.statements.iter().find(|statement| {
        statement.has_budget() && ask.may_read(statement.area) && statement.line(&first.id).is_some()
    })
}

/// "P&L against budget", "versus plan".
pub(super) fn says_budget(ask: &Ask<'_>) -> bool {
    let words = ask.words_between(0, ask.asking.question.len());
    words.iter().any(|word| matches!(word.as_str(), "budget" | "budgeted" | "plan"))
}

/// Of a measure and the budget it is set against, all three figures: what was, what was allowed, and the difference.
pub(super) fn set_against(ask: &Ask<'_>, measures: Vec<String>) -> Step<Vec<String>> {
    if !says_budget(ask) {
        return Ok(measures);
    }
    match measures.as_slice() {
        [only] if is_just_budget(ask, only) && asks_whether_kept(ask) => {
            let against = ask.catalogue.measures.iter().find(|measure| {
                is_against_budget(ask, measure)
                    && measure.drivers.contains(only)
                    && ask.may_read(measure.area)
            });
            Ok(against.map_or_else(
                || measures.clone(),
                |against| [against.drivers.clone(), vec![against.id.clone()]].concat(),
            ))
        }
        [only] if compares(ask) => {
            Ok(ask.measure(only).filter(|measure| is_against_budget(ask, measure)).map_or_else(
                || measures.clone(),
                |measure| [measure.drivers.clone(), vec![measure.id.clone()]].concat(),
            ))
        }
        [first, second] if is_just_budget(ask, second) => beside_budget(ask, first, second),
        [second, first] if is_just_budget(ask, second) => beside_budget(ask, first, second),
        _ => Ok(measures),
    }
}

fn beside_budget(ask: &Ask<'_>, first: &str, budget: &str) -> Step<Vec<String>> {
    let sets_them = |measure: &&Measure| {
        let holds = |id: &str| measure.drivers.iter().any(|driver| driver == id);
        measure.drivers.len() == 2 && holds(first) && is_against_budget(ask, measure)
    };
    if let Some(against) = ask.catalogue.measures.iter().find(sets_them) {
        return Ok([against.drivers.clone(), vec![against.id.clone()]].concat());
    }
    if !compares(ask) {
        return Ok(vec![first.to_owned(), budget.to_owned()]);
    }
    let reason = format!("No budget is recorded for {}.", lower_first(&ask.measure_label(first)));
    let known = ask.catalogue.measures.iter().filter(|measure| is_against_budget(ask, measure));
    let known = known.filter(|measure| ask.may_read(measure.area)).map(|measure| Focus {
        period: Some(measure.default_period.clone()),
        ..ask.focus_on(vec![measure.id.clone()])
    });
    let mut instead: Vec<String> = known.map(|focus| focus_in_words(&focus, ask.catalogue)).take(3).collect();
    if instead.is_empty() {
        instead = examples(ask);
    }
    out_of_reach(reason, instead)
}

/// "are we on budget", "within budget".
fn asks_whether_kept(ask: &Ask<'_>) -> bool {
    let words = ask.words_between(0, ask.asking.question.len());
    words.windows(2).any(|pair| matches!(pair[0].as_str(), "on" | "within") && pair[1] == "budget")
}

/// Whether one thing is set against another; the word may be part of a measure's name, as in "revenue vs budget".
fn compares(ask: &Ask<'_>) -> bool {
    let words = ask.words_between(0, ask.asking.question.len());
    ask.has(Cue::Compare)
        || words.iter().any(|word| matches!(word.as_str(), "vs" | "versus" | "v" | "against" | "compared"))
}

/// Whether a measure is what a figure was less what its budget allowed, or the other way round.
fn is_against_budget(ask: &Ask<'_>, measure: &Measure) -> bool {
    let drivers: Vec<&Measure> = measure.drivers.iter().filter_map(|id| ask.measure(id)).collect();
    drivers.len() == 2
        && is_budget(measure)
        && drivers.iter().filter(|driver| is_budget(driver)).count() == 1
        && drivers.iter().all(|driver| driver.unit == measure.unit)
}

fn is_budget(measure: &Measure) -> bool {
    measure.label.to_lowercase().contains("budget")
}

/// "against budget", "vs plan": a measure that no more was said of.
fn is_just_budget(ask: &Ask<'_>, id: &str) -> bool {
    ask.asking.links.measures.iter().any(|linked| {
        linked.candidates.first().is_some_and(|best| best.id == id)
            && matches!(ask.typed(linked.span).to_lowercase().as_str(), "budget" | "plan" | "budgeted")
    })
}
