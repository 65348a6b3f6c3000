use std::{str::FromStr, time::Duration};

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, Column, Connection, Executor, PgConnection, PgPool, Row, SqlSafeStr, Statement, TypeInfo,
    ValueRef,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow, PgTypeInfo},
};

use super::{
    Access, ColumnType, WarehouseError,
    within::{Collected, Fault, Fetched, Limits},
};
use crate::Value;

/// A PostgreSQL database behind a pool.
#[derive(Debug)]
pub(super) struct PostgresWarehouse {
    pool: PgPool,
    options: PgConnectOptions,
}

/// Grows with every transaction that writes, anywhere on the server.
pub(super) const VERSION: &str = "SELECT CAST(pg_current_snapshot() AS TEXT)";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const STATEMENT_TIMEOUT: &str = "60s";

impl PostgresWarehouse {
    pub(super) async fn open(url: &str, access: Access) -> Result<(Self, String), WarehouseError> {
        let options = PgConnectOptions::from_str(url).map_err(|error| WarehouseError::BadAddress {
            place: without_password(url),
            detail: error.to_string(),
        })?;
        let place = format!(
            "postgres://{}@{}:{}/{}",
            options.get_username(),
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or_default()
        );
        let mut options = options.application_name("sentia");
        if access == Access::ReadOnly {
            options = options
                .options([("default_transaction_read_only", "on"), ("statement_timeout", STATEMENT_TIMEOUT)]);
        }
        // The pool would wait in silence for a server that is not there.
        match tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options)).await {
            Ok(Ok(connection)) => drop(connection.close().await),
            Ok(Err(error)) => return Err(unreachable(error, place)),
            Err(_) => {
                let detail = format!("no answer within {} seconds", CONNECT_TIMEOUT.as_secs());
                return Err(WarehouseError::Unreachable { place, detail });
            }
        }
        let pool = PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(CONNECT_TIMEOUT * 2)
            .test_before_acquire(false)
            .connect_lazy_with(options.clone());
        Ok((PostgresWarehouse { pool, options }, place))
    }

    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(super) async fn fetch(
        &self,
        sql: &str,
        binds: &[Value],
        kinds: &[ColumnType],
    ) -> Result<Vec<Vec<Value>>, sqlx::Error> {
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(binds)?);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| decode(row, kinds)).collect()
    }

    /// In a transaction of its own that can only read and that the server ends when the time is up. Columns are cast on
    /// the server to what can be carried: whole numbers, reals, and texts of everything else.
    pub(super) async fn fetch_within(
        &self,
        sql: &str,
        binds: &[Value],
        limits: Limits,
    ) -> Result<Fetched, Fault> {
        let mut transaction = self.pool.begin_with("BEGIN READ ONLY").await?;
        let settings = format!(
            "SET LOCAL statement_timeout = {}; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'",
            limits.time.as_millis()
        );
        sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut *transaction).await?;
        let texts = vec![PgTypeInfo::with_name("text"); binds.len()];
        let described = (&mut *transaction).prepare_with(AssertSqlSafe(sql).into_sql_str(), &texts).await?;
        let columns: Vec<String> =
            described.columns().iter().map(|column| column.name().to_owned()).collect();
        let kinds: Vec<Carried> =
            described.columns().iter().map(|column| Carried::of(column.type_info().name())).collect();
        let wrapped = carried(sql, &kinds);
        let mut collected = Collected::new(limits);
        {
            let query = sqlx::query_with(AssertSqlSafe(wrapped), arguments(binds)?).persistent(false);
            let mut stream = query.fetch(&mut *transaction);
            while let Some(row) = stream.try_next().await? {
                if !collected.add(decode_carried(&row, &kinds)?)? {
                    break;
                }
            }
        }
        transaction.rollback().await?;
        Ok(Fetched { columns, rows: collected.rows })
    }

    pub(super) async fn begin_load(&self) -> Result<PostgresLoad, sqlx::Error> {
        let mut connection = PgConnection::connect_with(&self.options).await?;
        sqlx::raw_sql("BEGIN; SET LOCAL synchronous_commit = off").execute(&mut connection).await?;
        Ok(PostgresLoad { connection })
    }
}

/// A host that does not exist or refuses is a server out of reach, not a missing file.
fn unreachable(error: sqlx::Error, place: String) -> WarehouseError {
    match error {
        sqlx::Error::Io(io) => WarehouseError::Unreachable { place, detail: io.to_string() },
        other => WarehouseError::from_sqlx(other, &place),
    }
}

/// A URL that could not be read may still hold a password before its last `@`.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => url.to_owned(),
    }
}

fn arguments(values: &[Value]) -> Result<PgArguments, sqlx::Error> {
    use sqlx::Arguments;
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match value {
            Value::Null => arguments.add(None::<String>),
            Value::Integer(whole) => arguments.add(*whole),
            Value::Real(real) => arguments.add(*real),
            Value::Text(text) => arguments.add(text.as_str()),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn decode(row: &PgRow, kinds: &[ColumnType]) -> Result<Vec<Value>, sqlx::Error> {
    kinds.iter().enumerate().map(|(index, kind)| cell(row, index, *kind)).collect()
}

fn cell(row: &PgRow, index: usize, kind: ColumnType) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    Ok(match (kind, raw.type_info().name()) {
        (ColumnType::Integer, "INT4") => Value::Integer(row.try_get::<i32, _>(index)?.into()),
        (ColumnType::Integer, "INT2") => Value::Integer(row.try_get::<i16, _>(index)?.into()),
        (ColumnType::Integer, _) => Value::Integer(row.try_get(index)?),
        (ColumnType::Real, "FLOAT4") => Value::from(f64::from(row.try_get::<f32, _>(index)?)),
        (ColumnType::Real, _) => Value::from(row.try_get::<f64, _>(index)?),
        (ColumnType::Boolean, _) => Value::Integer(row.try_get::<bool, _>(index)?.into()),
        _ => Value::Text(row.try_get(index)?),
    })
}

/// How a column of any type comes over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carried {
    Integer,
    Real,
    /// A decimal as text, read as a whole number where it is one that fits.
    Decimal,
    Text,
}

impl Carried {
    fn of(type_name: &str) -> Self {
        match type_name {
            "INT2" | "INT4" | "INT8" => Carried::Integer,
            "FLOAT4" | "FLOAT8" => Carried::Real,
            "NUMERIC" => Carried::Decimal,
            _ => Carried::Text,
        }
    }

    fn type_name(self) -> &'static str {
        match self {
            Carried::Integer => "BIGINT",
            Carried::Real => "DOUBLE PRECISION",
            Carried::Decimal | Carried::Text => "TEXT",
        }
    }
}

/// The statement within one that casts each column. The rows keep their order, since the statement has a limit.
fn carried(sql: &str, kinds: &[Carried]) -> String {
    let names: Vec<String> = (1..=kinds.len()).map(|number| format!("column{number}")).collect();
    let cast = |(name, kind): (&String, &Carried)| format!("CAST(result.{name} AS {})", kind.type_name());
    let cells: Vec<String> = names.iter().zip(kinds).map(cast).collect();
    format!("SELECT {} FROM ({sql}) AS result ({})", cells.join(", "), names.join(", "))
}

fn decode_carried(row: &PgRow, kinds: &[Carried]) -> Result<Vec<Value>, sqlx::Error> {
    let cell = |(index, kind): (usize, &Carried)| {
        Ok(match kind {
            Carried::Integer => row.try_get::<Option<i64>, _>(index)?.map_or(Value::Null, Value::Integer),
            Carried::Real => row.try_get::<Option<f64>, _>(index)?.map_or(Value::Null, Value::from),
            Carried::Decimal => row.try_get::<Option<String>, _>(index)?.map_or(Value::Null, decimal),
            Carried::Text => row.try_get::<Option<String>, _>(index)?.map_or(Value::Null, Value::Text),
        })
    };
    kinds.iter().enumerate().map(cell).collect()
}

fn decimal(digits: String) -> Value {
    if let Ok(whole) = digits.parse::<i64>() {
        return Value::Integer(whole);
    }
    digits.parse::<f64>().map_or(Value::Text(digits), Value::from)
}

/// A load under way on its own connection, in one transaction.
#[derive(Debug)]
pub(super) struct PostgresLoad {
    connection: PgConnection,
}

impl PostgresLoad {
    /// `text` in the format of COPY, as [`copy_text`] writes it.
    pub(super) async fn copy(&mut self, sql: &str, text: Vec<u8>) -> Result<(), sqlx::Error> {
        let mut copy = self.connection.copy_in_raw(sql).await?;
        copy.send(text).await?;
        copy.finish().await.map(drop)
    }

    pub(super) async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await.map(drop)
    }

    pub(super) async fn finish(mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("COMMIT").execute(&mut self.connection).await?;
        sqlx::raw_sql("ANALYZE").execute(&mut self.connection).await?;
        self.connection.close().await
    }
}

/// Rows as COPY reads them: <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.55.9.2>.
pub(super) fn copy_text(cells: &[Value], columns: usize) -> Vec<u8> {
    use std::io::Write;
    let mut text = Vec::with_capacity(cells.len() * 12);
    for row in cells.chunks(columns) {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push(b'\t');
            }
            // Writing to memory cannot fail.
            let _ = match cell {
                Value::Null => text.write_all(b"\\N"),
                Value::Integer(whole) => write!(text, "{whole}"),
                Value::Real(real) => write!(text, "{real:?}"),
                Value::Text(words) => {
                    escape(words, &mut text);
                    Ok(())
                }
            };
        }
        text.push(b'\n');
    }
    text
}

fn escape(words: &str, text: &mut Vec<u8>) {
    for byte in words.bytes() {
        match byte {
            b'\\' => text.extend_from_slice(b"\\\\"),
            b'\t' => text.extend_from_slice(b"\\t"),
            b'\n' => text.extend_from_slice(b"\\n"),
            b'\r' => text.extend_from_slice(b"\\r"),
            byte => text.push(byte),
        }
    }
}
