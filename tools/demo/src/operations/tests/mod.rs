//! The factories' rows, checked against the identities that the migrations promise.

mod company;
mod incidents;
mod money;
mod quantities;
mod ranges;
mod stock;
mod time;
