//! The narrator: words the facts of Evidence without a model. It is the offline voice, the fallback for sentences that
//! fail their check, and the yardstick for those that pass. Figures stand as references; the renderer formats them. Nearly
//! all that it says passes the verifier; `tests/verifier/narrator.rs` holds the measured share.

mod asked;
mod catalogue;
mod control;
mod documents;
mod explain;
mod follow_ups;
mod forecast;
mod lead;
mod missing;
mod payments;
mod record;
mod risk;
mod rows;
mod schedule;
mod statement;
mod stock;
mod story;
mod together;
mod trend;
mod unusual;
mod variety;
mod what_if;
mod words;

use sentia_tools::{Evidence, FactKind};

use asked::Asked;
use story::Story;
use variety::Prose;

pub use follow_ups::follow_ups;

/// The sentences that answer the question, the answer first.
pub fn narrate(question: &str, evidence: &[Evidence]) -> Vec<String> {
    let asked = Asked::of(question);
    let mut prose = Prose::new(evidence);
    for evidence in evidence {
        of_evidence(evidence, &asked, &mut prose);
    }
    prose.say(missing::scope(evidence));
    prose.sentences()
}

fn of_evidence(evidence: &Evidence, asked: &Asked, prose: &mut Prose) {
    if evidence.facts.iter().any(|fact| fact.kind == FactKind::Passages) {
        return prose.say(documents::sentence(evidence).into_iter().collect());
    }
    let is_searched = [FactKind::Unusual, FactKind::NothingUnusual];
    if evidence.facts.iter().any(|fact| is_searched.contains(&fact.kind)) {
        return unusual::tell(evidence, prose);
    }
    if evidence.facts.iter().any(|fact| control::KINDS.contains(&fact.kind)) {
        return control::tell(evidence, prose);
    }
    if evidence.facts.iter().any(|fact| record::TRACED.contains(&fact.kind)) {
        return record::traced(evidence, prose);
    }
    if let Some(sentence) = record::only_row(evidence) {
        return prose.say(vec![sentence]);
    }
    if evidence.facts.iter().any(|fact| fact.kind == FactKind::StockPlan) {
        return stock::tell(evidence, prose);
    }
    if evidence.facts.iter().any(|fact| fact.kind == FactKind::PaymentRun) {
        return payments::tell(evidence, prose);
    }
    if evidence.facts.iter().any(|fact| fact.kind == FactKind::Schedule) {
        return schedule::tell(evidence, prose);
    }
    if evidence.facts.iter().any(|fact| risk::KINDS.contains(&fact.kind)) {
        return risk::tell(evidence, prose);
    }
    if evidence.facts.iter().any(|fact| fact.kind == FactKind::Scenario) {
        return what_if::sentences(evidence).into_iter().for_each(|sentence| prose.say(vec![sentence]));
    }
    let describes = |kind| matches!(kind, FactKind::Definition | FactKind::Listing);
    if evidence.facts.iter().any(|fact| describes(fact.kind)) {
        return catalogue::sentences(evidence).into_iter().for_each(|sentence| prose.say(vec![sentence]));
    }
    if evidence.table.is_statement() {
        return statement::sentences(evidence, asked)
            .into_iter()
            .for_each(|sentence| prose.say(vec![sentence]));
    }
    let stories = Story::all(evidence);
    if let [story] = stories.as_slice()
        && story.has(FactKind::Forecast)
    {
        return forecast::sentences(story).into_iter().for_each(|sentence| prose.say(vec![sentence]));
    }
    let is_explained = [FactKind::Contribution, FactKind::ContributionOfFactors];
    if let [story] = stories.as_slice()
        && is_explained.iter().any(|kind| story.has(*kind))
    {
        return explain::tell(story, prose);
    }
    if let Some(whole) = together::sentence(&stories) {
        prose.say(whole);
        stories.iter().for_each(|story| prose.say(lead::against_target(story)));
        return;
    }
    for story in &stories {
        tell(story, asked, prose);
    }
}

/// One measure: the answer, how it compares, how it spreads, how it ran, what is missing.
fn tell(story: &Story<'_>, asked: &Asked, prose: &mut Prose) {
    if story.has(FactKind::NoData) {
        return prose.say(missing::no_data(story));
    }
    prose.say(rows::meeting(story));
    let ranked = rows::ranked(story, asked);
    let leads_with_rank = !ranked.is_empty();
    prose.say(ranked);
    prose.say(if leads_with_rank { lead::overall(story) } else { lead::whole(story) });
    if !lead::names_target(story) {
        prose.say(lead::against_target(story));
    }
    prose.say(rows::movers(story));
    if !leads_with_rank {
        prose.say(rows::spread(story));
    }
    prose.say(rows::together(story));
    prose.say(rows::rest(story));
    prose.say(rows::against_target(story));
    prose.say(trend::over_windows(story));
    if !trend::is_rolling(story) && !leads_with_rank {
        prose.say(trend::course(story));
        prose.say(trend::peak(story));
    }
    prose.say(missing::rows(story));
}

#[cfg(test)]
mod tests;
