//! One turn: its state and the road through it.

use sentia_semantic::{Sensitivity, time::Stopwatch};
use sentia_tools::{Evidence, ToolContext};

use super::{
    Agent, AgentError, Event, draft::Draft, event::Reporter, lane::Lane, question, understand::Understood,
};
use crate::{
    Outcome, Person,
    plan::{Focus, PlannedCall},
    privacy::Vault,
    provider::Exchange,
    router::{Bill, Decision},
    store::{Recall, Timings, TurnRecord},
    verify::rendered,
};

pub(super) struct Turn<'a> {
    pub(super) agent: &'a Agent,
    pub(super) person: &'a Person,
    /// As typed, read.
    pub(super) question: String,
    pub(super) recall: Recall,
    /// Id of the conversation; empty in its first turn.
    pub(super) conversation: String,
    pub(super) reporter: Reporter,
    pub(super) context: ToolContext,
    pub(super) outcome: Outcome,
    pub(super) evidence: Vec<Evidence>,
    /// The call that gave each Evidence.
    pub(super) calls: Vec<PlannedCall>,
    pub(super) draft: Draft,
    pub(super) caveats: Vec<String>,
    pub(super) follow_ups: Vec<String>,
    /// What the conversation is about after this turn.
    pub(super) focus: Option<Focus>,
    /// The model's calls (or its question back) made the answer what it is.
    pub(super) planned_by_model: bool,
    /// The model has been told once that the rules can answer what it cannot.
    pub(super) insisted: bool,
    /// Why the person's permissions stopped a call of the model's.
    pub(super) refused: Option<String>,
    /// Which models may be asked.
    pub(super) route: Option<Decision>,
    pub(super) lane: Option<Lane>,
    /// The most closely held of what the turn has read.
    pub(super) seen: Sensitivity,
    /// The names that were hidden, once a model outside the company is asked.
    pub(super) vault: Option<Vault>,
    pub(super) transcript: Vec<Exchange>,
    pub(super) spent: Spent,
    pub(super) timings: Timings,
}

/// What the model has taken and given so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Spent {
    /// Requests that were answered.
    pub(super) steps: u32,
    pub(super) input_tokens: u64,
    pub(super) output_tokens: u64,
    pub(super) bill: Bill,
}

impl<'a> Turn<'a> {
    pub(super) fn new(
        agent: &'a Agent,
        person: &'a Person,
        text: &str,
        recall: Recall,
        reporter: Reporter,
    ) -> Result<Self, AgentError> {
        let context = agent.context(person);
        Ok(Turn {
            agent,
            person,
            question: question::read(text)?,
            recall,
            conversation: String::new(),
            reporter,
            context,
            outcome: Outcome::Answered,
            evidence: Vec::new(),
            calls: Vec::new(),
            draft: Draft::default(),
            caveats: Vec::new(),
            follow_ups: Vec::new(),
            focus: None,
            planned_by_model: false,
            insisted: false,
            refused: None,
            route: None,
            lane: None,
            seen: Sensitivity::Internal,
            vault: None,
            transcript: Vec::new(),
            spent: Spent::default(),
            timings: Timings::default(),
        })
    }

    pub(super) async fn run(mut self, conversation: String) -> Result<TurnRecord, AgentError> {
        let began = Stopwatch::start();
        self.conversation = conversation;
        let understood = self.agent.understand(self.person, &self.question, &self.recall).await?;
        self.timings.link = micros(began);
        self.reporter.say(Event::Linked);
        self.route = self.decision(&understood).await?;
        match self.route.clone() {
            Some(decision) => self.with_model(&decision, &understood).await?,
            None => self.embedded(&understood).await?,
        }
        self.close(&understood);
        self.timings.total = micros(began);
        self.into_record()
    }

    /// Reports and keeps a sentence that must stand beside the answer, once.
    pub(super) fn caveat(&mut self, sentence: &str) {
        if !self.caveats.iter().any(|known| known == sentence) {
            self.caveats.push(sentence.to_owned());
            self.reporter.say(Event::Caveat(sentence.to_owned()));
        }
    }

    /// Says that the answer will be simpler than it could have been; also beside the answer, for those who read it later.
    pub(super) fn degrade(&mut self, why: &str) {
        self.caveats.push(why.to_owned());
        self.reporter.say(Event::Degraded(why.to_owned()));
    }

    pub(super) fn say_sentence(&self, sentence: &str) {
        self.reporter.say(Event::Sentence(rendered(sentence, &self.evidence)));
    }

    /// Caveats of the Evidence, and questions that could come next.
    fn close(&mut self, understood: &Understood) {
        let caveats: Vec<String> =
            self.evidence.iter().flat_map(|evidence| evidence.caveats.clone()).collect();
        for caveat in caveats {
            self.caveat(&caveat);
        }
        self.suggest(&understood.question);
    }
}

pub(super) fn micros(since: Stopwatch) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
