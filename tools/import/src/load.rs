use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sentia_semantic::{
    Dialect, Value, Warehouse,
    warehouse::{ColumnType, Durability, Loader, TableStructure},
};

use crate::{
    DateOrder, ImportError, Kind, Outcome, Report, ReportColumn,
    infer::{self, Seen, Typed, convert},
    ledger, names,
    rejects::{self, Rejects},
    source::{self, Row, Source},
};

/// How an import goes about it.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// One table for all files; none for one table for each, called after its file or sheet.
    pub table: Option<String>,
    /// Nothing is written; the report says what would be.
    pub dry_run: bool,
    pub existing: Existing,
    /// Whether the day or the month comes first, where a file does not show it.
    pub dates: Option<DateOrder>,
}

/// What happens to a table that is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Existing {
    /// Other files are added to a table of earlier imports; a file that has changed since is refused.
    #[default]
    Careful,
    /// It is made anew.
    Replace,
    /// Rows are added to it.
    Append,
}

/// Where the rows go.
#[derive(Debug, Clone, Copy)]
pub struct Into<'a> {
    /// None for a dry run into a database that is not there yet.
    pub warehouse: Option<&'a Warehouse>,
    pub dialect: Dialect,
}

/// How far an import has come. Every file is read twice: once to find its types, once to load it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read, of `total`.
    pub done: u64,
    pub total: u64,
    /// Rows loaded so far.
    pub rows: u64,
}

/// More columns than this and rows outgrow a page of PostgreSQL.
const MOST_COLUMNS: usize = 1_000;
/// Cells that are handed to the database at once.
const CELLS: usize = 60_000;

/// Loads files, each in a transaction of its own, and reports on each table. Rows that do not fit are left out and
/// reported. Errors concern a whole file; the files before it stay loaded.
pub async fn import(
    files: &[PathBuf],
    into: Into<'_>,
    options: &Options,
    on_progress: &mut dyn FnMut(&Path, Progress),
) -> Result<Vec<Report>, ImportError> {
    let mut sources = Vec::new();
    for file in files {
        sources.extend(source::open(file)?);
    }
    if let Some(table) = &options.table {
        let table = names::snake_case(table, "table");
        sources.iter_mut().for_each(|source| source.table.clone_from(&table));
    } else {
        refuse_same_tables(&sources)?;
    }
    let mut reports = Vec::new();
    for source in &sources {
        let several = sources.iter().filter(|other| other.path == source.path).count() > 1;
        let replaced_already = reports.iter().any(|report: &Report| report.table == source.table);
        let existing = match options.existing {
            Existing::Replace if replaced_already => Existing::Append,
            existing => existing,
        };
        let mut one = Import { source, into, options, existing, several, on_progress, rows: 0 };
        reports.push(one.run().await?);
    }
    Ok(reports)
}

fn refuse_same_tables(sources: &[Source]) -> Result<(), ImportError> {
    let mut seen: BTreeMap<&str, &Source> = BTreeMap::new();
    for source in sources {
        if let Some(first) = seen.insert(&source.table, source) {
            let (first, second) = (first.path.clone(), source.path.clone());
            return Err(ImportError::SameTable { table: source.table.clone(), first, second });
        }
    }
    Ok(())
}

/// One table's import under way.
struct Import<'a, 'p> {
    source: &'a Source,
    into: Into<'a>,
    options: &'a Options,
    existing: Existing,
    /// Whether the file makes several tables.
    several: bool,
    on_progress: &'p mut dyn FnMut(&Path, Progress),
    rows: u64,
}

/// A table's columns as the file has them, ready to be read.
struct Shape {
    columns: Vec<Typed>,
    seen: Vec<Seen>,
    notes: Vec<String>,
}

impl Import<'_, '_> {
    async fn run(&mut self) -> Result<Report, ImportError> {
        let (source, columns) = (self.source, self.source.headings.len());
        if columns > MOST_COLUMNS {
            let path = source.path.clone();
            return Err(ImportError::TooManyColumns { path, columns, most: MOST_COLUMNS });
        }
        let (there, ledger) = self.found().await?;
        if self.existing != Existing::Replace
            && let Some(entry) =
                ledger.iter().find(|entry| entry.table == source.table && entry.hash == source.hash)
        {
            return Ok(self.already_there(entry));
        }
        let is_appended = self.may_go_on(there.as_ref(), &ledger)?;
        let mut shape = self.infer()?;
        if let (Some(table), true) = (&there, is_appended) {
            fit_to(&mut shape, table)?;
        }
        let outcome = match (is_appended, there.is_some()) {
            (true, _) => Outcome::Appended,
            (false, true) => Outcome::Replaced,
            (false, false) => Outcome::Made,
        };
        let rejects = self.load(&shape, outcome, there.is_some()).await?;
        Ok(self.report(shape, outcome, rejects))
    }

    /// The table as it is, and the imports before.
    async fn found(&self) -> Result<(Option<TableStructure>, Vec<ledger::Entry>), ImportError> {
        let Some(warehouse) = self.into.warehouse else { return Ok((None, Vec::new())) };
        let tables = warehouse.structure().await?;
        let has_ledger = tables.iter().any(|table| table.name == ledger::TABLE);
        let ledger = if has_ledger { ledger::read(warehouse).await? } else { Vec::new() };
        Ok((tables.into_iter().find(|table| table.name == self.source.table), ledger))
    }

    /// Whether rows are added to the table that is there; an error where that would be wrong.
    fn may_go_on(
        &self,
        there: Option<&TableStructure>,
        ledger: &[ledger::Entry],
    ) -> Result<bool, ImportError> {
        if there.is_none() {
            return Ok(false);
        }
        let table = self.source.table.clone();
        let of_table: Vec<_> = ledger.iter().filter(|entry| entry.table == table).collect();
        match self.existing {
            Existing::Append => Ok(true),
            _ if of_table.is_empty() => Err(ImportError::ForeignTable { table }),
            Existing::Replace => Ok(false),
            Existing::Careful => match of_table.iter().find(|entry| entry.file == self.file_name()) {
                Some(_) => Err(ImportError::Changed { file: self.file_name(), table }),
                None => Ok(true),
            },
        }
    }

    fn file_name(&self) -> String {
        self.source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Reads all rows once.
    fn infer(&mut self) -> Result<Shape, ImportError> {
        let headings = &self.source.headings;
        let names = names::columns(headings);
        let mut seen = vec![Seen::default(); headings.len()];
        let read = Arc::new(AtomicU64::new(0));
        for batch in self.source.batches(read.clone()) {
            for row in batch? {
                if misfit(&row, headings.len()).is_none() {
                    seen.iter_mut().zip(row.cells.iter()).for_each(|(seen, cell)| seen.add(row.line, cell));
                }
            }
            self.progress(read.load(Ordering::Relaxed), 0);
        }
        let style = self.style(&seen);
        let is_sqlite = self.into.dialect == Dialect::Sqlite;
        let mut shape = Shape { columns: Vec::new(), seen: Vec::new(), notes: Vec::new() };
        for (name, seen) in names.into_iter().zip(seen) {
            let found = infer::type_of(&name, &seen, style, is_sqlite);
            shape.notes.extend(found.notes);
            shape.columns.push(Typed { name, kind: found.kind, mark: found.mark, order: found.order });
            shape.seen.push(seen);
        }
        Ok(shape)
    }

    /// What most columns of the file show holds for those that show nothing.
    fn style(&self, seen: &[Seen]) -> infer::Style {
        let sum = |of: fn(&Seen) -> (u64, u64)| {
            seen.iter().map(of).fold((0, 0), |(a, b), (c, d)| (a + u64::from(c > 0), b + u64::from(d > 0)))
        };
        let ((points, commas), (days, months)) = (sum(Seen::marks), sum(Seen::orders));
        let comma = commas > points || (commas == points && self.source.suggests_comma());
        let order = match self.options.dates {
            Some(order) => order,
            None if months > days => DateOrder::MonthFirst,
            None => DateOrder::DayFirst,
        };
        infer::Style::new(comma, order, self.options.dates.is_none() && days + months == 0)
    }

    /// Reads all rows a second time, into the table.
    async fn load(
        &mut self,
        shape: &Shape,
        outcome: Outcome,
        is_there: bool,
    ) -> Result<Rejects, ImportError> {
        let several = self.several.then_some(self.source.table.as_str());
        let path = rejects::beside(&self.source.path, several);
        let mut rejects = Rejects::new(path, &self.source.headings, !self.options.dry_run);
        let mut loader = match self.into.warehouse.filter(|_| !self.options.dry_run) {
            Some(warehouse) => Some(self.prepared(warehouse, shape, outcome, is_there).await?),
            None => None,
        };
        let columns: Vec<&str> = shape.columns.iter().map(|column| column.name.as_str()).collect();
        let read = Arc::new(AtomicU64::new(0));
        let mut cells: Vec<Value> = Vec::new();
        for batch in self.source.batches(read.clone()) {
            for row in batch? {
                match converted(&row, &shape.columns) {
                    Ok(row) => {
                        self.rows += 1;
                        cells.extend(row);
                    }
                    Err(reason) => rejects.add(&row, reason),
                }
            }
            self.progress(read.load(Ordering::Relaxed), self.source.bytes);
            match &mut loader {
                Some(loader) if cells.len() >= CELLS => {
                    loader.load(&self.source.table, &columns, std::mem::take(&mut cells)).await?;
                }
                Some(_) => {}
                None => cells.clear(),
            }
        }
        if let Some(mut loader) = loader {
            loader.load(&self.source.table, &columns, cells).await?;
            ledger::note(&mut loader, &self.entry(), rejects.count).await?;
            loader.finish().await?;
        }
        Ok(rejects)
    }

    async fn prepared(
        &self,
        warehouse: &Warehouse,
        shape: &Shape,
        outcome: Outcome,
        is_there: bool,
    ) -> Result<Loader, ImportError> {
        let mut loader = warehouse.loader(Durability::Safe).await?;
        loader.execute(ledger::CREATE).await?;
        if outcome == Outcome::Appended {
            return Ok(loader);
        }
        if is_there {
            loader.execute(&format!("DROP TABLE {}", names::quoted(&self.source.table))).await?;
            loader.execute(&ledger::forget(&self.source.table)).await?;
        }
        loader.execute(&create(&self.source.table, &shape.columns, self.into.dialect)).await?;
        Ok(loader)
    }

    fn entry(&self) -> ledger::Entry {
        ledger::Entry {
            table: self.source.table.clone(),
            file: self.file_name(),
            hash: self.source.hash.clone(),
            rows: self.rows,
        }
    }

    fn progress(&mut self, read: u64, before: u64) {
        let total = 2 * self.source.bytes;
        let progress = Progress { done: (before + read).min(total), total, rows: self.rows };
        (self.on_progress)(&self.source.path, progress);
    }

    fn already_there(&self, entry: &ledger::Entry) -> Report {
        Report {
            file: self.source.path.clone(),
            table: self.source.table.clone(),
            written: self.source.in_words(),
            outcome: Outcome::AlreadyThere,
            columns: Vec::new(),
            rows: entry.rows,
            rejected: 0,
            first_rejects: Vec::new(),
            rejects_file: None,
            notes: Vec::new(),
        }
    }

    fn report(&self, shape: Shape, outcome: Outcome, mut rejects: Rejects) -> Report {
        let rejects_file = rejects.finish();
        let mut notes = shape.notes;
        if let Some(fault) = &rejects.fault {
            notes.push(format!("the rejected rows could not be written beside the file ({fault})"));
        }
        let columns = self.source.headings.iter().zip(&shape.columns).zip(shape.seen);
        let columns = columns.map(|((heading, column), seen)| ReportColumn {
            heading: heading.trim().to_owned(),
            name: column.name.clone(),
            kind: column.kind,
            examples: seen.examples,
        });
        Report {
            file: self.source.path.clone(),
            table: self.source.table.clone(),
            written: self.source.in_words(),
            outcome,
            columns: columns.collect(),
            rows: self.rows,
            rejected: rejects.count,
            first_rejects: rejects.first,
            rejects_file,
            notes,
        }
    }
}

/// Why a row cannot be laid beside the headings.
fn misfit(row: &Row, width: usize) -> Option<String> {
    if let Some(fault) = &row.fault {
        return Some(fault.clone());
    }
    let cells = row.cells.len();
    // A sheet leaves out the empty cells at the end of a row, and some writers of CSV do.
    let beyond = row.cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
    let cells_in_words =
        |count: usize| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
    (beyond || (cells < width && cells < 2 && width > 2))
        .then(|| format!("has {} where the headings have {width}", cells_in_words(cells)))
}

fn converted(row: &Row, columns: &[Typed]) -> Result<Vec<Value>, String> {
    if let Some(reason) = misfit(row, columns.len()) {
        return Err(reason);
    }
    let mut values = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let text = row.cells.get(at).unwrap_or_default();
        let value = convert(text, column).map_err(|reason| {
            let shown: String = text.trim().chars().take(40).collect();
            format!("{}: \"{}\" {reason}", column.name, shown.escape_debug())
        })?;
        values.push(value);
    }
    Ok(values)
}

fn create(table: &str, columns: &[Typed], dialect: Dialect) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("{} {}", names::quoted(&column.name), declared(column.kind, dialect)))
        .collect();
    format!("CREATE TABLE {} ({})", names::quoted(table), columns.join(", "))
}

fn declared(kind: Kind, dialect: Dialect) -> String {
    match (kind, dialect) {
        (Kind::Integer, _) => "BIGINT".to_owned(),
        (Kind::Decimal { scale }, Dialect::Sqlite) => format!("DECIMAL(15,{scale})"),
        (Kind::Decimal { scale }, Dialect::Postgres) => format!("NUMERIC(38,{scale})"),
        (Kind::Real, _) => "DOUBLE PRECISION".to_owned(),
        (Kind::Boolean, _) => "BOOLEAN".to_owned(),
        (Kind::Date, _) => "DATE".to_owned(),
        (Kind::Timestamp, _) => "TIMESTAMP".to_owned(),
        (Kind::Text, _) => "TEXT".to_owned(),
    }
}

/// Reads the columns as the table that is there holds them.
fn fit_to(shape: &mut Shape, table: &TableStructure) -> Result<(), ImportError> {
    let unknown: Vec<String> = shape
        .columns
        .iter()
        .filter(|column| table.column(&column.name).is_none())
        .map(|column| column.name.clone())
        .collect();
    if !unknown.is_empty() {
        return Err(ImportError::OtherColumns { table: table.name.clone(), columns: unknown });
    }
    for column in &mut shape.columns {
        let Some(there) = table.column(&column.name) else { continue };
        column.kind = match there.kind {
            ColumnType::Real if there.scale.is_some() => Kind::Decimal { scale: there.scale.unwrap_or(0) },
            // Without a declared scale any number of places is kept as it is.
            ColumnType::Real if matches!(column.kind, Kind::Decimal { .. } | Kind::Integer) => column.kind,
            ColumnType::Real => Kind::Real,
            ColumnType::Integer if there.declared.starts_with("bool") => Kind::Boolean,
            ColumnType::Integer => Kind::Integer,
            ColumnType::Boolean => Kind::Boolean,
            ColumnType::Date => Kind::Date,
            ColumnType::Timestamp => Kind::Timestamp,
            ColumnType::Text if there.declared == "date" => Kind::Date,
            ColumnType::Text if there.declared.starts_with("timestamp") => Kind::Timestamp,
            ColumnType::Text | ColumnType::Other => Kind::Text,
        };
    }
    Ok(())
}
