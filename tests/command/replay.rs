//! Every stored turn can be run again.

use sentia_tests::Sentia;

use super::json;

const QUESTIONS: [(&str, &str); 6] = [
    ("cfo", "OEE by line last week"),
    ("cfo", "revenue by month this year against last year"),
    ("cfo", "margin"),
    ("leeds", "worst 3 lines by scrap rate last month"),
    ("line3", "revenue last month"),
    ("line3", "who will win the cup?"),
];

#[test]
fn stored_turns_come_out_byte_for_byte() {
    let sentia = Sentia::with_demo_company();
    for (person, question) in QUESTIONS {
        let turn = json(&sentia.run(["ask", question, "--as", person, "--json"]));
        let id = turn["id"].as_str().unwrap().to_owned();
        let replayed = sentia.run(["replay", &id]);
        assert_eq!(replayed.code(), 0, "{question}: {replayed:?}");
    }
}

#[test]
fn another_company_under_the_same_turn_is_a_difference() {
    let sentia = Sentia::with_demo_company();
    let turn = json(&sentia.run(["ask", "OEE by line last week", "--json"]));
    let id = turn["id"].as_str().unwrap().to_owned();
    let made = sentia.run(["demo", "--seed", "8", "--first-day", "2026-08-01"]);
    assert_eq!(made.code(), 0, "{made:?}");
    let replayed = sentia.run(["replay", &id]);
    assert_eq!(replayed.code(), 1, "{replayed:?}");
    assert!(!replayed.stdout.is_empty(), "the difference is shown");
}
