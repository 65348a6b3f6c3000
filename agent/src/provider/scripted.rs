//! A provider that answers from a script and judges every request it gets.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures::{
    StreamExt,
    stream::{self, BoxStream},
};

use super::{
    Delta, Provider, ProviderError, Request, StopReason, ToolCall, Usage,
    protocol::{self, ScriptFault},
};

/// Characters of each text delta: small, so that words and references are cut in the middle as on a real stream.
const PIECE: usize = 7;

/// For tests: what it is asked is kept, and a request that no real provider would take fails the turn and the test.
pub struct Scripted {
    id: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    replies: VecDeque<ScriptedReply>,
    requests: Vec<Request>,
    faults: Vec<ScriptFault>,
}

/// One reply of the script.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScriptedReply {
    deltas: Vec<Delta>,
    ending: Ending,
}

#[derive(Debug, Clone, Default, PartialEq)]
enum Ending {
    #[default]
    Stop,
    Error(ProviderError),
    Silence,
}

impl ScriptedReply {
    /// A reply of this text, in small pieces.
    pub fn text(text: &str) -> Self {
        ScriptedReply::default().and_text(text)
    }

    /// A reply that calls one tool.
    pub fn call(id: &str, tool: &str, arguments: serde_json::Value) -> Self {
        ScriptedReply::default().and_call(id, tool, arguments)
    }

    /// A reply that fails before it begins.
    pub fn error(error: ProviderError) -> Self {
        ScriptedReply::default().then_error(error)
    }

    #[must_use]
    pub fn and_text(mut self, text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        self.deltas.extend(letters.chunks(PIECE).map(|piece| Delta::Text(piece.iter().collect())));
        self
    }

    #[must_use]
    pub fn and_call(self, id: &str, tool: &str, arguments: serde_json::Value) -> Self {
        self.and(Delta::ToolCall(ToolCall {
            id: id.to_owned(),
            name: tool.to_owned(),
            arguments,
            native: None,
        }))
    }

    #[must_use]
    pub fn and_usage(self, input_tokens: u64, output_tokens: u64) -> Self {
        self.and(Delta::Usage(Usage { input_tokens, output_tokens, ..Usage::default() }))
    }

    #[must_use]
    pub fn and(mut self, delta: Delta) -> Self {
        self.deltas.push(delta);
        self
    }

    /// Breaks off with this error instead of ending.
    #[must_use]
    pub fn then_error(mut self, error: ProviderError) -> Self {
        self.ending = Ending::Error(error);
        self
    }

    /// Falls silent instead of ending.
    #[must_use]
    pub fn then_silence(mut self) -> Self {
        self.ending = Ending::Silence;
        self
    }

    fn stop(&self) -> Option<Delta> {
        let stated = self.deltas.iter().any(|delta| matches!(delta, Delta::Stop(_)));
        let calls = self.deltas.iter().any(|delta| matches!(delta, Delta::ToolCall(_)));
        let reason = if calls { StopReason::ToolCalls } else { StopReason::End };
        (!stated).then_some(Delta::Stop(reason))
    }

    fn into_stream(self) -> BoxStream<'static, Result<Delta, ProviderError>> {
        let stop = self.stop();
        let deltas = stream::iter(self.deltas.into_iter().map(Ok));
        match self.ending {
            Ending::Stop => deltas.chain(stream::iter(stop.map(Ok))).boxed(),
            Ending::Error(error) => deltas.chain(stream::iter([Err(error)])).boxed(),
            Ending::Silence => deltas.chain(stream::pending()).boxed(),
        }
    }
}

impl Scripted {
    pub fn new(replies: impl IntoIterator<Item = ScriptedReply>) -> Self {
        let state = State { replies: replies.into_iter().collect(), ..State::default() };
        Scripted { id: "scripted/test".to_owned(), state: Mutex::new(state) }
    }

    /// Under another name, for a turn with several models.
    #[must_use]
    pub fn named(self, id: &str) -> Self {
        Scripted { id: id.to_owned(), ..self }
    }

    /// What it was asked so far, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// Every broken rule so far, and the replies that nobody asked for.
    pub fn faults(&self) -> Vec<ScriptFault> {
        let state = self.state();
        let left = (!state.replies.is_empty()).then_some(ScriptFault::RepliesLeft(state.replies.len()));
        state.faults.iter().cloned().chain(left).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next reply, or the first fault of the request.
    fn take(&self, request: &Request) -> Result<ScriptedReply, ScriptFault> {
        let mut state = self.state();
        state.requests.push(request.clone());
        let mut faults = protocol::check(request);
        let reply = state.replies.pop_front();
        if reply.is_none() {
            faults.push(ScriptFault::NoReplyLeft(state.requests.len()));
        }
        state.faults.extend(faults.iter().cloned());
        match (faults.into_iter().next(), reply) {
            (None, Some(reply)) => Ok(reply),
            (Some(fault), _) => Err(fault),
            (None, None) => Err(ScriptFault::NoReplyLeft(state.requests.len())),
        }
    }
}

impl Provider for Scripted {
    fn id(&self) -> &str {
        &self.id
    }

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        match self.take(request) {
            Ok(reply) => reply.into_stream(),
            Err(fault) => {
                let error = ProviderError::GiveUp { provider: self.id.clone(), detail: fault.to_string() };
                stream::iter([Err(error)]).boxed()
            }
        }
    }
}
