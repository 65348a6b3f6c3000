//! Takes one reply of a model as it streams in: keeps it for the transcript and for the next request, and checks its
//! sentences on the way.

use std::{sync::Arc, time::Duration};

use futures::{StreamExt, future::BoxFuture};
use sentia_semantic::time::Stopwatch;

use super::{
    AgentError,
    run::{Turn, micros},
    sentences::Sentences,
};
use crate::{
    privacy::Incoming,
    prompts::Prompt,
    provider::{AssistantPart, Delta, Exchange, Message, ProviderError, Request, StopReason, ToolCall},
    router::{Choice, Move, Pace},
    verify::{Checker, Fault, VerifyContext},
};

/// What to do with the text of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listening {
    /// Check each sentence, and say it as soon as it may be said.
    Aloud,
    /// Keep the text only.
    Quietly,
}

#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) parts: Vec<AssistantPart>,
    pub(super) stop: Option<StopReason>,
    /// What broke the reply off.
    pub(super) error: Option<ProviderError>,
}

impl Reply {
    pub(super) fn calls(&self) -> Vec<ToolCall> {
        let calls = self.parts.iter().filter_map(|part| match part {
            AssistantPart::ToolCall(call) => Some(call.clone()),
            _ => None,
        });
        calls.collect()
    }

    pub(super) fn text(&self) -> String {
        let texts = self.parts.iter().filter_map(|part| match part {
            AssistantPart::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// Why it is no answer at all.
    fn failure(&self, provider: &str) -> Option<ProviderError> {
        let elsewhere = |detail: &str| ProviderError::Elsewhere {
            provider: provider.to_owned(),
            detail: detail.to_owned(),
        };
        match (&self.error, &self.stop) {
            (Some(error), _) => Some(error.clone()),
            (None, Some(StopReason::Refusal)) => Some(elsewhere("the model declined to answer")),
            (None, Some(StopReason::ContextExceeded)) => {
                Some(elsewhere("the conversation no longer fits the model"))
            }
            _ => None,
        }
    }

    fn add(&mut self, delta: Delta) {
        match delta {
            Delta::Text(more) => match self.parts.last_mut() {
                Some(AssistantPart::Text(text)) => text.push_str(&more),
                _ => self.parts.push(AssistantPart::Text(more)),
            },
            Delta::Thinking { text, native } => self.parts.push(AssistantPart::Thinking { text, native }),
            Delta::ToolCall(call) => self.parts.push(AssistantPart::ToolCall(call)),
            Delta::Opaque(item) => self.parts.push(AssistantPart::Opaque(item)),
            Delta::Stop(reason) => self.stop = Some(reason),
            Delta::Usage(_) => {}
        }
    }
}

impl Turn<'_> {
    /// A whole reply, of the first model that gives one; where none does, why. What was said of one that broke off stays
    /// said, and the request goes on behind it. Calls of one that broke off are never run.
    pub(super) async fn take_reply(
        &mut self,
        request: &mut Request,
        listening: Listening,
    ) -> Result<Result<Reply, ProviderError>, AgentError> {
        let mut attempts = 0;
        loop {
            let choice = self.lane.as_ref().and_then(|lane| lane.choice()).cloned();
            let choice = choice.ok_or_else(|| AgentError::Internal("there is no model to ask".to_owned()))?;
            attempts += 1;
            let place = self.draft.said();
            let reply = self.attempt(&choice, request, listening).await;
            let Some(error) = reply.failure(choice.provider.id()) else {
                self.spent.steps += 1;
                return Ok(Ok(reply));
            };
            if listening == Listening::Aloud {
                self.go_on_behind(place, request)?;
            }
            match self.carry_on(&error, attempts).await {
                Some(Move::Again(_)) => {}
                Some(_) => {
                    attempts = 0;
                    request.hand_over();
                }
                None => return Ok(Err(error)),
            }
        }
    }

    /// Tells the request what has been said since this place.
    fn go_on_behind(&mut self, place: usize, request: &mut Request) -> Result<(), AgentError> {
        self.draft.drop_unsaid();
        let said = self.draft.said_since(place).join(" ");
        if !said.is_empty() {
            request.messages.push(Message::Assistant(vec![AssistantPart::Text(said)]));
            request.messages.push(Message::User(self.agent.shared.prompts.render(Prompt::Continue, &())?));
        }
        Ok(())
    }

    async fn attempt(&mut self, choice: &Choice, request: &Request, listening: Listening) -> Reply {
        let began = Stopwatch::start();
        let mut exchange = Exchange::of(choice.provider.id(), request);
        let mut sentences = Sentences::default();
        if let Some(lane) = &mut self.lane {
            lane.note(choice.provider.id());
        }
        let reply = match self.outgoing(choice, request).await {
            Ok(outgoing) => {
                let request = outgoing.as_ref().unwrap_or(request);
                self.listen(choice, request, &mut exchange, &mut sentences, listening).await
            }
            Err(error) => Reply { error: Some(error), ..Reply::default() },
        };
        exchange.error.clone_from(&reply.error);
        self.transcript.push(exchange);
        self.end_of_text(&reply, &mut sentences, listening);
        self.timings.model += micros(began);
        reply
    }

    /// Asks, and hears what comes until the reply stops.
    async fn listen(
        &mut self,
        choice: &Choice,
        request: &Request,
        exchange: &mut Exchange,
        sentences: &mut Sentences,
        listening: Listening,
    ) -> Reply {
        let mut reply = Reply::default();
        let Some((mut limit, pace)) = self.begin(choice) else {
            reply.error = Some(ProviderError::OutOfTime { provider: choice.provider.id().to_owned() });
            return reply;
        };
        let started = pace.elapsed();
        let mut stream = choice.provider.stream(request);
        let mut incoming = Incoming::default();
        while reply.stop.is_none() && reply.error.is_none() {
            let deltas = match next(&mut stream, &mut limit, choice.provider.id()).await {
                Ok(delta) => self.incoming(choice, delta, &mut incoming),
                Err(error) => {
                    reply.error = Some(error);
                    self.rest(&mut incoming)
                }
            };
            for delta in deltas {
                exchange.push(delta.clone());
                self.hear(&delta, choice, sentences, listening);
                reply.add(delta);
            }
        }
        self.rate(choice, &reply, pace.elapsed(), started);
        reply
    }

    /// The time that the attempt may take, and the clock it is taken by; none where the turn has no time left.
    fn begin(&mut self, choice: &Choice) -> Option<(Limit, Arc<dyn Pace>)> {
        let budget = self.agent.budget;
        let lane = self.lane.as_mut()?;
        let left = budget.wall.saturating_sub(lane.waited);
        if left.is_zero() {
            return None;
        }
        let pace = Arc::clone(lane.router().pace());
        choice.breaker.ask(pace.elapsed());
        let limit = left.min(budget.attempt);
        Some((Limit { over: pace.wait(limit), ends_turn: limit == left }, pace))
    }

    /// What the attempt says of the model's health.
    fn rate(&mut self, choice: &Choice, reply: &Reply, now: Duration, started: Duration) {
        match &reply.error {
            None => choice.breaker.succeeded(),
            Some(ProviderError::Retry { after, .. }) => choice.breaker.failed(now, *after),
            Some(ProviderError::OutOfTime { .. }) => choice.breaker.failed(now, None),
            Some(ProviderError::Elsewhere { .. }) => choice.breaker.refused(now),
            Some(ProviderError::GiveUp { .. }) => {}
        }
        if let Some(lane) = &mut self.lane {
            lane.waited += now.saturating_sub(started);
        }
    }

    fn hear(&mut self, delta: &Delta, choice: &Choice, sentences: &mut Sentences, listening: Listening) {
        match delta {
            Delta::Usage(usage) => {
                // What costs nothing needs no price.
                if choice.price.is_some() || !choice.is_free {
                    self.spent.bill.add(choice.price.as_ref(), usage);
                }
                self.spent.input_tokens += usage.input_tokens;
                self.spent.output_tokens += usage.output_tokens;
            }
            Delta::Text(text) if listening == Listening::Aloud => {
                for sentence in sentences.push(text) {
                    self.write(sentence);
                }
                self.say_ready(false);
            }
            _ => {}
        }
    }

    /// What the text ends with is a sentence only where the model meant to end there.
    fn end_of_text(&mut self, reply: &Reply, sentences: &mut Sentences, listening: Listening) {
        let is_whole = listening == Listening::Aloud && matches!(reply.stop, Some(StopReason::End));
        if let Some(sentence) = sentences.finish().filter(|_| is_whole) {
            self.write(sentence);
        }
    }

    fn write(&mut self, sentence: String) {
        let checked = self.checked(&sentence, self.draft.places());
        self.draft.add(sentence, checked);
    }

    /// The sentence with its figures as references, or what is wrong with it. It may lean on the checked ones before its
    /// place.
    pub(super) fn checked(&self, sentence: &str, place: usize) -> Result<String, Vec<Fault>> {
        let engine = &self.agent.engine;
        let context =
            VerifyContext { evidence: &self.evidence, question: &self.question, today: engine.today() };
        let mut checker = Checker::new(&context).with_fiscal_year_from(engine.catalogue().fiscal_year_start);
        for before in self.draft.before(place) {
            // Passed once already; a fault here only means that there is less to lean on.
            let _ = checker.check(before);
        }
        checker.check(sentence).map(|checked| checked.text)
    }

    pub(super) fn say_ready(&mut self, reply_is_over: bool) {
        for sentence in self.draft.ready(reply_is_over) {
            self.say_sentence(&sentence);
        }
    }
}

/// How long an attempt may take.
struct Limit {
    over: BoxFuture<'static, ()>,
    /// Whether the turn's time is over with it.
    ends_turn: bool,
}

/// The next delta, if it comes in time. A stream that ends before its stop reason broke off.
async fn next(
    stream: &mut (impl futures::Stream<Item = Result<Delta, ProviderError>> + Unpin),
    limit: &mut Limit,
    provider: &str,
) -> Result<Delta, ProviderError> {
    let provider = || provider.to_owned();
    let broken =
        |detail: &str| ProviderError::Retry { provider: provider(), detail: detail.to_owned(), after: None };
    tokio::select! {
        biased;
        delta = stream.next() => delta.unwrap_or_else(|| Err(broken("its reply broke off"))),
        () = &mut limit.over => Err(match limit.ends_turn {
            true => ProviderError::OutOfTime { provider: provider() },
            false => broken("its reply took too long"),
        }),
    }
}
