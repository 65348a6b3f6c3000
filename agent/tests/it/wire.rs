//! What the tests of all wires share.

use std::time::Duration;

use futures::StreamExt;
use sentia_agent::{
    Provider, ProviderError,
    provider::{Api, AssistantPart, Delta, Message, Remote, RemoteSettings, Request, ToolCall, ToolResult},
};
use sentia_tools::ToolDescription;
use serde_json::json;

pub(crate) const KEY: &str = "sk-test-0123456789";

/// A model of this API at a server that has all of them, as aimock does.
pub(crate) fn settings(api: Api, url: &str) -> RemoteSettings {
    let (model, root) = match api {
        Api::Anthropic => ("claude-opus-5", url.to_owned()),
        Api::OpenAi | Api::OpenAiChat => ("gpt-5.2", format!("{url}/v1")),
        Api::Gemini => ("gemini-3.8-flash", url.to_owned()),
        Api::Azure => ("our-gpt", url.to_owned()),
        Api::OpenRouter => ("anthropic/claude-opus-5", format!("{url}/v1")),
        Api::Compatible => ("llama-3.3-70b", format!("{url}/v1")),
    };
    RemoteSettings {
        base_url: Some(root),
        connect_timeout: Duration::from_secs(2),
        idle_timeout: Duration::from_millis(900),
        ..RemoteSettings::new(api, model)
    }
}

pub(crate) fn remote(api: Api, url: &str) -> Remote {
    Remote::new(KEY, settings(api, url)).expect("an adapter")
}

pub(crate) fn request(question: &str) -> Request {
    let parameters = json!({ "type": "object", "required": ["measures"], "properties": {
        "measures": { "type": "array", "items": { "type": "string" } },
        "by": { "type": "array", "items": { "type": "string" } },
    } });
    let tool = ToolDescription {
        name: "query_metrics".into(),
        description: "Computes measures.".into(),
        parameters,
    };
    Request {
        system: "Be brief.".into(),
        messages: vec![Message::User(question.into())],
        tools: vec![tool],
        max_tokens: 500,
    }
}

/// The request after this reply, its calls answered.
pub(crate) fn answered(mut request: Request, parts: Vec<AssistantPart>) -> Request {
    let calls = parts.iter().filter_map(|part| match part {
        AssistantPart::ToolCall(call) => Some(call.id.clone()),
        _ => None,
    });
    let result = |(index, call_id)| ToolResult {
        content: format!("result of {call_id}"),
        call_id,
        is_error: index == 1,
    };
    let results = calls.enumerate().map(result).collect();
    request.messages.push(Message::Assistant(parts));
    request.messages.push(Message::ToolResults(results));
    request
}

/// What a reply holds, as it goes into the next request.
pub(crate) fn parts(deltas: &[Result<Delta, ProviderError>]) -> Vec<AssistantPart> {
    let parts = deltas.iter().filter_map(|delta| match delta {
        Ok(Delta::ToolCall(call)) => Some(AssistantPart::ToolCall(call.clone())),
        Ok(Delta::Thinking { text, native }) => {
            Some(AssistantPart::Thinking { text: text.clone(), native: native.clone() })
        }
        Ok(Delta::Opaque(item)) => Some(AssistantPart::Opaque(item.clone())),
        Ok(Delta::Text(text)) => Some(AssistantPart::Text(text.clone())),
        _ => None,
    });
    parts.collect()
}

pub(crate) fn call(id: &str) -> AssistantPart {
    AssistantPart::ToolCall(ToolCall {
        id: id.into(),
        name: "query_metrics".into(),
        arguments: json!({ "measures": ["oee"] }),
        native: None,
    })
}

pub(crate) fn calls(deltas: &[Result<Delta, ProviderError>]) -> Vec<&ToolCall> {
    deltas.iter().filter_map(|d| if let Ok(Delta::ToolCall(call)) = d { Some(call) } else { None }).collect()
}

pub(crate) async fn reply(api: Api, url: &str, request: &Request) -> Vec<Result<Delta, ProviderError>> {
    remote(api, url).stream(request).collect().await
}

pub(crate) fn text(deltas: &[Result<Delta, ProviderError>]) -> String {
    deltas
        .iter()
        .filter_map(|delta| if let Ok(Delta::Text(text)) = delta { Some(text.as_str()) } else { None })
        .collect()
}

pub(crate) fn last(deltas: Vec<Result<Delta, ProviderError>>) -> Result<Delta, ProviderError> {
    deltas.into_iter().next_back().expect("a stream that ends with something")
}

pub(crate) fn move_of(error: &ProviderError) -> String {
    match error {
        ProviderError::Retry { after: Some(after), .. } => {
            format!("retry after {}s", Duration::as_secs(after))
        }
        ProviderError::Retry { .. } => "retry".into(),
        ProviderError::Elsewhere { .. } => "elsewhere".into(),
        ProviderError::GiveUp { .. } => "give up".into(),
        ProviderError::OutOfTime { .. } => "out of time".into(),
    }
}
