//! The database that holds the facts: SQLite (embedded) or PostgreSQL. Two modules, one behaviour.

mod load;
mod postgres;
mod schema;
mod sqlite;

pub use load::{ColumnValue, TableLoad};
pub use schema::{ColumnType, Schema};
