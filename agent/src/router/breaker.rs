//! Whether a model is worth asking. After some failures in a row it is left alone for a while; then one question tries it.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Failures in a row that open it.
const FAILURES: u32 = 3;
/// How long it stays open, doubled each time that the trial fails.
const FIRST_REST: Duration = Duration::from_secs(15);
const LONGEST_REST: Duration = Duration::from_secs(600);
/// A spent quota or a refused key does not mend itself in a moment.
const REST_AFTER_REFUSAL: Duration = Duration::from_secs(300);

#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed {
        failures: u32,
    },
    /// Since the router began.
    Open {
        until: Duration,
        rest: Duration,
    },
    Trying {
        rest: Duration,
    },
}

impl Default for State {
    fn default() -> Self {
        State::Closed { failures: 0 }
    }
}

/// How a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Good,
    /// It failed this often in a row, and is still asked.
    Shaky(u32),
    /// It is left alone for so long.
    Resting(Duration),
    /// One question is trying it.
    OnTrial,
}

impl Breaker {
    pub(crate) fn health(&self, now: Duration) -> Health {
        match *self.lock() {
            State::Closed { failures: 0 } => Health::Good,
            State::Closed { failures } => Health::Shaky(failures),
            // Its rest is over: the next question may try it.
            State::Open { until, .. } if until <= now => Health::Good,
            State::Open { until, .. } => Health::Resting(until - now),
            State::Trying { .. } => Health::OnTrial,
        }
    }

    /// It is being asked.
    pub(crate) fn ask(&self, now: Duration) {
        let mut state = self.lock();
        if let State::Open { until, rest } = *state
            && until <= now
        {
            *state = State::Trying { rest };
        }
    }

    pub(crate) fn succeeded(&self) {
        *self.lock() = State::default();
    }

    /// Busy or broken. `wait` is how long it asks to be left alone.
    pub(crate) fn failed(&self, now: Duration, wait: Option<Duration>) {
        let mut state = self.lock();
        *state = match *state {
            State::Closed { failures } if failures + 1 < FAILURES => State::Closed { failures: failures + 1 },
            State::Closed { .. } => open(now, FIRST_REST.max(wait.unwrap_or_default())),
            State::Trying { rest } => open(now, (rest * 2).max(wait.unwrap_or_default())),
            // The same question asked it again: that tells nothing new.
            open @ State::Open { .. } => open,
        };
    }

    /// Not this one, not now: a spent quota, a refused key.
    pub(crate) fn refused(&self, now: Duration) {
        *self.lock() = open(now, REST_AFTER_REFUSAL);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(now: Duration, rest: Duration) -> State {
    let rest = rest.min(LONGEST_REST);
    State::Open { until: now + rest, rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_one_question_tries_it_after_a_rest() {
        let breaker = Breaker::default();
        breaker.failed(at(0), None);
        breaker.failed(at(1), None);
        assert_eq!(breaker.health(at(1)), Health::Shaky(2));
        breaker.succeeded();
        for second in 2..5 {
            assert!(matches!(breaker.health(at(second)), Health::Good | Health::Shaky(_)));
            breaker.failed(at(second), None);
        }
        assert_eq!(breaker.health(at(4)), Health::Resting(at(15)));
        assert_eq!(breaker.health(at(19)), Health::Good);
        breaker.ask(at(19));
        assert_eq!(breaker.health(at(19)), Health::OnTrial, "one question only");
        breaker.failed(at(20), None);
        assert_eq!(breaker.health(at(20)), Health::Resting(at(30)), "longer each time");
        breaker.ask(at(50));
        breaker.succeeded();
        assert_eq!(breaker.health(at(50)), Health::Good);
    }

    #[test]
    fn a_wait_that_is_asked_for_is_kept_and_a_refusal_rests_at_once() {
        let breaker = Breaker::default();
        for _ in 0..3 {
            breaker.failed(at(0), Some(at(40)));
        }
        assert_eq!(breaker.health(at(0)), Health::Resting(at(40)));
        let breaker = Breaker::default();
        breaker.refused(at(10));
        assert_eq!(breaker.health(at(10)), Health::Resting(at(300)));
        breaker.ask(at(20));
        assert_eq!(breaker.health(at(20)), Health::Resting(at(290)), "asking too early tries nothing");
        for round in 1..20 {
            breaker.ask(at(1_000 * round));
            breaker.failed(at(1_000 * round), None);
            breaker.failed(at(1_000 * round), None);
        }
        assert_eq!(breaker.health(at(19_000)), Health::Resting(at(600)), "never longer than that");
    }
}
