//! A statement: its headlines, how they moved, and that it ties out.

use sentia_tools::{Evidence, FactKind, Figure};

use super::{
    asked::Asked,
    lead, missing,
    story::Story,
    words::{capitalised, listed, when},
};

/// Headlines said one by one; the others stand in the table.
const SAID: usize = 4;

pub(super) fn sentences(evidence: &Evidence, asked: &Asked) -> Vec<String> {
    let mut stories = Story::all(evidence);
    if let [story] = stories.as_slice()
        && story.has(FactKind::NoData)
    {
        return missing::no_data(story);
    }
    let mut sentences = match together(&stories) {
        Some(sentence) => vec![sentence],
        None => {
            stories.sort_by_key(|story| !asked.names(story.label)); // "EBITDA against budget": that line first
            stories.iter().take(SAID).filter_map(|story| lead::whole(story).into_iter().next()).collect()
        }
    };
    sentences.extend(evidence.computed.checks.first().map(|claim| format!("{claim}.")));
    sentences
}

/// `In August 2026, revenue came to £5.67m, gross profit to £2.11m and net profit to £0.41m.`
fn together(stories: &[Story<'_>]) -> Option<String> {
    let alone = |story: &Story<'_>| story.has(FactKind::Value) && !story.has(FactKind::AgainstTarget);
    if !stories.iter().all(alone) {
        return None;
    }
    let values: Vec<&Figure> = stories.iter().map(Story::whole).collect::<Option<_>>()?;
    let part = |(at, (story, value)): (usize, (&Story<'_>, &&Figure))| {
        let told = at > 0 && stories[at - 1].verb() == story.verb();
        let verb = if told { story.verb().rsplit(' ').next().unwrap_or("at") } else { story.verb() };
        format!("{} {verb} {}", story.measure(), story.of(value))
    };
    let parts: Vec<String> = stories.iter().zip(&values).enumerate().map(part).collect();
    let period = capitalised(&when(&values.first()?.period));
    Some(format!("{period}, {}.", listed(&parts)))
}
