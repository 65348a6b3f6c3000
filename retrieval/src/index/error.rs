use sqlx::migrate::MigrateError;

/// Why documents cannot be read or stored. `place` is a file.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error(
        "the documents in {place} are damaged ({detail}); restore the file from a backup, or move it away and add the documents again"
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
    /// What was handed over does not fit together.
    #[error("the document {document} cannot be stored: {detail}")]
    Unfit { document: String, detail: String },
    #[error("the documents in {place} could not be read or written: {detail}")]
    Other { place: String, detail: String },
}

impl IndexError {
    pub(super) fn of_query(place: &str, error: &sqlx::Error) -> Self {
        let place = place.to_owned();
        match error {
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
