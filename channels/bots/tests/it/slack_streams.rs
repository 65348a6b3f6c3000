//! Slack shows an answer while it is given: as a stream in a thread of the assistant, elsewhere in a message that changes.

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;
use sentia_bots::{Account, Desk, Inbound, Input};
use serde_json::{Value, json};

use crate::{
    peers::Python,
    slack_server::{Fault, Server},
    speaker::{End, Speaker, Speech, place, showing, speech},
    stage::Stage,
};

fn asked(event: &str, thread: Option<&str>) -> Inbound {
    let account = Account { channel: "slack".into(), tenant: "T1".into(), id: "U1".into() };
    let place = place("slack", "DU1", thread, json!({ "ts": "1.1" }));
    Inbound { event: event.into(), place, account, input: Input::Text(event.into()), sent_at: 0 }
}

fn slow(end: End) -> Speech {
    Speech { pauses: vec![40, 80, 80, 80, 80], end }
}

/// What a message says in its blocks.
fn text(message: &Value) -> String {
    fn gather(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Array(all) => all.iter().for_each(|one| gather(one, into)),
            Value::Object(fields) => {
                into.extend(fields.get("text").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|one| gather(one, into));
            }
            _ => {}
        }
    }
    let mut texts = Vec::new();
    gather(&message["blocks"], &mut texts);
    texts.join(" ")
}

fn is_answer(speaker: &Speaker, question: &str, text: &str) -> bool {
    let told = speaker.sentences(question).join(" ");
    match speaker.speech.end {
        End::AsTold => text.matches(&told).count() == 1,
        End::Bare if !told.is_empty() => text == told,
        End::Bare | End::Otherwise => text == format!("In other words: {question}."),
        End::Failing => text.contains("Something went wrong"),
    }
}

/// Runs one question in a workspace, and returns the calls that were made.
async fn answered(server: &Server, speech: Speech, thread: Option<&str>) -> (Arc<Speaker>, Vec<String>) {
    let speaker = Arc::new(Speaker::new(speech));
    let stage = Stage::with(showing(), speaker.clone(), server.slack()).await;
    stage.bots.intake().accept(&asked("q0", thread)).await.unwrap();
    let counts = stage.quiet().await;
    assert_eq!((counts.sent, counts.uncertain), (1, 0));
    let mut calls = server.0.lock().unwrap().calls.clone();
    calls.dedup();
    (speaker, calls)
}

#[tokio::test]
async fn in_a_thread_of_the_assistant_it_is_a_status_then_a_stream_and_then_the_reply() {
    for end in [End::AsTold, End::Bare, End::Otherwise, End::Failing] {
        let server = Server::start().await;
        let (speaker, calls) = answered(&server, slow(end), Some("1.1")).await;
        let wanted = [
            "assistant.threads.setStatus",
            "chat.startStream",
            "chat.appendStream",
            "chat.stopStream",
            "chat.update",
        ];
        assert_eq!(calls, wanted);
        let world = server.0.lock().unwrap();
        assert_eq!(world.messages.len(), 1);
        assert_eq!(world.messages[0]["thread_ts"], "1.1");
        assert!(is_answer(&speaker, "q0", &text(&world.messages[0])), "{}", world.messages[0]);
        let streamed: String = world.bodies.iter().map(|(_, body)| text(&body["chunks"][0]) + " ").collect();
        let told = speaker.sentences("q0").join(" ");
        let streamed = streamed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!streamed.is_empty() && told.starts_with(&streamed), "{streamed}");
    }
}

/// Each call is one that Slack's own library would make, and what it holds is known to its models.
#[tokio::test]
async fn slack_sdk_knows_each_call() {
    let Some(mut python) = Python::start("slack_sdk_peer.py") else { return };
    let server = Server::start().await;
    answered(&server, slow(End::AsTold), Some("1.1")).await;
    let bodies = server.0.lock().unwrap().bodies.clone();
    for (method, body) in &bodies {
        let mut body = body.clone();
        if method == "chat.update" {
            // Beyond what the library names: whatever a message links to, nothing of it is shown.
            body.as_object_mut().unwrap().retain(|name, _| !name.starts_with("unfurl_"));
        }
        let judged = python.ask(&json!({ "call": method, "with": body }));
        assert_eq!(judged["faults"], json!([]), "{method}");
    }
    let (_, start) = bodies.iter().find(|(method, _)| method == "chat.startStream").unwrap();
    let mut wrong = start.clone();
    wrong["stream_ts"] = "1".into();
    let mut unknown = start.clone();
    unknown["chunks"][0]["type"] = "text".into();
    let mut without = start.clone();
    without.as_object_mut().unwrap().remove("thread_ts");
    for bad in [wrong, unknown, without] {
        assert_ne!(
            python.ask(&json!({ "call": "chat.startStream", "with": bad }))["faults"],
            json!([]),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn where_slack_refuses_that_a_message_is_changed() {
    let everything = vec!["assistant.threads.setStatus", "chat.startStream"];
    for (unknown, thread) in
        [(everything, Some("1.1")), (vec!["chat.startStream"], Some("1.1")), (vec![], None)]
    {
        let server = Server::start().await;
        server.0.lock().unwrap().unknown.clone_from(&unknown);
        let (speaker, calls) = answered(&server, slow(End::AsTold), thread).await;
        assert_eq!(calls[calls.len() - 2..], ["chat.postMessage", "chat.update"], "{unknown:?}");
        let world = server.0.lock().unwrap();
        assert_eq!(world.messages.len(), 1, "{unknown:?}");
        assert!(is_answer(&speaker, "q0", &text(&world.messages[0])));
        assert!(
            world.updates.iter().any(|one| text(one).contains("line 1") && !text(one).contains("line 4"))
        );
    }
}

/// Slack ends a stream by itself where nothing comes for long, and then the reply is an update all the same.
#[tokio::test]
async fn a_stream_that_is_over_is_replaced_too_and_a_message_that_is_gone_written_anew() {
    for (unknown, messages) in [("chat.stopStream", 2), ("chat.appendStream", 1)] {
        let server = Server::start().await;
        server.0.lock().unwrap().unknown.push(unknown);
        let (speaker, _) = answered(&server, slow(End::AsTold), Some("1.1")).await;
        let world = server.0.lock().unwrap();
        assert_eq!(world.messages.len(), messages, "{unknown}");
        assert!(is_answer(&speaker, "q0", &text(&world.messages[messages - 1])), "{unknown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn any_speech_and_any_faults_leave_one_reply(
        speech in speech(),
        after in 0_u64..60,
        every in 0_u64..60,
        threaded in any::<bool>(),
        wrong in prop::collection::vec(0_usize..6, 0..8),
    ) {
        let kinds =
            [Fault::None, Fault::LostAfter, Fault::LostBefore, Fault::Busy, Fault::BrokenAfter, Fault::BrokenBefore];
        let wrong: Vec<Fault> = wrong.into_iter().map(|at| kinds[at]).collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let server = Server::start().await;
            server.faults(&wrong);
            let speaker = Arc::new(Speaker::new(speech));
            let settings = sentia_bots::Settings {
                status_after: Duration::from_millis(after),
                status_every: Duration::from_millis(every),
                ..showing()
            };
            let desk: Arc<dyn Desk> = speaker.clone();
            let stage = Stage::with(settings, desk, server.slack()).await;
            stage.bots.intake().accept(&asked("q0", threaded.then_some("1.1"))).await.unwrap();
            let counts = stage.quiet().await;
            let world = server.0.lock().unwrap();
            let whole = |one: &&Value| one["metadata"].is_object() || one["text"] != "";
            let replies =
                world.messages.iter().filter(whole).filter(|one| is_answer(&speaker, "q0", &text(one))).count();
            assert_eq!((replies, counts.uncertain), (1, 0), "{wrong:?} {:?} {:?}", world.calls, world.messages);
        });
    }
}
