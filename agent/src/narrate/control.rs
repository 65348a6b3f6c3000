//! Whether a process is in control, and what says that it is not.

use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind};

use super::{
    variety::Prose,
    words::{capitalised, number, reference, when, whose},
};

/// Signals that are told; the table has the others.
const TOLD: usize = 3;

pub(super) const KINDS: [FactKind; 2] = [FactKind::InControl, FactKind::OutOfControl];

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    let Some((whole, signals)) = evidence.facts.split_first() else { return };
    prose.say(state(evidence, whole).into_iter().collect());
    for fact in signals.iter().take(TOLD) {
        prose.say(signal(evidence, fact).into_iter().collect());
    }
}

/// `Scrap rate on Line 3 was in control over July 2026; its control limits are 1.2% and 3.4%, around a mean of 2.3%.`
fn state(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let [centre, low, high] = figures(evidence, fact)?.try_into().ok()?;
    let subject = format!("{}{}", capitalised(&fact.measure), whose(&centre.members));
    let is = if fact.kind == FactKind::InControl { "was in control" } else { "was not in control" };
    let days = centre.period.describe();
    let [centre, low, high] = [centre, low, high].map(|figure| reference(evidence, figure));
    Some(format!(
        "{subject} {is} over {days}; its control limits are {low} and {high}, around a mean of {centre}."
    ))
}

fn signal(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let figures = figures(evidence, fact)?;
    let (last, rest) = figures.split_last()?;
    let (first, end) = (*rest.first()?, *rest.last()?);
    let is_high = number(end) > number(last);
    let against = reference(evidence, last);
    Some(match fact.kind {
        FactKind::BeyondLimit => {
            let side = if is_high { "above its upper limit" } else { "below its lower limit" };
            format!(
                "{} it was {}, {side} of {against}.",
                capitalised(&when(&end.period)),
                reference(evidence, end)
            )
        }
        FactKind::RunOnOneSide => {
            let side = if is_high { "above" } else { "below" };
            format!("{} it stayed {side} its mean of {against}.", span(first, end))
        }
        _ => {
            let side = if last.kind == FigureKind::UpperLimit { "upper" } else { "lower" };
            format!("{} it came close to its {side} limit of {against} again and again.", span(first, end))
        }
    })
}

/// `From week 31 to week 38`.
fn span(first: &Figure, last: &Figure) -> String {
    format!("From {} to {}", first.period.describe(), last.period.describe())
}

fn figures<'a>(evidence: &'a Evidence, fact: &Fact) -> Option<Vec<&'a Figure>> {
    fact.figures.iter().map(|id| evidence.figure(id)).collect()
}
