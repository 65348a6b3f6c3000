use super::{Access, ColumnType, Durability, Warehouse, WarehouseError, postgres::copy_text};
use crate::Value;

async fn opened(path: &std::path::Path, access: Access) -> Result<Warehouse, WarehouseError> {
    Warehouse::open(&path.to_string_lossy(), access).await
}

async fn run(warehouse: &Warehouse, sql: &str) -> Result<Vec<Vec<Value>>, WarehouseError> {
    warehouse.fetch(sql, &[], &[]).await
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let message = |error: WarehouseError| error.to_string().replace(&*folder.path().to_string_lossy(), "DIR");
    assert_eq!(
        message(opened(&at("none.db"), Access::ReadOnly).await.unwrap_err()),
        "there is no database at DIR/none.db; check the path, or build the demo company with `sentia demo`"
    );
    assert!(matches!(opened(folder.path(), Access::ReadOnly).await, Err(WarehouseError::Denied { .. })));
    std::fs::write(at("text.db"), "this is a letter, not a database ".repeat(200)).unwrap();
    assert_eq!(
        message(opened(&at("text.db"), Access::ReadOnly).await.unwrap_err()),
        "DIR/text.db is not an SQLite database; check the path, or build the demo company with `sentia demo`"
    );
    assert!(matches!(
        opened(&at("no/folder.db"), Access::ReadWrite).await,
        Err(WarehouseError::Denied { .. })
    ));
}

#[tokio::test]
async fn a_damaged_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.db");
    let warehouse = opened(&path, Access::ReadWrite).await.unwrap();
    run(&warehouse, "CREATE TABLE t (a TEXT)").await.unwrap();
    let rows = (0..5_000).map(|number| vec![Value::from(format!("row {number}"))]).collect();
    assert_eq!(warehouse.load("t", &["a"], rows).await.unwrap(), 5_000);
    warehouse.close().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let warehouse = opened(&path, Access::ReadOnly).await.unwrap();
    let error = run(&warehouse, "SELECT COUNT(a) FROM t").await.unwrap_err();
    assert!(matches!(error, WarehouseError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("restore it from a backup"), "{error}");
}

#[tokio::test]
async fn a_full_disk_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.db");
    let warehouse = opened(&path, Access::ReadWrite).await.unwrap();
    // One statement, so that the limit holds on the connection that writes.
    let fill = "CREATE TABLE t (a TEXT); PRAGMA max_page_count = 10; \
         INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
         SELECT printf('%0100d', i) FROM n";
    let super::Backend::Sqlite(sqlite) = &warehouse.backend else { panic!("not SQLite") };
    let error = sqlx::raw_sql(fill).execute(sqlite.pool()).await.unwrap_err();
    let error = WarehouseError::from_sqlx(error, "the.db");
    assert_eq!(error.to_string(), "no space is left for the.db; free some on that disk and try again");
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("read.db");
    run(&opened(&path, Access::ReadWrite).await.unwrap(), "CREATE TABLE t (a TEXT)").await.unwrap();
    let reader = opened(&path, Access::ReadOnly).await.unwrap();
    let error = run(&reader, "INSERT INTO t VALUES ('x')").await.unwrap_err();
    assert!(matches!(error, WarehouseError::Denied { .. }), "{error}");
}

#[tokio::test]
async fn a_server_out_of_reach_says_so_without_the_password() {
    let error =
        Warehouse::open("postgres://ann:hunter2@127.0.0.1:1/plant", Access::ReadOnly).await.unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("the database server of postgres://ann@127.0.0.1:1/plant cannot be reached"),
        "{message}"
    );
    let error = Warehouse::open("postgres://ann:hunter2@:port/x", Access::ReadOnly).await.unwrap_err();
    assert!(matches!(error, WarehouseError::BadAddress { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}

#[tokio::test]
async fn loads_come_back_as_they_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = opened(&folder.path().join("load.db"), Access::ReadWrite).await.unwrap();
    run(&warehouse, "CREATE TABLE t (id INTEGER PRIMARY KEY, r REAL, s TEXT)").await.unwrap();
    run(&warehouse, "CREATE INDEX t_by_s ON t (s)").await.unwrap();
    let mut loader = warehouse.loader(Durability::Rebuildable).await.unwrap();
    let awkward = ["", "tab\there", "line\nbreak", "back\\slash", "quote's \"", "NULL", "\\N", "Wrocław"];
    let row = |id: i64| {
        let text = Value::from(awkward[id as usize % awkward.len()]);
        [Value::Integer(id), Value::Real(id as f64 / 8.0), if id % 7 == 0 { Value::Null } else { text }]
    };
    for batch in [0..10, 10..1_234, 1_234..1_235] {
        loader.load("t", &["id", "r", "s"], batch.flat_map(row).collect()).await.unwrap();
    }
    let error = loader.load("t", &["id", "r", "s"], vec![Value::Null]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "1 cells do not fill whole rows of 3 columns of t; give every row all its cells"
    );
    assert_eq!(loader.finish().await.unwrap(), 1_235);
    let kinds = [ColumnType::Integer, ColumnType::Real, ColumnType::Text];
    let back = warehouse.fetch("SELECT id, r, s FROM t ORDER BY id", &[], &kinds).await.unwrap();
    assert_eq!(back, (0..1_235).map(|id| row(id).to_vec()).collect::<Vec<_>>());
    let indexes =
        warehouse.fetch("SELECT name FROM sqlite_schema WHERE type = 'index'", &[], &[ColumnType::Text]);
    assert_eq!(indexes.await.unwrap(), [[Value::from("t_by_s")]]);
}

#[tokio::test]
async fn a_load_that_is_not_finished_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = opened(&folder.path().join("half.db"), Access::ReadWrite).await.unwrap();
    run(&warehouse, "CREATE TABLE t (id INTEGER PRIMARY KEY)").await.unwrap();
    let mut loader = warehouse.loader(Durability::Safe).await.unwrap();
    loader.load("t", &["id"], (0..10_000).map(Value::Integer).collect()).await.unwrap();
    drop(loader);
    let rows = warehouse.fetch("SELECT COUNT(*) FROM t", &[], &[ColumnType::Integer]).await.unwrap();
    assert_eq!(rows, [[Value::Integer(0)]]);
}

#[tokio::test]
async fn the_version_changes_with_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = opened(&folder.path().join("version.db"), Access::ReadWrite).await.unwrap();
    run(&warehouse, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)").await.unwrap();
    let before = warehouse.version().await.unwrap();
    assert_eq!(warehouse.version().await.unwrap(), before);
    let mut before = before;
    // Also where the file keeps its size, and within one tick of its clock.
    run(&warehouse, "INSERT INTO t VALUES (1, 'x')").await.unwrap();
    for letter in ["a", "b", "c", "d"] {
        run(&warehouse, &format!("UPDATE t SET s = '{letter}' WHERE id = 1")).await.unwrap();
        let now = warehouse.version().await.unwrap();
        assert_ne!(now, before);
        before = now;
    }
}

#[test]
fn rows_are_escaped_for_copy() {
    let cells = [Value::Integer(-5), Value::Null, Value::from("a\tb\\c\nd\re"), Value::Real(0.1)];
    assert_eq!(String::from_utf8(copy_text(&cells, 2)).unwrap(), "-5\t\\N\na\\tb\\\\c\\nd\\re\t0.1\n");
}

#[tokio::test]
async fn the_structure_has_types_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = opened(&folder.path().join("keys.db"), Access::ReadWrite).await.unwrap();
    for sql in [
        "CREATE TABLE customer (region TEXT, code TEXT, name TEXT UNIQUE, PRIMARY KEY (code, region))",
        "CREATE TABLE sale (id INTEGER PRIMARY KEY, code TEXT, region TEXT, amount DECIMAL(12,2), \
         FOREIGN KEY (code, region) REFERENCES customer (code, region))",
        "CREATE VIEW totals AS SELECT SUM(amount) AS amount FROM sale",
    ] {
        run(&warehouse, sql).await.unwrap();
    }
    let tables = warehouse.structure().await.unwrap();
    assert_eq!(
        tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(),
        ["customer", "sale", "totals"]
    );
    let (customer, sale) = (&tables[0], &tables[1]);
    assert_eq!(
        (&customer.primary_key, &customer.unique_keys),
        (&vec!["code".into(), "region".into()], &vec![vec!["name".into()]])
    );
    let amount = sale.column("amount").unwrap();
    assert_eq!((amount.kind, amount.scale), (ColumnType::Real, Some(2)));
    assert_eq!(sale.foreign_keys[0].columns, ["code", "region"]);
    assert_eq!((sale.foreign_keys[0].table.as_str(), tables[2].is_view), ("customer", true));
}

#[tokio::test]
async fn a_load_that_is_given_up_leaves_no_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("given-up.db");
    let warehouse = opened(&path, Access::ReadWrite).await.unwrap();
    let mut loader = warehouse.loader(Durability::Safe).await.unwrap();
    loader.execute("CREATE TABLE t (a TEXT)").await.unwrap();
    loader.load("t", &["a"], vec![Value::from("x")]).await.unwrap();
    drop(loader);
    assert!(warehouse.structure().await.unwrap().is_empty());
}
