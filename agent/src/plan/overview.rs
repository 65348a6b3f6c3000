//! Questions that name no figure: "how are we doing?", "what happened on line 3 yesterday?", "our five biggest customers". The
//! catalogue's headlines answer them, as far as the person may read them and they can be split as the question asks.

use sentia_semantic::{Direction, Measure, Threshold, Unit};
use sentia_tools::HavingArg;

use super::{
    Focus,
    ask::Ask,
    say::{list, lower_first, plural_name},
};
use crate::link::{Cue, OrderWord};

/// Headlines told at once.
const MOST: usize = 6;

/// The headlines that stand for a measure, and a sentence that says so.
pub(super) struct Headlines {
    pub(super) measures: Vec<String>,
    pub(super) assumption: String,
    /// What their rows must meet.
    pub(super) having: Option<HavingArg>,
}

/// None where the question asks for no overview and ranks nothing, or no headline fits it.
pub(super) fn headlines(ask: &Ask<'_>) -> Option<Headlines> {
    if !ask.asking.links.leftover.is_empty() {
        return None;
    }
    let fitting = fitting(ask);
    if ask.has(Cue::Profit) || ask.has(Cue::Loss) {
        return profit(ask);
    }
    if let Some(ranked) = ranked(ask) {
        let is_ranking = |measure: &&&Measure| {
            !matches!(ranked.order, OrderWord::Best | OrderWord::Worst)
                || measure.direction != Direction::Neutral
        };
        let measure = fitting.iter().find(is_ranking)?;
        return Some(Headlines {
            measures: vec![measure.id.clone()],
            assumption: format!(
                "No figure was named, so {} are ranked by {}.",
                plural_name(ask.catalogue, &ranked.dimension),
                lower_first(&measure.label)
            ),
            having: None,
        });
    }
    if fitting.is_empty() || !(asks_how_it_is(ask) || sets_side_by_side(ask)) {
        return None;
    }
    let told: Vec<&Measure> = fitting.into_iter().take(MOST).collect();
    let assumption = format!(
        "No figure was named, so these are the headlines: {}.",
        list(told.iter().map(|measure| measure.label.as_str()))
    );
    Some(Headlines {
        measures: told.into_iter().map(|measure| measure.id.clone()).collect(),
        assumption,
        having: None,
    })
}

/// "did we make money in August", "which products lose money": the profit that fits, of which nothing is left where money is lost.
fn profit(ask: &Ask<'_>) -> Option<Headlines> {
    let is_profit = |measure: &&Measure| {
        let is_money = matches!(measure.unit, Unit::Money { per: None, .. });
        is_money && measure.label.to_lowercase().contains("profit") && fits(ask, measure)
    };
    let measure = ask.catalogue.measures.iter().find(is_profit)?;
    let label = lower_first(&measure.label);
    let having =
        ask.has(Cue::Loss).then(|| HavingArg { measure: None, is: Threshold::Below, value: "0".to_owned() });
    let assumption = match &having {
        Some(_) => format!("I read losing money as a {label} below nothing."),
        None => format!("I read making money as {label}."),
    };
    Some(Headlines { measures: vec![measure.id.clone()], assumption, having })
}

/// Headlines are told beside the time before, unless time is cut into buckets.
pub(super) fn set_against(focus: &mut Focus) {
    if focus.grain.is_none() && focus.sort.is_none() {
        focus.against.get_or_insert_with(|| "previous_period".to_owned());
    }
}

/// Whether a question that names no figure is one of its own even where there is something to follow.
pub(super) fn stands_alone(ask: &Ask<'_>, before: &Focus) -> bool {
    ask.cue(|cue| matches!(cue, Cue::Overview | Cue::Profit | Cue::Loss)).is_some()
        || ranked(ask).is_some_and(|ranked| !ask.reach.all_have(&before.measures, &ranked.dimension))
}

/// Headlines that can be split and filtered by all that is named.
fn fitting<'a>(ask: &Ask<'a>) -> Vec<&'a Measure> {
    let headlines = ask.catalogue.headlines.iter().filter_map(|id| ask.measure(id));
    headlines.filter(|measure| fits(ask, measure)).collect()
}

/// Whether the person may read it and it can be split and filtered by all that is named.
fn fits(ask: &Ask<'_>, measure: &Measure) -> bool {
    let links = ask.asking.links;
    let dimensions = links.dimensions.iter().filter_map(|linked| linked.candidates.first());
    let members = links.members.iter().filter_map(|linked| linked.candidates.first());
    let named: Vec<&String> =
        dimensions.map(|one| &one.id).chain(members.map(|one| &one.member.dimension)).collect();
    let alone = [measure.id.clone()];
    ask.may_read(measure.area) && named.iter().all(|dimension| ask.reach.all_have(&alone, dimension))
}

struct Ranked {
    dimension: String,
    order: OrderWord,
}

/// "best line", "top five suppliers", "which customers are growing".
fn ranked(ask: &Ask<'_>) -> Option<Ranked> {
    let order = ask.asking.links.cues.iter().find_map(|linked| match linked.cue {
        Cue::Order(word) => Some(word),
        Cue::OrderOfChange(_) => Some(OrderWord::Highest),
        Cue::Change(_) if ask.has(Cue::Which) => Some(OrderWord::Highest),
        _ => None,
    })?;
    let dimension = ask.asking.links.dimensions.first()?.candidates.first()?.id.clone();
    Some(Ranked { dimension, order })
}

/// "how is Leeds doing", "how did last month go", "what happened yesterday".
fn asks_how_it_is(ask: &Ask<'_>) -> bool {
    let asks_how = || {
        let words = ask.words_between(0, ask.asking.question.len());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        matches!(
            words.as_slice(),
            ["how", "is" | "are" | "was" | "were" | "s" | "did" | "does" | "do" | "has" | "have", _, ..]
                | ["hows", _, ..]
        )
    };
    ask.has(Cue::Overview) || asks_how()
}

/// "is Derby better than Leeds", "compare Derby with Leeds".
fn sets_side_by_side(ask: &Ask<'_>) -> bool {
    let members = &ask.asking.links.members;
    let of_one_kind = members.windows(2).any(|pair| pair[0].group == pair[1].group);
    let dimension_of = |at: usize| {
        members.get(at).and_then(|linked| linked.candidates.first()).map(|one| &one.member.dimension)
    };
    let alike = members.len() > 1 && (1..members.len()).all(|at| dimension_of(at) == dimension_of(0));
    let compares_each =
        members.is_empty() && !ask.asking.links.dimensions.is_empty() && ask.has(Cue::Compare);
    (of_one_kind || alike || compares_each)
        && ask.cue(|cue| matches!(cue, Cue::Compare | Cue::Change(_))).is_some()
}
