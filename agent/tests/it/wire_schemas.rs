//! What we send, held against the providers' own schemas.

use futures::StreamExt;
use sentia_agent::Provider;
use sentia_agent::provider::{Api, AssistantPart, Effort, Message, Remote, RemoteSettings, Request};
use sentia_tools::{ToolDescription, Toolbox};
use serde_json::{Value, json};

use crate::{
    canned::{Canned, status},
    data::unpacked,
    schema,
    wire::{KEY, answered, call, request, settings},
    world::manager,
};

#[test]
fn the_schemas_tell_bad_requests_from_good_ones() {
    let message = json!([{ "role": "user", "content": "hi" }]);
    let called = |id: &str| json!({ "type": "function_call", id: "c", "name": "n", "arguments": "{}" });
    for (api, good, bad) in [
        (
            Api::OpenAiChat,
            json!({ "model": "m", "messages": message }),
            vec![
                json!({ "model": "m" }),
                json!({ "model": "m", "messages": [{ "role": "wizard", "content": "hi" }] }),
                json!({ "model": "m", "messages": message, "stream": "yes" }),
                json!({ "model": "m", "messages": message, "tools": [{ "type": "function", "function": {} }] }),
            ],
        ),
        (
            Api::OpenAi,
            json!({ "model": "m", "input": [called("call_id")] }),
            vec![json!({ "model": "m", "input": 5 }), json!({ "model": "m", "input": [called("id")] })],
        ),
        (
            Api::Anthropic,
            json!({ "model": "m", "max_tokens": 5, "messages": message }),
            vec![
                json!({ "model": "m", "messages": message }),
                json!({ "model": "m", "max_tokens": 5, "messages": [{ "role": "user", "content": [{ "type": "tool_result", "content": "x" }] }] }),
                json!({ "model": "m", "max_tokens": 5, "messages": message, "tool_choise": {} }),
            ],
        ),
    ] {
        let Some(schema) = Schema::of(api) else { return };
        assert_eq!(schema.faults(&good), [""; 0], "{api:?}");
        for bad in bad {
            assert!(!schema.faults(&bad).is_empty(), "{api:?}: {bad}");
        }
    }
}

#[tokio::test]
async fn every_shape_of_request_is_legal() {
    for api in [Api::Anthropic, Api::OpenAi, Api::OpenAiChat, Api::Azure, Api::OpenRouter, Api::Compatible] {
        let Some(schema) = Schema::of(api) else { return };
        for (name, request) in requests(api) {
            for (effort, streams) in [(None, true), (Some(Effort::Low), true), (Some(Effort::Off), false)] {
                let body = sent(api, &request, effort, streams).await;
                assert_eq!(schema.faults(&body), [""; 0], "{api:?}, {name}, {effort:?}: {body:#}");
            }
        }
    }
}

fn requests(api: Api) -> Vec<(&'static str, Request)> {
    let simple = Request { tools: Vec::new(), ..request("oee") };
    let with_tools = Request { tools: our_tools(), ..request("oee") };
    let round = answered(
        with_tools.clone(),
        vec![AssistantPart::Text("I look.".into()), call("call_1"), call("call_2")],
    );
    let mut second = round.clone();
    second.messages.push(Message::Assistant(vec![AssistantPart::Text("It fell.".into())]));
    second.messages.push(Message::User("Write it again.".into()));
    let signed = answered(with_tools.clone(), signed(api));
    vec![
        ("simple", simple),
        ("tools", with_tools),
        ("a round", round),
        ("a repair", second),
        ("signed", signed),
    ]
}

/// A reply with everything that its provider wants back.
fn signed(api: Api) -> Vec<AssistantPart> {
    let thinking = |native| AssistantPart::Thinking { text: "Line 3.".into(), native: Some(native) };
    match api {
        Api::Anthropic => vec![
            AssistantPart::Opaque(json!({ "type": "redacted_thinking", "data": "b3BhcXVl" })),
            thinking(json!({ "type": "thinking", "thinking": "Line 3.", "signature": "c2ln" })),
            call("toolu_1"),
        ],
        Api::OpenAi => {
            let native = json!({ "type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "query_metrics", "arguments": "{\"measures\":[\"oee\"]}", "status": "completed" });
            let AssistantPart::ToolCall(mut called) = call("call_1") else { unreachable!() };
            called.native = Some(native);
            vec![
                thinking(
                    json!({ "type": "reasoning", "id": "rs_1", "summary": [{ "type": "summary_text", "text": "Line 3." }], "encrypted_content": "gAAA" }),
                ),
                AssistantPart::ToolCall(called),
            ]
        }
        _ => vec![call("call_1")],
    }
}

fn our_tools() -> Vec<ToolDescription> {
    let mut scope = manager().scope;
    scope.sql = true;
    Toolbox::standard().descriptions(&scope)
}

async fn sent(api: Api, request: &Request, effort: Option<Effort>, streams: bool) -> Value {
    let server = Canned::start(vec![status("500 .", "", "{}")]);
    let settings = RemoteSettings { effort, streams, ..settings(api, &server.url) };
    let remote = Remote::new(KEY, settings).expect("an adapter");
    let _ = remote.stream(request).collect::<Vec<_>>().await;
    let mut heard = server.next_request();
    if api == Api::Anthropic {
        // The schema is that of requests which do not stream, and without the beta that rig-core asks for by its header.
        heard.body.as_object_mut().expect("an object").remove("stream");
        if heard.head.contains("anthropic-beta: thinking-binding-controls") {
            heard.body["thinking"].as_object_mut().expect("an object").remove("block_binding");
        }
    }
    heard.body
}

struct Schema {
    document: Value,
    /// Where in it the schema of a request stands.
    pointer: &'static str,
}

impl Schema {
    /// None where the schemas are not at hand.
    fn of(api: Api) -> Option<Schema> {
        let (file, pointer) = match api {
            Api::Anthropic => ("schemas/anthropic-messages.schema.json.gz", ""),
            Api::OpenAi => ("schemas/openai-openapi.json.gz", "/components/schemas/CreateResponse"),
            _ => ("schemas/openai-openapi.json.gz", "/components/schemas/CreateChatCompletionRequest"),
        };
        Some(Schema { document: serde_json::from_str(&unpacked(file)?).expect("JSON"), pointer })
    }

    fn faults(&self, body: &Value) -> Vec<String> {
        let schema = self.document.pointer(self.pointer).expect("a schema");
        schema::faults(&self.document, schema, body)
    }
}
