use sqlx::{error::DatabaseError, migrate::MigrateError, postgres::PgDatabaseError};

/// What went wrong with the database, to which one, and what to do. No message holds a password.
#[derive(Debug, thiserror::Error)]
pub enum WarehouseError {
    #[error("there is no database at {place}; check the path, or build the demo company with `sentia demo`")]
    Missing { place: String },
    #[error(
        "{place} is not an SQLite database; check the path, or build the demo company with `sentia demo`"
    )]
    NotADatabase { place: String },
    #[error("the database {place} holds no tables; fill it, or build the demo company with `sentia demo`")]
    Empty { place: String },
    #[error(
        "the database {place} is damaged ({detail}); restore it from a backup, or rebuild the demo company with `sentia demo`"
    )]
    Damaged { place: String, detail: String },
    #[error("no space is left for {place}; free some on that disk and try again")]
    DiskFull { place: String },
    #[error(
        "{place} cannot be opened or written ({detail}); check its permissions and that its folder exists"
    )]
    Denied { place: String, detail: String },
    #[error("the database {place} is locked by another program that is writing; try again in a moment")]
    Busy { place: String },
    #[error(
        "\"{place}\" is not the address of a database ({detail}); write a path, or postgres://user:password@host:5432/name"
    )]
    BadAddress { place: String, detail: String },
    #[error(
        "the database server of {place} cannot be reached ({detail}); check that it runs and that host and port are right"
    )]
    Unreachable { place: String, detail: String },
    #[error(
        "the database server of {place} refused the login ({detail}); check user, password and database name"
    )]
    LoginRefused { place: String, detail: String },
    #[error("the database took too long to answer; ask for a shorter period or fewer rows")]
    TooSlow,
    /// Only for statements that run within limits.
    #[error("the answer is larger than is carried; select fewer columns or rows")]
    TooMany,
    #[error(
        "a figure in the answer is too large for the database to carry exactly; ask for a shorter period or a smaller part"
    )]
    TooLarge,
    #[error(
        "the tables of {place} cannot be brought up to date: {detail}; restore a backup, or use the version that wrote them"
    )]
    Migration { place: String, detail: String },
    #[error(
        "{given} cells do not fill whole rows of {columns} columns of {table}; give every row all its cells"
    )]
    RaggedRows { table: String, columns: usize, given: usize },
    #[error("the database {place} refused a statement: {detail}; run `sentia doctor`")]
    Refused { place: String, detail: String },
}

impl WarehouseError {
    /// Sorts an error of the driver by what the person can do about it.
    pub(super) fn from_sqlx(error: sqlx::Error, place: &str) -> Self {
        let (place, detail) = (place.to_owned(), one_line(&error.to_string()));
        match &error {
            sqlx::Error::Io(io) => Self::from_io(io, place),
            sqlx::Error::Database(database) => Self::from_database(database.as_ref(), place),
            sqlx::Error::Configuration(_) => Self::BadAddress { place, detail },
            sqlx::Error::PoolTimedOut => Self::Busy { place },
            sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::PoolClosed => Self::Unreachable { place, detail },
            _ => Self::Refused { place, detail },
        }
    }

    pub(super) fn from_migration(error: MigrateError, place: &str) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                match Self::from_sqlx(error, place) {
                    Self::Refused { place, detail } => Self::Migration { place, detail },
                    other => other,
                }
            }
            other => Self::Migration { place: place.to_owned(), detail: one_line(&other.to_string()) },
        }
    }

    pub(super) fn from_io(error: &std::io::Error, place: String) -> Self {
        use std::io::ErrorKind as Kind;
        let detail = one_line(&error.to_string());
        match error.kind() {
            Kind::NotFound => Self::Missing { place },
            Kind::PermissionDenied | Kind::IsADirectory | Kind::ReadOnlyFilesystem => {
                Self::Denied { place, detail }
            }
            Kind::StorageFull | Kind::QuotaExceeded => Self::DiskFull { place },
            _ => Self::Unreachable { place, detail },
        }
    }

    fn from_database(error: &dyn DatabaseError, place: String) -> Self {
        if let Some(postgres) = error.try_downcast_ref::<PgDatabaseError>() {
            return Self::from_postgres(postgres, place);
        }
        let detail = one_line(error.message());
        let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default();
        // The low byte of an extended result code is the primary one: https://www.sqlite.org/rescode.html
        match code & 0xff {
            3 | 8 | 14 | 23 => Self::Denied { place, detail },
            5 | 6 => Self::Busy { place },
            // A short read means that the file ends before it should.
            10 if code == 522 => Self::Damaged { place, detail },
            // A write that the file system refused: a quota, or a limit on the size of files.
            10 if code == 778 => Self::DiskFull { place },
            11 => Self::Damaged { place, detail },
            13 => Self::DiskFull { place },
            26 => Self::NotADatabase { place },
            _ if detail.contains("integer overflow") => Self::TooLarge,
            _ => Self::Refused { place, detail },
        }
    }

    /// By SQLSTATE: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    fn from_postgres(error: &PgDatabaseError, place: String) -> Self {
        let detail = one_line(error.message());
        match error.code() {
            "28000" | "28P01" | "3D000" | "42501" => Self::LoginRefused { place, detail },
            "57014" => Self::TooSlow,
            "22003" => Self::TooLarge,
            "53100" => Self::DiskFull { place },
            "XX001" | "XX002" => Self::Damaged { place, detail },
            "55P03" | "40P01" => Self::Busy { place },
            code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
                Self::Unreachable { place, detail }
            }
            _ => Self::Refused { place, detail },
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
