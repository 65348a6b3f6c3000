//! rig-core's stream in our words.

use futures::{Stream, StreamExt};
use rig_core::{
    completion::CompletionResponse,
    message::{AssistantContent, Reasoning, ToolCall as RigCall},
    providers::anthropic::extension::AnthropicExt,
    streaming::{CompletionStream, Item, StreamEvent},
};
use serde_json::Value;

use super::{
    super::{Delta, ProviderError, StopReason, ToolCall, Usage},
    faults::Faults,
};

/// Text as it arrives, every other block when it is whole, then usage and the stop reason. A reply that breaks off ends
/// with an error, never with [`Delta::Stop`].
pub(super) fn deltas(
    mut reply: CompletionStream,
    faults: Faults,
) -> impl Stream<Item = Result<Delta, ProviderError>> + Send + 'static {
    async_stream::stream! {
        while let Some(item) = reply.next().await {
            match item {
                Ok(Item::Event(event)) => {
                    if let Some(delta) = delta(event) {
                        yield Ok(delta);
                    }
                }
                // Pings and events of a later API version.
                Ok(Item::Unknown(_)) => {}
                Err(error) => {
                    yield Err(faults.name(&error));
                    return;
                }
            }
        }
        let response = reply.partial();
        yield Ok(Delta::Usage(usage(&response)));
        yield Ok(Delta::Stop(stop_reason(&response)));
    }
}

fn delta(event: StreamEvent) -> Option<Delta> {
    match event {
        StreamEvent::Text { text, .. } => Some(Delta::Text(text)),
        StreamEvent::End { content, .. } => whole_block(content),
        StreamEvent::Start { .. } | StreamEvent::Reasoning { .. } | StreamEvent::Arguments { .. } => None,
    }
}

fn whole_block(content: AssistantContent) -> Option<Delta> {
    let native = content.native_item().cloned();
    match content {
        AssistantContent::ToolCall(call) => Some(Delta::ToolCall(tool_call(call))),
        AssistantContent::Reasoning(reasoning) => thinking(reasoning, native),
        AssistantContent::Opaque(opaque) => opaque.replay.then_some(Delta::Opaque(opaque.item)),
        // Text has gone out already; Claude sends no images.
        _ => None,
    }
}

fn thinking(reasoning: Reasoning, native: Option<Value>) -> Option<Delta> {
    if reasoning.redacted {
        return native.map(Delta::Opaque);
    }
    let signature = native.as_ref().and_then(|item| item.get("signature")?.as_str()).map(str::to_owned);
    Some(Delta::Thinking { text: reasoning.text, signature })
}

fn tool_call(call: RigCall) -> ToolCall {
    let arguments = match call.function.invalid_arguments {
        Some(text) => Value::String(text),
        None => Value::Object(call.function.arguments),
    };
    ToolCall { id: call.id.wire().into_owned(), name: call.function.name.into(), arguments }
}

fn usage(response: &CompletionResponse) -> Usage {
    let usage = &response.usage;
    Usage {
        input_tokens: usage.input_tokens.unwrap_or(0),
        cached_input_tokens: usage.cached_input_tokens.unwrap_or(0),
        output_tokens: usage.output_tokens.unwrap_or(0),
    }
}

/// Read from the reply itself: rig-core's own reasons merge `pause_turn` with a clean end and the full window with the
/// token limit.
fn stop_reason(response: &CompletionResponse) -> StopReason {
    let reason = response.extras_lossy::<AnthropicExt>().stop_reason.unwrap_or_default();
    match reason.as_str() {
        "end_turn" | "stop_sequence" if response.tool_calls().next().is_some() => StopReason::ToolCalls,
        "end_turn" | "stop_sequence" => StopReason::End,
        "tool_use" => StopReason::ToolCalls,
        "max_tokens" => StopReason::MaxTokens,
        "model_context_window_exceeded" => StopReason::ContextExceeded,
        "pause_turn" => StopReason::Paused,
        "refusal" => StopReason::Refusal,
        _ => StopReason::Other(reason),
    }
}
