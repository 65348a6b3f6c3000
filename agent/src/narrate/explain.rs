//! What a change is made of: the change itself, its factors, the members that it came from.

use sentia_tools::{FactKind, Figure};

use super::{lead, story::Story, variety::Prose, words::listed};

pub(super) fn tell(story: &Story<'_>, prose: &mut Prose) {
    prose.say(lead::whole(story));
    for kind in [FactKind::ContributionOfFactors, FactKind::Contribution, FactKind::ContributionWithin] {
        let facts = story.evidence.facts.iter().filter(|fact| fact.kind == kind);
        let figures =
            |ids: &[String]| ids.iter().map(|id| story.evidence.figure(id)).collect::<Option<Vec<_>>>();
        // Of the splits, the one that says most.
        let first = facts.filter_map(|fact| figures(&fact.figures)).find(|figures| !figures.is_empty());
        prose.say(first.map(|figures| contributed(story, kind, &figures)).into_iter().collect());
    }
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
        _ => format!("{}.", super::words::capitalised(&parts)),
    }
}

fn who(story: &Story<'_>, kind: FactKind, figure: &Figure) -> String {
    match (kind, figure.members.last()) {
        (FactKind::ContributionOfFactors, _) => super::words::within(&figure.label),
        (FactKind::ContributionWithin, Some(member)) => super::words::name(std::slice::from_ref(member)),
        _ => story.name(figure),
    }
}
