//! rig-core's reply in our words.

use std::collections::BTreeMap;

use futures::{Stream, StreamExt};
use rig_core::{
    ProviderError as RigError,
    completion::{CompletionResponse, FinishReason},
    message::{AssistantContent, Reasoning, ToolCall as RigCall},
    providers::anthropic::extension::AnthropicExt,
    streaming::{CompletionStream, Item, StreamEvent},
};
use serde_json::{Value, json};

use super::{
    super::{Delta, ProviderError, StopReason, ToolCall, Usage},
    Api,
    faults::Faults,
    schema,
};

/// Endings with which Gemini says that the model's own output could not be read; the same request may fare better.
const GARBLED: [&str; 3] = ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE"];

/// Text as it arrives, every other block when it is whole, then usage and the stop reason. A reply that breaks off ends
/// with an error, never with [`Delta::Stop`].
pub(super) fn streamed(
    mut reply: CompletionStream,
    api: Api,
    faults: Faults,
) -> impl Stream<Item = Result<Delta, ProviderError>> + Send + 'static {
    async_stream::stream! {
        let mut blocks = InOrder::default();
        while let Some(item) = reply.next().await {
            match item {
                Ok(Item::Event(StreamEvent::Text { text, .. })) => yield Ok(Delta::Text(text)),
                Ok(Item::Event(StreamEvent::End { part, content })) => {
                    for delta in blocks.add(part.index(), content).into_iter().filter_map(|block| whole_block(block, api)) {
                        yield Ok(delta);
                    }
                }
                // Pieces of blocks that are told whole, pings, and events of a later API version.
                Ok(_) => {}
                Err(error) => {
                    yield Err(faults.name(&error));
                    return;
                }
            }
        }
        for delta in blocks.rest().filter_map(|block| whole_block(block, api)) {
            yield Ok(delta);
        }
        for delta in ending(&reply.partial(), api, &faults) {
            yield delta;
        }
    }
}

/// A reply that came in one piece.
pub(super) fn whole(
    reply: Result<CompletionResponse, RigError>,
    api: Api,
    faults: &Faults,
) -> Vec<Result<Delta, ProviderError>> {
    let response = match reply {
        Ok(response) => response,
        Err(error) => return vec![Err(faults.name(&error))],
    };
    let blocks = response.choice.iter().cloned().flat_map(|content| {
        let text = match &content {
            AssistantContent::Text(text) => Some(Delta::Text(text.text.clone())),
            _ => None,
        };
        text.into_iter().chain(whole_block(content, api))
    });
    blocks.map(Ok).chain(ending(&response, api, faults)).collect()
}

/// Blocks in the order of their places, which is the order in which they must go back. Reasoning may be known to be
/// whole only after what follows it.
#[derive(Default)]
struct InOrder {
    next: usize,
    waiting: BTreeMap<usize, AssistantContent>,
}

impl InOrder {
    fn add(&mut self, place: usize, content: AssistantContent) -> Vec<AssistantContent> {
        self.waiting.insert(place, content);
        let mut ready = Vec::new();
        while let Some(content) = self.waiting.remove(&self.next) {
            ready.push(content);
            self.next += 1;
        }
        ready
    }

    fn rest(self) -> impl Iterator<Item = AssistantContent> {
        self.waiting.into_values()
    }
}

fn whole_block(content: AssistantContent, api: Api) -> Option<Delta> {
    let native = content.native_item().cloned();
    match content {
        AssistantContent::ToolCall(call) => Some(Delta::ToolCall(tool_call(call, native, api))),
        AssistantContent::Reasoning(reasoning) => thinking(reasoning, native, api),
        AssistantContent::Opaque(opaque) => opaque.replay.then_some(Delta::Opaque(opaque.item)),
        // The words have gone out already.
        AssistantContent::Text(_) => beside_text(native?, api).map(Delta::Opaque),
        _ => None,
    }
}

/// What must go back with a text besides its words.
fn beside_text(native: Value, api: Api) -> Option<Value> {
    match api {
        // The item's id, which reasoning before it refers to.
        Api::OpenAi => native.get("id").is_some().then_some(native),
        Api::Gemini => {
            let signature = native.get("thoughtSignature")?;
            Some(json!({ "text": "", "thoughtSignature": signature }))
        }
        _ => None,
    }
}

fn thinking(reasoning: Reasoning, native: Option<Value>, api: Api) -> Option<Delta> {
    if reasoning.redacted {
        return native.map(Delta::Opaque);
    }
    // Claude's reasoning is taken back with its signature or not at all.
    let native = native.filter(|native| api != Api::Anthropic || native.get("signature").is_some());
    Some(Delta::Thinking { text: reasoning.text, native })
}

fn tool_call(call: RigCall, native: Option<Value>, api: Api) -> ToolCall {
    let arguments = match call.function.invalid_arguments {
        Some(text) => Value::String(text),
        None => Value::Object(call.function.arguments),
    };
    let arguments = if api.is_strict() { schema::without_nulls(arguments) } else { arguments };
    // Only what these two put beside a call must go back.
    let native = native.filter(|_| matches!(api, Api::OpenAi | Api::Gemini));
    ToolCall { id: call.id.wire().into_owned(), name: call.function.name.into(), arguments, native }
}

fn ending(
    response: &CompletionResponse,
    api: Api,
    faults: &Faults,
) -> impl Iterator<Item = Result<Delta, ProviderError>> + use<> {
    let stop = match stop_reason(response, api) {
        StopReason::Other(reason) if GARBLED.contains(&reason.as_str()) => {
            Err(faults.retry(&format!("the model's reply could not be read: {reason}"), None))
        }
        stop => Ok(Delta::Stop(stop)),
    };
    [Ok(Delta::Usage(usage(response))), stop].into_iter()
}

fn usage(response: &CompletionResponse) -> Usage {
    let usage = &response.usage;
    Usage {
        input_tokens: usage.input_tokens.unwrap_or(0),
        cached_input_tokens: usage.cached_input_tokens.unwrap_or(0),
        cache_write_tokens: usage.cache_creation_input_tokens.unwrap_or(0),
        output_tokens: usage.output_tokens.unwrap_or(0),
    }
}

fn stop_reason(response: &CompletionResponse, api: Api) -> StopReason {
    let calls = response.tool_calls().next().is_some();
    if api == Api::Anthropic {
        let reason = response.extras_lossy::<AnthropicExt>().stop_reason.unwrap_or_default();
        return anthropic_stop(reason, calls);
    }
    match response.finish_reason() {
        Some(FinishReason::Stop) | None if calls => StopReason::ToolCalls,
        Some(FinishReason::Stop) | None => StopReason::End,
        Some(FinishReason::ToolCalls) => StopReason::ToolCalls,
        Some(FinishReason::Length) => StopReason::MaxTokens,
        Some(FinishReason::ContentFilter) => StopReason::Refusal,
        Some(FinishReason::Other(reason)) => StopReason::Other(reason),
        Some(other) => StopReason::Other(format!("{other:?}")),
    }
}

/// Read from the reply itself: rig-core's own reasons merge `pause_turn` with a clean end and the full window with the
/// token limit.
fn anthropic_stop(reason: String, calls: bool) -> StopReason {
    match reason.as_str() {
        "end_turn" | "stop_sequence" if calls => StopReason::ToolCalls,
        "end_turn" | "stop_sequence" => StopReason::End,
        "tool_use" => StopReason::ToolCalls,
        "max_tokens" => StopReason::MaxTokens,
        "model_context_window_exceeded" => StopReason::ContextExceeded,
        "pause_turn" => StopReason::Paused,
        "refusal" => StopReason::Refusal,
        _ => StopReason::Other(reason),
    }
}
