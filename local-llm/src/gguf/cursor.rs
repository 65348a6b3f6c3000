use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use crate::LoadError;

/// Reads a header, and knows how much of the file is left, so that no length in it is believed beyond that.
pub(super) struct Cursor<'a> {
    path: &'a Path,
    reader: BufReader<&'a File>,
    position: u64,
    length: u64,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(path: &'a Path, reader: BufReader<&'a File>, length: u64) -> Self {
        Self { path, reader, position: 0, length }
    }

    pub(super) fn path(&self) -> &'a Path {
        self.path
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// A count of things of which each takes at least `least` bytes.
    pub(super) fn count(&mut self, what: &str, least: u64) -> Result<usize, LoadError> {
        let count = self.u64(what)?;
        self.need(what, count.saturating_mul(least))?;
        usize::try_from(count).map_err(|_| LoadError::corrupt(self.path, format!("{what} are too many")))
    }

    pub(super) fn bytes(&mut self, what: &str, count: usize) -> Result<Vec<u8>, LoadError> {
        self.need(what, count as u64)?;
        let mut bytes = vec![0; count];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], LoadError> {
        self.need(what, N as u64)?;
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn u32(&mut self, what: &str) -> Result<u32, LoadError> {
        self.array(what).map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self, what: &str) -> Result<u64, LoadError> {
        self.array(what).map(u64::from_le_bytes)
    }

    pub(super) fn text(&mut self, what: &str) -> Result<String, LoadError> {
        let length = self.count(what, 1)?;
        let bytes = self.bytes(what, length)?;
        String::from_utf8(bytes).map_err(|_| LoadError::corrupt(self.path, format!("{what} is not UTF-8")))
    }

    fn need(&self, what: &str, needs: u64) -> Result<(), LoadError> {
        let has = self.length.saturating_sub(self.position);
        if needs > has {
            let (file, what) = (self.path.to_owned(), what.to_owned());
            return Err(LoadError::Truncated { file, what, needs, has });
        }
        Ok(())
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), LoadError> {
        self.reader.read_exact(bytes).map_err(|error| LoadError::Unreadable {
            file: self.path.to_owned(),
            detail: error.to_string(),
        })?;
        self.position += bytes.len() as u64;
        Ok(())
    }
}
