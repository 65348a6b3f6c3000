//! How much one person may ask for in a while, so that a program of theirs that runs wild leaves room for everybody else.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::http::StatusCode;
use tokio::time::Instant;

use super::problem::Problem;
use crate::config;

const MINUTE: Duration = Duration::from_secs(60);

pub(super) struct Limits {
    turns: Buckets,
    requests: Buckets,
}

impl Limits {
    pub(super) fn new(limits: config::Limits) -> Self {
        Limits { turns: Buckets::new(limits.turns), requests: Buckets::new(limits.requests) }
    }

    /// Counts a question, or a document that is to be written.
    pub(super) fn turn(&self, person: &str) -> Result<(), Problem> {
        self.turns.take(person, "questions and documents")
    }

    /// Counts a request of any kind.
    pub(super) fn request(&self, person: &str) -> Result<(), Problem> {
        self.requests.take(person, "requests")
    }

    /// Turns, and requests, that were refused.
    pub(super) fn refused(&self) -> [u64; 2] {
        [&self.turns, &self.requests].map(|buckets| buckets.refused.load(Ordering::Relaxed))
    }
}

/// A bucket of tokens for each person. Full it holds what a minute brings, so that a page that opens, or a script that
/// fetches a handful of things, need not wait.
struct Buckets {
    per_minute: u32,
    /// When each bucket will be full again; those that are stand for nobody and are let go.
    full_at: Mutex<HashMap<String, Instant>>,
    refused: AtomicU64,
}

impl Buckets {
    fn new(per_minute: u32) -> Self {
        Buckets { per_minute, full_at: Mutex::default(), refused: AtomicU64::default() }
    }

    fn take(&self, person: &str, what: &str) -> Result<(), Problem> {
        self.take_at(person, Instant::now()).map_err(|wait| {
            self.refused.fetch_add(1, Ordering::Relaxed);
            let seconds = whole_seconds(wait);
            let detail = format!(
                "{} {what} a minute are more than you may ask for; ask again in {seconds} s",
                self.per_minute
            );
            Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).after(seconds)
        })
    }

    /// Takes a token out, or says how long it takes until there is one.
    fn take_at(&self, person: &str, now: Instant) -> Result<(), Duration> {
        // Nothing panics while it is held, and a map is whole between its changes.
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full = full_at.get(person).copied().unwrap_or(now).max(now);
        let then = full + MINUTE / self.per_minute;
        let wait = then.duration_since(now).saturating_sub(MINUTE);
        if !wait.is_zero() {
            return Err(wait);
        }
        if full_at.insert(person.to_owned(), then).is_none() {
            full_at.retain(|_, full| *full > now);
        }
        Ok(())
    }
}

/// Rounded up: whoever waits so long is not refused again.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_s_worth_at_once_and_then_as_it_comes() {
        let buckets = Buckets::new(6);
        let now = Instant::now();
        for _ in 0..6 {
            assert_eq!(buckets.take_at("cfo", now), Ok(()));
        }
        assert_eq!(buckets.take_at("cfo", now), Err(Duration::from_secs(10)));
        assert_eq!(buckets.take_at("leeds", now), Ok(()), "another person's bucket is their own");
        let later = now + Duration::from_secs(9);
        assert_eq!(buckets.take_at("cfo", later), Err(Duration::from_secs(1)), "being refused costs nothing");
        assert_eq!(buckets.take_at("cfo", now + Duration::from_secs(10)), Ok(()), "as was said");
        assert!(buckets.take_at("cfo", now + Duration::from_secs(10)).is_err());
    }

    #[test]
    fn buckets_that_are_full_are_let_go() {
        let buckets = Buckets::new(60);
        let now = Instant::now();
        for person in 0..100 {
            buckets.take_at(&person.to_string(), now).unwrap();
        }
        buckets.take_at("late", now + Duration::from_secs(1)).unwrap();
        assert_eq!(buckets.full_at.lock().unwrap().len(), 1);
    }

    #[test]
    fn who_is_refused_learns_when_to_come_again() {
        let limits = Limits::new(config::Limits { turns: 1, requests: 2 });
        limits.turn("cfo").unwrap();
        let problem = limits.turn("cfo").unwrap_err();
        assert_eq!((problem.status, problem.detail.contains("in 60 s")), (429, true), "{}", problem.detail);
        assert!(limits.request("cfo").is_ok(), "what is read is counted apart");
        assert_eq!(limits.refused(), [1, 0]);
    }
}
