//! Questions for what is behind a figure: "why did OEE fall last week?", and "why?" of what was just shown.

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    draft::Draft,
    gates::refuse,
    say::focus_in_words,
};
use crate::link::{Cue, Topic};

/// Whether the question is for what moved a measure. What moved a statement is one of its own lines.
pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let carried = ask.asking.focus.filter(|_| links.measures.is_empty());
    let is_of_measure = carried.is_none_or(|focus| focus.statement.is_none());
    ask.has(Cue::Topic(Topic::Why)) && links.statements.is_empty() && is_of_measure
}

/// Makes a draft one of what the change of one figure is made of.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) -> Step<()> {
    let focus = &mut draft.focus;
    let is_split = !focus.by.is_empty() || focus.grain.is_some();
    if is_split && !is_asked(ask) {
        focus.aim = Aim::Show; // "by line", of what was explained
        return Ok(());
    }
    focus.aim = Aim::Explain;
    (focus.sort, focus.limit, focus.grain) = (None, None, None);
    focus.by.clear();
    focus.against.get_or_insert_with(|| "previous_period".to_owned());
    is_one_figure(ask, focus)
}

fn is_one_figure(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    if focus.measures.len() == 1 && focus.columns.is_empty() && focus.having.is_empty() {
        return Ok(());
    }
    let one = |measure: &String| {
        let alone = Focus {
            measures: vec![measure.clone()],
            columns: Vec::new(),
            having: Vec::new(),
            ..focus.clone()
        };
        focus_in_words(&alone, ask.catalogue)
    };
    let reason = "I explain the change of one figure at a time: name one measure.";
    refuse(reason.to_owned(), focus.measures.iter().take(3).map(one).collect())
}
