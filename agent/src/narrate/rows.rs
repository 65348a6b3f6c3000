//! The rows: who moved most, who is highest and lowest, who met the target.

use sentia_semantic::{Direction, Unit};
use sentia_tools::{FactKind, Figure, FigureKind, format};

use super::{
    asked::{Asked, End},
    story::Story,
    words::{before, bucket, capitalised, is_zero_as_shown, listed, number, when},
};

/// Rows named behind the first.
const FOLLOWERS: usize = 3;

/// `3 of the 12 lines had OEE below 60.0%.`
pub(super) fn meeting(story: &Story<'_>) -> Vec<String> {
    let figures = story.figures(FactKind::Meeting).unwrap_or_default();
    let [kept, all, bound] = figures.as_slice() else { return Vec::new() };
    let Unit::Count(noun) = &all.unit else { return Vec::new() };
    let words = story.evidence.computed.conditions.first().map_or("", String::as_str);
    let operator = match (words.contains(" at or "), words.contains(" below "), words.contains(" above ")) {
        (false, true, false) => "below",
        (false, false, true) => "above",
        _ => return Vec::new(),
    };
    let had = format!("had {} {operator} {}", story.measure(), story.of(bound));
    let (kept, all) = (number(kept), number(all));
    vec![if kept == 0.0 {
        format!("No {} {had}.", format::singular(noun))
    } else if kept == all {
        format!("Every {} {had}.", format::singular(noun))
    } else {
        format!("{kept} of the {all} {noun} {had}.")
    }]
}

/// `These 10 customers together make up 46.5% of the total.`
pub(super) fn together(story: &Story<'_>) -> Vec<String> {
    let figures = story.figures(FactKind::Together).unwrap_or_default();
    let told = figures
        .first()
        .map(|share| format!("{} together make up {} of the total.", story.name(share), story.of(share)));
    told.into_iter().collect()
}

/// `All other customers came to £6.57m, 38.8% of the total.`
pub(super) fn rest(story: &Story<'_>) -> Vec<String> {
    let figures = story.figures(FactKind::Rest).unwrap_or_default();
    match figures.as_slice() {
        [value, share] => vec![format!(
            "{} {} {}, {} of the total.",
            story.name(value),
            story.verb(),
            story.of(value),
            story.of(share)
        )],
        [value] => vec![format!("{} {} {}.", story.name(value), story.verb(), story.of(value))],
        _ => Vec::new(),
    }
}

/// The row that the question asks for: `Line 6 had the lowest OEE in week 39 (…), at 61.1%.`
pub(super) fn ranked(story: &Story<'_>, asked: &Asked) -> Vec<String> {
    let Some(highest) = asked.end.and_then(|end| is_highest(end, story.direction())) else {
        return Vec::new();
    };
    if story.rows.len() < 2 {
        return Vec::new();
    }
    let first = |kind| story.figures(kind).and_then(|figures| figures.first().copied());
    if story.is_ranked_over_time() {
        let figure = first(if highest { FactKind::Peak } else { FactKind::Trough });
        return figure.map(|figure| ranked_bucket(story, figure, highest)).into_iter().collect();
    }
    let figure = first(if highest { FactKind::Highest } else { FactKind::Lowest });
    let (Some(figure), true) = (figure, story.is_split()) else { return Vec::new() };
    let (most, least) = superlatives(story);
    let rank = if highest { most } else { least };
    let share = if highest { share(story, figure) } else { String::new() };
    let period = when(&story.period());
    let next = followers(story, figure, highest);
    vec![format!(
        "{} had the {rank} {} {period}, at {}{share}{next}.",
        story.name(figure),
        story.measure(),
        story.of(figure)
    )]
}

/// `OEE was highest in week 2 of 2026, at 83.5%, followed by 81.2% in week 3 of 2026.`
fn ranked_bucket(story: &Story<'_>, first: &Figure, highest: bool) -> String {
    let at = |figure: &Figure| bucket(&figure.period, &story.evidence.computed.period);
    let mut order = story.ordered();
    if !highest {
        order.reverse();
    }
    let next = order.iter().skip_while(|figure| figure.id != first.id).skip(1).take(2);
    let next: Vec<String> = next.map(|figure| format!("{} {}", story.of(figure), at(figure))).collect();
    let next = if next.is_empty() { String::new() } else { format!(", followed by {}", listed(&next)) };
    let end = if highest { "highest" } else { "lowest" };
    format!(
        "{}{} was {end} {}, at {}{next}.",
        capitalised(&story.measure()),
        story.whose(),
        at(first),
        story.of(first)
    )
}

fn is_highest(end: End, direction: Direction) -> Option<bool> {
    match (end, direction) {
        (End::Highest, _) | (End::Best, Direction::UpIsGood) | (End::Worst, Direction::DownIsGood) => {
            Some(true)
        }
        (End::Lowest, _) | (End::Best, Direction::DownIsGood) | (End::Worst, Direction::UpIsGood) => {
            Some(false)
        }
        (End::Best | End::Worst, Direction::Neutral) => None,
    }
}

/// `, 33.5% of the total`, for the row whose share is known.
fn share(story: &Story<'_>, figure: &Figure) -> String {
    let shares = story.figures(FactKind::LargestShare);
    let of_row = shares.filter(|figures| figures.first().is_some_and(|value| value.id == figure.id));
    of_row
        .and_then(|figures| figures.get(1).copied())
        .map_or_else(String::new, |share| format!(", {} of the total", story.of(share)))
}

/// `, followed by Derby at 71.2% and Wrocław at 68.4%`.
fn followers(story: &Story<'_>, first: &Figure, highest: bool) -> String {
    let mut order = story.ordered();
    if !highest {
        order.reverse();
    }
    let ties = order.windows(2).any(|pair| number(pair[0]) == number(pair[1]));
    let next: Vec<String> = order
        .iter()
        .skip_while(|figure| figure.id != first.id)
        .skip(1)
        .take(FOLLOWERS)
        .map(|figure| format!("{} at {}", story.name(figure), story.of(figure)))
        .collect();
    if next.is_empty() || ties { String::new() } else { format!(", followed by {}", listed(&next)) }
}

/// `Line 1 rose most, by 6.7 points to 69.7%, and Line 6 fell most, by 5.6 points to 61.1%.`
pub(super) fn movers(story: &Story<'_>) -> Vec<String> {
    if story.rows.len() < 2 {
        return Vec::new(); // one row alone is not the one that moved most
    }
    let moved = |kind, verb: &str| {
        let figures = story.figures(kind)?;
        let [value, _, change, ..] = figures.as_slice() else { return None };
        let shown = !is_zero_as_shown(change);
        shown.then(|| {
            format!("{} {verb} most, by {} to {}", story.name(value), story.of(change), story.of(value))
        })
    };
    let (rose, fell) = (moved(FactKind::RoseMost, "rose"), moved(FactKind::FellMost, "fell"));
    let what = if story.several { format!("On {}, ", story.measure()) } else { String::new() };
    let sentence = match (rose, fell) {
        (Some(rose), Some(fell)) => format!("{rose}, and {fell}"),
        (Some(one), None) | (None, Some(one)) => match every(story) {
            Some(every) => format!("{every}; {one}"),
            None => one,
        },
        (None, None) => return Vec::new(),
    };
    let plain = format!("{what}{sentence}.");
    match earlier(story) {
        Some(earlier) if what.is_empty() => {
            vec![plain, format!("Compared with {earlier}, {}.", uncapitalised(&sentence))]
        }
        _ => vec![plain],
    }
}

/// "Every line" loses its capital behind an opening; names keep theirs.
fn uncapitalised(sentence: &str) -> String {
    sentence.strip_prefix("Every ").map_or_else(|| sentence.to_owned(), |rest| format!("every {rest}"))
}

fn earlier(story: &Story<'_>) -> Option<String> {
    let computed = &story.evidence.computed;
    let earlier = before(&computed.period, &computed.comparison_period?);
    let dated = ["in ", "on ", "over "].iter().any(|preposition| earlier.starts_with(preposition));
    (!dated).then_some(earlier)
}

/// `Every line rose`, where it is so.
fn every(story: &Story<'_>) -> Option<String> {
    let dimension = story.dimension().filter(|_| story.shows_all() && story.rows.len() > 2)?;
    let changes: Option<Vec<&Figure>> =
        story.rows.iter().map(|row| row.change.filter(|change| !is_zero_as_shown(change))).collect();
    let changes = changes?;
    if changes.iter().all(|change| number(change) > 0.0) {
        Some(format!("Every {dimension} rose"))
    } else {
        changes.iter().all(|change| number(change) < 0.0).then(|| format!("Every {dimension} fell"))
    }
}

/// `By line, Line 2 was highest at 85.0% and Line 6 lowest at 61.1%.`
pub(super) fn spread(story: &Story<'_>) -> Vec<String> {
    let first = |kind| story.figures(kind).and_then(|figures| figures.first().copied());
    let (highest, lowest) = (first(FactKind::Highest), first(FactKind::Lowest));
    let Some(dimension) = story.dimension().filter(|_| story.is_split()) else { return Vec::new() };
    let told = match (highest, lowest) {
        (Some(highest), Some(lowest)) if story.rows.len() == 2 => two(story, highest, lowest),
        (Some(highest), Some(_)) if story.rows.len() == 3 && story.ordered().len() == 3 => {
            three(story, highest)
        }
        (Some(highest), Some(lowest)) => ends(story, highest, lowest),
        (Some(one), None) if story.rows.len() > 1 => end(story, one, true),
        (None, Some(one)) if story.rows.len() > 1 => end(story, one, false),
        _ => return Vec::new(),
    };
    let (plain, prefix) = (
        format!("{told}."),
        if story.several {
            format!("{} by {dimension}", capitalised(&story.measure()))
        } else {
            format!("By {dimension}")
        },
    );
    if story.several { vec![format!("{prefix}: {plain}")] } else { vec![format!("{prefix}, {plain}"), plain] }
}

fn two(story: &Story<'_>, highest: &Figure, lowest: &Figure) -> String {
    let share = share(story, highest);
    let comma = if share.is_empty() { "" } else { "," };
    let (verb, one, other) = (story.verb(), story.name(highest), story.name(lowest));
    format!(
        "{one} {verb} {}{share}{comma} and {other} {} {}",
        story.of(highest),
        verb.rsplit(' ').next().unwrap_or("at"),
        story.of(lowest)
    )
}

fn three(story: &Story<'_>, highest: &Figure) -> String {
    let next = followers(story, highest, true);
    if next.is_empty() {
        let lowest = story.ordered().last().copied().unwrap_or(highest);
        return ends(story, highest, lowest);
    }
    format!(
        "{} {} at {}{}{next}",
        story.name(highest),
        words(story)[0],
        story.of(highest),
        share(story, highest)
    )
}

fn ends(story: &Story<'_>, highest: &Figure, lowest: &Figure) -> String {
    let [most, least, _] = words(story);
    let share = share(story, highest);
    let comma = if share.is_empty() { "" } else { "," };
    format!(
        "{} {most} at {}{share}{comma} and {} {least} at {}",
        story.name(highest),
        story.of(highest),
        story.name(lowest),
        story.of(lowest)
    )
}

fn end(story: &Story<'_>, one: &Figure, highest: bool) -> String {
    let [most, _, least] = words(story);
    let word = if highest { most } else { least };
    let share = if highest { share(story, one) } else { String::new() };
    format!("{} {word} at {}{share}{}", story.name(one), story.of(one), followers(story, one, highest))
}

/// `the most stops`, `the highest OEE`.
fn superlatives(story: &Story<'_>) -> (&'static str, &'static str) {
    match story.unit() {
        Some(Unit::Count(_)) => ("most", "fewest"),
        Some(Unit::Duration | Unit::Quantity(_)) if story.is_sum() => ("most", "least"),
        _ => ("highest", "lowest"),
    }
}

/// `was highest`, `was largest`, `had the most`; and the same for the other end, without the verb where it is told twice.
fn words(story: &Story<'_>) -> [&'static str; 3] {
    match story.unit() {
        Some(Unit::Count(_)) => ["had the most", "the fewest", "had the fewest"],
        Some(Unit::Duration | Unit::Quantity(_)) if story.is_sum() => {
            ["had the most", "the least", "had the least"]
        }
        _ if story.is_sum() && !story.has_negative_rows() => ["was largest", "smallest", "was smallest"],
        _ => ["was highest", "lowest", "was lowest"],
    }
}

/// `Only Line 2 met the target.` A sum's target is that of the whole: no row can meet it.
pub(super) fn against_target(story: &Story<'_>) -> Vec<String> {
    let Some(dimension) =
        story.dimension().filter(|_| story.shows_all() && story.is_split() && !story.is_sum())
    else {
        return Vec::new();
    };
    let target = story.figures(FactKind::AgainstTarget).and_then(|figures| figures.get(1).copied());
    let Some(target) = target.filter(|target| target.kind == FigureKind::Target) else { return Vec::new() };
    let values = story.ordered();
    if values.len() != story.rows.len()
        || values.len() < 2
        || story.rows.iter().any(|row| row.members.len() > 1)
    {
        return Vec::new();
    }
    let shown = |figure: &Figure| format::value(&figure.value, &figure.unit);
    let met = |figure: &&&Figure| match story.direction() {
        Direction::UpIsGood => number(figure) >= number(target) || shown(figure) == shown(target),
        Direction::DownIsGood => number(figure) <= number(target) || shown(figure) == shown(target),
        Direction::Neutral => false,
    };
    let names = |wanted: bool| {
        values
            .iter()
            .filter(|figure| met(figure) == wanted)
            .map(|figure| story.name(figure))
            .collect::<Vec<_>>()
    };
    let (met, missed) = (names(true), names(false));
    let of = if story.several { format!("the {} target", story.measure()) } else { "the target".to_owned() };
    let sentence = match (story.direction(), met.as_slice(), missed.as_slice()) {
        (Direction::Neutral, ..) => return Vec::new(),
        (_, [], _) => format!("No {dimension} met {of}."),
        (_, _, []) => format!("Every {dimension} met {of}."),
        (_, [_] | [_, _], _) => format!("Only {} met {of}.", listed(&met)),
        (_, _, [one]) if values.len() > 3 => format!("Every {dimension} except {one} met {of}."),
        _ => return Vec::new(),
    };
    vec![sentence]
}
