//! Our request in rig-core's words.

use rig_core::{
    completion::{
        CompletionRequest, Effort as RigEffort, OnUnsupported, Reasoning as Thought, ToolDefinition,
    },
    message::{
        AssistantContent, AssistantMessage, CallId, Message as RigMessage, Opaque, Origin, Reasoning,
        StopReason, ToolCall as RigCall, ToolFunction, ToolName, ToolResult as RigResult, ToolResultContent,
        UserContent,
    },
};
use sentia_tools::ToolDescription;
use serde_json::{Value, json};

use super::{
    super::{AssistantPart, Message, Request, ToolCall, ToolResult},
    Api, Effort, RemoteSettings, schema,
};

/// Hex digits of the key by which OpenAI keeps requests with the same beginning together.
const CACHE_KEY: usize = 32;

/// The error says what in the request cannot be sent. `origin` is the model's own.
pub(super) fn encode(
    request: &Request,
    settings: &RemoteSettings,
    origin: &Origin,
) -> Result<CompletionRequest, String> {
    let tools =
        request.tools.iter().map(|offered| tool(offered, settings.api)).collect::<Result<Vec<_>, _>>()?;
    let mut encoded = CompletionRequest::from(messages(&request.messages, settings.api, origin)?)
        .preamble(request.system.as_str())
        .tools(tools)
        .max_tokens(u64::from(request.max_tokens))
        .accept_unknown_finish_reasons(true)
        .additional_params(parameters(request, settings));
    if let Some(effort) = settings.effort {
        encoded = encoded.reasoning(thought(effort)).on_unsupported(OnUnsupported::Ignore);
    }
    Ok(encoded)
}

/// What OpenAI is told besides (that it stores nothing, and which requests begin alike), and how OpenRouter counts tokens.
fn parameters(request: &Request, settings: &RemoteSettings) -> Option<Value> {
    let key = || {
        let mut key = crate::canonical::hash(&(&request.system, &request.tools));
        key.truncate(CACHE_KEY);
        key
    };
    match settings.api {
        Api::OpenAi => Some(json!({ "store": false, "prompt_cache_key": key() })),
        Api::OpenAiChat => Some(json!({ "prompt_cache_key": key() })),
        Api::OpenRouter if settings.streams => Some(json!({ "stream_options": { "include_usage": true } })),
        _ => None,
    }
}

fn thought(effort: Effort) -> Thought {
    match effort {
        Effort::Off => Thought::Off,
        Effort::Low => RigEffort::Low.into(),
        Effort::Medium => RigEffort::Medium.into(),
        Effort::High => RigEffort::High.into(),
    }
}

fn tool(tool: &ToolDescription, api: Api) -> Result<ToolDefinition, String> {
    let portable = schema::portable(&tool.parameters);
    let parameters = if api.is_strict() { schema::strict(portable) } else { portable };
    Ok(ToolDefinition::new(name(&tool.name)?, tool.description.as_str(), parameters))
}

fn name(name: &str) -> Result<ToolName, String> {
    ToolName::new(name).map_err(|_| "a tool without a name".to_owned())
}

fn messages(messages: &[Message], api: Api, origin: &Origin) -> Result<Vec<RigMessage>, String> {
    let mut calls: &[AssistantPart] = &[];
    messages
        .iter()
        .map(|message| match message {
            Message::User(text) => Ok(RigMessage::user(text.as_str())),
            Message::Assistant(parts) => {
                calls = parts;
                assistant(parts, api, origin)
            }
            Message::ToolResults(results) => tool_results(results, calls),
        })
        .collect()
}

/// The turn carries its origin, so that rig-core sends the provider's own blocks back as they came.
fn assistant(parts: &[AssistantPart], api: Api, origin: &Origin) -> Result<RigMessage, String> {
    // OpenAI's own item of a text says the same words again, under its id.
    let says_itself = api == Api::OpenAi && parts.iter().any(is_message_item);
    let sent = parts.iter().filter(|part| !(says_itself && matches!(part, AssistantPart::Text(_))));
    let content = sent.filter_map(|part| block(part).transpose()).collect::<Result<Vec<_>, _>>()?;
    let calls = parts.iter().any(|part| matches!(part, AssistantPart::ToolCall(_)));
    let stop = if calls { StopReason::ToolUse } else { StopReason::Stop };
    Ok(RigMessage::Assistant(AssistantMessage::new(content).with_origin(origin.clone()).with_stop(stop)))
}

fn is_message_item(part: &AssistantPart) -> bool {
    matches!(part, AssistantPart::Opaque(item) if item.get("type").and_then(Value::as_str) == Some("message"))
}

fn block(part: &AssistantPart) -> Result<Option<AssistantContent>, String> {
    Ok(match part {
        AssistantPart::Text(text) if text.trim().is_empty() => None,
        AssistantPart::Text(text) => Some(AssistantContent::text(text.as_str())),
        // Without what its provider signed, no API takes reasoning back; as text it would become part of the answer.
        AssistantPart::Thinking { native: None, .. } => None,
        AssistantPart::Thinking { text, native: Some(native) } => {
            Some(AssistantContent::Reasoning(Reasoning::new(text)).with_native(native.clone()))
        }
        AssistantPart::ToolCall(call) => Some(called(call)?),
        AssistantPart::Opaque(item) => {
            Some(AssistantContent::Opaque(Opaque { item: item.clone(), replay: true }))
        }
    })
}

fn called(call: &ToolCall) -> Result<AssistantContent, String> {
    let function = ToolFunction::new(name(&call.name)?, call.arguments.clone());
    let content = AssistantContent::ToolCall(RigCall::from_wire(call.id.as_str(), function));
    Ok(match &call.native {
        Some(native) => content.with_native(native.clone()),
        None => content,
    })
}

/// All results in one user message, as the APIs want parallel calls answered.
fn tool_results(results: &[ToolResult], calls: &[AssistantPart]) -> Result<RigMessage, String> {
    let content = results.iter().map(|result| tool_result(result, calls)).collect::<Result<Vec<_>, _>>()?;
    Ok(RigMessage::User { content })
}

fn tool_result(result: &ToolResult, calls: &[AssistantPart]) -> Result<UserContent, String> {
    let call = calls.iter().find_map(|part| match part {
        AssistantPart::ToolCall(call) if call.id == result.call_id => Some(call),
        _ => None,
    });
    let call =
        call.ok_or_else(|| format!("a tool result for the call {}, which was never made", result.call_id))?;
    Ok(UserContent::ToolResult(RigResult {
        call: CallId::from_wire(call.id.as_str()),
        name: name(&call.name)?,
        content: vec![ToolResultContent::text(result.content.as_str())],
        is_error: result.is_error,
    }))
}
