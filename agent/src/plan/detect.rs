//! Questions for what is out of the ordinary: "anything unusual in scrap last week?", "is OEE on Line 3 normal?".

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    draft::Draft,
    gates::refuse,
    say::focus_in_words,
};
use crate::link::{Cue, Topic, in_words};

/// The period looked at where none is named.
const USUAL: &str = "last_4_weeks";
/// Measures looked at where none is named, and at most.
const FEW: usize = 6;
const MOST: usize = 8;

pub(super) fn is_asked(ask: &Ask<'_>) -> bool {
    ask.has(Cue::Topic(Topic::Unusual)) && ask.asking.links.statements.is_empty()
}

/// What is looked at where no measure is named: figures with a target that all that is named can split or keep.
pub(super) fn key_measures(ask: &Ask<'_>) -> Vec<String> {
    let links = ask.asking.links;
    let dimensions =
        links.dimensions.iter().filter_map(|linked| linked.candidates.first()).map(|one| &one.id);
    let members = links.members.iter().filter_map(|linked| linked.candidates.first());
    let named: Vec<&String> = dimensions.chain(members.map(|one| &one.member.dimension)).collect();
    let has_all = |id: &String| {
        let alone = [id.clone()];
        named.iter().all(|dimension| ask.reach.all_have(&alone, dimension))
    };
    let with_target =
        ask.readable().filter(|measure| measure.target.is_some()).map(|measure| measure.id.clone());
    with_target.filter(has_all).take(FEW).collect()
}

/// Makes a draft one of what stands out.
pub(super) fn turn(ask: &Ask<'_>, draft: &mut Draft) -> Step<()> {
    let focus = &mut draft.focus;
    if focus.against.is_some() && !is_asked(ask) {
        focus.aim = Aim::Show; // "compare with last year", of what was looked at
        return Ok(());
    }
    focus.aim = Aim::Detect;
    (focus.sort, focus.against, focus.limit, focus.others) = (None, None, None, false);
    focus.columns.clear();
    if focus.period_assumed {
        draft.assumptions.retain(|assumption| !assumption.starts_with("No period was named"));
        draft.assumptions.push(format!("No period was named, so this is {}.", in_words(USUAL)));
        focus.period = Some(USUAL.to_owned());
    }
    can_be_looked_at(ask, focus)
}

fn can_be_looked_at(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    if focus.by.len() <= 1 && focus.measures.len() <= MOST && focus.having.is_empty() {
        return Ok(());
    }
    let alone = |measure: &String| {
        let by = focus.by.iter().take(1).cloned().collect();
        let one = Focus { measures: vec![measure.clone()], by, having: Vec::new(), ..focus.clone() };
        focus_in_words(&one, ask.catalogue)
    };
    let reason = "I look for what is unusual in a few figures, as a whole or split by one thing.";
    refuse(reason.to_owned(), focus.measures.iter().take(3).map(alone).collect())
}
