//! A model that knows only what it is told: it asks the tools for what was wished, with the names as it reads them, and tells what
//! the rows say, in pieces of a few letters.

use std::sync::{Mutex, PoisonError};

use futures::{StreamExt, stream, stream::BoxStream};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use sentia_agent::{
    Provider, ProviderError,
    provider::{Delta, Message, Request, StopReason, ToolCall},
};
use serde_json::{Value, json};

use super::asks::Ask;

/// Rows that it speaks of.
pub(super) const ROWS: usize = 3;
/// In every sentence of it.
pub(super) const PHRASE: &str = " stood at ";

#[derive(Default)]
struct Inside {
    told: Vec<String>,
    calls: usize,
    asked: usize,
    wish: Ask,
}

pub(super) struct Echo {
    inside: Mutex<Inside>,
    dice: Mutex<ChaCha8Rng>,
}

impl Echo {
    pub(super) fn new(seed: u64) -> Echo {
        Echo { inside: Mutex::default(), dice: Mutex::new(ChaCha8Rng::seed_from_u64(seed)) }
    }

    /// What the next question is for.
    pub(super) fn wish(&self, ask: &Ask) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        (inside.wish, inside.asked) = (ask.clone(), 0);
        inside.told.clear();
    }

    pub(super) fn was_asked(&self) -> bool {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).asked > 0
    }

    /// Every text that it was sent for the last question.
    pub(super) fn told(&self) -> String {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).told.join("\n")
    }

    fn reply(&self, request: &Request) -> Vec<Delta> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.told.extend(texts(&serde_json::to_value(request).unwrap_or_default()));
        inside.asked += 1;
        match request.messages.last() {
            Some(Message::ToolResults(results)) => {
                let worded = results.last().map(|result| worded(&result.content)).unwrap_or_default();
                let mut deltas = self.pieces(&worded);
                deltas.push(Delta::Stop(StopReason::End));
                deltas
            }
            Some(Message::User(text)) if inside.asked == 1 => {
                inside.calls += 1;
                let call = called(&inside.wish, text, inside.calls);
                vec![call, Delta::Stop(StopReason::ToolCalls)]
            }
            _ => vec![Delta::Text("Nothing more.".to_owned()), Delta::Stop(StopReason::End)],
        }
    }

    fn pieces(&self, text: &str) -> Vec<Delta> {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut rest, mut deltas) = (text, Vec::new());
        while !rest.is_empty() {
            let count = 1 + dice.next_u32() as usize % 7;
            let end = rest.char_indices().nth(count).map_or(rest.len(), |(end, _)| end);
            deltas.push(Delta::Text(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        deltas
    }
}

impl Provider for Echo {
    fn id(&self) -> &str {
        "cloud/echo"
    }

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        stream::iter(self.reply(request).into_iter().map(Ok)).boxed()
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| texts(value).into_iter().chain([key.clone()])).collect()
        }
        _ => Vec::new(),
    }
}

/// The call that was wished, narrowed to the name where the question, as it is read here, has one.
fn called(wish: &Ask, told: &str, nth: usize) -> Delta {
    let question = told.rsplit("<question>").next().unwrap_or(told);
    let named = match question.to_lowercase().contains(&wish.name.to_lowercase()) {
        true => Some(wish.name.as_str()),
        false => question
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .find(|word| word.contains('_') && word.ends_with(|letter: char| letter.is_ascii_digit())),
    };
    let filters: Vec<Value> =
        named.map(|name| json!({ "dimension": wish.dimension, "members": [name] })).into_iter().collect();
    let (name, arguments) = match wish.of_documents {
        true => ("search_documents", json!({ "query": named.unwrap_or("notes") })),
        false => {
            let by = [&wish.dimension];
            ("query_metrics", json!({ "measures": [wish.measure], "by": by, "filters": filters }))
        }
    };
    Delta::ToolCall(ToolCall { id: format!("call{nth}"), name: name.into(), arguments, native: None })
}

/// `CUSTOMER_482913 | £1,000.00 [[e1.f1]]` as a sentence.
fn worded(evidence: &str) -> String {
    let row = |line: &str| {
        let (name, figure) = line.split_once(" | ")?;
        let reference = figure.split_once("[[")?.1.split_once("]]")?.0;
        Some(format!("{name}{PHRASE}[[{reference}]]."))
    };
    let told: Vec<String> = evidence.lines().filter_map(row).take(ROWS).collect();
    if told.is_empty() { "Nothing more is known.".to_owned() } else { told.join(" ") }
}
