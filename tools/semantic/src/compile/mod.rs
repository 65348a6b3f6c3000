//! Queries as SQL. Each dataset is aggregated by itself at the grain of the query before anything is joined to it, so no
//! row is counted twice; the person's scope is inside every one of these sub-selects.

mod dialect;
mod display;
mod evaluate;
mod expression;
mod joins;
mod measure;
mod members;
mod part;
mod plan;
mod rolled;
pub(crate) mod scoped_rows;
mod slopes;
mod snapshot;
mod statement;
#[cfg(test)]
mod tests;
mod types;
mod windows;

pub use dialect::Dialect;
pub use statement::CompiledQuery;

pub(crate) use dialect::text_literal;
pub(crate) use display::with_values;
pub(crate) use evaluate::{evaluate, of_nothing};
pub(crate) use expression::name as quoted;
pub(crate) use members::members_statement;
pub(crate) use part::extent_statement;
pub(crate) use plan::{Condition, Extent, Part, Plan, PlannedFilter};
pub(crate) use rolled::filling;
pub(crate) use slopes::{Slopes, slopes};
pub(crate) use statement::{Binds, Finish, OutputColumn, SqlOrder, compile, data_of_measure};
pub(crate) use types::Tables;
pub(crate) use windows::days_of_windows;
