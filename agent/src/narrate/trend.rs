//! How it ran over time.

use sentia_tools::{FactKind, Figure, format};

use super::{
    story::Story,
    words::{bucket, capitalised, is_zero_as_shown, number},
};

/// `It rose from 69.7% in week 36 to 72.0% in week 39.`
pub(super) fn course(story: &Story<'_>) -> Vec<String> {
    let figures = story.figures(FactKind::Trend).unwrap_or_default();
    let [first, last, change] = figures.as_slice() else { return Vec::new() };
    let at = |figure: &Figure| {
        format!("{} {}", story.of(figure), bucket(&figure.period, &story.evidence.computed.period))
    };
    let alike = format::value(&first.value, &first.unit) == format::value(&last.value, &last.unit);
    let course = if alike || is_zero_as_shown(change) {
        format!("began at {} and ended at {}", at(first), at(last))
    } else {
        let verb = if number(change) < 0.0 { "fell" } else { "rose" };
        format!("{verb} from {} to {}", at(first), at(last))
    };
    let named = format!("{} {course}.", capitalised(&story.measure()));
    let is_of_another = story.has(FactKind::Window); // "it" would be the cumulative figure
    if story.several || story.counts_itself() || is_of_another {
        vec![named]
    } else {
        vec![format!("It {course}."), named]
    }
}

/// `Cumulative revenue reached £16.9m in September.`, `The rolling scrap ratio rose from 2.9% in week 30 to 3.1% in week
/// 39.`
pub(super) fn over_windows(story: &Story<'_>) -> Vec<String> {
    let figures = story.figures(FactKind::Window).unwrap_or_default();
    let [first, last] = figures.as_slice() else { return Vec::new() };
    let at = |figure: &Figure| {
        format!("{} {}", story.of(figure), bucket(&figure.period, &story.evidence.computed.period))
    };
    if !is_rolling(story) {
        return vec![format!("Cumulative {} stood at {}.", story.measure(), at(last))];
    }
    let subject = if story.heading(last).is_some_and(|heading| heading.contains("average")) {
        format!("The rolling average {}", story.measure())
    } else {
        format!("The rolling {}", story.measure())
    };
    if format::value(&first.value, &first.unit) == format::value(&last.value, &last.unit) {
        return vec![format!("{subject} stood at {}.", at(last))];
    }
    let verb = if number(last) < number(first) { "fell" } else { "rose" };
    vec![format!("{subject} {verb} from {} to {}.", at(first), at(last))]
}

/// Whether the figures over windows look back over a number of buckets, rather than to the start of a period.
pub(super) fn is_rolling(story: &Story<'_>) -> bool {
    let last = story.figures(FactKind::Window).and_then(|figures| figures.last().copied());
    last.and_then(|last| story.heading(last))
        .is_some_and(|heading| heading.starts_with("Rolling ") || heading.contains(" average "))
}

/// The highest and lowest buckets, where they are not the ends that the course names already.
pub(super) fn peak(story: &Story<'_>) -> Vec<String> {
    let first = |kind| story.figures(kind).and_then(|figures| figures.first().copied());
    let ends = story.figures(FactKind::Trend).unwrap_or_default();
    let told = |figure: &&Figure| !ends.iter().any(|end| end.id == figure.id);
    let (peak, trough) = (first(FactKind::Peak).filter(told), first(FactKind::Trough).filter(told));
    let at = |figure: &Figure| {
        format!("{}, {}", story.of(figure), bucket(&figure.period, &story.evidence.computed.period))
    };
    let of = if story.several { format!(" for {}", story.measure()) } else { String::new() };
    match (peak, trough) {
        (Some(peak), Some(trough)) => {
            vec![format!("The peak{of} was {}, and the low was {}.", at(peak), at(trough))]
        }
        (Some(peak), None) => vec![format!("The peak{of} was {}.", at(peak))],
        (None, Some(trough)) => vec![format!("The low{of} was {}.", at(trough))],
        (None, None) => Vec::new(),
    }
}
