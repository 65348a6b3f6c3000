//! Documents taken in from files, and found by those alone who may read them.

use std::fs;

use sentia_tests::{Finished, Running, Sentia, postgres};

use super::{FAILED, REFUSED, USAGE, assert_one_clear_line, json};

#[test]
fn documents_are_found_by_those_who_may_read_them() {
    let sentia = Sentia::new();
    let folder = sentia.home().join("papers");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("sop.md"), "# Press brake\n\n## Tools\n\nTighten the spindle bolts to 85 Nm.\n")
        .unwrap();
    fs::write(folder.join("broken.pdf"), "%PDF-1.7 and nothing else").unwrap();
    let added = sentia.run(["documents", "add", "papers", "--for", "finance", "--json"]);
    assert_eq!(added.code(), FAILED, "one of them cannot be read: {added:?}");
    let files = json(&added)["files"].as_array().unwrap().clone();
    let outcome = |name: &str| {
        let file = files.iter().find(|file| file["path"].as_str().unwrap().ends_with(name));
        file.unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    assert!(outcome("sop.md").starts_with("added"), "{files:?}");
    assert!(outcome("broken.pdf").starts_with("not taken in: "), "{files:?}");

    let question = ["documents", "search", "torque of the spindle bolts", "--as"];
    let found = sentia.run([question.as_slice(), &["cfo"]].concat());
    assert!(found.succeeded() && found.stdout.contains("[1] Press brake › Tools"), "{found:?}");
    assert!(found.stdout.contains("searched by words alone"), "{found:?}");
    let hidden = sentia.run([question.as_slice(), &["line3"]].concat());
    assert_eq!(hidden.code(), REFUSED, "{hidden:?}");
    assert!(!hidden.stdout.contains("Press brake"), "{hidden:?}");
    let nobody = sentia.run([question.as_slice(), &["nobody"]].concat());
    assert_one_clear_line(&nobody, USAGE);

    fs::remove_file(folder.join("sop.md")).unwrap();
    sentia.run(["documents", "add", "papers", "--for", "finance"]);
    let left = sentia.run(["documents", "list", "--as", "cfo"]);
    assert!(left.succeeded() && !left.stdout.contains("papers"), "{left:?}");
}

/// Runs a command with its documents in this database.
fn run_on(sentia: &Sentia, url: &str, arguments: &[&str]) -> Finished {
    let mut command = sentia.command();
    command.args(arguments).env("SENTIA_DOCUMENTS_URL", url);
    Running::start(&mut command, b"").finish()
}

#[tokio::test]
async fn documents_may_be_in_a_database() {
    let Some(server) = postgres() else { return };
    let (address, _) = server.rsplit_once('/').unwrap();
    let admin = sqlx::PgPool::connect(&server).await.unwrap();
    for sql in ["DROP DATABASE IF EXISTS sentia_documents", "CREATE DATABASE sentia_documents"] {
        sqlx::query(sql).execute(&admin).await.unwrap();
    }
    let (sentia, url) = (Sentia::with_demo_company(), format!("{address}/sentia_documents"));
    let folder = sentia.home().join("papers");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("sop.md"), "# Press brake\n\nTighten the spindle bolts to 85 Nm.\n").unwrap();
    let added = run_on(&sentia, &url, &["documents", "add", "papers", "--for", "finance"]);
    assert!(added.succeeded(), "{added:?}");
    let question = ["documents", "search", "torque of the spindle bolts", "--as"];
    let found = run_on(&sentia, &url, &[question.as_slice(), &["cfo"]].concat());
    assert!(found.succeeded() && found.stdout.contains("85 Nm"), "{found:?}");
    let hidden = run_on(&sentia, &url, &[question.as_slice(), &["line3"]].concat());
    assert!(!hidden.stdout.contains("85 Nm"), "{hidden:?}");
    let asked = run_on(&sentia, &url, &["ask", "what does the credit policy say about overdue amounts"]);
    assert!(asked.succeeded() && asked.stdout.contains("[1]"), "{asked:?}");
    assert!(!sentia.home().join("documents.db").exists(), "they are in a file too");
    let checked = run_on(&sentia, &url, &["config", "check"]);
    assert!(checked.stdout.contains("sentia_documents"), "{checked:?}");
}

#[test]
fn a_database_of_documents_that_is_away_is_told_of_without_its_password() {
    let url = "postgres://sentia:hunter2@127.0.0.1:1/documents";
    let told = run_on(&Sentia::new(), url, &["documents", "list"]);
    assert_one_clear_line(&told, FAILED);
    assert!(!format!("{told:?}").contains("hunter2"), "{told:?}");
}
