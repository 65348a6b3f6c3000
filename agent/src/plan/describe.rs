//! Questions about the catalogue itself: what a measure means, which members there are, what can be asked.

use sentia_tools::{DescribeCatalogue, DescribeCatalogueArgs, Tool};

use super::{
    Focus, Plan, PlannedCall,
    ask::{Ask, Step},
    choices::Choices,
    clarify::clarify,
    names, planned,
    say::plural_name,
};
use crate::link::{Cue, DimensionRole, Quality};

/// The plan for a question about the catalogue; none where it asks for figures.
pub(super) fn describe(ask: &Ask<'_>) -> Step<Option<Plan>> {
    if let Some(plan) = definition(ask)? {
        return Ok(Some(plan));
    }
    if let Some(measures) = measures_about(ask) {
        return Ok(Some(call(ask, DescribeCatalogueArgs { measures, dimension: None }, None)));
    }
    if asks_for_help(ask) {
        return Ok(Some(call(
            ask,
            DescribeCatalogueArgs { measures: measures_of_named_areas(ask), dimension: None },
            None,
        )));
    }
    if planned::is_asked(ask) {
        return Ok(None); // "which machine should we service first" lists no machines
    }
    members(ask)
}

fn call(ask: &Ask<'_>, args: DescribeCatalogueArgs, focus: Option<Focus>) -> Plan {
    let arguments = serde_json::to_value(&args).unwrap_or_default();
    Plan::Call {
        call: PlannedCall { tool: DescribeCatalogue::NAME.to_owned(), arguments },
        focus: ask.asking.focus.cloned().or(focus),
        assumptions: Vec::new(),
    }
}

/// "what is OEE", "how is OEE calculated", "define OEE", and "how is that calculated" of what was just shown.
fn definition(ask: &Ask<'_>) -> Step<Option<Plan>> {
    let links = ask.asking.links;
    let asks = ask.has(Cue::Define)
        || is_bare_what_is(ask)
        || (ask.has(Cue::Calculated) && (ask.has(Cue::How) || ask.has(Cue::WhatIs)));
    let asks_for_figures = !(links.periods.is_empty() && links.members.is_empty() && links.grains.is_empty())
        || links.dimensions.iter().any(|dimension| dimension.role == DimensionRole::By);
    if !asks || asks_for_figures {
        return Ok(None);
    }
    let ids = match (links.measures.is_empty(), ask.asking.focus) {
        (false, _) => names::measures(ask, &Choices::default())?.ids,
        (true, Some(focus)) if links.leftover.is_empty() => focus.measures.clone(),
        _ => return Ok(None),
    };
    super::gates::may_be_asked(ask, &ask.focus_on(ids.clone()))?;
    let focus = Focus { period_assumed: true, ..ask.focus_on(ids.clone()) };
    Ok(Some(call(ask, DescribeCatalogueArgs { measures: ids, dimension: None }, Some(focus))))
}

/// "what is OEE" asks what it means; "what is the OEE", "what is our OEE" and anything longer ask for its value.
fn is_bare_what_is(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let (Some(what), [measure]) = (ask.cue(|cue| cue == Cue::WhatIs), links.measures.as_slice()) else {
        return false;
    };
    let between = ask.words_between(what.span.end, measure.span.start);
    let after = ask.words_between(measure.span.end, ask.asking.question.len());
    let is_name = measure.candidates.first().is_some_and(|best| best.quality > Quality::Partial)
        || links.leftover.is_empty();
    let opens = what.span.end <= measure.span.start
        && between
            .iter()
            .all(|word| matches!(word.as_str(), "a" | "an" | "exactly" | "meant" | "by" | "actually"));
    let closes = after.iter().all(|word| {
        matches!(
            word.as_str(),
            "exactly" | "please" | "mean" | "anyway" | "actually" | "then" | "again" | "about"
        )
    });
    is_name && opens && closes && links.leftover.is_empty()
}

fn asks_for_help(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    let nothing_named = links.measures.is_empty()
        && links.statements.is_empty()
        && links.members.is_empty()
        && links.dimensions.is_empty()
        && links.periods.is_empty();
    let lists_measures = ask.has(Cue::MeasureWord)
        && (ask.has(Cue::Exists)
            || ask.has(Cue::ListAll)
            || ask.has(Cue::Which)
            || ask.has(Cue::HowMany)
            || ask.has(Cue::All))
        && !ask.has(Cue::Order(crate::link::OrderWord::Worst))
        && nothing_named;
    (ask.has(Cue::Help) && nothing_named && links.leftover.len() <= 1)
        || (lists_measures && links.leftover.len() <= 1)
}

/// "which scrap measures do you have": those whose names hold the word, or those of the area.
fn measures_about(ask: &Ask<'_>) -> Option<Vec<String>> {
    let links = ask.asking.links;
    let asks = ask.has(Cue::Which) || ask.has(Cue::ListAll) || ask.has(Cue::Exists) || ask.has(Cue::All);
    let [measure] = links.measures.as_slice() else { return None };
    let word =
        ask.cue(|cue| cue == Cue::MeasureWord).filter(|linked| linked.span.start >= measure.span.end)?;
    let is_theme = ask.words_between(measure.span.end, word.span.start).is_empty();
    if !asks
        || !is_theme
        || !links.periods.is_empty()
        || !links.members.is_empty()
        || !links.dimensions.is_empty()
    {
        return None;
    }
    let of_area = measures_of_named_areas(ask);
    if !of_area.is_empty() {
        return Some(of_area);
    }
    let named = measure.candidates.iter().chain(&measure.alternatives).map(|candidate| candidate.id.clone());
    let readable: Vec<String> =
        named.filter(|id| ask.measure(id).is_some_and(|measure| ask.may_read(measure.area))).collect();
    (!readable.is_empty()).then_some(readable)
}

/// "which quality measures do you have": only those of the areas named.
fn measures_of_named_areas(ask: &Ask<'_>) -> Vec<String> {
    let question = ask.asking.question.to_lowercase();
    let words: Vec<&str> = question.split(|letter: char| !letter.is_alphanumeric()).collect();
    ask.readable()
        .filter(|measure| words.contains(&measure.area.to_string().as_str()))
        .map(|measure| measure.id.clone())
        .collect()
}

/// "which plants do we have", "list the lines", "how many shifts are there".
fn members(ask: &Ask<'_>) -> Step<Option<Plan>> {
    let links = ask.asking.links;
    let ranks = ask
        .cue(|cue| {
            matches!(
                cue,
                Cue::Order(_)
                    | Cue::OrderOfChange(_)
                    | Cue::Change(_)
                    | Cue::Compare
                    | Cue::Trend
                    | Cue::Profit
                    | Cue::Loss
            )
        })
        .is_some();
    let [dimension] = links.dimensions.as_slice() else { return Ok(None) };
    if ranks
        || links.measures.iter().any(|measure| !measure.implied)
        || !links.periods.is_empty()
        || !links.grains.is_empty()
        || !links.leftover.is_empty()
    {
        return Ok(None);
    }
    let asks_which =
        ask.has(Cue::Which) || ask.has(Cue::HowMany) || ask.has(Cue::ListAll) || ask.has(Cue::WhatIs);
    let says_exist = ask.has(Cue::Exists);
    let is_follow_up =
        ask.asking.focus.is_some() && !says_exist && !(ask.has(Cue::ListAll) || ask.has(Cue::HowMany));
    if !(asks_which || says_exist) || is_follow_up {
        return Ok(None);
    }
    let id = dimension.candidates.first().map(|best| best.id.clone()).unwrap_or_default();
    if let Some(found) = ask.dimension(&id).filter(|found| !ask.may_read(found.area)) {
        return super::gates::refuse(
            format!(
                "{} belongs to {}, which your permissions do not include; ask your administrator if you need it.",
                found.plural, found.area
            ),
            Vec::new(),
        );
    }
    if !links.members.is_empty() {
        return Err(not_by_member(ask, &id));
    }
    Ok(Some(call(ask, DescribeCatalogueArgs { measures: Vec::new(), dimension: Some(id) }, None)))
}

/// The lists of members know nothing of one another: "which lines are at Leeds" is asked of a measure instead.
fn not_by_member(ask: &Ask<'_>, dimension: &str) -> Box<Plan> {
    let typed: Vec<String> =
        ask.asking.links.members.iter().map(|member| format!("\"{}\"", ask.typed(member.span))).collect();
    let question = format!(
        "I can list {}, but not those of {} alone; a measure can be split so. Which one do you want?",
        plural_name(ask.catalogue, dimension),
        super::say::list(typed.iter().map(String::as_str))
    );
    let mut options = Vec::new();
    for measure in ask.readable().filter(|measure| ask.reach.has(&measure.id, dimension)).take(3) {
        let mut focus = ask.focus_on(vec![measure.id.clone()]);
        focus.by = vec![dimension.to_owned()];
        focus.period = Some(measure.default_period.clone());
        for linked in &ask.asking.links.members {
            if let Some(best) = linked.candidates.iter().find(|candidate| candidate.visible) {
                names::add_member(&mut focus.filters, &best.member.dimension, &best.name, linked.excluded);
            }
        }
        if super::gates::can_be_split(ask, &focus).is_ok() {
            options.push((measure.label.clone(), focus));
        }
    }
    clarify(ask, question, options)
}
