//! What the server tells of itself, in the text form that Prometheus reads. It counts; it names no person, question or
//! figure.

use std::{
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use sentia_agent::Outcome;
use sentia_semantic::time::Stopwatch;

use super::{
    problem::Problem,
    server::Server,
    sign_in::{bearer, signed_out},
};

/// How a turn ends, as its counter is labelled.
const ENDS: [&str; 7] = ["answered", "clarified", "ordered", "refused", "out_of_reach", "failed", "stopped"];
const FAILED: usize = 5;
const STOPPED: usize = 6;
/// Seconds up to which turns are counted: from those of the embedded planner to those of a slow model.
const BOUNDS: [f64; 12] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 90.0];

#[derive(Default)]
pub(super) struct Metrics {
    turns: [AtomicU64; ENDS.len()],
    /// Turns by the bound that they are under, the last ones under none.
    seconds: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

/// A turn that is under way. It counts where it is dropped, so that one that is stopped counts too.
pub(super) struct Timed<'a> {
    metrics: &'a Metrics,
    began: Stopwatch,
    end: usize,
}

impl Metrics {
    pub(super) fn begin(&self) -> Timed<'_> {
        Timed { metrics: self, began: Stopwatch::start(), end: STOPPED }
    }
}

impl Timed<'_> {
    pub(super) fn ended(mut self, outcome: &Outcome) {
        self.end = match outcome {
            Outcome::Answered => 0,
            Outcome::Clarify(_) => 1,
            Outcome::Ordered(_) => 2,
            Outcome::Refused => 3,
            Outcome::OutOfReach => 4,
        };
    }

    pub(super) fn failed(mut self) {
        self.end = FAILED;
    }
}

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        let bound = BOUNDS.iter().position(|bound| took.as_secs_f64() <= *bound).unwrap_or(BOUNDS.len());
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.metrics.turns[self.end].fetch_add(1, Ordering::Relaxed);
        self.metrics.seconds[bound].fetch_add(1, Ordering::Relaxed);
        self.metrics.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }
}

pub(super) fn routes() -> Router<Arc<Server>> {
    Router::new().route("/metrics", get(tell))
}

async fn tell(State(server): State<Arc<Server>>, headers: HeaderMap) -> Result<impl IntoResponse, Problem> {
    let key = server.metrics_key.as_ref().map(|key| key.reveal());
    may_read(key, server.sign_in.is_some(), &headers)?;
    let text = told(&server.metrics, server.runs.listening(), server.limits.refused());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}

/// Whoever has the key; where there is none, and nobody has to sign in, whoever is on this machine: others do not reach the
/// server then. With sign-in a proxy on this machine brings everybody, so that nearness says nothing.
fn may_read(key: Option<&str>, signs_in: bool, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(key) = key else {
        let detail = "the metrics need a key where people sign in; set SENTIA_METRICS_KEY for the server";
        return if signs_in { Err(Problem::new(StatusCode::NOT_FOUND, detail)) } else { Ok(()) };
    };
    // Hashes, so that the time that it takes tells nothing of the key.
    let is_key = |token: &str| blake3::hash(token.as_bytes()) == blake3::hash(key.as_bytes());
    let detail = "the metrics need the key in SENTIA_METRICS_KEY, as Authorization: Bearer …";
    if bearer(headers).is_some_and(is_key) { Ok(()) } else { Err(signed_out(detail)) }
}

fn told(metrics: &Metrics, streams: usize, [turns, requests]: [u64; 2]) -> String {
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let mut text = String::new();
    head(&mut text, "sentia_turns_total", "counter", "Questions that were asked, by how they ended.");
    for (end, count) in ENDS.iter().zip(&metrics.turns) {
        line(&mut text, &format!("sentia_turns_total{{outcome=\"{end}\"}}"), of(count));
    }
    head(&mut text, "sentia_turn_seconds", "histogram", "How long turns took, a model's time included.");
    let mut all = 0;
    let bounds = BOUNDS.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
    for (bound, count) in bounds.zip(&metrics.seconds) {
        all += of(count);
        line(&mut text, &format!("sentia_turn_seconds_bucket{{le=\"{bound}\"}}"), all);
    }
    line(&mut text, "sentia_turn_seconds_sum", of(&metrics.microseconds) as f64 / 1e6);
    line(&mut text, "sentia_turn_seconds_count", all);
    head(&mut text, "sentia_event_streams", "gauge", "Connections that hear events.");
    line(&mut text, "sentia_event_streams", streams);
    head(
        &mut text,
        "sentia_limited_total",
        "counter",
        "Requests beyond what one person may ask for in a minute.",
    );
    line(&mut text, "sentia_limited_total{limit=\"turns\"}", turns);
    line(&mut text, "sentia_limited_total{limit=\"requests\"}", requests);
    text
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "{name} {value}");
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn turns_are_counted_by_how_they_ended() {
        let metrics = Metrics::default();
        metrics.begin().ended(&Outcome::Answered);
        metrics.begin().ended(&Outcome::Refused);
        metrics.begin().failed();
        drop(metrics.begin());
        let text = told(&metrics, 3, [5, 0]);
        for line in [
            "# TYPE sentia_turn_seconds histogram",
            "sentia_turns_total{outcome=\"answered\"} 1",
            "sentia_turns_total{outcome=\"refused\"} 1",
            "sentia_turns_total{outcome=\"failed\"} 1",
            "sentia_turns_total{outcome=\"stopped\"} 1",
            "sentia_turn_seconds_bucket{le=\"0.01\"} 4",
            "sentia_turn_seconds_bucket{le=\"1\"} 4",
            "sentia_turn_seconds_bucket{le=\"+Inf\"} 4",
            "sentia_turn_seconds_count 4",
            "sentia_event_streams 3",
            "sentia_limited_total{limit=\"turns\"} 5",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} in {text}");
        }
    }

    #[test]
    fn only_the_key_or_this_machine_reads_them() {
        let nobody = HeaderMap::new();
        assert!(may_read(None, false, &nobody).is_ok());
        assert_eq!(may_read(None, true, &nobody).unwrap_err().status, 404);
        let mut with = HeaderMap::new();
        for (token, allowed) in
            [("Bearer k1", true), ("bearer k1", true), ("Bearer k2", false), ("k1", false)]
        {
            with.insert(header::AUTHORIZATION, HeaderValue::from_static(token));
            for signs_in in [true, false] {
                assert_eq!(may_read(Some("k1"), signs_in, &with).is_ok(), allowed, "{token}");
                assert_eq!(may_read(Some("k1"), signs_in, &nobody).unwrap_err().status, 401);
            }
        }
    }
}
