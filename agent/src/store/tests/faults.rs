//! What goes wrong with a file, and in what words.

use sqlx::{Connection, Executor, SqliteConnection};

use super::{place::sqlite, record::record};
use crate::store::{SqliteStore, Store, StoreError, open};

async fn error_of(location: &str) -> StoreError {
    match open(location).await {
        Ok(_) => panic!("opened {location}"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.txt");
    let notes = "Shift handover: line 3 runs slow since Tuesday. ".repeat(200);
    std::fs::write(&file, &notes).expect("written");
    let error = error_of(file.to_str().expect("UTF-8")).await;
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    assert!(error.to_string().contains("restore"), "{error}");
    assert_eq!(std::fs::read_to_string(&file).expect("read"), notes);
}

#[tokio::test]
async fn a_damaged_page_is_called_damage() {
    let place = sqlite();
    let store = SqliteStore::open(&place.url).await.expect("a store");
    for _ in 0..20 {
        store.append(&record("OEE")).await.expect("stored");
    }
    store.close().await;
    let mut bytes = std::fs::read(&place.url).expect("read");
    bytes[4096..].fill(0x5a);
    std::fs::write(&place.url, bytes).expect("written");
    let error = match SqliteStore::open(&place.url).await {
        Ok(store) => store.append(&record("OEE")).await.expect_err("damaged"),
        Err(error) => error,
    };
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
}

#[tokio::test]
async fn a_full_disk_stores_nothing_and_loses_nothing() {
    let place = sqlite();
    let store = SqliteStore::open(&place.url).await.expect("a store");
    store.append(&record("before")).await.expect("stored");
    store.limit_pages(40).await;
    let mut huge = record("after");
    huge.question = "x".repeat(1_000_000);
    let error = store.append(&huge).await.expect_err("no room");
    assert!(matches!(error, StoreError::DiskFull { .. }), "{error}");
    let turns = store.conversations(&record("").person.scope, 10).await.expect("listed");
    assert_eq!(turns.iter().map(|summary| summary.turns).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn a_file_that_another_program_holds_is_named_after_a_wait() {
    let place = sqlite();
    let store = SqliteStore::open(&place.url).await.expect("a store");
    let mut other = SqliteConnection::connect(&format!("sqlite://{}", place.url)).await.expect("connected");
    other.execute("BEGIN EXCLUSIVE").await.expect("held");
    let error = store.append(&record("OEE")).await.expect_err("held by another");
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    other.execute("ROLLBACK").await.expect("let go");
    store.append(&record("OEE")).await.expect("stored after all");
}

#[tokio::test]
async fn places_that_cannot_be_opened_are_named_without_passwords() {
    let error = error_of("/proc/nowhere/conversations.db").await;
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    for url in [
        "postgres://ann:s3cret@127.0.0.1:1/sentia",
        "postgres://ann:s3cret@[bad",
        "postgresql://ann:s3cret@nowhere.invalid/x",
    ] {
        let error = error_of(url).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_folder_in_place_of_a_file_is_an_error_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = error_of(folder.path().to_str().expect("UTF-8")).await;
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
}
