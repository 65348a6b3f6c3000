//! Questions for what would have been: "what if average price rises by 5%?", "what would gross margin be with 3% lower unit
//! cost?", "what OEE do we need to make 50,000 good pieces?".

mod phrase;
mod reading;

use sentia_semantic::PeriodSpec;
use sentia_tools::ChangeArg;

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    choices::Choices,
    clarify::clarify,
    draft::Draft,
    gates::refuse,
    say::focus_in_words,
};
use crate::link::{Cue, LinkedMeasure, Quality, Topic, in_words};
use reading::{Asked, Change};

pub(super) use phrase::change_in_words;
use phrase::is_of_a_change;

/// Whether the question is for what would be if figures were otherwise, and says how.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    ask.asking.links.statements.is_empty() && reading::read(ask).is_some()
}

/// Makes a draft one of a what-if: what it changes, and what it shows the effect on.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft, choices: &Choices) -> Step<()> {
    if let Some(asked) = reading::read(ask) {
        let (changes, goal) = match asked {
            Asked::Changes(changes) => {
                let changes =
                    changes.iter().map(|change| argument(ask, change, choices, &mut draft.assumptions));
                (changes.collect::<Step<Vec<ChangeArg>>>()?, None)
            }
            Asked::Goal { lever, goal } => {
                (vec![lever_of_goal(ask, lever, draft, &goal, choices)?], Some(goal))
            }
        };
        let is_lever = |id: &String| changes.iter().any(|change| change.measure == *id);
        draft.focus.measures.retain(|id| !is_lever(id));
        (draft.focus.changes, draft.focus.goal) = (changes, goal);
    }
    usual_period(ask, draft);
    let focus = &mut draft.focus;
    focus.aim = Aim::WhatIf;
    (focus.sort, focus.limit, focus.grain, focus.against) = (None, None, None, None);
    (focus.columns, focus.having) = (Vec::new(), Vec::new());
    if !focus.by.is_empty() {
        focus.by.clear();
        draft.assumptions.push("A what-if is worked out as a whole, not split.".to_owned());
    }
    is_recorded(ask, &draft.focus)
}

/// Where no period was named, that of the measure that the effect is shown on.
fn usual_period(ask: &Ask<'_>, draft: &mut Draft) {
    let focus = &mut draft.focus;
    let mut named = focus.measures.iter().chain(focus.changes.iter().map(|change| &change.measure));
    let usual = named.next().and_then(|id| ask.measure(id)).map(|measure| &measure.default_period);
    let Some(usual) = usual.filter(|usual| focus.period_assumed && focus.period.as_ref() != Some(usual))
    else {
        return;
    };
    draft.assumptions.retain(|assumption| !assumption.starts_with("No period was named"));
    draft.assumptions.push(format!("No period was named, so this is {}.", in_words(usual)));
    focus.period = Some(usual.clone());
}

/// A change as the tool takes it. A percentage that rises "by 5%" is 5 points higher; that this was read so is said.
fn argument(
    ask: &Ask<'_>,
    change: &Change<'_>,
    choices: &Choices,
    assumptions: &mut Vec<String>,
) -> Step<ChangeArg> {
    let measure = match change.measure {
        Some(linked) => super::names::measure(ask, choices, linked, &mut Vec::new())?,
        None => ask.asking.focus.and_then(|focus| focus.measures.first()).cloned().unwrap_or_default(),
    };
    let read = ask.measure(&measure).map(|known| phrase::amount(ask, change, known));
    let Some(Some(read)) = read else {
        let label = ask.measure_label(&measure);
        let example = Focus { changes: vec![by(&measure, "10%")], aim: Aim::WhatIf, ..Focus::default() };
        let reason = format!("I cannot tell by how much {label} is taken to change.");
        return refuse(reason, vec![focus_in_words(&example, ask.catalogue)]);
    };
    assumptions.extend(read.assumption);
    Ok(ChangeArg { measure, by: read.by, to: read.to })
}

fn by(measure: &str, by: &str) -> ChangeArg {
    ChangeArg { measure: measure.to_owned(), by: Some(by.to_owned()), to: None }
}

/// The measure that is to be moved towards a goal: the one named, or one of those that move it.
fn lever_of_goal(
    ask: &Ask<'_>,
    lever: Option<&LinkedMeasure>,
    draft: &Draft,
    goal: &str,
    choices: &Choices,
) -> Step<ChangeArg> {
    if let Some(linked) = lever {
        let measure = super::names::measure(ask, choices, linked, &mut Vec::new())?;
        return Ok(ChangeArg { measure, by: None, to: None });
    }
    let aimed = draft.focus.measures.first().and_then(|id| ask.measure(id));
    let drivers = aimed.map(|measure| measure.drivers.as_slice()).unwrap_or_default();
    let readable = drivers.iter().filter_map(|id| ask.measure(id)).filter(|driver| ask.may_read(driver.area));
    let options: Vec<(String, Focus)> = readable
        .take(4)
        .map(|driver| {
            let focus = Focus {
                aim: Aim::WhatIf,
                changes: vec![ChangeArg { measure: driver.id.clone(), by: None, to: None }],
                goal: Some(goal.to_owned()),
                measures: draft.focus.measures.iter().take(1).cloned().collect(),
                period: draft.focus.period.clone(),
                filters: draft.focus.filters.clone(),
                ..Focus::default()
            };
            (format!("By {}", super::say::lower_first(&driver.label)), focus)
        })
        .collect();
    if options.is_empty() {
        let label = aimed.map_or("it", |measure| measure.label.as_str());
        return refuse(
            format!("Name the measure that is to be moved so that {label} gets there."),
            Vec::new(),
        );
    }
    Err(clarify(ask, "Which figure is to be moved to get there?".to_owned(), options))
}

/// A what-if starts from what was recorded.
fn is_recorded(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let spec = focus.period.as_ref().and_then(|period| period.parse::<PeriodSpec>().ok());
    let days = spec.and_then(|spec| spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok());
    let Some(days) = days.filter(|days| days.from > ask.asking.today) else { return Ok(()) };
    let reason = format!(
        "A what-if starts from what was recorded, and {} is to come. I can work it out for the time before.",
        days.describe()
    );
    let usual = focus.measures.iter().chain(focus.changes.iter().map(|change| &change.measure)).next();
    let usual = usual.and_then(|id| ask.measure(id)).map(|measure| measure.default_period.clone());
    let past = Focus { period: usual, ..focus.clone() };
    refuse(reason, vec![focus_in_words(&past, ask.catalogue)])
}

/// Whether a word that is part of a measure's name only says which way another goes: the "cut" of "power cuts".
pub(super) fn is_verb(ask: &Ask<'_>, linked: &LinkedMeasure) -> bool {
    let typed = ask.typed(linked.span).to_lowercase();
    let is_part = linked.candidates.iter().all(|candidate| candidate.quality <= Quality::Corrected);
    let is_what_if = !ask.asking.links.amounts.is_empty() || ask.has(Cue::Topic(Topic::WhatIf));
    is_part && is_what_if && typed.split_whitespace().all(phrase::is_way)
}

/// Whether the question is a what-if of what the conversation is about: "what if it rises by 5%?".
pub(super) fn is_of(ask: &Ask<'_>) -> bool {
    ask.asking.links.measures.is_empty() && is_asked(ask)
}

/// The draft of such a question: the figures that the conversation is about are what changes.
pub(super) fn carried(focus: &Focus) -> Draft {
    let focus = Focus {
        period: focus.period.clone(),
        period_assumed: focus.period_assumed,
        filters: focus.filters.clone(),
        ..Focus::default()
    };
    Draft { focus, assumptions: Vec::new() }
}

/// Whether words that nothing else claimed are those of the change itself: "goes up", "per cent".
pub(super) fn claims(draft: &Draft, words: &str) -> bool {
    let mut words = words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    draft.focus.aim == Aim::WhatIf
        && words.all(|word| phrase::is_amount(word) || is_of_a_change(&word.to_lowercase()))
}
