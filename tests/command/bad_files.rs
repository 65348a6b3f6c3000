//! Files that are broken, missing, or not ours to write.

use std::fs;

use sentia_tests::{Finished, Sentia};

use super::{FAILED, assert_clear, assert_one_clear_line};

const QUESTION: [&str; 2] = ["ask", "OEE by line last week"];

#[test]
fn a_database_of_rubbish_is_named_and_left_alone() {
    let sentia = Sentia::new();
    let rubbish = b"this was never a database\n".repeat(1_000);
    fs::write(sentia.warehouse(), &rubbish).unwrap();
    let asked = sentia.run(QUESTION);
    assert_one_clear_line(&asked, FAILED);
    assert!(asked.stderr.contains("demo.db") && asked.stderr.contains("sentia demo"), "{}", asked.stderr);
    assert_eq!(fs::read(sentia.warehouse()).unwrap(), rubbish);
}

#[test]
fn a_database_cut_short_is_an_error_and_no_figure() {
    let whole = Sentia::with_demo_company();
    let bytes = fs::read(whole.warehouse()).unwrap();
    for kept in [100, 4_096, bytes.len() / 3] {
        let sentia = Sentia::new();
        fs::write(sentia.warehouse(), &bytes[..kept]).unwrap();
        let asked = sentia.run(QUESTION);
        assert_one_clear_line(&asked, FAILED);
        assert!(!asked.stdout.contains('%'), "{}", asked.stdout);
    }
}

#[test]
fn conversations_that_cannot_be_read_are_named_and_left_alone() {
    let sentia = Sentia::with_demo_company();
    let store = sentia.home().join("conversations.db");
    let rubbish = b"neither was this\n".repeat(1_000);
    fs::write(&store, &rubbish).unwrap();
    let asked = sentia.run(QUESTION);
    assert_one_clear_line(&asked, FAILED);
    assert!(asked.stderr.contains("conversations.db"), "{}", asked.stderr);
    assert_eq!(fs::read(&store).unwrap(), rubbish);
}

#[test]
fn a_broken_catalogue_is_told_by_file_and_line() {
    let faults = [
        ("semantic_model:\n  - name: plant\n    datasets: [\n", "plant.yaml:"),
        ("semantic_model: 7\n", "plant.yaml:1"),
        (
            "semantic_model:\n  - name: plant\n    datasets:\n      - name: t\n        source: no_such_table\n        fields: []\n",
            "no_such_table",
        ),
    ];
    for (text, expected) in faults {
        let sentia = Sentia::with_demo_company();
        fs::create_dir(sentia.home().join("catalogue")).unwrap();
        fs::write(sentia.home().join("catalogue/plant.yaml"), text).unwrap();
        let settings = "[catalogue]\ndir = \"catalogue\"\n[[people]]\nid = \"me\"\nname = \"Me\"\n";
        fs::write(sentia.home().join("sentia.toml"), settings).unwrap();
        for command in [vec!["ask", "OEE"], vec!["config", "check"]] {
            let finished = sentia.run(&command);
            assert_eq!(finished.code(), 1, "{finished:?}");
            assert!(said(&finished).contains(expected), "{expected}: {finished:?}");
            assert!(!said(&finished).contains("panicked"), "{finished:?}");
        }
    }
}

#[test]
fn a_broken_configuration_is_told_by_file_and_line() {
    let faults = [
        ("[warehouse]\nurll = \"x\"\n", "sentia.toml:2"),
        ("[model]\nprovider = \"nobody\"\nname = \"x\"\n", "sentia.toml:2"),
        ("[budget]\nsteps = 0\n", "sentia.toml:2"),
        ("[[people]\n", "sentia.toml:1"),
        ("[warehouse]\nurl = \"/no/such/file.db\"\ntenant = \"demo\"\n", "/no/such/file.db"),
    ];
    for (text, expected) in faults {
        let sentia = Sentia::new();
        fs::write(sentia.home().join("sentia.toml"), text).unwrap();
        let asked = sentia.run(QUESTION);
        assert_one_clear_line(&asked, FAILED);
        assert!(asked.stderr.contains(expected), "{expected}: {}", asked.stderr);
    }
    let missing = Sentia::new().run(["--config", "nowhere.toml", "ask", "OEE"]);
    assert_one_clear_line(&missing, FAILED);
    assert!(missing.stderr.contains("nowhere.toml"), "{}", missing.stderr);
}

#[test]
fn a_home_that_is_a_file_is_named() {
    let sentia = Sentia::new();
    let file = sentia.home().join("file");
    fs::write(&file, "x").unwrap();
    let asked = sentia.run(["ask", "OEE", "--home", file.to_str().unwrap()]);
    assert_one_clear_line(&asked, FAILED);
    assert!(asked.stderr.contains("/file"), "{}", asked.stderr);
}

#[test]
fn the_doctor_says_what_is_wrong_with_each() {
    let sentia = Sentia::new();
    fs::write(sentia.warehouse(), "rubbish ".repeat(1_000)).unwrap();
    let told = sentia.run(["doctor"]);
    assert_eq!(told.code(), 1, "{told:?}");
    assert!(said(&told).contains("sentia demo"), "{told:?}");

    let healthy = Sentia::with_demo_company().run(["doctor"]);
    assert_eq!(healthy.code(), 0, "{healthy:?}");
    assert_eq!(healthy.stderr, "");
}

#[test]
fn a_turn_that_was_never_stored_is_named() {
    let replayed = Sentia::with_demo_company().run(["replay", "t-nothing"]);
    assert_one_clear_line(&replayed, FAILED);
    assert_clear(&replayed);
    assert!(replayed.stderr.contains("t-nothing"), "{}", replayed.stderr);
}

fn said(finished: &Finished) -> String {
    finished.stdout.clone() + &finished.stderr
}
