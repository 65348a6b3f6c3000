//! Claude's wire, spoken with aimock.

use std::time::Duration;

use futures::StreamExt;
use sentia_agent::{
    Provider, ProviderError,
    provider::{
        Anthropic, AnthropicSettings, AssistantPart, Delta, Message, Request, StopReason, ToolCall,
        ToolResult,
    },
};
use sentia_tools::ToolDescription;
use serde_json::{Value, json};

use crate::aimock::Aimock;

const KEY: &str = "sk-test-0123456789";

fn claude(server: &Aimock) -> Anthropic {
    let settings =
        AnthropicSettings { base_url: Some(server.url.clone()), ..AnthropicSettings::new("claude-opus-5") };
    Anthropic::new(KEY, &settings).expect("an adapter")
}

fn request(question: &str) -> Request {
    let parameters = json!({ "type": "object", "properties": { "measures": { "type": "array", "items": { "type": "string" } } } });
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

async fn reply(server: &Aimock, request: &Request) -> Vec<Result<Delta, ProviderError>> {
    claude(server).stream(request).collect().await
}

fn text(deltas: &[Result<Delta, ProviderError>]) -> String {
    deltas
        .iter()
        .filter_map(|delta| if let Ok(Delta::Text(text)) = delta { Some(text.as_str()) } else { None })
        .collect()
}

fn last(deltas: Vec<Result<Delta, ProviderError>>) -> Result<Delta, ProviderError> {
    deltas.into_iter().next_back().expect("a stream that ends with something")
}

#[tokio::test]
async fn text_arrives_in_pieces_then_usage_then_the_end() {
    let answer = "OEE was best on Line 3, and it rose from the week before.";
    let usage = json!({ "input_tokens": 812, "output_tokens": 17 });
    let fixtures =
        json!([{ "match": { "userMessage": "oee" }, "response": { "content": answer, "usage": usage } }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    let deltas = reply(&server, &request("oee")).await;
    assert_eq!(text(&deltas), answer);
    let pieces = deltas.iter().filter(|delta| matches!(delta, Ok(Delta::Text(_)))).count();
    assert!(pieces > 1, "streamed, not sent whole");
    let Some(Ok(Delta::Usage(usage))) = deltas.iter().rev().nth(1) else {
        panic!("no usage before the end: {deltas:?}")
    };
    assert_eq!((usage.input_tokens, usage.output_tokens), (812, 17));
    assert_eq!(last(deltas), Ok(Delta::Stop(StopReason::End)));
}

#[tokio::test]
async fn parallel_calls_arrive_whole_and_in_order() {
    let calls = json!([
        { "id": "toolu_1", "name": "query_metrics", "arguments": r#"{"measures":["oee"],"by":["line"]}"# },
        { "id": "toolu_2", "name": "query_metrics", "arguments": r#"{"measures":["scrap_rate"]}"# },
    ]);
    let fixtures = json!([{ "match": { "userMessage": "both" }, "response": { "toolCalls": calls } }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    let deltas = reply(&server, &request("both")).await;
    let calls: Vec<&ToolCall> = deltas
        .iter()
        .filter_map(|d| if let Ok(Delta::ToolCall(call)) = d { Some(call) } else { None })
        .collect();
    assert_eq!(calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["toolu_1", "toolu_2"]);
    assert_eq!(calls[0].arguments, json!({ "measures": ["oee"], "by": ["line"] }));
    assert_eq!(calls[1].arguments, json!({ "measures": ["scrap_rate"] }));
    assert_eq!(last(deltas), Ok(Delta::Stop(StopReason::ToolCalls)));
}

#[tokio::test]
async fn thinking_keeps_its_signature_and_redacted_thinking_its_data() {
    let response = json!({
        "reasoning": "Line 3 looks best.", "reasoningSignature": "c2lnbmVk", "redactedThinking": ["b3BhcXVl"],
        "toolCalls": [{ "id": "toolu_1", "name": "query_metrics", "arguments": "{}" }],
    });
    let fixtures = json!([{ "match": { "userMessage": "think" }, "response": response }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    let deltas = reply(&server, &request("think")).await;
    let redacted = json!({ "type": "redacted_thinking", "data": "b3BhcXVl" });
    assert!(deltas.contains(&Ok(Delta::Opaque(redacted))), "{deltas:?}");
    let thinking = Delta::Thinking { text: "Line 3 looks best.".into(), signature: Some("c2lnbmVk".into()) };
    assert!(deltas.contains(&Ok(thinking)), "{deltas:?}");
}

#[tokio::test]
async fn a_second_round_is_sent_as_the_api_wants_it() {
    let fixtures = json!([{ "match": { "toolCallId": "toolu_2" }, "response": { "content": "Done." } }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    let mut request = request("why?");
    let call = |id: &str| {
        AssistantPart::ToolCall(ToolCall {
            id: id.into(),
            name: "query_metrics".into(),
            arguments: json!({ "measures": ["oee"] }),
        })
    };
    let result =
        |id: &str, is_error| ToolResult { call_id: id.into(), content: format!("result of {id}"), is_error };
    request.messages.push(Message::Assistant(vec![
        AssistantPart::Text("Looking.".into()),
        call("toolu_1"),
        call("toolu_2"),
    ]));
    request.messages.push(Message::ToolResults(vec![result("toolu_1", false), result("toolu_2", true)]));
    assert_eq!(text(&reply(&server, &request).await), "Done.");
    let journal = server.journal().await;
    let body = &journal[0]["body"];
    let roles: Vec<&str> =
        body["messages"].as_array().expect("messages").iter().filter_map(|m| m["role"].as_str()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "tool", "tool"]);
    assert_eq!(body["messages"][2]["tool_calls"][1]["id"], "toolu_2");
    assert_eq!(body["messages"][4]["content"], "result of toolu_2");
    assert_eq!(
        (&body["model"], &body["max_tokens"], &body["stream"]),
        (&json!("claude-opus-5"), &json!(500), &json!(true))
    );
    assert_eq!(body["temperature"], Value::Null, "the newest models refuse it");
    assert_eq!(body["tools"][0]["function"]["name"], "query_metrics");
}

#[tokio::test]
async fn the_key_travels_in_its_header_alone() {
    let fixtures = json!([{ "match": { "userMessage": "oee" }, "response": { "content": "Fine." } }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    reply(&server, &request("oee")).await;
    let mut entry = server.journal().await.swap_remove(0);
    assert!(entry["headers"]["x-api-key"].is_string(), "{entry}");
    entry["headers"]["x-api-key"] = Value::Null;
    assert!(!entry.to_string().contains("0123456789"), "the key is elsewhere too: {entry}");
    assert!(!format!("{:?}", claude(&server)).contains("0123456789"));
}

#[tokio::test]
async fn refusals_of_the_server_say_what_to_do_next() {
    let error = |message: &str, kind: &str, status: u16| json!({ "error": { "message": message, "type": kind }, "status": status, "retryAfter": 7 });
    let fixtures = json!([
        { "match": { "userMessage": "limited" }, "response": error("slow down", "rate_limit_error", 429) },
        { "match": { "userMessage": "overloaded" }, "response": error("Overloaded", "overloaded_error", 529) },
        { "match": { "userMessage": "broken" }, "response": error("oops", "api_error", 500) },
        { "match": { "userMessage": "key" }, "response": error("invalid x-api-key sk-test-0123456789", "authentication_error", 401) },
        { "match": { "userMessage": "spend" }, "response": error("You have reached your specified API usage limits.", "invalid_request_error", 400) },
        { "match": { "userMessage": "bad" }, "response": error("messages: too many", "invalid_request_error", 400) },
        { "match": { "userMessage": "model" }, "response": error("model: claude-0", "not_found_error", 404) },
        { "match": { "userMessage": "long" }, "response": error("too large", "request_too_large", 413) },
    ]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for (question, expected) in [
        ("limited", "retry after 7s"),
        ("overloaded", "retry"),
        ("broken", "retry"),
        ("key", "elsewhere"),
        ("spend", "elsewhere"),
        ("bad", "give up"),
        ("model", "elsewhere"),
        ("long", "give up"),
    ] {
        let error = last(reply(&server, &request(question)).await).expect_err(question);
        assert_eq!(move_of(&error), expected, "{question}: {error}");
        assert!(!format!("{error} {error:?}").contains("0123456789"), "the key is in {error}");
    }
}

#[tokio::test]
async fn a_reply_that_is_cut_is_an_error_after_what_came() {
    let fixtures = json!([{
        "match": { "userMessage": "oee" }, "response": { "content": "OEE was 73% on Line 3, and it rose." },
        "latency": 5, "chunkSize": 5, "truncateAfterChunks": 4,
    }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    let deltas = reply(&server, &request("oee")).await;
    assert!(!text(&deltas).is_empty(), "{deltas:?}");
    assert!(
        !deltas.iter().any(|delta| matches!(delta, Ok(Delta::Stop(_)))),
        "a cut reply has no end: {deltas:?}"
    );
    assert_eq!(move_of(&last(deltas).expect_err("cut")), "retry");
}

#[tokio::test]
async fn garbage_and_a_closed_connection_are_errors() {
    let fixtures = json!([
        { "match": { "userMessage": "garbage" }, "response": { "content": "x" }, "chaos": { "malformedRate": 1 } },
        { "match": { "userMessage": "closed" }, "response": { "content": "x" }, "chaos": { "disconnectRate": 1 } },
    ]);
    let Some(server) = Aimock::start(fixtures) else { return };
    assert_eq!(move_of(&last(reply(&server, &request("garbage")).await).expect_err("garbage")), "elsewhere");
    assert_eq!(move_of(&last(reply(&server, &request("closed")).await).expect_err("closed")), "retry");
}

fn move_of(error: &ProviderError) -> String {
    match error {
        ProviderError::Retry { after: Some(after), .. } => {
            format!("retry after {}s", Duration::as_secs(after))
        }
        ProviderError::Retry { .. } => "retry".into(),
        ProviderError::Elsewhere { .. } => "elsewhere".into(),
        ProviderError::GiveUp { .. } => "give up".into(),
    }
}
