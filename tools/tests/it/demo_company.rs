//! The demo company in real databases: the same bytes each time, books that balance, and every measure the same on
//! SQLite, on PostgreSQL and when computed row by row in memory.

use std::{cell::Cell, path::Path, sync::Arc};

use jiff::civil::date;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sentia_demo::Options;
use sentia_semantic::{
    Catalogue, Engine, FixedClock, QueryError, Scope, Warehouse, rollup, warehouse::Access,
};
use sentia_tools::demo_company::{self, DemoCompany, scope_of};

use crate::{
    random::choice,
    reference::{Reference, assert_same},
};

/// Random queries, of which at least [`ANSWERED`] must have an answer.
const QUERIES: u32 = 2_600;
const ANSWERED: u32 = 2_000;

/// Four months: every table, in little time.
fn small() -> Options {
    Options { first_day: date(2026, 6, 1), ..Options::default() }
}

async fn sqlite(path: &Path) -> (Warehouse, DemoCompany) {
    let warehouse = Warehouse::open(&path.to_string_lossy(), Access::ReadWrite).await.unwrap();
    let company = demo_company::build(&warehouse, small(), |_| ()).await.unwrap();
    (warehouse, company)
}

async fn postgres(name: &str) -> Option<(Warehouse, DemoCompany)> {
    let server = server_for_tests()?;
    let admin = Warehouse::open(&server, Access::ReadWrite).await.unwrap();
    admin.fetch(&format!("DROP DATABASE IF EXISTS {name}"), &[], &[]).await.unwrap();
    admin.fetch(&format!("CREATE DATABASE {name}"), &[], &[]).await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    let warehouse = Warehouse::open(&format!("{address}/{name}"), Access::ReadWrite).await.unwrap();
    let company = demo_company::build(&warehouse, small(), |_| ()).await.unwrap();
    Some((warehouse, company))
}

#[expect(clippy::disallowed_methods, reason = "the test runner names the server this way")]
fn server_for_tests() -> Option<String> {
    let server = std::env::var("SENTIA_TEST_POSTGRES").ok();
    if server.is_none() {
        println!("SKIPPED: the part on PostgreSQL; name a server in SENTIA_TEST_POSTGRES");
    }
    server
}

async fn engine(warehouse: Warehouse) -> Engine {
    let catalogue = Arc::new(Catalogue::shipped().unwrap());
    let clock = Arc::new(FixedClock::at(small().today));
    Engine::open(catalogue, Arc::new(warehouse), clock).await.unwrap()
}

/// The person who sees everything.
fn everything() -> Scope {
    scope_of(&sentia_demo::people()[0])
}

#[tokio::test]
async fn two_builds_are_the_same_file_with_books_that_balance() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first.db"), folder.path().join("second.db"));
    let mut fingerprints = Vec::new();
    for path in [&first, &second] {
        let (warehouse, company) = sqlite(path).await;
        for check in demo_company::check_books(&warehouse).await.unwrap() {
            assert_eq!(check.violations, 0, "{}", check.claim);
        }
        fingerprints.push(company.fingerprint);
        warehouse.close().await;
    }
    assert_eq!(fingerprints[0], fingerprints[1]);
    assert!(std::fs::read(&first).unwrap() == std::fs::read(&second).unwrap(), "the files differ");
    if let Some((warehouse, company)) = postgres("sentia_tools_books").await {
        assert_eq!(company.fingerprint, fingerprints[0], "PostgreSQL got the same rows");
        for check in demo_company::check_books(&warehouse).await.unwrap() {
            assert_eq!(check.violations, 0, "{} on PostgreSQL", check.claim);
        }
    }
}

#[test]
fn random_queries_agree_on_both_databases_and_by_hand() {
    agree("sentia_tools_agreement", 23, QUERIES, ANSWERED);
}

#[test]
#[ignore = "takes minutes: run it with --ignored after any change to the compiler of queries"]
fn ten_thousand_random_queries_agree() {
    agree("sentia_tools_ten_thousand", 57, 6 * QUERIES, 10_000);
}

/// Puts so many random queries to both databases and to the reference; at least `wanted` of them have an answer.
#[cfg(test)]
fn agree(database: &str, seed: u8, queries: u32, wanted: u32) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (warehouse, _) = runtime.block_on(sqlite(&folder.path().join("company.db")));
    let catalogue = Catalogue::shipped().unwrap();
    let reference = runtime.block_on(Reference::read(&catalogue, &warehouse, small().today));
    let update = |warehouse: &Warehouse| runtime.block_on(rollup::update(&catalogue, warehouse)).unwrap();
    update(&warehouse);
    let mut engines = vec![runtime.block_on(engine(warehouse))];
    if let Some((warehouse, _)) = runtime.block_on(postgres(database)) {
        update(&warehouse);
        engines.push(runtime.block_on(engine(warehouse)));
    }
    let everything = everything();
    let members = runtime.block_on(engines[0].members(&everything)).unwrap();
    let (answered, rolled) = (Cell::new(0), Cell::new(0));
    let config = Config { cases: queries, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let result = TestRunner::new_with_rng(config, rng).run(&choice(), |choice| {
        let (query, scope) = choice.over(&engines[0], &members, &everything);
        let expected = reference.answer(&query, &scope);
        for engine in &engines {
            match (&expected, runtime.block_on(engine.query(&query, &scope))) {
                (Some(expected), Ok(result)) => {
                    assert_same(&reference, &query, expected, &result);
                    let is_rolled = result.sql.iter().any(|sql| sql.contains("sentia_rollup_"));
                    rolled.set(rolled.get() + u32::from(is_rolled));
                }
                (None, Err(QueryError::NotSplittable { .. } | QueryError::OutOfScope { .. })) => {}
                // The scope may hide a member that the query names.
                (_, Err(QueryError::UnknownMember { .. })) if !scope.row_filters.is_empty() => {}
                (expected, result) => panic!("{query:?} of {scope:?} gave {result:?}; expected {expected:?}"),
            }
        }
        answered.set(answered.get() + u32::from(expected.is_some()));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    println!(
        "{} random queries answered alike by {} databases and by hand, {} of the answers from rollups",
        answered.get(),
        engines.len(),
        rolled.get()
    );
    assert!(rolled.get() > answered.get() / 10, "only {} answers came from rollups", rolled.get());
    assert!(answered.get() >= wanted, "only {} of the queries could be answered", answered.get());
}
