//! From a question to the focus it asks for: new, or an edit of the one before.

use super::{
    Aim, Focus, Plan,
    ask::{Ask, Step},
    choices::Choices,
    clarify::{clarify, which_of},
    compose, control, detect, explain, follow_up, forecast, gates,
    mode::{Mode, mode},
    payments, record, risk, schedule, statements, stock, what_if,
};
use crate::link::Span;

/// The focus that a question asks for, and what was assumed on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) focus: Focus,
    /// Whole sentences.
    pub(super) assumptions: Vec<String>,
}

/// Drafts the question under these choices and checks that the person may ask it and that it can be computed.
pub(super) fn draft(ask: &Ask<'_>, choices: &Choices) -> Step<Draft> {
    let mut draft = match mode(ask) {
        Mode::FollowUp(focus) if what_if::is_of(ask) => what_if::carried(focus),
        mode if statements::is_asked(ask) => statements::compose(ask, &mode, choices)?,
        mode if payments::is_asked(ask) => payments::compose(ask, &mode, choices)?,
        mode if schedule::is_asked(ask) => schedule::compose(ask, &mode, choices)?,
        mode if stock::is_asked(ask) => stock::compose(ask, &mode, choices)?,
        mode if risk::is_asked(ask) => risk::compose(ask, &mode, choices)?,
        mode => match (record::asked(ask), mode) {
            (Some(asked), Mode::FollowUp(focus)) if record::narrows(&asked, focus, ask) => {
                follow_up::edit(ask, focus, choices)?
            }
            (Some(asked), _) => record::compose(ask, asked)?,
            (None, Mode::New) => compose::compose(ask, choices)?,
            (None, Mode::FollowUp(focus)) => follow_up::edit(ask, focus, choices)?,
        },
    };
    if what_if::is_asked(ask) || draft.focus.aim == Aim::WhatIf {
        what_if::turn(ask, &mut draft, choices)?;
    } else if draft.focus.aim == Aim::Risk {
        risk::turn(ask, &mut draft);
    } else if draft.focus.aim == Aim::Stock {
        stock::turn(ask, &mut draft);
    } else if draft.focus.aim == Aim::Payments {
        payments::turn(ask, &mut draft);
    } else if draft.focus.aim == Aim::Schedule {
        schedule::turn(ask, &mut draft);
    } else if forecast::is_asked(ask) || draft.focus.aim == Aim::Forecast {
        forecast::turn(ask, &mut draft)?;
    } else if control::is_asked(ask) || draft.focus.aim == Aim::Control && !explain::is_asked(ask) {
        control::turn(ask, &mut draft)?;
    } else if detect::is_asked(ask) || draft.focus.aim == Aim::Detect && !explain::is_asked(ask) {
        detect::turn(ask, &mut draft)?;
    } else if explain::is_asked(ask) || draft.focus.aim == Aim::Explain {
        explain::turn(ask, &mut draft)?;
    }
    statements::is_shown_whole(ask, &draft.focus)?;
    gates::may_be_asked(ask, &draft.focus)?;
    if draft.focus.aim != Aim::Trace {
        gates::can_be_split(ask, &draft.focus)?;
    }
    gates::has_come(ask, &draft.focus)?;
    Ok(draft)
}

/// Settles which candidate (id, label) doubtful words mean: the only one that leads anywhere, else the person is asked.
pub(super) fn settle(
    ask: &Ask<'_>,
    choices: &Choices,
    span: Span,
    candidates: &[(String, String)],
) -> Step<String> {
    if let Some(picked) = choices.picked(span) {
        return Ok(picked.to_owned());
    }
    if let ([(only, _)], _) | ([(only, _), ..], true) = (candidates, choices.settled) {
        return Ok(only.clone());
    }
    let tried = candidates.iter().map(|(id, label)| (id, label, draft(ask, &choices.with(span, id))));
    let mut viable: Vec<(String, String, Focus)> = Vec::new();
    let mut first_failure: Option<Box<Plan>> = None;
    for (id, label, outcome) in tried {
        match outcome {
            Ok(draft) => viable.push((id.clone(), label.clone(), draft.focus)),
            Err(failure) => first_failure = first_failure.or(Some(failure)),
        }
    }
    match (viable.len(), first_failure) {
        (1, _) => Ok(viable.remove(0).0),
        (0, Some(failure)) => Err(failure),
        _ => {
            let question = which_of(&ask.typed(span), viable.iter().map(|(_, label, _)| label.as_str()));
            Err(clarify(ask, question, viable.into_iter().map(|(_, label, focus)| (label, focus)).collect()))
        }
    }
}
