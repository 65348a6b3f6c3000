//! Where rows come from: text files and sheets of workbooks, both as rows of text with their line numbers.

mod delimited;
mod text;
mod workbook;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use csv::StringRecord;
use encoding_rs::Encoding;

use crate::{ImportError, infer::looks_like_headings, names};

/// One row as it stands in the file.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Counted from 1.
    pub line: u64,
    pub cells: StringRecord,
    /// Why it could not be read as cells.
    pub fault: Option<String>,
}

impl Row {
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Rows of one table: a text file, or one sheet of a workbook.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub path: PathBuf,
    /// Proposed name of the table.
    pub table: String,
    /// BLAKE3 of the file and the name of the sheet.
    pub hash: String,
    pub bytes: u64,
    form: Form,
    pub headings: Vec<String>,
    /// Rows before this line are titles and headings.
    first_line: u64,
}

#[derive(Debug, Clone)]
enum Form {
    Delimited { encoding: &'static Encoding, delimiter: u8 },
    Sheet(String),
}

/// Rows that wait to be taken over: enough to keep both sides busy, few enough to keep memory small.
const BATCH: usize = 2_000;
const BATCHES: usize = 4;
/// Rows that are looked at to find the headings.
const LOOKED_AT: usize = 50;
const LARGEST_WORKBOOK: u64 = 256_000_000;

pub(crate) type Batches = Receiver<Result<Vec<Row>, ImportError>>;

/// The tables that a file holds.
pub(crate) fn open(path: &Path) -> Result<Vec<Source>, ImportError> {
    let unreadable =
        |error: std::io::Error| ImportError::Unreadable { path: path.to_owned(), detail: error.to_string() };
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let extension = extension.unwrap_or_default();
    if File::open(path).and_then(|file| file.metadata()).map_err(unreadable)?.is_dir() {
        return Err(ImportError::Unreadable { path: path.to_owned(), detail: "it is a folder".to_owned() });
    }
    let scanned = text::scan(path).map_err(unreadable)?;
    let forms = match extension.as_str() {
        "csv" | "tsv" | "txt" | "tab" | "psv" | "" => {
            let delimiter = text::delimiter(path, scanned.encoding).map_err(unreadable)?;
            vec![Form::Delimited { encoding: scanned.encoding, delimiter }]
        }
        "xlsx" | "xlsm" | "xls" | "ods" => {
            if scanned.bytes > LARGEST_WORKBOOK {
                let (megabytes, most) = (scanned.bytes / 1_000_000, LARGEST_WORKBOOK / 1_000_000);
                return Err(ImportError::WorkbookTooLarge { path: path.to_owned(), megabytes, most });
            }
            let bad = |detail| ImportError::BadWorkbook { path: path.to_owned(), detail };
            workbook::sheets(path).map_err(bad)?.into_iter().map(Form::Sheet).collect()
        }
        _ => return Err(ImportError::UnknownFormat { path: path.to_owned(), extension }),
    };
    let alone = forms.len() == 1;
    let mut sources = Vec::new();
    for form in forms {
        let source = Source::new(path, form, &scanned, alone);
        sources.extend(source.with_headings()?);
    }
    if sources.is_empty() { Err(ImportError::Empty { path: path.to_owned() }) } else { Ok(sources) }
}

impl Source {
    fn new(path: &Path, form: Form, scanned: &text::Scanned, alone: bool) -> Self {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let (named, hash) = match &form {
            Form::Sheet(sheet) if !alone => (sheet.clone(), format!("{} {sheet}", scanned.hash)),
            _ => (stem, scanned.hash.clone()),
        };
        Source {
            path: path.to_owned(),
            table: names::snake_case(&named, "table"),
            hash,
            bytes: scanned.bytes,
            form,
            headings: Vec::new(),
            first_line: 1,
        }
    }

    /// How the file is written, in words.
    pub(crate) fn in_words(&self) -> String {
        match &self.form {
            Form::Sheet(sheet) => format!("sheet {sheet}"),
            Form::Delimited { encoding, delimiter } => {
                let sign = match delimiter {
                    b';' => "semicolons",
                    b'\t' => "tabs",
                    b'|' => "bars",
                    _ => "commas",
                };
                format!("{}, cells parted by {sign}", encoding.name())
            }
        }
    }

    /// Whether a comma more likely stands before the fraction: it does where it does not part the cells.
    pub(crate) fn suggests_comma(&self) -> bool {
        matches!(self.form, Form::Delimited { delimiter: b';', .. })
    }

    /// Finds the headings; none where there are no rows.
    fn with_headings(mut self) -> Result<Option<Self>, ImportError> {
        let mut rows: Vec<Row> = Vec::new();
        for batch in self.batches(Arc::default()) {
            rows.extend(batch?.into_iter().filter(|row| row.fault.is_none()));
            if rows.len() >= LOOKED_AT {
                break;
            }
        }
        rows.truncate(LOOKED_AT);
        let Some(width) = rows.iter().map(|row| row.cells.len()).max() else { return Ok(None) };
        // Titles above a table fill one cell.
        let is_title = |row: &&Row| {
            matches!(self.form, Form::Sheet(_))
                && width > 2
                && row.cells.iter().filter(|cell| !cell.is_empty()).count() < 2
        };
        let titles = rows.iter().take_while(is_title).count();
        let rows = rows.get(titles..).unwrap_or_default();
        let Some(first) = rows.first() else { return Ok(None) };
        if looks_like_headings(&first.cells) {
            self.headings = first.cells.iter().map(str::to_owned).collect();
            // Cells to the right of the headings are a table of their own making.
            while self.headings.last().is_some_and(|heading| heading.trim().is_empty()) {
                self.headings.pop();
            }
            self.first_line = first.line + 1;
            return Ok((rows.len() > 1).then_some(self));
        }
        self.headings = (1..=width).map(|column| format!("column_{column}")).collect();
        self.first_line = first.line;
        Ok(Some(self))
    }

    /// The rows below the headings, read on a thread of their own; `read` counts bytes as they are read.
    pub(crate) fn batches(&self, read: Arc<AtomicU64>) -> Batches {
        let (sender, receiver) = sync_channel(BATCHES);
        let source = self.clone();
        std::thread::spawn(move || {
            if let Err(error) = source.send_all(&sender, &read) {
                // Nobody listens any more where this fails.
                let _ = sender.send(Err(error));
            }
        });
        receiver
    }

    fn send_all(
        &self,
        sender: &SyncSender<Result<Vec<Row>, ImportError>>,
        read: &Arc<AtomicU64>,
    ) -> Result<(), ImportError> {
        let mut batch = Vec::with_capacity(BATCH);
        let mut take = |row: Row| {
            if row.line >= self.first_line && (row.fault.is_some() || !row.is_empty()) {
                batch.push(row);
            }
            batch.len() < BATCH || sender.send(Ok(std::mem::take(&mut batch))).is_ok()
        };
        match &self.form {
            Form::Delimited { encoding, delimiter } => {
                let broken = |error: std::io::Error| ImportError::BrokenOff {
                    path: self.path.clone(),
                    detail: error.to_string(),
                };
                let counted = Counted { file: File::open(&self.path).map_err(broken)?, read: read.clone() };
                let mut records = delimited::Records::new(text::decoded(counted, encoding), *delimiter);
                while let Some(row) = records.next().map_err(broken)? {
                    if !take(row) {
                        return Ok(());
                    }
                }
            }
            Form::Sheet(sheet) => {
                workbook::rows(&self.path, sheet, &mut take)
                    .map_err(|detail| ImportError::BadWorkbook { path: self.path.clone(), detail })?;
                read.store(self.bytes, Ordering::Relaxed);
            }
        }
        // Nobody listens any more where this fails.
        let _ = sender.send(Ok(batch));
        Ok(())
    }
}

/// Counts the bytes that are read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl std::io::Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
