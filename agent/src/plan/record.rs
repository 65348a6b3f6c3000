//! Questions for one thing that is known by its number: "status of work order 10422", "trace batch B-1007 forward and back".

use sentia_semantic::{Record, Trace};
use sentia_tools::{FilterArg, Way};

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    draft::Draft,
    gates,
    mode::carries_on,
    order::ALL_TIME,
    say::{dimension_name, list},
    topics::examples,
};
use crate::link::{Cue, DimensionRole, LinkedMeasure, Topic};

/// Words that ask where one thing that is named by its number came from or went.
const MOVES: [&str; 14] = [
    "go", "goes", "went", "gone", "got", "came", "come", "comes", "made", "sent", "received", "receive",
    "shipped", "used",
];
const RECEIVERS: [&str; 2] = ["customers", "customer"];

/// The one thing that a question names by its number and by nothing else, with what the catalogue shows of it.
pub(super) fn asked<'a>(ask: &Ask<'a>) -> Option<Asked<'a>> {
    let links = ask.asking.links;
    let [linked] = links.members.as_slice() else { return None };
    let member = &linked.candidates.first()?.member;
    let this = FilterArg {
        dimension: member.dimension.clone(),
        members: vec![member.label.clone()],
        exclude: false,
    };
    let is_number = ask.dimension(&member.dimension).is_some_and(|dimension| !dimension.searchable);
    if linked.excluded || !is_number || !links.statements.is_empty() {
        return None;
    }
    let trace = ask.catalogue.traces.iter().find(|trace| trace.of.contains(&member.dimension));
    if let Some(trace) = trace.filter(|_| asks_for_trace(ask)) {
        return Some(Asked::Trace(trace, this));
    }
    let record = ask.catalogue.records.iter().find(|record| record.of == member.dimension);
    let is_of_it = |id: &str| ask.reach.has(id, &member.dimension);
    let mut named = links.measures.iter().filter(|measure| !measure.implied);
    let asks_more =
        named.any(|measure| measure.candidates.iter().any(|one| is_of_it(&one.id))) || names_a_split(ask);
    record.filter(|_| !asks_more).map(|record| Asked::Record(record, this))
}

/// "and for batch B-1007?": it only narrows what the conversation is about.
pub(super) fn narrows(asked: &Asked<'_>, before: &Focus, ask: &Ask<'_>) -> bool {
    let Asked::Record(_, this) = asked else { return false };
    before.aim == Aim::Show && carries_on(ask) && ask.reach.all_have(&before.measures, &this.dimension)
}

pub(super) enum Asked<'a> {
    Record(&'a Record, FilterArg),
    Trace(&'a Trace, FilterArg),
}

/// The period of a question for figures of one thing, which happened when it did.
pub(super) fn all_there_is(ask: &Ask<'_>, focus: &Focus) -> Option<String> {
    let has_digit = |member: &String| member.contains(|letter: char| letter.is_ascii_digit());
    let is_number = |filter: &FilterArg| {
        let is_listed = ask.dimension(&filter.dimension).is_some_and(|dimension| dimension.searchable);
        !filter.exclude && !is_listed && filter.members.iter().all(has_digit)
    };
    focus.filters.iter().any(is_number).then(|| ALL_TIME.to_owned())
}

/// A split that is none of what the record shows anyway, as its status.
fn names_a_split(ask: &Ask<'_>) -> bool {
    let of_record = |id: &String| ask.catalogue.records.iter().any(|record| record.by.contains(id));
    let dimensions = ask.asking.links.dimensions.iter();
    let mut named = dimensions.filter(|linked| linked.role == DimensionRole::By);
    named.any(|linked| !linked.candidates.iter().any(|candidate| of_record(&candidate.id)))
}

fn asks_for_trace(ask: &Ask<'_>) -> bool {
    let moves = |word: &String| MOVES.contains(&word.as_str());
    let is_move = |linked: &LinkedMeasure| {
        linked.implied || ask.words_between(linked.span.start, linked.span.end).iter().all(moves)
    };
    let words = ask.words_between(0, ask.asking.question.len());
    let asks = words.iter().any(|word| moves(word) || RECEIVERS.contains(&word.as_str()));
    ask.has(Cue::Topic(Topic::Trace)) || asks && ask.asking.links.measures.iter().all(is_move)
}

pub(super) fn compose(ask: &Ask<'_>, asked: Asked<'_>) -> Step<Draft> {
    let focus = match asked {
        Asked::Record(record, named) => of_record(ask, record, named)?,
        Asked::Trace(trace, named) => Focus {
            aim: Aim::Trace,
            measures: vec![trace.links.clone()],
            filters: vec![named],
            goal: way(ask).map(str::to_owned),
            ..Focus::default()
        },
    };
    Ok(Draft { focus, assumptions: Vec::new() })
}

/// As much of it as the person may read.
fn of_record(ask: &Ask<'_>, record: &Record, named: FilterArg) -> Step<Focus> {
    let readable = |id: &&String| ask.measure(id).is_some_and(|measure| ask.may_read(measure.area));
    let measures: Vec<String> = record.measures.iter().filter(readable).cloned().collect();
    if measures.is_empty() {
        let reason = format!(
            "{} are not among what your permissions include; ask your administrator if you need them.",
            ask.dimension(&record.of).map_or("These", |dimension| &dimension.plural)
        );
        return gates::refuse(reason, examples(ask));
    }
    let is_open = |id: &&String| {
        ask.dimension(id).is_some_and(|dimension| ask.may_read(dimension.area))
            && ask.reach.all_have(&measures, id)
    };
    Ok(Focus {
        by: record.by.iter().filter(is_open).cloned().collect(),
        measures,
        period: Some(ALL_TIME.to_owned()),
        period_assumed: true,
        filters: vec![named],
        ..Focus::default()
    })
}

/// Which way alone is asked for: "what went into it" and "what was it made from" go back, "what did it go into" and "what was made
/// from it" forward.
fn way(ask: &Ask<'_>) -> Option<&'static str> {
    let start = ask.asking.links.members.first().map_or(0, |linked| linked.span.start);
    let (before, after) = (ask.words_between(0, start), ask.words_between(start, ask.asking.question.len()));
    let says = |words: &[String], some: &[&str]| words.iter().any(|word| some.contains(&word.as_str()));
    let anywhere = |some: &[&str]| says(&before, some) || says(&after, some);
    let back = anywhere(&["back", "backward", "backwards", "upstream", "origin", "suppliers", "supplier"])
        || says(&before, &["into"])
        || says(&after, &["from"]);
    let forward = anywhere(&["forward", "forwards", "downstream"])
        || anywhere(&RECEIVERS)
        || says(&before, &["from"])
        || says(&after, &["into", "go", "went", "end", "sent"]);
    match (back, forward) {
        (true, false) => Some("back"),
        (false, true) => Some("forward"),
        _ => None,
    }
}

/// Whether words that nothing else claimed say which way.
pub(super) fn claims(draft: &Draft, words: &str) -> bool {
    const WAYS: [&str; 7] =
        ["back", "backward", "backwards", "forward", "forwards", "upstream", "downstream"];
    draft.focus.aim == Aim::Trace
        && words.split_whitespace().all(|word| WAYS.contains(&word) || MOVES.contains(&word))
}

pub(super) fn goal_of(way: Way) -> Option<&'static str> {
    match way {
        Way::Both => None,
        Way::Back => Some("back"),
        Way::Forward => Some("forward"),
    }
}

pub(super) fn way_of(goal: Option<&str>) -> Way {
    match goal {
        Some("back") => Way::Back,
        Some("forward") => Way::Forward,
        _ => Way::Both,
    }
}

/// `Trace batch B-1007 back`.
pub(super) fn in_words(focus: &Focus, catalogue: &sentia_semantic::Catalogue) -> String {
    let named = focus.filters.iter().map(|filter| {
        format!(
            "{} {}",
            dimension_name(catalogue, &filter.dimension),
            list(filter.members.iter().map(String::as_str))
        )
    });
    let way = focus.goal.as_ref().map_or_else(String::new, |way| format!(" {way}"));
    format!("Trace {}{way}", named.collect::<Vec<_>>().join(" "))
}
