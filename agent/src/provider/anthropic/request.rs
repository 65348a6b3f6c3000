//! Our request in rig-core's words.

use rig_core::{
    completion::{CompletionRequest, ToolDefinition},
    message::{
        AssistantContent, AssistantMessage, CallId, Message as RigMessage, Opaque, Origin, Reasoning,
        StopReason, ToolCall as RigCall, ToolFunction, ToolName, ToolResult as RigResult, ToolResultContent,
        UserContent,
    },
};
use sentia_tools::ToolDescription;
use serde_json::json;

use super::super::{AssistantPart, Message, Request, ToolCall, ToolResult};

/// The wire format that rig-core keeps provider items for.
const API: &str = "anthropic.messages";
const PROVIDER: &str = "anthropic";

/// The error says what in the request cannot be sent.
pub(super) fn encode(request: &Request, model: &str) -> Result<CompletionRequest, String> {
    let tools = request.tools.iter().map(tool).collect::<Result<Vec<_>, _>>()?;
    Ok(CompletionRequest::from(messages(&request.messages, model)?)
        .preamble(request.system.as_str())
        .tools(tools)
        .max_tokens(u64::from(request.max_tokens)))
}

fn tool(tool: &ToolDescription) -> Result<ToolDefinition, String> {
    Ok(ToolDefinition::new(name(&tool.name)?, tool.description.as_str(), tool.parameters.clone()))
}

fn name(name: &str) -> Result<ToolName, String> {
    ToolName::new(name).map_err(|_| "a tool without a name".to_owned())
}

fn messages(messages: &[Message], model: &str) -> Result<Vec<RigMessage>, String> {
    let mut calls: &[AssistantPart] = &[];
    messages
        .iter()
        .map(|message| match message {
            Message::User(text) => Ok(RigMessage::user(text.as_str())),
            Message::Assistant(parts) => {
                calls = parts;
                assistant(parts, model)
            }
            Message::ToolResults(results) => tool_results(results, calls),
        })
        .collect()
}

/// The turn carries its origin, so that rig-core sends the provider's own blocks back as they came.
fn assistant(parts: &[AssistantPart], model: &str) -> Result<RigMessage, String> {
    let content = parts.iter().filter_map(|part| block(part).transpose()).collect::<Result<Vec<_>, _>>()?;
    let calls = parts.iter().any(|part| matches!(part, AssistantPart::ToolCall(_)));
    let stop = if calls { StopReason::ToolUse } else { StopReason::Stop };
    Ok(RigMessage::Assistant(
        AssistantMessage::new(content).with_origin(Origin::new(API, PROVIDER, model)).with_stop(stop),
    ))
}

fn block(part: &AssistantPart) -> Result<Option<AssistantContent>, String> {
    Ok(match part {
        AssistantPart::Text(text) if text.trim().is_empty() => None,
        AssistantPart::Text(text) => Some(AssistantContent::text(text.as_str())),
        // Without its signature the API takes no reasoning back; as text it would become part of the answer.
        AssistantPart::Thinking { signature: None, .. } => None,
        AssistantPart::Thinking { text, signature: Some(signature) } => Some(thinking(text, signature)),
        AssistantPart::ToolCall(call) => Some(AssistantContent::ToolCall(tool_call(call)?)),
        AssistantPart::Opaque(item) => {
            Some(AssistantContent::Opaque(Opaque { item: item.clone(), replay: true }))
        }
    })
}

fn thinking(text: &str, signature: &str) -> AssistantContent {
    let item = json!({ "type": "thinking", "thinking": text, "signature": signature });
    AssistantContent::Reasoning(Reasoning::new(text)).with_native(item)
}

fn tool_call(call: &ToolCall) -> Result<RigCall, String> {
    Ok(RigCall::from_wire(call.id.as_str(), ToolFunction::new(name(&call.name)?, call.arguments.clone())))
}

/// All results in one user message, as the API wants parallel calls answered.
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
