use sqlx::migrate::MigrateError;

/// Why conversations cannot be read or stored. `place` is a file, or host and database; never a URL with a password.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("you have no conversation or turn \"{0}\"; list your conversations and take an id from there")]
    NotFound(String),
    #[error(
        "the conversations in {place} are damaged ({detail}); restore the file from a backup, or move it away to begin anew"
    )]
    Corrupt { place: String, detail: String },
    #[error("the disk that holds {place} is full; free some space and ask again")]
    DiskFull { place: String },
    #[error(
        "{place} is in use by another program that does not let go of it; close that program and try again"
    )]
    Locked { place: String },
    #[error("{place} may not be written; give this user the right to write it, or choose another place")]
    ReadOnly { place: String },
    #[error(
        "{place} was written by a newer version of Sentia (its schema is {version}); run that version, or choose another place"
    )]
    Newer { place: String, version: i64 },
    #[error("{place} cannot be opened ({detail}); check that it exists and that this user may reach it")]
    Unreachable { place: String, detail: String },
    #[error("the answer {0} rests on more than you may see; ask its question yourself")]
    Narrower(String),
    /// The answer's hash no longer fits: somebody edited the row.
    #[error(
        "the turn {0} is not what was stored: its answer has been changed since; restore the store from a backup"
    )]
    Changed(String),
    /// The row holds what this version cannot read.
    #[error("the turn {turn} cannot be read ({detail}); it may come from another version of Sentia")]
    Unreadable { turn: String, detail: String },
    #[error("the conversations in {place} could not be read or written: {detail}")]
    Other { place: String, detail: String },
}

impl StoreError {
    pub(super) fn of_query(place: &str, error: &sqlx::Error) -> Self {
        let place = place.to_owned();
        match error {
            sqlx::Error::Database(fault) => {
                of_code(place, &fault.code().unwrap_or_default(), fault.message())
            }
            sqlx::Error::PoolTimedOut => StoreError::Locked { place },
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Configuration(_) => {
                StoreError::Unreachable { place, detail: error.to_string() }
            }
            other => StoreError::Other { place, detail: other.to_string() },
        }
    }

    pub(super) fn of_migration(place: &str, error: &MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                StoreError::Newer { place: place.to_owned(), version: *version }
            }
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                StoreError::of_query(place, error)
            }
            other => StoreError::Other { place: place.to_owned(), detail: other.to_string() },
        }
    }
}

/// SQLite's result codes (the low byte of the extended ones) and PostgreSQL's SQLSTATEs do not overlap: the former have
/// up to four digits, the latter five characters.
fn of_code(place: String, code: &str, message: &str) -> StoreError {
    let detail = message.to_owned();
    match (code.len(), code.parse::<u32>().map(|code| code & 0xff)) {
        (5, _) => of_sqlstate(place, code, detail),
        (_, Ok(5 | 6)) => StoreError::Locked { place },
        (_, Ok(8)) => StoreError::ReadOnly { place },
        (_, Ok(10)) => StoreError::Other { place, detail: format!("the disk failed: {detail}") },
        (_, Ok(11 | 26)) => StoreError::Corrupt { place, detail },
        (_, Ok(13)) => StoreError::DiskFull { place },
        (_, Ok(14)) => StoreError::Unreachable { place, detail },
        _ => StoreError::Other { place, detail },
    }
}

fn of_sqlstate(place: String, state: &str, detail: String) -> StoreError {
    match state {
        "53100" => StoreError::DiskFull { place },
        "55P03" | "57014" => StoreError::Locked { place },
        "25006" | "42501" => StoreError::ReadOnly { place },
        "XX001" | "XX002" => StoreError::Corrupt { place, detail },
        _ if ["08", "28", "3D", "57"].iter().any(|class| state.starts_with(class)) => {
            StoreError::Unreachable { place, detail }
        }
        _ => StoreError::Other { place, detail },
    }
}
