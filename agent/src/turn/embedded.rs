//! The answer without a model: the planner's plan, one tool, the narrator's words.

use sentia_semantic::{QueryError, time::Stopwatch};
use sentia_tools::ToolError;

use super::{
    AgentError, Event,
    order::promise,
    run::{Turn, micros},
    understand::Understood,
};
use crate::{
    Outcome, narrate,
    plan::{Plan, PlannedCall},
};

/// The share of a question's words that a passage must have to answer what was not asked of documents.
const ENOUGH: f64 = 0.6;

impl Turn<'_> {
    pub(super) async fn embedded(&mut self, understood: &Understood) -> Result<(), AgentError> {
        if let Plan::Documents { query, named, .. } = &understood.plan
            && self.look_up(query, *named, &understood.question).await?
        {
            return Ok(());
        }
        match understood.plan.without_documents() {
            Plan::Call { call, focus, assumptions } => {
                self.compute_and_narrate(call, assumptions, &understood.question).await?;
                if !self.evidence.is_empty() {
                    self.focus.clone_from(focus);
                }
                Ok(())
            }
            Plan::Clarify(clarification) => {
                self.outcome = Outcome::Clarify(clarification.clone());
                Ok(())
            }
            Plan::Refuse { reason, instead } => {
                self.end_with(Outcome::Refused, reason, instead);
                Ok(())
            }
            Plan::OutOfReach { reason, instead } => {
                self.end_with(Outcome::OutOfReach, reason, instead);
                Ok(())
            }
            Plan::Order(order) => {
                self.end_with(Outcome::Ordered(order.clone()), &promise(order), &[]);
                self.focus.clone_from(&self.recall.focus);
                Ok(())
            }
            Plan::Documents { .. } => Err(AgentError::Internal("documents behind documents".to_owned())),
        }
    }

    async fn compute_and_narrate(
        &mut self,
        call: &PlannedCall,
        assumptions: &[String],
        question: &str,
    ) -> Result<(), AgentError> {
        match self.compute(call).await {
            Ok(()) => {
                for assumption in assumptions {
                    self.caveat(assumption);
                }
                self.narrate(question);
                Ok(())
            }
            Err(error) if is_of_the_data(&error) => Err(error.into()),
            Err(error) => {
                self.end_with(Outcome::Refused, &error.to_string(), &[]);
                Ok(())
            }
        }
    }

    /// Quotes what documents say, where they say it. What was not asked of documents is answered from them only where a
    /// passage has most of its words. Whether that was the answer.
    async fn look_up(&mut self, query: &str, named: bool, question: &str) -> Result<bool, AgentError> {
        match self.compute(&PlannedCall::search(query)).await {
            Ok(()) => {}
            Err(error) if is_of_the_data(&error) => return Err(error.into()),
            Err(error) => {
                self.end_with(Outcome::Refused, &error.to_string(), &[]);
                return Ok(true);
            }
        }
        let passages = || self.evidence.iter().flat_map(|evidence| &evidence.passages);
        if passages().any(|passage| passage.covered >= if named { 0.0 } else { ENOUGH }) {
            self.focus.clone_from(&self.recall.focus);
            self.narrate(question);
            return Ok(true);
        }
        self.evidence.clear();
        self.calls.clear();
        Ok(false)
    }

    async fn compute(&mut self, call: &PlannedCall) -> Result<(), ToolError> {
        self.reporter.say(Event::ToolStarted { tool: call.tool.clone(), arguments: call.arguments.clone() });
        let began = Stopwatch::start();
        let result = self.agent.shared.toolbox.call(&call.tool, &call.arguments, &self.context).await;
        self.timings.tools += micros(began);
        match result {
            Ok(evidence) => {
                self.keep(call.clone(), evidence);
                Ok(())
            }
            Err(error) => {
                self.reporter.say(Event::ToolFailed { tool: call.tool.clone(), reason: error.to_string() });
                Err(error)
            }
        }
    }

    /// The narrator's sentences that have not been said yet.
    pub(super) fn narrate(&mut self, question: &str) {
        for sentence in narrate::narrate(question, &self.evidence) {
            if self.draft.add_narrated(&sentence) {
                self.say_sentence(&sentence);
            }
        }
    }

    /// An answer in our own words, with other questions to ask.
    pub(super) fn end_with(&mut self, outcome: Outcome, reason: &str, instead: &[String]) {
        self.outcome = outcome;
        self.follow_ups = instead.to_vec();
        self.draft.add_narrated(reason);
        self.say_sentence(reason);
    }
}

/// Whether the fault lies with the data, so that no other question would fare better.
pub(super) fn is_of_the_data(error: &ToolError) -> bool {
    matches!(
        error,
        ToolError::Documents(_) | ToolError::Query(QueryError::Warehouse(_) | QueryError::InvalidSql { .. })
    )
}
