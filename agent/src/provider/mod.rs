//! Models behind one small trait. Wire types stay in their adapter's file.

#[cfg(feature = "local")]
mod local;
mod protocol;
mod recorded;
mod remote;
mod scripted;

use std::{collections::HashMap, time::Duration};

use futures::stream::BoxStream;
use sentia_tools::ToolDescription;
use serde::{Deserialize, Serialize};

#[cfg(feature = "local")]
pub use local::Local;
pub use protocol::ScriptFault;
pub use recorded::{Exchange, Recorded};
pub use remote::{Api, Effort, Remote, RemoteSettings};
pub use scripted::{Scripted, ScriptedReply};

/// A model that can be asked. Implementations neither retry nor fall back: the error says what the caller may do.
pub trait Provider: Send + Sync {
    /// Provider and model, such as `anthropic/claude-opus-5`.
    fn id(&self) -> &str;

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>>;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub system: String,
    pub messages: Vec<Message>,
    pub tools: Vec<ToolDescription>,
    pub max_tokens: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    User(String),
    Assistant(Vec<AssistantPart>),
    /// All results of the calls in the assistant message before it, in call order.
    ToolResults(Vec<ToolResult>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssistantPart {
    Text(String),
    /// Reasoning, never shown as an answer.
    Thinking {
        text: String,
        /// As its provider signed it, given back verbatim; none where it takes none back.
        #[serde(default)]
        native: Option<serde_json::Value>,
    },
    ToolCall(ToolCall),
    /// A block that only its provider can read, such as redacted reasoning; given back verbatim, never shown.
    Opaque(serde_json::Value),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    /// An object; text where the model sent something that is none, which no tool accepts.
    pub arguments: serde_json::Value,
    /// As its provider sent it, where that holds more than the above, such as a signature; given back verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<serde_json::Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolResult {
    pub call_id: String,
    pub content: String,
    pub is_error: bool,
}

impl Request {
    /// Takes out what only the model that gave it can read, and the ids that only its provider knows, so that another
    /// model can go on.
    pub(crate) fn hand_over(&mut self) {
        let mut ids = HashMap::new();
        for message in &mut self.messages {
            match message {
                Message::Assistant(parts) => hand_over(parts, &mut ids),
                Message::ToolResults(results) => {
                    for result in results {
                        if let Some(id) = ids.get(&result.call_id) {
                            result.call_id.clone_from(id);
                        }
                    }
                }
                Message::User(_) => {}
            }
        }
    }
}

fn hand_over(parts: &mut Vec<AssistantPart>, ids: &mut HashMap<String, String>) {
    parts.retain(|part| !matches!(part, AssistantPart::Thinking { .. } | AssistantPart::Opaque(_)));
    for part in parts.iter_mut() {
        if let AssistantPart::ToolCall(call) = part {
            let id = format!("past_{}", ids.len() + 1);
            ids.insert(std::mem::replace(&mut call.id, id.clone()), id);
            call.native = None;
        }
    }
    if parts.is_empty() {
        // A message may not be empty, and roles must take turns.
        parts.push(AssistantPart::Text("…".to_owned()));
    }
}

/// A piece of a reply, in arrival order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delta {
    Text(String),
    Thinking {
        text: String,
        #[serde(default)]
        native: Option<serde_json::Value>,
    },
    /// A whole call, its arguments complete.
    ToolCall(ToolCall),
    /// See [`AssistantPart::Opaque`].
    Opaque(serde_json::Value),
    Usage(Usage),
    Stop(StopReason),
}

/// Tokens of one reply. Input counts every prompt token, those read from or written to a cache included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub input_tokens: u64,
    /// The part of `input_tokens` that was read from the provider's cache.
    pub cached_input_tokens: u64,
    /// The part of `input_tokens` that was written to it.
    #[serde(default)]
    pub cache_write_tokens: u64,
    /// Reasoning included.
    pub output_tokens: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    End,
    ToolCalls,
    MaxTokens,
    /// The conversation no longer fits the model's window.
    ContextExceeded,
    /// The provider paused a long reply: the same conversation with this reply at its end goes on.
    Paused,
    Refusal,
    Other(String),
}

/// A failed reply, named by the caller's next move. Details are for people and never hold a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderError {
    /// Busy or cut off: the same request may go through later.
    #[error("{provider} could not answer just now ({detail}); try again in a moment")]
    Retry { provider: String, detail: String, after: Option<Duration> },
    /// Not this provider, not now: spent quota, refused key, unreachable, no such model.
    #[error("{provider} cannot answer ({detail})")]
    Elsewhere { provider: String, detail: String },
    /// No provider would take this request.
    #[error("the request was not accepted by {provider} ({detail})")]
    GiveUp { provider: String, detail: String },
    /// The turn may wait no longer, for this or any other.
    #[error("{provider} took longer than a turn may take")]
    OutOfTime { provider: String },
}
