use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, Column, Connection, Executor, Row, SqlSafeStr, Sqlite, SqliteConnection, SqlitePool,
    Statement, TypeInfo, ValueRef,
    sqlite::{SqliteArguments, SqliteConnectOptions, SqlitePoolOptions, SqliteRow},
};

use tokio::sync::Mutex;

use super::{
    Access, ColumnType, Durability, WarehouseError,
    within::{Collected, Fault, Fetched, Limits, Stop},
};
use crate::Value;

/// An SQLite file behind a small pool. Readers share pages through the operating system's cache by memory mapping.
#[derive(Debug)]
pub(super) struct SqliteWarehouse {
    pool: SqlitePool,
    options: SqliteConnectOptions,
    /// Opened when the version is first asked for; it never writes, so that it sees what all others write.
    watch: Mutex<Option<SqliteConnection>>,
}

/// Connections: one for each of two queries at once (a period and its comparison), and two to spare.
const MOST_CONNECTIONS: u32 = 4;
/// Some microseconds of work.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 10_000;

impl SqliteWarehouse {
    pub(super) async fn open(path: &str, access: Access) -> Result<Self, WarehouseError> {
        let read_only = access == Access::ReadOnly;
        if read_only {
            let readable = std::fs::File::open(path).and_then(|file| file.metadata());
            let metadata = readable.map_err(|error| WarehouseError::from_io(&error, path.to_owned()))?;
            if metadata.is_dir() {
                return Err(WarehouseError::Denied {
                    place: path.to_owned(),
                    detail: "it is a folder".to_owned(),
                });
            }
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(read_only)
            .create_if_missing(!read_only)
            .foreign_keys(false)
            .busy_timeout(Duration::from_secs(5))
            .pragma("mmap_size", "4294967296")
            .pragma("cache_size", "-32768") // KiB
            .pragma("temp_store", "memory");
        let pool = SqlitePoolOptions::new()
            .max_connections(MOST_CONNECTIONS)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options.clone());
        let warehouse = SqliteWarehouse { pool, options, watch: Mutex::new(None) };
        // The file is not read before the first statement: ask something, so that a broken one is found now.
        let asked = warehouse.fetch("SELECT COUNT(*) FROM sqlite_schema", &[], &[ColumnType::Integer]).await;
        asked.map_err(|error| WarehouseError::from_sqlx(error, path))?;
        Ok(warehouse)
    }

    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    pub(super) async fn fetch(
        &self,
        sql: &str,
        binds: &[Value],
        kinds: &[ColumnType],
    ) -> Result<Vec<Vec<Value>>, sqlx::Error> {
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(binds.iter().cloned())?);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| decode(row, kinds)).collect()
    }

    /// On a connection of its own that spills to disk what does not fit, and that is interrupted when the time is up.
    pub(super) async fn fetch_within(
        &self,
        sql: &str,
        binds: &[Value],
        limits: Limits,
    ) -> Result<Fetched, Fault> {
        let options = self.options.clone().read_only(true).create_if_missing(false);
        let options =
            options.pragma("temp_store", "file").pragma("cache_size", "-16384").pragma("query_only", "on");
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let stop = Stop(Arc::new(AtomicBool::new(false)));
        let stopped = stop.0.clone();
        connection
            .lock_handle()
            .await?
            .set_progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, move || !stopped.load(Ordering::Relaxed));
        let running = async {
            let described = (&mut connection).prepare(AssertSqlSafe(sql).into_sql_str()).await?;
            let columns = described.columns().iter().map(|column| column.name().to_owned()).collect();
            let mut collected = Collected::new(limits);
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments(binds.iter().cloned())?);
            let mut stream = query.fetch(&mut connection);
            while let Some(row) = stream.try_next().await? {
                if !collected.add(decode_any(&row)?)? {
                    break;
                }
            }
            Ok(Fetched { columns, rows: collected.rows })
        };
        match tokio::time::timeout(limits.time, running).await {
            Ok(fetched) => fetched,
            Err(_) => Err(WarehouseError::TooSlow.into()),
        }
    }

    /// Changes with every commit of any other connection, of this process or another.
    pub(super) async fn version(&self) -> Result<String, sqlx::Error> {
        let mut watch = self.watch.lock().await;
        let connection = match watch.take() {
            Some(connection) => watch.insert(connection),
            None => watch.insert(SqliteConnection::connect_with(&self.options).await?),
        };
        let version: i64 = sqlx::query_scalar("PRAGMA data_version").fetch_one(connection).await?;
        Ok(version.to_string())
    }

    pub(super) async fn begin_load(&self, durability: Durability) -> Result<SqliteLoad, sqlx::Error> {
        let mut connection = SqliteConnection::connect_with(&self.options).await?;
        let mut indexes = Vec::new();
        if durability == Durability::Rebuildable {
            execute(&mut connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -131072").await?;
            indexes = sqlx::query_as::<Sqlite, (String, String)>(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
            )
            .fetch_all(&mut connection)
            .await?;
        }
        execute(&mut connection, "BEGIN IMMEDIATE").await?;
        for (name, _) in &indexes {
            execute(&mut connection, &format!("DROP INDEX \"{}\"", name.replace('"', "\"\""))).await?;
        }
        Ok(SqliteLoad { connection, indexes })
    }
}

async fn execute(connection: &mut SqliteConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
}

fn arguments(values: impl Iterator<Item = Value>) -> Result<SqliteArguments, sqlx::Error> {
    use sqlx::Arguments;
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.size_hint().0, 0);
    for value in values {
        let added = match value {
            Value::Null => arguments.add(None::<i64>),
            Value::Integer(whole) => arguments.add(whole),
            Value::Real(real) => arguments.add(real),
            Value::Text(text) => arguments.add(text),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn decode(row: &SqliteRow, kinds: &[ColumnType]) -> Result<Vec<Value>, sqlx::Error> {
    kinds.iter().enumerate().map(|(index, kind)| cell(row, index, *kind)).collect()
}

/// Cells as they are.
fn decode_any(row: &SqliteRow) -> Result<Vec<Value>, sqlx::Error> {
    (0..row.len())
        .map(|index| {
            let raw = row.try_get_raw(index)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "INTEGER" | "BOOLEAN" => Value::Integer(row.try_get_unchecked(index)?),
                "REAL" => Value::from(row.try_get_unchecked::<f64, _>(index)?),
                "BLOB" => Value::from("(binary)"),
                _ => Value::Text(row.try_get_unchecked(index)?),
            })
        })
        .collect()
}

/// SQLite may give a real number for a sum of a column that is declared an integer: the value decides.
fn cell(row: &SqliteRow, index: usize, kind: ColumnType) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    Ok(match kind {
        ColumnType::Integer | ColumnType::Boolean if raw.type_info().name() != "REAL" => {
            Value::Integer(row.try_get_unchecked(index)?)
        }
        ColumnType::Integer | ColumnType::Boolean | ColumnType::Real => {
            Value::from(row.try_get_unchecked::<f64, _>(index)?)
        }
        _ => Value::Text(row.try_get_unchecked(index)?),
    })
}

/// A load under way on its own connection. Dropped before [`SqliteLoad::finish`], it leaves nothing behind (or, where the
/// file may be rebuilt, a file to throw away).
#[derive(Debug)]
pub(super) struct SqliteLoad {
    connection: SqliteConnection,
    /// Indexes to build once the rows are there: name and statement.
    indexes: Vec<(String, String)>,
}

impl SqliteLoad {
    /// `cells` row by row.
    pub(super) async fn insert(&mut self, sql: String, cells: Vec<Value>) -> Result<(), sqlx::Error> {
        let arguments = arguments(cells.into_iter())?;
        sqlx::query_with(AssertSqlSafe(sql), arguments).execute(&mut self.connection).await.map(drop)
    }

    pub(super) async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        execute(&mut self.connection, sql).await
    }

    pub(super) async fn finish(mut self) -> Result<(), sqlx::Error> {
        for (_, sql) in &self.indexes {
            execute(&mut self.connection, sql).await?;
        }
        // A sample of each index is enough for the planner and takes milliseconds.
        execute(&mut self.connection, "PRAGMA analysis_limit = 400; ANALYZE; COMMIT").await?;
        self.connection.close().await
    }
}
