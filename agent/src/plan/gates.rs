//! What stops a question before anything is computed: too long, a date that does not exist, names and areas the person
//! may not see, splits that the data does not have, days that have not come.

use sentia_semantic::PeriodSpec;

use super::{
    Aim, Focus, Plan,
    ask::{Ask, Step},
    say::{choice, dimension_name, list, lower_first, plural_name, what_i_can_do},
    topics::examples,
};
use crate::{
    Clarification, ClarifyOption,
    link::{BadDate, LinkedMember, UnknownMember, in_words, written},
};

pub(super) fn refuse<T>(reason: String, instead: Vec<String>) -> Step<T> {
    Err(Box::new(Plan::Refuse { reason, instead }))
}

pub(super) fn out_of_reach<T>(reason: String, instead: Vec<String>) -> Step<T> {
    Err(Box::new(Plan::OutOfReach { reason, instead }))
}

/// There is something to read, and all of it was read.
pub(super) fn readable(ask: &Ask<'_>) -> Step<()> {
    let links = ask.asking.links;
    if links.truncated {
        let reason = "The question is too long to be read as a whole; ask it in a few sentences.".to_owned();
        return out_of_reach(reason, examples(ask));
    }
    if links.words == 0 {
        let reason = format!("I found no words in the question. {}", what_i_can_do(ask));
        return out_of_reach(reason, examples(ask));
    }
    Ok(())
}

/// A date that does not exist is said, with the dates that may be meant put into the question in its place.
pub(super) fn dates(ask: &Ask<'_>) -> Step<()> {
    let Some(bad) = ask.asking.links.bad_dates.first() else { return Ok(()) };
    let question = format!("There is no {}: {}. Which date do you mean?", bad.what, bad.because);
    let options: Vec<ClarifyOption> = bad.nearest.iter().map(|spec| corrected_date(ask, bad, spec)).collect();
    if options.is_empty() {
        let reason = format!("There is no {}: {}. Ask again with another date.", bad.what, bad.because);
        return refuse(reason, Vec::new());
    }
    Err(Box::new(Plan::Clarify(Clarification { question, options })))
}

fn corrected_date(ask: &Ask<'_>, bad: &BadDate, spec: &PeriodSpec) -> ClarifyOption {
    let words = in_words(&written(spec));
    let (before, after) =
        (ask.asking.question.get(..bad.span.start), ask.asking.question.get(bad.span.end..));
    let question = format!("{}{words}{}", before.unwrap_or_default(), after.unwrap_or_default());
    ClarifyOption { label: words, question }
}

/// Names that the person may not see are refused by the words they typed; nothing else of them is said.
pub(super) fn scope(ask: &Ask<'_>) -> Step<()> {
    let links = ask.asking.links;
    let Some(hidden) = links.members.iter().find(|member| !member.visible()) else { return Ok(()) };
    let typed = ask.typed(hidden.span);
    if let Some(area) = forbidden_area(ask, hidden) {
        let reason = format!(
            "\"{typed}\" belongs to {area}, which your permissions do not include; ask your administrator if you need it."
        );
        return refuse(reason, Vec::new());
    }
    let reason = match &ask.asking.person.scope_in_words {
        Some(scope) => format!(
            "Your permissions cover {}, so I cannot answer for \"{typed}\".",
            lower_first_unless_name(scope)
        ),
        None => format!("Your permissions do not cover \"{typed}\", so I cannot answer for it."),
    };
    refuse(reason, Vec::new())
}

/// `Only Leeds` goes on as `only Leeds` within a sentence; `Leeds only` keeps its capital.
fn lower_first_unless_name(scope: &str) -> String {
    if scope.starts_with("Only ") || scope.starts_with("Just ") {
        lower_first(scope)
    } else {
        scope.to_owned()
    }
}

fn forbidden_area(ask: &Ask<'_>, member: &LinkedMember) -> Option<String> {
    let areas = member
        .candidates
        .iter()
        .filter_map(|candidate| ask.dimension(&candidate.member.dimension))
        .map(|dimension| dimension.area);
    let areas: Vec<_> = areas.collect();
    let all_forbidden = areas.iter().all(|area| !ask.may_read(*area));
    areas.first().filter(|_| all_forbidden).map(ToString::to_string)
}

/// Every measure and dimension of the focus lies in an area that the person may read.
pub(super) fn may_be_asked(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let measures = focus
        .measures
        .iter()
        .filter_map(|id| ask.measure(id))
        .map(|measure| (measure.label.clone(), measure.area));
    let named = focus.by.iter().chain(focus.filters.iter().map(|filter| &filter.dimension));
    let dimensions =
        named.filter_map(|id| ask.dimension(id)).map(|dimension| (dimension.plural.clone(), dimension.area));
    match measures.chain(dimensions).find(|(_, area)| !ask.may_read(*area)) {
        Some((what, area)) => {
            let reason = format!(
                "{what} belongs to {area}, which your permissions do not include; ask your administrator if you need it."
            );
            refuse(reason, examples(ask))
        }
        None => Ok(()),
    }
}

/// Every measure can be split and filtered by the dimensions named.
pub(super) fn can_be_split(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let named: Vec<&String> =
        focus.by.iter().chain(focus.filters.iter().map(|filter| &filter.dimension)).collect();
    for measure in &focus.measures {
        let Some(dimension) = named.iter().find(|dimension| !ask.reach.has(measure, dimension)) else {
            continue;
        };
        let label = ask.measure_label(measure);
        let possible: Vec<String> = possible_splits(ask, measure);
        let names = if possible.is_empty() {
            "it has no split that you may see".to_owned()
        } else {
            format!(
                "it can be by {}",
                choice(
                    possible
                        .iter()
                        .map(|id| dimension_name(ask.catalogue, id))
                        .collect::<Vec<_>>()
                        .iter()
                        .map(String::as_str)
                )
            )
        };
        let reason =
            format!("{label} is not recorded by {}; {names}.", dimension_name(ask.catalogue, dimension));
        let instead = possible.iter().take(2).map(|id| split_instead(ask, focus, measure, id)).collect();
        return refuse(reason, instead);
    }
    Ok(())
}

fn possible_splits(ask: &Ask<'_>, measure: &str) -> Vec<String> {
    let reached = ask.reach.common(&[measure.to_owned()]);
    let dimensions = ask.catalogue.dimensions.iter().filter(|dimension| {
        reached.contains(&dimension.id) && !dimension.detail && ask.may_read(dimension.area)
    });
    dimensions.take(6).map(|dimension| dimension.id.clone()).collect()
}

fn split_instead(ask: &Ask<'_>, focus: &Focus, measure: &str, dimension: &str) -> String {
    let mut other = ask.focus_on(vec![measure.to_owned()]);
    other.by = vec![dimension.to_owned()];
    other.period.clone_from(&focus.period);
    super::focus_in_words(&other, ask.catalogue)
}

/// Days to come have figures only in measures of what is planned.
pub(super) fn has_come(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let Some(Ok(spec)) = focus.period.as_ref().map(|period| period.parse::<PeriodSpec>()) else {
        return Ok(());
    };
    let Ok(period) = spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start) else { return Ok(()) };
    let recorded: Vec<&str> = focus
        .measures
        .iter()
        .filter_map(|id| ask.measure(id))
        .filter(|measure| !looks_ahead(measure))
        .map(|measure| measure.label.as_str())
        .collect();
    if period.from <= ask.asking.today
        || recorded.is_empty()
        || matches!(focus.aim, Aim::Forecast | Aim::Risk | Aim::Payments | Aim::Schedule)
    {
        return Ok(());
    }
    let words = in_words(focus.period.as_deref().unwrap_or_default());
    let reason = format!(
        "{} has not happened yet in {words}; I can forecast it, or show what is recorded so far.",
        list(recorded)
    );
    let mut past = focus.clone();
    (past.period, past.period_assumed, past.against) = (None, true, None);
    let to_come = Focus {
        aim: Aim::Forecast,
        measures: focus.measures.iter().take(1).cloned().collect(),
        period: focus.period.clone(),
        filters: focus.filters.clone(),
        ..Focus::default()
    };
    let instead = [to_come, past].iter().map(|focus| super::focus_in_words(focus, ask.catalogue)).collect();
    out_of_reach(reason, instead)
}

/// Whether a measure speaks of days to come: plans, budgets, what falls due.
fn looks_ahead(measure: &sentia_semantic::Measure) -> bool {
    let names = [&measure.id, &measure.label, &measure.description, &measure.default_period]
        .into_iter()
        .chain(&measure.synonyms);
    const AHEAD: [&str; 12] = [
        "plan",
        "budget",
        "forecast",
        "schedul",
        "due",
        "open order",
        "expire",
        "next_",
        "capacity",
        "depreciation",
        "expected",
        "booked",
    ];
    names.map(|name| name.to_lowercase()).any(|name| AHEAD.iter().any(|word| name.contains(word)))
}

/// A name that should be a member and is none.
pub(super) fn unknown_member(
    ask: &Ask<'_>,
    unknown: &UnknownMember,
    options: Vec<(String, Focus)>,
) -> Box<Plan> {
    let plural = plural_name(ask.catalogue, &unknown.dimension);
    let labels: Vec<&str> = unknown.nearest.iter().map(|member| member.label.as_str()).collect();
    if options.is_empty() {
        let nearest =
            if labels.is_empty() { String::new() } else { format!(" The nearest are {}.", list(labels)) };
        return Box::new(Plan::Refuse {
            reason: format!("There is no \"{}\" among the {plural}.{nearest}", unknown.typed),
            instead: Vec::new(),
        });
    }
    let question =
        format!("There is no \"{}\" among the {plural}. Do you mean {}?", unknown.typed, choice(labels));
    super::clarify::clarify(ask, question, options)
}
