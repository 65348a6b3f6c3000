//! What a change is made of: the change itself, its factors, the members that it came from.

use sentia_tools::{FactKind, Figure};

use super::{lead, story::Story, variety::Prose, words::listed};

pub(super) fn tell(story: &Story<'_>, prose: &mut Prose) {
    prose.say(lead::whole(story));
    prose.say(mix(story).into_iter().collect());
    for kind in [FactKind::ContributionOfFactors, FactKind::Contribution, FactKind::ContributionWithin] {
        let facts = story.evidence.facts.iter().filter(|fact| fact.kind == kind);
        let figures =
            |ids: &[String]| ids.iter().map(|id| story.evidence.figure(id)).collect::<Option<Vec<_>>>();
        // Of the splits, the one that says most.
        let first = facts.filter_map(|fact| figures(&fact.figures)).find(|figures| !figures.is_empty());
        prose.say(first.map(|figures| contributed(story, kind, &figures)).into_iter().collect());
    }
    prose.say(at_the_same_time(story).into_iter().collect());
}

/// `At the same time, setup time of Line 6 went from 12.1 h to 20.4 h.`
fn at_the_same_time(story: &Story<'_>) -> Option<String> {
    let facts = story.evidence.facts.iter().filter(|fact| fact.kind == FactKind::AtTheSameTime);
    let moved = facts.filter_map(|fact| {
        let [now, before] = fact.figures.as_slice() else { return None };
        let (now, before) = (story.evidence.figure(now)?, story.evidence.figure(before)?);
        let of = now.members.last().map_or_else(String::new, |(_, member)| format!(" of {member}"));
        let label = super::words::within(&now.label);
        Some(format!("{label}{of} went from {} to {}", story.of(before), story.of(now)))
    });
    let moved = listed(&moved.collect::<Vec<_>>());
    (!moved.is_empty()).then(|| format!("At the same time, {moved}."))
}

/// `Mix of product families contributed −1.2 points and gross margin within product families 0.3 points.`
fn mix(story: &Story<'_>) -> Option<String> {
    let kinds = [FactKind::MixAndRate, FactKind::MixReversed];
    let fact = story.evidence.facts.iter().find(|fact| kinds.contains(&fact.kind))?;
    let [mix, rate] = fact.figures.as_slice() else { return None };
    let (mix, rate) = (story.evidence.figure(mix)?, story.evidence.figure(rate)?);
    let apart = format!(
        "The {} contributed {}, and {} {}",
        super::words::within(&mix.label),
        story.of(mix),
        super::words::within(&rate.label),
        story.of(rate)
    );
    let reversed = "; each of them by itself went the other way";
    let reversed = if fact.kind == FactKind::MixReversed { reversed } else { "" };
    Some(format!("{apart}{reversed}."))
}

/// `By line, Line 3 contributed −5.2 points and Line 7 −1.1 points.`
fn contributed(story: &Story<'_>, kind: FactKind, figures: &[&Figure]) -> String {
    let part = |(at, figure): (usize, &&Figure)| {
        let verb = if at == 0 { "contributed " } else { "" };
        format!("{} {verb}{}", who(story, kind, figure), story.of(figure))
    };
    let parts = listed(&figures.iter().enumerate().map(part).collect::<Vec<_>>());
    match (kind, figures.first().and_then(|figure| figure.members.iter().rev().nth(1))) {
        (FactKind::ContributionWithin, Some((_, member))) => format!("Within {member}, {parts}."),
        // A sum behind the measure, which can be split further than it.
        _ if kind == FactKind::Contribution && is_of_another(story, figures) => {
            let label =
                figures.first().map_or_else(String::new, |figure| super::words::within(&figure.label));
            format!("Of the change in {label}, {parts}.")
        }
        _ => format!("{}.", super::words::capitalised(&parts)),
    }
}

fn is_of_another(story: &Story<'_>, figures: &[&Figure]) -> bool {
    figures.first().zip(story.whole()).is_some_and(|(figure, whole)| figure.measure != whole.measure)
}

fn who(story: &Story<'_>, kind: FactKind, figure: &Figure) -> String {
    match (kind, figure.members.last()) {
        (FactKind::ContributionOfFactors, _) => super::words::within(&figure.label),
        (FactKind::ContributionWithin, Some(member)) => super::words::name(std::slice::from_ref(member)),
        _ => story.name(figure),
    }
}
