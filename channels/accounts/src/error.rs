use std::path::PathBuf;

/// Why accounts cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("{} cannot be opened ({source}); see that the folder is there and may be written to", .path.display())]
    Open { path: PathBuf, source: sqlx::Error },
    #[error("{} is of a newer version of Sentia, or damaged ({source}); use that version, or move the file away", .path.display())]
    Migrate { path: PathBuf, source: sqlx::migrate::MigrateError },
    #[error("the accounts could not be read or written ({0}); try again")]
    Database(#[from] sqlx::Error),
    #[error("what is kept of \"{0}\" is damaged; remove it and make it anew")]
    Damaged(&'static str),
    #[error("the system gives no random numbers ({0}); nothing was made")]
    NoRandomness(getrandom::Error),
    #[error("a password has at least {least} characters; this one has {length}")]
    TooShort { length: usize, least: usize },
    #[error("a password has at most {most} bytes; this one has {length}")]
    TooLong { length: usize, most: usize },
    #[error("\"{0}\" has no password; set one with `sentia accounts password {0}`")]
    NoPassword(String),
    #[error("a key lasts from 1 to {most} days, not {days}")]
    Lifetime { days: i64, most: i64 },
    #[error("there is no such {0}, or it is not yours")]
    NotFound(&'static str),
}

/// Why somebody was not let in. It never says which part was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the name, the password or the code is not right")]
    Wrong,
    #[error("the code of your authenticator app is needed too")]
    CodeNeeded,
    /// Seconds.
    #[error("too many attempts; try again in {} s", .wait)]
    Wait { wait: i64 },
}
