//! The shapes of OpenAI's chat completions, as far as they are taken and given.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::MODEL;
use crate::serve::{
    api::runs::question_in_words,
    extract::{object, objects},
};

#[derive(Deserialize, JsonSchema)]
pub(super) struct Request {
    /// The one that /v1/models lists.
    #[schemars(extend("const" = MODEL))]
    pub(super) model: String,
    /// The conversation so far; the question is the last one by the user.
    #[schemars(extend("contains" = question_in_words()))]
    #[serde(deserialize_with = "objects")]
    pub(super) messages: Vec<Message>,
    /// Chunks as they come, instead of one reply.
    #[serde(default)]
    pub(super) stream: Option<bool>,
    #[serde(default, deserialize_with = "object")]
    pub(super) stream_options: Option<StreamOptions>,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct StreamOptions {
    #[serde(default)]
    pub(super) include_usage: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Message {
    pub(super) role: String,
    #[serde(default)]
    pub(super) content: Value,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Models {
    pub(super) object: &'static str,
    pub(super) data: Vec<Model>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Model {
    pub(super) id: &'static str,
    pub(super) object: &'static str,
    /// Seconds since 1970.
    pub(super) created: i64,
    pub(super) owned_by: &'static str,
}

/// A reply, or one chunk of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Completion {
    pub(super) id: String,
    pub(super) object: &'static str,
    pub(super) created: i64,
    pub(super) model: String,
    pub(super) choices: Vec<Choice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<Usage>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Choice {
    pub(super) index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delta: Option<Said>,
    pub(super) finish_reason: Option<&'static str>,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<String>,
}

/// What the model behind Sentia took; zero where none was asked.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
pub(super) struct Usage {
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
    pub(super) total_tokens: u64,
}

/// Why there is no reply.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Refusal {
    pub(super) error: Fault,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Fault {
    pub(super) message: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) param: Option<String>,
    pub(super) code: Option<String>,
}
