//! A Llama in this process, through sentia-local-llm: nothing leaves the machine, and no server has to be run.

use std::{
    fmt,
    ops::ControlFlow,
    path::Path,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use futures::{
    Stream, StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
    stream::BoxStream,
};
use sentia_local_llm::{
    Call, Chat, Family, GenerateError, Grammar, LoadError, Message as Said, Model, Options, Role, Session,
    Settings, Stop, Tool,
};

use super::{AssistantPart, Delta, Message, Provider, ProviderError, Request, StopReason, ToolCall, Usage};

/// Conversations whose computed tokens are kept: the prompt and the tools stand at the beginning of all of them.
const KEPT: usize = 2;

/// A model that was loaded from a file.
pub struct Local {
    id: String,
    engine: Arc<Engine>,
}

struct Engine {
    model: Arc<Model>,
    idle: Mutex<Vec<Session>>,
}

impl Local {
    /// Reads a GGUF file; `context` is how many tokens a request and its reply may have together.
    ///
    /// # Errors
    /// Where the file is none, or is damaged, or needs more memory than is free.
    pub fn load(file: &Path, context: usize) -> Result<Self, LoadError> {
        let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let model = Model::load(file, &Options { context, ..Options::default() })?;
        Ok(Local { id: format!("local/{name}"), engine: Arc::new(Engine { model, idle: Mutex::default() }) })
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Local({})", self.id)
    }
}

impl Provider for Local {
    fn id(&self) -> &str {
        &self.id
    }

    /// Computed on a thread of its own, which ends within a token of the stream being dropped.
    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        let (sender, receiver) = unbounded();
        let cancelled = Arc::new(AtomicBool::new(false));
        let (engine, id, request, stop) =
            (Arc::clone(&self.engine), self.id.clone(), request.clone(), Arc::clone(&cancelled));
        let work = move || {
            if let Err(error) = engine.reply(&request, &stop, &sender) {
                let detail = error.to_string();
                let _ = sender.unbounded_send(Err(ProviderError::Elsewhere { provider: id, detail }));
            }
        };
        tokio::task::spawn_blocking(work);
        Listening { receiver, cancelled }.boxed()
    }
}

/// The end of a reply that is listened to; dropped, it ends the computing.
struct Listening {
    receiver: UnboundedReceiver<Result<Delta, ProviderError>>,
    cancelled: Arc<AtomicBool>,
}

impl Stream for Listening {
    type Item = Result<Delta, ProviderError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.receiver.poll_next_unpin(context)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

impl Engine {
    fn reply(
        &self,
        request: &Request,
        cancel: &AtomicBool,
        sender: &UnboundedSender<Result<Delta, ProviderError>>,
    ) -> Result<(), GenerateError> {
        let chat = chat(request);
        let template = self.model.template().ok_or(sentia_local_llm::ChatError::NoTemplate)?;
        let family = template.family();
        let prompt = self.model.tokenizer().encode_prompt(&template.render(&chat)?);
        let grammar = match chat.tools.is_empty() {
            true => None,
            false => Some(Grammar::of_text_or_call(&self.model, &chat, family)?),
        };
        let settings = Settings {
            budget: usize::try_from(request.max_tokens).unwrap_or(usize::MAX),
            grammar: grammar.as_ref(),
            cancel: Some(cancel),
            ..Settings::default()
        };
        let mut said = Telling::new(family, sender);
        let mut session = self.take(&prompt);
        let generated = session.generate(&prompt, &settings, &mut |text| said.hear(text));
        self.give_back(session);
        let generation = generated?;
        let (_, calls) = family.read_calls(&generation.text)?;
        said.end(&calls);
        let count = |tokens: usize| u64::try_from(tokens).unwrap_or(u64::MAX);
        said.send(Delta::Usage(Usage {
            input_tokens: count(prompt.len()),
            cached_input_tokens: count(generation.reused),
            cache_write_tokens: 0,
            output_tokens: count(generation.tokens.len()),
        }));
        said.send(Delta::Stop(match generation.stop {
            Stop::End if calls.is_empty() => StopReason::End,
            Stop::End => StopReason::ToolCalls,
            Stop::Budget => StopReason::MaxTokens,
            Stop::Window => StopReason::ContextExceeded,
            Stop::Cancelled => StopReason::Other("cancelled".to_owned()),
        }));
        Ok(())
    }

    /// The session that knows most of the prompt already.
    fn take(&self, prompt: &[u32]) -> Session {
        let alike = |session: &Session| {
            session.tokens().iter().zip(prompt).take_while(|(known, wanted)| known == wanted).count()
        };
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let best = (0..idle.len()).max_by_key(|at| alike(&idle[*at]));
        match best {
            Some(at) => idle.swap_remove(at),
            None => Session::new(&self.model),
        }
    }

    fn give_back(&self, session: Session) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(session);
        }
    }
}

/// Text on its way to the listener. What may still turn out to be a call is held back.
struct Telling<'a> {
    family: Family,
    held: String,
    is_text: bool,
    sender: &'a UnboundedSender<Result<Delta, ProviderError>>,
}

impl<'a> Telling<'a> {
    fn new(family: Family, sender: &'a UnboundedSender<Result<Delta, ProviderError>>) -> Self {
        Telling { family, held: String::new(), is_text: false, sender }
    }

    fn hear(&mut self, text: &str) -> ControlFlow<()> {
        self.held.push_str(text);
        let free = self.free();
        let told: String = self.held.drain(..free).collect();
        if !told.is_empty() {
            self.send(Delta::Text(told));
        }
        if self.sender.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Bytes of what is held that are text in any case. Qwen opens a call by a tag, anywhere; the others by a brace (or
    /// Llama's own token) at the very beginning.
    fn free(&mut self) -> usize {
        if self.family == Family::Qwen {
            return self.held.find('<').unwrap_or(self.held.len());
        }
        let begun = self.held.trim_start();
        self.is_text |= begun.chars().next().is_some_and(|first| first != '{' && first != '<');
        if self.is_text { self.held.len() } else { 0 }
    }

    /// What is held is text after all, or the calls.
    fn end(&mut self, calls: &[Call]) {
        let rest = std::mem::take(&mut self.held);
        if calls.is_empty() && !rest.is_empty() {
            self.send(Delta::Text(rest));
        }
        for (at, call) in calls.iter().enumerate() {
            self.send(Delta::ToolCall(ToolCall {
                id: format!("call_{}", at + 1),
                name: call.name.clone(),
                arguments: call.arguments.clone(),
                native: None,
            }));
        }
    }

    fn send(&self, delta: Delta) {
        // Where nobody listens any more, the reply ends by itself.
        let _ = self.sender.unbounded_send(Ok(delta));
    }
}

fn chat(request: &Request) -> Chat {
    let mut messages = vec![Said::new(Role::System, &request.system)];
    for message in &request.messages {
        match message {
            Message::User(text) => messages.push(Said::new(Role::User, text)),
            Message::Assistant(parts) => messages.push(assistant(parts)),
            Message::ToolResults(results) => {
                messages.extend(results.iter().map(|result| Said::new(Role::Tool, &result.content)));
            }
        }
    }
    let tool = |tool: &sentia_tools::ToolDescription| Tool {
        name: tool.name.clone(),
        description: tool.description.clone(),
        parameters: tool.parameters.clone(),
    };
    Chat { messages, tools: request.tools.iter().map(tool).collect(), today: None }
}

fn assistant(parts: &[AssistantPart]) -> Said {
    let mut said = Said::new(Role::Assistant, "");
    for part in parts {
        match part {
            AssistantPart::Text(text) => said.content.push_str(text),
            AssistantPart::ToolCall(call) => {
                said.calls.push(Call { name: call.name.clone(), arguments: call.arguments.clone() });
            }
            AssistantPart::Thinking { .. } | AssistantPart::Opaque(_) => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told while pieces are heard, and at the end.
    fn told(family: Family, pieces: &[&str], calls: &[Call]) -> (String, usize) {
        let (sender, receiver) = unbounded();
        let mut telling = Telling::new(family, &sender);
        for piece in pieces {
            assert!(telling.hear(piece).is_continue());
        }
        telling.end(calls);
        drop(sender);
        let deltas: Vec<_> = futures::executor::block_on(receiver.collect());
        let mut text = String::new();
        let mut called = 0;
        for delta in deltas {
            match delta.unwrap() {
                Delta::Text(piece) => text.push_str(&piece),
                Delta::ToolCall(_) => called += 1,
                other => panic!("{other:?}"),
            }
        }
        (text, called)
    }

    #[test]
    fn a_call_is_never_told_as_text_and_text_is_never_lost() {
        let call = [Call { name: "query_metrics".to_owned(), arguments: serde_json::json!({}) }];
        let llama = ["{\"name\"", ": \"query_metrics\", \"parameters\": {}}"];
        assert_eq!(told(Family::Llama, &llama, &call), (String::new(), 1));
        assert_eq!(
            told(Family::Llama, &[" OEE ", "was <65%> {so}"], &[]),
            (" OEE was <65%> {so}".to_owned(), 0)
        );
        assert_eq!(told(Family::Llama, &["{ no call }"], &[]), ("{ no call }".to_owned(), 0));
        let qwen = ["Let me see.\n<tool", "_call>\n{}\n</tool_call>"];
        assert_eq!(told(Family::Qwen, &qwen, &call), ("Let me see.\n".to_owned(), 1));
        assert_eq!(told(Family::Qwen, &["a < b", " and c"], &[]), ("a < b and c".to_owned(), 0));
    }

    #[test]
    fn who_stops_listening_stops_the_reply() {
        let (sender, receiver) = unbounded();
        drop(receiver);
        assert!(Telling::new(Family::Plain, &sender).hear("x").is_break());
    }
}
