use std::{fmt, io, path::PathBuf};

/// What is wrong with the configuration, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("{} cannot be read ({source}); name another file with --config, or mend its permissions", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("there is no configuration file {}; create it, or leave --config out to use the demo company", .0.display())]
    Missing(PathBuf),
    /// All faults of the file, at least one.
    #[error("{}", one_per_line(.0))]
    Invalid(Vec<Fault>),
    #[error("there is no home directory for sentia's files; set SENTIA_HOME or pass --home DIR")]
    NoHome,
}

/// One fault at its place: `sentia.toml:12: …; what to do`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) path: PathBuf,
    /// Counted from 1; none where the whole file (or a variable of the environment) is meant.
    pub(crate) line: Option<usize>,
    pub(crate) message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path.display(), self.message),
            None => write!(f, "{}: {}", self.path.display(), self.message),
        }
    }
}

fn one_per_line(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}
