//! Work that is done later, or again and again.
//!
//! A [`NewJob`] is kept in a file and done by the application, its [`Worker`], when it is due. What comes of an occurrence,
//! its [`Issue`], is kept in the transaction that moves the job on, and handed over under one id until that has succeeded:
//! whoever takes it in knows what has come before. So each occurrence is done and handed over once, whenever the process
//! dies. This crate knows neither reports nor people.

mod clock;
mod job;
mod jobs;
mod links;
mod run;
mod store;
mod worker;

pub use clock::Clock;
pub use job::{Ended, Issue, Job, NewJob, Owner};
pub use jobs::Jobs;
pub use links::{Link, Linked};
pub use store::StoreError;
pub use worker::{Fault, NewIssue, Progress, Work, Worker};
