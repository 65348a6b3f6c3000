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
    if story.several || story.counts_itself() { vec![named] } else { vec![format!("It {course}."), named] }
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
