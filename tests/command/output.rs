//! Where the answer goes.

use std::{
    fs::File,
    process::{Command, Stdio},
};

use sentia_tests::{Running, Sentia};

use super::{assert_clear, json};

const QUESTION: [&str; 2] = ["ask", "OEE by line last week"];

#[test]
fn a_pipe_gets_plain_text() {
    let asked = Sentia::with_demo_company().run(QUESTION);
    assert_eq!((asked.code(), asked.stderr.as_str()), (0, ""));
    assert!(!asked.stdout.contains('\u{1b}'), "{}", asked.stdout);
    assert!(asked.stdout.contains("Line 3"), "{}", asked.stdout);
}

#[test]
fn json_is_one_object_and_nothing_else() {
    let sentia = Sentia::with_demo_company();
    let answered = json(&sentia.run([&QUESTION[..], &["--json"]].concat()));
    assert_eq!(answered["answer"]["outcome"], "answered");
    for (question, code) in [("who will win the cup?", 4), ("revenue last month", 4)] {
        let asked = sentia.run(["--json", "--as", "line3", "ask", question]);
        assert_eq!(asked.code(), code, "{asked:?}");
        json(&asked);
    }
}

#[test]
fn a_reader_that_left_is_no_error() {
    let sentia = Sentia::with_demo_company();
    let mut command = Command::new("bash");
    command.args(["-c", "\"$0\" \"$@\" | true; exit \"${PIPESTATUS[0]}\""]);
    command.arg(sentia.command().get_program()).args(QUESTION);
    sentia.shelter(&mut command);
    let asked = Running::start(&mut command, b"").finish();
    assert_eq!((asked.code(), asked.stderr.as_str()), (0, ""), "{asked:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_takes_no_more_is_an_error() {
    let sentia = Sentia::with_demo_company();
    for arguments in [&QUESTION[..], &["--help"], &["doctor"], &["ask", "OEE", "--json"]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = sentia.command().args(arguments).stdin(Stdio::null()).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("written") && said.lines().count() == 1, "{arguments:?}: {said}");
    }
}

#[test]
fn explain_shows_the_statement() {
    let sentia = Sentia::with_demo_company();
    let plain = sentia.run(QUESTION);
    let explained = sentia.run([&QUESTION[..], &["--explain"]].concat());
    assert_eq!(explained.code(), 0, "{explained:?}");
    assert!(explained.stdout.contains("SELECT") && !plain.stdout.contains("SELECT"), "{}", explained.stdout);
}

#[test]
fn help_names_the_exit_codes() {
    let help = Sentia::new().run(["--help"]);
    assert_eq!(help.code(), 0);
    assert!(help.stdout.contains("Exit codes"), "{}", help.stdout);
    let wrong = Sentia::new().run(["--as"]);
    assert_eq!(wrong.code(), 2);
    assert_clear(&wrong);
}
