//! Claude's wire, byte for byte.

use std::time::Duration;

use futures::StreamExt;
use sentia_agent::{
    Provider, ProviderError,
    provider::{
        Api, AssistantPart, Delta, Message, Remote, RemoteSettings, Request, StopReason, ToolResult, Usage,
    },
};
use serde_json::{Value, json};

use crate::{
    canned::{Canned, events, status},
    wire::{KEY, call},
};

fn settings(url: &str) -> RemoteSettings {
    RemoteSettings { idle_timeout: Duration::from_millis(400), ..crate::wire::settings(Api::Anthropic, url) }
}

fn request() -> Request {
    crate::wire::request("oee")
}

async fn ask(url: &str, request: &Request) -> Vec<Result<Delta, ProviderError>> {
    Remote::new(KEY, settings(url)).expect("an adapter").stream(request).collect().await
}

async fn ask_events(list: &[Value]) -> Vec<Result<Delta, ProviderError>> {
    ask(&Canned::start(vec![events(list)]).url, &request()).await
}

async fn error_of(reply: Vec<String>) -> ProviderError {
    let deltas = ask(&Canned::start(vec![reply]).url, &request()).await;
    deltas.into_iter().next_back().expect("something").expect_err("an error")
}

fn start() -> Value {
    let usage = json!({ "input_tokens": 10, "cache_read_input_tokens": 300, "cache_creation_input_tokens": 5, "output_tokens": 1 });
    json!({ "type": "message_start", "message": { "id": "m", "type": "message", "role": "assistant", "content": [], "model": "claude-opus-5", "usage": usage } })
}

fn text_block(text: &str) -> [Value; 3] {
    [
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": text } }),
        json!({ "type": "content_block_stop", "index": 0 }),
    ]
}

fn stop(reason: &str) -> [Value; 2] {
    let delta = json!({ "type": "message_delta", "delta": { "stop_reason": reason, "stop_sequence": null }, "usage": { "output_tokens": 42 } });
    [delta, json!({ "type": "message_stop" })]
}

#[tokio::test]
async fn pings_and_events_of_a_later_version_are_passed_over() {
    let strange = json!({ "type": "mood_update", "mood": { "level": 3 } });
    let mut list = vec![json!({ "type": "ping" }), start(), strange.clone(), json!({ "type": "ping" })];
    list.extend(text_block("Fine."));
    list.push(strange);
    list.extend(stop("end_turn"));
    let deltas = ask_events(&list).await;
    let usage =
        Usage { input_tokens: 315, cached_input_tokens: 300, cache_write_tokens: 5, output_tokens: 42 };
    assert_eq!(
        deltas,
        [Ok(Delta::Text("Fine.".into())), Ok(Delta::Usage(usage)), Ok(Delta::Stop(StopReason::End))]
    );
}

#[tokio::test]
async fn every_stop_reason_is_told_apart() {
    for (word, reason) in [
        ("end_turn", StopReason::End),
        ("stop_sequence", StopReason::End),
        ("max_tokens", StopReason::MaxTokens),
        ("model_context_window_exceeded", StopReason::ContextExceeded),
        ("pause_turn", StopReason::Paused),
        ("refusal", StopReason::Refusal),
        ("tea_break", StopReason::Other("tea_break".into())),
    ] {
        let mut list = vec![start()];
        list.extend(text_block("So far."));
        list.extend(stop(word));
        assert_eq!(ask_events(&list).await.last(), Some(&Ok(Delta::Stop(reason))), "{word}");
    }
}

#[tokio::test]
async fn an_error_after_the_first_words_is_no_clean_end() {
    for (kind, next) in [
        ("overloaded_error", "Retry"),
        ("rate_limit_error", "Retry"),
        ("api_error", "Retry"),
        ("authentication_error", "Elsewhere"),
        ("invalid_request_error", "GiveUp"),
        ("billing_error", "Elsewhere"),
    ] {
        let mut list = vec![start()];
        list.extend(text_block("OEE was"));
        list.push(json!({ "type": "error", "error": { "type": kind, "message": "sorry" } }));
        let deltas = ask_events(&list).await;
        assert_eq!(deltas.first(), Some(&Ok(Delta::Text("OEE was".into()))));
        let error = deltas.last().expect("an end").as_ref().expect_err("an error");
        assert!(format!("{error:?}").starts_with(next), "{kind}: {error:?}");
        assert!(error.to_string().contains("sorry"), "{error}");
    }
}

#[tokio::test]
async fn a_reply_without_its_end_is_cut_even_when_the_connection_closes_cleanly() {
    let mut list = vec![start()];
    list.extend(text_block("OEE was 73%."));
    let deltas = ask_events(&list).await;
    assert!(matches!(deltas.last(), Some(Err(ProviderError::Retry { .. }))), "{deltas:?}");
}

#[tokio::test]
async fn malformed_frames_are_errors_and_malformed_arguments_reach_the_tool_as_text() {
    let garbage = vec![
        events(&[start()]).concat(),
        "event: content_block_delta\ndata: {\"type\": \"content_bl\n\n".to_owned(),
    ];
    assert!(matches!(error_of(garbage).await, ProviderError::Retry { .. }));
    let mut list = vec![
        start(),
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "tool_use", "id": "toolu_1", "name": "query_metrics", "input": {} } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "input_json_delta", "partial_json": "[\"oee\"]" } }),
        json!({ "type": "content_block_stop", "index": 0 }),
    ];
    list.extend(stop("tool_use"));
    let deltas = ask_events(&list).await;
    let Some(Ok(Delta::ToolCall(call))) = deltas.first() else { panic!("no call: {deltas:?}") };
    assert_eq!(call.arguments, json!("[\"oee\"]"));
}

#[tokio::test]
async fn statuses_name_the_next_move() {
    let body =
        r#"{"type":"error","error":{"type":"rate_limit_error","message":"Your quota sk-test-0123456789"}}"#;
    let with_wait = error_of(status("429 Too Many Requests", "retry-after: 12\r\n", body)).await;
    assert!(
        matches!(&with_wait, ProviderError::Retry { after: Some(after), .. } if after.as_secs() == 12),
        "{with_wait:?}"
    );
    let without = error_of(status("429 Too Many Requests", "", body)).await;
    assert!(
        matches!(&without, ProviderError::Elsewhere { detail, .. } if detail.contains("[key]")),
        "{without:?}"
    );
    let forbidden = error_of(status("403 Forbidden", "", "<html>blocked\u{7}</html>")).await;
    assert!(
        matches!(&forbidden, ProviderError::Elsewhere { detail, .. } if !detail.contains('\u{7}')),
        "{forbidden:?}"
    );
    let gateway = error_of(status("502 Bad Gateway", "", "")).await;
    assert!(matches!(gateway, ProviderError::Retry { .. }), "{gateway:?}");
    let page = error_of(status("200 OK", "", "<html>sign in</html>")).await;
    assert!(
        matches!(&page, ProviderError::Elsewhere { detail, .. } if detail.contains("base URL")),
        "{page:?}"
    );
}

#[tokio::test]
async fn a_redirect_does_not_carry_the_key_away() {
    let trap = Canned::start(vec![status("200 OK", "", "{}")]);
    let location = format!("location: {}/v1/messages\r\n", trap.url);
    let error = error_of(status("307 Temporary Redirect", &location, "")).await;
    assert!(matches!(error, ProviderError::Elsewhere { .. }), "{error:?}");
    assert!(trap.nothing_asked());
}

#[tokio::test]
async fn silence_and_closed_ports_are_found_out() {
    let mut silent = events(&[start()]);
    silent.push(String::new());
    silent.extend((0..200).map(|_| String::new()));
    let began = sentia_semantic::time::Stopwatch::start();
    assert!(matches!(error_of(silent).await, ProviderError::Retry { .. }));
    assert!(began.elapsed() < Duration::from_secs(5));
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    let deltas = ask(&format!("http://{closed}"), &request()).await;
    assert!(matches!(deltas.as_slice(), [Err(ProviderError::Elsewhere { .. })]), "{deltas:?}");
}

#[tokio::test]
async fn settings_that_make_no_client_are_told_before_anything_is_sent() {
    let no_key = Remote::new("  ", RemoteSettings::new(Api::Anthropic, "claude-opus-5")).expect_err("no key");
    assert!(no_key.to_string().contains("ANTHROPIC_API_KEY"), "{no_key}");
    let proxy =
        RemoteSettings { proxy: Some("::".into()), ..RemoteSettings::new(Api::Anthropic, "claude-opus-5") };
    assert!(matches!(Remote::new(KEY, proxy), Err(ProviderError::Elsewhere { .. })));
    for url in ["not a url", "http://", "ftp://127.0.0.1:1"] {
        let deltas = ask(url, &request()).await;
        assert!(
            matches!(
                deltas.as_slice(),
                [Err(ProviderError::Elsewhere { .. } | ProviderError::GiveUp { .. })]
            ),
            "{url}: {deltas:?}"
        );
    }
    let odd_key = Remote::new("sk\u{1}0123456789", settings("http://127.0.0.1:1")).expect("an adapter");
    let deltas: Vec<_> = odd_key.stream(&request()).collect().await;
    let Some(Err(error)) = deltas.last() else { panic!("{deltas:?}") };
    assert!(!format!("{error:?}").contains("0123456789"), "{error:?}");
}

#[tokio::test]
async fn reasoning_goes_back_as_it_came() {
    let mut list = vec![start()];
    list.extend(text_block("Done."));
    list.extend(stop("end_turn"));
    let server = Canned::start(vec![events(&list)]);
    let mut request = request();
    let redacted = json!({ "type": "redacted_thinking", "data": "b3BhcXVl" });
    let thinking = json!({ "type": "thinking", "thinking": "Line 3.", "signature": "c2ln" });
    request.messages.push(Message::Assistant(vec![
        AssistantPart::Opaque(redacted.clone()),
        AssistantPart::Thinking { text: "Line 3.".into(), native: Some(thinking.clone()) },
        AssistantPart::Thinking { text: "unsigned".into(), native: None },
        call("toolu_1"),
    ]));
    request.messages.push(Message::ToolResults(vec![ToolResult {
        call_id: "toolu_1".into(),
        content: "73.2%".into(),
        is_error: true,
    }]));
    ask(&server.url, &request).await;
    let heard = server.next_request();
    assert!(heard.head.starts_with("POST /v1/messages HTTP/1.1"), "{}", heard.head);
    assert!(heard.head.contains("anthropic-version: 2023-06-01"), "{}", heard.head);
    assert!(heard.head.contains(&format!("x-api-key: {KEY}\r\n")), "{}", heard.head);
    assert_eq!(heard.head.matches("0123456789").count(), 1, "{}", heard.head);
    let call = json!({ "type": "tool_use", "id": "toolu_1", "name": "query_metrics", "input": { "measures": ["oee"] } });
    assert_eq!(heard.body["messages"][1]["content"], json!([redacted, thinking, call]));
    let result = &heard.body["messages"][2]["content"][0];
    assert_eq!(
        (&result["type"], &result["tool_use_id"], &result["is_error"]),
        (&json!("tool_result"), &json!("toolu_1"), &json!(true))
    );
    let breakpoints = heard.body.to_string().matches("cache_control").count();
    assert!((1..=4).contains(&breakpoints), "{breakpoints} cache breakpoints");
    assert!(!heard.body.to_string().contains("0123456789"));
}
