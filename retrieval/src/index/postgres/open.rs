use std::{borrow::Cow, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::index::IndexError;

/// The history of this schema is in the schema itself.
static MIGRATIONS: Migrator = Migrator {
    table_name: Cow::Borrowed("_sentia_documents_migrations"),
    ..sqlx_macros::migrate!("../migrations/postgres/documents")
};

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a write waits for others to finish theirs.
const BUSY: Duration = Duration::from_secs(30);
/// Held while something is made once for all: "Sentia" in ASCII.
const LOCK: i64 = 0x53_65_6e_74_69_61;
/// The first version of pgvector that goes on looking where what it found was filtered out.
const OLDEST: (u32, u32) = (0, 8);

pub(super) struct Opened {
    /// Without user and password.
    pub(super) place: String,
    pub(super) readers: PgPool,
    pub(super) writers: PgPool,
}

pub(super) async fn open(url: &str) -> Result<Opened, IndexError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| IndexError::Unreachable {
        place: "the documents' database".to_owned(),
        detail: "its URL is not of the form postgres://user:password@host:port/database".to_owned(),
    })?;
    let database = options.get_database().unwrap_or("the default database");
    let place = format!("{database} on {}", options.get_host());
    let options = options.application_name("sentia");
    let settings: Arc<str> = prepare(&options, &place).await?.into();
    let pool = |most, patience| {
        let settings = settings.clone();
        PgPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(patience)
            .after_connect(move |connection, _| {
                let settings = settings.clone();
                Box::pin(async move { set(connection, &settings).await })
            })
            .connect_lazy_with(options.clone())
    };
    Ok(Opened { readers: pool(8, PATIENCE), writers: pool(4, BUSY), place })
}

/// Makes extension, schema and tables where they are missing, over a connection of its own: a pool tries again and again,
/// and then says only that it took too long. Returns the settings of each connection.
async fn prepare(options: &PgConnectOptions, place: &str) -> Result<String, IndexError> {
    let fault = |error: sqlx::Error| IndexError::of_query(place, &error);
    let silent =
        |_| IndexError::Unreachable { place: place.to_owned(), detail: "no answer in time".to_owned() };
    let mut connection =
        tokio::time::timeout(PATIENCE, options.connect()).await.map_err(silent)?.map_err(fault)?;
    let mut transaction = connection.begin().await.map_err(fault)?;
    one_at_a_time(&mut transaction).await.map_err(fault)?;
    let extension = extension(&mut transaction, place).await?;
    make_schema(&mut transaction).await.map_err(fault)?;
    transaction.commit().await.map_err(fault)?;
    // Compiling a statement takes longer than these take.
    let settings = format!(
        "SET search_path TO sentia_documents, {extension}; SET lock_timeout TO '{}ms'; SET jit TO off",
        BUSY.as_millis()
    );
    set(&mut connection, &settings).await.map_err(fault)?;
    MIGRATIONS.run(&mut connection).await.map_err(|error| IndexError::of_migration(place, &error))?;
    connection.close().await.map_err(fault)?;
    Ok(settings)
}

/// Until the transaction ends others wait here: of two that make what is not there, one would fail.
pub(super) async fn one_at_a_time(transaction: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(transaction).await.map(drop)
}

async fn set(connection: &mut PgConnection, settings: &str) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::raw_sql(AssertSqlSafe(settings.to_owned()))).await.map(drop)
}

/// The schema that holds pgvector, quoted.
async fn extension(connection: &mut PgConnection, place: &str) -> Result<String, IndexError> {
    const EXTENSION: &str = "
        SELECT quote_ident(nspname), extversion FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
        WHERE extname = 'vector'";
    let fault = |error: sqlx::Error| IndexError::of_query(place, &error);
    let missing = |detail: String| IndexError::NoVectors { place: place.to_owned(), detail };
    let find = sqlx::query_as(EXTENSION).fetch_optional(&mut *connection).await.map_err(fault)?;
    let (schema, version): (String, String) = match find {
        Some(found) => found,
        None => {
            connection.execute("CREATE EXTENSION vector").await.map_err(|error| match &error {
                sqlx::Error::Database(fault) => missing(fault.message().to_owned()),
                _ => fault(error),
            })?;
            sqlx::query_as(EXTENSION).fetch_one(connection).await.map_err(fault)?
        }
    };
    if is_too_old(&version) {
        return Err(IndexError::OldVectors { place: place.to_owned(), version });
    }
    Ok(schema)
}

fn is_too_old(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) < OLDEST
}

/// Asked first, because `IF NOT EXISTS` wants the right to make one even where there is one.
async fn make_schema(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    const IS_THERE: &str = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'sentia_documents')";
    if !sqlx::query_scalar::<_, bool>(IS_THERE).fetch_one(&mut *connection).await? {
        connection.execute("CREATE SCHEMA sentia_documents").await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        for (version, expected) in [("0.7.4", true), ("0.8.0", false), ("0.10.1", false), ("1.0", false)] {
            assert_eq!(is_too_old(version), expected, "{version}");
        }
    }
}
