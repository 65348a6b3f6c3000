//! A request on its way out, and a reply on its way in.

use serde_json::Value;

use super::{
    vault::{Vault, Whose},
    words::is_of_a_word,
};
use crate::provider::{AssistantPart, Delta, Message, Request, ToolCall};

impl Vault {
    /// The request as it may leave. What a model wrote for its own eyes (its reasoning, what it signed) goes back as it
    /// came: it was written over tokens, and never left the provider's hands.
    pub(crate) fn outgoing(&mut self, request: &Request, note: &str) -> Request {
        let mut out = request.clone();
        out.system = format!("{}\n\n{note}", self.hide(&request.system, Whose::Own));
        for tool in &mut out.tools {
            tool.description = self.hide(&tool.description, Whose::Own);
            self.hide_in(&mut tool.parameters, Whose::Own);
        }
        for message in &mut out.messages {
            self.hide_message(message);
        }
        out
    }

    fn hide_message(&mut self, message: &mut Message) {
        match message {
            Message::User(text) => *text = self.hide(text, Whose::Others),
            Message::Assistant(parts) => parts.iter_mut().for_each(|part| self.hide_part(part)),
            Message::ToolResults(results) => {
                for result in results {
                    result.content = self.hide(&result.content, Whose::Others);
                }
            }
        }
    }

    fn hide_part(&mut self, part: &mut AssistantPart) {
        match part {
            AssistantPart::Text(text) => *text = self.hide(text, Whose::Others),
            AssistantPart::ToolCall(call) => self.hide_in(&mut call.arguments, Whose::Others),
            AssistantPart::Thinking { .. } | AssistantPart::Opaque(_) => {}
        }
    }

    fn hide_in(&mut self, value: &mut Value, whose: Whose) {
        each_text(value, &mut |text| self.hide(text, whose));
    }

    fn restored_call(&self, mut call: ToolCall) -> ToolCall {
        each_text(&mut call.arguments, &mut |text| self.restore(text, None));
        call
    }
}

/// Every text in it but the keys, which are the program's.
fn each_text(value: &mut Value, change: &mut impl FnMut(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(fields) => fields.values_mut().for_each(|field| each_text(field, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Restores a reply as it comes. A word that has not ended yet waits for its end, since it may be a piece of a token.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    waiting: String,
    /// The last character that went through.
    before: Option<char>,
}

impl Incoming {
    pub(crate) fn take(&mut self, delta: Delta, vault: &Vault) -> Vec<Delta> {
        match delta {
            Delta::Text(text) => {
                self.waiting.push_str(&text);
                let is_open = |letter: char| is_of_a_word(letter) || letter == '_';
                let ended = self.waiting.trim_end_matches(is_open).len();
                self.pass(ended, vault).into_iter().collect()
            }
            // Counts come at any time, also in the middle of a word.
            Delta::Usage(usage) => vec![Delta::Usage(usage)],
            Delta::ToolCall(call) => self.behind(Delta::ToolCall(vault.restored_call(call)), vault),
            other => self.behind(other, vault),
        }
    }

    /// What still waits when the reply is over or breaks off.
    pub(crate) fn rest(&mut self, vault: &Vault) -> Option<Delta> {
        self.pass(self.waiting.len(), vault)
    }

    fn behind(&mut self, delta: Delta, vault: &Vault) -> Vec<Delta> {
        let rest = self.rest(vault);
        self.before = None;
        rest.into_iter().chain([delta]).collect()
    }

    fn pass(&mut self, length: usize, vault: &Vault) -> Option<Delta> {
        let rest = self.waiting.split_off(length);
        let passing = std::mem::replace(&mut self.waiting, rest);
        let text = vault.restore(&passing, self.before);
        self.before = passing.chars().next_back().or(self.before);
        (!text.is_empty()).then_some(Delta::Text(text))
    }
}
