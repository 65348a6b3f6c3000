use std::sync::Arc;

use llguidance::{
    Matcher, ParserFactory,
    api::TopLevelGrammar,
    toktrie::{InferenceCapabilities, TokEnv, TokRxInfo, TokTrie, TokenizerEnv},
};
use serde_json::{Value, json};

use crate::{
    Chat, Family, GenerateError, Model,
    tokenizer::{TokenKind, Tokenizer},
};

/// What a reply must look like. Made once for a model and a schema, used for many replies.
#[derive(Clone)]
pub struct Grammar {
    matcher: Matcher,
    /// From where on it holds; from the beginning where `None`.
    opening: Option<Opening>,
}

/// What opens a call in a reply that may also be text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// `<tool_call>`, anywhere.
    Tag,
    /// `{` as the first of the reply.
    Brace,
}

impl Opening {
    pub(super) fn is_in(self, text: &str) -> bool {
        match self {
            Self::Tag => text.trim_end().ends_with("<tool_call>"),
            Self::Brace => text.starts_with('{'),
        }
    }
}

impl std::fmt::Debug for Grammar {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Grammar").finish_non_exhaustive()
    }
}

impl Grammar {
    /// JSON that a schema (draft 2020-12) allows, without spaces that a model has to write.
    pub fn of_schema(model: &Arc<Model>, schema: &Value) -> Result<Self, GenerateError> {
        let refused = |detail: String| GenerateError::Schema { detail };
        let mut schema = schema.clone();
        if let Value::Object(members) = &mut schema {
            // As the chat templates write JSON.
            let spaces = json!({"whitespace_flexible": false, "item_separator": ", ", "key_separator": ": "});
            members.insert("x-guidance".to_owned(), spaces);
        }
        let factory = model.grammar_factory().map_err(refused)?;
        let parser = factory.create_parser(TopLevelGrammar::from_json_schema(schema));
        let mut matcher = Matcher::new(parser);
        if let Some(error) = matcher.get_error() {
            return Err(refused(error));
        }
        // What nothing satisfies is found at the first token.
        matcher.compute_mask().map_err(|error| refused(error.to_string()))?;
        Ok(Self { matcher, opening: None })
    }

    /// One call of one of the tools of a conversation, in the form of the model's family.
    pub fn of_call(model: &Arc<Model>, chat: &Chat, family: Family) -> Result<Self, GenerateError> {
        if chat.tools.is_empty() {
            return Err(GenerateError::Schema { detail: "there are no tools to call".to_owned() });
        }
        Self::of_schema(model, &call_schema(chat, family))
    }

    /// Text, or a call of one of the tools: once a reply opens a call, the rest of it is held to the tools' schemas.
    pub fn of_text_or_call(model: &Arc<Model>, chat: &Chat, family: Family) -> Result<Self, GenerateError> {
        let opening = if family == Family::Qwen { Opening::Tag } else { Opening::Brace };
        Ok(Self { opening: Some(opening), ..Self::of_call(model, chat, family)? })
    }

    /// From where on it holds, and its state at the beginning.
    pub(super) fn start(&self) -> (Option<Opening>, Matcher) {
        (self.opening, self.matcher.deep_clone())
    }
}

/// The schema of a call: a name and arguments, of each tool.
fn call_schema(chat: &Chat, family: Family) -> Value {
    let arguments = family.arguments_key();
    let mut definitions = serde_json::Map::new();
    let mut calls = Vec::new();
    for (index, tool) in chat.tools.iter().enumerate() {
        let mut parameters = tool.parameters.clone();
        lift_definitions(&mut parameters, index, &mut definitions);
        calls.push(json!({
            "type": "object",
            "properties": {"name": {"const": tool.name}, arguments: parameters},
            "required": ["name", arguments],
            "additionalProperties": false,
        }));
    }
    let mut schema = if calls.len() == 1 { calls.remove(0) } else { json!({"anyOf": calls}) };
    if let (Value::Object(members), false) = (&mut schema, definitions.is_empty()) {
        members.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

/// References are from the root, so the definitions of each tool move there under names of their own.
fn lift_definitions(parameters: &mut Value, tool: usize, definitions: &mut serde_json::Map<String, Value>) {
    rename_references(parameters, tool);
    let Value::Object(members) = parameters else { return };
    members.remove("$schema");
    for key in ["$defs", "definitions"] {
        if let Some(Value::Object(own)) = members.remove(key) {
            definitions.extend(own.into_iter().map(|(name, value)| (format!("{tool}_{name}"), value)));
        }
    }
}

fn rename_references(value: &mut Value, tool: usize) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(target) if key == "$ref" => {
                        let name =
                            target.strip_prefix("#/$defs/").or_else(|| target.strip_prefix("#/definitions/"));
                        if let Some(name) = name {
                            *target = format!("#/$defs/{tool}_{name}");
                        }
                    }
                    value => rename_references(value, tool),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename_references(value, tool)),
        _ => {}
    }
}

/// The tokenizer as the grammar's library sees it.
struct Environment {
    model: std::sync::Weak<Model>,
    trie: TokTrie,
}

impl TokenizerEnv for Environment {
    fn tok_trie(&self) -> &TokTrie {
        &self.trie
    }

    fn tokenize_bytes(&self, bytes: &[u8]) -> Vec<u32> {
        match self.model.upgrade() {
            Some(model) => {
                self.trie.tokenize_with_greedy_fallback(bytes, |text| model.tokenizer().encode_on(text))
            }
            None => self.trie.greedy_tokenize(bytes),
        }
    }
}

pub(crate) fn factory(model: &Arc<Model>) -> Result<ParserFactory, String> {
    let tokenizer = model.tokenizer();
    let eos = tokenizer.eos().ok_or("the model's file names no token that ends a reply")?;
    let size = tokenizer.size() as u32;
    let words: Vec<Vec<u8>> = (0..size).map(|token| word(tokenizer, token)).collect();
    let trie = TokTrie::from(&TokRxInfo::new(size, eos), &words);
    let environment: TokEnv = Arc::new(Environment { model: Arc::downgrade(model), trie });
    let can = InferenceCapabilities { ff_tokens: true, ..InferenceCapabilities::default() };
    let slices = llguidance::earley::SlicedBiasComputer::json_slices();
    let mut factory = ParserFactory::new(&environment, can, &slices).map_err(|error| error.to_string())?;
    factory.quiet();
    Ok(factory)
}

/// The bytes of a token; those of control are marked, so that no text is taken for them.
fn word(tokenizer: &Tokenizer, token: u32) -> Vec<u8> {
    let bytes = tokenizer.raw(token);
    if tokenizer.kind(token) == TokenKind::Control {
        [&[TokTrie::SPECIAL_TOKEN_MARKER], bytes].concat()
    } else {
        bytes.to_vec()
    }
}
