//! Gathers typed rows into batches, one buffer for each table.

use crate::table::{Error, Record, Rows, Sink, Table};
use crate::tables;
use crate::value::Value;

/// Takes rows one at a time and hands full batches to the sink.
pub(crate) struct Writer<'a> {
    sink: &'a mut dyn Sink,
    buffers: Vec<Vec<Value>>,
    rows: u64,
    next_ids: Vec<i64>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(sink: &'a mut dyn Sink) -> Self {
        let buffers = tables::ALL.iter().map(|_| Vec::new()).collect();
        Self { sink, buffers, rows: 0, next_ids: vec![1; tables::ALL.len()] }
    }

    /// Adds one row.
    pub(crate) fn put<R: Record>(&mut self, record: R) -> Result<(), Error> {
        let buffer = &mut self.buffers[R::POSITION];
        record.append_to(buffer);
        self.rows += 1;
        if buffer.len() >= Rows::LIMIT * R::TABLE.columns.len() {
            return self.flush(R::POSITION, R::TABLE);
        }
        Ok(())
    }

    /// The next `id` of a fact table, counted from 1.
    pub(crate) fn next_id<R: Record>(&mut self) -> i64 {
        let id = self.next_ids[R::POSITION];
        self.next_ids[R::POSITION] += 1;
        id
    }

    /// Rows taken so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Hands over what is left.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        for (position, table) in tables::ALL.iter().enumerate() {
            if !self.buffers[position].is_empty() {
                self.flush(position, table)?;
            }
        }
        Ok(())
    }

    fn flush(&mut self, position: usize, table: &'static Table) -> Result<(), Error> {
        let cells = std::mem::take(&mut self.buffers[position]);
        // The next batch will be as long: growing a buffer step by step would copy it ten times.
        self.buffers[position].reserve_exact(cells.len() + table.columns.len());
        let rows = Rows::new(table.columns.len(), cells);
        self.sink.rows(table, rows).map_err(|source| Error::Sink { table: table.name, source })
    }
}
