//! Which measures, dimensions and members the linked words mean, given who asks and what can be split by what.

use sentia_semantic::{Additivity, Unit};
use sentia_tools::FilterArg;

use super::Plan;
use super::{
    ask::{Ask, Step, is_worth_saying},
    choices::Choices,
    draft::{draft, settle},
    gates::{refuse, unknown_member},
    say::{dimension_name, lower_first},
};
use crate::link::{DimensionRole, LinkedDimension, LinkedMeasure, LinkedMember, MemberRef, Quality};

/// Measures that one question may ask for at once.
const MOST_MEASURES: usize = 6;

#[derive(Debug, Clone, Default)]
pub(super) struct NamedMeasures {
    pub(super) ids: Vec<String>,
    /// The measure after "sorted by".
    pub(super) sorted_by: Option<String>,
    pub(super) assumptions: Vec<String>,
}

pub(super) fn measures(ask: &Ask<'_>, choices: &Choices) -> Step<NamedMeasures> {
    let mut named = NamedMeasures::default();
    for linked in &ask.asking.links.measures {
        if spends_on(ask, linked).is_some() || super::what_if::is_verb(ask, linked) {
            continue;
        }
        let id = measure(ask, choices, linked, &mut named.assumptions)?;
        let id = in_hours(ask, linked, id, &mut named.assumptions);
        if ask.asking.links.measures.iter().any(|verb| spends_on(ask, verb) == Some(linked))
            && ask.measure(&id).is_some_and(|measure| !matches!(measure.unit, Unit::Money { .. }))
        {
            let label = lower_first(&ask.measure_label(&id));
            named
                .assumptions
                .push(format!("What was spent on it is not recorded, so this is {label} itself."));
        }
        if is_sort_key(ask, linked) {
            named.sorted_by = Some(id.clone());
        }
        push_new(&mut named.ids, &id);
        if linked.with_drivers {
            let drivers = ask.measure(&id).map(|measure| measure.drivers.clone()).unwrap_or_default();
            let readable =
                |driver: &&String| ask.measure(driver).is_some_and(|measure| ask.may_read(measure.area));
            drivers.iter().filter(readable).for_each(|driver| push_new(&mut named.ids, driver));
        }
    }
    named.ids.extend(or_measures(ask, &named.ids));
    if named.ids.len() > MOST_MEASURES {
        named.ids.truncate(MOST_MEASURES);
        named.assumptions.push(format!(
            "The first {MOST_MEASURES} measures you named are shown; ask for the others in a second question."
        ));
    }
    Ok(named)
}

/// "how many hours did we lose to changeovers": of what the words may mean, that which counts time.
fn in_hours(ask: &Ask<'_>, linked: &LinkedMeasure, id: String, assumptions: &mut Vec<String>) -> String {
    let words = ask.words_between(0, linked.span.start);
    let asks_for_time = words.windows(2).any(|pair| {
        matches!((pair[0].as_str(), pair[1].as_str()), ("many", "hours" | "minutes") | ("much", "time"))
    });
    let is_time = |id: &str| {
        ask.measure(id).is_some_and(|measure| measure.unit == Unit::Duration && ask.may_read(measure.area))
    };
    let is_count = ask.measure(&id).is_some_and(|measure| matches!(measure.unit, Unit::Count(_)));
    if !asks_for_time || !is_count {
        return id;
    }
    let sums = |id: &str| ask.measure(id).is_some_and(|measure| measure.additivity != Additivity::Ratio);
    let others = || {
        linked
            .candidates
            .iter()
            .chain(&linked.alternatives)
            .map(|one| one.id.as_str())
            .filter(|id| is_time(id))
    };
    let Some(time) = others().find(|id| sums(id)).or_else(|| others().next()) else {
        assumptions.push(format!(
            "Its time is not recorded, so this is {} itself.",
            lower_first(&ask.measure_label(&id))
        ));
        return id;
    };
    assumptions.push(format!(
        "I read \"{}\" as {}, which counts time.",
        ask.typed(linked.span),
        ask.measure_label(time)
    ));
    time.to_owned()
}

/// "what did we spend on overtime": the measure after the verb is the one that is asked for.
fn spends_on<'a>(ask: &Ask<'a>, verb: &LinkedMeasure) -> Option<&'a LinkedMeasure> {
    if !matches!(ask.typed(verb.span).to_lowercase().as_str(), "spend" | "spent" | "spending") {
        return None;
    }
    let mut others = ask.asking.links.measures.iter().filter(|other| other.span.start > verb.span.end);
    others.next().filter(|next| ask.words_between(verb.span.end, next.span.start) == ["on"])
}

/// "scrap on electricity": a name of a member and of a measure is the measure where the others have no such split.
fn or_measures(ask: &Ask<'_>, measures: &[String]) -> Vec<String> {
    let members = ask.asking.links.members.iter().filter(|linked| is_measure_instead(ask, linked, measures));
    members
        .filter_map(|linked| linked.or_measure.first())
        .map(|best| best.id.clone())
        .filter(|id| !measures.contains(id))
        .collect()
}

fn is_measure_instead(ask: &Ask<'_>, linked: &LinkedMember, measures: &[String]) -> bool {
    let can_be_split = |dimension: &str| measures.iter().any(|measure| ask.reach.has(measure, dimension));
    !linked.or_measure.is_empty()
        && !linked.candidates.iter().any(|candidate| can_be_split(&candidate.member.dimension))
}

fn push_new(ids: &mut Vec<String>, id: &str) {
    if !ids.iter().any(|known| known == id) {
        ids.push(id.to_owned());
    }
}

pub(super) fn measure(
    ask: &Ask<'_>,
    choices: &Choices,
    linked: &LinkedMeasure,
    assumptions: &mut Vec<String>,
) -> Step<String> {
    let is_readable = |id: &str| ask.measure(id).is_some_and(|measure| ask.may_read(measure.area));
    let readable: Vec<(String, String)> = linked
        .candidates
        .iter()
        .filter(|candidate| is_readable(&candidate.id))
        .map(|candidate| (candidate.id.clone(), ask.measure_label(&candidate.id)))
        .collect();
    if readable.is_empty() {
        let area = linked
            .candidates
            .first()
            .and_then(|best| ask.measure(&best.id))
            .map(|measure| measure.area.to_string());
        let typed = ask.typed(linked.span);
        let area = area.unwrap_or_else(|| "another area".to_owned());
        return refuse(
            format!(
                "\"{typed}\" belongs to {area}, which your permissions do not include; ask your administrator if you need it."
            ),
            super::topics::examples(ask),
        );
    }
    if let Some(id) = alternative(ask, choices, linked, &readable)? {
        let typed = ask.typed(linked.span);
        assumptions.push(format!(
            "I read \"{typed}\" as {}, because {} cannot be split as you ask.",
            ask.measure_label(&id),
            readable[0].1
        ));
        return Ok(id);
    }
    let id = match named_in_full(ask, &readable) {
        Some(id) => id,
        None => settle(ask, choices, linked.span, &readable)?,
    };
    let quality =
        linked.candidates.iter().find(|candidate| candidate.id == id).map(|candidate| candidate.quality);
    if quality.is_some_and(is_worth_saying) {
        assumptions.push(format!("I read \"{}\" as {}.", ask.typed(linked.span), ask.measure_label(&id)));
    }
    Ok(id)
}

/// "which supplier has the worst quality": of several that words may mean, the one whose whole name the question holds, if not in
/// a row.
fn named_in_full(ask: &Ask<'_>, candidates: &[(String, String)]) -> Option<String> {
    if candidates.len() < 2 {
        return None;
    }
    let words = ask.words_between(0, ask.asking.question.len());
    let said = |word: &str| words.iter().any(|other| singular(other) == singular(word));
    let is_whole = |name: &str| {
        let words: Vec<String> = name.to_lowercase().split_whitespace().map(str::to_owned).collect();
        words.len() > 1 && words.iter().all(|word| said(word))
    };
    let called = |id: &str| {
        ask.measure(id).is_some_and(|measure| {
            is_whole(&measure.label) || measure.synonyms.iter().any(|name| is_whole(name))
        })
    };
    let mut whole = candidates.iter().filter(|(id, _)| called(id));
    let (only, _) = whole.next()?;
    whole.next().is_none().then(|| only.clone())
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// "scrap reasons by cost" means the scrap cost, where the spend that is called cost has no scrap reasons. Words that are
/// the whole name of a measure mean another only where the split is in its name: "suppliers by on-time delivery".
fn alternative(
    ask: &Ask<'_>,
    choices: &Choices,
    linked: &LinkedMeasure,
    readable: &[(String, String)],
) -> Step<Option<String>> {
    let is_exact = linked.candidates.iter().any(|candidate| candidate.quality == Quality::Exact);
    let [(only, _)] = readable else { return Ok(None) };
    if let Some(picked) = choices.picked(linked.span).filter(|picked| picked != only) {
        return Ok(Some(picked.to_owned()));
    }
    if choices.settled || linked.alternatives.is_empty() {
        return Ok(None);
    }
    let leads_on = |id: &str| {
        !matches!(
            draft(ask, &choices.with(linked.span, id)).map_err(|stopped| *stopped),
            Err(Plan::Refuse { .. })
        )
    };
    if leads_on(only) {
        return Ok(None);
    }
    let is_readable = |id: &str| ask.measure(id).is_some_and(|measure| ask.may_read(measure.area));
    let others: Vec<(String, String)> = linked
        .alternatives
        .iter()
        .filter(|candidate| !is_exact || is_called_by_a_split(ask, &candidate.id))
        .filter(|candidate| is_readable(&candidate.id) && leads_on(&candidate.id))
        .map(|candidate| (candidate.id.clone(), ask.measure_label(&candidate.id)))
        .collect();
    if let Some(id) = named_in_full(ask, &others) {
        return Ok(Some(id));
    }
    if others.is_empty() { Ok(None) } else { settle(ask, choices, linked.span, &others).map(Some) }
}

/// Whether a measure has a dimension that the question names in its own name: the supplier of "supplier on-time delivery".
fn is_called_by_a_split(ask: &Ask<'_>, measure: &str) -> bool {
    let Some(measure) = ask.measure(measure) else { return false };
    let dimensions = ask.asking.links.dimensions.iter().filter_map(|linked| linked.candidates.first());
    let names = dimensions.map(|best| dimension_name(ask.catalogue, &best.id));
    let called = [&measure.label]
        .into_iter()
        .chain(&measure.synonyms)
        .map(|name| format!(" {} ", name.to_lowercase()));
    let called: Vec<String> = called.collect();
    names
        .into_iter()
        .any(|name| called.iter().any(|measure| measure.contains(&format!(" {} ", name.to_lowercase()))))
}

/// "sorted by X", "ranked by X".
fn is_sort_key(ask: &Ask<'_>, linked: &LinkedMeasure) -> bool {
    let before = ask.words_before(linked.span.start, 3);
    let before: Vec<&str> = before.iter().map(String::as_str).filter(|word| *word != "the").collect();
    matches!(
        before.as_slice(),
        [.., "sorted" | "sort" | "ordered" | "order" | "ranked" | "rank" | "ranking", "by" | "on"]
    )
}

#[derive(Debug, Clone, Default)]
pub(super) struct NamedDimensions {
    /// To split by.
    pub(super) by: Vec<String>,
    /// "all plants".
    pub(super) all: Vec<String>,
    pub(super) assumptions: Vec<String>,
}

pub(super) fn dimensions(ask: &Ask<'_>, choices: &Choices, measures: &[String]) -> Step<NamedDimensions> {
    let mut named = NamedDimensions::default();
    for linked in &ask.asking.links.dimensions {
        if linked.role == DimensionRole::OfMember || is_just_mentioned(ask, linked) {
            continue;
        }
        let id = dimension(ask, choices, linked, measures, &mut named.assumptions)?;
        let list = if linked.role == DimensionRole::All { &mut named.all } else { &mut named.by };
        push_new(list, &id);
    }
    Ok(named)
}

/// "the line", "this plant": one that is known from the situation, not a split.
fn is_just_mentioned(ask: &Ask<'_>, linked: &LinkedDimension) -> bool {
    let before = ask.word_before(linked.span.start);
    let after = ask.words_between(linked.span.end, ask.asking.question.len());
    if after.first().is_some_and(|word| {
        matches!(word.as_str(), "filter" | "filters" | "split" | "restriction" | "breakdown" | "selection")
    }) {
        return false;
    }
    linked.role == DimensionRole::Bare
        && (is_subject(ask, linked)
            || tells_of_a_member(ask, linked)
            || !linked.plural
                && matches!(before.as_str(), "the" | "this" | "my" | "our" | "that" | "a" | "an" | "one"))
}

/// "how much do customers owe": who does it, not a split.
fn is_subject(ask: &Ask<'_>, linked: &LinkedDimension) -> bool {
    let before = ask.words_before(linked.span.start, 6);
    let before: Vec<&str> = before
        .iter()
        .map(String::as_str)
        .filter(|word| !matches!(*word, "the" | "our" | "my" | "all"))
        .collect();
    matches!(before.last(), Some(&("do" | "did" | "does" | "have" | "has" | "had")))
        && before.windows(2).any(|pair| matches!(pair, ["how", "much" | "many"]))
}

/// "sales to customers in Germany", "deliveries to customers by month": says what kind of member follows or to whom all
/// goes, not a split.
fn tells_of_a_member(ask: &Ask<'_>, linked: &LinkedDimension) -> bool {
    let is_party = matches!(ask.word_before(linked.span.start).as_str(), "to" | "from" | "with");
    let follows = |member: &LinkedMember| {
        member.span.start > linked.span.end
            && matches!(
                ask.words_between(linked.span.end, member.span.start)
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()[..],
                ["in" | "from" | "of"] | ["in" | "from" | "of", "the"]
            )
    };
    let links = ask.asking.links;
    let is_split_otherwise = !links.grains.is_empty()
        || links.dimensions.iter().any(|other| other.role == DimensionRole::By && other.span != linked.span);
    is_party && (is_split_otherwise || links.members.iter().any(follows))
}

fn dimension(
    ask: &Ask<'_>,
    choices: &Choices,
    linked: &LinkedDimension,
    measures: &[String],
    assumptions: &mut Vec<String>,
) -> Step<String> {
    let possible = |id: &str| {
        ask.reach.all_have(measures, id)
            && ask.dimension(id).is_some_and(|dimension| ask.may_read(dimension.area))
    };
    let best_score = linked
        .candidates
        .iter()
        .filter(|candidate| possible(&candidate.id))
        .map(|candidate| candidate.score)
        .fold(0.0, f64::max);
    let near: Vec<(String, String)> = linked
        .candidates
        .iter()
        .filter(|candidate| possible(&candidate.id) && candidate.score >= best_score - 0.015)
        .map(|candidate| (candidate.id.clone(), label_of(ask, &candidate.id)))
        .collect();
    let first = linked.candidates.first().map(|candidate| candidate.id.clone()).unwrap_or_default();
    if near.is_empty() {
        return Ok(first); // the gates say why it cannot be
    }
    let id = settle(ask, choices, linked.span, &near)?;
    if id != first && linked.candidates.first().is_some_and(|best| best.score > best_score + 0.05) {
        let reason = format!("which is not recorded by {}", dimension_name(ask.catalogue, &first));
        let measures: Vec<String> = measures.iter().map(|id| ask.measure_label(id)).collect();
        assumptions.push(format!(
            "I read \"{}\" as {} for {}, {reason}.",
            ask.typed(linked.span),
            dimension_name(ask.catalogue, &id),
            measures.join(", ")
        ));
    }
    Ok(id)
}

fn label_of(ask: &Ask<'_>, dimension: &str) -> String {
    ask.dimension(dimension).map_or_else(|| dimension.to_owned(), |dimension| dimension.label.clone())
}

/// Members named, by dimension, in the order of the question.
#[derive(Debug, Clone, Default)]
pub(super) struct NamedMembers {
    pub(super) include: Vec<FilterArg>,
    pub(super) exclude: Vec<FilterArg>,
    pub(super) assumptions: Vec<String>,
}

impl NamedMembers {
    pub(super) fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Dimensions of which two or more members are named: they are to be seen side by side.
    pub(super) fn side_by_side(&self) -> impl Iterator<Item = &String> {
        self.include.iter().filter(|filter| filter.members.len() > 1).map(|filter| &filter.dimension)
    }
}

pub(super) fn members(
    ask: &Ask<'_>,
    choices: &Choices,
    measures: &[String],
    prefer: &[String],
) -> Step<NamedMembers> {
    let mut named = NamedMembers::default();
    for linked in &ask.asking.links.members {
        if is_measure_instead(ask, linked, measures) {
            continue;
        }
        let Some(found) = member(ask, choices, linked, measures, prefer)? else { continue };
        if is_worth_saying(found.quality) {
            let sentence = format!("I read \"{}\" as {}.", ask.typed(linked.span), found.member.label);
            if !named.assumptions.contains(&sentence) {
                named.assumptions.push(sentence);
            }
        }
        let list = if linked.excluded { &mut named.exclude } else { &mut named.include };
        add_member(list, &found.member.dimension, &found.name, linked.excluded);
    }
    named.exclude_from_included();
    Ok(named)
}

impl NamedMembers {
    /// "lines 1 to 4 except 3" keeps 1, 2 and 4.
    fn exclude_from_included(&mut self) {
        for filter in &mut self.include {
            let Some(excluded) = self.exclude.iter().find(|excluded| excluded.dimension == filter.dimension)
            else {
                continue;
            };
            let left: Vec<String> =
                filter.members.iter().filter(|member| !excluded.members.contains(member)).cloned().collect();
            if !left.is_empty() && left.len() < filter.members.len() {
                filter.members = left;
            }
        }
        let include = &self.include;
        self.exclude.retain(|excluded| !include.iter().any(|filter| filter.dimension == excluded.dimension));
    }
}

pub(super) fn add_member(filters: &mut Vec<FilterArg>, dimension: &str, name: &str, exclude: bool) {
    match filters.iter_mut().find(|filter| filter.dimension == dimension && filter.exclude == exclude) {
        Some(filter) if filter.members.iter().any(|member| member == name) => {}
        Some(filter) => filter.members.push(name.to_owned()),
        None => filters.push(FilterArg {
            dimension: dimension.to_owned(),
            members: vec![name.to_owned()],
            exclude,
        }),
    }
}

fn member<'a>(
    ask: &Ask<'_>,
    choices: &Choices,
    linked: &'a LinkedMember,
    measures: &[String],
    prefer: &[String],
) -> Step<Option<&'a MemberRef>> {
    let visible: Vec<&MemberRef> = linked.candidates.iter().filter(|candidate| candidate.visible).collect();
    let possible = |candidate: &&&MemberRef| {
        let dimension = &candidate.member.dimension;
        ask.reach.all_have(measures, dimension)
            && ask.dimension(dimension).is_some_and(|dimension| ask.may_read(dimension.area))
    };
    let mut near: Vec<&MemberRef> = visible.iter().filter(possible).copied().collect();
    if near.is_empty() {
        near.extend(visible.first()); // the gates say why it cannot be
    }
    let preferred: Vec<&MemberRef> =
        near.iter().filter(|candidate| prefer.contains(&candidate.member.dimension)).copied().collect();
    if !preferred.is_empty() {
        near = preferred;
    }
    let candidates: Vec<(String, String)> =
        near.iter().map(|candidate| (key(candidate), in_full(ask, candidate))).collect();
    if candidates.is_empty() {
        return Ok(None);
    }
    let picked = settle(ask, choices, linked.span, &candidates)?;
    Ok(near.into_iter().find(|candidate| key(candidate) == picked))
}

fn key(candidate: &MemberRef) -> String {
    format!("{}\u{1f}{}", candidate.member.dimension, candidate.member.key)
}

/// `Leeds (plant)`.
fn in_full(ask: &Ask<'_>, candidate: &MemberRef) -> String {
    let dimension = ask
        .dimension(&candidate.member.dimension)
        .map(|dimension| lower_first(&dimension.label))
        .unwrap_or_default();
    format!("{} ({dimension})", candidate.member.label)
}

/// Asks back where a name should be a member and is none; each option puts a member that exists in its place.
pub(super) fn refuse_unknown(ask: &Ask<'_>, with: &dyn Fn(&str, &str) -> Option<super::Focus>) -> Step<()> {
    let Some(unknown) = ask.asking.links.unknown_members.first() else { return Ok(()) };
    let options = unknown
        .nearest
        .iter()
        .filter_map(|member| {
            with(&unknown.dimension, &member.label).map(|focus| (member.label.clone(), focus))
        })
        .collect();
    Err(unknown_member(ask, unknown, options))
}
