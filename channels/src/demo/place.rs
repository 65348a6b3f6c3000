use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::DemoError;
use crate::config::Home;

/// The right to make the demo company in a home directory: one process at a time. The operating system takes it back
/// from a process that ends, however it ends.
pub(super) struct Turn {
    _lock: File,
}

impl Turn {
    /// Waits for another process that is making the company; `on_waiting` is called once if there is one.
    pub(super) async fn take(home: &Home, on_waiting: impl FnOnce()) -> Result<Self, DemoError> {
        fs::create_dir_all(&home.0).map_err(DemoError::files(&home.0))?;
        let path = home.lock();
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(DemoError::files(&path))?;
        let mut on_waiting = Some(on_waiting);
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Turn { _lock: lock }),
                Err(TryLockError::WouldBlock) => {
                    if let Some(on_waiting) = on_waiting.take() {
                        on_waiting();
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Err(TryLockError::Error(source)) => return Err(DemoError::Files { path, source }),
            }
        }
    }
}

/// A database file in the making. Dropped before [`Unfinished::put`], it takes its file away.
pub(super) struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// Clears away what an earlier process may have left.
    pub(super) fn at(path: PathBuf) -> Result<Self, DemoError> {
        remove_with_sidecars(&path).map_err(DemoError::files(&path))?;
        Ok(Unfinished { path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the file last and puts it in its place in one step.
    pub(super) fn put(self, place: &Path) -> Result<(), DemoError> {
        let put = || {
            File::open(&self.path)?.sync_all()?;
            // A log of the file that is replaced would be read as one of the new file.
            remove_sidecars(place)?;
            fs::rename(&self.path, place)
        };
        put().map_err(DemoError::files(place))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After `put` there is nothing to remove.
        if let Err(error) = remove_with_sidecars(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "an unfinished file is left behind");
        }
    }
}

fn remove_with_sidecars(path: &Path) -> io::Result<()> {
    remove(path)?;
    remove_sidecars(path)
}

fn remove_sidecars(path: &Path) -> io::Result<()> {
    for suffix in ["-journal", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        remove(Path::new(&name))?;
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_file_goes_away_and_a_finished_one_stays() {
        let home = tempfile::tempdir().unwrap();
        let (unfinished, place) = (home.path().join("x.unfinished"), home.path().join("x"));
        fs::write(home.path().join("x.unfinished-journal"), "left").unwrap();
        let making = Unfinished::at(unfinished.clone()).unwrap();
        assert!(!home.path().join("x.unfinished-journal").exists());
        fs::write(&unfinished, "half").unwrap();
        drop(making);
        assert!(!unfinished.exists() && !place.exists());

        let making = Unfinished::at(unfinished.clone()).unwrap();
        fs::write(&unfinished, "whole").unwrap();
        fs::write(home.path().join("x-wal"), "of the file before").unwrap();
        making.put(&place).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "whole");
        assert!(!unfinished.exists() && !home.path().join("x-wal").exists());
    }

    #[tokio::test]
    async fn the_second_waits_for_the_first() {
        let directory = tempfile::tempdir().unwrap();
        let home = Home(directory.path().to_owned());
        let first = Turn::take(&home, || panic!("nobody is before the first")).await.unwrap();
        let (told, hears) = tokio::sync::oneshot::channel();
        let second = Turn::take(&home, || told.send(()).unwrap());
        let release = async {
            hears.await.unwrap();
            drop(first);
        };
        let (second, ()) = tokio::join!(second, release);
        second.unwrap();
    }
}
