//! Several models: which one is asked, which one next, and what that costs.

use std::{fs, net::TcpListener};

use sentia_tests::{Aimock, Finished, Running, Sentia};
use serde_json::json;

use super::json as object;

const QUESTION: &str = "OEE last week";

/// The models that ship, at these addresses.
fn routed(base_urls: &[(&str, &str)]) -> Sentia {
    let sentia = Sentia::with_demo_company();
    let urls: Vec<String> = base_urls.iter().map(|(id, url)| format!("{id} = \"{url}\"")).collect();
    let settings = format!("[router]\nbase_urls = {{ {} }}\n", urls.join(", "));
    fs::write(sentia.home().join("sentia.toml"), settings).unwrap();
    sentia
}

fn ask(sentia: &Sentia, arguments: &[&str]) -> Finished {
    let mut command = sentia.command();
    command.env("ANTHROPIC_API_KEY", "sk-secret-key").env("OPENAI_API_KEY", "sk-other-key").args(arguments);
    Running::start(&mut command, b"").finish()
}

fn nobody_listens() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn where_the_first_model_cannot_be_reached_the_second_answers_and_its_price_is_kept() {
    let arguments = r#"{"measures": ["oee"], "period": "last_week"}"#;
    let call = json!([{ "id": "call_1", "name": "query_metrics", "arguments": arguments }]);
    let usage = json!({ "input_tokens": 1000, "output_tokens": 100 });
    let Some(server) = Aimock::start(json!([
        { "match": { "toolCallId": "call_1" }, "response": { "content": "OEE stood at [[e1.f1]] last week.", "usage": usage } },
        { "match": { "userMessage": "OEE" }, "response": { "toolCalls": call, "usage": usage } },
    ])) else {
        return;
    };
    let sentia = routed(&[("claude", &nobody_listens()), ("gpt", &format!("{}/v1", server.url))]);
    let turn = object(&ask(&sentia, &["ask", QUESTION, "--json"]));
    let model = &turn["answer"]["model"];
    assert_eq!((&model["id"], &model["voice"]), (&json!("openai/gpt-5.6"), &json!("model")), "{model}");
    assert_eq!(model["tried"], json!(["anthropic/claude-sonnet-5-5"]));
    // 2,000 tokens read at 4.00 and 200 written at 20.00 for a million.
    assert_eq!(model["cost"], json!({ "micros": 12_000, "currency": "USD" }));
    assert_eq!(turn["answer"]["caveats"], json!([]), "one answer, whoever gave it");
    let replayed = ask(&sentia, &["replay", turn["id"].as_str().unwrap()]);
    assert_eq!(replayed.code(), 0, "{replayed:?}");
    let models = ask(&sentia, &["models"]);
    assert!(models.stdout.contains("0.012000 USD"), "{}", models.stdout);
    assert!(!format!("{models:?}").contains("secret"));
}

#[test]
fn the_route_of_a_question_is_shown_with_its_reasons() {
    let sentia = routed(&[]);
    let shown = ask(&sentia, &["route", QUESTION]);
    assert_eq!(shown.code(), 0, "{shown:?}");
    for words in ["question", "claude", "asked first", "GEMINI_API_KEY", "has no address"] {
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }
    let decided = object(&ask(&sentia, &["route", "--json", QUESTION]));
    assert_eq!((&decided["task"], &decided["sensitivity"]), (&json!("question"), &json!("internal")));
    let payroll = ask(&sentia, &["route", "payroll cost last month"]);
    assert!(payroll.stdout.contains("may not see restricted measures"), "{}", payroll.stdout);
}

#[test]
fn without_a_key_the_embedded_planner_answers() {
    let sentia = routed(&[]);
    let asked = sentia.run(["ask", QUESTION, "--json"]);
    assert_eq!(asked.code(), 0, "{asked:?}");
    let turn = object(&asked);
    assert_eq!((&turn["answer"]["model"]["id"], &turn["answer"]["caveats"]), (&json!(null), &json!([])));
    let checked = sentia.run(["doctor"]);
    assert!(checked.stdout.contains("none can be reached"), "{}", checked.stdout);
}
