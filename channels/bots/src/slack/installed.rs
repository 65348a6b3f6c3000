//! Workspaces that installed the app, with their tokens. A token goes to Slack as it is, so it cannot be kept as a hash:
//! it stands in a file that nobody but its owner may read.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Secret;

#[derive(Debug, Error)]
pub enum InstalledError {
    #[error("the tokens of workspaces in {place} cannot be read or written: {detail}")]
    File { place: String, detail: String },
    #[error("{place} holds tokens and can be read by others; run: chmod 600 {place}")]
    ReadByOthers { place: String },
}

/// A workspace that installed the app.
#[derive(Clone, Serialize, Deserialize)]
pub struct Workspace {
    pub(super) name: String,
    pub(super) token: String,
    /// When it agreed, in seconds since 1970.
    pub(super) since: i64,
}

pub struct Installed {
    path: PathBuf,
    workspaces: Mutex<BTreeMap<String, Workspace>>,
}

impl Installed {
    /// # Errors
    /// Where the file is there and cannot be read, or where others can read it.
    pub fn open(path: &Path) -> Result<Arc<Self>, InstalledError> {
        let fault = |detail: String| InstalledError::File { place: path.display().to_string(), detail };
        let workspaces = match File::open(path) {
            Ok(file) if is_read_by_others(&file).map_err(|error| fault(error.to_string()))? => {
                return Err(InstalledError::ReadByOthers { place: path.display().to_string() });
            }
            Ok(file) => serde_json::from_reader(file).map_err(|error| fault(error.to_string()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(fault(error.to_string())),
        };
        Ok(Arc::new(Installed { path: path.to_owned(), workspaces: Mutex::new(workspaces) }))
    }

    /// The token of a workspace, by its id (`T…`).
    pub fn token(&self, team: &str) -> Option<Secret> {
        self.workspaces().get(team).map(|workspace| Secret::new(&workspace.token))
    }

    /// Keeps a workspace; one that installs the app again gets its new token.
    ///
    /// # Errors
    /// Where the file cannot be written; then nothing has changed.
    pub fn keep(&self, team: &str, workspace: Workspace) -> Result<(), InstalledError> {
        self.change(|all| drop(all.insert(team.to_owned(), workspace)))
    }

    /// Lets go of the token of a workspace that took the app away at an instant, in seconds since 1970: Slack may tell of it
    /// late, when the app is there again.
    ///
    /// # Errors
    /// Where the file cannot be written; then nothing has changed.
    pub(super) fn forget(&self, team: &str, at: i64) -> Result<(), InstalledError> {
        if self.workspaces().get(team).is_none_or(|workspace| workspace.since > at) {
            return Ok(());
        }
        tracing::info!(team, "a workspace of Slack took the app away");
        self.change(|all| drop(all.remove(team)))
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Workspace>)) -> Result<(), InstalledError> {
        let mut workspaces = self.workspaces();
        let mut changed = workspaces.clone();
        change(&mut changed);
        self.write(&changed).map_err(|error| InstalledError::File {
            place: self.path.display().to_string(),
            detail: error.to_string(),
        })?;
        *workspaces = changed;
        Ok(())
    }

    /// Beside it first: the file is there as a whole whenever the process dies.
    fn write(&self, workspaces: &BTreeMap<String, Workspace>) -> io::Result<()> {
        let beside = self.path.with_extension("new");
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = for_owner().open(&beside)?;
        file.write_all(&serde_json::to_vec(workspaces)?)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)
    }

    /// A thread that panicked while it held them has changed nothing.
    fn workspaces(&self) -> MutexGuard<'_, BTreeMap<String, Workspace>> {
        self.workspaces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Installed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Installed(…)")
    }
}

/// Never opens what is there already, which somebody else could have put there.
fn for_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn is_read_by_others(file: &File) -> io::Result<bool> {
    Ok(std::os::unix::fs::MetadataExt::mode(&file.metadata()?) & 0o077 != 0)
}

/// Elsewhere the folder's own permissions hold.
#[cfg(not(unix))]
fn is_read_by_others(_: &File) -> io::Result<bool> {
    Ok(false)
}
