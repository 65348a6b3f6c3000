//! Ctrl-C in the middle.

use std::{fs, net::TcpListener, time::Duration};

use sentia_tests::{Finished, Running, Sentia};

use super::INTERRUPTED;

#[test]
fn making_the_demo_company_again_leaves_the_old_one_whole() {
    let sentia = Sentia::with_demo_company();
    let before = fs::metadata(sentia.warehouse()).unwrap().len();
    let made = interrupted(&sentia, &["demo", "--seed", "8"], 700);
    assert_eq!(made.code(), INTERRUPTED, "{made:?}");
    assert!(!made.stderr.contains("panicked"), "{}", made.stderr);
    assert_eq!(fs::metadata(sentia.warehouse()).unwrap().len(), before);
    assert_eq!(sentia.run(["ask", "OEE by line last week"]).code(), 0);
}

#[test]
fn making_the_demo_company_for_the_first_time_can_be_begun_again() {
    let sentia = Sentia::new();
    let asked = interrupted(&sentia, &["ask", "OEE by line last week"], 700);
    assert_eq!(asked.code(), INTERRUPTED, "{asked:?}");
    assert!(!sentia.warehouse().exists(), "a company that is not whole must not be taken for one");
    let made = sentia.run(["demo", "--first-day", "2026-08-01"]);
    assert_eq!(made.code(), 0, "{made:?}");
}

#[test]
fn an_answer_that_waits_for_its_model_stops_at_once() {
    let sentia = Sentia::with_demo_company();
    assert_eq!(sentia.run(["ask", "OEE by line last week"]).code(), 0);
    // Takes the connection and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = format!(
        "[model]\nprovider = \"anthropic\"\nname = \"claude-test\"\nbase_url = \"http://{}\"\n",
        silent.local_addr().unwrap()
    );
    fs::write(sentia.home().join("sentia.toml"), settings).unwrap();
    let mut command = sentia.command();
    command.env("ANTHROPIC_API_KEY", "test").args(["ask", "scrap rate by line last week"]);
    let mut running = Running::start(&mut command, b"");
    running.interrupt(Duration::from_millis(700));
    let asked = running.finish();
    assert_eq!(asked.code(), INTERRUPTED, "{asked:?}");
    assert!(!asked.stderr.contains("panicked"), "{}", asked.stderr);

    fs::remove_file(sentia.home().join("sentia.toml")).unwrap();
    assert_eq!(sentia.run(["ask", "OEE by line last week"]).code(), 0);
}

fn interrupted(sentia: &Sentia, arguments: &[&str], after: u64) -> Finished {
    let mut command = sentia.command();
    let mut running = Running::start(command.args(arguments), b"");
    running.interrupt(Duration::from_millis(after));
    running.finish()
}
