//! Stored turns, run again.

use std::sync::Arc;

use sentia_agent::{
    Conversation, ProviderError,
    provider::{Scripted, ScriptedReply},
    replay,
    store::{self, Store, TurnRecord},
};
use serde_json::json;

use crate::world::{World, after, ask, finished, leeds, manager, record, scripted};

async fn stored(store: &Arc<dyn Store>, record: &TurnRecord) -> TurnRecord {
    let stored = store.append(record).await.expect("stored");
    store.turn(&record.person.scope, &stored.turn).await.expect("read")
}

fn replies() -> Vec<Vec<ScriptedReply>> {
    let by_line = json!({ "measures": ["scrap_rate"], "by": ["line"], "period": "last_week" });
    let call = || ScriptedReply::call("a", "query_metrics", by_line.clone());
    let error = ProviderError::Elsewhere { provider: "scripted/test".into(), detail: "no credit".into() };
    vec![
        vec![
            call(),
            ScriptedReply::text(
                "The scrap rate of Line 3 was [[e1.f1]]. The scrap rate of Line 1 was [[e1.f3]].",
            )
            .and_usage(900, 30),
        ],
        vec![
            call(),
            ScriptedReply::text("The scrap rate of Line 3 was 9.0%."),
            ScriptedReply::text("1. The scrap rate of Line 3 was [[e1.f1]]."),
        ],
        vec![
            call(),
            ScriptedReply::text("The scrap rate of Line 3 was 9.0%. The scrap rate of Line 1 was [[e1.f3]]."),
            ScriptedReply::text("1. -"),
        ],
        vec![ScriptedReply::error(error.clone())],
        vec![call(), ScriptedReply::text("The scrap rate of Line 3 was [[e1.f1]]. Line 1").then_error(error)],
        vec![ScriptedReply::call(
            "a",
            "ask_back",
            json!({ "questions": ["scrap rate last week", "output last week"] }),
        )],
    ]
}

#[tokio::test]
async fn every_kind_of_turn_is_reproduced_byte_for_byte() {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let store = store::open(folder.path().join("turns.db").to_str().expect("UTF-8")).await.expect("a store");
    let plain = world.agent(None);
    for script in replies() {
        let (_, agent) = scripted(&world, script.clone());
        let record =
            stored(&store, &record(&agent, &Conversation::default(), "scrap rate by line last week").await)
                .await;
        assert_eq!(replay(&record, &plain).await.expect("replayed"), [], "{script:?}");
    }
}

#[tokio::test]
async fn turns_without_a_model_are_reproduced_for_whoever_asked() {
    let world = World::new().await;
    let agent = world.agent(None);
    let mut conversation = Conversation::default();
    for question in [
        "scrap rate by line last week",
        "only Leeds",
        "and by shift?",
        "revenue last month",
        "write me a poem",
        "scrap",
    ] {
        for person in [manager(), leeds()] {
            let record = finished(&ask(&agent, &conversation, &person, question).await);
            assert_eq!(replay(&record, &agent).await.expect("replayed"), [], "{question}");
            conversation = after(conversation, &record);
        }
    }
}

#[tokio::test]
async fn differences_are_named() {
    let world = World::new().await;
    let (_, agent) = scripted(&world, replies().swap_remove(0));
    let mut record = record(&agent, &Conversation::default(), "scrap rate by line last week").await;
    record.answer.evidence[0].figures[0].value = sentia_semantic::Value::Real(0.5);
    record.answer.caveats.push("Once said.".into());
    record.answer.hashes.catalogue = "another".into();
    record.transcript[1].request = "another".into();
    let found = replay(&record, &agent).await.expect("replayed");
    let names: Vec<&str> = found.iter().map(|difference| difference.what.as_str()).collect();
    for expected in ["caveat", "hash of the catalogue", "request 2 to the model is no longer the same"] {
        assert!(names.iter().any(|name| name.starts_with(expected)), "{names:?}");
    }
    let figure = found
        .iter()
        .find(|difference| difference.what.starts_with("figure e1.f1 (Scrap rate, Line 3)"))
        .expect("the figure");
    assert_eq!((figure.stored.as_str(), figure.now.as_str()), ("0.5", "0.08"));
}

#[tokio::test]
async fn a_replay_asks_no_model() {
    let world = World::new().await;
    let (_, agent) = scripted(&world, replies().swap_remove(0));
    let record = record(&agent, &Conversation::default(), "scrap rate by line last week").await;
    let untouched = Arc::new(Scripted::new([]));
    let live = world.agent(Some(Arc::clone(&untouched) as Arc<dyn sentia_agent::Provider>));
    assert_eq!(replay(&record, &live).await.expect("replayed"), []);
    assert_eq!(untouched.requests(), []);
}
