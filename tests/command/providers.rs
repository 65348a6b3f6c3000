//! Models that cannot be reached.

use std::{fs, net::TcpListener};

use sentia_tests::{Finished, Running, Sentia};

use super::{FAILED, assert_one_clear_line};

fn configured(base_url: &str) -> Sentia {
    let sentia = Sentia::with_demo_company();
    let settings = format!(
        "[model]\nprovider = \"anthropic\"\nname = \"claude-test\"\nbase_url = \"{base_url}\"\n[budget]\nseconds = 5\n"
    );
    fs::write(sentia.home().join("sentia.toml"), settings).unwrap();
    sentia
}

fn nobody_listens() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn ask(sentia: &Sentia, key: Option<&str>) -> Finished {
    let mut command = sentia.command();
    command.args(["ask", "OEE by line last week"]).envs(key.map(|key| ("ANTHROPIC_API_KEY", key)));
    Running::start(&mut command, b"").finish()
}

#[test]
fn a_missing_key_names_its_variable() {
    let sentia = configured(&nobody_listens());
    let asked = ask(&sentia, None);
    assert_one_clear_line(&asked, FAILED);
    assert!(asked.stderr.contains("ANTHROPIC_API_KEY"), "{}", asked.stderr);
    let checked = sentia.run(["config", "check"]);
    assert_eq!(checked.code(), 1, "{checked:?}");
    assert!(checked.stdout.contains("ANTHROPIC_API_KEY"), "{checked:?}");
}

/// The figures need no model: the embedded planner and the narrator answer, and the answer says so.
#[test]
fn an_unreachable_provider_costs_the_prose_and_not_the_figures() {
    let asked = ask(&configured(&nobody_listens()), Some("sk-secret-key"));
    assert_eq!(asked.code(), 0, "{asked:?}");
    assert!(asked.stdout.contains("Line 3"), "{}", asked.stdout);
    let said = asked.stdout + &asked.stderr;
    assert!(said.contains("anthropic"), "{said}");
    assert!(!said.contains("sk-secret-key"), "{said}");
}

#[test]
fn a_provider_that_never_answers_is_given_up_in_time() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let asked = ask(&configured(&format!("http://{}", silent.local_addr().unwrap())), Some("test"));
    assert_eq!(asked.code(), 0, "{asked:?}");
    assert!(asked.stdout.contains("Line 3"), "{}", asked.stdout);
}
