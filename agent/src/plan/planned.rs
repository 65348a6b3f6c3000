//! What questions for plans have in common: a plan is of the members and days named, and of no measure that is.

use sentia_semantic::Period;

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    choices::Choices,
    draft::Draft,
    mode::Mode,
    names, payments, risk, schedule, stock,
    times::{Beside, times},
};

/// Whether the question is for a plan of what to do, or for what is likely to fail.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    payments::is_asked(ask) || schedule::is_asked(ask) || stock::is_asked(ask) || risk::is_asked(ask)
}

/// A focus with this aim on a measure, with the members and the period that are named; members carry over from the focus before.
pub(super) fn compose(
    ask: &Ask<'_>,
    mode: &Mode<'_>,
    choices: &Choices,
    (aim, measure): (Aim, &str),
    usual: &str,
) -> Step<Draft> {
    let mut focus = Focus { aim, ..ask.focus_on(vec![measure.to_owned()]) };
    if let Mode::FollowUp(before) = mode {
        focus.filters.clone_from(&before.filters);
        focus.goal = before.goal.clone().filter(|_| before.aim == aim);
    }
    let members = names::members(ask, choices, &focus.measures, &[])?;
    let mut assumptions = members.assumptions;
    let named = [members.include, members.exclude].concat();
    if !named.is_empty() {
        focus.filters = named;
    }
    let found = times(ask, Beside { compared: true, current: None, usual })?;
    focus.period = found.period;
    assumptions.extend(found.assumptions);
    Ok(Draft { focus, assumptions })
}

/// Leaves nothing but what a plan is asked with.
pub(super) fn strip(draft: &mut Draft, (aim, measure): (Aim, &str)) {
    let focus = &mut draft.focus;
    *focus = Focus {
        aim,
        measures: vec![measure.to_owned()],
        filters: std::mem::take(&mut focus.filters),
        period: focus.period.take(),
        goal: focus.goal.take(),
        by: std::mem::take(&mut focus.by),
        ..Focus::default()
    };
    focus.period_assumed = focus.period.is_none();
    draft.assumptions.retain(|assumption| !assumption.starts_with("No period was named"));
}

/// The days of a period as it is written.
pub(super) fn days(ask: &Ask<'_>, written: &str) -> Option<Period> {
    let spec: sentia_semantic::PeriodSpec = written.parse().ok()?;
    spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok()
}

/// The ids of the measures that the question names, as far as they are sure.
pub(super) fn measures<'a>(ask: &Ask<'a>) -> impl Iterator<Item = &'a str> {
    ask.asking.links.measures.iter().filter_map(|linked| Some(linked.candidates.first()?.id.as_str()))
}
