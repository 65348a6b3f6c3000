//! What only a PostgreSQL server can show.

use sentia_semantic::{
    Value, Warehouse, WarehouseError,
    warehouse::{Access, ColumnType, Durability},
};

use crate::fixture;

#[tokio::test]
async fn loads_come_back_as_they_went_in() {
    let Some(database) = fixture::postgres("sentia_semantic_load").await else { return };
    let warehouse = &database.warehouse;
    warehouse
        .fetch("CREATE TABLE t (id BIGINT, r DOUBLE PRECISION, s TEXT, d DATE)", &[], &[])
        .await
        .unwrap();
    let awkward =
        ["", "tab\there", "line\nbreak", "back\\slash", "quote's \"", "NULL", "\\N", "Wrocław", "\r\n"];
    let row = |id: i64| {
        let text = if id % 7 == 0 { Value::Null } else { Value::from(awkward[id as usize % awkward.len()]) };
        [Value::Integer(i64::MAX - id), Value::Real(0.1 * id as f64), text, Value::from("2024-02-29")]
    };
    let mut loader = warehouse.loader(Durability::Rebuildable).await.unwrap();
    for batch in [0..10, 10..100_000, 100_000..100_001] {
        loader.load("t", &["id", "r", "s", "d"], batch.flat_map(row).collect()).await.unwrap();
    }
    assert_eq!(loader.finish().await.unwrap(), 100_001);
    let kinds = [ColumnType::Integer, ColumnType::Real, ColumnType::Text, ColumnType::Text];
    let sql = "SELECT id, r, s, CAST(d AS TEXT) FROM t ORDER BY id DESC";
    let back = warehouse.fetch(sql, &[], &kinds).await.unwrap();
    assert!(back.iter().enumerate().all(|(id, cells)| *cells == row(id as i64)));
    let half = warehouse.loader(Durability::Safe).await.unwrap();
    drop(half);
    let error = warehouse
        .load("t", &["id", "d"], vec![vec![Value::Integer(1), Value::from("2025-02-29")]])
        .await
        .unwrap_err();
    assert!(matches!(error, WarehouseError::Refused { .. }), "{error}");
    let count = warehouse.fetch("SELECT COUNT(*) FROM t", &[], &[ColumnType::Integer]).await.unwrap();
    assert_eq!(count, [[Value::Integer(100_001)]]);
}

#[tokio::test]
async fn a_reader_cannot_write_and_a_stranger_cannot_enter() {
    let Some(database) = fixture::postgres("sentia_semantic_access").await else { return };
    let place = database.warehouse.place().to_owned();
    let reader = Warehouse::open(&place, Access::ReadOnly).await.unwrap();
    let error = reader.fetch("INSERT INTO plant VALUES ('a', 'x', 'x', 'x')", &[], &[]).await.unwrap_err();
    assert!(matches!(error, WarehouseError::Refused { .. }), "{error}");
    let missing = place.replace("sentia_semantic_access", "sentia_no_such_database");
    let error = Warehouse::open(&missing, Access::ReadOnly).await.unwrap_err();
    assert!(matches!(error, WarehouseError::LoginRefused { .. }), "{error}");
    let error = reader
        .fetch("SELECT CAST(9e18 AS BIGINT) + 9000000000000000000", &[], &[ColumnType::Integer])
        .await
        .unwrap_err();
    assert!(matches!(error, WarehouseError::TooLarge), "{error}");
    let before = settled_version(&reader).await;
    database.warehouse.fetch("INSERT INTO plant VALUES ('a', 'x', 'x', 'x')", &[], &[]).await.unwrap();
    assert_ne!(reader.version().await.unwrap(), before);
}

/// The version once it stays the same: it is the server's, and other tests write on the same server.
async fn settled_version(reader: &Warehouse) -> String {
    let mut before = reader.version().await.unwrap();
    for _ in 0..500 {
        let now = reader.version().await.unwrap();
        if now == before {
            return now;
        }
        before = now;
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the version of a database that nobody writes never stays the same")
}

#[tokio::test]
async fn the_shipped_tables_are_the_same_in_both_databases() {
    let Some(postgres) = fixture::postgres("sentia_semantic_migrate").await else { return };
    for table in include_str!("fixture.sql").lines().filter_map(|line| line.split(' ').nth(2)) {
        postgres.warehouse.fetch(&format!("DROP TABLE {table}"), &[], &[]).await.unwrap();
    }
    postgres.warehouse.migrate().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shipped.db").to_string_lossy().into_owned();
    let sqlite = Warehouse::open(&path, Access::ReadWrite).await.unwrap();
    sqlite.migrate().await.unwrap();
    let (theirs, ours) = (postgres.warehouse.schema().await.unwrap(), sqlite.schema().await.unwrap());
    let mut tables = 0;
    for (name, table) in ours.tables().filter(|(name, _)| !name.starts_with('_')) {
        let other = theirs.table(name).unwrap_or_else(|| panic!("PostgreSQL has no table {name}"));
        let names =
            |table: &sentia_semantic::warehouse::Table| table.columns.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(table), names(other), "columns of {name}");
        for (column, kind) in &table.columns {
            let same = match other.columns[column] {
                ColumnType::Date | ColumnType::Timestamp => ColumnType::Text,
                kind => kind,
            };
            assert_eq!(*kind, same, "{name}.{column}");
        }
        tables += 1;
    }
    assert!(tables > 50, "only {tables} tables");
}
