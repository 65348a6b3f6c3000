use serde_json::Value;

use super::Call;
use crate::ChatError;

/// How a family of models writes calls of tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `{"name": …, "parameters": {…}}` as the whole reply (Llama 3).
    Llama,
    /// `<tool_call>` around `{"name": …, "arguments": {…}}` (Qwen, Hermes).
    Qwen,
    /// No form of its own: `{"name": …, "arguments": {…}}` as the whole reply.
    Plain,
}

const OPENS: &str = "<tool_call>";
const CLOSES: &str = "</tool_call>";

impl Family {
    /// The family of a chat template, by what it writes.
    pub(super) fn of_template(source: &str) -> Self {
        if source.contains(OPENS) {
            Self::Qwen
        } else if source.contains("<|start_header_id|>") || source.contains("<|python_tag|>") {
            Self::Llama
        } else {
            Self::Plain
        }
    }

    /// The member of a call that holds its arguments.
    pub fn arguments_key(self) -> &'static str {
        if self == Self::Llama { "parameters" } else { "arguments" }
    }

    /// What stands between the prompt and the JSON of a call: put behind the prompt where a call is wanted.
    pub fn call_prefix(self) -> &'static str {
        if self == Self::Qwen { "<tool_call>\n" } else { "" }
    }

    /// The calls of a reply, and the text beside them. A reply without calls is text alone.
    pub fn read_calls(self, reply: &str) -> Result<(String, Vec<Call>), ChatError> {
        if self == Self::Qwen && reply.contains(OPENS) {
            return read_tagged(reply);
        }
        let trimmed = reply.trim();
        let body = trimmed.strip_prefix("<|python_tag|>").unwrap_or(trimmed).trim();
        if !body.starts_with('{') {
            return Ok((reply.to_owned(), Vec::new()));
        }
        let mut calls = Vec::new();
        // Llama writes several calls one after another, parted by semicolons.
        let mut values = serde_json::Deserializer::from_str(body).into_iter::<Value>();
        let mut rest = body;
        loop {
            match values.next() {
                None => break,
                Some(Ok(value)) if is_call(&value) => calls.push(read_call(value, body)?),
                // JSON that is no call, or no JSON, is the model's text.
                Some(_) if calls.is_empty() => return Ok((reply.to_owned(), Vec::new())),
                Some(_) => return Err(broken("what follows a call is no call", reply)),
            }
            let done = values.byte_offset();
            rest = rest.get(done..).unwrap_or_default().trim_start_matches([';', ' ', '\n', '\r', '\t']);
            values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        }
        Ok((String::new(), calls))
    }
}

fn read_tagged(reply: &str) -> Result<(String, Vec<Call>), ChatError> {
    let mut parts = reply.split(OPENS);
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut calls = Vec::new();
    for part in parts {
        // The last may end with the reply: its closing tag can be the token that ends a turn.
        let (body, after) = part.split_once(CLOSES).unwrap_or((part, ""));
        let value = serde_json::from_str(body.trim()).map_err(|error| broken(&error.to_string(), body))?;
        calls.push(read_call(value, body)?);
        text.push_str(after);
    }
    Ok((text.trim().to_owned(), calls))
}

fn is_call(value: &Value) -> bool {
    value.get("name").is_some_and(Value::is_string)
        && (value.get("parameters").is_some() || value.get("arguments").is_some())
}

fn read_call(mut value: Value, text: &str) -> Result<Call, ChatError> {
    let name = value.get("name").and_then(Value::as_str).map(str::to_owned);
    let name = name.ok_or_else(|| broken("it has no name", text))?;
    let key = if value.get("arguments").is_some() { "arguments" } else { "parameters" };
    let arguments =
        value.get_mut(key).map(Value::take).unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    // Some models write the arguments as a string of JSON.
    let arguments = match arguments {
        Value::String(inner) => {
            serde_json::from_str(&inner).map_err(|error| broken(&error.to_string(), text))?
        }
        other => other,
    };
    if !arguments.is_object() {
        return Err(broken("its arguments are no object", text));
    }
    Ok(Call { name, arguments })
}

fn broken(detail: &str, text: &str) -> ChatError {
    ChatError::Call { detail: detail.to_owned(), text: text.chars().take(500).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn call(name: &str, arguments: Value) -> Call {
        Call { name: name.to_owned(), arguments }
    }

    #[test]
    fn llama_calls_one_or_several() {
        let one = r#"{"name": "oee", "parameters": {"by": "line"}}"#;
        let expected = call("oee", json!({"by": "line"}));
        assert_eq!(Family::Llama.read_calls(one).unwrap(), (String::new(), vec![expected.clone()]));
        let two = format!("<|python_tag|>{one}; {one}");
        assert_eq!(Family::Llama.read_calls(&two).unwrap().1, [expected.clone(), expected]);
    }

    #[test]
    fn qwen_calls_stand_in_tags_beside_text() {
        let reply = "Let me look.\n<tool_call>\n{\"name\": \"oee\", \"arguments\": {\"n\": 3}}\n</tool_call>\n<tool_call>{\"name\": \"scrap\", \"arguments\": {}}";
        let (text, calls) = Family::Qwen.read_calls(reply).unwrap();
        assert_eq!(text, "Let me look.");
        assert_eq!(calls, [call("oee", json!({"n": 3})), call("scrap", json!({}))]);
    }

    #[test]
    fn text_that_is_no_call_stays_text() {
        for reply in ["OEE is 71%.", "{\"answer\": 3}", "{not json", ""] {
            for family in [Family::Llama, Family::Qwen, Family::Plain] {
                assert_eq!(family.read_calls(reply).unwrap(), (reply.to_owned(), Vec::new()));
            }
        }
    }

    #[test]
    fn a_broken_call_is_said_to_be_one() {
        let error = Family::Qwen.read_calls("<tool_call>{\"name\": \"oee\", </tool_call>").unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
        assert!(Family::Llama.read_calls(r#"{"name": "oee", "parameters": 3}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_reply_panics(reply in "(<tool_call>|</tool_call>|\\{|\\}|\"name\"|:|\"a\"|;|.){0,30}") {
            for family in [Family::Llama, Family::Qwen, Family::Plain] {
                let _ = family.read_calls(&reply);
            }
        }
    }
}
