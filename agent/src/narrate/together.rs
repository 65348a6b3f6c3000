//! Several measures without a split, in one sentence.

use sentia_tools::{FactKind, Figure};

use super::{
    story::Story,
    words::{capitalised, listed, when},
};

/// `In week 39 (…), OEE stood at 73.2%, availability at 84.0% and scrap ratio at 3.1%.`
pub(super) fn sentence(stories: &[Story<'_>]) -> Option<Vec<String>> {
    let [first, _, ..] = stories else { return None };
    let alone = |story: &Story<'_>| {
        story.rows.len() <= 1 && story.has(FactKind::Value) && story.shared == first.shared
    };
    if !stories.iter().all(alone) || stories.len() > 6 {
        return None;
    }
    let values: Option<Vec<&Figure>> = stories.iter().map(Story::whole).collect();
    let values = values?;
    let part = |(at, (story, value)): (usize, (&Story<'_>, &&Figure))| {
        let verb = if at == 0 { story.verb() } else { story.verb().rsplit(' ').next().unwrap_or("at") };
        format!("{} {verb} {}", story.measure(), story.of(value))
    };
    let parts: Vec<String> = stories.iter().zip(&values).enumerate().map(part).collect();
    let period = capitalised(&when(&first.evidence.computed.period));
    Some(vec![format!("{period}{}, {}.", first.whose(), listed(&parts))])
}
