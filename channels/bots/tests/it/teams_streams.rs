//! Teams shows an answer while it is given: by its rules, and once.

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;
use sentia_bots::{Account, Desk, Inbound, Input, Place, teams::Streaming};
use serde_json::json;

use crate::{
    speaker::{End, Speaker, Speech, place, showing, speech},
    stage::Stage,
    teams_connector::{Connector, Fault, text},
    teams_stream_rules::{Rules, faults},
};

const GAP: i64 = 40;

fn quickly() -> Streaming {
    Streaming { lasts: Duration::from_secs(5), gap: Duration::from_millis(60) }
}

fn rules() -> Rules {
    Rules { gap: GAP, lasts: 5_000 }
}

fn asked(connector: &Connector, event: &str, chat: &str) -> Inbound {
    let route = json!({ "service": connector.url(), "bot": "28:bot" });
    let place = Place { shared: chat.starts_with("19:"), ..place("teams", chat, None, route) };
    let account = Account { channel: "teams".into(), tenant: "T1".into(), id: "29:anna".into() };
    Inbound { event: event.into(), place, account, input: Input::Text(event.into()), sent_at: 0 }
}

fn slow(end: End) -> Speech {
    Speech { pauses: vec![40, 90, 90, 90, 90], end }
}

/// What is shown of each question, whatever its end.
fn is_answer(speaker: &Speaker, question: &str, text: &str) -> bool {
    let told = speaker.sentences(question).join(" ");
    let words = format!("In other words: {question}.");
    match speaker.speech.end {
        End::AsTold => text.matches(&told).count() == 1,
        End::Bare => text == told || told.is_empty() && text.contains(&words),
        End::Otherwise => text.matches(&words).count() == 1,
        End::Failing => text.matches("Something went wrong").count() == 1,
    }
}

#[tokio::test]
async fn an_answer_is_streamed_and_ends_with_the_reply() {
    for end in [End::AsTold, End::Bare, End::Otherwise, End::Failing] {
        let connector = Connector::start().await;
        let speaker = Arc::new(Speaker::new(slow(end)));
        let stage = Stage::with(showing(), speaker.clone(), connector.teams(quickly())).await;
        stage.bots.intake().accept(&asked(&connector, "q0", "a:1")).await.unwrap();
        let counts = stage.quiet().await;
        assert_eq!((counts.sent, counts.refused, counts.uncertain), (1, 0, 0));
        let world = connector.0.lock().unwrap();
        assert_eq!(faults(&world.noted, &rules()), Vec::<String>::new());
        assert_eq!((world.shown.len(), world.at_once), (1, 1));
        let kinds: Vec<_> = world
            .noted
            .iter()
            .map(|one| one.activity["entities"][0]["streamType"].as_str().unwrap())
            .collect();
        assert_eq!((kinds[0], *kinds.last().unwrap()), ("informative", "final"), "{kinds:?}");
        assert!(kinds.iter().filter(|kind| **kind == "streaming").count() >= 2, "{kinds:?}");
        let shown = &world.shown[0].2;
        assert!(is_answer(&speaker, "q0", &text(shown)), "{shown}");
        assert_eq!(shown["attachments"].is_null(), end == End::Bare, "{shown}");
        assert!(!shown.to_string().contains(r#""type":"TextBlock""#));
    }
}

#[tokio::test]
async fn among_others_nothing_of_an_answer_is_shown_before_it_is_known_who_may_see_it() {
    let connector = Connector::start().await;
    let speaker = Arc::new(Speaker::new(slow(End::AsTold)));
    let stage = Stage::with(showing(), speaker.clone(), connector.teams(quickly())).await;
    let inbound = asked(&connector, "q0", "19:plant");
    stage.bots.intake().accept(&inbound).await.unwrap();
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        for said in connector.texts("19:plant") {
            assert!(said.starts_with("Computing the figures") || !said.contains("made"), "{said}");
        }
    }
    stage.quiet().await;
    let world = connector.0.lock().unwrap();
    assert!(world.noted.iter().all(|one| one.activity["type"] == "message"));
    assert!(world.noted[0].activity.to_string().contains("Working on it"));
}

#[tokio::test]
async fn where_no_stream_is_allowed_a_message_is_changed() {
    let connector = Connector::start().await;
    connector.faults([Fault::NotAllowed]);
    let speaker = Arc::new(Speaker::new(slow(End::AsTold)));
    let stage = Stage::with(showing(), speaker.clone(), connector.teams(quickly())).await;
    stage.bots.intake().accept(&asked(&connector, "q0", "a:1")).await.unwrap();
    assert_eq!(stage.quiet().await.sent, 1);
    let world = connector.0.lock().unwrap();
    assert_eq!((world.shown.len(), world.noted.len()), (1, 2), "refused once, then one message");
    assert!(is_answer(&speaker, "q0", &text(&world.shown[0].2)));
}

#[tokio::test]
async fn a_stream_that_takes_too_long_is_followed_by_a_message() {
    let connector = Connector::start().await;
    let speaker = Arc::new(Speaker::new(slow(End::AsTold)));
    let streaming = Streaming { lasts: Duration::from_millis(150), ..quickly() };
    let stage = Stage::with(showing(), speaker.clone(), connector.teams(streaming)).await;
    stage.bots.intake().accept(&asked(&connector, "q0", "a:1")).await.unwrap();
    assert_eq!(stage.quiet().await.sent, 1);
    let world = connector.0.lock().unwrap();
    assert_eq!(faults(&world.noted, &Rules { lasts: 200, ..rules() }), Vec::<String>::new());
    assert_eq!(world.shown.len(), 1);
    assert!(world.noted.last().unwrap().activity["entities"].is_null(), "an ordinary message");
    assert!(is_answer(&speaker, "q0", &text(&world.shown[0].2)));
}

#[tokio::test]
async fn a_stream_that_teams_gave_up_at_its_end_is_followed_by_a_message_and_one_that_was_stopped_by_none() {
    for (fault, messages) in [(Fault::NotAllowed, 1), (Fault::Stopped, 0)] {
        let connector = Connector::start().await;
        // One request goes well, and then the end comes.
        connector.faults([Fault::None, fault]);
        let speech = Speech { pauses: vec![5, 60], end: End::AsTold };
        let settings = sentia_bots::Settings { status_every: Duration::from_secs(9), ..showing() };
        let stage = Stage::with(settings, Arc::new(Speaker::new(speech)), connector.teams(quickly())).await;
        stage.bots.intake().accept(&asked(&connector, "q0", "a:1")).await.unwrap();
        let counts = stage.quiet().await;
        assert_eq!((counts.sent, counts.refused, counts.uncertain), (1, 0, 0), "{fault:?}");
        assert_eq!(connector.0.lock().unwrap().shown.len(), messages, "{fault:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 20, ..ProptestConfig::default() })]

    /// However slowly it is told, and whatever becomes of the requests: every rule is kept, and each question has one reply.
    #[test]
    fn any_speech_and_any_faults_keep_the_rules_and_leave_one_reply(
        speech in speech(),
        after in 0_u64..60,
        every in 0_u64..60,
        wrong in prop::collection::vec(0_usize..7, 0..6),
    ) {
        use Fault::{BrokenAfter, BrokenBefore, Busy, LostAfter, LostBefore, None, NotAllowed};
        let wrong: Vec<Fault> = wrong
            .into_iter()
            .map(|at| [None, LostAfter, LostBefore, BrokenAfter, BrokenBefore, Busy, NotAllowed][at])
            .collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let connector = Connector::start().await;
            connector.faults(wrong.clone());
            let speaker = Arc::new(Speaker::new(speech));
            let settings = sentia_bots::Settings {
                status_after: Duration::from_millis(after),
                status_every: Duration::from_millis(every),
                ..showing()
            };
            let desk: Arc<dyn Desk> = speaker.clone();
            let stage = Stage::with(settings, desk, connector.teams(quickly())).await;
            for at in 0..2 {
                stage.bots.intake().accept(&asked(&connector, &format!("q{at}"), &format!("a:{at}"))).await.unwrap();
            }
            let counts = stage.quiet().await;
            let world = connector.0.lock().unwrap();
            assert_eq!(faults(&world.noted, &rules()), Vec::<String>::new());
            let mut doubtful = counts.uncertain;
            for at in 0..2 {
                let question = format!("q{at}");
                let here = world.shown.iter().filter(|(place, ..)| *place == format!("a:{at}"));
                let replies = here.filter(|(.., shown)| is_answer(&speaker, &question, &text(shown))).count();
                assert!(replies <= 1, "{replies} replies: {:?}", world.shown);
                // An ordinary message that was lost cannot be looked up, and is told of.
                if replies == 0 {
                    doubtful -= 1;
                }
            }
            assert!(doubtful >= 0, "a reply is missing, and nobody knows: {counts:?} {wrong:?} {:?}", world.noted);
        });
    }
}

/// As a kill would leave it: whatever was under way is dropped where it is, and the file is opened anew.
#[tokio::test]
async fn whenever_the_process_dies_there_is_one_reply() {
    let (mut continued, mut ended) = (0, 0);
    for at in 0..60_u64 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bots.db");
        let connector = Connector::start().await;
        let speech =
            Speech { pauses: vec![15, 70, 70], end: if at % 2 == 0 { End::AsTold } else { End::Otherwise } };
        let speaker = Arc::new(Speaker::new(speech));
        let mut stage = Stage::at(&file, showing(), speaker.clone(), connector.teams(quickly())).await;
        stage.bots.intake().accept(&asked(&connector, "q0", "a:1")).await.unwrap();
        for moment in [at * 4, (at * 7) % 90] {
            tokio::time::sleep(Duration::from_millis(moment)).await;
            stage.die().await;
            stage = Stage::at(&file, showing(), speaker.clone(), connector.teams(quickly())).await;
        }
        let counts = stage.quiet().await;
        let world = connector.0.lock().unwrap();
        let replies =
            world.shown.iter().filter(|(.., shown)| is_answer(&speaker, "q0", &text(shown))).count();
        assert!(replies == 1 || counts.uncertain == 1 && replies == 0, "{at}: {counts:?} {:?}", world.shown);
        let wrong = faults(&world.noted, &rules());
        // A dead process keeps no distance to the next, and a number that it noted and never used is passed over.
        let left = |fault: &String| {
            !fault.starts_with("requests come too fast") && !fault.starts_with("numbers go up by one")
        };
        assert!(!wrong.iter().any(left), "{at}: {wrong:?}");
        let kind = |one: &crate::teams_connector::Noted| one.activity["entities"][0]["streamType"] == "final";
        ended += world.noted.iter().filter(|one| kind(one)).count();
        continued += usize::from(world.noted.iter().any(kind) && speaker.asked.lock().unwrap().len() > 1);
    }
    println!("{ended} ends of streams, {continued} of them of a process that died");
    assert!(continued > 5, "{continued} streams were ended by another process");
}
