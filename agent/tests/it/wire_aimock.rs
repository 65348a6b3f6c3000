//! Every wire, spoken with aimock.

use sentia_agent::provider::{Api, Delta, StopReason};
use serde_json::{Value, json};

use crate::{
    aimock::Aimock,
    wire::{answered, call, calls, last, move_of, parts, remote, reply, request, text},
};

#[tokio::test]
async fn text_arrives_in_pieces_then_usage_then_the_end() {
    let answer = "OEE was best on Line 3, and it rose from the week before.";
    let usage = json!({ "input_tokens": 812, "output_tokens": 17 });
    let fixtures =
        json!([{ "match": { "userMessage": "oee" }, "response": { "content": answer, "usage": usage } }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        let deltas = reply(api, &server.url, &request("oee")).await;
        assert_eq!(text(&deltas), answer, "{api:?}");
        let pieces = deltas.iter().filter(|delta| matches!(delta, Ok(Delta::Text(_)))).count();
        assert!(pieces > 1, "{api:?}: streamed, not sent whole");
        let Some(Ok(Delta::Usage(usage))) = deltas.iter().rev().nth(1) else {
            panic!("{api:?}: no usage before the end: {deltas:?}")
        };
        assert_eq!((usage.input_tokens, usage.output_tokens), (812, 17), "{api:?}");
        assert_eq!(last(deltas), Ok(Delta::Stop(StopReason::End)), "{api:?}");
    }
}

#[tokio::test]
async fn parallel_calls_arrive_whole_and_in_order() {
    let list = json!([
        { "id": "call_1", "name": "query_metrics", "arguments": r#"{"measures":["oee"],"by":["line"]}"# },
        { "id": "call_2", "name": "query_metrics", "arguments": r#"{"measures":["scrap_rate"],"by":null}"# },
    ]);
    // aimock's own ending for Gemini's calls is none that Gemini has.
    let fixtures = json!([
        { "match": { "userMessage": "both", "model": "gemini-3.8-flash" }, "response": { "toolCalls": list, "finishReason": "stop" } },
        { "match": { "userMessage": "both" }, "response": { "toolCalls": list } },
    ]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        let deltas = reply(api, &server.url, &request("both")).await;
        let calls = calls(&deltas);
        assert_eq!(calls.len(), 2, "{api:?}: {deltas:?}");
        assert_ne!(calls[0].id, calls[1].id, "{api:?}");
        if api != Api::Gemini {
            assert_eq!(calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["call_1", "call_2"]);
        }
        assert_eq!(calls[0].arguments, json!({ "measures": ["oee"], "by": ["line"] }), "{api:?}");
        let strict = matches!(api, Api::OpenAi | Api::OpenAiChat | Api::Azure);
        let left_out = if strict {
            json!({ "measures": ["scrap_rate"] })
        } else {
            json!({ "measures": ["scrap_rate"], "by": null })
        };
        assert_eq!(calls[1].arguments, left_out, "{api:?}");
        assert_eq!(last(deltas), Ok(Delta::Stop(StopReason::ToolCalls)), "{api:?}");
    }
}

#[tokio::test]
async fn thinking_is_told_and_is_no_text() {
    let response = json!({ "reasoning": "Line 3 looks best.", "content": "Line 3." });
    let fixtures = json!([{ "match": { "userMessage": "think" }, "response": response }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        let deltas = reply(api, &server.url, &request("think")).await;
        let thoughts: String = deltas
            .iter()
            .filter_map(|delta| match delta {
                Ok(Delta::Thinking { text, .. }) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(
            (thoughts.as_str(), text(&deltas).as_str()),
            ("Line 3 looks best.", "Line 3."),
            "{api:?}: {deltas:?}"
        );
        assert_eq!(last(deltas), Ok(Delta::Stop(StopReason::End)), "{api:?}");
    }
}

#[tokio::test]
async fn thinking_keeps_its_signature_and_redacted_thinking_its_data() {
    let response = json!({
        "reasoning": "Line 3 looks best.", "reasoningSignature": "c2lnbmVk", "redactedThinking": ["b3BhcXVl"],
        "toolCalls": [{ "id": "toolu_1", "name": "query_metrics", "arguments": "{}" }],
    });
    let fixtures = json!([{ "match": { "userMessage": "think" }, "response": response }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    let deltas = reply(Api::Anthropic, &server.url, &request("think")).await;
    let redacted = json!({ "type": "redacted_thinking", "data": "b3BhcXVl" });
    assert!(deltas.contains(&Ok(Delta::Opaque(redacted))), "{deltas:?}");
    let native = json!({ "type": "thinking", "thinking": "Line 3 looks best.", "signature": "c2lnbmVk" });
    let thinking = Delta::Thinking { text: "Line 3 looks best.".into(), native: Some(native) };
    assert!(deltas.contains(&Ok(thinking)), "{deltas:?}");
}

#[tokio::test]
async fn a_second_round_is_sent_as_the_api_wants_it() {
    let fixtures = json!([{ "match": { "toolCallId": "call_2" }, "response": { "content": "Done." } }]);
    for api in Api::ALL.into_iter().filter(|api| *api != Api::Gemini) {
        let Some(server) = Aimock::start(fixtures.clone()) else { return };
        let request = answered(request("why?"), vec![call("call_1"), call("call_2")]);
        assert_eq!(text(&reply(api, &server.url, &request).await), "Done.", "{api:?}");
        // The journal holds every request in the shape of Chat Completions.
        let body = &server.journal().await[0]["body"];
        let messages = body["messages"].as_array().expect("messages");
        let roles: Vec<&str> = messages.iter().filter_map(|message| message["role"].as_str()).collect();
        assert_eq!(&roles[..2], ["system", "user"], "{api:?}");
        assert_eq!(&roles[roles.len() - 2..], ["tool", "tool"], "{api:?}");
        assert_eq!(messages[messages.len() - 1]["content"], "result of call_2", "{api:?}");
        assert_eq!(body["temperature"], Value::Null, "{api:?}: the newest models refuse it");
        assert_eq!(body["tools"][0]["function"]["name"], "query_metrics", "{api:?}");
    }
}

#[tokio::test]
async fn what_a_model_sent_can_be_sent_back_to_it() {
    let list = json!([{ "id": "call_1", "name": "query_metrics", "arguments": r#"{"measures":["oee"]}"# }]);
    let called = json!({ "reasoning": "Line 3 looks best.", "content": "I look.", "toolCalls": list, "finishReason": "stop" });
    let fixtures = json!([
        { "match": { "userMessage": "why", "hasToolResult": false }, "response": called },
        { "match": { "userMessage": "why", "hasToolResult": true }, "response": { "content": "Because." } },
    ]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        let first = request("why?");
        let deltas = reply(api, &server.url, &first).await;
        assert_eq!(calls(&deltas).len(), 1, "{api:?}: {deltas:?}");
        let second = answered(first, parts(&deltas));
        let answer = reply(api, &server.url, &second).await;
        assert_eq!(text(&answer), "Because.", "{api:?}: {answer:?}");
    }
}

#[tokio::test]
async fn the_key_travels_in_its_header_alone() {
    let fixtures = json!([{ "match": { "userMessage": "oee" }, "response": { "content": "Fine." } }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        reply(api, &server.url, &request("oee")).await;
        let mut entry = server.journal().await.pop().expect("an entry");
        let header = match api {
            Api::Anthropic => "x-api-key",
            Api::Gemini => "x-goog-api-key",
            Api::Azure => "api-key",
            _ => "authorization",
        };
        assert!(entry["headers"][header].is_string(), "{api:?}: {entry}");
        entry["headers"][header] = Value::Null;
        assert!(!entry.to_string().contains("0123456789"), "{api:?}: the key is elsewhere too: {entry}");
        assert!(!entry["path"].as_str().unwrap_or_default().contains("key="), "{entry}");
        assert!(!format!("{:?}", remote(api, &server.url)).contains("0123456789"));
    }
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
        { "match": { "userMessage": "long" }, "response": error("prompt is too long: 210000 tokens > 200000 maximum", "invalid_request_error", 400) },
        { "match": { "userMessage": "large" }, "response": error("too large", "request_too_large", 413) },
    ]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        for (question, expected) in [
            ("limited", "retry after 7s"),
            ("overloaded", "retry after 7s"),
            ("broken", "retry"),
            ("key", "elsewhere"),
            ("spend", "elsewhere"),
            ("bad", "give up"),
            ("model", "elsewhere"),
            ("long", "elsewhere"),
            ("large", "give up"),
        ] {
            let error = last(reply(api, &server.url, &request(question)).await).expect_err(question);
            assert!(
                move_of(&error).starts_with(expected.split(" after").next().expect("a word")),
                "{api:?} {question}: {error:?}"
            );
            if question == "limited" {
                assert_eq!(move_of(&error), expected, "{api:?}: {error:?}");
            }
            assert!(!format!("{error} {error:?}").contains("0123456789"), "the key is in {error}");
        }
    }
}

#[tokio::test]
async fn a_reply_that_is_cut_is_an_error_after_what_came() {
    let fixtures = json!([{
        "match": { "userMessage": "oee" }, "response": { "content": "OEE was 73% on Line 3, and it rose. ".repeat(5) },
        "latency": 5, "chunkSize": 5, "truncateAfterChunks": 15,
    }]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        let deltas = reply(api, &server.url, &request("oee")).await;
        assert!(!text(&deltas).is_empty(), "{api:?}: {deltas:?}");
        assert!(
            !deltas.iter().any(|delta| matches!(delta, Ok(Delta::Stop(_)))),
            "{api:?}: a cut reply has no end: {deltas:?}"
        );
        assert_eq!(move_of(&last(deltas).expect_err("cut")), "retry", "{api:?}");
    }
}

#[tokio::test]
async fn garbage_and_a_closed_connection_are_errors() {
    let fixtures = json!([
        { "match": { "userMessage": "garbage" }, "response": { "content": "x" }, "chaos": { "malformedRate": 1 } },
        { "match": { "userMessage": "closed" }, "response": { "content": "x" }, "chaos": { "disconnectRate": 1 } },
    ]);
    let Some(server) = Aimock::start(fixtures) else { return };
    for api in Api::ALL {
        let garbage = last(reply(api, &server.url, &request("garbage")).await).expect_err("garbage");
        assert_eq!(move_of(&garbage), "elsewhere", "{api:?}: {garbage:?}");
        let closed = last(reply(api, &server.url, &request("closed")).await).expect_err("closed");
        assert_eq!(move_of(&closed), "retry", "{api:?}: {closed:?}");
    }
}
