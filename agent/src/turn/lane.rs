//! The models of one turn: the one that is being asked, and those behind it.

use std::{sync::Arc, time::Duration};

use sentia_semantic::Sensitivity;

use super::{AgentError, model_loop::estimated_tokens, run::Turn, understand::Understood};
use crate::{
    ProviderError,
    plan::PlannedCall,
    router::{Choice, Decision, Move, Need, Router, Task, label, of_call, sensitivity},
};

/// Down a decision's list, never back: a model that failed in a turn is not asked again in it.
pub(super) struct Lane {
    router: Arc<Router>,
    choices: Vec<Choice>,
    at: usize,
    retries: u32,
    /// Spent waiting for models and between them.
    pub(super) waited: Duration,
    /// Ids of the models that were asked, each once, in order.
    pub(super) asked: Vec<String>,
}

impl Lane {
    pub(super) fn new(router: Arc<Router>, decision: &Decision) -> Self {
        let choices = router.choices(decision);
        let retries = decision.retries;
        Lane { router, choices, at: 0, retries, waited: Duration::ZERO, asked: Vec::new() }
    }

    pub(super) fn router(&self) -> &Router {
        &self.router
    }

    pub(super) fn choice(&self) -> Option<&Choice> {
        self.choices.get(self.at)
    }

    /// Remembers that this model was turned to.
    pub(super) fn note(&mut self, id: &str) {
        if self.asked.last().is_none_or(|last| last != id) {
            self.asked.push(id.to_owned());
        }
    }

    /// Goes to the next model that may see what has been seen; whether there is one.
    fn advance(&mut self, seen: Sensitivity) -> bool {
        self.at += 1;
        while self.choice().is_some_and(|choice| choice.clearance < seen) {
            self.at += 1;
        }
        self.choice().is_some()
    }
}

impl Turn<'_> {
    /// Which models may be asked; none where the rules alone answer, or where there is no router.
    pub(super) async fn decision(&self, understood: &Understood) -> Result<Option<Decision>, AgentError> {
        let Some(router) = self.agent.router.as_ref().filter(|_| understood.is_open()) else {
            return Ok(None);
        };
        let request = self.briefing(understood)?;
        let catalogue = self.agent.engine.catalogue();
        let said: Vec<String> =
            self.recall.said.iter().flat_map(|said| said.measures.iter().cloned()).collect();
        let (links, plan, focus) = (&understood.links, &understood.plan, self.recall.focus.as_ref());
        let need = Need {
            task: Task::of(links, plan),
            sensitivity: sensitivity(links, plan, focus, &said, catalogue),
            tokens: estimated_tokens(&request) + u64::from(request.max_tokens),
        };
        Ok(Some(router.decide(&need, &self.person.scope).await))
    }

    /// What is done after a failed attempt, the `attempts`th at the same model: it is waited, or the next model takes
    /// over. Whether there is another attempt.
    pub(super) async fn carry_on(&mut self, error: &ProviderError, attempts: u32) -> Option<Move> {
        let seen = self.seen;
        let lane = self.lane.as_mut()?;
        let next = lane.router.next_move(error, attempts, lane.retries);
        match next {
            Move::Again(wait) => {
                let pace = Arc::clone(lane.router.pace());
                let began = pace.elapsed();
                pace.wait(wait).await;
                lane.waited += pace.elapsed().saturating_sub(began);
                Some(next)
            }
            Move::Elsewhere => lane.advance(seen).then_some(next),
            Move::GiveUp => None,
        }
    }

    /// Why the model that is being asked may not make this call, if so.
    pub(super) fn held_back(&self, call: &PlannedCall) -> Option<String> {
        let clearance = self.lane.as_ref()?.choice()?.clearance;
        let needed = of_call(call, self.agent.engine.catalogue());
        (needed > clearance).then(|| {
            format!(
                "that reads {} data, which the models in use may not see; answer from other measures, or call cannot_answer",
                label(needed)
            )
        })
    }
}
