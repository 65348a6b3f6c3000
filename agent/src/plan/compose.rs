//! A new question: the focus that its words ask for, with nothing taken over from before.

use sentia_semantic::{Direction, Threshold};
use sentia_tools::{ColumnKindArg, HavingArg};

use super::{
    Focus, Plan,
    ask::{Ask, Step},
    averages, budget,
    choices::Choices,
    clarify::clarify,
    clauses, derived, detect,
    draft::{Draft, draft},
    names::{self, NamedDimensions, NamedMembers},
    order::{self, change_order, grain_for, trend_period, usual_grain},
    overview, record,
    say::{list, plural_name, what_i_can_do},
    times::{Beside, Times, times},
    topics::examples,
};
use crate::link::{Cue, Topic, in_words};

pub(super) fn compose(ask: &Ask<'_>, choices: &Choices) -> Step<Draft> {
    let named = names::measures(ask, choices)?;
    let headlines = overview::headlines(ask).filter(|_| choices.measure.is_none() && named.ids.is_empty());
    let ids = match (&choices.measure, named.ids.is_empty()) {
        (Some(measure), true) => vec![measure.clone()],
        (None, true) if detect::is_asked(ask) && !detect::key_measures(ask).is_empty() => {
            detect::key_measures(ask)
        }
        (None, true) => match &headlines {
            Some(headlines) => headlines.measures.clone(),
            None => return Err(which_measure(ask, choices)),
        },
        _ => budget::set_against(ask, named.ids)?,
    };
    let dimensions = names::dimensions(ask, choices, &ids)?;
    let members = names::members(ask, choices, &ids, &[])?;
    let mut focus = ask.focus_on(ids);
    let usual = usual_period(ask, &focus);
    let beside = Beside {
        compared: compares_otherwise(ask, &focus, &dimensions, &members),
        current: None,
        usual: &usual,
    };
    let times = times(ask, beside)?;
    let mut assumptions = [
        named.assumptions,
        dimensions.assumptions.clone(),
        members.assumptions.clone(),
        times.assumptions.clone(),
    ]
    .concat();
    split(ask, &mut focus, &dimensions, &members);
    implied_split(ask, &mut focus);
    let is_side_by_side = members.side_by_side().next().is_some();
    focus.filters = [members.include, members.exclude].concat();
    names::refuse_unknown(ask, &|dimension, member| with_member(&focus, dimension, member))?;
    set_period(ask, &mut focus, times, &usual, &mut assumptions);
    order::apply(order::order(ask, named.sorted_by), &mut focus);
    order_by_change(ask, &mut focus);
    derived::apply(ask, &mut focus, &mut assumptions);
    if let Some(headlines) = headlines.filter(|headlines| headlines.measures == focus.measures) {
        assumptions.push(headlines.assumption);
        let having = headlines.having.filter(|_| !focus.by.is_empty());
        match having {
            Some(condition) => focus.having.push(condition),
            None if !is_side_by_side && focus.measures.len() > 1 => overview::set_against(&mut focus),
            None => {}
        }
    }
    needs_rows(ask, &focus)?;
    note_limits(ask, &mut focus, &mut assumptions);
    assumptions.extend(averages::left_undone(ask, &focus));
    assumptions.extend(clauses::unanswered(ask));
    if ask.has(Cue::Topic(Topic::Advice)) {
        assumptions.push("I cannot recommend what to do; these are figures to decide by.".to_owned());
    }
    Ok(Draft { focus, assumptions })
}

pub(super) fn with_member(focus: &Focus, dimension: &str, member: &str) -> Option<Focus> {
    let mut with = focus.clone();
    names::add_member(&mut with.filters, dimension, member, false);
    Some(with)
}

/// The period that the first measure usually means.
pub(super) fn usual_period(ask: &Ask<'_>, focus: &Focus) -> String {
    if let Some(statement) = focus.statement.as_ref().and_then(|id| ask.catalogue.statement(id)) {
        return statement.default_period.clone();
    }
    let first = focus.measures.first().and_then(|id| ask.measure(id));
    first.map_or_else(|| "last_month".to_owned(), |measure| measure.default_period.clone())
}

/// Whether a comparing word is spent on members, measures or a dimension, so that it asks for no other period.
fn compares_otherwise(
    ask: &Ask<'_>,
    focus: &Focus,
    dimensions: &NamedDimensions,
    members: &NamedMembers,
) -> bool {
    let several_members = members.side_by_side().next().is_some();
    let several_measures = focus.measures.len() > 1;
    let changes = ask.cue(|cue| matches!(cue, Cue::Change(_) | Cue::OrderOfChange(_))).is_some();
    several_members
        || several_measures && !changes
        || (!dimensions.by.is_empty() && !changes)
        || ask.has(Cue::Target)
}

fn split(ask: &Ask<'_>, focus: &mut Focus, dimensions: &NamedDimensions, members: &NamedMembers) {
    for dimension in dimensions.by.iter().chain(&dimensions.all).chain(members.side_by_side()) {
        if !focus.by.contains(dimension) {
            focus.by.push(dimension.clone());
        }
    }
    focus.grain = ask.asking.links.grains.first().map(|linked| linked.grain);
}

/// "what stopped Line 3", "whom should we chase": the words ask for reasons, for customers, without naming them; "over their
/// credit limit" asks for those beyond the target.
fn implied_split(ask: &Ask<'_>, focus: &mut Focus) {
    let Some(measure) = focus.measures.first().and_then(|id| ask.measure(id)) else { return };
    let words = ask.words_between(0, ask.asking.question.len());
    let says = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| window.iter().eq(phrase.iter()))
    };
    if !focus.by.is_empty() && measure.beyond_target.iter().any(|phrase| says(phrase)) {
        let is = if measure.direction == Direction::DownIsGood { Threshold::Above } else { Threshold::Below };
        focus.having.push(HavingArg { measure: None, is, value: "target".to_owned() });
    }
    let implied = measure.split_by.iter().find(|(phrase, _)| says(phrase)).map(|(_, dimension)| dimension);
    let is_open = |dimension: &&String| {
        let area = ask.dimension(dimension).map(|dimension| dimension.area);
        area.is_some_and(|area| ask.may_read(area))
            && ask.reach.all_have(&focus.measures, dimension)
            && !focus.by.contains(dimension)
    };
    if let Some(dimension) = implied.filter(is_open) {
        focus.by.insert(0, dimension.clone());
    }
}

fn set_period(ask: &Ask<'_>, focus: &mut Focus, times: Times, usual: &str, assumptions: &mut Vec<String>) {
    focus.against = times.against;
    focus.grain = focus.grain.or(times.grain);
    let wants_trend = ask.has(Cue::Trend) && focus.against.is_none();
    let mut period = times.period.or_else(|| record::all_there_is(ask, focus));
    if let (None, Some((grain, usual))) = (focus.grain, derived::usual_buckets(ask, period.as_deref())) {
        focus.grain = Some(grain);
        period = period.or(usual);
    }
    if focus.grain.is_none() && wants_trend {
        focus.grain =
            Some(if period.is_some() { grain_for(ask, period.as_deref()) } else { usual_grain(usual) });
    }
    focus.period = Some(period.clone().unwrap_or_else(|| match focus.grain {
        Some(grain) => trend_period(grain, usual),
        None => usual.to_owned(),
    }));
    if period.is_none() {
        focus.period_assumed = true;
    }
    // Where all there is counts, nothing was assumed; the answer says which days those are.
    if period.is_none() && focus.period.as_deref() != Some(order::ALL_TIME) {
        assumptions.push(format!(
            "No period was named, so this is {}.",
            in_words(focus.period.as_deref().unwrap_or(usual))
        ));
    }
}

/// "which lines improved": rows in the order of their change.
fn order_by_change(ask: &Ask<'_>, focus: &mut Focus) {
    if focus.sort.as_ref().is_some_and(|sort| sort.of_change) && focus.against.is_none() {
        focus.against = Some("previous_period".to_owned());
    }
    if focus.sort.is_none() && focus.against.is_some() && !focus.by.is_empty() {
        focus.sort = change_order(ask);
    }
}

/// "highest scrap" without saying of what: the person is asked by which dimension.
pub(super) fn needs_rows(ask: &Ask<'_>, focus: &Focus) -> Step<()> {
    let shares = focus.columns.iter().any(|column| column.kind == ColumnKindArg::ShareOfTotal);
    let ranks = focus.sort.is_some() || focus.limit.is_some() || shares;
    if !ranks || !focus.by.is_empty() || focus.grain.is_some() {
        return Ok(());
    }
    let filtered: Vec<&String> = focus
        .filters
        .iter()
        .filter(|filter| !filter.exclude && filter.members.len() == 1)
        .map(|filter| &filter.dimension)
        .collect();
    let common = ask.reach.common(&focus.measures);
    let dimensions = ask.catalogue.dimensions.iter().filter(|dimension| {
        common.contains(&dimension.id)
            && ask.may_read(dimension.area)
            && dimension.searchable
            && !filtered.contains(&&dimension.id)
    });
    let options: Vec<(String, Focus)> = dimensions
        .take(4)
        .map(|dimension| {
            (
                format!("By {}", plural_name(ask.catalogue, &dimension.id)),
                Focus { by: vec![dimension.id.clone()], ..focus.clone() },
            )
        })
        .collect();
    if options.is_empty() {
        return Ok(());
    }
    let labels: Vec<String> = focus.measures.iter().map(|id| ask.measure_label(id)).collect();
    let labels = list(labels.iter().map(String::as_str));
    let question = if shares {
        format!("By what should {labels} be split?")
    } else {
        format!("What should I rank by {labels}?")
    };
    Err(clarify(ask, question, options))
}

/// What the words ask for and cannot be had yet is said beside the answer.
pub(super) fn note_limits(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    if ask.has(Cue::Export) {
        assumptions.push("The answer can be had as a file: PDF, Excel, Word or CSV, from below it or with `sentia export`.".to_owned());
    }
    if ask.has(Cue::Target) {
        let without: Vec<&str> = focus
            .measures
            .iter()
            .filter_map(|id| ask.measure(id))
            .filter(|measure| measure.target.is_none())
            .map(|measure| measure.label.as_str())
            .collect();
        if !without.is_empty() {
            assumptions.push(format!("No target is set for {}.", list(without)));
        }
    }
    if focus.against.is_some() && focus.grain.take().is_some() {
        // The buckets were the rows to rank.
        if focus.by.is_empty() {
            (focus.sort, focus.limit) = (None, None);
        }
        assumptions.push("A comparison of two periods is shown as a whole, not in time buckets.".to_owned());
    }
}

/// No measure is named: a period, a place or a word such as "performance" is. One question back, with the measures that
/// fit; nothing at all to go by is out of reach.
fn which_measure(ask: &Ask<'_>, choices: &Choices) -> Box<Plan> {
    let links = ask.asking.links;
    let names_something = !links.members.is_empty()
        || !links.dimensions.is_empty()
        || !links.periods.is_empty()
        || !links.grains.is_empty();
    if links.leftover.iter().any(|(_, words)| !is_area(ask, words)) {
        let words: Vec<String> = links.leftover.iter().map(|(_, words)| format!("\"{words}\"")).collect();
        let reason = format!(
            "I find no measure or name for {} in the data. {}",
            list(words.iter().take(3).map(String::as_str)),
            what_i_can_do(ask)
        );
        let query = ask.asking.question.to_owned();
        let otherwise = Box::new(Plan::OutOfReach { reason, instead: examples(ask) });
        return Box::new(Plan::Documents { query, named: false, otherwise });
    }
    if !names_something
        && ask.cue(|cue| !matches!(cue, Cue::CarryOn | Cue::CarryOnWeakly)).is_none()
        && links.words < 3
    {
        let reason = format!("I cannot tell what is asked. {}", what_i_can_do(ask));
        return Box::new(Plan::OutOfReach { reason, instead: examples(ask) });
    }
    let options = likely_measures(ask, |measure| draft(ask, &choices.with_measure(measure)).ok());
    if options.is_empty() {
        return Box::new(Plan::OutOfReach {
            reason: format!("I cannot tell which figure is asked for. {}", what_i_can_do(ask)),
            instead: examples(ask),
        });
    }
    clarify(ask, "Which figure do you want?".to_owned(), options)
}

/// Whether words are the name of an area that the person may read: "finance figures".
fn is_area(ask: &Ask<'_>, words: &str) -> bool {
    sentia_semantic::Area::ALL
        .into_iter()
        .any(|area| ask.may_read(area) && words.eq_ignore_ascii_case(&area.to_string()))
}

/// Figures that may be meant, the likeliest first: of an area that is named, then the headlines, then those with a target, then
/// the others; not more than two of an area, and only those that the question can be `drafted` with.
fn likely_measures(ask: &Ask<'_>, drafted: impl Fn(&str) -> Option<Draft>) -> Vec<(String, Focus)> {
    const MOST: usize = 4;
    const MOST_OF_AN_AREA: usize = 2;
    let question = ask.asking.question.to_lowercase();
    let is_named =
        |area: &str| question.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == area);
    let mut measures: Vec<_> = ask.readable().collect();
    let any_named = measures.iter().any(|measure| is_named(&measure.area.to_string()));
    if any_named {
        measures.retain(|measure| is_named(&measure.area.to_string()));
    }
    let headline = |id: &str| ask.catalogue.headlines.iter().position(|headline| headline == id);
    measures.sort_by_key(|measure| {
        let place = headline(&measure.id).unwrap_or(usize::MAX);
        (place, measure.target.is_none(), measure.direction == Direction::Neutral)
    });
    let mut taken: Vec<sentia_semantic::Area> = Vec::new();
    let mut likely = Vec::new();
    for measure in measures {
        let of_area = taken.iter().filter(|area| **area == measure.area).count();
        if likely.len() == MOST || !any_named && of_area == MOST_OF_AN_AREA {
            continue;
        }
        if let Some(found) = drafted(&measure.id) {
            taken.push(measure.area);
            likely.push((measure.label.clone(), found.focus));
        }
    }
    likely
}
