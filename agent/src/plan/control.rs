//! Questions for whether a figure is in statistical control: "control chart of scrap rate by week", "is OEE on Line 3 stable?".

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    draft::Draft,
    gates::refuse,
    say::focus_in_words,
};
use crate::link::{Cue, Topic, in_words};

/// The period looked at where none is named.
const USUAL: &str = "last_26_weeks";

pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    ask.has(Cue::Topic(Topic::Control)) && ask.asking.links.statements.is_empty()
}

/// Makes a draft one of the control chart of one figure.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) -> Step<()> {
    let focus = &mut draft.focus;
    let is_split = focus.against.is_some() || !focus.by.is_empty();
    if is_split && !is_asked(ask) {
        focus.aim = Aim::Show; // "by line", of what was charted
        return Ok(());
    }
    focus.aim = Aim::Control;
    (focus.sort, focus.against, focus.limit, focus.others) = (None, None, None, false);
    focus.columns.clear();
    if focus.period_assumed {
        draft.assumptions.retain(|assumption| !assumption.starts_with("No period was named"));
        if focus.period.as_deref() != Some(USUAL) {
            draft.assumptions.push(format!("No period was named, so this is {}.", in_words(USUAL)));
        }
        focus.period = Some(USUAL.to_owned());
    }
    is_one_figure(ask, focus)
}

fn is_one_figure(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    if focus.measures.len() == 1 && focus.by.is_empty() && focus.having.is_empty() {
        return Ok(());
    }
    let one = |measure: &String| {
        let alone =
            Focus { measures: vec![measure.clone()], by: Vec::new(), having: Vec::new(), ..focus.clone() };
        focus_in_words(&alone, ask.catalogue)
    };
    let reason = "I draw the control chart of one figure at a time, as a whole: name one measure, and one member where you \
                  want a part.";
    refuse(reason.to_owned(), focus.measures.iter().take(3).map(one).collect())
}
