//! Which model is asked for what, and what it may not see.

use std::{collections::BTreeMap, sync::Arc};

use sentia_agent::{
    Agent, Budget, Conversation, Outcome, Provider, ProviderError, Voice,
    provider::{Message, Scripted, ScriptedReply},
    replay,
    router::{Candidate, Decision, HERE, ModelCard, Router, Task},
};
use sentia_semantic::{FixedClock, Sensitivity};
use serde_json::json;

use crate::world::{World, after, ask, finished, manager, record};

fn card(id: &str) -> ModelCard {
    ModelCard {
        id: id.into(),
        model: format!("scripted/{id}"),
        window: 100_000,
        tools: true,
        residency: "us".into(),
        clearance: Sensitivity::Confidential,
        shutdown: None,
        tariffs: Vec::new(),
    }
}

/// The way to a model, or why there is none.
type Way = Result<Arc<dyn Provider>, String>;

fn router(cards: Vec<(ModelCard, Way)>, routes: &[(Task, &[&str])]) -> Router {
    let candidates = cards.into_iter().map(|(card, provider)| Candidate { card, provider });
    let routes: BTreeMap<Task, Vec<String>> =
        routes.iter().map(|(task, ids)| (*task, ids.iter().map(|id| (*id).to_owned()).collect())).collect();
    let clock = Arc::new(FixedClock::at(jiff::civil::date(2026, 9, 30)));
    Router::new(candidates.collect(), routes, clock, 1)
}

fn scripted(id: &str, replies: impl IntoIterator<Item = ScriptedReply>) -> Arc<Scripted> {
    Arc::new(Scripted::new(replies).named(&format!("scripted/{id}")))
}

fn ready(script: &Arc<Scripted>) -> Way {
    Ok(Arc::clone(script) as Arc<dyn Provider>)
}

async fn decision(agent: &Agent, question: &str) -> Decision {
    let decision = agent.route(&Conversation::default(), &manager(), question).await.expect("a decision");
    decision.expect("a model is needed")
}

fn taken(decision: &Decision) -> Vec<&str> {
    decision.taken().map(|considered| considered.id.as_str()).collect()
}

#[tokio::test]
async fn the_task_is_read_from_the_question_and_a_misspelling_does_not_change_it() {
    let world = World::new().await;
    let nobody = || scripted("m", []);
    let routes: &[(Task, &[&str])] = &[(Task::Question, &["a"]), (Task::Calculation, &["b", "a"])];
    let router = router(vec![(card("a"), ready(&nobody())), (card("b"), ready(&nobody()))], routes);
    let agent = world.agent_over(Some(Arc::new(router)), Budget::default());
    for (question, misspelled, task, models) in [
        ("scrap rate by line last week", "scrpa rate by lnie last week", Task::Question, vec!["a"]),
        (
            "cumulative output by week last month",
            "cumulative outptu by week last month",
            Task::Calculation,
            vec!["b", "a"],
        ),
        (
            "lines with scrap rate above 5% last week",
            "lines with scrp rate above 5% last week",
            Task::Calculation,
            vec!["b", "a"],
        ),
    ] {
        for question in [question, misspelled] {
            let decision = decision(&agent, question).await;
            assert_eq!((decision.task, taken(&decision)), (task, models.clone()), "{question}");
        }
    }
    for (question, task) in [
        ("why did the scrap rate rise last week", Task::Explanation),
        ("forecast output for next month", Task::Forecast),
        ("what should we do about the scrap rate", Task::Decision),
    ] {
        let decision = decision(&agent, question).await;
        assert_eq!(
            (decision.task, taken(&decision)),
            (task, vec!["a"]),
            "{question}: the route of a question"
        );
    }
}

#[tokio::test]
async fn each_model_that_is_passed_over_is_told_why() {
    let world = World::new().await;
    let one = || ready(&scripted("m", []));
    let cards = vec![
        (ModelCard { shutdown: Some(jiff::civil::date(2026, 9, 1)), ..card("ended") }, one()),
        (card("keyless"), Err("has no key; set X_KEY".to_owned())),
        (ModelCard { tools: false, ..card("writer") }, one()),
        (ModelCard { clearance: Sensitivity::Internal, ..card("public") }, one()),
        (ModelCard { residency: "mars".into(), ..card("far") }, one()),
        (ModelCard { window: 100, ..card("small") }, one()),
        (ModelCard { residency: HERE.into(), clearance: Sensitivity::Restricted, ..card("local") }, one()),
    ];
    let ids: Vec<String> = cards.iter().map(|(card, _)| card.id.clone()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let router = router(cards, &[(Task::Question, &ids)]).within(vec!["us".into()]);
    let agent = world.agent_over(Some(Arc::new(router)), Budget::default());
    let decision = decision(&agent, "output last week").await;
    let why: Vec<&str> =
        decision.considered.iter().map(|one| one.passed_over.as_deref().unwrap_or("asked")).collect();
    let expected = ["shut down", "X_KEY", "tools", "asked", "mars", "100 tokens", "asked"];
    assert_eq!(why.len(), expected.len());
    for (why, expected) in why.iter().zip(expected) {
        assert!(why.contains(expected), "{why} is not about {expected}");
    }
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_finished_by_the_next_model() {
    let world = World::new().await;
    let by_line = json!({ "measures": ["scrap_rate"], "by": ["line"], "period": "last_week" });
    let broken = ProviderError::Elsewhere { provider: "scripted/a".into(), detail: "no credit".into() };
    let first = scripted(
        "a",
        [
            ScriptedReply::call("toolu_9", "query_metrics", by_line),
            ScriptedReply::text(
                "The scrap rate of Line 3 was [[e1.f1]]. The scrap rate of Line 2 was [[e1.f2]]. The scrap",
            )
            .then_error(broken),
        ],
    );
    let second = scripted(
        "b",
        [ScriptedReply::text(
            "The scrap rate of Line 2 was [[e1.f2]]. The scrap rate of Line 1 was [[e1.f3]].",
        )],
    );
    let cards = vec![(card("a"), ready(&first)), (card("b"), ready(&second))];
    let agent =
        world.agent_over(Some(Arc::new(router(cards, &[(Task::Question, &["a", "b"])]))), Budget::default());
    let record = record(&agent, &Conversation::default(), "scrap rate by line last week").await;
    assert_eq!((first.faults(), second.faults()), (vec![], vec![]));
    let request = &second.requests()[0];
    let Some(Message::ToolResults(results)) = request.messages.iter().rev().nth(2) else {
        panic!("{request:?}")
    };
    assert_eq!(results[0].call_id, "past_1", "the first model's ids mean nothing to the second");
    assert_eq!(record.plan.len(), 1, "nothing is computed again");
    let model = &record.answer.model;
    assert_eq!((model.voice, model.id.as_deref()), (Voice::Model, Some("scripted/b")));
    assert_eq!(model.tried, ["scripted/a"]);
    assert_eq!(record.answer.caveats, [""; 0], "the reader sees one answer");
    assert_eq!(replay(&record, &world.agent(None)).await.expect("replayed"), []);
}

#[tokio::test]
async fn a_model_does_not_read_what_it_may_not_see() {
    let world = World::new().await;
    let closed = scripted(
        "a",
        [
            ScriptedReply::call(
                "a",
                "query_metrics",
                json!({ "measures": ["wage_cost"], "period": "last_month" }),
            ),
            ScriptedReply::call("b", "run_sql", json!({ "sql": "SELECT 1" })),
            ScriptedReply::call("c", "cannot_answer", json!({ "because": "not_in_data" })),
            ScriptedReply::call("d", "cannot_answer", json!({ "because": "not_in_data" })),
        ],
    );
    let cards = vec![(card("a"), ready(&closed))];
    let agent =
        world.agent_over(Some(Arc::new(router(cards, &[(Task::Question, &["a"])]))), Budget::default());
    let record = record(&agent, &Conversation::default(), "output last week").await;
    assert_eq!((record.plan.len(), record.answer.outcome), (0, Outcome::Refused));
    for request in &closed.requests()[1..3] {
        let Some(Message::ToolResults(results)) = request.messages.last() else { panic!("{request:?}") };
        assert!(results[0].is_error && results[0].content.contains("may not see"), "{results:?}");
    }
}

#[tokio::test]
async fn a_question_on_restricted_measures_stays_here_and_so_does_what_follows_it() {
    let world = World::new().await;
    let cloud = scripted("cloud", []);
    let cards = vec![(card("cloud"), ready(&cloud))];
    let agent =
        world.agent_over(Some(Arc::new(router(cards, &[(Task::Question, &["cloud"])]))), Budget::default());
    let first = record(&agent, &Conversation::default(), "wage cost last month").await;
    assert_eq!(first.answer.outcome, Outcome::Answered);
    assert!(
        first.answer.caveats.iter().any(|caveat| caveat.contains("may not see restricted")),
        "{:?}",
        first.answer.caveats
    );
    assert_eq!(replay(&first, &agent).await.expect("replayed"), []);
    // The words of the first answer would go along.
    let conversation = after(Conversation::default(), &first);
    let second = finished(&ask(&agent, &conversation, &manager(), "output last week").await);
    assert_eq!(second.answer.outcome, Outcome::Answered);
    assert_eq!(cloud.requests(), []);
}
