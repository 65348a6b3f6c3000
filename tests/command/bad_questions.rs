//! Questions that cannot be asked, or not like that.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

use sentia_tests::Sentia;

use super::{ASKED_BACK, REFUSED, USAGE, assert_clear, assert_one_clear_line};

const ASKED_BACK_OR_REFUSED: [i32; 2] = [ASKED_BACK, REFUSED];

#[test]
fn a_measure_that_does_not_exist_is_not_guessed() {
    let asked = Sentia::with_demo_company().run(["ask", "flux capacitance by line last week"]);
    assert!(ASKED_BACK_OR_REFUSED.contains(&asked.code()), "{asked:?}");
    assert!(asked.stdout.contains("flux capacitance"), "{}", asked.stdout);
    assert!(!asked.stdout.contains('%'), "no figure may be shown: {}", asked.stdout);
}

#[test]
fn a_date_that_does_not_exist_is_named() {
    let sentia = Sentia::with_demo_company();
    let asked = sentia.run(["ask", "OEE by line on 31 February 2026"]);
    assert!(ASKED_BACK_OR_REFUSED.contains(&asked.code()), "{asked:?}");
    let said = asked.stdout.clone() + &asked.stderr;
    assert!(said.contains("31 February"), "{said}");

    let made = sentia.run(["demo", "--today", "2026-02-30"]);
    assert_eq!(made.code(), USAGE, "{made:?}");
    assert_clear(&made);
    assert!(made.stderr.contains("2026-02-30"), "{}", made.stderr);
}

#[test]
fn no_question_at_all() {
    let sentia = Sentia::with_demo_company();
    for question in ["", "   ", "\u{7}\u{1b}"] {
        assert_one_clear_line(&sentia.run(["ask", question]), USAGE);
    }
    assert_one_clear_line(&sentia.run(["ask"]), USAGE);
}

#[test]
fn a_megabyte_is_not_a_question() {
    let sentia = Sentia::with_demo_company();
    let megabyte = "OEE by line last week ".repeat(50_000);
    assert_one_clear_line(&sentia.run_with(["ask", "-"], megabyte.as_bytes()), USAGE);

    // In a chat the next question is answered all the same.
    let chat = sentia.run_with(["chat"], format!("{megabyte}\nOEE by line last week\n").as_bytes());
    assert_clear(&chat);
    assert!(chat.stdout.contains("Line 3"), "{chat:?}");
}

#[test]
fn control_characters_neither_steer_the_screen_nor_change_the_answer() {
    let sentia = Sentia::with_demo_company();
    let plain = sentia.run(["ask", "OEE by line last week"]);
    let asked =
        sentia.run(["ask", "OEE\u{7} by\u{202e} line\u{1b} last\u{0} week".replace('\0', "").as_str()]);
    assert_eq!(asked.code(), 0, "{asked:?}");
    assert!(!asked.stdout.chars().any(|letter| letter.is_control() && letter != '\n'), "{:?}", asked.stdout);
    assert_eq!(figures(&asked.stdout), figures(&plain.stdout));
}

#[test]
fn text_that_is_not_utf_8_is_refused() {
    let sentia = Sentia::with_demo_company();
    assert_one_clear_line(&sentia.run_with(["ask", "-"], b"OEE by \xff\xfe last week"), USAGE);
    let asked = sentia.run([OsStr::new("ask"), OsStr::from_bytes(b"OEE \xff")]);
    assert_eq!(asked.code(), USAGE, "{asked:?}");
    assert_clear(&asked);
}

#[test]
fn an_unknown_command_or_flag_says_what_there_is() {
    for arguments in [["asks", "OEE"], ["ask", "--jsom"], ["demo", "--scale=0"]] {
        let finished = Sentia::new().run(arguments);
        assert!([1, 2].contains(&finished.code()), "{finished:?}");
        assert_clear(&finished);
    }
}

/// The numbers shown, but for those of ids.
fn figures(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.ends_with('%')).collect()
}
