//! Reports and exports: the figures of the answers, in files that are what they are called, within what a person may see.

use std::fs;

use sentia_tests::Sentia;

use super::{FAILED, USAGE, assert_one_clear_line, json};

#[test]
fn an_answer_is_written_in_every_format() {
    let sentia = Sentia::with_demo_company();
    let asked = json(&sentia.run(["ask", "OEE by line last week", "--json"]));
    let turn = asked["id"].as_str().unwrap().to_owned();
    for (ending, begins) in [
        ("pdf", "%PDF"),
        ("xlsx", "PK"),
        ("docx", "PK"),
        ("pptx", "PK"),
        ("html", "<!"),
        ("csv", ""),
        ("md", "#"),
    ] {
        let file = format!("answer.{ending}");
        let written = sentia.run(["export", &turn, "--out", &file]);
        assert!(written.succeeded(), "{written:?}");
        let bytes = fs::read(sentia.home().join(&file)).unwrap();
        assert!(bytes.starts_with(begins.as_bytes()) && bytes.len() > 100, "{ending}");
    }
    let text = fs::read_to_string(sentia.home().join("answer.md")).unwrap();
    let shown = sentia.run(["ask", "OEE by line last week"]).stdout;
    let figures = shown.split(|letter: char| letter.is_whitespace()).filter(|word| word.ends_with('%'));
    for figure in figures {
        assert!(text.contains(figure), "{figure} is missing:\n{text}");
    }

    assert_one_clear_line(&sentia.run(["export", &turn, "--out", "answer.md"]), FAILED);
    assert_one_clear_line(&sentia.run(["export", &turn, "--out", "answer.xyz"]), FAILED);
    assert_one_clear_line(&sentia.run(["export", "c999-1"]), FAILED);
}

#[test]
fn a_report_keeps_within_what_a_person_may_see() {
    let sentia = Sentia::with_demo_company();
    let kinds = sentia.run(["report"]);
    let kinds: Vec<&str> =
        kinds.stdout.lines().skip(2).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(kinds.len() >= 7, "{kinds:?}");
    for kind in &kinds {
        let file = format!("{kind}.md");
        let written = sentia.run(["report", kind, "--out", &file]);
        assert!(written.succeeded(), "{written:?}");
        let text = fs::read_to_string(sentia.home().join(&file)).unwrap();
        assert!(!text.contains("not answered"), "a question of {kind} is not answered:\n{text}");
        assert!(text.contains("## How each figure was computed"), "{text}");
    }
    let own = sentia.run(["report", "operations", "--as", "leeds", "--out", "leeds.md"]);
    assert!(own.succeeded(), "{own:?}");
    let own = fs::read_to_string(sentia.home().join("leeds.md")).unwrap();
    assert!(own.contains("Line 3") && !own.contains("Line 5") && !own.contains("Derby"), "{own}");
    let other = sentia.run(["report", "operations", "--as", "leeds", "--only", "Derby", "--out", "derby.md"]);
    assert!(other.succeeded(), "{other:?}");
    let other = fs::read_to_string(sentia.home().join("derby.md")).unwrap();
    assert!(other.contains("Your permissions cover Leeds only") && !other.contains('%'), "{other}");

    let again = sentia.run(["report", "losses", "--out", "again.md"]);
    assert!(again.succeeded());
    let same = fs::read(sentia.home().join("losses.md")).unwrap()
        == fs::read(sentia.home().join("again.md")).unwrap();
    assert!(same, "the same report gives the same bytes");
    assert_one_clear_line(&sentia.run(["report", "horoscope"]), FAILED);
    assert_eq!(sentia.run(["report", "losses", "--format", "papyrus"]).code(), USAGE);
}
