//! The engine against real databases: a small factory in SQLite, and in PostgreSQL where a server is named by
//! `SENTIA_TEST_POSTGRES`.
// `cfg(test)` tells clippy that helpers, too, may unwrap and panic.

#[cfg(test)]
mod derived;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod property;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod random;
#[cfg(test)]
#[path = "../reference/mod.rs"]
mod reference;
#[cfg(test)]
mod rollups;
#[cfg(test)]
mod tpcds;
