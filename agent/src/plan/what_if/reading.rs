//! Which measures a question takes to be otherwise, and how: by where numbers, verbs and names of measures stand.

use super::{
    super::{ask::Ask, derived},
    phrase::{self, Way},
};
use crate::link::{Cue, LinkedMeasure, LinkedNumber, Topic};

/// What a question asks to be worked out.
pub(super) enum Asked<'a> {
    Changes(Vec<Change<'a>>),
    /// How far a measure must move for the others to get to the goal; none where it is not named.
    Goal {
        lever: Option<&'a LinkedMeasure>,
        goal: String,
    },
}

pub(super) struct Change<'a> {
    /// None where it is what the conversation is about.
    pub(super) measure: Option<&'a LinkedMeasure>,
    pub(super) way: Way,
    /// None where the verb says how much: "doubles".
    pub(super) number: Option<&'a LinkedNumber>,
}

/// Words that make a question a what-if, beside the phrases that do.
const CONDITIONS: [&str; 8] =
    ["if", "suppose", "assuming", "with", "effect", "impact", "happens", "scenario"];
/// Words that ask how far a figure must move.
const GOALS: [&str; 12] = [
    "need", "needs", "needed", "require", "required", "must", "takes", "take", "reach", "achieve", "have",
    "has",
];

pub(super) fn read<'a>(ask: &Ask<'a>) -> Option<Asked<'a>> {
    let words = ask.words_between(0, ask.asking.question.len());
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_what_if = ask.has(Cue::Topic(Topic::WhatIf));
    if has(&GOALS)
        && let Some(goal) = goal(ask)
    {
        return Some(goal);
    }
    if !is_what_if && !has(&CONDITIONS) {
        return None;
    }
    let mut changes: Vec<Change<'_>> = Vec::new();
    for number in &ask.asking.links.amounts {
        let found = change(ask, number).or_else(|| likewise(ask, number, changes.last()?));
        changes.extend(found);
    }
    changes.extend(measures(ask).filter_map(|measure| by_verb(ask, measure)));
    let is_meant = is_what_if || has(&["if"]) || changes.iter().any(|change| change.way.is_said());
    (is_meant && !changes.is_empty()).then_some(Asked::Changes(changes))
}

/// The measures that are named, verbs left out.
fn measures<'a>(ask: &Ask<'a>) -> impl DoubleEndedIterator<Item = &'a LinkedMeasure> {
    ask.asking.links.measures.iter().filter(|linked| !super::is_verb(ask, linked))
}

/// The change that a number is part of.
fn change<'a>(ask: &Ask<'a>, number: &'a LinkedNumber) -> Option<Change<'a>> {
    let links = ask.asking.links;
    let is_free = |from: usize, to: usize| {
        !links.amounts.iter().any(|other| other.span.start >= from && other.span.end <= to)
    };
    let before = measures(ask).rfind(|measure| measure.span.end <= number.span.start);
    let before = before.filter(|measure| is_free(measure.span.end, number.span.start));
    let behind = measures(ask).find(|measure| measure.span.start >= number.span.end);
    let behind = behind.filter(|measure| is_free(number.span.end, measure.span.start));
    let way = before.and_then(|measure| Some((measure, way_of_subject(ask, measure, number)?)));
    let way =
        way.or_else(|| behind.and_then(|measure| Some((measure, way_of_object(ask, measure, number)?))));
    match way {
        Some((measure, way)) => Some(Change { measure: Some(measure), way, number: Some(number) }),
        None if links.measures.is_empty() => {
            let way = way_beside(ask, number)?;
            Some(Change { measure: None, way, number: Some(number) })
        }
        None => None,
    }
}

/// "availability improves 3 points and quality ratio 1 point": the verb is that of the one before.
fn likewise<'a>(ask: &Ask<'a>, number: &'a LinkedNumber, last: &Change<'a>) -> Option<Change<'a>> {
    let measure = measures(ask).rfind(|measure| measure.span.end <= number.span.start)?;
    let is_new = last.measure.is_some_and(|of_last| of_last.span.end < measure.span.start);
    let is_beside = unnamed_between(ask, measure.span.end, number.span.start).iter().all(|word| word == "by");
    (is_new && is_beside && last.way != Way::To).then_some(Change {
        measure: Some(measure),
        way: last.way,
        number: Some(number),
    })
}

/// "average price rises by 5%", "cut scrap by 5%", "volume +10%", "OEE were 70%".
fn way_of_subject(ask: &Ask<'_>, measure: &LinkedMeasure, number: &LinkedNumber) -> Option<Way> {
    let between = unnamed_between(ask, measure.span.end, number.span.start);
    if !between.iter().all(|word| phrase::joins(word)) {
        return None;
    }
    let behind = words_behind(ask, number);
    let last = between.last().map_or("", String::as_str);
    if let Some(way) = phrase::sign(ask, number) {
        return Some(way);
    }
    match last {
        "to" | "at" | "reach" | "reaches" | "reached" | "hits" | "hit" => return Some(Way::To),
        "is" | "was" | "were" | "be" | "been" => {
            return Some(behind.iter().find_map(|word| Way::of(word)).unwrap_or(Way::To));
        }
        "of" if between.len() == 1 => return Some(Way::To),
        _ => {}
    }
    let lead = ask.words_before(measure.span.start, 4);
    let said = between.iter().rev().chain(&behind).find_map(|word| Way::of(word));
    said.or_else(|| lead.iter().rev().find_map(|word| Way::of(word)).filter(|_| last == "by"))
}

/// "a 5% fall in average price", "3% lower unit cost", "a 5% price increase", "we lose 5% of volume".
fn way_of_object(ask: &Ask<'_>, measure: &LinkedMeasure, number: &LinkedNumber) -> Option<Way> {
    let between = ask.words_between(number.span.end, measure.span.start);
    if !between.iter().all(|word| phrase::leads_to(word)) {
        return None;
    }
    let next = ask.words_between(measure.span.end, ask.asking.question.len());
    let said = between.iter().rev().find_map(|word| Way::of(word));
    let before = ask.word_before(number.span.start);
    said.or_else(|| next.first().and_then(|word| Way::of(word))).or_else(|| Way::of(&before))
}

/// The words between two places that are not part of a name or a period: "OEE *at Leeds* improves".
fn unnamed_between(ask: &Ask<'_>, from: usize, to: usize) -> Vec<String> {
    let links = ask.asking.links;
    let members = links.members.iter().map(|linked| linked.span);
    let others = links
        .periods
        .iter()
        .map(|linked| linked.span)
        .chain(links.dimensions.iter().map(|linked| linked.span));
    let mut named: Vec<_> =
        members.chain(others).filter(|span| span.start >= from && span.end <= to).collect();
    named.sort();
    let mut words = Vec::new();
    let mut at = from;
    for span in named {
        words.extend(ask.words_between(at, span.start));
        at = at.max(span.end);
    }
    words.extend(ask.words_between(at, to));
    words
}

/// "what if it rises by 5%": what the conversation is about.
fn way_beside(ask: &Ask<'_>, number: &LinkedNumber) -> Option<Way> {
    let before = ask.words_before(number.span.start, 4);
    let last = before.last().map_or("", String::as_str);
    let said = before.iter().rev().chain(&words_behind(ask, number)).find_map(|word| Way::of(word));
    match last {
        "to" | "at" => Some(Way::To),
        "is" | "was" | "were" | "be" => Some(said.unwrap_or(Way::To)),
        _ => phrase::sign(ask, number).or(said),
    }
}

/// "scrap halves", "doubling volume", "half the downtime".
fn by_verb<'a>(ask: &Ask<'a>, measure: &'a LinkedMeasure) -> Option<Change<'a>> {
    let next = ask.words_between(measure.span.end, ask.asking.question.len());
    let before = ask.words_before(measure.span.start, 2);
    let words = next.iter().take(2).chain(before.iter().rev());
    let way = words.map(String::as_str).find_map(Way::whole)?;
    Some(Change { measure: Some(measure), way, number: None })
}

/// The first words behind a number, its unit left out.
fn words_behind(ask: &Ask<'_>, number: &LinkedNumber) -> Vec<String> {
    let words = ask.words_between(number.span.end, ask.asking.question.len());
    words.into_iter().skip_while(|word| phrase::is_points(word)).take(1).collect()
}

/// "what OEE do we need to make 50,000 good pieces", "what average price takes gross margin to 35%", "… to hit target".
fn goal<'a>(ask: &Ask<'a>) -> Option<Asked<'a>> {
    let links = ask.asking.links;
    let (aimed, goal) = match links.amounts.as_slice() {
        [number] => {
            let aimed = aimed_at(ask, number)?;
            let measure = aimed.candidates.iter().find_map(|candidate| ask.measure(&candidate.id))?;
            (aimed, phrase::goal(ask, number, measure)?)
        }
        [] => (aimed_at_target(ask)?, "target".to_owned()),
        _ => return None,
    };
    let lever = measures(ask).find(|measure| measure.span != aimed.span);
    let words = ask.words_between(0, ask.asking.question.len());
    let asks_for_any = words.iter().any(|word| matches!(word.as_str(), "take" | "takes" | "needed" | "need"));
    (lever.is_some() || asks_for_any && links.amounts.len() == 1).then_some(Asked::Goal { lever, goal })
}

/// The measure that a number is said of.
fn aimed_at<'a>(ask: &Ask<'a>, number: &LinkedNumber) -> Option<&'a LinkedMeasure> {
    let before = measures(ask).rfind(|measure| measure.span.end <= number.span.start).filter(|measure| {
        let between = ask.words_between(measure.span.end, number.span.start);
        !between.is_empty() && between.iter().all(|word| phrase::aims(word))
    });
    before.or_else(|| {
        measures(ask).find(|measure| measure.span.start >= number.span.end).filter(|measure| {
            let between = ask.words_between(number.span.end, measure.span.start);
            between.iter().all(|word| matches!(word.as_str(), "of" | "in" | "the" | "total"))
        })
    })
}

/// The measure beside the word "target".
fn aimed_at_target<'a>(ask: &Ask<'a>) -> Option<&'a LinkedMeasure> {
    let target = ask.cue(|cue| cue == Cue::Target)?;
    let distance = |measure: &&LinkedMeasure| {
        if measure.span.end <= target.span.start {
            target.span.start - measure.span.end
        } else {
            measure.span.start.saturating_sub(target.span.end)
        }
    };
    measures(ask).filter(|measure| distance(measure) < 20).min_by_key(distance)
}

/// The number as typed, with its currency and what stands behind it, the longest first.
pub(super) fn texts(ask: &Ask<'_>, number: &LinkedNumber) -> Vec<String> {
    let amount = derived::amount(ask, number);
    let amount = amount.trim_start_matches('-').to_owned();
    let behind = ask.words_between(number.span.end, ask.asking.question.len());
    let with = |count: usize| {
        let words: Vec<&str> = behind.iter().take(count).map(String::as_str).collect();
        format!("{amount} {}", words.join(" ")).trim_end().to_owned()
    };
    vec![with(2), with(1), amount.clone()]
}
