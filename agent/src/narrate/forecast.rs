//! What is to come, with how uncertain it is.

use sentia_tools::{FactKind, Figure};

use super::{
    story::Story,
    words::{capitalised, when},
};

/// `In October 2026, revenue is forecast to come to £5.7m, between £5.3m and £6.1m.`, the last bucket likewise, and how far off
/// such forecasts have been.
pub(super) fn sentences(story: &Story<'_>) -> Vec<String> {
    let facts = story.evidence.facts.iter().filter(|fact| fact.kind == FactKind::Forecast);
    let figures = |ids: &[String]| ids.iter().map(|id| story.evidence.figure(id)).collect::<Option<Vec<_>>>();
    let mut sentences: Vec<String> = facts
        .filter_map(|fact| figures(&fact.figures))
        .filter_map(|figures| bucket(story, &figures))
        .collect();
    sentences.extend(error(story));
    sentences
}

fn bucket(story: &Story<'_>, figures: &[&Figure]) -> Option<String> {
    let [value, low, high] = figures else { return None };
    let (when, measure, whose) = (capitalised(&when(&value.period)), story.measure(), story.whose());
    let (value, low, high) = (story.of(value), story.of(low), story.of(high));
    Some(format!(
        "{when}, {measure}{whose} is forecast at {value}, and four times in five between {low} and {high}."
    ))
}

fn error(story: &Story<'_>) -> Option<String> {
    let figures = story.figures(FactKind::ForecastError)?;
    let [own, naive] = figures.as_slice() else { return None };
    let better = super::words::number(own) < super::words::number(naive);
    let beside = if better { "against" } else { "no better than the" };
    Some(format!(
        "Such forecasts of the past were off by {} on average, {beside} {} of repeating what was.",
        story.of(own),
        story.of(naive)
    ))
}
