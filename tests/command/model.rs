//! A model over the wire: it plans and words, and what it says is checked.

use std::fs;

use sentia_tests::{Aimock, Finished, Running, Sentia};
use serde_json::{Value, json};

use super::json as object;

const QUESTION: &str = "OEE last week";

/// A model that asks for OEE of last week and then says `words`.
fn scripted(words: &str) -> Option<Aimock> {
    let arguments = r#"{"measures": ["oee"], "period": "last_week"}"#;
    let call = json!([{ "id": "toolu_1", "name": "query_metrics", "arguments": arguments }]);
    Aimock::start(json!([
        { "match": { "toolCallId": "toolu_1" }, "response": { "content": words } },
        { "match": { "userMessage": "OEE" }, "response": { "toolCalls": call } },
    ]))
}

fn configured(server: &Aimock) -> Sentia {
    let sentia = Sentia::with_demo_company();
    let settings = format!(
        "[model]\nprovider = \"anthropic\"\nname = \"claude-opus-5\"\nbase_url = \"{}\"\n",
        server.url
    );
    fs::write(sentia.home().join("sentia.toml"), settings).unwrap();
    sentia
}

fn ask(sentia: &Sentia, arguments: &[&str]) -> Finished {
    let mut command = sentia.command();
    command.env("ANTHROPIC_API_KEY", "sk-secret-key").args(arguments);
    Running::start(&mut command, b"").finish()
}

#[test]
fn a_bound_figure_is_shown_and_the_turn_replays_without_the_model() {
    let Some(server) = scripted("OEE stood at [[e1.f1]] last week.") else { return };
    let sentia = configured(&server);
    let asked = ask(&sentia, &["ask", QUESTION, "--json"]);
    assert_eq!(asked.code(), 0, "{asked:?}");
    let turn = object(&asked);
    assert_eq!(turn["answer"]["model"]["id"], "anthropic/claude-opus-5");
    assert_eq!(turn["answer"]["model"]["voice"], "model");
    assert!(prose(&turn).contains("[[e1.f1]]"), "{turn}");
    assert!(!asked.stdout.contains("sk-secret-key"));

    drop(server);
    let replayed = ask(&sentia, &["replay", turn["id"].as_str().unwrap()]);
    assert_eq!(replayed.code(), 0, "{replayed:?}");
}

#[test]
fn an_invented_figure_is_never_shown() {
    let Some(server) = scripted("OEE stood at 99.9% last week, a record.") else { return };
    let asked = ask(&configured(&server), &["ask", QUESTION]);
    assert_eq!(asked.code(), 0, "{asked:?}");
    assert!(!asked.stdout.contains("99.9"), "{}", asked.stdout);
    assert!(asked.stdout.contains("OEE stood at"), "the narrator says it instead: {}", asked.stdout);
}

fn prose(turn: &Value) -> String {
    let blocks = turn["answer"]["blocks"].as_array().unwrap();
    blocks.iter().filter_map(|block| block["prose"].as_str()).collect()
}
