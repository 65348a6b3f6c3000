//! Questions for a whole statement: "P&L for August", "balance sheet at the end of June against last year".

use sentia_semantic::Statement;

use super::{
    Focus, Plan,
    ask::{Ask, Step},
    budget,
    choices::Choices,
    draft::Draft,
    gates::refuse,
    mode::Mode,
    names,
    say::{focus_in_words, list, lower_first},
    times::{Beside, times},
    topics::examples,
};
use crate::link::{LinkedMeasure, Quality, in_words};

/// Whether a statement is named, or a line of one beside its budget.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    named(ask).is_some()
}

/// The statement that is named. Where the question carries on ("and the balance sheet?"), period, comparison and filters
/// stay.
pub(super) fn compose(ask: &Ask<'_>, mode: &Mode<'_>, choices: &Choices) -> Step<Draft> {
    let Some(statement) = named(ask) else { return Ok(Draft::default()) };
    may_be_read(ask, statement)?;
    let mut focus = Focus {
        statement: Some(statement.id.clone()),
        measures: statement.measures(),
        ..ask.focus_on(Vec::new())
    };
    if let Mode::FollowUp(before) = mode {
        keep(before, &mut focus, statement);
    }
    let dimensions = names::dimensions(ask, choices, &focus.measures)?;
    let members = names::members(ask, choices, &focus.measures, &[])?;
    let mut assumptions = [dimensions.assumptions.clone(), members.assumptions.clone()].concat();
    focus.by = [dimensions.by, dimensions.all].concat();
    focus.grain = ask.asking.links.grains.first().map(|linked| linked.grain);
    let named_members = [members.include, members.exclude].concat();
    if !named_members.is_empty() {
        focus.filters = named_members;
    }
    set_period(ask, &mut focus, statement, &mut assumptions)?;
    assumptions.extend(left_out(ask, statement));
    if statement.outlook.is_some() {
        // "the lowest week and its headroom" are told of the whole.
        (focus.by, focus.grain) = (Vec::new(), None);
    }
    Ok(Draft { focus, assumptions })
}

/// The first statement named; of several by the same name, the one that speaks of a measure named beside it. Else the one that
/// has the budget of a measure named beside "budget".
fn named<'a>(ask: &Ask<'a>) -> Option<&'a Statement> {
    let Some(linked) = ask.asking.links.statements.first() else { return budget::statement(ask) };
    let candidates: Vec<&Statement> =
        linked.ids.iter().filter_map(|id| ask.catalogue.statement(id)).collect();
    let beside = |statement: &&&Statement| {
        statement.bridge.as_ref().is_some_and(|bridge| {
            let explained = bridge.cost.as_ref().map_or(&bridge.value, |_| &statement.id);
            is_measured(ask, explained)
                || bridge.cost.is_some() && ask.asking.question.to_lowercase().contains("margin")
        })
    };
    candidates.iter().find(beside).or(candidates.first()).copied()
}

fn is_measured(ask: &Ask<'_>, id: &str) -> bool {
    ask.asking
        .links
        .measures
        .iter()
        .any(|linked| linked.candidates.iter().any(|candidate| candidate.id == id))
}

fn may_be_read(ask: &Ask<'_>, statement: &Statement) -> Step<()> {
    if ask.may_read(statement.area) {
        return Ok(());
    }
    let reason = format!(
        "{} belongs to {}, which your permissions do not include; ask your administrator if you need it.",
        statement.label, statement.area
    );
    refuse(reason, examples(ask))
}

fn keep(before: &Focus, focus: &mut Focus, statement: &Statement) {
    focus.period.clone_from(&before.period);
    focus.period_assumed = before.period_assumed;
    focus.filters.clone_from(&before.filters);
    focus.against.clone_from(&before.against);
    if focus.against.as_deref() == Some("budget") && !statement.has_budget() {
        focus.against = None;
    }
}

fn set_period(
    ask: &Ask<'_>,
    focus: &mut Focus,
    statement: &Statement,
    assumptions: &mut Vec<String>,
) -> Step<()> {
    let budget = statement.has_budget() && budget::says_budget(ask);
    let kept = focus.period.clone();
    let usual = statement.default_period.as_str();
    let found = times(ask, Beside { compared: budget, current: kept.as_deref(), usual })?;
    assumptions.extend(found.assumptions);
    focus.grain = focus.grain.or(found.grain);
    if statement.outlook.is_some() && found.against.is_some() {
        return Err(Box::new(Plan::OutOfReach {
            reason: format!(
                "The {} speaks of weeks to come; nothing stands beside it.",
                lower_first(&statement.label)
            ),
            instead: vec![statement.label.clone()],
        }));
    }
    focus.against = if budget { Some("budget".to_owned()) } else { found.against.or(focus.against.take()) };
    if statement.bridge.is_some() && focus.against.is_none() {
        focus.against = Some("previous_period".to_owned());
    }
    focus.period_assumed = found.period.is_none() && (kept.is_none() || focus.period_assumed);
    focus.period = found.period.or(kept);
    if focus.period.is_none() {
        focus.period = Some(usual.to_owned());
        if statement.outlook.is_some() {
            return Ok(());
        }
        assumptions.push(format!("No period was named, so this is {}.", in_words(usual)));
    }
    Ok(())
}

/// Measures named besides the statement that are no part of it: said, not passed over.
fn left_out(ask: &Ask<'_>, statement: &Statement) -> Option<String> {
    let parts = statement.measures();
    let is_part = |id: &str| {
        parts.iter().any(|part| part == id)
            || statement.line(id).is_some()
            || parts
                .iter()
                .filter_map(|part| ask.measure(part))
                .any(|part| part.drivers.iter().any(|driver| driver == id))
    };
    let is_known = |linked: &LinkedMeasure| {
        linked.implied
            || linked.candidates.iter().all(|candidate| candidate.quality <= Quality::Partial)
            || linked.candidates.iter().any(|candidate| is_part(&candidate.id))
    };
    let is_budget = |linked: &LinkedMeasure| {
        statement.has_budget() && ask.typed(linked.span).to_lowercase().contains("budget")
    };
    let others = ask
        .asking
        .links
        .measures
        .iter()
        .filter(|linked| statement.bridge.is_none() && !is_known(linked) && !is_budget(linked));
    let others: Vec<String> = others.map(|linked| format!("\"{}\"", ask.typed(linked.span))).collect();
    (!others.is_empty()).then(|| {
        format!(
            "This is the {} alone; ask for {} in a question of its own.",
            lower_first(&statement.label),
            list(others.iter().map(String::as_str))
        )
    })
}

/// Whether a statement named here says what moved a figure, so that "why" can be answered.
pub(super) fn explains(ask: &Ask<'_>) -> bool {
    named(ask).is_some_and(|statement| statement.bridge.is_some())
}

/// The statements that say what moved the measure of a comparison, over the same days.
pub(super) fn bridges<'a>(ask: &Ask<'a>, comparison: &Focus) -> impl Iterator<Item = Focus> {
    let measure = comparison.measures.first().and_then(|id| ask.measure(id));
    let catalogue = ask.catalogue;
    let explained = catalogue.statements.iter().filter(move |statement| {
        let Some((bridge, measure)) = statement.bridge.as_ref().zip(measure) else { return false };
        let label = measure.label.to_lowercase();
        let is_named = || statement.synonyms.iter().any(|name| name.to_lowercase().contains(&label));
        if bridge.cost.is_none() { bridge.value == measure.id } else { is_named() }
    });
    let readable = explained.filter(|statement| ask.may_read(statement.area)).map(|statement| Focus {
        statement: Some(statement.id.clone()),
        measures: statement.measures(),
        by: Vec::new(),
        ..comparison.clone()
    });
    readable.collect::<Vec<_>>().into_iter()
}

/// A statement is one page: it is not split, ranked or cut into time buckets.
pub(super) fn is_shown_whole(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let Some(statement) = focus.statement.as_ref().and_then(|id| ask.catalogue.statement(id)) else {
        return Ok(());
    };
    if focus.by.is_empty() && focus.grain.is_none() && focus.sort.is_none() && focus.limit.is_none() {
        return Ok(());
    }
    let measures = if statement.ratios.is_empty() { &focus.measures } else { &statement.ratios };
    let split =
        Focus { statement: None, measures: measures.iter().take(1).cloned().collect(), ..focus.clone() };
    let mut whole = focus.clone();
    (whole.by, whole.grain, whole.sort, whole.limit) = (Vec::new(), None, None, None);
    let reason = format!(
        "The {} is shown as a whole, not split or ranked; filter it to what you need, or ask for one measure.",
        lower_first(&statement.label)
    );
    let instead = [whole, split].iter().map(|focus| focus_in_words(focus, ask.catalogue)).collect();
    refuse(reason, instead)
}
