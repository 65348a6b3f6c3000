//! The first sentence: what it was, how it moved, how it stands to target.

use sentia_tools::{FactKind, Figure, format};

use super::{
    story::Story,
    words::{capitalised, is_zero_as_shown, number, when},
};

/// The whole as the answer.
pub(super) fn whole(story: &Story<'_>) -> Vec<String> {
    let subjects = Subjects::new(story, false);
    variants(story, &subjects)
}

/// The whole behind a ranked row.
pub(super) fn overall(story: &Story<'_>) -> Vec<String> {
    if story.evidence.table.rows.is_empty() || story.whole().is_none() {
        return Vec::new();
    }
    let subjects = Subjects::new(story, true);
    variants(story, &subjects).into_iter().take(1).collect()
}

/// Ways to begin.
struct Subjects {
    /// `OEE at Leeds`
    plain: String,
    /// `In week 39 (…), OEE at Leeds`
    timed: Option<String>,
    /// ` in week 39 (…)` behind the figure, where the beginning does not say it.
    when: String,
}

impl Subjects {
    fn new(story: &Story<'_>, overall: bool) -> Self {
        let period = &story.period();
        let measure = format!("{}{}", story.measure(), story.whose());
        if overall {
            return Subjects { plain: format!("Overall, {measure}"), timed: None, when: String::new() };
        }
        Subjects {
            plain: capitalised(&measure),
            timed: Some(format!("{}, {measure}", capitalised(&when(period)))),
            when: format!(" {}", when(period)),
        }
    }
}

fn variants(story: &Story<'_>, subjects: &Subjects) -> Vec<String> {
    let begin = |timed: bool| match (&subjects.timed, timed) {
        (Some(subject), true) => Some((subject.as_str(), "")),
        (None, true) => None,
        (_, false) => Some((subjects.plain.as_str(), subjects.when.as_str())),
    };
    let build = |(subject, when): (&str, &str)| sentence(story, subject, when);
    [begin(false), begin(true)].into_iter().flatten().filter_map(build).collect()
}

fn sentence(story: &Story<'_>, subject: &str, when: &str) -> Option<String> {
    if let Some(figures) = story.figures(FactKind::Changed) {
        return changed(story, subject, when, &figures);
    }
    if let Some(figures) = story.figures(FactKind::Unchanged) {
        return unchanged(story, subject, when, &figures);
    }
    let value = *story.figures(FactKind::Value)?.first()?;
    let target = target(story).map_or_else(String::new, |target| format!(", {target}"));
    if story.counts_itself() && !when.is_empty() {
        return Some(format!("There were {}{}{when}{target}.", story.of(value), story.whose()));
    }
    Some(format!("{subject} {} {}{when}{target}.", story.verb(), story.of(value)))
}

/// `OEE rose by 1.2 points to 73.2% in week 39 (…), from 72.0% the week before.`
fn changed(story: &Story<'_>, subject: &str, when: &str, figures: &[&Figure]) -> Option<String> {
    let [value, previous, change, rest @ ..] = figures else { return None };
    let verb = if number(change) < 0.0 { "fell" } else { "rose" };
    let size = size(story, change, rest.first().copied());
    let earlier = story.earlier(value, previous);
    Some(format!(
        "{subject} {verb} by {size} to {}{when}, from {} {earlier}.",
        story.of(value),
        story.of(previous)
    ))
}

/// Sums move by a share of themselves, rates by what they are counted in.
fn size(story: &Story<'_>, change: &Figure, percent: Option<&Figure>) -> String {
    let percent = percent.filter(|percent| story.is_sum() && !is_zero_as_shown(percent));
    story.of(percent.unwrap_or(change))
}

fn unchanged(story: &Story<'_>, subject: &str, when: &str, figures: &[&Figure]) -> Option<String> {
    let [value, previous, ..] = figures else { return None };
    let earlier = story.earlier(value, previous);
    let from = if earlier.starts_with("in ") || earlier.starts_with("on ") || earlier.starts_with("over ") {
        "compared with"
    } else {
        "from"
    };
    let earlier = earlier.trim_start_matches("in ").trim_start_matches("on ").trim_start_matches("over ");
    Some(format!("{subject} {} {}{when}, unchanged {from} {earlier}.", story.verb(), story.of(value)))
}

/// Whether the lead says how it stands to target.
pub(super) fn names_target(story: &Story<'_>) -> bool {
    story.has(FactKind::Value)
}

/// `6.5 points below the target of 75.0%`.
fn target(story: &Story<'_>) -> Option<String> {
    let figures = story.figures(FactKind::AgainstTarget)?;
    let [value, target, gap] = figures.as_slice() else { return None };
    let same = format::value(&value.value, &value.unit) == format::value(&target.value, &target.unit);
    if same || is_zero_as_shown(gap) {
        return Some(format!("in line with the target of {}", story.of(target)));
    }
    let side = if number(gap) < 0.0 { "below" } else { "above" };
    Some(format!("{} {side} the target of {}", story.of(gap), story.of(target)))
}

pub(super) fn against_target(story: &Story<'_>) -> Vec<String> {
    let Some(target) = target(story) else { return Vec::new() };
    let named = format!("{}{} is {target}.", capitalised(&story.measure()), story.whose());
    if story.several { vec![named] } else { vec![format!("That is {target}."), named] }
}
