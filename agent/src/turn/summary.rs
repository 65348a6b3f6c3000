//! The summary of a report, worded by a model over the answers that the report is made of, and checked like any answer.

use std::sync::Arc;

use sentia_semantic::time::Stopwatch;

use super::{
    Agent, AgentError,
    data::data,
    event, evidence_text,
    lane::Lane,
    model_loop::estimated_tokens,
    reply::Listening,
    run::{Turn, micros},
    understand::Understood,
};
use crate::{
    Outcome, Person, Voice,
    link::Links,
    plan::Plan,
    prompts::Prompt,
    provider::{Message, Request},
    router::{Need, Task},
    store::{Recall, TurnRecord},
};

/// Evidence that a summary is written from; of longer reports that of the first answers.
const MOST_EVIDENCE: usize = 16;

/// The summary of a report.
#[derive(Debug)]
pub enum Summary {
    /// A turn whose answer is the summary.
    Worded(Box<TurnRecord>),
    /// No model worded one, and why, where one should have.
    Unworded(Option<String>),
}

impl Agent {
    /// What is most worth knowing in these answers, if a model may word it.
    ///
    /// # Errors
    /// As for a turn. That no model answers is none.
    pub async fn summary(
        &self,
        person: &Person,
        title: &str,
        answers: &[&TurnRecord],
    ) -> Result<Summary, AgentError> {
        let Some(router) = &self.router else { return Ok(Summary::Unworded(None)) };
        let began = Stopwatch::start();
        let (reporter, _events) = event::channel();
        let mut turn = Turn::new(self, person, &format!("Summary of: {title}"), Recall::default(), reporter)?;
        turn.take_over(answers);
        if turn.evidence.is_empty() {
            return Ok(Summary::Unworded(None));
        }
        let mut request = turn.summary_request(title)?;
        let tokens = estimated_tokens(&request) + u64::from(request.max_tokens);
        let need = Need { task: Task::Report, sensitivity: turn.seen, tokens };
        let decision = router.decide(&need, &person.scope).await;
        if let Some(why) = decision.nobody() {
            return Ok(Summary::Unworded(Some(why)));
        }
        turn.lane = Some(Lane::new(Arc::clone(router), &decision));
        turn.route = Some(decision);
        match turn.take_reply(&mut request, Listening::Aloud).await? {
            Ok(reply) => request.messages.push(Message::Assistant(reply.parts)),
            Err(error) => return Ok(Summary::Unworded(Some(error.to_string()))),
        }
        turn.mend(&mut request, &Understood::nothing(&turn.question.clone())).await?;
        if turn.draft.voice() == Voice::Narrator {
            let why = "the figures do not bear out what it wrote".to_owned();
            return Ok(Summary::Unworded(Some(why)));
        }
        turn.planned_by_model = true;
        turn.timings.total = micros(began);
        turn.into_record().map(|record| Summary::Worded(Box::new(record)))
    }
}

impl Turn<'_> {
    /// The Evidence of answers, under ids of its own; without passages, whose numbers stand for others in the report.
    fn take_over(&mut self, answers: &[&TurnRecord]) {
        let answered = answers.iter().filter(|record| matches!(record.answer.outcome, Outcome::Answered));
        let all = answered.flat_map(|record| record.plan.iter().zip(&record.answer.evidence));
        for (call, evidence) in all.filter(|(_, evidence)| evidence.passages.is_empty()).take(MOST_EVIDENCE) {
            self.keep(call.clone(), evidence.clone());
        }
    }

    fn summary_request(&self, title: &str) -> Result<Request, AgentError> {
        let system = self.agent.shared.prompts.render(Prompt::Report, &())?;
        let texts: Vec<String> = self.evidence.iter().map(evidence_text::text).collect();
        let words = format!("<report>{}</report>\n\n{}", data(title), texts.join("\n\n"));
        Ok(Request {
            system,
            messages: vec![Message::User(words)],
            tools: Vec::new(),
            max_tokens: self.agent.budget.reply_tokens,
        })
    }
}

impl Understood {
    /// A question that no rule has read.
    fn nothing(question: &str) -> Self {
        let plan = Plan::OutOfReach { reason: String::new(), instead: Vec::new() };
        Understood { question: question.to_owned(), links: Links::default(), plan }
    }
}
