//! Conversations as a model's own template writes them, and calls of tools as it writes those.

mod calls;
mod json;
mod template;

use serde::Serialize;
use serde_json::Value;

pub use calls::Family;
pub use template::Template;

/// What a model is asked: what was said so far, and what it may call.
#[derive(Debug, Clone, Default)]
pub struct Chat {
    pub messages: Vec<Message>,
    pub tools: Vec<Tool>,
    /// The date that templates may tell the model. Some write one of their own where it is absent.
    pub today: Option<Date>,
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    System,
    User,
    Assistant,
    /// What a tool answered.
    Tool,
}

#[derive(Debug, Clone)]
pub struct Message {
    pub role: Role,
    pub content: String,
    /// What an assistant called.
    pub calls: Vec<Call>,
}

impl Message {
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into(), calls: Vec::new() }
    }
}

/// A tool as a model is told of it.
#[derive(Debug, Clone)]
pub struct Tool {
    pub name: String,
    pub description: String,
    /// JSON Schema of an object.
    pub parameters: Value,
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub name: String,
    /// An object.
    pub arguments: Value,
}
