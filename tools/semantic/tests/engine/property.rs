//! Thousands of random queries, each held against the slow and obvious answer.

use std::cell::Cell;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sentia_semantic::{QueryError, rollup};

use crate::{
    fixture::{self, Database},
    random::choice,
    reference::{Reference, assert_same},
};

/// Runs random queries over one random warehouse and returns how many had an answer.
fn check(database: &Database, runtime: &tokio::runtime::Runtime, seed: u8, cases: u32) -> u32 {
    let engine = runtime.block_on(fixture::engine(database));
    let reference =
        runtime.block_on(Reference::read(engine.catalogue(), &database.warehouse, fixture::TODAY));
    let everything = fixture::everything();
    let members = runtime.block_on(engine.members(&everything)).unwrap();
    let answered = Cell::new(0);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])).run(
        &choice(),
        |choice| {
            let (query, scope) = choice.over(&engine, &members, &everything);
            let result = runtime.block_on(engine.query(&query, &scope));
            match (reference.answer(&query, &scope), result) {
                (Some(expected), Ok(result)) => {
                    assert_same(&reference, &query, &expected, &result);
                    answered.set(answered.get() + 1);
                }
                (None, Err(QueryError::NotSplittable { .. } | QueryError::OutOfScope { .. })) => {}
                // The scope may hide a member that the query names.
                (_, Err(QueryError::UnknownMember { .. })) if !scope.row_filters.is_empty() => {}
                (expected, result) => panic!("{query:?} of {scope:?} gave {result:?}; expected {expected:?}"),
            }
            Ok(())
        },
    );
    if let Err(error) = result {
        panic!("{error}");
    }
    answered.get()
}

#[test]
fn two_thousand_random_queries_are_answered_as_by_hand() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut answered = 0;
    for seed in 0..4 {
        let database = runtime.block_on(fixture::sqlite());
        runtime.block_on(fixture::fill(&database.warehouse, u64::from(seed)));
        answered += check(&database, &runtime, seed, 700);
    }
    println!("{answered} random queries answered on SQLite");
    assert!(answered >= 2_000, "only {answered} of the queries could be answered");
}

#[test]
fn postgres_answers_two_thousand_random_queries_as_by_hand() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let Some(database) = runtime.block_on(fixture::postgres("sentia_semantic_property")) else {
        return;
    };
    runtime.block_on(fixture::fill(&database.warehouse, 11));
    let answered = check(&database, &runtime, 11, 2_800);
    println!("{answered} random queries answered on PostgreSQL");
    assert!(answered >= 2_000, "only {answered} of the queries could be answered");
}

/// With the statements of `tests/sql` 100,000 pairs of a person and a query on each database. Every answer equals that
/// over the rows that a brute-force filter leaves the person, so that not one row of anybody else's is in it.
#[test]
#[ignore = "takes minutes: run it with --ignored after any change to scopes"]
fn fifty_thousand_queries_leak_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(fixture::sqlite());
    runtime.block_on(fixture::fill(&database.warehouse, 21));
    runtime.block_on(rollup::update(&fixture::catalogue(), &database.warehouse)).unwrap();
    println!("{} answered on SQLite", check(&database, &runtime, 21, 50_000));
    let Some(database) = runtime.block_on(fixture::postgres("sentia_semantic_leaks")) else { return };
    runtime.block_on(fixture::fill(&database.warehouse, 22));
    runtime.block_on(rollup::update(&fixture::catalogue(), &database.warehouse)).unwrap();
    println!("{} answered on PostgreSQL", check(&database, &runtime, 22, 50_000));
}
