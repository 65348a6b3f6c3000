//! The same company and the same answers on PostgreSQL as in a file.

use std::fs;

use sentia_tests::{Running, Sentia, postgres};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::json as object;

/// A short history is made in a moment.
const SHORT: [&str; 2] = ["--first-day", "2026-07-01"];
const QUESTIONS: [(&str, &str); 6] = [
    ("cfo", "OEE by line last week"),
    ("cfo", "revenue by customer last month"),
    ("leeds", "scrap rate by shift last week against the week before"),
    ("line3", "downtime by reason last month"),
    ("cfo", "good quantity by day last week"),
    ("line3", "revenue last month"),
];

#[tokio::test]
async fn postgresql_gives_the_answers_of_sqlite() {
    let Some(server) = postgres() else { return };
    let (facts, conversations) = (fresh(&server, "facts").await, fresh(&server, "conversations").await);
    let (on_file, on_server) = (Sentia::new(), Sentia::new());
    fs::write(
        on_server.home().join("sentia.toml"),
        "[warehouse]\ntenant = \"demo\"\ntoday = \"2026-09-30\"\n",
    )
    .unwrap();

    let made = object(&on_file.run([&["demo", "--json"], &SHORT[..]].concat()));
    let poured = object(&on_server.run([&["demo", "--json", "--database", &facts], &SHORT[..]].concat()));
    assert_eq!(made["fingerprint"], poured["fingerprint"]);

    for (person, question) in QUESTIONS {
        let arguments = ["ask", question, "--as", person, "--json"];
        let expected = on_file.run(arguments);
        let run = |arguments: &[&str]| {
            let mut command = on_server.command();
            command
                .env("SENTIA_WAREHOUSE_URL", &facts)
                .env("SENTIA_STORE_URL", &conversations)
                .args(arguments);
            Running::start(&mut command, b"").finish()
        };
        let found = run(&arguments);
        assert_eq!(found.code(), expected.code(), "{person}: {question}: {found:?}");
        let turn = object(&found);
        assert_eq!(figures_of(&turn), figures_of(&object(&expected)), "{person}: {question}");
        let replayed = run(&["replay", turn["id"].as_str().unwrap()]);
        assert_eq!(replayed.code(), 0, "{question}: {replayed:?}");
    }
}

/// All that people see of an answer. The statements differ by dialect, and so do the hashes over them.
fn figures_of(turn: &Value) -> Value {
    let evidence = turn["answer"]["evidence"].as_array().unwrap();
    let evidence: Vec<_> =
        evidence.iter().map(|evidence| json!([evidence["table"], evidence["figures"]])).collect();
    json!([turn["answer"]["outcome"], turn["answer"]["blocks"], turn["answer"]["caveats"], evidence])
}

/// An empty database on the server.
async fn fresh(server: &str, name: &str) -> String {
    let name = format!("sentia_command_{name}_{}", std::process::id());
    let mut connection = PgConnection::connect(server).await.unwrap();
    connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await.unwrap();
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}
