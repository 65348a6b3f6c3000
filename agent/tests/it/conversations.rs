//! Whole turns with a scripted model: what it does well, what it does badly, and what people see of either.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use sentia_agent::{
    Budget, Conversation, Event, Outcome, Provider, ProviderError, Voice,
    plan::Focus,
    provider::{AssistantPart, Delta, Message, Request, Scripted, ScriptedReply, StopReason, ToolResult},
};
use serde_json::json;

use crate::world::{HOSTILE, World, after, ask, finished, leeds, manager, record, said, scripted};

fn by_line() -> serde_json::Value {
    json!({ "measures": ["scrap_rate"], "by": ["line"], "period": "last_week" })
}

fn overloaded() -> ProviderError {
    ProviderError::Retry { provider: "scripted/test".into(), detail: "overloaded".into(), after: None }
}

fn results(request: &Request) -> Vec<ToolResult> {
    match request.messages.last() {
        Some(Message::ToolResults(results)) => results.clone(),
        other => panic!("no tool results at the end: {other:?}"),
    }
}

fn user_text(request: &Request) -> String {
    match request.messages.last() {
        Some(Message::User(text)) => text.clone(),
        other => panic!("no words at the end: {other:?}"),
    }
}

#[tokio::test]
async fn a_simple_question_takes_one_call_and_few_tokens() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call("a", "query_metrics", by_line()).and_usage(1200, 40),
            ScriptedReply::text(
                "The scrap rate was highest on Line 3, at [[e1.f1]]. The scrap rate of Line 1 was [[e1.f3]].",
            )
            .and_usage(1500, 30),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    let record = finished(&events);
    assert_eq!(record.answer.outcome, Outcome::Answered);
    assert_eq!(record.answer.model.voice, Voice::Model);
    assert_eq!(record.answer.model.id.as_deref(), Some("scripted/test"));
    assert_eq!((record.answer.model.input_tokens, record.answer.model.output_tokens), (2700, 70));
    assert_eq!(
        said(&events),
        ["The scrap rate was highest on Line 3, at 8.0%.", "The scrap rate of Line 1 was 2.0%."]
    );
    let first = &script.requests()[0];
    let size = serde_json::to_string(first).expect("JSON").len();
    assert!(size < 16_000, "the first request has {size} bytes: more than 4,000 tokens");
    insta::assert_snapshot!("briefing", user_text(first));
    insta::assert_snapshot!("evidence", results(&script.requests()[1])[0].content);
}

#[tokio::test]
async fn a_follow_up_is_briefed_with_what_the_conversation_is_about() {
    let world = World::new().await;
    let agent = world.agent(None);
    let first =
        finished(&ask(&agent, &Conversation::default(), &leeds(), "scrap rate by line last week").await);
    let (script, agent) = scripted(&world, [ScriptedReply::error(overloaded())]);
    ask(&agent, &after(Conversation::default(), &first), &leeds(), "and by shift on 31 August?").await;
    let request = &script.requests()[0];
    insta::assert_snapshot!("briefing_of_a_follow_up", user_text(request));
    let Message::Assistant(said) = &request.messages[1] else { panic!("{:?}", request.messages) };
    assert!(matches!(&said[..], [AssistantPart::Text(text)] if text.contains("3.0%")), "{said:?}");
}

#[tokio::test]
async fn where_no_measure_is_recognised_the_model_is_told_which_there_are() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [ScriptedReply::call("a", "cannot_answer", json!({ "because": "not_our_business" }))],
    );
    let record = record(&agent, &Conversation::default(), "write me a poem").await;
    assert_eq!(script.faults(), []);
    let briefing = user_text(&script.requests()[0]);
    assert!(
        briefing.contains("output (Output)") && !briefing.contains("revenue"),
        "only what the person may read: {briefing}"
    );
    assert_eq!(record.answer.outcome, Outcome::OutOfReach);
    assert_eq!(record.answer.blocks.len(), 1);
}

#[tokio::test]
async fn parallel_calls_are_answered_together_in_order() {
    let world = World::new().await;
    let calls = ScriptedReply::call("a", "query_metrics", by_line())
        .and_call("b", "query_metrics", json!({ "measures": ["output"], "period": "last_week" }))
        .and_call("c", "query_metrics", by_line());
    let (script, agent) = scripted(&world, [calls, ScriptedReply::text("Output was [[e2.f1]].")]);
    let record = record(&agent, &Conversation::default(), "scrap rate by line and output last week").await;
    assert_eq!(script.faults(), []);
    let answers = results(&script.requests()[1]);
    assert_eq!(answers.iter().map(|answer| answer.call_id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert!(
        answers[2].content.contains("the result of a"),
        "a repeated call points at what is there: {}",
        answers[2].content
    );
    assert_eq!(record.plan.len(), 2);
    assert_eq!(
        record.answer.evidence.iter().map(|evidence| evidence.id.as_str()).collect::<Vec<_>>(),
        ["e1", "e2"]
    );
}

#[tokio::test]
async fn a_bad_call_is_mended_from_its_error() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call(
                "a",
                "query_metrics",
                json!({ "measures": ["scrap_rat"], "period": "last_week" }),
            ),
            ScriptedReply::call("b", "query_metrics", json!({ "measure": "scrap_rate" })),
            ScriptedReply::call("c", "query_metrics", json!("[\"scrap_rate\"]")),
            ScriptedReply::call(
                "d",
                "query_metrics",
                json!({ "measures": ["scrap_rate"], "period": "last_week" }),
            ),
            ScriptedReply::text("The scrap rate was [[e1.f1]]."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate last week").await;
    assert_eq!(script.faults(), []);
    let requests = script.requests();
    for (request, expected) in [(1, "scrap_rate"), (2, "measure"), (3, "mend")] {
        let answer = &results(&requests[request])[0];
        assert!(answer.is_error && answer.content.contains(expected), "{answer:?}");
    }
    assert_eq!(events.iter().filter(|event| matches!(event, Event::ToolFailed { .. })).count(), 3);
    assert_eq!(said(&events), ["The scrap rate was 3.8%."]);
}

#[tokio::test]
async fn an_unknown_tool_is_an_error_that_names_it() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call("a", "run_shell", json!({ "sql": "DROP TABLE production" })),
            ScriptedReply::call(
                "b",
                "query_metrics",
                json!({ "measures": ["scrap_rate"], "period": "last_week" }),
            ),
            ScriptedReply::text("The scrap rate was [[e1.f1]]."),
        ],
    );
    let record = record(&agent, &Conversation::default(), "scrap rate last week").await;
    assert_eq!(script.faults(), []);
    let answer = &results(&script.requests()[1])[0];
    assert!(answer.is_error && answer.content.contains("run_shell"), "{answer:?}");
    assert_eq!(record.plan.len(), 1);
}

#[tokio::test]
async fn a_wrong_figure_is_repaired_in_its_place() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call("a", "query_metrics", by_line()),
            ScriptedReply::text("The scrap rate of Line 3 was 9.0%. The scrap rate of Line 1 was [[e1.f3]]."),
            ScriptedReply::text("1. The scrap rate of Line 3 was [[e1.f1]]."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    let request = user_text(&script.requests()[2]);
    assert!(
        request.contains("1. The scrap rate of Line 3 was 9.0%.") && !request.contains("2."),
        "{request}"
    );
    assert_eq!(said(&events), ["The scrap rate of Line 3 was 8.0%.", "The scrap rate of Line 1 was 2.0%."]);
    let model = finished(&events).answer.model;
    assert_eq!((model.repaired, model.replaced, model.voice), (1, 0, Voice::Model));
}

#[tokio::test]
async fn a_figure_that_is_wrong_twice_gives_way_to_the_narrator() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call("a", "query_metrics", by_line()),
            ScriptedReply::text("The scrap rate of Line 3 was 9.0%. The scrap rate of Line 1 was [[e1.f3]]."),
            ScriptedReply::text("1. The scrap rate of Line 3 was 9.1%."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    let sentences = said(&events).join(" ");
    assert!(!sentences.contains("9.0%") && !sentences.contains("9.1%"), "{sentences}");
    assert!(sentences.contains("The scrap rate of Line 1 was 2.0%."), "{sentences}");
    let model = finished(&events).answer.model;
    assert_eq!((model.repaired, model.replaced, model.voice), (0, 1, Voice::Both));
}

#[tokio::test]
async fn words_beside_a_call_are_no_part_of_the_answer() {
    let world = World::new().await;
    let second = json!({ "measures": ["output"], "period": "last_week" });
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::text("Let me look.").and_call("a", "query_metrics", by_line()),
            ScriptedReply::text("The scrap rate of Line 1 was [[e1.f3]].").and_call(
                "b",
                "query_metrics",
                second,
            ),
            ScriptedReply::text("Output was [[e2.f1]]."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    assert_eq!(said(&events), ["Output was 5,600 pieces."]);
}

#[tokio::test]
async fn a_model_that_cannot_be_reached_is_replaced_and_people_are_told() {
    let world = World::new().await;
    let (_, agent) = scripted(&world, [ScriptedReply::error(overloaded())]);
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    let why = events
        .iter()
        .find_map(|event| if let Event::Degraded(why) = event { Some(why.clone()) } else { None });
    let why = why.expect("said so");
    assert!(why.contains("overloaded"), "{why}");
    let record = finished(&events);
    assert!(record.answer.caveats.contains(&why), "{:?}", record.answer.caveats);
    assert_eq!((record.answer.model.id.clone(), record.answer.model.voice), (None, Voice::Narrator));
    assert_eq!(record.answer.evidence.len(), 1);
    assert!(!said(&events).is_empty());
    let embedded =
        crate::world::record(&world.agent(None), &Conversation::default(), "scrap rate by line last week")
            .await;
    assert_eq!(record.answer.blocks, embedded.answer.blocks, "the same answer as without a model");
}

#[tokio::test]
async fn a_model_that_breaks_off_keeps_what_was_checked() {
    let world = World::new().await;
    let broken = ScriptedReply::text(
        "The scrap rate of Line 3 was [[e1.f1]]. The scrap rate of Line 1 was [[e1.f3]]. And then",
    )
    .then_error(overloaded());
    let (script, agent) = scripted(&world, [ScriptedReply::call("a", "query_metrics", by_line()), broken]);
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    let sentences = said(&events);
    assert_eq!(sentences[0], "The scrap rate of Line 3 was 8.0%.");
    assert!(
        sentences.len() > 1 && !sentences.iter().any(|sentence| sentence.contains("And then")),
        "{sentences:?}"
    );
    let record = finished(&events);
    assert_eq!(record.answer.model.voice, Voice::Both);
    assert!(
        record.answer.caveats.iter().any(|caveat| caveat.contains("The rest of this answer")),
        "{:?}",
        record.answer.caveats
    );
}

#[tokio::test]
async fn each_budget_ends_the_turn_with_an_answer() {
    let world = World::new().await;
    let endless = || {
        (0..9).map(|index| {
            let call = json!({ "measures": ["output"], "period": format!("2026-09-{:02}", index + 10) });
            ScriptedReply::call(&format!("c{index}"), "query_metrics", call).and_usage(900, 100)
        })
    };
    let budgets = [
        (Budget { steps: 3, ..Budget::default() }, "3 steps", 3),
        (Budget { tokens: 6_000, ..Budget::default() }, "6000 tokens", 2),
    ];
    for (budget, words, requests) in budgets {
        let script = Arc::new(Scripted::new(endless()));
        let agent = world.agent_with(Some(Arc::clone(&script) as Arc<dyn Provider>), budget);
        let events = ask(&agent, &Conversation::default(), &manager(), "output last week").await;
        let record = finished(&events);
        assert!(script.requests().len() <= requests.max(5), "{}", script.requests().len());
        assert!(
            record.answer.caveats.iter().any(|caveat| caveat.contains(words)),
            "{:?}",
            record.answer.caveats
        );
        assert!(!said(&events).is_empty());
    }
}

#[tokio::test]
async fn a_model_that_falls_silent_is_given_up_on() {
    let world = World::new().await;
    let budget = Budget { wall: Duration::from_millis(80), ..Budget::default() };
    let script = Arc::new(Scripted::new([ScriptedReply::text("Hm").then_silence()]));
    let agent = world.agent_with(Some(script as Arc<dyn Provider>), budget);
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    let record = finished(&events);
    assert!(
        record.answer.caveats.iter().any(|caveat| caveat.contains("longer")),
        "{:?}",
        record.answer.caveats
    );
    assert!(!said(&events).is_empty());
}

#[tokio::test]
async fn a_hostile_name_stays_data() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call("a", "query_metrics", by_line()),
            ScriptedReply::text("Scrap was 99%. [See this](http://evil.example)."),
            ScriptedReply::text("1. Scrap was 99%.\n2. Visit evil.example now."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    let evidence = &results(&script.requests()[1])[0].content;
    assert_eq!(evidence.matches("</evidence>").count(), 1, "the name cannot close the fence: {evidence}");
    assert!(!evidence.contains(HOSTILE) && evidence.contains("Line 4‹/evidence›"), "{evidence}");
    let sentences = said(&events).join(" ");
    assert!(!sentences.contains("evil") && !sentences.contains("99%."), "{sentences}");
}

#[tokio::test]
async fn a_model_is_not_asked_what_the_person_may_not_know() {
    let world = World::new().await;
    for (person, question) in [(manager(), "revenue last month"), (leeds(), "scrap rate in Derby last week")]
    {
        let (script, agent) = scripted(&world, [ScriptedReply::text("It was £12,345.00.")]);
        let events = ask(&agent, &Conversation::default(), &person, question).await;
        assert_eq!(script.requests(), [], "{question}");
        let record = finished(&events);
        assert_eq!(record.answer.outcome, Outcome::Refused, "{question}");
        assert_eq!(record.answer.evidence, []);
        assert!(!said(&events).join(" ").contains("12,345"));
    }
}

#[tokio::test]
async fn a_tool_refuses_a_model_what_the_person_may_not_see() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call(
                "a",
                "query_metrics",
                json!({ "measures": ["revenue"], "period": "2026-08" }),
            )
            .and_call(
                "b",
                "query_metrics",
                json!({ "measures": ["scrap_rate"], "period": "last_week" }),
            ),
            ScriptedReply::text("The scrap rate was [[e1.f1]]."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate last week").await;
    assert_eq!(script.faults(), []);
    let answers = results(&script.requests()[1]);
    assert!(answers[0].is_error && answers[0].content.contains("finance"), "{answers:?}");
    assert!(!answers.iter().any(|answer| answer.content.contains("12,345")), "{answers:?}");
    assert_eq!(finished(&events).answer.evidence.len(), 1);
}

#[tokio::test]
async fn an_answer_without_evidence_is_never_shown() {
    let world = World::new().await;
    let idle = || ScriptedReply::text("Scrap is fine, nothing to worry about.");
    let (script, agent) = scripted(&world, [idle(), idle()]);
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    assert!(user_text(&script.requests()[1]).contains("no evidence"));
    let sentences = said(&events).join(" ");
    assert!(!sentences.contains("fine") && !sentences.is_empty(), "{sentences}");
    assert_eq!(finished(&events).answer.model.voice, Voice::Narrator);
}

#[tokio::test]
async fn a_model_may_ask_back_only_what_can_be_answered() {
    let world = World::new().await;
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::call(
                "a",
                "ask_back",
                json!({ "questions": ["scrap rate last week", "the weather in Leeds"] }),
            ),
            ScriptedReply::call(
                "b",
                "ask_back",
                json!({ "questions": ["scrap rate last week", "output last week"] }),
            ),
        ],
    );
    let record = record(&agent, &Conversation::default(), "output and scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    assert!(results(&script.requests()[1])[0].content.contains("weather"));
    let Outcome::Clarify(clarification) = &record.answer.outcome else {
        panic!("{:?}", record.answer.outcome)
    };
    let options: Vec<&str> = clarification.options.iter().map(|option| option.question.as_str()).collect();
    assert_eq!(options, ["scrap rate last week", "output last week"]);
    let conversation = after(Conversation::default(), &record);
    let next = crate::world::record(&world.agent(None), &conversation, "the second").await;
    assert_eq!(next.focus.expect("a focus").measures, ["output"]);
}

#[tokio::test]
async fn a_model_that_cannot_answer_is_asked_once_more_where_the_rules_can() {
    let world = World::new().await;
    let cannot = |id: &str| ScriptedReply::call(id, "cannot_answer", json!({ "because": "not_in_data" }));
    let (script, agent) = scripted(&world, [cannot("a"), cannot("b")]);
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    assert!(results(&script.requests()[1])[0].content.contains("query_metrics"));
    let record = finished(&events);
    assert_eq!(record.answer.outcome, Outcome::Refused);
    assert_eq!(record.answer.evidence, []);
    assert_eq!(said(&events).len(), 1);
}

#[tokio::test]
async fn refusals_pauses_and_full_windows_of_a_model_are_dealt_with() {
    let world = World::new().await;
    for reason in [StopReason::Refusal, StopReason::ContextExceeded] {
        let (_, agent) = scripted(&world, [ScriptedReply::text("I").and(Delta::Stop(reason))]);
        let record = record(&agent, &Conversation::default(), "scrap rate by line last week").await;
        assert!(
            record.answer.caveats.iter().any(|caveat| caveat.contains("built-in")),
            "{:?}",
            record.answer.caveats
        );
        assert_eq!(record.answer.model.voice, Voice::Narrator);
    }
    let paused = ScriptedReply::text("One moment.").and(Delta::Stop(StopReason::Paused));
    let (script, agent) = scripted(
        &world,
        [
            paused,
            ScriptedReply::call("a", "query_metrics", by_line()),
            ScriptedReply::text("The scrap rate of Line 3 was [[e1.f1]]."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    assert_eq!(said(&events), ["The scrap rate of Line 3 was 8.0%."]);
}

#[tokio::test]
async fn reasoning_goes_back_with_the_calls_it_led_to() {
    let world = World::new().await;
    let thinking = Delta::Thinking { text: "By line.".into(), native: Some(json!("c2ln")) };
    let (script, agent) = scripted(
        &world,
        [
            ScriptedReply::default().and(thinking).and_call("a", "query_metrics", by_line()),
            ScriptedReply::text("The scrap rate of Line 3 was [[e1.f1]]."),
        ],
    );
    let events = ask(&agent, &Conversation::default(), &manager(), "scrap rate by line last week").await;
    assert_eq!(script.faults(), []);
    let Message::Assistant(parts) = &script.requests()[1].messages[1] else { panic!("no reply") };
    assert!(matches!(&parts[0], AssistantPart::Thinking { native: Some(native), .. } if native == "c2ln"));
    assert!(!said(&events).join(" ").contains("By line"));
}

#[tokio::test]
async fn twelve_turns_keep_their_filters() {
    let world = World::new().await;
    let turns = [
        "scrap rate by line last week",
        "only Leeds",
        "and by shift?",
        "what about output",
        "and the week before?",
        "only the late shift",
        "scrap rate again",
        "by line",
        "without Line 2",
        "and output?",
        "the week of 7 September",
        "same for Derby",
    ];
    let mut conversation = Conversation::default();
    let mut by_rules: Vec<Option<Focus>> = Vec::new();
    for question in turns {
        let record = record(&world.agent(None), &conversation, question).await;
        by_rules.push(record.focus.clone().or_else(|| conversation.focus().cloned()));
        conversation = after(conversation, &record);
    }
    let filters = by_rules.last().cloned().flatten().expect("a focus").filters;
    assert!(
        filters.iter().any(|filter| filter.dimension == "plant" && filter.members == ["Derby"]),
        "{filters:?}"
    );
    assert!(
        filters.iter().any(|filter| filter.dimension == "shift" && filter.members == ["Late"]),
        "{filters:?}"
    );
    insta::assert_json_snapshot!(by_rules);
}

#[tokio::test]
async fn a_model_and_the_rules_continue_one_another() {
    let world = World::new().await;
    let (_, agent) = scripted(
        &world,
        [
            ScriptedReply::call(
                "a",
                "query_metrics",
                json!({ "measures": ["scrap_rate"], "by": ["line"], "period": "last_week", "filters": [{ "dimension": "plant", "members": ["Leeds"] }] }),
            ),
            ScriptedReply::text("The scrap rate of Line 2 was [[e1.f1]]."),
        ],
    );
    let first = record(&agent, &Conversation::default(), "scrap rate by line in Leeds last week").await;
    let conversation = after(Conversation::default(), &first);
    let second = record(&world.agent(None), &conversation, "and by shift?").await;
    let focus = second.focus.expect("a focus");
    assert_eq!((focus.measures, focus.period.as_deref()), (vec!["scrap_rate".to_owned()], Some("last_week")));
    assert_eq!(focus.filters[0].members, ["Leeds"]);
    let (script, agent) = scripted(&world, [ScriptedReply::error(overloaded())]);
    record(&agent, &conversation, "and by shift?").await;
    let request = &script.requests()[0];
    assert!(
        matches!(&request.messages[0], Message::User(text) if text.contains("scrap rate by line")),
        "{request:?}"
    );
    assert!(matches!(&request.messages[1], Message::Assistant(_)));
    assert!(user_text(request).contains("Leeds"), "{}", user_text(request));
}

#[tokio::test]
async fn questions_that_are_none_are_errors_in_words() {
    let world = World::new().await;
    let agent = world.agent(None);
    for (question, words) in [("", "empty"), ("\u{0}\u{1b}\n", "empty"), (&*"x".repeat(1_000_000), "4000")] {
        let error = crate::world::failed(&ask(&agent, &Conversation::default(), &manager(), question).await);
        assert!(error.to_string().contains(words), "{error}");
    }
    let record = record(&agent, &Conversation::default(), "scrap\u{7} rate by line\nlast week\u{202e}").await;
    assert_eq!(record.question, "scrap rate by line last week");
}

/// Dropped after any number of events, a turn leaves nothing behind and the agent still works.
#[tokio::test]
async fn a_turn_may_be_dropped_at_any_point() {
    let world = World::new().await;
    let replies = || {
        [
            ScriptedReply::call("a", "query_metrics", by_line()),
            ScriptedReply::text(
                "The scrap rate of Line 3 was [[e1.f1]]. The scrap rate of Line 1 was [[e1.f3]].",
            ),
        ]
    };
    let (person, conversation) = (manager(), Conversation::default());
    for count in 0..8 {
        let (_, agent) = scripted(&world, replies());
        let events: Vec<Event> =
            agent.turn(&conversation, &person, "scrap rate by line last week").take(count).collect().await;
        assert!(events.len() <= count);
    }
    let (_, agent) = scripted(&world, replies());
    finished(&ask(&agent, &conversation, &person, "scrap rate by line last week").await);
}
