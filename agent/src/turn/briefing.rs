//! What a model is told before it begins: the question with what the linker found in it, and what was said before. A
//! simple question then needs no look-up, and costs few tokens.

use std::collections::BTreeSet;

use sentia_semantic::{Catalogue, Direction, Measure, Unit};
use sentia_tools::{
    ControlChart, PlanInventory, PlanPayments, PlanSchedule, PredictMaintenance, Tool, Trace, WhatIf,
};
use serde::Serialize;

use super::{
    AgentError, control,
    data::{data, harmless},
    run::Turn,
    understand::Understood,
};
use crate::{
    link::{Links, in_words, written},
    plan::{Plan, PlannedCall},
    prompts::Prompt,
    provider::{AssistantPart, Message, Request},
};

/// Measures that are described; of the others only the ids are given, and those only where none was recognised.
const DESCRIBED: usize = 10;
/// Names of each kind that are given.
const NAMES: usize = 12;

/// What the system prompt depends on: nothing that changes from turn to turn.
#[derive(Serialize)]
struct System {
    documents: bool,
}

#[derive(Serialize)]
struct Context {
    today: String,
    person: String,
    scope: Option<String>,
    measures: Vec<MeasureContext>,
    others: Vec<String>,
    dimensions: Vec<String>,
    members: Vec<String>,
    periods: Vec<String>,
    unclear: Vec<String>,
    focus: Option<String>,
    draft: Option<String>,
    question: String,
}

#[derive(Serialize)]
struct MeasureContext {
    id: String,
    label: String,
    description: String,
    unit: String,
    direction: &'static str,
    dimensions: Vec<String>,
}

impl Turn<'_> {
    /// The first request of the turn.
    pub(super) fn briefing(&self, understood: &Understood) -> Result<Request, AgentError> {
        let shared = &self.agent.shared;
        let mut messages: Vec<Message> = self.recall.said.iter().flat_map(said).collect();
        messages.push(Message::User(shared.prompts.render(Prompt::Context, &self.context_of(understood))?));
        let tools = shared
            .toolbox
            .descriptions(&self.person.scope)
            .into_iter()
            .chain(control::descriptions())
            .filter(|tool| may_be_wanted(&tool.name, &understood.question))
            .chain(control::may_want_document(&understood.question).then(control::create_report))
            .collect();
        let system =
            shared.prompts.render(Prompt::Question, &System { documents: self.agent.documents.is_some() })?;
        Ok(Request { system, messages, tools, max_tokens: self.agent.budget.reply_tokens })
    }

    fn context_of(&self, understood: &Understood) -> Context {
        let links = &understood.links;
        let measures = self.likely_measures(links);
        let others = if measures.is_empty() { self.readable().map(named).collect() } else { Vec::new() };
        Context {
            today: self.agent.engine.today().strftime("%A %-d %B %Y").to_string(),
            person: data(&self.person.title),
            scope: self.person.scope_in_words.as_deref().map(data),
            measures: measures.into_iter().map(|measure| self.described(measure)).collect(),
            others,
            dimensions: dimensions(links),
            members: members(links),
            periods: periods(links),
            unclear: links.leftover.iter().take(NAMES).map(|(_, words)| data(words)).collect(),
            focus: self.recall.focus.as_ref().map(|focus| call_text(&focus.to_call(self.catalogue()))),
            draft: draft(&understood.plan),
            question: harmless(&understood.question),
        }
    }

    fn catalogue(&self) -> &Catalogue {
        self.agent.engine.catalogue()
    }

    fn readable(&self) -> impl Iterator<Item = &Measure> {
        self.catalogue().measures.iter().filter(|measure| self.person.scope.may_read(measure.area))
    }

    /// Candidates of the question's words, the measures of the conversation, and what moves the first of them.
    fn likely_measures(&self, links: &Links) -> Vec<&Measure> {
        let named = links
            .measures
            .iter()
            .flat_map(|linked| linked.candidates.iter().map(|candidate| candidate.id.as_str()));
        let focus = self.recall.focus.iter().flat_map(|focus| focus.measures.iter().map(String::as_str));
        let mut ids: Vec<&str> = named.chain(focus).collect();
        let drivers =
            ids.first().and_then(|first| self.catalogue().measure(first)).map(|first| &first.drivers);
        ids.extend(drivers.into_iter().flatten().map(String::as_str));
        let mut seen = BTreeSet::new();
        ids.retain(|id| seen.insert(*id));
        let measures = ids.into_iter().filter_map(|id| self.catalogue().measure(id));
        measures.filter(|measure| self.person.scope.may_read(measure.area)).take(DESCRIBED).collect()
    }

    fn described(&self, measure: &Measure) -> MeasureContext {
        let dimensions = self.agent.engine.dimensions_of(&measure.id);
        let readable = dimensions.into_iter().filter(|dimension| self.person.scope.may_read(dimension.area));
        MeasureContext {
            id: measure.id.clone(),
            label: measure.label.clone(),
            description: data(measure.description.trim().trim_end_matches('.')),
            unit: unit(&measure.unit),
            direction: direction(measure.direction),
            dimensions: readable.map(|dimension| dimension.id.clone()).collect(),
        }
    }
}

/// Tools that few questions are for are offered to those whose words may want them.
fn may_be_wanted(tool: &str, question: &str) -> bool {
    match tool {
        WhatIf::NAME => control::may_want_what_if(question),
        PlanInventory::NAME => control::may_want_stock(question),
        PlanPayments::NAME => control::may_want_payments(question),
        PlanSchedule::NAME => control::may_want_schedule(question),
        PredictMaintenance::NAME => control::may_want_risk(question),
        Trace::NAME => control::may_want_trace(question),
        ControlChart::NAME => control::may_want_control_chart(question),
        _ => true,
    }
}

fn said(said: &crate::store::Said) -> Vec<Message> {
    if said.answer.trim().is_empty() {
        return Vec::new();
    }
    let answer = vec![AssistantPart::Text(harmless(&said.answer))];
    vec![Message::User(harmless(&said.question)), Message::Assistant(answer)]
}

fn named(measure: &Measure) -> String {
    format!("{} ({})", measure.id, measure.label)
}

fn dimensions(links: &Links) -> Vec<String> {
    let best = links.dimensions.iter().filter_map(|linked| linked.candidates.first());
    let ids: BTreeSet<&str> = best.map(|candidate| candidate.id.as_str()).collect();
    ids.into_iter().take(NAMES).map(str::to_owned).collect()
}

/// Only those that the person may see: `line: Line 3`, `not shift: Night`.
fn members(links: &Links) -> Vec<String> {
    let all = links.members.iter().take(NAMES).filter_map(|linked| {
        let visible = linked.candidates.iter().filter(|candidate| candidate.visible);
        let names: Vec<String> = visible
            .map(|candidate| format!("{}: {}", candidate.member.dimension, data(&candidate.member.label)))
            .collect();
        let not = if linked.excluded { "not " } else { "" };
        (!names.is_empty()).then(|| format!("{not}{}", names.join(" or ")))
    });
    all.collect()
}

fn periods(links: &Links) -> Vec<String> {
    let specs = links.periods.iter().take(NAMES).filter_map(|period| period.spec().map(written));
    let mut texts: Vec<String> = specs.map(|spec| format!("{spec} ({})", in_words(&spec))).collect();
    texts.extend(
        links
            .bad_dates
            .iter()
            .map(|bad| format!("{} does not exist: {}", data(&bad.what), data(&bad.because))),
    );
    texts
}

fn draft(plan: &Plan) -> Option<String> {
    match plan {
        Plan::Call { call, .. } => Some(call_text(call)),
        Plan::Documents { query, .. } => Some(call_text(&PlannedCall::search(query))),
        _ => None,
    }
}

fn call_text(call: &PlannedCall) -> String {
    format!("{} {}", call.tool, call.arguments)
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::UpIsGood => "higher is better",
        Direction::DownIsGood => "lower is better",
        Direction::Neutral => "neither way is better",
    }
}

fn unit(unit: &Unit) -> String {
    match unit {
        Unit::Percent => "percent".to_owned(),
        Unit::Points => "points".to_owned(),
        Unit::Ratio => "ratio".to_owned(),
        Unit::Count(noun) | Unit::Quantity(noun) => noun.clone(),
        Unit::Money { currency, per: None } => currency.clone(),
        Unit::Money { currency, per: Some(thing) } => format!("{currency} per {thing}"),
        Unit::Duration => "hours and minutes".to_owned(),
        Unit::Days => "days".to_owned(),
    }
}
