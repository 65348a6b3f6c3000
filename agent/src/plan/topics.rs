//! Wishes that no tool covers: said plainly, with what can be done instead.

use super::{
    Focus, Plan,
    ask::{Ask, Step},
    choices::Choices,
    gates::out_of_reach,
    names,
    say::{focus_in_words, what_i_can_do},
};
use crate::link::{Cue, Topic};

/// What is asked of documents is looked up there before a word of it is taken for a name in the data.
pub(super) fn documents(ask: &Ask<'_>) -> Step<()> {
    match ask.has(Cue::Topic(Topic::Document)) {
        true => Err(Box::new(look_up(ask, true, Topic::Document))),
        false => Ok(()),
    }
}

/// Whether the question is how something is done, which procedures may say whatever else it can be read as.
pub(super) fn asks_how(ask: &Ask<'_>) -> bool {
    ask.has(Cue::Topic(Topic::HowTo))
}

/// `topic` is what the question is told to be where documents say nothing.
fn look_up(ask: &Ask<'_>, named: bool, topic: Topic) -> Plan {
    let otherwise = Plan::OutOfReach { reason: reason(ask, topic), instead: instead(ask, topic) };
    Plan::Documents { query: ask.asking.question.to_owned(), named, otherwise: Box::new(otherwise) }
}

pub(super) fn decline(ask: &Ask<'_>) -> Step<()> {
    let links = ask.asking.links;
    let nothing_named = links.measures.is_empty()
        && links.statements.is_empty()
        && links.members.is_empty()
        && links.dimensions.is_empty()
        && links.periods.is_empty();
    for linked in &links.cues {
        let Cue::Topic(topic) = linked.cue else { continue };
        match topic {
            Topic::Greeting | Topic::Thanks
                if !(nothing_named && links.leftover.is_empty() && !asks_something(ask)) => {}
            Topic::Why if super::statements::explains(ask) || super::explain::is_asked(ask) => {}
            Topic::Unusual if super::detect::is_asked(ask) => {}
            Topic::Control if super::control::is_asked(ask) => {}
            _ if super::what_if::is_asked(ask) || super::planned::is_asked(ask) => {}
            Topic::Trace if super::record::asked(ask).is_some() => {}
            Topic::Forecast if super::forecast::is_asked(ask) || super::forecast::is_planned(ask) => {}
            Topic::Action if !is_ordered(ask, linked.span.start) => {}
            Topic::Chat if !links.measures.is_empty() && links.leftover.is_empty() => {}
            Topic::HowTo => {}
            Topic::Risk => return Err(Box::new(look_up(ask, false, topic))),
            Topic::Advice if !links.measures.is_empty() => {} // the figures to decide by, and a word that they are that
            Topic::Advice if nothing_named => return Err(Box::new(look_up(ask, false, topic))),
            topic => return out_of_reach(reason(ask, topic), instead(ask, topic)),
        }
    }
    if orders_something(ask) {
        return out_of_reach(reason(ask, Topic::Action), instead(ask, Topic::Action));
    }
    if ask.has(Cue::FinerTime) {
        return finer_time(ask);
    }
    Ok(())
}

fn asks_something(ask: &Ask<'_>) -> bool {
    ask.cue(|cue| {
        !matches!(
            cue,
            Cue::Topic(_) | Cue::CarryOn | Cue::CarryOnWeakly | Cue::Also | Cue::PointsBack | Cue::All
        )
    })
    .is_some()
}

fn reason(ask: &Ask<'_>, topic: Topic) -> String {
    let can = what_i_can_do(ask);
    match topic {
        Topic::Greeting => format!("Hello. {can}"),
        Topic::Thanks => format!("You are welcome. {can}"),
        Topic::Chat => format!("That is outside what I know: I answer from the company's own figures. {can}"),
        Topic::Why => {
            "I can say what the change of a single figure is made of, but not of this. I can show what changed, and where."
                .to_owned()
        }
        Topic::Forecast => {
            "I can forecast a figure for a period to come, but not whether or when something will be. I can show the \
             trend up to now."
                .to_owned()
        }
        Topic::Unusual => "I can look for what is unusual in figures, but not in a statement.".to_owned(),
        Topic::Control => "I can say whether a figure is in control over time, but not a statement.".to_owned(),
        Topic::Pay => {
            "I can propose a payment run of what is owed to suppliers, but not of this.".to_owned()
        }
        Topic::Sequence => match super::schedule::model(ask) {
            Some(model) => format!("I can say in which order to make {}, but not of this.", model.called),
            None => "The catalogue does not say what waits to be made, so no order of work can be told.".to_owned(),
        },
        Topic::Enough => {
            "I cannot say how much of this is enough. I can show it, and how it stands to its target.".to_owned()
        }
        Topic::Risk => match super::risk::model(ask) {
            Some(model) => format!(
                "I can say which {} are likely to fail, but not how likely this is.",
                super::say::plural_name(ask.catalogue, &model.of)
            ),
            None => "I cannot say how likely something is: the catalogue does not say how failures are recorded.".to_owned(),
        },
        Topic::Trace => {
            let traced = ask.catalogue.traces.iter().flat_map(|trace| &trace.of);
            let traced: Vec<String> = traced.map(|id| super::say::plural_name(ask.catalogue, id)).collect();
            match traced.as_slice() {
                [] => "The catalogue does not say what went into what, so nothing can be traced.".to_owned(),
                traced => format!(
                    "I can trace {} by their number: name the one you mean.",
                    super::say::list(traced.iter().map(String::as_str))
                ),
            }
        }
        Topic::WhatIf => {
            "I can work out what follows where one figure is higher or lower than recorded: say which, and by how much, as in \
             \"what if revenue rises by 5%\"."
                .to_owned()
        }
        Topic::Advice => "I cannot recommend what to do yet. I can show the figures to decide by.".to_owned(),
        Topic::Action => {
            "I cannot do that for you: I answer questions and change nothing. I can show the figures here."
                .to_owned()
        }
        Topic::Document | Topic::HowTo => {
            format!("I find nothing on that in documents that you may read. {can}")
        }
    }
}

/// An order to act: the verb opens the question, or follows "please", "can you", "and".
fn is_ordered(ask: &Ask<'_>, at: usize) -> bool {
    let before = ask.words_between(0, at);
    let polite = |word: &String| {
        matches!(
            word.as_str(),
            "please"
                | "can"
                | "could"
                | "you"
                | "would"
                | "will"
                | "kindly"
                | "just"
                | "now"
                | "and"
                | "then"
                | "to"
                | "want"
                | "i"
                | "need"
                | "like"
                | "d"
                | "go"
                | "ahead"
                | "ok"
                | "pls"
                | "hi"
                | "hello"
        )
    };
    let word = ask.words_between(at, at + 12).first().cloned().unwrap_or_default();
    let shows = matches!(word.as_str(), "send" | "text" | "print" | "create" | "post" | "update" | "set")
        && ask.words_between(at, ask.asking.question.len()).get(1).is_some_and(|next| {
            matches!(next.as_str(), "me" | "us" | "a" | "over" | "chart" | "table" | "out")
        });
    before.iter().all(polite) && (!shows || ask.asking.links.measures.is_empty())
}

/// "order more steel": "order" may be part of a measure's name, but not at the head of such a sentence.
fn orders_something(ask: &Ask<'_>) -> bool {
    let words = ask.words_between(0, ask.asking.question.len().min(80));
    let polite = |word: &&String| matches!(word.as_str(), "please" | "can" | "could" | "you" | "pls");
    let words: Vec<&str> = words.iter().skip_while(polite).map(String::as_str).collect();
    matches!(
        words.as_slice(),
        [
            "order" | "book" | "purchase",
            "more" | "some" | "another" | "a" | "an" | "new" | "the" | "enough",
            ..
        ]
    )
}

/// Complete questions that come near the wish.
fn instead(ask: &Ask<'_>, topic: Topic) -> Vec<String> {
    let Some(focus) = nearest_focus(ask) else { return examples(ask) };
    let comparison = Focus {
        against: Some("previous_period".to_owned()),
        grain: None,
        sort: None,
        limit: None,
        ..focus.clone()
    };
    match topic {
        Topic::Why => {
            let common = ask.reach.common(&focus.measures);
            let split = ask.catalogue.dimensions.iter().filter(|dimension| {
                common.contains(&dimension.id) && ask.may_read(dimension.area) && dimension.searchable
            });
            let split = split
                .filter(|dimension| !focus.filters.iter().any(|filter| filter.dimension == dimension.id))
                .take(2);
            let split = split.map(|dimension| Focus { by: vec![dimension.id.clone()], ..comparison.clone() });
            super::statements::bridges(ask, &comparison)
                .chain(split)
                .map(|focus| focus_in_words(&focus, ask.catalogue))
                .collect()
        }
        Topic::Forecast | Topic::WhatIf => {
            let trend = Focus {
                grain: Some(sentia_semantic::Grain::Month),
                period: Some("last_12_months".to_owned()),
                against: None,
                sort: None,
                limit: None,
                ..focus
            };
            vec![focus_in_words(&trend, ask.catalogue)]
        }
        Topic::Advice | Topic::Action => {
            vec![focus_in_words(&focus, ask.catalogue), focus_in_words(&comparison, ask.catalogue)]
        }
        _ => examples(ask),
    }
}

/// The measure that the declined wish speaks of, with the names it gives; else what the conversation is about.
fn nearest_focus(ask: &Ask<'_>) -> Option<Focus> {
    let settled = Choices { settled: true, ..Choices::default() };
    let named = names::measures(ask, &settled).ok()?;
    if named.ids.is_empty() {
        return ask.asking.focus.cloned();
    }
    let mut focus = ask.focus_on(named.ids.into_iter().take(1).collect());
    let members = names::members(ask, &settled, &focus.measures, &[]).ok()?;
    focus.filters = [members.include, members.exclude].concat();
    focus.filters.retain(|filter| ask.reach.all_have(&focus.measures, &filter.dimension));
    let past = ask.asking.links.periods.iter().find_map(|period| period.spec()).filter(|spec| {
        spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start)
            .is_ok_and(|period| period.from <= ask.asking.today)
    });
    focus.period = past.map(crate::link::written).or_else(|| {
        focus.measures.first().and_then(|id| ask.measure(id)).map(|measure| measure.default_period.clone())
    });
    Some(focus)
}

/// "by hour", "on Mondays": nothing finer than a day is kept.
fn finer_time(ask: &Ask<'_>) -> Step<()> {
    let instead = nearest_focus(ask).map(|focus| {
        let by_day = Focus {
            grain: Some(sentia_semantic::Grain::Day),
            against: None,
            sort: None,
            limit: None,
            ..focus
        };
        vec![focus_in_words(&by_day, ask.catalogue)]
    });
    let reason = "Figures are split by day, week, month, quarter or year; not by hour or by day of the week."
        .to_owned();
    Err(Box::new(Plan::Refuse { reason, instead: instead.unwrap_or_else(|| examples(ask)) }))
}

/// Up to three complete questions that this person can ask.
pub(super) fn examples(ask: &Ask<'_>) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    for measure in ask.readable().take(3) {
        let mut focus = ask.focus_on(vec![measure.id.clone()]);
        focus.period = Some(measure.default_period.clone());
        let reached = ask.reach.common(&focus.measures);
        let mut dimensions = ask.catalogue.dimensions.iter().filter(|dimension| {
            reached.contains(&dimension.id) && ask.may_read(dimension.area) && dimension.searchable
        });
        focus.by = dimensions.nth(examples.len()).map(|dimension| dimension.id.clone()).into_iter().collect();
        examples.push(focus_in_words(&focus, ask.catalogue));
    }
    examples
}
