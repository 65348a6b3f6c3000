use std::{fs, path::Path};

use jiff::civil::date;
use sentia_semantic::warehouse::Access;

use super::*;

/// Four weeks: small, and with a month end in it.
fn small() -> Options {
    Options { first_day: date(2026, 9, 1), ..Options::default() }
}

async fn built(path: &Path, options: Options) -> (DemoCompany, Warehouse) {
    let warehouse = Warehouse::open(&path.to_string_lossy(), Access::ReadWrite).await.unwrap();
    let company = build(&warehouse, options, |_| {}).await.unwrap();
    (company, warehouse)
}

#[tokio::test]
async fn the_same_options_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one.db"), folder.path().join("other.db"));
    let (first, warehouse) = built(&one, small()).await;
    warehouse.close().await;
    let (second, warehouse) = built(&other, small()).await;
    warehouse.close().await;
    assert!(first.rows > 10_000, "{}", first.rows);
    assert_eq!(first.tables.iter().map(|(_, rows)| rows).sum::<u64>(), first.rows);
    assert_eq!((first.rows, &first.fingerprint), (second.rows, &second.fingerprint));
    assert!(fs::read(&one).unwrap() == fs::read(&other).unwrap(), "the files differ");
}

#[tokio::test]
async fn another_seed_is_another_company() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = built(&folder.path().join("one.db"), small()).await;
    let (second, _) = built(&folder.path().join("other.db"), Options { seed: 8, ..small() }).await;
    assert_ne!(first.fingerprint, second.fingerprint);
}

#[tokio::test]
async fn the_books_balance_and_the_stock_reconciles() {
    let folder = tempfile::tempdir().unwrap();
    let (_, warehouse) = built(&folder.path().join("one.db"), small()).await;
    let checks = check_books(&warehouse).await.unwrap();
    let broken: Vec<_> = checks.iter().filter(|check| check.violations != 0).collect();
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(today(&warehouse).await.unwrap(), Some(date(2026, 9, 30)));
}

#[tokio::test]
async fn broken_books_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let (_, warehouse) = built(&folder.path().join("one.db"), small()).await;
    let spoil = "UPDATE gl_entry SET amount_group_minor = amount_group_minor + 1 WHERE id = 5 RETURNING id";
    let spoiled = warehouse.fetch(spoil, &[], &[ColumnType::Integer]).await.unwrap();
    let count = |claim: &str, checks: &[BookCheck]| {
        checks.iter().find(|check| check.claim == claim).unwrap().violations
    };
    let checks = check_books(&warehouse).await.unwrap();
    let entries = i64::try_from(spoiled.len()).unwrap();
    assert_eq!(
        (count("The trial balance is zero", &checks), count("Every journal balances", &checks)),
        (entries, entries)
    );
}

#[tokio::test]
async fn a_warehouse_that_holds_a_company_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (_, warehouse) = built(&folder.path().join("one.db"), small()).await;
    let error = build(&warehouse, small(), |_| {}).await.unwrap_err();
    assert!(matches!(error, DemoCompanyError::NotEmpty(_)), "{error}");
}

#[tokio::test]
async fn options_that_make_no_company_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.db");
    let warehouse = Warehouse::open(&path.to_string_lossy(), Access::ReadWrite).await.unwrap();
    let error = build(&warehouse, Options { scale: 0, ..small() }, |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("scale is 0"), "{error}");
}
