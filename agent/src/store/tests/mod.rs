//! One suite for both databases.

mod faults;
mod ledger;
mod notes;
mod place;
mod record;

use std::{sync::Arc, time::Duration};

use self::{
    place::{Place, places},
    record::{asked_by, reader, record},
};
use super::{Store, StoreError, open};
use crate::router::Cost;

async fn store(place: &Place) -> Arc<dyn Store> {
    open(&place.url).await.expect("a store")
}

#[tokio::test]
async fn a_turn_comes_back_as_it_went_in() {
    for place in places().await {
        let store = store(&place).await;
        let mut sent = record("OEE by line last week");
        let stored = store.append(&sent).await.expect("stored");
        assert_eq!((stored.conversation.as_str(), stored.turn.as_str()), ("c1", "c1-1"));
        (sent.id, sent.conversation) = (stored.turn, stored.conversation);
        let got = store.turn(&reader("demo", "cfo"), " C1-1 ").await.expect("read");
        assert_eq!(got, sent);
        assert_eq!(
            crate::canonical::json(&got.answer),
            crate::canonical::json(&sent.answer),
            "byte for byte"
        );
    }
}

#[tokio::test]
async fn a_conversation_comes_back_with_its_turns_in_order() {
    for place in places().await {
        let store = store(&place).await;
        let first = store.append(&record("OEE by line last week")).await.expect("stored");
        for question in ["only Leeds", "and by shift?"] {
            let mut next = record(question);
            next.conversation.clone_from(&first.conversation);
            store.append(&next).await.expect("stored");
        }
        let scope = reader("demo", "cfo");
        let conversation = store.conversation(&scope, "c1").await.expect("read");
        let questions: Vec<&str> = conversation.turns.iter().map(|turn| turn.question.as_str()).collect();
        assert_eq!(questions, ["OEE by line last week", "only Leeds", "and by shift?"]);
        assert_eq!(conversation.focus(), record("").focus.as_ref());
        let summaries = store.conversations(&scope, 10).await.expect("listed");
        assert_eq!(
            (summaries[0].id.as_str(), summaries[0].title.as_str(), summaries[0].turns),
            ("c1", "OEE by line last week", 3)
        );
    }
}

#[tokio::test]
async fn what_was_spent_is_added_up_by_model_for_its_reader_alone() {
    for place in places().await {
        let store = store(&place).await;
        for cost in [Some(1_234_567), Some(3), None] {
            let mut sent = record("OEE by line last week");
            sent.answer.model.cost = cost.map(|micros| Cost { micros, currency: "USD".into() });
            store.append(&sent).await.expect("stored");
        }
        store.append(&asked_by("demo", "leeds")).await.expect("stored");
        let spent = store.spent(&reader("demo", "cfo")).await.expect("added up");
        let known = spent.iter().find(|spent| spent.cost.is_some()).expect("a cost");
        let cost = Cost { micros: 1_234_570, currency: "USD".into() };
        assert_eq!((known.model.as_str(), known.turns, known.cost.as_ref()), ("a/b", 2, Some(&cost)));
        assert!(
            spent.iter().any(|spent| spent.cost.is_none() && (spent.turns, spent.priced) == (1, 0)),
            "{spent:?}"
        );
        assert_eq!(store.spent(&reader("other", "cfo")).await.expect("added up"), []);
    }
}

#[tokio::test]
async fn numbers_are_given_per_tenant_and_never_twice() {
    for place in places().await {
        let store = store(&place).await;
        for (tenant, id) in [("demo", "c1"), ("demo", "c2"), ("other", "c1"), ("demo", "c3")] {
            let stored = store.append(&asked_by(tenant, "cfo")).await.expect("stored");
            assert_eq!(stored.conversation, id, "{tenant}");
        }
        let again = open(&place.url).await.expect("opened again");
        assert_eq!(again.append(&record("later")).await.expect("stored").conversation, "c4");
    }
}

#[tokio::test]
async fn people_reach_their_own_conversations_and_no_others() {
    for place in places().await {
        let store = store(&place).await;
        store.append(&asked_by("demo", "cfo")).await.expect("stored");
        for (tenant, person) in [("demo", "leeds"), ("other", "cfo"), ("demo", ""), ("", "cfo")] {
            let stranger = reader(tenant, person);
            assert!(
                matches!(store.turn(&stranger, "c1-1").await, Err(StoreError::NotFound(_))),
                "{tenant}/{person}"
            );
            assert!(matches!(store.conversation(&stranger, "c1").await, Err(StoreError::NotFound(_))));
            assert_eq!(store.conversations(&stranger, 10).await.expect("listed"), []);
            let mut intruder = asked_by(tenant, person);
            intruder.conversation = "c1".into();
            assert!(matches!(store.append(&intruder).await, Err(StoreError::NotFound(_))));
        }
        assert_eq!(store.conversation(&reader("demo", "cfo"), "c1").await.expect("read").turns.len(), 1);
    }
}

#[tokio::test]
async fn a_conversation_is_renamed_and_removed_by_its_person_alone() {
    for place in places().await {
        let store = store(&place).await;
        let scope = reader("demo", "cfo");
        for question in ["first", "second"] {
            store.append(&record(question)).await.expect("stored");
        }
        store.rename(&scope, " C1 ", &"Board pack ".repeat(20)).await.expect("renamed");
        let summary = store.summary(&scope, "c1").await.expect("read");
        assert_eq!((summary.title.chars().count(), summary.turns), (80, 1));
        for stranger in [reader("demo", "leeds"), reader("other", "cfo")] {
            let refused = [
                store.rename(&stranger, "c1", "mine").await,
                store.remove(&stranger, "c1").await,
                store.summary(&stranger, "c1").await.map(drop),
            ];
            for result in refused {
                assert!(matches!(result, Err(StoreError::NotFound(_))), "{result:?}");
            }
        }
        store.remove(&scope, "c1").await.expect("removed");
        assert!(matches!(store.turn(&scope, "c1-1").await, Err(StoreError::NotFound(_))));
        assert!(matches!(store.remove(&scope, "c1").await, Err(StoreError::NotFound(_))));
        let left = store.conversations(&scope, 10).await.expect("listed");
        assert_eq!(left.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["c2"]);
        assert_eq!(store.append(&record("third")).await.expect("stored").conversation, "c3");
        let mut late = record("behind what is gone");
        late.conversation = "c1".into();
        assert!(matches!(store.append(&late).await, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    for place in places().await {
        let store = store(&place).await;
        let scope = reader("demo", "cfo");
        for id in ["", "c1", "c1-1", "c1-", "-", "c1-x", "c1-99999999999999999999", "'; DROP TABLE turn; --1"]
        {
            let error = store.turn(&scope, id).await.expect_err(id);
            assert!(matches!(error, StoreError::NotFound(_)), "{id}: {error}");
        }
        assert!(matches!(store.conversation(&scope, "c7").await, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_turns_at_once_lose_none() {
    for place in places().await {
        let store = store(&place).await;
        let conversation = store.append(&record("first")).await.expect("stored").conversation;
        let tasks = (0..20).map(|index| {
            let (store, mut next) = (Arc::clone(&store), record(&format!("question {index}")));
            next.conversation.clone_from(&conversation);
            tokio::spawn(async move { store.append(&next).await.expect("stored").turn })
        });
        let mut ids: Vec<String> =
            futures::future::join_all(tasks).await.into_iter().map(|id| id.expect("ran")).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 20);
        assert_eq!(store.conversation(&reader("demo", "cfo"), "c1").await.expect("read").turns.len(), 21);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_open_a_new_place_at_once() {
    for _ in 0..10 {
        for place in places().await {
            for opened in futures::future::join_all((0..8).map(|_| open(&place.url))).await {
                opened.expect("opened");
            }
        }
    }
}

/// A dropped append leaves a whole turn or none; the count of the conversation always fits.
#[tokio::test]
async fn an_append_that_is_dropped_leaves_nothing_half_stored() {
    for place in places().await {
        let store = store(&place).await;
        store.append(&record("first")).await.expect("stored");
        let mut next = record("next");
        next.conversation = "c1".into();
        for micros in (0..4000).step_by(100) {
            let _ = tokio::time::timeout(Duration::from_micros(micros), store.append(&next)).await;
        }
        let last = store.append(&next).await.expect("the store still works").turn;
        let scope = reader("demo", "cfo");
        let turns = store.conversation(&scope, "c1").await.expect("read").turns.len();
        assert_eq!(last, format!("c1-{turns}"));
        assert_eq!(store.conversations(&scope, 1).await.expect("listed")[0].turns, turns as u64);
    }
}

#[tokio::test]
async fn a_changed_answer_is_found_out() {
    for place in places().await {
        let store = store(&place).await;
        store.append(&record("first")).await.expect("stored");
        place.execute("UPDATE turn SET answer_json = replace(answer_json, 'OEE rose', 'OEE fell')").await;
        let error = store.turn(&reader("demo", "cfo"), "c1-1").await.expect_err("changed");
        assert!(matches!(error, StoreError::Changed(ref id) if id == "c1-1"), "{error}");
        place.execute("UPDATE turn SET answer_json = '{'").await;
        let error = store.turn(&reader("demo", "cfo"), "c1-1").await.expect_err("unreadable");
        assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_schema_of_a_later_version_is_left_alone() {
    for place in places().await {
        drop(store(&place).await);
        place.execute(place.pretend_newer).await;
        let Err(error) = open(&place.url).await else { panic!("opened") };
        assert!(matches!(error, StoreError::Newer { version: 9999, .. }), "{error}");
        assert!(!error.to_string().contains("postgres://"), "{error}");
    }
}
