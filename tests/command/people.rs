//! The same questions by different people.

use sentia_tests::Sentia;
use serde_json::Value;

use super::{REFUSED, USAGE, assert_one_clear_line, json};

/// Person, question, exit code: 0 answered, 4 refused.
const MATRIX: [(&str, &str, i32); 14] = [
    ("cfo", "revenue last month", 0),
    ("cfo", "OEE by plant last week", 0),
    ("cfo", "DSO last month", 0),
    ("leeds", "OEE by line last week", 0),
    ("leeds", "scrap rate by line last week", 0),
    ("leeds", "revenue last month", 4),
    ("leeds", "DSO last month", 4),
    ("leeds", "OEE of Derby last week", 4),
    ("line3", "OEE last week", 0),
    ("line3", "revenue last month", 4),
    ("line3", "DSO last month", 4),
    ("line3", "energy cost last month", 4),
    ("sales", "revenue last month", 0),
    ("analyst", "DSO last month", 4),
];

#[test]
fn everyone_is_answered_or_refused_by_what_they_may_see() {
    let sentia = Sentia::with_demo_company();
    for (person, question, code) in MATRIX {
        let asked = sentia.run(["ask", question, "--as", person, "--json"]);
        assert_eq!(asked.code(), code, "{person}: {question}: {asked:?}");
        let turn = json(&asked);
        if code == REFUSED {
            assert_eq!(
                turn["answer"]["evidence"],
                Value::Array(vec![]),
                "{person}: {question}: shows figures"
            );
        }
    }
}

#[test]
fn a_plant_manager_sees_one_plant() {
    let sentia = Sentia::with_demo_company();
    assert_eq!(labels(&sentia, "leeds", "OEE by plant last week"), ["Leeds"]);
    assert_eq!(labels(&sentia, "derby", "OEE by plant last week"), ["Derby"]);
    assert!(labels(&sentia, "cfo", "OEE by plant last week").len() > 1);
    assert_eq!(labels(&sentia, "line3", "OEE by line last week"), ["Line 3"]);
}

#[test]
fn the_scope_is_told_and_other_members_are_not_given_away() {
    let sentia = Sentia::with_demo_company();
    let asked = sentia.run(["ask", "OEE by line last week", "--as", "leeds"]);
    assert!(asked.stdout.contains("Leeds only"), "{}", asked.stdout);
    let elsewhere = sentia.run(["ask", "OEE of Wrocław last week", "--as", "leeds", "--json"]);
    assert_eq!(elsewhere.code(), REFUSED, "{elsewhere:?}");
}

#[test]
fn an_unknown_person_is_told_who_there_is() {
    let asked = Sentia::with_demo_company().run(["ask", "OEE last week", "--as", "nobody"]);
    assert_one_clear_line(&asked, USAGE);
    assert!(asked.stderr.contains("nobody") && asked.stderr.contains("leeds"), "{}", asked.stderr);
}

/// The members in the first column of the answer.
fn labels(sentia: &Sentia, person: &str, question: &str) -> Vec<String> {
    let turn = json(&sentia.run(["ask", question, "--as", person, "--json"]));
    let rows = turn["answer"]["evidence"][0]["table"]["rows"].as_array().unwrap().clone();
    rows.iter().map(|row| row[0]["text"].as_str().unwrap().to_owned()).collect()
}
