//! A follow-up: the focus of the conversation with what the question names put in place of its like. What the question
//! does not name stays exactly as it was.

mod filters;
mod splits;

use sentia_semantic::{Grain, PeriodSpec};

use super::{
    Focus,
    ask::{Ask, Step},
    choices::Choices,
    compose::{needs_rows, note_limits, usual_period, with_member},
    derived,
    draft::Draft,
    gates::out_of_reach,
    names::{self, NamedMeasures},
    order::{self, change_order, grain_for, trend_period, usual_grain},
    say::{focus_in_words, list},
    times::{Beside, times},
};
use crate::link::{Against, Cue, TimeMeaning, in_words, written};

pub(super) fn edit(ask: &Ask<'_>, before: &Focus, choices: &Choices) -> Step<Draft> {
    changes_something(ask, before)?;
    let mut focus = before.clone();
    let named = names::measures(ask, choices)?;
    let mut assumptions = named.assumptions.clone();
    measures(ask, &mut focus, &named);
    let prefer: Vec<String> =
        before.filters.iter().map(|filter| filter.dimension.clone()).chain(before.by.clone()).collect();
    let dimensions = names::dimensions(ask, choices, &focus.measures)?;
    let members = names::members(ask, choices, &focus.measures, &prefer)?;
    assumptions.extend(dimensions.assumptions.iter().chain(&members.assumptions).cloned());
    filters::reset(ask, &mut focus, &dimensions);
    let side_by_side = filters::apply(ask, &mut focus, &members, &mut assumptions);
    names::refuse_unknown(ask, &|dimension, member| {
        with_member(&without_filter(&focus, dimension), dimension, member)
    })?;
    splits::apply(ask, &mut focus, before, &dimensions, &side_by_side);
    period(ask, &mut focus, !side_by_side.is_empty() || !dimensions.by.is_empty(), &mut assumptions)?;
    buckets(ask, &mut focus, &mut assumptions);
    ordering(ask, &mut focus, before, named.sorted_by.clone());
    derived::apply(ask, &mut focus, &mut assumptions);
    needs_rows(ask, &focus)?;
    one_of_comparison_and_buckets(ask, &mut focus, before, &mut assumptions);
    note_limits(ask, &mut focus, &mut assumptions);
    note_kept(ask, before, &focus, &named, &mut assumptions);
    Ok(Draft { focus, assumptions })
}

fn without_filter(focus: &Focus, dimension: &str) -> Focus {
    let mut without = focus.clone();
    without.filters.retain(|filter| filter.dimension != dimension);
    without
}

/// There is something in the question that changes the focus.
fn changes_something(ask: &Ask<'_>, before: &Focus) -> Step<()> {
    let links = ask.asking.links;
    let names_something = !(links.measures.is_empty()
        && links.dimensions.is_empty()
        && links.members.is_empty()
        && links.unknown_members.is_empty()
        && links.periods.is_empty()
        && links.grains.is_empty()
        && links.windows.is_empty());
    let asks_something = ask.cue(|cue| {
        matches!(
            cue,
            Cue::Order(_)
                | Cue::OrderOfChange(_)
                | Cue::Change(_)
                | Cue::Compare
                | Cue::Trend
                | Cue::Remove
                | Cue::Exclude
                | Cue::Total
                | Cue::Everything
                | Cue::FilterWord
                | Cue::ListAll
                | Cue::Export
                | Cue::Target
                | Cue::Drivers
                | Cue::Same
                | Cue::Share
                | Cue::PercentOf
                | Cue::Running
                | Cue::Rest
                | Cue::Threshold
                | Cue::PointsBack
        )
    });
    let asks_anew = super::explain::is_asked(ask) || super::detect::is_asked(ask);
    if asks_anew && links.leftover.is_empty() {
        return Ok(());
    }
    if (names_something || asks_something.is_some())
        && !(links.leftover.len() + links.numbers.len() > 0 && !names_something && asks_something.is_none())
    {
        return Ok(());
    }
    let leftover: Vec<String> =
        links.leftover.iter().take(3).map(|(_, words)| format!("\"{words}\"")).collect();
    let reason = if leftover.is_empty() {
        "I cannot tell what should change. Say for example \"by month\", \"only\" with a name, \"compare with last year\", or ask a whole question.".to_owned()
    } else {
        format!("I find no measure or name for {} in the data.", list(leftover.iter().map(String::as_str)))
    };
    out_of_reach(reason, vec![focus_in_words(before, ask.catalogue)])
}

fn adds(ask: &Ask<'_>) -> bool {
    ask.has(Cue::Also)
}

/// A measure takes the place of the measures, or joins them after "also", "add", "too".
fn measures(ask: &Ask<'_>, focus: &mut Focus, named: &NamedMeasures) {
    if named.ids.is_empty() {
        let drivers =
            ask.has(Cue::Drivers).then(|| focus.measures.first().and_then(|id| ask.measure(id))).flatten();
        let readable = drivers.map(|measure| measure.drivers.clone()).unwrap_or_default();
        let readable = readable
            .into_iter()
            .filter(|id| ask.measure(id).is_some_and(|measure| ask.may_read(measure.area)));
        readable.for_each(|id| push_new(&mut focus.measures, id));
        return;
    }
    let only_sorts = named.ids.len() == 1 && named.sorted_by.is_some();
    if only_sorts || (adds(ask) && ask.asking.links.members.is_empty()) || sets_measures_side_by_side(ask) {
        named.ids.iter().for_each(|id| push_new(&mut focus.measures, id.clone()));
        return;
    }
    focus.measures.clone_from(&named.ids);
    if focus.statement.take().is_some() && focus.against.as_deref() == Some("budget") {
        focus.against = None;
    }
    if let Some(sort) = &mut focus.sort {
        sort.measure = None;
    }
}

/// "compare that with scrap", "against revenue": the measure joins the one before.
fn sets_measures_side_by_side(ask: &Ask<'_>) -> bool {
    let Some(measure) = ask.asking.links.measures.first() else { return false };
    ask.asking.links.cues.iter().any(|linked| {
        let near = linked.span.end <= measure.span.start
            && ask
                .words_between(linked.span.end, measure.span.start)
                .iter()
                .all(|word| matches!(word.as_str(), "it" | "that" | "with" | "to" | "the" | "them" | "this"));
        linked.cue == Cue::Compare && near
    })
}

fn push_new(ids: &mut Vec<String>, id: String) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// The period and what it is set against.
fn period(ask: &Ask<'_>, focus: &mut Focus, compared: bool, assumptions: &mut Vec<String>) -> Step<()> {
    let has_target_of_removal = ask.has(Cue::Remove) || ask.has(Cue::Exclude) || ask.has(Cue::BackTo);
    if has_target_of_removal && ask.has(Cue::ComparisonWord) {
        (focus.against, focus.sort) = (None, focus.sort.take().filter(|sort| !sort.of_change));
        return Ok(());
    }
    if let Some(shifted) = shifted(ask, focus) {
        focus.period = Some(shifted);
        focus.period_assumed = false;
        return Ok(());
    }
    let usual = usual_period(ask, focus);
    let compared = compared || !ask.asking.links.measures.is_empty();
    let times = times(ask, Beside { compared, current: focus.period.as_deref(), usual: &usual })?;
    assumptions.extend(times.assumptions);
    if times.period.is_some() {
        let is_explicit = focus.against.as_deref().is_some_and(|against| !against.starts_with("previous_"));
        if is_explicit {
            focus.against = None;
        }
        focus.period = times.period;
        focus.period_assumed = false;
    }
    if times.against.is_some() {
        focus.against = times.against;
    }
    focus.grain = times.grain.or(focus.grain);
    Ok(())
}

/// "and the week before?", "what about the same period last year": the period itself moves.
fn shifted(ask: &Ask<'_>, focus: &Focus) -> Option<String> {
    let links = ask.asking.links;
    let compares =
        ask.cue(|cue| matches!(cue, Cue::Compare | Cue::Change(_) | Cue::OrderOfChange(_))).is_some();
    let [only] = links.periods.as_slice() else { return None };
    let TimeMeaning::Against(against, _) = only.meaning else { return None };
    let typed = ask.typed(only.span).to_lowercase();
    let names_a_time = typed.split(' ').any(|word| {
        matches!(word, "same" | "before" | "previous" | "prior" | "preceding" | "earlier" | "time" | "last")
    });
    if compares || !names_a_time {
        return None;
    }
    let spec: PeriodSpec = focus.period.as_deref()?.parse().ok()?;
    let days = spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok()?;
    let moved = match against {
        Against::PreviousPeriod => days.previous(),
        Against::PreviousYear => days.year_before(),
    };
    Some(written(&PeriodSpec::Days(moved)))
}

/// Time buckets: asked for by their width, or by "trend".
fn buckets(ask: &Ask<'_>, focus: &mut Focus, assumptions: &mut Vec<String>) {
    let named = ask.asking.links.grains.first().map(|linked| linked.grain);
    let usual = usual_period(ask, focus);
    let wants_trend = ask.has(Cue::Trend) || derived::needs_buckets(ask) && focus.grain.is_none();
    let grain = match (named, wants_trend) {
        (Some(grain), _) => grain,
        (None, true) if !ask.asking.links.windows.is_empty() => ask.asking.links.windows[0].grain,
        (None, true) if focus.period_assumed => usual_grain(&usual),
        (None, true) if days_of(ask, focus) <= 1 => Grain::Day,
        (None, true) => grain_for(ask, focus.period.as_deref()),
        (None, false) => return keep_buckets(ask, focus),
    };
    focus.grain = Some(grain);
    (focus.sort, focus.limit) = (None, None);
    let too_short = days_of(ask, focus) <= days_in(grain);
    if focus.period_assumed || too_short {
        let longer = trend_period(grain, &usual);
        if focus.period.as_deref() != Some(&longer) {
            assumptions.push(format!(
                "A trend by {} needs a longer time, so this is {}.",
                grain.name(),
                in_words(&longer)
            ));
        }
        focus.period = Some(longer);
    }
}

/// A new period keeps its buckets unless they no longer fit into it.
fn keep_buckets(ask: &Ask<'_>, focus: &mut Focus) {
    if let Some(grain) = focus.grain
        && days_of(ask, focus) <= days_in(grain)
        && !ask.asking.links.periods.is_empty()
    {
        focus.grain = Some(grain_for(ask, focus.period.as_deref())).filter(|finer| *finer < grain);
    }
}

fn days_of(ask: &Ask<'_>, focus: &Focus) -> i64 {
    let spec = focus.period.as_deref().and_then(|period| period.parse::<PeriodSpec>().ok());
    spec.and_then(|spec| spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok())
        .map_or(366, |period| period.days())
}

fn days_in(grain: Grain) -> i64 {
    match grain {
        Grain::Day => 1,
        Grain::Week => 7,
        Grain::Month => 31,
        Grain::Quarter => 92,
        Grain::Year => 366,
    }
}

fn ordering(ask: &Ask<'_>, focus: &mut Focus, before: &Focus, sorted_by: Option<String>) {
    let lifts_limit = ask.has(Cue::LimitWord) && (ask.has(Cue::Remove) || ask.has(Cue::Exclude));
    let shows_all = ask.has(Cue::ListAll)
        && ask.asking.links.dimensions.is_empty()
        && ask.asking.links.members.is_empty();
    if lifts_limit
        || shows_all
        || (ask.has(Cue::All) && ask.asking.links.dimensions.is_empty() && points_at_rows(ask))
    {
        focus.limit = None;
        return;
    }
    let sort_key = sorted_by.filter(|id| focus.measures.first() != Some(id));
    let named = order::order(ask, sort_key);
    let is_new_split = focus.by != before.by;
    if is_new_split && named.sort.is_none() {
        (focus.sort, focus.limit) = (None, None);
    }
    let keeps_order = named.limit.is_some()
        && named.sort.as_ref().is_some_and(|sort| sort.order == super::SortOrder::Highest)
        && says_no_order(ask);
    if keeps_order && let Some(sort) = focus.sort.clone() {
        (focus.sort, focus.limit) = (Some(sort), named.limit);
    } else {
        order::apply(named, focus);
    }
    if focus.sort.as_ref().is_some_and(|sort| sort.of_change) && focus.against.is_none() {
        focus.against = Some(Against::PreviousPeriod.written().to_owned());
    }
    if focus.against.is_some()
        && !focus.by.is_empty()
        && focus.sort.as_ref().is_none_or(|sort| sort.of_change)
    {
        focus.sort = change_order(ask).or(focus.sort.take());
    }
}

fn says_no_order(ask: &Ask<'_>) -> bool {
    ask.cue(|cue| matches!(cue, Cue::Order(_) | Cue::OrderOfChange(_)))
        .is_none_or(|linked| matches!(ask.typed(linked.span).to_lowercase().as_str(), "top"))
}

/// "all of them", "all rows".
fn points_at_rows(ask: &Ask<'_>) -> bool {
    ask.has(Cue::PointsBack) || ask.asking.question.to_lowercase().contains("rows")
}

/// Two periods side by side and time buckets exclude each other: what was asked for now wins.
fn one_of_comparison_and_buckets(
    ask: &Ask<'_>,
    focus: &mut Focus,
    before: &Focus,
    assumptions: &mut Vec<String>,
) {
    if focus.against.is_none() || focus.grain.is_none() {
        return;
    }
    let asks_for_buckets = !ask.asking.links.grains.is_empty() || ask.has(Cue::Trend);
    if asks_for_buckets && before.against.is_some() {
        focus.against = None;
        focus.sort = focus.sort.take().filter(|sort| !sort.of_change);
        assumptions.push("Time buckets are shown without the comparison.".to_owned());
    } else {
        focus.grain = None;
        assumptions.push("A comparison of two periods is shown as a whole, not in time buckets.".to_owned());
    }
}

/// Where the measure changes, the filters that stay are said, so that nobody takes the figures for the whole.
fn note_kept(
    ask: &Ask<'_>,
    before: &Focus,
    focus: &Focus,
    named: &NamedMeasures,
    assumptions: &mut Vec<String>,
) {
    let kept: Vec<_> =
        focus.filters.iter().filter(|filter| before.filters.contains(filter)).cloned().collect();
    if named.ids.is_empty() || kept.is_empty() {
        return;
    }
    let words =
        kept.iter().map(|filter| super::say::filter_in_words(filter, ask.catalogue)).collect::<Vec<_>>();
    assumptions.push(format!("Kept from before: {}.", list(words.iter().map(String::as_str))));
}
