//! The answer with a model: it calls tools until it has its evidence, and words it; every sentence is checked.

use std::sync::Arc;

use super::{AgentError, calls::Called, lane::Lane, reply::Listening, run::Turn, understand::Understood};
use crate::{
    plan::{Focus, Plan},
    prompts::Prompt,
    provider::{Message, Request, StopReason},
    router::Decision,
};

/// How the conversation with the model ended.
enum Ending {
    /// The model has worded its answer.
    Worded,
    /// It asked back, or cannot answer.
    Closed,
    /// It failed, and why.
    Failed(String),
}

impl Turn<'_> {
    pub(super) async fn with_model(
        &mut self,
        decision: &Decision,
        understood: &Understood,
    ) -> Result<(), AgentError> {
        if let Some(why) = decision.nobody() {
            return self.fall_back(&why, understood).await;
        }
        if let Some(why) = decision.spent_up() {
            self.caveat(&format!("Only models that cost nothing were asked, because {why}."));
        }
        self.seen = decision.sensitivity;
        self.lane = self.agent.router.as_ref().map(|router| Lane::new(Arc::clone(router), decision));
        let mut request = self.briefing(understood)?;
        match self.converse(&mut request, understood).await? {
            Ending::Worded => {
                self.mend(&mut request, understood).await?;
                self.planned(understood);
            }
            Ending::Closed => self.planned_by_model = true,
            Ending::Failed(why) => self.fall_back(&why, understood).await?,
        }
        Ok(())
    }

    /// The model's calls gave the figures: they are what the conversation is about now.
    fn planned(&mut self, understood: &Understood) {
        self.planned_by_model = true;
        self.focus = {
            let catalogue = self.agent.engine.catalogue();
            self.calls.iter().rev().find_map(|call| Focus::from_call(call, catalogue))
        };
        if let Plan::Call { call, assumptions, .. } = &understood.plan
            && self.calls.contains(call)
        {
            for assumption in assumptions {
                self.caveat(assumption);
            }
        }
    }

    async fn converse(
        &mut self,
        request: &mut Request,
        understood: &Understood,
    ) -> Result<Ending, AgentError> {
        let mut nudged = false;
        loop {
            if let Some(why) = self.exhausted(request) {
                return Ok(Ending::Failed(why));
            }
            // Without evidence no sentence can be shown, so none is checked.
            let listening = if self.evidence.is_empty() { Listening::Quietly } else { Listening::Aloud };
            let reply = match self.take_reply(request, listening).await? {
                Ok(reply) => reply,
                Err(error) => return Ok(Ending::Failed(error.to_string())),
            };
            let calls = reply.calls();
            let is_paused = matches!(reply.stop, Some(StopReason::Paused));
            if !calls.is_empty() {
                self.draft.drop_unsaid();
                match self.run_calls(&calls, understood).await? {
                    Called::Ended => return Ok(Ending::Closed),
                    Called::Results(results) => {
                        request.messages.push(Message::Assistant(reply.parts));
                        request.messages.push(Message::ToolResults(results));
                    }
                }
            } else if is_paused && !reply.text().trim().is_empty() {
                request.messages.push(Message::Assistant(reply.parts));
                request.messages.push(Message::User("Go on.".to_owned()));
            } else if !self.evidence.is_empty() {
                request.messages.push(Message::Assistant(reply.parts));
                return Ok(Ending::Worded);
            } else if nudged || reply.text().trim().is_empty() {
                return Ok(Ending::Failed("the model gave no evidence for its answer".to_owned()));
            } else {
                nudged = true;
                request.messages.push(Message::Assistant(reply.parts));
                let nudge = self.agent.shared.prompts.render(Prompt::NoEvidence, &())?;
                request.messages.push(Message::User(nudge));
            }
        }
    }

    /// Why no further request may be made, if so.
    pub(super) fn exhausted(&self, request: &Request) -> Option<String> {
        let budget = &self.agent.budget;
        let used = self.spent.input_tokens + self.spent.output_tokens;
        if self.spent.steps >= budget.steps {
            return Some(format!("the model did not finish within {} steps", budget.steps));
        }
        (used + estimated_tokens(request) > budget.tokens)
            .then(|| format!("the model did not finish within {} tokens", budget.tokens))
    }

    /// The model failed. With evidence, the narrator finishes what was begun; without, the embedded planner answers.
    async fn fall_back(&mut self, why: &str, understood: &Understood) -> Result<(), AgentError> {
        self.draft.drop_unsaid();
        let began = self.draft.prose().is_some();
        if self.evidence.is_empty() {
            self.degrade(&format!("The built-in planner answered instead of the model, because {why}."));
            return self.embedded(understood).await;
        }
        let rest = if began { "The rest of this answer" } else { "This answer" };
        self.degrade(&format!("{rest} is worded without the model, because {why}."));
        self.narrate(&understood.question);
        self.planned(understood);
        Ok(())
    }
}

/// Four bytes to a token: near enough to know that a request does not fit.
pub(super) fn estimated_tokens(request: &Request) -> u64 {
    let bytes = crate::canonical::json(request).len() as u64;
    bytes / 4
}
