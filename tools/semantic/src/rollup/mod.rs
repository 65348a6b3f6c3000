//! Sums that are kept beside the rows of large facts, as the catalogue declares them, and read in their place. Triggers
//! note each day whose rows change, in the transaction that changes them; a query reads those days from the rows
//! themselves, so that a rollup never changes an answer. [`update`] makes, mends and removes them.

mod dataset;
mod keep;
mod marks;

pub use keep::{RollupState, RollupStatus, remove, status, update};

pub(crate) use dataset::{RolledDataset, RollupTable, condition_column, usable, value_column};

/// What every table, trigger and function of rollups is called by first.
const PREFIX: &str = "sentia_rollup_";

/// Days whose rows have changed since they were summed: dataset, tenant (empty where there is none), the day, the day
/// after it, its month, and the first of the month after.
pub(crate) const STALE: &str = "sentia_rollup_stale";
