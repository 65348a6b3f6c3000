//! The answer and the record of a turn.

use sentia_tools::{Cell, Evidence};

use super::{AgentError, run::Turn};
use crate::{
    Answer, Block, Hashes, ModelUse, Outcome, Voice, canonical, narrate, plan::PlannedCall, router::of_call,
    store::TurnRecord,
};

/// Questions offered to come next.
const FOLLOW_UPS: usize = 4;

impl Turn<'_> {
    /// Gives an Evidence its id, and keeps it with the call it came from.
    pub(super) fn keep(&mut self, call: PlannedCall, mut evidence: Evidence) {
        evidence.id = format!("e{}", self.evidence.len() + 1);
        let before = self.evidence.iter().map(|one| one.passages.len()).sum::<usize>();
        for (number, passage) in (before + 1..).zip(&mut evidence.passages) {
            passage.number = number as u32;
        }
        let (id, title) = (evidence.id.clone(), evidence.title.clone());
        self.evidence.push(evidence);
        self.seen = self.seen.max(of_call(&call, self.agent.engine.catalogue()));
        self.calls.push(call);
        self.reporter.say(super::Event::ToolFinished { evidence: id, title });
    }

    pub(super) fn suggest(&mut self, question: &str) {
        if self.follow_ups.is_empty() {
            self.follow_ups = narrate::follow_ups(question, &self.evidence);
        }
        self.follow_ups.truncate(FOLLOW_UPS);
    }

    pub(super) fn into_record(mut self) -> Result<TurnRecord, AgentError> {
        let now = self.agent.clock.now();
        let mut asked = self.lane.as_ref().map(|lane| lane.asked.clone()).unwrap_or_default();
        let provider = asked.pop();
        if let (Some(route), Some(vault)) = (&mut self.route, &self.vault) {
            route.hidden = vault.counts();
        }
        self.timings.ended = self.agent.router.as_ref().map(|router| router.now());
        let answer = self.answer(provider.as_deref(), asked);
        Ok(TurnRecord {
            id: String::new(),
            conversation: self.conversation,
            person: self.person.clone(),
            question: self.question,
            now,
            recall: self.recall,
            provider,
            route: self.route,
            transcript: self.transcript,
            plan: self.calls,
            answer,
            focus: self.focus,
            timings: self.timings,
        })
    }

    fn answer(&self, provider: Option<&str>, mut tried: Vec<String>) -> Answer {
        let voice = self.draft.voice();
        let by_model = self.planned_by_model || voice != Voice::Narrator;
        tried.extend(provider.filter(|_| !by_model).map(str::to_owned));
        let catalogue = self.agent.engine.catalogue().hash.clone();
        let prompt = if self.transcript.is_empty() {
            String::new()
        } else {
            self.agent.shared.prompts.hash().to_owned()
        };
        Answer {
            outcome: self.outcome.clone(),
            blocks: self.blocks(),
            evidence: self.evidence.clone(),
            caveats: self.caveats.clone(),
            follow_ups: self.follow_ups.clone(),
            model: ModelUse {
                id: provider.filter(|_| by_model).map(str::to_owned),
                voice,
                input_tokens: self.spent.input_tokens,
                output_tokens: self.spent.output_tokens,
                repaired: self.draft.repaired,
                replaced: self.draft.replaced,
                tried,
                cost: self.spent.bill.cost(),
            },
            hashes: Hashes { catalogue, prompt, evidence: canonical::hash(&self.evidence) },
        }
    }

    fn blocks(&self) -> Vec<Block> {
        let prose = self.draft.prose().map(Block::Prose);
        if !matches!(self.outcome, Outcome::Answered) {
            return prose.into_iter().collect();
        }
        prose.into_iter().chain(self.evidence.iter().flat_map(exhibits)).collect()
    }
}

/// The table, unless it holds no more than one figure and nothing that names it, which the prose says; and the charts.
fn exhibits(evidence: &Evidence) -> Vec<Block> {
    let cells = evidence.table.rows.iter().flatten();
    let figures = cells.clone().filter(|cell| matches!(cell, Cell::Figure(_))).count();
    let texts = cells.filter(|cell| matches!(cell, Cell::Text(_))).count();
    let table = (figures > 1 || texts > 0).then(|| Block::Table(evidence.id.clone()));
    let charts = (0..evidence.charts.len()).map(|index| Block::Chart(evidence.id.clone(), index));
    let passages = (!evidence.passages.is_empty()).then(|| Block::Passages(evidence.id.clone()));
    table.into_iter().chain(charts).chain(passages).collect()
}
