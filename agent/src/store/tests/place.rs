//! Where the suite runs: a fresh SQLite file, and a fresh PostgreSQL database where a server is named.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// URL of a PostgreSQL server on which databases may be created; `tests/run` starts one and sets this.
const SERVER: &str = "SENTIA_TEST_POSTGRES";

pub(super) struct Place {
    pub(super) url: String,
    /// Records a migration that this version does not know.
    pub(super) pretend_newer: &'static str,
    /// Forgets that the migration of the ledger has run.
    pub(super) forget_ledger: &'static str,
    _folder: Option<TempDir>,
}

impl Place {
    pub(super) async fn execute(&self, statement: &'static str) {
        if self.url.starts_with("postgres") {
            PgConnection::connect(&self.url)
                .await
                .expect("connected")
                .execute(statement)
                .await
                .expect("executed");
        } else {
            let url = format!("sqlite://{}", self.url);
            SqliteConnection::connect(&url)
                .await
                .expect("connected")
                .execute(statement)
                .await
                .expect("executed");
        }
    }
}

pub(super) async fn places() -> Vec<Place> {
    let mut places = vec![sqlite()];
    places.extend(postgres().await);
    places
}

pub(super) fn sqlite() -> Place {
    let folder = TempDir::new().expect("a temporary folder");
    let pretend_newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'later', 1, x'00', 0)";
    let file = folder.path().join("made/on/demand.db");
    Place {
        url: file.to_str().expect("UTF-8").to_owned(),
        pretend_newer,
        forget_ledger: "DELETE FROM _sqlx_migrations WHERE version = 4",
        _folder: Some(folder),
    }
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their peers are")]
async fn postgres() -> Option<Place> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var(SERVER) else {
        println!("skipped on PostgreSQL: {SERVER} is not set; tests/run starts a server and sets it");
        return None;
    };
    let name = format!("store_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server).await.expect("a PostgreSQL server");
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(create).await.expect("a fresh database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    let pretend_newer =
        "INSERT INTO _sentia_store_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'later', true, '', 0)";
    Some(Place {
        url: format!("{base}/{name}"),
        pretend_newer,
        forget_ledger: "DELETE FROM _sentia_store_migrations WHERE version = 4",
        _folder: None,
    })
}
