//! Reports and models: one can be ordered by a model within what holds for people, and a model words its summary.

use sentia_agent::{
    Block, Conversation, Outcome, ProviderError, Summary,
    provider::{Message, Request, ScriptedReply},
    store::TurnRecord,
};
use serde_json::json;

use crate::world::{World, ask, finished, manager, scripted};

fn overloaded() -> ProviderError {
    ProviderError::Retry { provider: "scripted/test".into(), detail: "overloaded".into(), after: None }
}

fn user_text(request: &Request) -> &str {
    match request.messages.last() {
        Some(Message::User(text)) => text,
        other => panic!("no words at the end: {other:?}"),
    }
}

fn was_refused(request: &Request) -> bool {
    match request.messages.last() {
        Some(Message::ToolResults(results)) => results.iter().all(|result| result.is_error),
        _ => false,
    }
}

#[tokio::test]
async fn a_model_can_have_a_report_made_and_what_recurs_is_confirmed_by_the_person() {
    let world = World::new().await;
    let wanted =
        json!({ "what": "quality report for Leeds last week with a page on output by line", "file": "Word" });
    let (script, agent) = scripted(&world, [ScriptedReply::call("a", "create_report", wanted)]);
    let text = "something on quality at Leeds that I can hand out, please";
    let record = finished(&ask(&agent, &Conversation::default(), &manager(), text).await);
    assert_eq!(script.faults(), []);
    let Outcome::Ordered(order) = &record.answer.outcome else { panic!("{:?}", record.answer.outcome) };
    assert_eq!(order.words, "the quality report for Leeds last week with a page on output by line as DOCX");

    let wanted = json!({ "what": "scrap rate by line", "when": "every Monday at 7" });
    let (_, agent) = scripted(&world, [ScriptedReply::call("a", "create_report", wanted)]);
    let record = finished(&ask(&agent, &Conversation::default(), &manager(), text).await);
    let Outcome::Clarify(back) = &record.answer.outcome else { panic!("{:?}", record.answer.outcome) };
    assert!(
        back.question.contains("every Monday at 07:00") && back.question.contains("Shall I?"),
        "{back:?}"
    );
}

#[tokio::test]
async fn a_model_can_order_nothing_that_the_person_may_not_see() {
    let world = World::new().await;
    let wanted = |what: &str| ScriptedReply::call("a", "create_report", json!({ "what": what }));
    let gives_up = ScriptedReply::call("b", "cannot_answer", json!({ "because": "not_in_data" }));
    for what in ["revenue by plant", "horoscope of the week", ""] {
        let (script, agent) = scripted(&world, [wanted(what), gives_up.clone()]);
        let text = "something that I can hand out, please";
        let record = finished(&ask(&agent, &Conversation::default(), &manager(), text).await);
        assert_eq!(script.faults(), [], "{what}");
        assert!(!matches!(record.answer.outcome, Outcome::Ordered(_)), "{what}: {:?}", record.answer.outcome);
        assert!(was_refused(&script.requests()[1]), "{what}");
    }
}

#[tokio::test]
async fn a_model_words_the_summary_of_a_report_and_code_checks_it() {
    let world = World::new().await;
    let plain = world.agent(None);
    let mut answers = Vec::new();
    for question in ["scrap rate by line last week", "output by line last week", "revenue last week"] {
        answers.push(finished(&ask(&plain, &Conversation::default(), &manager(), question).await));
    }
    let answers: Vec<&TurnRecord> = answers.iter().collect();
    let words = "Scrap rate was highest on Line 3, at [[e1.f1]]. Line 3 made 9,999 pieces.";
    let (script, agent) = scripted(
        &world,
        [ScriptedReply::text(words), ScriptedReply::text("1. Output of Line 3 was [[e2.f1]].")],
    );
    let summary = agent.summary(&manager(), "Quality report", &answers).await.unwrap();
    let Summary::Worded(record) = summary else { panic!("{summary:?}") };
    assert_eq!(script.faults(), []);
    let Some(Block::Prose(prose)) = record.answer.blocks.first() else { panic!("{record:?}") };
    assert!(prose.contains("[[e1.f1]]") && !prose.contains("9,999"), "{prose}");
    let first = &script.requests()[0];
    assert!(first.tools.is_empty(), "nothing can be called");
    assert!(!user_text(first).contains("revenue"), "what was refused is not told");

    let (_, agent) =
        scripted(&world, [ScriptedReply::error(overloaded()), ScriptedReply::error(overloaded())]);
    let summary = agent.summary(&manager(), "Quality report", &answers).await.unwrap();
    assert!(matches!(summary, Summary::Unworded(Some(_))), "{summary:?}");
    let summary = plain.summary(&manager(), "Quality report", &answers).await.unwrap();
    assert!(matches!(summary, Summary::Unworded(None)), "{summary:?}");
}
