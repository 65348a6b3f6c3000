//! The zip archives that Office writes.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use super::xml;
use crate::ingest::{Extract, Fault, Limits};

/// Bytes below which no ratio is looked at: little text often shrinks a hundredfold.
const HARMLESS: u64 = 1 << 20;

pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    kind: &'static str,
    limits: Limits,
}

impl<'a> Package<'a> {
    /// Refuses an archive that says, or turns out, to unpack to too much.
    pub(super) fn open(bytes: &'a [u8], kind: &'static str, limits: &Limits) -> Result<Self, Fault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| corrupt(kind, &error))?;
        let mut package = Self { archive, kind, limits: *limits };
        let bomb = Fault::Bomb { most: limits.unpacked >> 20, ratio: limits.ratio };
        let mut total = 0_u64;
        for index in 0..package.archive.len() {
            let mut entry = package.archive.by_index(index).map_err(|error| corrupt(kind, &error))?;
            let most = limits.unpacked.saturating_sub(total);
            let most = most.min(entry.compressed_size().saturating_mul(limits.ratio).max(HARMLESS));
            // What an archive says of itself need not be so: it is unpacked once, to nowhere.
            let unpacked = std::io::copy(&mut entry.by_ref().take(most + 1), &mut std::io::sink());
            let unpacked = unpacked.map_err(|error| Fault::Corrupt { kind, detail: error.to_string() })?;
            if unpacked > most {
                return Err(bomb);
            }
            total += unpacked;
        }
        Ok(package)
    }

    /// A part as text; none where there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let mut entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(corrupt(self.kind, &error)),
        };
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(self.limits.unpacked).read_to_end(&mut bytes);
        read.map_err(|error| Fault::Corrupt { kind: self.kind, detail: error.to_string() })?;
        Ok(Some(crate::ingest::decode::decode(&bytes).0))
    }

    /// A part that there must be.
    pub(super) fn main_part(&mut self, name: &str) -> Result<String, Fault> {
        let missing = Fault::Corrupt { kind: self.kind, detail: format!("{name} is missing") };
        self.part(name)?.ok_or(missing)
    }

    /// The names of all parts that have one that can be read.
    pub(super) fn names(&self) -> Vec<String> {
        self.archive.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect()
    }

    /// Title and date, as the author's program wrote them.
    pub(super) fn properties(&mut self, into: &mut Extract) -> Result<(), Fault> {
        let Some(part) = self.part("docProps/core.xml")? else { return Ok(()) };
        let (mut text, mut changed) = (String::new(), None);
        // A title or a date is no loss that a document would be refused for.
        let _ = xml::walk(&part, |event| match event {
            xml::Event::Open(_) => text.clear(),
            xml::Event::Text(piece) => text.push_str(piece),
            xml::Event::Close("title") if !text.trim().is_empty() => {
                into.title = Some(text.trim().to_owned())
            }
            xml::Event::Close("modified" | "created") if changed.is_none() => {
                changed = text.trim().get(..10).and_then(|day| day.parse().ok());
            }
            xml::Event::Close(_) => {}
        });
        into.date = changed;
        Ok(())
    }
}

fn corrupt(kind: &'static str, error: &ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(detail) if *detail == ZipError::PASSWORD_REQUIRED => Fault::Encrypted,
        error => Fault::Corrupt { kind, detail: error.to_string() },
    }
}
