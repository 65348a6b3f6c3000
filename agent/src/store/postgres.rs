use std::{borrow::Cow, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgPool, Postgres,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{StoreError, ledger_sql::ledger_over_sql, notes_sql::notes_over_sql, sql::store_over_sql};

/// The history of this schema has a table of its own, so that it can share a database with others.
static MIGRATIONS: Migrator = Migrator {
    table_name: Cow::Borrowed("_sentia_store_migrations"),
    ..sqlx_macros::migrate!("../migrations/postgres/store")
};

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Conversations in PostgreSQL, for one process or many.
pub struct PostgresStore {
    place: String,
    readers: PgPool,
    writers: PgPool,
}

impl PostgresStore {
    /// Connects to a `postgres://` URL.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Unreachable {
            place: "the store".to_owned(),
            detail: "its URL is not of the form postgres://user:password@host:port/database".to_owned(),
        })?;
        let place =
            format!("{} on {}", options.get_database().unwrap_or("the default database"), options.get_host());
        let options = options.application_name("sentia");
        migrate(&options, &place).await?;
        let pool =
            PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect_lazy_with(options);
        Ok(PostgresStore { place, readers: pool.clone(), writers: pool })
    }
}

/// Over a connection of its own: a pool tries again and again, and then says only that it took too long.
async fn migrate(options: &PgConnectOptions, place: &str) -> Result<(), StoreError> {
    let fault = |error: sqlx::Error| StoreError::of_query(place, &error);
    let silent =
        |_| StoreError::Unreachable { place: place.to_owned(), detail: "no answer in time".to_owned() };
    let mut connection =
        tokio::time::timeout(PATIENCE, options.connect()).await.map_err(silent)?.map_err(fault)?;
    MIGRATIONS.run(&mut connection).await.map_err(|error| StoreError::of_migration(place, &error))?;
    connection.close().await.map_err(fault)
}

store_over_sql!(PostgresStore, Postgres);
notes_over_sql!(PostgresStore, Postgres);
ledger_over_sql!(PostgresStore, Postgres);
