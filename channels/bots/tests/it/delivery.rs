//! What is sent again and what is not, whatever a channel does.

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;
use sentia_bots::{Addressed, Channel, File, Picture, Reply};

use crate::{
    desk::Scripted,
    slack_in::{Door, direct},
    slack_server::{Fault, Server},
    stage::{Stage, quick},
};

async fn ask(door: &Door, at: usize) {
    let status = door
        .event(&direct(&format!("Ev{at}"), "U1", &format!("q{at}"), &format!("1700000000.{at:06}")))
        .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn any_fault_leaves_one_reply() {
    for fault in [Fault::LostAfter, Fault::LostBefore, Fault::Busy, Fault::BrokenAfter, Fault::BrokenBefore] {
        let door = Door::open(Scripted::echo()).await;
        door.server.faults(&[fault, fault]);
        ask(&door, 0).await;
        let counts = door.stage.quiet().await;
        assert_eq!(door.server.texts(), ["Answer to: q0"], "{fault:?}");
        assert_eq!((counts.sent, counts.refused, counts.uncertain), (1, 0, 0), "{fault:?}");
        let looked = door.server.0.lock().unwrap().calls.iter().any(|call| call == "conversations.history");
        assert_eq!(looked, fault != Fault::Busy, "{fault:?}: a look before sending again");
    }
}

/// Slack refuses to show a picture that it has not looked at yet.
#[tokio::test]
async fn a_picture_is_waited_for_and_left_out_where_that_takes_too_long() {
    let picture = || Picture { png: vec![1, 2, 3], alternative: "Bars of OEE.".into() };
    let desk = move |_: &_| Ok(Addressed::Shared(Reply { chart: Some(picture()), ..Reply::text("Here.") }));
    for (refusals, shown) in [(1, true), (4, false)] {
        let door = Door::open(Scripted::new(desk)).await;
        door.server.faults(&vec![Fault::NotLookedAt; refusals]);
        ask(&door, 0).await;
        door.stage.quiet().await;
        let world = door.server.0.lock().unwrap();
        let blocks = world.messages[0]["blocks"].to_string();
        assert_eq!(blocks.contains(r#""slack_file":{"id":"F1"}"#), shown, "{blocks}");
        assert!(blocks.contains("Bars of OEE."), "{blocks}");
        assert_eq!((world.messages.len(), &world.uploads), (1, &vec![vec![1, 2, 3]]));
        assert!(world.files.is_empty(), "the picture is shown in the message alone");
    }
}

#[tokio::test]
async fn what_is_refused_is_not_sent_again_and_can_be_listed() {
    let door = Door::open(Scripted::echo()).await;
    door.server.faults(&[Fault::Refused]);
    ask(&door, 0).await;
    assert_eq!(door.stage.quiet().await.refused, 1);
    assert_eq!(door.server.0.lock().unwrap().calls, ["chat.postMessage"]);
    let undelivered = door.stage.bots.undelivered(10).await.unwrap();
    assert_eq!(undelivered.len(), 1);
    assert_eq!(
        (undelivered[0].uncertain, undelivered[0].detail.as_str()),
        (false, "HTTP 200: channel_not_found")
    );
}

/// A shared file cannot be looked up, so it is not sent again, and the next reply says so, once.
#[tokio::test]
async fn what_cannot_be_cleared_up_is_told() {
    let file =
        File { name: "oee.csv".into(), media_type: "text/csv".into(), bytes: b"a,b".to_vec(), again: None };
    let desk = Scripted::new(move |question| {
        let files = if crate::desk::words(question) == "q0" { vec![file.clone()] } else { vec![] };
        Ok(Addressed::Shared(Reply { files, ..Reply::text("Here.") }))
    });
    let door = Door::open(desk).await;
    // The message passes; the reply to the call that shares the file is lost.
    door.server.faults(&[Fault::None, Fault::LostAfter]);
    ask(&door, 0).await;
    assert_eq!(door.stage.quiet().await.uncertain, 1);
    assert_eq!(door.server.0.lock().unwrap().files.len(), 1, "shared once");
    assert!(door.stage.bots.undelivered(10).await.unwrap()[0].uncertain);
    for at in 1..3 {
        ask(&door, at).await;
        door.stage.quiet().await;
    }
    let world = door.server.0.lock().unwrap();
    let told = world
        .messages
        .iter()
        .map(|message| message["blocks"].to_string().contains("may not have reached you"));
    assert_eq!(told.collect::<Vec<_>>(), [false, true, false]);
}

#[tokio::test]
async fn replies_that_wait_go_out_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bots.db");
    let server = Server::start().await;
    let dead: Arc<dyn Channel> = crate::slack_server::slack("http://127.0.0.1:9/api");
    let stage = Stage::at(&file, quick(), Arc::new(Scripted::echo()), dead).await;
    let inbound = crate::rules::inbound("Ev1", false, "U1", "revenue");
    stage.bots.intake().accept(&inbound).await.unwrap();
    while stage.bots.counts().await.unwrap().waiting > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stage.stop().await;
    let stage = Stage::at(&file, quick(), Arc::new(Scripted::echo()), server.slack()).await;
    assert_eq!(stage.quiet().await.sent, 1);
    assert_eq!(server.texts(), ["Answer to: revenue"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]

    /// Whatever sequence of faults: no reply is lost, none doubled, and order holds.
    #[test]
    fn any_faults_leave_each_reply_once_and_in_order(faults in prop::collection::vec(0_usize..5, 0..14)) {
        let kinds = [Fault::LostAfter, Fault::LostBefore, Fault::Busy, Fault::BrokenAfter, Fault::BrokenBefore];
        let faults: Vec<Fault> = faults.into_iter().map(|kind| kinds[kind]).collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let door = Door::open(Scripted::echo()).await;
            door.server.faults(&faults);
            for at in 0..4 {
                ask(&door, at).await;
            }
            door.stage.quiet().await;
            let wanted: Vec<String> = (0..4).map(|at| format!("Answer to: q{at}")).collect();
            assert_eq!(door.server.texts(), wanted, "{faults:?}");
        });
    }
}
