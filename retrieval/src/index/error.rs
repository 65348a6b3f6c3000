use sqlx::{migrate::MigrateError, postgres::PgDatabaseError};

/// Why documents cannot be read or stored. `place` is a file, or a database and its host.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error(
        "the documents in {place} are damaged ({detail}); restore them from a backup, or take that away and add the documents again"
    )]
    Corrupt { place: String, detail: String },
    #[error("the disk that holds {place} is full; free some space and add the documents again")]
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
    #[error(
        "{place} lacks the extension pgvector ({detail}); install pgvector {OLDEST_VECTORS} or newer on that server, and have its \
         administrator run CREATE EXTENSION vector in the database"
    )]
    NoVectors { place: String, detail: String },
    #[error(
        "{place} has pgvector {version}, and {OLDEST_VECTORS} is the oldest that will do; install a newer one on that server, and \
         run ALTER EXTENSION vector UPDATE in the database"
    )]
    OldVectors { place: String, version: String },
    /// What was handed over does not fit together.
    #[error("the document {document} cannot be stored: {detail}")]
    Unfit { document: String, detail: String },
    #[error("the documents in {place} could not be read or written: {detail}")]
    Other { place: String, detail: String },
}

/// The first version of pgvector that goes on looking where what it found was filtered out.
const OLDEST_VECTORS: &str = "0.8.0";

impl IndexError {
    pub(super) fn of_query(place: &str, error: &sqlx::Error) -> Self {
        let place = place.to_owned();
        match error {
            sqlx::Error::Database(fault) if fault.try_downcast_ref::<PgDatabaseError>().is_some() => {
                Self::of_state(place, &fault.code().unwrap_or_default(), fault.message())
            }
            sqlx::Error::Database(fault) => {
                Self::of_code(place, &fault.code().unwrap_or_default(), fault.message())
            }
            sqlx::Error::PoolTimedOut => Self::Locked { place },
            sqlx::Error::Io(_) | sqlx::Error::Configuration(_) => {
                Self::Unreachable { place, detail: error.to_string() }
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::Corrupt { place, detail: error.to_string() }
            }
            other => Self::Other { place, detail: other.to_string() },
        }
    }

    pub(super) fn of_migration(place: &str, error: &MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                Self::Newer { place: place.to_owned(), version: *version }
            }
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                Self::of_query(place, error)
            }
            other => Self::Other { place: place.to_owned(), detail: other.to_string() },
        }
    }

    /// PostgreSQL's states, of which the first two letters say the class.
    fn of_state(place: String, state: &str, message: &str) -> Self {
        let detail = message.to_owned();
        match state {
            "55P03" => Self::Locked { place },
            "25006" | "42501" => Self::ReadOnly { place },
            "53100" => Self::DiskFull { place },
            "3D000" | "53300" => Self::Unreachable { place, detail },
            _ if ["08", "28", "57"].iter().any(|class| state.starts_with(class)) => {
                Self::Unreachable { place, detail }
            }
            _ if state.starts_with("XX") => Self::Corrupt { place, detail },
            _ => Self::Other { place, detail },
        }
    }

    /// SQLite's result codes, of which the low byte of the extended ones says the kind.
    fn of_code(place: String, code: &str, message: &str) -> Self {
        let detail = message.to_owned();
        match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Self::Locked { place },
            Ok(8) => Self::ReadOnly { place },
            Ok(10) => Self::Other { place, detail: format!("the disk failed: {detail}") },
            Ok(11 | 26) => Self::Corrupt { place, detail },
            Ok(13) => Self::DiskFull { place },
            Ok(14) => Self::Unreachable { place, detail },
            _ => Self::Other { place, detail },
        }
    }
}
