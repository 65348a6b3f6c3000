use std::{collections::BTreeSet, path::Path};

use sentia_retrieval::{Document, DocumentKind, EVERYONE, Filter, Library, Outcome, Passage, Reader, Report};
use tempfile::TempDir;

pub(crate) fn everyone() -> BTreeSet<String> {
    BTreeSet::from([EVERYONE.to_owned()])
}

pub(crate) fn reader() -> Reader {
    Reader::new("acme", [] as [&str; 0])
}

/// A library and a folder to add from.
pub(crate) struct Place {
    pub(crate) library: Library,
    pub(crate) folder: TempDir,
    _index: TempDir,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let (folder, index) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let library = Library::open(&index.path().join("documents.db")).await.unwrap();
        Self { library, folder, _index: index }
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(crate) async fn add(&self) -> Report {
        add(&self.library, self.folder.path()).await
    }

    /// The texts of what is found.
    pub(crate) async fn search(&self, query: &str) -> Vec<String> {
        let found = self.library.search(&reader(), query, &Filter::default(), 10).await.unwrap();
        found.hits.into_iter().map(|hit| hit.passage.text).collect()
    }
}

pub(crate) async fn add(library: &Library, folder: &Path) -> Report {
    library.add(&[folder.to_owned()], "acme", &everyone(), &mut |_| {}).await.unwrap()
}

pub(crate) fn outcome<'a>(report: &'a Report, name: &str) -> &'a Outcome {
    let file = report.files.iter().find(|file| file.path.file_name().is_some_and(|found| found == name));
    &file.unwrap_or_else(|| panic!("{name} is not in {report:?}")).outcome
}

pub(crate) fn notes<'a>(report: &'a Report, name: &str) -> &'a [String] {
    let file = report.files.iter().find(|file| file.path.file_name().is_some_and(|found| found == name));
    &file.unwrap_or_else(|| panic!("{name} is not in {report:?}")).notes
}

/// A document of one passage for each text.
pub(crate) fn document(
    tenant: &str,
    source: &str,
    readers: &[&str],
    texts: &[&str],
) -> (Document, Vec<Passage>) {
    let id = Document::id_of(tenant, source);
    let document = Document {
        id: id.clone(),
        tenant: tenant.to_owned(),
        title: source.to_owned(),
        kind: DocumentKind::Text,
        source: source.to_owned(),
        content_hash: String::new(),
        date: None,
        language: None,
        readers: readers.iter().map(|group| (*group).to_owned()).collect(),
        links: BTreeSet::new(),
    };
    let passage = |(ordinal, text): (u32, &&str)| Passage {
        document: id.clone(),
        ordinal,
        section: Vec::new(),
        page: None,
        text: (*text).to_owned(),
        date: None,
    };
    (document, (0..).zip(texts).map(passage).collect())
}
