//! The key with which names are hidden from models outside the company. It stands in the data folder, which its owner
//! alone may read, so that a conversation that goes on after a restart keeps its tokens.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use sentia_agent::PseudonymKey;

use crate::{
    config::{Config, Models},
    failure::Failure,
};

/// None where names may be told; where no model is asked that is elsewhere, no file is made.
pub(crate) fn key(config: &Config) -> Result<Option<PseudonymKey>, Failure> {
    if !config.pseudonyms {
        return Ok(None);
    }
    if let Models::Embedded | Models::Local(_) = config.models {
        return PseudonymKey::random().map(Some).map_err(failed(&config.home.pseudonym_key()));
    }
    let path = config.home.pseudonym_key();
    kept(&path).map(Some).map_err(failed(&path))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |source| Failure::File { path, source }
}

fn kept(path: &Path) -> io::Result<PseudonymKey> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Written beside and linked, so that nobody reads half a key, and of two processes that make one the first wins.
    let unfinished = path.with_extension(format!("key.{}", std::process::id()));
    let made = write(&unfinished).and_then(|()| match fs::hard_link(&unfinished, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let _ = fs::remove_file(&unfinished);
    made?;
    read(path)?.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

fn read(path: &Path) -> io::Result<Option<PseudonymKey>> {
    match fs::read(path) {
        Ok(bytes) => <[u8; 32]>::try_from(bytes)
            .map(|key| Some(PseudonymKey::new(key)))
            .map_err(|_| io::Error::other("it is no key; remove it, and another is made")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(PseudonymKey::random()?.reveal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("new").join("pseudonyms.key");
        let key = kept(&path).unwrap();
        assert!(kept(&path).unwrap() == key);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&path).unwrap());
            assert_eq!(mode & 0o077, 0);
        }
        fs::write(&path, "short").unwrap();
        assert!(kept(&path).unwrap_err().to_string().contains("no key"));
    }
}
