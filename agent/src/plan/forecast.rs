//! Questions for what will be: "forecast revenue for the next 3 months", "what will scrap be next quarter?".

use sentia_semantic::PeriodSpec;

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    draft::Draft,
    gates::refuse,
    say::focus_in_words,
};
use crate::link::{Cue, Topic, in_words};

/// The period forecast where none is named.
const USUAL: &str = "next_3_months";

/// Words that ask for the day on which something will be, or whether a plan will be met: not for the figure itself.
const OTHERS: [&str; 6] =
    ["run out", "on track", "how long until", "when will", "are we going to", "going to hit"];

/// Words that ask for a forecast even of a plan.
const PLAIN: [&str; 4] = ["forecast", "predict", "project", "extrapolate"];

/// Whether the question is for a figure to come.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let topics = links.cues.iter().filter(|linked| linked.cue == Cue::Topic(Topic::Forecast));
    let typed: Vec<String> = topics.map(|linked| ask.typed(linked.span).to_lowercase()).collect();
    let says = |known: &[&str], text: &String| known.iter().any(|words| text.contains(words));
    links.statements.is_empty()
        && !typed.is_empty()
        && !typed.iter().any(|text| says(&OTHERS, text))
        && (!is_planned(ask) || typed.iter().any(|text| says(&PLAIN, text)))
}

/// Whether the figures named first are plans, which speak of days to come themselves: "what will we run short of".
pub(super) fn is_planned(ask: &Ask<'_>) -> bool {
    let first = ask.asking.links.measures.first().and_then(|linked| linked.candidates.first());
    first.and_then(|candidate| ask.measure(&candidate.id)).is_some_and(|measure| {
        let days = measure.default_period.parse::<PeriodSpec>().ok();
        let days = days.and_then(|spec| spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok());
        days.is_some_and(|days| days.from > ask.asking.today)
    })
}

/// Makes a draft one of what is to come: of one figure, over a period that is not over.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) -> Step<()> {
    let focus = &mut draft.focus;
    focus.aim = Aim::Forecast;
    (focus.sort, focus.against, focus.limit) = (None, None, None);
    if focus.period_assumed {
        draft.assumptions.retain(|assumption| !assumption.starts_with("No period was named"));
        if focus.period.as_deref() != Some(USUAL) {
            draft.assumptions.push(format!("No period was named, so this is {}.", in_words(USUAL)));
        }
        focus.period = Some(USUAL.to_owned());
    }
    read_ahead(ask, draft);
    of_one_figure(ask, &draft.focus)?;
    is_to_come(ask, &draft.focus)
}

/// "Q4" or "December" is the one to come, where the year was not said.
fn read_ahead(ask: &Ask<'_>, draft: &mut Draft) {
    let [period] = ask.asking.links.periods.as_slice() else { return };
    let Some(spec) = period.spec().filter(|_| period.assumed.is_some()) else { return };
    let today = ask.asking.today;
    let days = spec.resolve(today, ask.catalogue.fiscal_year_start).ok().filter(|days| days.to < today);
    let Some(later) = days.map(|days| days.year_after()).filter(|later| later.to >= today) else { return };
    let typed = ask.typed(period.span);
    draft.focus.period = Some(PeriodSpec::Days(later).to_string());
    draft.assumptions.retain(|assumption| !assumption.starts_with(&format!("I read \"{typed}\"")));
    draft.assumptions.push(format!("I read \"{typed}\" as {}.", later.describe()));
}

fn of_one_figure(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let is_plain = focus.by.is_empty() && focus.columns.is_empty() && focus.having.is_empty();
    if is_plain && focus.measures.len() == 1 {
        return Ok(());
    }
    let one = |measure: &String| {
        let plain = Focus { measures: vec![measure.clone()], filters: focus.filters.clone(), ..bare(focus) };
        focus_in_words(&plain, ask.catalogue)
    };
    let reason = "I forecast one figure at a time, as a whole: name one measure, and one member where you want a part.";
    refuse(reason.to_owned(), focus.measures.iter().take(3).map(one).collect())
}

fn bare(focus: &Focus) -> Focus {
    Focus { aim: Aim::Forecast, period: focus.period.clone(), grain: focus.grain, ..Focus::default() }
}

fn is_to_come(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let spec = focus.period.as_ref().and_then(|period| period.parse::<PeriodSpec>().ok());
    let days = spec.and_then(|spec| spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok());
    let Some(days) = days.filter(|days| days.to < ask.asking.today) else { return Ok(()) };
    let reason = format!(
        "I can show what was recorded in {}, or forecast what is to come: those days are over.",
        days.describe()
    );
    let recorded = Focus { aim: Aim::Show, ..focus.clone() };
    let to_come = Focus { period: Some(USUAL.to_owned()), ..focus.clone() };
    refuse(reason, [recorded, to_come].iter().map(|focus| focus_in_words(focus, ask.catalogue)).collect())
}
