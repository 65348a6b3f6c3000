//! What was imported before, kept in the database beside the rows: so that the same file is not loaded twice.

use sentia_semantic::{
    Value, Warehouse, WarehouseError,
    warehouse::{ColumnType, Loader},
};

pub const TABLE: &str = "sentia_import";

pub(crate) const CREATE: &str = "CREATE TABLE IF NOT EXISTS sentia_import (table_name TEXT NOT NULL, file_name TEXT NOT NULL, \
     content_hash TEXT NOT NULL, row_count BIGINT NOT NULL, rejected BIGINT NOT NULL, PRIMARY KEY (table_name, content_hash))";

/// One file in one table.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub table: String,
    pub file: String,
    pub hash: String,
    pub rows: u64,
}

pub(crate) async fn read(warehouse: &Warehouse) -> Result<Vec<Entry>, WarehouseError> {
    let sql = "SELECT table_name, file_name, content_hash, row_count FROM sentia_import";
    let kinds = [ColumnType::Text, ColumnType::Text, ColumnType::Text, ColumnType::Integer];
    let rows = warehouse.fetch(sql, &[], &kinds).await?;
    let entry = |row: Vec<Value>| match <[Value; 4]>::try_from(row) {
        Ok([Value::Text(table), Value::Text(file), Value::Text(hash), Value::Integer(rows)]) => {
            Some(Entry { table, file, hash, rows: rows.unsigned_abs() })
        }
        _ => None,
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

pub(crate) async fn note(loader: &mut Loader, entry: &Entry, rejected: u64) -> Result<(), WarehouseError> {
    let whole = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let cells = vec![
        Value::from(entry.table.as_str()),
        Value::from(entry.file.as_str()),
        Value::from(entry.hash.as_str()),
        whole(entry.rows),
        whole(rejected),
    ];
    loader.load(TABLE, &["table_name", "file_name", "content_hash", "row_count", "rejected"], cells).await
}

/// Forgets what a table that is made anew held before.
pub(crate) fn forget(table: &str) -> String {
    format!("DELETE FROM sentia_import WHERE table_name = '{}'", table.replace('\'', "''"))
}
