use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use blake3::Hash;
use tokio::time::Instant;

use crate::serve::problem::Problem;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Keys of one person; the oldest make room.
const MOST: usize = 1_000;

/// The id of the turn that a run became, once it is kept.
pub(in crate::serve) type Turn = Arc<OnceLock<String>>;

/// Whose keys they are: (tenant, person).
type Owner = (String, String);

/// What was asked under which Idempotency-Key, for a day: the events of a run are let go much earlier, and a client whose
/// network was away for an hour asks again all the same.
#[derive(Default)]
pub(in crate::serve) struct Keys(Mutex<HashMap<Owner, VecDeque<Used>>>);

struct Used {
    key: String,
    /// Of what was asked.
    asked: Hash,
    turn: Turn,
    since: Instant,
}

impl Keys {
    /// The turn that a key stands for; from now on, where it was not used before.
    pub(in crate::serve) fn claim(
        &self,
        owner: &Owner,
        key: &str,
        asked: Hash,
        now: Instant,
    ) -> Result<Turn, Problem> {
        let mut held = self.held();
        let used = held.entry(owner.clone()).or_default();
        while used.front().is_some_and(|first| now.duration_since(first.since) >= DAY) {
            used.pop_front();
        }
        if let Some(known) = used.iter().find(|one| one.key == key) {
            return if known.asked == asked { Ok(known.turn.clone()) } else { Err(another()) };
        }
        if used.len() >= MOST {
            used.pop_front();
        }
        let turn = Turn::default();
        used.push_back(Used { key: key.to_owned(), asked, turn: turn.clone(), since: now });
        Ok(turn)
    }

    /// Forgets a key under which nothing was begun, so that it can be used for what should have been.
    pub(in crate::serve) fn release(&self, owner: &Owner, key: &str) {
        if let Some(used) = self.held().get_mut(owner) {
            used.retain(|one| one.key != key || one.turn.get().is_some());
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Owner, VecDeque<Used>>> {
        // Nothing panics while it is held, and a list is whole between its changes.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn another() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "this Idempotency-Key came with another question before; give each question a key of its own",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(person: &str) -> Owner {
        ("demo".to_owned(), person.to_owned())
    }

    #[test]
    fn a_key_is_one_question_of_one_person_for_a_day() {
        let (keys, now) = (Keys::default(), Instant::now());
        let claim = |person: &str, asked: &str, now| {
            keys.claim(&owner(person), "k", blake3::hash(asked.as_bytes()), now)
        };
        let first = claim("cfo", "OEE", now).unwrap();
        first.set("c1-1".to_owned()).unwrap();
        let later = now + DAY - Duration::from_secs(1);
        assert_eq!(claim("cfo", "OEE", later).unwrap().get().unwrap(), "c1-1");
        assert_eq!(claim("cfo", "scrap", later).unwrap_err().status, 422);
        assert!(
            claim("leeds", "scrap", later).unwrap().get().is_none(),
            "another person's keys are their own"
        );
        assert!(claim("cfo", "scrap", now + DAY).unwrap().get().is_none());
    }

    #[test]
    fn one_person_s_keys_take_no_more_than_their_room() {
        let (keys, now) = (Keys::default(), Instant::now());
        let asked = blake3::hash(b"OEE");
        keys.claim(&owner("leeds"), "0", asked, now).unwrap().set("c9-1".to_owned()).unwrap();
        for key in 0..=MOST {
            let turn = keys.claim(&owner("cfo"), &key.to_string(), asked, now).unwrap();
            turn.set(format!("c{key}-1")).unwrap();
        }
        let known =
            |person: &str, key: &str| keys.claim(&owner(person), key, asked, now).unwrap().get().cloned();
        assert_eq!(known("cfo", "1").as_deref(), Some("c1-1"));
        assert_eq!(known("cfo", "0"), None);
        assert_eq!(known("leeds", "0").as_deref(), Some("c9-1"));
    }

    #[test]
    fn a_key_under_which_nothing_began_can_be_used_anew() {
        let (keys, now) = (Keys::default(), Instant::now());
        let claim = |asked: &str| keys.claim(&owner("cfo"), "k", blake3::hash(asked.as_bytes()), now);
        claim("OEE").unwrap();
        keys.release(&owner("cfo"), "k");
        let turn = claim("scrap").unwrap();
        turn.set("c1-1".to_owned()).unwrap();
        keys.release(&owner("cfo"), "k");
        assert!(claim("OEE").is_err(), "what was asked stays asked");
    }
}
