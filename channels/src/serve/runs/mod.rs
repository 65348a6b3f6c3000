//! Questions that are being answered, and for a while those that were: each with its events from the first, so that a
//! connection that was cut goes on where it was. A turn runs to its end whoever listens, unless it is cancelled.

mod drive;
mod frame;
mod keys;
mod log;
mod translate;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
pub(super) use drive::{Order, start};
use keys::Keys;
pub(super) use keys::Turn;
pub(super) use log::Run;

/// How long the events of a turn that has ended can be read again.
const KEPT: Duration = Duration::from_secs(600);
/// Questions that are answered at once: in all, and for one person.
const MOST: usize = 64;
const MOST_OF_ONE: usize = 8;
/// Connections that hear events at once. One more is told to come again, so that those that are heard stay so.
const LISTENERS: usize = 10_000;

/// A run is its person's: (tenant, person, run id).
type Key = (String, String, String);

pub(super) struct Runs {
    held: Mutex<Held>,
    pub(super) keys: Keys,
    listeners: Arc<Semaphore>,
}

impl Default for Runs {
    fn default() -> Self {
        Runs { held: Mutex::default(), keys: Keys::default(), listeners: Arc::new(Semaphore::new(LISTENERS)) }
    }
}

#[derive(Default)]
struct Held {
    runs: HashMap<Key, Arc<Run>>,
    closed: bool,
}

impl Runs {
    pub(super) fn find(&self, key: &Key) -> Option<Arc<Run>> {
        self.held().runs.get(key).cloned()
    }

    /// A place among those that hear events, for as long as it is kept.
    pub(super) fn listen(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let full = "too many are listening to answers; come again in a moment";
        let place = self.listeners.clone().try_acquire_owned();
        place.map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, full))
    }

    /// Those that hear events now.
    pub(super) fn listening(&self) -> usize {
        LISTENERS.saturating_sub(self.listeners.available_permits())
    }

    /// Takes no more questions.
    pub(super) fn close(&self) {
        self.held().closed = true;
    }

    /// Puts a new run in its place, or returns the one that has its id already: asking twice under one id is asking once.
    fn enter(&self, key: &Key, conversation: &str) -> Result<(Arc<Run>, bool), Problem> {
        let mut held = self.held();
        if let Some(run) = held.runs.get(key) {
            return Ok((run.clone(), false));
        }
        let busy = |detail: &str| Problem::new(StatusCode::TOO_MANY_REQUESTS, detail);
        if held.closed {
            return Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Sentia is being ended; start it again",
            ));
        }
        let active: Vec<&Key> =
            held.runs.iter().filter(|(_, run)| !run.has_ended()).map(|(key, _)| key).collect();
        if active.len() >= MOST {
            return Err(busy("too many questions are being answered; ask again in a moment"));
        }
        if active.iter().filter(|one| (&one.0, &one.1) == (&key.0, &key.1)).count() >= MOST_OF_ONE {
            return Err(busy("you have asked many questions at once; wait for an answer, or stop one"));
        }
        let is_busy = |(other, run): (&Key, &Arc<Run>)| {
            (&other.0, &other.1) == (&key.0, &key.1) && run.conversation == conversation && !run.has_ended()
        };
        if !conversation.is_empty() && held.runs.iter().any(is_busy) {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "the question before is still being answered; wait for it, or stop it",
            ));
        }
        let run = Arc::new(Run::new(conversation));
        held.runs.insert(key.clone(), run.clone());
        Ok((run, true))
    }

    fn forget(&self, key: &Key) {
        self.held().runs.remove(key);
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing panics while it is held, and a map is whole between its changes.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(person: &str, run: &str) -> Key {
        ("demo".to_owned(), person.to_owned(), run.to_owned())
    }

    #[test]
    fn one_id_is_one_run_and_one_conversation_answers_one_question() {
        let runs = Runs::default();
        let (first, is_new) = runs.enter(&key("cfo", "r1"), "c1").unwrap();
        assert!(is_new && !runs.enter(&key("cfo", "r1"), "c1").unwrap().1);
        assert_eq!(runs.enter(&key("cfo", "r2"), "c1").err().unwrap().status, 409);
        assert!(runs.enter(&key("leeds", "r1"), "c1").unwrap().1, "another person's ids are their own");
        first.end();
        assert!(runs.enter(&key("cfo", "r2"), "c1").unwrap().1);
    }

    #[test]
    fn one_person_cannot_take_all_the_room() {
        let runs = Runs::default();
        for run in 0..MOST_OF_ONE {
            runs.enter(&key("cfo", &run.to_string()), "").unwrap();
        }
        assert_eq!(runs.enter(&key("cfo", "more"), "").err().unwrap().status, 429);
        assert!(runs.enter(&key("leeds", "more"), "").is_ok());
        runs.close();
        assert_eq!(runs.enter(&key("line3", "late"), "").err().unwrap().status, 503);
    }

    #[test]
    fn one_listener_too_many_is_told_to_come_again() {
        let runs = Runs::default();
        let mut places: Vec<_> = (0..LISTENERS).map(|_| runs.listen().unwrap()).collect();
        assert_eq!(runs.listen().err().unwrap().status, 503);
        places.pop();
        assert!(runs.listen().is_ok(), "whoever leaves makes room");
    }
}
