use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use sentia_retrieval::{
    Document, DocumentKind, EVERYONE, EmbedError, Embedder, Filter, Index, Library, Outcome, Passage,
    PostgresIndex, Reader, Report, SqliteIndex,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;

/// URL of a PostgreSQL server on which databases may be created; `tests/run` starts one and sets this.
const SERVER: &str = "SENTIA_TEST_POSTGRES";

pub(crate) fn everyone() -> BTreeSet<String> {
    BTreeSet::from([EVERYONE.to_owned()])
}

pub(crate) fn reader() -> Reader {
    Reader::new("acme", [] as [&str; 0])
}

/// The URL of a fresh database; none where there is no server, which is said.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their peers are")]
pub(crate) async fn database() -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var(SERVER) else {
        eprintln!("SKIPPED: the part on PostgreSQL; name a server in {SERVER} (tests/run starts one)");
        return None;
    };
    let name = format!("documents_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    execute(&server, &format!("CREATE DATABASE {name}")).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(format!("{base}/{name}"))
}

pub(crate) async fn execute(url: &str, statements: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    connection.execute(sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))).await.unwrap();
    connection.close().await.unwrap();
}

/// Where documents are: a file, or a database.
pub(crate) async fn open(place: &str) -> Arc<dyn Index> {
    match place.starts_with("postgres") {
        true => Arc::new(PostgresIndex::open(place).await.unwrap()),
        false => Arc::new(SqliteIndex::open(Path::new(place)).await.unwrap()),
    }
}

/// A fresh place of each kind, files in this folder.
pub(crate) async fn places(folder: &TempDir) -> Vec<String> {
    let file = folder.path().join("documents.db").to_str().unwrap().to_owned();
    std::iter::once(file).chain(database().await).collect()
}

/// Vectors by the words of a text: the more words are the same, the nearer.
pub(crate) struct Words;

impl Embedder for Words {
    fn name(&self) -> &str {
        "words"
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        Ok(texts.iter().map(|text| words_of(text)).collect())
    }
}

fn words_of(text: &str) -> Vec<f32> {
    let mut vector = vec![0.01_f32; 32];
    for word in text.split_whitespace() {
        let place = word.bytes().fold(7_usize, |sum, byte| sum * 31 % 65_521 + usize::from(byte));
        vector[place % 32] += 1.0;
    }
    unit(vector)
}

pub(crate) fn unit(vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-6);
    vector.into_iter().map(|value| value / length).collect()
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

    /// One in a file, and one in a database where there is a server.
    pub(crate) async fn everywhere() -> Vec<Self> {
        let mut all = vec![Self::new().await];
        if let Some(url) = database().await {
            let (folder, index) = (TempDir::new().unwrap(), TempDir::new().unwrap());
            all.push(Self { library: Library::over(open(&url).await), folder, _index: index });
        }
        all
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
