//! Rollups never change an answer: every query is answered with them and from the rows alone, while rows change.

use std::cell::Cell;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_semantic::{Dialect, Engine, Period, Query, Value, Warehouse, rollup, warehouse::ColumnType};
use sqlx::{Connection, PgConnection};

use crate::{
    fixture::{self, Database, everything},
    random::choice,
};

/// Asks random queries with rollups and without; returns how many were answered from rollups.
fn same_answers(engines: &(Engine, Engine), runtime: &tokio::runtime::Runtime, seed: u8, cases: u32) -> u32 {
    let (with, without) = engines;
    let members = runtime.block_on(with.members(&everything())).unwrap();
    let rolled = Cell::new(0);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
        .run(&choice(), |choice| {
            let (query, scope) = choice.over(with, &members, &everything());
            let answers = runtime
                .block_on(async { (with.query(&query, &scope).await, without.query(&query, &scope).await) });
            match answers {
                (Ok(one), Ok(other)) => {
                    assert_eq!(one.keys, other.keys, "{query:?}\n{:?}", one.sql);
                    assert!(
                        alike(&one.rows, &other.rows),
                        "{query:?}\n{:?}\n{:?}\n{:?}",
                        one.sql,
                        one.rows,
                        other.rows
                    );
                    assert!(other.sql.iter().all(|sql| !sql.contains("sentia_rollup_")));
                    let is_rolled = one.sql.iter().any(|sql| sql.contains("sentia_rollup_"));
                    rolled.set(rolled.get() + u32::from(is_rolled));
                }
                (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
                (one, other) => panic!("{query:?} gave {one:?} with rollups, {other:?} without"),
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    rolled.get()
}

/// The same cells; real numbers, which are summed in another order, to 1e-9.
fn alike(one: &[Vec<Value>], other: &[Vec<Value>]) -> bool {
    let cell = |(one, other): (&Value, &Value)| match (one, other) {
        (Value::Real(one), Value::Real(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1e-3),
        (one, other) => one == other,
    };
    let row = |(one, other): (&Vec<Value>, &Vec<Value>)| {
        one.len() == other.len() && one.iter().zip(other).all(cell)
    };
    one.len() == other.len() && one.iter().zip(other).all(row)
}

fn engines(database: &Database, runtime: &tokio::runtime::Runtime) -> (Engine, Engine) {
    runtime.block_on(async {
        (fixture::engine(database).await, fixture::engine(database).await.without_rollups())
    })
}

/// Rows come, go, and move to other days, by every statement that a database has for it.
async fn write(warehouse: &Warehouse, rng: &mut ChaCha8Rng) {
    let is_sqlite = warehouse.dialect() == Dialect::Sqlite;
    for _ in 0..25 {
        let tenant = if rng.random_bool(0.7) { "a" } else { "b" };
        let id = rng.random_range(0..520);
        let day = |rng: &mut ChaCha8Rng| {
            let days = if rng.random_bool(0.5) { 40 } else { 700 };
            let day = fixture::TODAY.saturating_sub(jiff::Span::new().days(rng.random_range(0..days)));
            format!("'{day}'")
        };
        let (one, other) = (day(rng), day(rng));
        let machine = rng.random_range(1..8);
        let good = rng.random_range(0..300);
        let sql = match rng.random_range(0..8) {
            0 => format!("DELETE FROM output WHERE tenant = '{tenant}' AND id = {id}"),
            1 => format!(
                "UPDATE output SET day = {one}, good = {good} WHERE tenant = '{tenant}' AND id = {id}"
            ),
            2 => format!(
                "UPDATE output SET machine_id = NULL, total = {good} WHERE tenant = '{tenant}' AND day = {one}"
            ),
            3 => format!(
                "UPDATE stop SET reason = 'Jam', seconds = {good} WHERE tenant = '{tenant}' AND id = {id}"
            ),
            4 => format!(
                "DELETE FROM target WHERE tenant = '{tenant}' AND day < {one} AND line_id = 'L0{machine}'"
            ),
            5 => format!("UPDATE output SET tenant = 'b', id = id + 10000 WHERE tenant = 'a' AND id = {id}"),
            6 if is_sqlite => format!(
                "INSERT OR REPLACE INTO output (tenant, day, id, machine_id, good, total) \
                 VALUES ('{tenant}', {one}, {id}, 'M{machine}', {good}, {good})"
            ),
            7 if is_sqlite => format!(
                "INSERT OR IGNORE INTO output (tenant, day, id, machine_id, good, total) \
                 VALUES ('{tenant}', {one}, {id}, 'M{machine}', {good}, {good}), ('{tenant}', {other}, {id}, 'M1', 1, 2)"
            ),
            _ => format!(
                "INSERT INTO output (tenant, day, id, machine_id, good, total) \
                 VALUES ('{tenant}', {one}, {id}, 'M{machine}', {good}, {good}) \
                 ON CONFLICT (tenant, id) DO UPDATE SET day = {other}, product_id = 'KIT'"
            ),
        };
        warehouse.fetch(&sql, &[], &[]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

fn check(database: &Database, runtime: &tokio::runtime::Runtime, seed: u8, rounds: u8) {
    let warehouse = &database.warehouse;
    let update = || runtime.block_on(rollup::update(&fixture::catalogue(), warehouse)).unwrap();
    runtime.block_on(async {
        fixture::fill(warehouse, u64::from(seed)).await;
        warehouse.fetch("CREATE UNIQUE INDEX output_ids ON output (tenant, id)", &[], &[]).await.unwrap();
    });
    let engines = engines(database, runtime);
    assert_eq!(same_answers(&engines, runtime, seed, 40), 0, "no rollup is there yet");
    let states = update();
    assert!(states.len() == 4 && states.iter().all(|state| state.groups.unwrap() > 0), "{states:?}");
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    for round in 0..rounds {
        let rolled = same_answers(&engines, runtime, seed.wrapping_add(round), 150);
        assert!(rolled > 40, "only {rolled} of 150 queries were answered from rollups");
        runtime.block_on(write(warehouse, &mut rng));
        if round % 2 == 1 {
            assert_eq!(update().len(), 4);
        }
    }
    runtime.block_on(rollup::remove(&fixture::catalogue(), warehouse)).unwrap();
    assert_eq!(same_answers(&engines, runtime, seed, 40), 0, "no rollup is left");
}

#[test]
fn rollups_change_no_answer_while_rows_change() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for seed in [31, 32] {
        let database = runtime.block_on(fixture::sqlite());
        check(&database, &runtime, seed, 6);
    }
}

#[test]
fn rollups_change_no_answer_on_postgres() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let Some(database) = runtime.block_on(fixture::postgres("sentia_semantic_rollups")) else { return };
    check(&database, &runtime, 33, 6);
}

/// A transaction that began before the sums were brought up to date sees days as noted that are noted no longer.
#[tokio::test]
async fn an_old_transaction_cannot_write_past_a_rollup() {
    let Some(database) = fixture::postgres("sentia_semantic_rollups_old").await else { return };
    let warehouse = &database.warehouse;
    fixture::fill(warehouse, 7).await;
    let catalogue = fixture::catalogue();
    rollup::update(&catalogue, warehouse).await.unwrap();
    let day = fixture::TODAY.saturating_sub(jiff::Span::new().days(60));
    let insert =
        |id: u32| format!("INSERT INTO output (tenant, day, id, good) VALUES ('a', '{day}', {id}, 1000)");
    warehouse.fetch(&insert(9_001), &[], &[]).await.unwrap();
    let server = fixture::server_for_tests().unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    let mut old = PgConnection::connect(&format!("{address}/sentia_semantic_rollups_old")).await.unwrap();
    for sql in ["BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT COUNT(*) FROM sentia_rollup_stale"] {
        sqlx::raw_sql(sql).execute(&mut old).await.unwrap();
    }
    rollup::update(&catalogue, warehouse).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("{}; COMMIT", insert(9_002)))).execute(&mut old).await.unwrap();
    let query = Query::of(vec!["good".to_owned()], Period::bucket(sentia_semantic::Grain::Year, day));
    let with = fixture::engine(&database).await.query(&query, &everything()).await.unwrap();
    let without =
        fixture::engine(&database).await.without_rollups().query(&query, &everything()).await.unwrap();
    assert!(with.sql[0].contains("sentia_rollup_"), "{}", with.sql[0]);
    assert_eq!(with.rows, without.rows);
    // A table of the session's own takes no notes in the place of the real one.
    let session =
        format!("CREATE TEMP TABLE sentia_rollup_stale (LIKE public.sentia_rollup_stale); {}", insert(9_003));
    sqlx::raw_sql(sqlx::AssertSqlSafe(session)).execute(&mut old).await.unwrap();
    let with = fixture::engine(&database).await.query(&query, &everything()).await.unwrap();
    let without =
        fixture::engine(&database).await.without_rollups().query(&query, &everything()).await.unwrap();
    assert_eq!(with.rows, without.rows);
    rollup::update(&catalogue, warehouse).await.unwrap();
    warehouse.fetch("TRUNCATE output", &[], &[]).await.unwrap();
    let emptied = fixture::engine(&database).await.query(&query, &everything()).await.unwrap();
    let without =
        fixture::engine(&database).await.without_rollups().query(&query, &everything()).await.unwrap();
    assert_eq!(emptied.rows, without.rows);
}

/// Whoever may read a table may read its sums, and a table that hides rows from its readers is not summed.
#[tokio::test]
async fn readers_of_a_table_read_its_rollups_unless_rows_are_hidden() {
    let Some(database) = fixture::postgres("sentia_semantic_rollups_reader").await else { return };
    let warehouse = &database.warehouse;
    fixture::fill(warehouse, 8).await;
    let drop = "DROP OWNED BY sentia_rollup_tester; DROP ROLE sentia_rollup_tester";
    for sql in drop.split(';') {
        let _ = warehouse.fetch(sql, &[], &[]).await;
    }
    for sql in [
        "CREATE ROLE sentia_rollup_tester",
        "GRANT SELECT ON output TO sentia_rollup_tester",
        "ALTER TABLE stop ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE target ALTER COLUMN day TYPE TIMESTAMP WITH TIME ZONE",
    ] {
        warehouse.fetch(sql, &[], &[]).await.unwrap();
    }
    let states = rollup::update(&fixture::catalogue(), warehouse).await.unwrap();
    let of = |dataset: &'static str| states.iter().filter(move |state| state.dataset == dataset).cloned();
    assert!(of("stop").all(|state| state.groups.is_none() && state.obstacle.unwrap().contains("row-level")));
    assert!(of("target").all(|state| state.obstacle.unwrap().contains("time zone")));
    assert!(of("output").all(|state| state.groups.is_some()));
    let readable = "SELECT COUNT(*) FROM pg_class WHERE relname LIKE 'sentia\\_rollup\\_%' AND relkind = 'r' \
                    AND has_table_privilege('sentia_rollup_tester', oid, 'SELECT')";
    let rows = warehouse.fetch(readable, &[], &[ColumnType::Integer]).await.unwrap();
    assert_eq!(rows, [[Value::Integer(3)]], "two of output, and the stale days");
    for sql in drop.split(';') {
        warehouse.fetch(sql, &[], &[]).await.unwrap();
    }
}
