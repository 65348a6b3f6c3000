//! A table's name and columns, a batch of its rows, and the place that rows go to.

use crate::value::Value;

/// A table of the warehouse: its columns in the order of the migrations, `tenant` first.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
}

/// A typed row of one table.
pub trait Record {
    /// The table that the row belongs to.
    const TABLE: &'static Table;
    /// The table's place in [`crate::tables::ALL`].
    const POSITION: usize;
    /// Appends the row's cells, the tenant first.
    fn append_to(self, cells: &mut Vec<Value>);
}

/// A batch of whole rows of one table (at most [`Rows::LIMIT`]), stored cell after cell.
#[derive(Debug)]
pub struct Rows {
    width: usize,
    cells: Vec<Value>,
}

impl Rows {
    /// The most rows in one batch.
    pub const LIMIT: usize = 1_000;

    /// `cells` holds whole rows of `width` cells.
    pub(crate) fn new(width: usize, cells: Vec<Value>) -> Self {
        debug_assert!(cells.len().is_multiple_of(width));
        Self { width, cells }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len() / self.width
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The rows, each a slice with one cell for each column.
    pub fn iter(&self) -> impl Iterator<Item = &[Value]> {
        self.cells.chunks_exact(self.width)
    }

    /// All cells, row after row.
    #[must_use]
    pub fn into_cells(self) -> Vec<Value> {
        self.cells
    }
}

/// Where generated rows go: a database, a file, a test.
pub trait Sink {
    /// Takes one batch of rows of `table`.
    ///
    /// # Errors
    /// What the sink could not do; generation stops and hands it on.
    fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError>;
}

/// Why a sink refused rows.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// How far generation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Days simulated so far.
    pub done_days: u32,
    /// Days of the whole history.
    pub total_days: u32,
    /// Rows written so far.
    pub rows: u64,
}

/// Why the demo company could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("the demo company cannot be made: {0}")]
    Options(String),
    #[error("rows of the demo company's table {table} could not be stored: {source}")]
    Sink {
        table: &'static str,
        #[source]
        source: SinkError,
    },
    /// A fault of the generator, never of the options.
    #[error("the demo company's books do not balance: {0}")]
    Unbalanced(String),
}
