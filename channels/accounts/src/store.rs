use std::{path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};

use crate::AccountError;

static MIGRATIONS: Migrator = sqlx_macros::migrate!("../../migrations/sqlite/accounts");

/// How long one writer waits for another.
const PATIENCE: Duration = Duration::from_secs(5);

/// The accounts of one installation, in a file of their own: what opens doors is not kept with what was said behind them.
#[derive(Debug, Clone)]
pub struct Accounts {
    pub(crate) pool: SqlitePool,
}

impl Accounts {
    /// Opens the file, or creates it for its owner alone.
    pub async fn open(path: &Path) -> Result<Self, AccountError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(PATIENCE);
        let failed = |source| AccountError::Open { path: path.to_owned(), source };
        keep_private(path).map_err(|error| failed(error.into()))?;
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await.map_err(failed)?;
        let failed = |source| AccountError::Migrate { path: path.to_owned(), source };
        migrate(&pool).await.map_err(failed)?;
        Ok(Accounts { pool })
    }
}

/// All of them in one transaction, as several processes may open a new file at once and SQLite knows no lock for this.
async fn migrate(pool: &SqlitePool) -> Result<(), MigrateError> {
    let mut turn = pool.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run(&mut *turn).await?;
    Ok(turn.commit().await?)
}

/// The file is there, and nobody else on the machine may read it, before anything is written to it.
#[cfg(unix)]
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

/// The data directory of a Windows account is its owner's already.
#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}
