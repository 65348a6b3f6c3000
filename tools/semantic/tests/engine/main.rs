//! The engine against real databases: a small factory in SQLite, and in PostgreSQL where a server is named by
//! `SENTIA_TEST_POSTGRES`.

mod fixture;
mod postgres;
mod property;
mod queries;
mod random;
#[path = "../reference/mod.rs"]
mod reference;
mod tpcds;
