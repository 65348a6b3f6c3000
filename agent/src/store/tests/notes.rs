use std::sync::Arc;

use sentia_semantic::{Area, Scope};

use super::{place::places, reader, record, store};
use crate::{
    Person,
    store::{Store, StoreError, Verdict},
};

/// Three turns in c1.
async fn told(store: &Arc<dyn Store>) -> Scope {
    let first = store.append(&record("OEE by line last week")).await.expect("stored");
    for question in ["only Leeds", "and at 100%_off?"] {
        let mut next = record(question);
        next.conversation.clone_from(&first.conversation);
        store.append(&next).await.expect("stored");
    }
    reader("demo", "cfo")
}

#[tokio::test]
async fn words_are_found_in_titles_and_questions_of_the_reader_alone() {
    for place in places().await {
        let store = store(&place).await;
        let scope = told(&store).await;
        let other = store.append(&record("scrap rate")).await.expect("stored").conversation;
        store.rename(&scope, &other, "Ärger in Leeds").await.expect("renamed");
        let found = async |words: &str| {
            let found = store.search(&scope, words, 10).await.expect("searched");
            found.into_iter().map(|summary| summary.id).collect::<Vec<_>>()
        };
        assert_eq!(found("LEEDS").await, ["c2", "c1"]);
        assert_eq!(found("oee by").await, ["c1"]);
        assert_eq!(found("100%_").await, ["c1"], "letters of the pattern are letters");
        assert_eq!(found("100_").await, Vec::<String>::new());
        assert_eq!(found("'; --").await, Vec::<String>::new());
        assert!(store.search(&reader("demo", "leeds"), "oee", 10).await.expect("searched").is_empty());
        assert!(store.search(&reader("other", "cfo"), "oee", 10).await.expect("searched").is_empty());
    }
}

#[tokio::test]
async fn what_is_pinned_stands_first() {
    for place in places().await {
        let store = store(&place).await;
        let scope = told(&store).await;
        store.append(&record("scrap rate")).await.expect("stored");
        store.pin(&scope, "c1", true).await.expect("pinned");
        let list = async || {
            let list = store.conversations(&scope, 10).await.expect("listed");
            list.into_iter().map(|summary| (summary.id, summary.pinned)).collect::<Vec<_>>()
        };
        assert_eq!(list().await, [("c1".to_owned(), true), ("c2".to_owned(), false)]);
        store.pin(&scope, "c1", false).await.expect("unpinned");
        assert_eq!(list().await[0].0, "c2");
        let foreign = store.pin(&reader("demo", "leeds"), "c1", true).await;
        assert!(matches!(foreign, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn a_branch_begins_with_the_turns_before_it_and_leaves_them_where_they_are() {
    for place in places().await {
        let store = store(&place).await;
        let scope = told(&store).await;
        let branch = store.branch(&scope, "c1", 2).await.expect("branched");
        let copied = store.conversation(&scope, &branch).await.expect("read");
        let original = store.conversation(&scope, "c1").await.expect("read");
        assert_eq!((copied.turns.len(), original.turns.len()), (2, 3));
        assert_eq!(copied.turns, original.turns[..2]);
        let mut next = record("another way on");
        next.conversation.clone_from(&branch);
        assert_eq!(store.append(&next).await.expect("stored").turn, format!("{branch}-3"));
        let spent = store.spent(&scope).await.expect("added up");
        let priced: u64 = spent.iter().map(|spent| spent.priced).sum();
        assert_eq!(priced, 4, "what was copied cost nothing: {spent:?}");
        for (who, turns) in [(reader("demo", "leeds"), 1), (scope.clone(), 4), (reader("other", "cfo"), 1)] {
            let refused = store.branch(&who, "c1", turns).await;
            assert!(matches!(refused, Err(StoreError::NotFound(_))), "{turns}");
        }
        assert_eq!(store.conversations(&scope, 10).await.expect("listed").len(), 2, "nothing half begun");
    }
}

#[tokio::test]
async fn what_somebody_thinks_of_an_answer_is_kept_once() {
    for place in places().await {
        let store = store(&place).await;
        let scope = told(&store).await;
        let now = "2026-10-01T08:00:00Z".parse().expect("an instant");
        store.judge(&scope, "c1-1", Verdict::Good, "", now).await.expect("kept");
        store.judge(&scope, "c1-1", Verdict::Bad, "net of credits'", now).await.expect("kept");
        let all = store.feedback(&reader("demo", "anybody"), 10).await.expect("read");
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].verdict, all[0].words.as_str()), (Verdict::Bad, "net of credits'"));
        assert_eq!((all[0].turn.as_str(), all[0].question.as_str()), ("c1-1", "OEE by line last week"));
        assert!(store.feedback(&reader("other", "cfo"), 10).await.expect("read").is_empty());
        for turn in ["c1-9", "c9-1", "x", ""] {
            let refused = store.judge(&scope, turn, Verdict::Good, "", now).await;
            assert!(matches!(refused, Err(StoreError::NotFound(_))), "{turn}");
        }
        let foreign = store.judge(&reader("demo", "leeds"), "c1-1", Verdict::Good, "", now).await;
        assert!(matches!(foreign, Err(StoreError::NotFound(_))));
        store.remove(&scope, "c1").await.expect("removed");
        assert!(store.feedback(&scope, 10).await.expect("read").is_empty(), "gone with its conversation");
    }
}

#[tokio::test]
async fn a_shared_answer_is_read_by_those_who_may_see_as_much() {
    for place in places().await {
        let store = store(&place).await;
        let scope = told(&store).await;
        let person = |id: &str, areas: &[Area]| Person {
            id: id.to_owned(),
            scope: Scope { areas: areas.iter().copied().collect(), ..reader("demo", id) },
            ..record("").person
        };
        let (peer, stranger) = (person("leeds", &[Area::Production]), person("hr", &[Area::People]));
        assert!(matches!(store.shared(&peer, "c1-1").await, Err(StoreError::NotFound(_))), "not opened");
        assert!(matches!(
            store.share(&reader("demo", "leeds"), "c1-1", true).await,
            Err(StoreError::NotFound(_))
        ));
        store.share(&scope, "c1-1", true).await.expect("opened");
        store.share(&scope, "c1-1", true).await.expect("opened twice is opened");
        assert_eq!(store.shared(&peer, "c1-1").await.expect("read").question, "OEE by line last week");
        assert!(matches!(store.shared(&stranger, "c1-1").await, Err(StoreError::Narrower(_))));
        assert!(matches!(store.shared(&peer, "c1-2").await, Err(StoreError::NotFound(_))), "another turn");
        store.share(&scope, "c1-1", false).await.expect("closed");
        assert!(matches!(store.shared(&peer, "c1-1").await, Err(StoreError::NotFound(_))));
    }
}
