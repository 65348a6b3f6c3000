//! Questions for an order of work: "sequence tomorrow's orders on Line 2 so that fewest are late".

use sentia_semantic::ScheduleModel;

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    choices::Choices,
    draft::Draft,
    mode::Mode,
    planned,
};
use crate::link::{Cue, Topic};

/// The days looked at where none are named: those of the tool.
const USUAL: &str = "next_week";

pub(super) fn model<'a>(ask: &Ask<'a>) -> Option<&'a ScheduleModel> {
    ask.catalogue.schedule_models.first()
}

/// Whether the question is in which order to make what is to be made, and the catalogue says what that is.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    model(ask).is_some() && ask.asking.links.statements.is_empty() && ask.has(Cue::Topic(Topic::Sequence))
}

pub(super) fn compose(ask: &Ask<'_>, mode: &Mode<'_>, choices: &Choices) -> Step<Draft> {
    let Some(model) = model(ask) else { return Ok(Draft::default()) };
    let mut draft = planned::compose(ask, mode, choices, (Aim::Schedule, &model.run), USUAL)?;
    turn(ask, &mut draft);
    Ok(draft)
}

/// Makes a draft one of an order of work.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) {
    let Some(model) = model(ask) else { return };
    planned::strip(draft, (Aim::Schedule, &model.run));
    draft.focus.by.clear();
    draft.focus.goal = None;
    if draft.focus.period_assumed {
        draft
            .assumptions
            .push("No days were named, so these are the orders that start next week.".to_owned());
    }
}

/// `Best sequence of planned orders next week for Line 2`.
pub(super) fn in_words(focus: &Focus, rows: &str, model: Option<&ScheduleModel>) -> String {
    debug_assert_eq!(focus.aim, Aim::Schedule);
    let called = model.map_or("orders", |model| &model.called);
    format!("Best sequence of {called}{rows}")
}
