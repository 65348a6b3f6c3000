//! SQL of a person's own, as an analyst types it.

use sentia_tests::Sentia;

use super::{REFUSED, assert_clear, assert_one_clear_line, json};

const BY_CATEGORY: &str = "SELECT category, COUNT(*) AS stops, SUM(duration_s) AS seconds FROM downtime GROUP BY category ORDER BY seconds DESC";

#[test]
fn an_analyst_gets_a_table_that_says_where_it_comes_from() {
    let sentia = Sentia::with_demo_company();
    let run = sentia.run(["sql", BY_CATEGORY, "--as", "analyst", "--explain"]);
    assert!(run.succeeded(), "{run:?}");
    for part in
        ["category", "stops", "downtime.tenant = 'demo'", "How this was computed", "up to 29 Sep 2026"]
    {
        assert!(run.stdout.contains(part), "no {part} in {}", run.stdout);
    }
    let evidence = json(&sentia.run(["sql", BY_CATEGORY, "--as", "analyst", "--json"]));
    let rows = evidence["table"]["rows"].as_array().unwrap();
    assert!(rows.len() > 2, "{evidence}");
    // Every number is a figure with an id, and belongs to the text beside it.
    let id = rows[0][2]["figure"].as_str().unwrap();
    let figures = evidence["figures"].as_array().unwrap();
    let figure = figures.iter().find(|figure| figure["id"] == id).unwrap();
    assert_eq!(figure["members"][0][1], rows[0][0]["text"]);
    assert!(figure["value"].as_i64().unwrap() > 0);
}

#[test]
fn without_a_statement_it_lists_the_tables() {
    let run = Sentia::with_demo_company().run(["sql", "--as", "analyst"]);
    assert!(
        run.succeeded() && run.stdout.contains("downtime") && !run.stdout.contains("gl_entry"),
        "{run:?}"
    );
}

#[test]
fn others_and_other_statements_are_refused_in_one_line() {
    let sentia = Sentia::with_demo_company();
    for (person, statement) in [
        ("leeds", BY_CATEGORY),
        ("analyst", "DROP TABLE plant"),
        ("analyst", "SELECT COUNT(*) FROM gl_entry"),
        ("analyst", "SELECT name FROM sqlite_master"),
        ("cfo", "SELECT 1; SELECT 2"),
    ] {
        let run = sentia.run(["sql", statement, "--as", person]);
        assert_eq!(run.code(), REFUSED, "{person}: {statement}: {run:?}");
        assert!(run.stdout.is_empty(), "{}", run.stdout);
        assert_clear(&run);
    }
    assert_one_clear_line(&sentia.run(["sql", "SELECT FROM WHERE", "--as", "analyst"]), super::FAILED);
}
