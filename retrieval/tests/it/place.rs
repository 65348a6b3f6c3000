use sentia_retrieval::{
    Document, Filter, Index, IndexError, Library, Outcome, PostgresIndex, Reader, SqliteIndex,
};
use sqlx::Connection;
use tempfile::TempDir;

use crate::support::{Place, add, database, document, everyone, execute, open, outcome, places, reader};

#[tokio::test]
async fn an_index_of_a_newer_version_is_refused_with_words() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("documents.db");
    SqliteIndex::open(&path).await.unwrap().close().await;
    let url = format!("sqlite://{}", path.display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query(
        "INSERT INTO _sentia_documents_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let error = SqliteIndex::open(&path).await.err().unwrap();
    assert!(matches!(error, IndexError::Newer { version: 9999, .. }), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_with_words() {
    let Some(url) = database().await else { return };
    PostgresIndex::open(&url).await.unwrap().close().await;
    let later = "INSERT INTO sentia_documents._sentia_documents_migrations
        (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, '', 0)";
    execute(&url, later).await;
    let error = PostgresIndex::open(&url).await.err().unwrap();
    assert!(matches!(error, IndexError::Newer { version: 9999, .. }), "{error}");
}

#[tokio::test]
async fn a_database_without_pgvector_is_refused_with_words() {
    let Some(url) = database().await else { return };
    let name = url.rsplit_once('/').unwrap().1;
    // Who may not add it, as where it is not installed.
    execute(&url, &format!("CREATE ROLE {name} LOGIN")).await;
    let error = PostgresIndex::open(&url.replace("postgres@", &format!("{name}@"))).await.err().unwrap();
    assert!(matches!(error, IndexError::NoVectors { .. }), "{error}");
    let words = error.to_string();
    assert!(words.contains(&format!("{name} on 127.0.0.1")), "{words}");
    assert!(words.contains("CREATE EXTENSION vector"), "{words}");
}

#[tokio::test]
async fn who_may_write_nothing_is_told_so() {
    let Some(url) = database().await else { return };
    let name = url.rsplit_once('/').unwrap().1;
    execute(&url, &format!("CREATE ROLE {name} LOGIN; CREATE EXTENSION vector")).await;
    let error = PostgresIndex::open(&url.replace("postgres@", &format!("{name}@"))).await.err().unwrap();
    assert!(matches!(error, IndexError::ReadOnly { .. }), "{error}");
}

#[tokio::test]
async fn pgvector_may_be_in_any_schema() {
    let Some(url) = database().await else { return };
    execute(&url, "CREATE SCHEMA \"All sorts\"; CREATE EXTENSION vector SCHEMA \"All sorts\"").await;
    let index = PostgresIndex::open(&url).await.unwrap();
    assert_eq!(index.stats(&reader()).await.unwrap().documents, 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_of_without_the_password() {
    for url in ["postgres://sentia:hunter2@127.0.0.1:1/documents", "postgres://sentia:hunter2@[::1/documents"]
    {
        let error = PostgresIndex::open(url).await.err().unwrap();
        assert!(matches!(error, IndexError::Unreachable { .. }), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_index_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("documents.db");
    std::fs::write(&path, "this is no database, whatever its name says about it".repeat(100)).unwrap();
    let error = SqliteIndex::open(&path).await.err().unwrap();
    assert!(matches!(error, IndexError::Corrupt { .. }), "{error}");
}

#[tokio::test]
async fn two_libraries_on_one_place_see_each_other() {
    let index = TempDir::new().unwrap();
    for place in places(&index).await {
        see_each_other(&Library::over(open(&place).await), &Library::over(open(&place).await)).await;
    }
}

async fn see_each_other(one: &Library, other: &Library) {
    let folder = TempDir::new().unwrap();
    for number in 0..40 {
        std::fs::write(folder.path().join(format!("{number}.txt")), format!("pump number{number}")).unwrap();
    }
    let (first, second) = tokio::join!(add(one, folder.path()), add(other, folder.path()));
    assert_eq!((first.files.len(), second.files.len()), (40, 40));
    for library in [one, other] {
        assert_eq!(library.status(&reader()).await.unwrap().documents, 40);
        let found = library.search(&reader(), "number17", &Filter::default(), 5).await.unwrap();
        assert_eq!(found.hits.len(), 1);
    }
}

#[tokio::test]
async fn readers_are_changed_at_once_and_without_reading_again() {
    for place in Place::everywhere().await {
        changes_readers(&place).await;
    }
}

async fn changes_readers(place: &Place) {
    place.write("wages.txt", "The wages of the foundry.");
    place.add().await;
    assert_eq!(place.search("wages").await.len(), 1);
    let only = ["payroll".to_owned()].into();
    let paths = [place.folder.path().to_owned()];
    let report = place.library.add(&paths, "acme", &only, &mut |_| {}).await.unwrap();
    assert_eq!(*outcome(&report, "wages.txt"), Outcome::OtherReaders);
    assert!(place.search("wages").await.is_empty());
    let payroll = Reader::new("acme", ["payroll"]);
    assert_eq!(place.library.search(&payroll, "wages", &Filter::default(), 5).await.unwrap().hits.len(), 1);
    assert!(place.library.list(&reader()).await.unwrap().is_empty());
    assert_eq!(place.library.remove(&reader(), &[place_id(place)]).await.unwrap(), 0);
    assert_eq!(place.library.remove(&payroll, &[place_id(place)]).await.unwrap(), 1);
}

fn place_id(place: &Place) -> String {
    Document::id_of("acme", &place.folder.path().join("wages.txt").to_string_lossy())
}

#[tokio::test]
async fn neighbours_are_fetched_and_only_for_those_who_may() {
    let folder = TempDir::new().unwrap();
    for place in places(&folder).await {
        fetches_neighbours(&*open(&place).await).await;
    }
}

async fn fetches_neighbours(index: &dyn Index) {
    let (held, passages) = document("acme", "manual", &["service"], &["one", "two", "three", "four", "five"]);
    index.upsert(&held, &passages, None).await.unwrap();
    let service = Reader::new("acme", ["service"]);
    let texts = |passages: Vec<sentia_retrieval::Passage>| {
        passages.into_iter().map(|one| one.text).collect::<Vec<_>>()
    };
    assert_eq!(texts(index.around(&service, &held.id, 2, 1).await.unwrap()), ["two", "three", "four"]);
    assert_eq!(texts(index.around(&service, &held.id, 0, u32::MAX).await.unwrap()).len(), 5);
    assert!(index.around(&reader(), &held.id, 2, 1).await.unwrap().is_empty());
    assert!(index.around(&Reader::new("other", ["service"]), &held.id, 2, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn filters_narrow() {
    for place in Place::everywhere().await {
        narrows(&place).await;
    }
}

async fn narrows(place: &Place) {
    place.write("a.md", "# Pump\n\nThe pump is blue.");
    place.write("b.txt", "The pump was repaired on site.");
    place.add().await;
    let kinds = [sentia_retrieval::DocumentKind::Markdown].into();
    let filter = Filter { kinds, ..Filter::default() };
    let found = place.library.search(&reader(), "pump", &filter, 5).await.unwrap();
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.hits[0].passage.section, ["Pump"]);
    let filter = Filter { from: Some("2026-01-01".parse().unwrap()), ..Filter::default() };
    assert!(place.library.search(&reader(), "pump", &filter, 5).await.unwrap().hits.is_empty());
    assert!(found.degraded.is_some());
    assert_eq!(everyone().len(), 1);
}

#[tokio::test]
async fn postings_and_what_waits_for_them_rank_alike() {
    let folder = TempDir::new().unwrap();
    for place in places(&folder).await {
        ranks_alike(&*open(&place).await).await;
    }
}

async fn ranks_alike(index: &dyn Index) {
    let texts: Vec<String> =
        (0..1_500).map(|n| format!("valve part{n} kind{} lot{}", n % 7, n % 11)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for round in 0..6 {
        let (held, passages) = document("acme", &format!("list{}", round % 3), &["everyone"], &texts);
        index.upsert(&held, &passages, None).await.unwrap();
        let query = sentia_retrieval::Query { text: "part1234 kind2".to_owned(), vector: None };
        let hits = index.search(&reader(), &query, &Filter::default(), 5).await.unwrap();
        assert_eq!(hits[0].passage.text, texts[1_234], "round {round}");
    }
    assert_eq!(index.stats(&reader()).await.unwrap().passages, 4_500);
}
