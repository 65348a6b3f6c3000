//! The database that holds the facts: SQLite (embedded) or PostgreSQL. Two modules, one behaviour.

mod error;
mod load;
mod postgres;
mod schema;
mod sqlite;
mod structure;
#[cfg(test)]
mod tests;
mod within;

pub use error::WarehouseError;
pub use load::{Durability, Loader};
pub use schema::{ColumnType, Schema, Table};
pub use structure::{ColumnStructure, ForeignKey, TableStructure};

pub(crate) use within::Limits;

use std::collections::BTreeSet;

use sqlx::migrate::Migrator;

use crate::{Dialect, Value};

static SQLITE_TABLES: Migrator = sqlx_macros::migrate!("../../migrations/sqlite/warehouse");
static POSTGRES_TABLES: Migrator = sqlx_macros::migrate!("../../migrations/postgres/warehouse");

/// An open warehouse. Cheap to share behind an [`std::sync::Arc`]; connections are pooled.
#[derive(Debug)]
pub struct Warehouse {
    backend: Backend,
    /// Path, or URL without the password: for messages.
    place: String,
}

#[derive(Debug)]
enum Backend {
    Sqlite(sqlite::SqliteWarehouse),
    Postgres(postgres::PostgresWarehouse),
}

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads only; the database must exist. The database itself refuses writes.
    ReadOnly,
    /// Reads and writes; an SQLite file is created where there is none.
    ReadWrite,
}

impl Warehouse {
    /// Opens a `postgres://` URL, or else the path of an SQLite file (with or without `sqlite:` before it).
    pub async fn open(url: &str, access: Access) -> Result<Warehouse, WarehouseError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let (backend, place) = postgres::PostgresWarehouse::open(url, access).await?;
            return Ok(Warehouse { backend: Backend::Postgres(backend), place });
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
        let backend = sqlite::SqliteWarehouse::open(path, access).await?;
        Ok(Warehouse { backend: Backend::Sqlite(backend), place: path.to_owned() })
    }

    pub fn dialect(&self) -> Dialect {
        match &self.backend {
            Backend::Sqlite(_) => Dialect::Sqlite,
            Backend::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Path of the file, or address of the server without its password.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Runs one statement. `binds` stand for `$1`, `$2`…; `kinds` says what each column is read as, and there are as many
    /// cells in each row.
    pub async fn fetch(
        &self,
        sql: &str,
        binds: &[Value],
        kinds: &[ColumnType],
    ) -> Result<Vec<Vec<Value>>, WarehouseError> {
        tracing::debug!(sql, "query the warehouse");
        let rows = match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.fetch(sql, binds, kinds).await,
            Backend::Postgres(postgres) => postgres.fetch(sql, binds, kinds).await,
        };
        rows.map_err(|error| WarehouseError::from_sqlx(error, &self.place))
    }

    /// Creates the tables, or brings them up to this version.
    pub async fn migrate(&self) -> Result<(), WarehouseError> {
        let migrated = match &self.backend {
            Backend::Sqlite(sqlite) => SQLITE_TABLES.run(sqlite.pool()).await,
            Backend::Postgres(postgres) => POSTGRES_TABLES.run(postgres.pool()).await,
        };
        migrated.map_err(|error| WarehouseError::from_migration(error, &self.place))
    }

    /// Whether the tables are as this version of [`Warehouse::migrate`] makes them.
    pub async fn is_migrated(&self) -> Result<bool, WarehouseError> {
        let tables = match &self.backend {
            Backend::Sqlite(_) => &SQLITE_TABLES,
            Backend::Postgres(_) => &POSTGRES_TABLES,
        };
        let ours: BTreeSet<i64> = tables.iter().map(|migration| migration.version).collect();
        let sql = "SELECT version FROM _sqlx_migrations";
        match self.fetch(sql, &[], &[ColumnType::Integer]).await {
            Ok(rows) => {
                let whole = |row: &Vec<Value>| match row.first() {
                    Some(Value::Integer(version)) => Some(*version),
                    _ => None,
                };
                Ok(rows.iter().filter_map(whole).collect::<BTreeSet<i64>>() == ours)
            }
            Err(WarehouseError::Refused { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Tables and views with their columns, in one statement.
    pub async fn schema(&self) -> Result<Schema, WarehouseError> {
        let sql = match &self.backend {
            Backend::Sqlite(_) => schema::OF_SQLITE,
            Backend::Postgres(_) => schema::OF_POSTGRES,
        };
        let rows = self.fetch(sql, &[], &[ColumnType::Text; 3]).await?;
        Ok(Schema::from_rows(&rows, self.dialect()))
    }

    /// Tables and views as they are declared, with their keys, in the order of their names.
    pub async fn structure(&self) -> Result<Vec<TableStructure>, WarehouseError> {
        let (columns, keys) = match &self.backend {
            Backend::Sqlite(_) => (structure::COLUMNS_OF_SQLITE, structure::KEYS_OF_SQLITE),
            Backend::Postgres(_) => (structure::COLUMNS_OF_POSTGRES, structure::KEYS_OF_POSTGRES),
        };
        let columns = self.fetch(columns, &[], &[ColumnType::Text; 5]).await?;
        let keys = self.fetch(keys, &[], &[ColumnType::Text; 6]).await?;
        Ok(structure::from_rows(&columns, &keys, self.dialect()))
    }

    /// Rows of the table that a dataset's source names, whoever's they are: for `doctor`, not for answers.
    pub async fn count_rows(&self, source: &str) -> Result<i64, WarehouseError> {
        let sql = format!("SELECT COUNT(*) FROM {}", self.dialect().table(source));
        let rows = self.fetch(&sql, &[], &[ColumnType::Integer]).await?;
        match rows.first().and_then(|row| row.first()) {
            Some(Value::Integer(count)) => Ok(*count),
            _ => Ok(0),
        }
    }

    /// Changes whenever rows may have changed: for caches. Costs next to nothing.
    pub async fn version(&self) -> Result<String, WarehouseError> {
        match &self.backend {
            Backend::Sqlite(sqlite) => {
                sqlite.version().await.map_err(|error| WarehouseError::from_sqlx(error, &self.place))
            }
            Backend::Postgres(_) => {
                let rows = self.fetch(postgres::VERSION, &[], &[ColumnType::Text]).await?;
                let cell = rows.first().and_then(|row| row.first()).and_then(Value::as_text);
                Ok(cell.unwrap_or_default().to_owned())
            }
        }
    }

    /// Starts a bulk load on a connection of its own, all in one transaction.
    pub async fn loader(&self, durability: Durability) -> Result<Loader, WarehouseError> {
        let target = match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.begin_load(durability).await.map(load::Target::Sqlite),
            Backend::Postgres(postgres) => postgres.begin_load().await.map(load::Target::Postgres),
        };
        let target = target.map_err(|error| WarehouseError::from_sqlx(error, &self.place))?;
        Ok(Loader::new(target, self.place.clone()))
    }

    /// Adds rows to a table in a transaction of its own and returns how many. For more than one table use
    /// [`Warehouse::loader`].
    pub async fn load(
        &self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, WarehouseError> {
        let mut loader = self.loader(Durability::Safe).await?;
        loader.load(table, columns, rows.into_iter().flatten().collect()).await?;
        loader.finish().await
    }

    /// Closes all connections; an SQLite file may be moved afterwards.
    pub async fn close(&self) {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.pool().close().await,
            Backend::Postgres(postgres) => postgres.pool().close().await,
        }
    }
}
