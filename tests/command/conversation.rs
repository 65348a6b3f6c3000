//! A chat through a pipe: what it is about after every turn.

use std::collections::BTreeMap;

use sentia_tests::Sentia;
use serde_json::Value;

/// Question, then the measures, split, period and filters that must hold after it.
type Turn = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
    &'static [(&'static str, &'static str)],
);

const CONVERSATION: [Turn; 12] = [
    ("OEE by line last week", &["oee"], &["line"], "last_week", &[]),
    ("only Leeds", &["oee"], &["line"], "last_week", &[("plant", "Leeds")]),
    ("and by shift?", &["oee"], &["shift"], "last_week", &[("plant", "Leeds")]),
    ("just the night shift", &["oee"], &["shift"], "last_week", &[("plant", "Leeds"), ("shift", "Night")]),
    ("what about last month", &["oee"], &["shift"], "last_month", &[("plant", "Leeds"), ("shift", "Night")]),
    (
        "scrap rate instead",
        &["scrap_ratio"],
        &["shift"],
        "last_month",
        &[("plant", "Leeds"), ("shift", "Night")],
    ),
    ("by line", &["scrap_ratio"], &["line"], "last_month", &[("plant", "Leeds"), ("shift", "Night")]),
    ("the worst 3", &["scrap_ratio"], &["line"], "last_month", &[("plant", "Leeds"), ("shift", "Night")]),
    ("now Derby", &["scrap_ratio"], &["line"], "last_month", &[("plant", "Derby"), ("shift", "Night")]),
    ("all shifts", &["scrap_ratio"], &["line"], "last_month", &[("plant", "Derby")]),
    ("and last year?", &["scrap_ratio"], &["line"], "last_year", &[("plant", "Derby")]),
    ("for all plants", &["scrap_ratio"], &["line"], "last_year", &[]),
];

#[test]
fn twelve_turns_keep_their_filters_exactly() {
    let input: String = CONVERSATION.iter().map(|(question, ..)| format!("{question}\n")).collect();
    let chat = Sentia::with_demo_company().run_with(["chat", "--json"], input.as_bytes());
    assert_eq!(chat.code(), 0, "{chat:?}");
    let turns = chat.json_lines();
    assert_eq!(turns.len(), CONVERSATION.len(), "{}", chat.stdout);
    for (turn, (question, measures, by, period, filters)) in turns.iter().zip(CONVERSATION) {
        let focus = &turn["focus"];
        assert_eq!(turn["answer"]["outcome"], "answered", "{question}");
        assert_eq!(texts(&focus["measures"]), measures, "{question}: measures");
        assert_eq!(texts(&focus["by"]), by, "{question}: by");
        assert_eq!(focus["period"], period, "{question}: period");
        let expected: BTreeMap<_, _> =
            filters.iter().map(|(dimension, member)| (*dimension, vec![*member])).collect();
        assert_eq!(kept(&focus["filters"]), expected, "{question}: filters");
    }
}

#[test]
fn one_chat_is_one_conversation_and_can_be_gone_on_with() {
    let sentia = Sentia::with_demo_company();
    let first = sentia.run_with(["chat", "--json"], b"OEE by line last week\nonly Leeds\n").json_lines();
    let next = sentia.run_with(["chat", "--continue", "--json"], b"and by shift?\n").json_lines();
    assert_eq!(next[0]["conversation"], first[0]["conversation"]);
    assert_eq!(kept(&next[0]["focus"]["filters"]), kept(&first[1]["focus"]["filters"]));
    let other = sentia.run_with(["chat", "--json"], b"OEE by line last week\n").json_lines();
    assert_ne!(other[0]["conversation"], first[0]["conversation"]);
}

#[test]
fn somebody_elses_conversation_is_not_gone_on_with() {
    let sentia = Sentia::with_demo_company();
    let first = sentia.run_with(["chat", "--json"], b"revenue by customer last month\n").json_lines();
    let next =
        sentia.run_with(["chat", "--continue", "--json", "--as", "line3"], b"OEE last week\n").json_lines();
    assert_ne!(next[0]["conversation"], first[0]["conversation"]);
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Members kept, by dimension.
fn kept(filters: &Value) -> BTreeMap<&str, Vec<&str>> {
    let filters = filters.as_array().into_iter().flatten();
    filters.map(|filter| (filter["dimension"].as_str().unwrap_or("?"), texts(&filter["members"]))).collect()
}
