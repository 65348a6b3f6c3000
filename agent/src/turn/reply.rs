//! Takes one reply of a model as it streams in: keeps it for the transcript and for the next request, and checks its
//! sentences on the way.

use std::pin::Pin;

use futures::StreamExt;
use sentia_semantic::time::Stopwatch;

use super::{
    run::{Turn, micros},
    sentences::Sentences,
};
use crate::{
    provider::{AssistantPart, Delta, Exchange, Provider, ProviderError, Request, StopReason, ToolCall},
    verify::{Checker, Fault, VerifyContext},
};

/// The time that the turn may wait for its model, all replies together.
pub(super) type Deadline = Pin<Box<tokio::time::Sleep>>;

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
    pub(super) async fn take_reply(
        &mut self,
        provider: &dyn Provider,
        request: &Request,
        deadline: &mut Deadline,
        listening: Listening,
    ) -> Reply {
        let began = Stopwatch::start();
        let mut exchange = Exchange::of(request);
        let mut sentences = Sentences::default();
        let mut reply = Reply::default();
        let mut stream = provider.stream(request);
        self.spent.steps += 1;
        while reply.stop.is_none() {
            match next(&mut stream, deadline, provider.id()).await {
                Ok(delta) => {
                    exchange.push(delta.clone());
                    self.hear(&delta, &mut sentences, listening);
                    reply.add(delta);
                }
                Err(error) => {
                    reply.error = Some(error);
                    break;
                }
            }
        }
        exchange.error.clone_from(&reply.error);
        self.transcript.push(exchange);
        self.end_of_text(&reply, &mut sentences, listening);
        self.timings.model += micros(began);
        reply
    }

    fn hear(&mut self, delta: &Delta, sentences: &mut Sentences, listening: Listening) {
        match delta {
            Delta::Usage(usage) => {
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

/// The next delta, if it comes in time. A stream that ends before its stop reason broke off.
async fn next(
    stream: &mut (impl futures::Stream<Item = Result<Delta, ProviderError>> + Unpin),
    deadline: &mut Deadline,
    provider: &str,
) -> Result<Delta, ProviderError> {
    let broken = |detail: &str| ProviderError::Retry {
        provider: provider.to_owned(),
        detail: detail.to_owned(),
        after: None,
    };
    tokio::select! {
        biased;
        delta = stream.next() => delta.unwrap_or_else(|| Err(broken("its reply broke off"))),
        () = deadline.as_mut() => Err(broken("it took longer than a turn may take")),
    }
}
