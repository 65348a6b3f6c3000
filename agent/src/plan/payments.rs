//! Questions for what to pay: "propose Friday's payment run", "whom should we pay first with £300k?".

use std::collections::BTreeSet;

use jiff::ToSpan;
use sentia_semantic::{PaymentModel, Period, PeriodSpec};

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    choices::Choices,
    derived,
    draft::Draft,
    mode::Mode,
    planned,
};
use crate::link::{Cue, LinkedMeasure, Topic, written};

/// Days beyond which a question is for what falls due, and not for a run.
const LONGEST: i64 = 8;
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

pub(super) fn model<'a>(ask: &Ask<'a>) -> Option<&'a PaymentModel> {
    ask.catalogue.payment_models.first()
}

/// Whether the question is for what to pay, and the catalogue says how bills are paid.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    let Some(model) = model(ask).filter(|_| ask.asking.links.statements.is_empty()) else { return false };
    let bills = bills(ask, model);
    let is_bills = |linked: &LinkedMeasure| {
        let is_one = linked.candidates.first().is_some_and(|candidate| bills.contains(candidate.id.as_str()));
        is_one || ask.typed(linked.span).eq_ignore_ascii_case(&model.called)
    };
    ask.asking.links.measures.iter().all(is_bills)
        && (ask.has(Cue::Topic(Topic::Pay))
            || ask.has(Cue::Topic(Topic::Advice)) && planned::measures(ask).any(|id| id == model.open))
}

/// The measures of bills and of what they are paid from.
fn bills<'a>(ask: &Ask<'a>, model: &PaymentModel) -> BTreeSet<&'a str> {
    let datasets = |id: &str| -> BTreeSet<&'a str> {
        let aggregates = ask.measure(id).map(|measure| measure.expression.aggregates()).unwrap_or_default();
        aggregates.into_iter().map(|aggregate| aggregate.dataset.as_str()).collect()
    };
    let of: BTreeSet<&str> =
        [&model.open, &model.paid].into_iter().chain(&model.cash).flat_map(|id| datasets(id)).collect();
    let measures = ask.catalogue.measures.iter().map(|measure| measure.id.as_str());
    measures.filter(|id| datasets(id).is_subset(&of)).collect()
}

/// A run in the days named; what was paid in days that are over, and what falls due in a longer time.
pub(super) fn compose(ask: &Ask<'_>, mode: &Mode<'_>, choices: &Choices) -> Step<Draft> {
    let Some(model) = model(ask) else { return Ok(Draft::default()) };
    let mut draft = planned::compose(ask, mode, choices, (Aim::Payments, &model.open), "this_week")?;
    coming_weekday(ask, &mut draft);
    let days = draft.focus.period.as_deref().and_then(|period| planned::days(ask, period));
    let shown = match days {
        Some(days) if days.to < ask.asking.today => &model.paid,
        Some(days) if days.days() > LONGEST => &model.open,
        _ => {
            turn(ask, &mut draft);
            return Ok(draft);
        }
    };
    (draft.focus.aim, draft.focus.measures) = (Aim::Show, vec![shown.clone()]);
    Ok(draft)
}

/// "Friday's run" is the one to come, where the day as it was read is over.
fn coming_weekday(ask: &Ask<'_>, draft: &mut Draft) {
    let links = ask.asking.links;
    let [period] = links.periods.as_slice() else { return };
    let typed = ask.typed(period.span).to_lowercase();
    let named = WEEKDAYS.iter().any(|day| typed.contains(day)) && !typed.contains("last");
    let days = draft.focus.period.as_deref().and_then(|period| planned::days(ask, period));
    let Some(day) = days.filter(|days| named && days.days() == 1).map(|days| days.from) else { return };
    let today = ask.asking.today;
    let is_recent = day < today && day >= today.saturating_sub(7.days());
    if is_recent && !typed.contains(|letter: char| letter.is_ascii_digit()) {
        let day = day.saturating_add(7.days());
        draft.focus.period = Some(written(&PeriodSpec::Days(Period::new(day, day))));
    }
}

/// Makes a draft one of what to pay.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) {
    let Some(model) = model(ask) else { return };
    planned::strip(draft, (Aim::Payments, &model.open));
    draft.focus.by.clear();
    draft.focus.goal = limit(ask).or(draft.focus.goal.take());
}

/// "with £300k": what the run may come to.
fn limit(ask: &Ask<'_>) -> Option<String> {
    let links = ask.asking.links;
    let mut numbers = links.amounts.iter().chain(&links.numbers);
    let number = numbers.find(|number| !number.percent && !number.is_limit && number.value >= 100.0)?;
    Some(derived::amount(ask, number).trim_start_matches('-').to_owned())
}

/// Whether words that nothing else claimed are the amount named.
pub(super) fn claims(draft: &Draft, words: &str) -> bool {
    let goal = draft.focus.goal.as_deref().unwrap_or_default();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    draft.focus.aim == Aim::Payments && !digits(words).is_empty() && digits(words) == digits(goal)
}

/// `Payment run this week for plant Leeds of at most £300k`.
pub(super) fn in_words(focus: &Focus, rows: &str) -> String {
    let limit = focus.goal.as_ref().map_or_else(String::new, |goal| format!(" of at most {goal}"));
    format!("Payment run{rows}{limit}")
}
