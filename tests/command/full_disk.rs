//! A disk with no room left, as a limit on the size of files: writes beyond it fail as they do on a full disk.

use std::{fs, process::Command};

use sentia_tests::{Finished, Running, Sentia};

use super::{FAILED, assert_one_clear_line};

/// Runs sentia where no file may grow past `kilobytes`. The signal that would end it is ignored, so that writes fail.
fn run_cramped(sentia: &Sentia, kilobytes: u32, arguments: &[&str]) -> Finished {
    let mut command = Command::new("bash");
    command.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &kilobytes.to_string()]);
    command.arg(sentia.command().get_program()).args(arguments);
    sentia.shelter(&mut command);
    Running::start(&mut command, b"").finish()
}

#[test]
fn the_demo_company_is_made_whole_or_not_at_all() {
    let sentia = Sentia::with_demo_company();
    let before = fs::metadata(sentia.warehouse()).unwrap();
    let made = run_cramped(&sentia, 5_000, &["demo"]);
    assert_one_clear_line(&made, FAILED);
    assert!(made.stderr.contains("room"), "{}", made.stderr);
    let after = fs::metadata(sentia.warehouse()).unwrap();
    assert_eq!(
        (before.len(), before.modified().unwrap()),
        (after.len(), after.modified().unwrap()),
        "nothing is lost"
    );
    let asked = sentia.run(["ask", "OEE by line last week"]);
    assert_eq!(asked.code(), 0, "{asked:?}");
    let left: Vec<_> = fs::read_dir(sentia.home()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("unfinished")), "{left:?}");
}

#[test]
fn a_first_question_without_room_for_the_company_leaves_nothing_half_made() {
    let sentia = Sentia::new();
    assert_one_clear_line(&run_cramped(&sentia, 5_000, &["ask", "OEE by line last week"]), FAILED);
    assert!(!sentia.warehouse().exists());
}

#[test]
fn an_answer_that_cannot_be_stored_says_so() {
    let sentia = Sentia::with_demo_company();
    assert_eq!(sentia.run(["ask", "OEE by line last week"]).code(), 0);
    let asked = run_cramped(&sentia, 4, &["ask", "scrap rate by line last week"]);
    assert_one_clear_line(&asked, FAILED);
    assert!(asked.stderr.contains("conversations.db") || asked.stderr.contains("room"), "{}", asked.stderr);

    // What was stored before is still there, and the next question is answered.
    assert_eq!(sentia.run(["ask", "scrap rate by line last week"]).code(), 0);
}
