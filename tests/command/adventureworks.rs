//! A real schema that nobody here designed: AdventureWorks, where its files lie beside the checkout.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use sentia_tests::{Finished, Sentia, read, root};
use serde_json::Value;
use sqlx::{Row, SqlitePool};

use super::{json, own_data::figures};

/// Files, what parts their cells, and their columns as the vendor's script names them.
const FILES: &str = include_str!("../own_data/adventureworks_columns.txt");
/// Joins that the vendor's script declares between these tables: from, column, to.
const JOINS: &str = include_str!("../own_data/adventureworks_joins.txt");
/// Share of joins and dates that a draft must find.
const ENOUGH: f64 = 0.9;

#[tokio::test]
async fn adventureworks_is_drafted_and_asked() {
    let Some(folder) = files() else { return };
    let sentia = Sentia::new();
    import(&sentia, &folder);
    let drafted = sentia.run(["catalogue", "draft", "aw.db", "--currency", "USD", "--json"]);
    assert_good(&drafted);
    joins_and_dates_are_found(&json(&drafted));
    let database = SqlitePool::connect(&sentia.home().join("aw.db").to_string_lossy()).await.unwrap();
    let mut wrong = Vec::new();
    for line in read("tests/own_data/adventureworks.txt").lines() {
        let Some((question, sql)) = line.split_once(" | ").filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let right = by_hand(&database, sql).await;
        let asked =
            sentia.run(["ask", question, "--database", "aw.db", "--catalogue", "catalogue.yaml", "--json"]);
        let given = if asked.succeeded() { sorted(figures(&json(&asked))) } else { Vec::new() };
        if !is_same(&given, &right) {
            wrong.push(format!("{question}\n  given {given:?}\n  right {right:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[expect(clippy::print_stdout, reason = "what was skipped must be seen")]
fn files() -> Option<PathBuf> {
    let folder = root().join("../shared/data/adventureworks");
    if !folder.is_dir() {
        println!("SKIPPED: the AdventureWorks files are not in {}", folder.display());
        return None;
    }
    Some(folder)
}

#[track_caller]
fn assert_good(finished: &Finished) {
    assert!(finished.succeeded(), "{finished:?}");
}

fn import(sentia: &Sentia, folder: &Path) {
    let mut files = vec!["import".to_owned()];
    for line in FILES.lines().filter(|line| !line.starts_with('#')) {
        let (file, columns) = line.split_once(": ").unwrap();
        let (_, table) = file.split_once('_').unwrap();
        let rows = fs::read_to_string(folder.join(format!("{file}.csv"))).unwrap();
        let delimiter = if file.starts_with("dw_") { "|" } else { "\t" };
        let headings = if columns == "own" { String::new() } else { columns.replace(' ', delimiter) + "\n" };
        let table = table.trim_end_matches("_hdr");
        fs::write(sentia.home().join(format!("{table}.csv")), headings + &rows).unwrap();
        files.push(format!("{table}.csv"));
    }
    files.extend(["--into".to_owned(), "aw.db".to_owned()]);
    assert_good(&sentia.run(files));
}

fn joins_and_dates_are_found(draft: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for join in draft["joins"].as_array().unwrap() {
        found.insert(format!("{} {} {}", text(&join["from"]), text(&join["columns"][0]), text(&join["to"])));
    }
    for hierarchy in draft["hierarchies"].as_array().unwrap() {
        let table = text(&hierarchy[0]);
        found.insert(format!("{table} {} {table}", text(&hierarchy[1])));
    }
    let declared: Vec<&str> = JOINS.lines().filter(|line| !line.starts_with('#')).collect();
    let missing: Vec<&&str> = declared.iter().filter(|join| !found.contains(**join)).collect();
    let share = 1.0 - missing.len() as f64 / declared.len() as f64;
    assert!(share >= ENOUGH, "joins {share}: {missing:?}");

    let dates: BTreeSet<String> = draft["dates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|date| format!("{} {}", text(&date[0]), text(&date[1])))
        .collect();
    // Every column that the vendor declares as a date is called so; the file of work orders is damaged in these.
    let named = FILES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    let mut missing = Vec::new();
    let mut all = 0;
    for (file, columns) in named {
        let table = snake(file.split_once('_').unwrap().1);
        for column in
            columns.split(' ').filter(|column| column.ends_with("Date") || column.contains("FullDate"))
        {
            all += 1;
            if !dates.contains(&format!("{table} {}", snake(column))) {
                missing.push(column.to_owned());
            }
        }
    }
    let share = 1.0 - missing.len() as f64 / f64::from(all);
    assert!(share >= ENOUGH && all > 30, "dates {share} of {all}: {missing:?}");
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// Rows of one value, or of a label and a value.
async fn by_hand(database: &SqlitePool, sql: &str) -> Vec<(String, f64)> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(database).await.unwrap();
    let rows = rows.iter().map(|row| {
        let value = row.len() - 1;
        let label = if value == 0 { String::new() } else { row.try_get_unchecked(0).unwrap() };
        (label, row.try_get_unchecked::<f64, _>(value).unwrap())
    });
    sorted(rows.collect())
}

/// Rows that have no label are those of nothing.
fn sorted(mut rows: Vec<(String, f64)>) -> Vec<(String, f64)> {
    rows.retain(|(label, _)| label != "(none)");
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

fn is_same(given: &[(String, f64)], right: &[(String, f64)]) -> bool {
    given.len() == right.len()
        && given.iter().zip(right).all(|(given, right)| {
            given.0 == right.0 && (given.1 - right.1).abs() <= 1e-9 * right.1.abs().max(1.0)
        })
}
