use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{FileReport, Library, Outcome, Progress, Report, embed};
use crate::{
    Document, Fault, IndexError, Passage,
    chunk::chunk,
    index::{Fingerprint, Vectors},
    ingest::{self, Extract, Found},
    model::DocumentKind,
    text::language_of,
};

/// What a tenant has, by source.
type Known = BTreeMap<String, Fingerprint>;

impl Library {
    /// Takes in files, and the files of folders, for the given readers of a tenant. What has not changed is left as it
    /// is, what went from a folder is removed, and a file that cannot be read is told of and stops nothing.
    ///
    /// # Errors
    /// Only where the index itself fails; the files before stay added.
    pub async fn add(
        &self,
        paths: &[PathBuf],
        tenant: &str,
        readers: &BTreeSet<String>,
        on_progress: &mut (dyn for<'a> FnMut(Progress<'a>) + Send),
    ) -> Result<Report, IndexError> {
        let known = self.index.fingerprints(tenant).await?;
        let mut report = Report::default();
        let mut found = Vec::new();
        for path in paths {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            let files = ingest::walk(&path);
            self.remove_gone(tenant, &path, &files, &known, &mut report).await?;
            found.extend(files);
        }
        for (done, file) in found.iter().enumerate() {
            on_progress(Progress { done, total: found.len(), path: &file.path });
            report.files.push(self.add_found(file, tenant, readers, &known).await?);
        }
        Ok(report)
    }

    /// Takes in one file that was handed over as bytes, such as an upload, under a name of the caller's.
    pub async fn add_bytes(
        &self,
        name: &str,
        bytes: Vec<u8>,
        tenant: &str,
        readers: &BTreeSet<String>,
    ) -> Result<FileReport, IndexError> {
        let known = self.index.fingerprints(tenant).await?;
        let place = Place { tenant, source: name, readers };
        self.add_content(place, bytes, known.get(name)).await
    }

    async fn add_found(
        &self,
        file: &Found,
        tenant: &str,
        readers: &BTreeSet<String>,
        known: &Known,
    ) -> Result<FileReport, IndexError> {
        let source = file.path.to_string_lossy();
        let failed = |fault| FileReport {
            path: file.path.clone(),
            outcome: Outcome::Failed(fault),
            notes: Vec::new(),
        };
        if let Some(detail) = &file.fault {
            return Ok(failed(Fault::Unreadable { detail: detail.clone() }));
        }
        match read(file.path.clone(), self.limits.file).await {
            Err(fault) => Ok(failed(fault)),
            Ok(bytes) => {
                let place = Place { tenant, source: &source, readers };
                self.add_content(place, bytes, known.get(source.as_ref())).await
            }
        }
    }

    async fn add_content(
        &self,
        place: Place<'_>,
        bytes: Vec<u8>,
        known: Option<&Fingerprint>,
    ) -> Result<FileReport, IndexError> {
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let embedder = self.embedder.as_ref().map(|embedder| embedder.name());
        let is_same = |known: &&Fingerprint| {
            known.document.content_hash == hash
                && (embedder.is_none() || known.embedder.as_deref() == embedder)
        };
        let report = |outcome, notes| FileReport { path: place.source.into(), outcome, notes };
        if let Some(known) = known.filter(is_same) {
            return Ok(report(self.relabel(&place, &known.document).await?, Vec::new()));
        }
        let read = ingest::read_isolated(bytes, place.source.to_owned(), self.limits).await;
        let (kind, mut extract) = match read {
            Ok(read) => read,
            Err(fault) => return Ok(report(Outcome::Failed(fault), Vec::new())),
        };
        let document = place.document(kind, &extract, hash, known);
        let passages = chunk(&document.id, &extract);
        let notes = std::mem::take(&mut extract.notes);
        let vectors = match self.vectors(&document, &passages).await {
            Ok(vectors) => vectors,
            Err(fault) => return Ok(report(Outcome::Failed(fault), notes)),
        };
        let vectors = vectors.as_deref().zip(embedder).map(|(values, embedder)| Vectors { embedder, values });
        self.index.upsert(&document, &passages, vectors).await?;
        let passages = passages.len();
        let outcome =
            if known.is_some() { Outcome::Updated { passages } } else { Outcome::Added { passages } };
        Ok(report(outcome, notes))
    }

    async fn relabel(&self, place: &Place<'_>, document: &Document) -> Result<Outcome, IndexError> {
        if document.readers == *place.readers {
            return Ok(Outcome::Unchanged);
        }
        self.index.relabel(&Document { readers: place.readers.clone(), ..document.clone() }).await?;
        Ok(Outcome::OtherReaders)
    }

    async fn vectors(
        &self,
        document: &Document,
        passages: &[Passage],
    ) -> Result<Option<Vec<Vec<f32>>>, Fault> {
        let Some(embedder) = self.embedder.clone() else { return Ok(None) };
        let texts = passages.iter().map(|passage| in_context(document, passage)).collect();
        let vectors = embed(embedder, texts).await;
        vectors.map(Some).map_err(|error| Fault::NotEmbedded { detail: error.to_string() })
    }

    /// Removes what was added from this folder, or as this file, and is there no more. Where a part of the folder could
    /// not be looked into, nothing is removed: it may still be there.
    async fn remove_gone(
        &self,
        tenant: &str,
        path: &Path,
        files: &[Found],
        known: &Known,
        report: &mut Report,
    ) -> Result<(), IndexError> {
        let is_below = |source: &&String| Path::new(source.as_str()).starts_with(path);
        let there: BTreeSet<_> = files.iter().map(|file| file.path.to_string_lossy().into_owned()).collect();
        let is_missing = |source: &&String| !there.contains(*source) || !Path::new(source.as_str()).exists();
        let gone: Vec<&String> = known.keys().filter(is_below).filter(is_missing).collect();
        if !gone.is_empty() && path.exists() && files.iter().any(|file| file.fault.is_some()) {
            report.notes.push(format!(
                "nothing was removed from {}, as a part of it could not be read",
                path.display()
            ));
            return Ok(());
        }
        let ids: Vec<_> = gone.iter().map(|source| Document::id_of(tenant, source)).collect();
        if !ids.is_empty() {
            self.index.delete(tenant, &ids).await?;
        }
        report.removed.extend(gone.into_iter().cloned());
        Ok(())
    }
}

/// Where a document comes from and whom it is for.
struct Place<'a> {
    tenant: &'a str,
    source: &'a str,
    readers: &'a BTreeSet<String>,
}

impl Place<'_> {
    fn document(
        &self,
        kind: DocumentKind,
        extract: &Extract,
        hash: String,
        known: Option<&Fingerprint>,
    ) -> Document {
        let name = Path::new(self.source).file_stem().map(|name| name.to_string_lossy().into_owned());
        let first_heading = extract.pieces.iter().find_map(|piece| match &piece.block {
            ingest::Block::Heading { text, .. } => Some(text.clone()),
            _ => None,
        });
        let by_heading = first_heading.filter(|_| kind != DocumentKind::Xlsx);
        let title = extract.title.clone().or(by_heading).or(name).unwrap_or_else(|| self.source.to_owned());
        Document {
            id: Document::id_of(self.tenant, self.source),
            tenant: self.tenant.to_owned(),
            title,
            kind,
            source: self.source.to_owned(),
            content_hash: hash,
            date: extract.date,
            language: language_of(&sample(extract)),
            readers: self.readers.clone(),
            links: known.map(|known| known.document.links.clone()).unwrap_or_default(),
        }
    }
}

/// Enough of a document's prose to tell its language.
fn sample(extract: &Extract) -> String {
    let texts = extract.pieces.iter().filter_map(|piece| match &piece.block {
        ingest::Block::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.take(20).collect::<Vec<_>>().join(" ")
}

/// A passage with what it is from, as the embedder reads it.
fn in_context(document: &Document, passage: &Passage) -> String {
    let mut lines = vec![document.title.as_str()];
    lines.extend(passage.section.iter().map(String::as_str).filter(|section| *section != document.title));
    format!("{}\n{}", lines.join(" – "), passage.text)
}

async fn read(path: PathBuf, most: u64) -> Result<Vec<u8>, Fault> {
    let unreadable = |detail: String| Fault::Unreadable { detail };
    let work = move || {
        let size = std::fs::metadata(&path).map_err(|error| unreadable(error.to_string()))?.len();
        if size > most {
            return Err(Fault::TooLarge { megabytes: size >> 20, most: most >> 20 });
        }
        std::fs::read(&path).map_err(|error| unreadable(error.to_string()))
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Fault::Unreadable { detail: error.to_string() }))
}
