//! Who may see what, and what is said where there is no answer.

use std::{sync::Arc, time::Duration};

use reqwest::StatusCode;
use sentia_bots::{
    Account, Addressed, Audience, Button, DeskError, Inbound, Input, Medium, Place, Press, Reply, Settings,
};
use serde_json::{Value, json};

use crate::{
    desk::{Scripted, words},
    slack_in::{Door, direct, mention, signature},
    slack_server::{Fault, Server},
    stage::{Stage, clock, quick},
};

pub(crate) fn inbound(event: &str, shared: bool, user: &str, text: &str) -> Inbound {
    let place = Place {
        channel: "slack".into(),
        tenant: "T1".into(),
        chat: if shared { "C1".into() } else { format!("D{user}") },
        thread: shared.then(|| "1.1".to_owned()),
        shared,
        route: json!({}),
    };
    let account = Account { channel: "slack".into(), tenant: "T1".into(), id: user.into() };
    Inbound { event: event.into(), place, account, input: Input::Text(text.into()), sent_at: 0 }
}

fn all(door: &Door) -> Vec<Value> {
    door.server.0.lock().unwrap().messages.clone()
}

#[tokio::test]
async fn in_a_shared_place_the_desk_is_told_all_members_but_the_bot() {
    let door = Door::open(Scripted::echo()).await;
    door.server.0.lock().unwrap().members = vec!["U1", "UBOT", "U2", "B3"];
    door.event(&mention("Ev1", "C1", "U1", "revenue", "1.1")).await;
    door.event(&direct("Ev2", "U1", "revenue", "1.2")).await;
    door.stage.quiet().await;
    let asked = door.desk.asked.lock().unwrap();
    let audience =
        |shared: bool| asked.iter().find(|one| one.place.shared == shared).unwrap().audience.clone();
    let Audience::Members(members) = audience(true) else { panic!() };
    assert_eq!(members.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["B3", "U1", "U2"]);
    assert_eq!(audience(false), Audience::Alone);
}

#[tokio::test]
async fn a_private_reply_goes_to_the_private_chat_and_leaves_a_note() {
    let private = |_: &_| {
        Ok(Addressed::Private {
            reply: Reply::text("Payroll is 1.2 M."),
            note: "Answered Anna privately.".into(),
        })
    };
    let door = Door::open(Scripted::new(private)).await;
    door.event(&mention("Ev1", "C1", "U1", "payroll", "1.1")).await;
    door.stage.quiet().await;
    let shown: Vec<_> = all(&door)
        .iter()
        .map(|one| (one["channel"].clone(), one["text"].clone(), one["thread_ts"].clone()))
        .collect();
    let wanted = [
        (json!("DU1"), json!("Payroll is 1.2 M."), Value::Null),
        (json!("C1"), json!("Answered Anna privately."), json!("1.1")),
    ];
    assert_eq!(shown, wanted);
}

#[tokio::test]
async fn who_cannot_be_written_to_is_told_so_where_they_asked_and_nothing_else() {
    let file = sentia_bots::File {
        name: "pay.csv".into(),
        media_type: "text/csv".into(),
        bytes: vec![1],
        again: None,
    };
    let private = move |_: &_| {
        let reply = Reply { files: vec![file.clone()], ..Reply::text("Payroll is 1.2 M.") };
        Ok(Addressed::Private { reply, note: "Answered privately.".into() })
    };
    let door = Door::open(Scripted::new(private)).await;
    door.event(&mention("Ev1", "C1", "Uguest", "payroll", "1.1")).await;
    door.stage.quiet().await;
    let texts = door.server.texts();
    assert_eq!(texts, ["I may only answer this privately. Open a private chat with me, and ask there."]);
    assert!(door.server.0.lock().unwrap().files.is_empty());
}

#[tokio::test]
async fn where_members_are_not_known_a_shared_reply_is_made_private() {
    let door = Door::open(Scripted::echo()).await;
    // The server knows no such workspace's members: the list is refused.
    door.server.0.lock().unwrap().members = vec![];
    let server = Server::start().await;
    let stage = Stage::open(door.desk.clone(), Arc::new(Secretive(server.slack()))).await;
    stage.bots.intake().accept(&inbound("Ev1", true, "U1", "margin")).await.unwrap();
    stage.quiet().await;
    let world = server.0.lock().unwrap();
    for message in &world.messages {
        let open = message["channel"] == "C1";
        assert_eq!(open, !message["text"].as_str().unwrap().contains("margin"), "{message}");
    }
    assert_eq!(world.messages.len(), 2);
}

/// A channel that does not say who reads along.
struct Secretive(Arc<sentia_bots::slack::Slack>);

#[async_trait::async_trait]
impl sentia_bots::Channel for Secretive {
    fn name(&self) -> &'static str {
        self.0.name()
    }
    fn render(&self, reply: &Reply, target: &sentia_bots::Target) -> Vec<sentia_bots::Parcel> {
        self.0.render(reply, target)
    }
    fn working(
        &self,
        shown: sentia_bots::Shown<'_>,
        target: &sentia_bots::Target,
    ) -> Option<sentia_bots::Step> {
        self.0.working(shown, target)
    }
    async fn send(
        &self,
        parcel: &sentia_bots::Parcel,
    ) -> Result<sentia_bots::Receipt, sentia_bots::SendError> {
        self.0.send(parcel).await
    }
    async fn find(&self, parcel: &sentia_bots::Parcel) -> Result<sentia_bots::Found, sentia_bots::SendError> {
        self.0.find(parcel).await
    }
    fn private(&self, account: &Account, known: Option<Place>) -> Option<Place> {
        self.0.private(account, known)
    }
    async fn members(&self, _: &Place) -> Result<Option<Vec<Account>>, sentia_bots::SendError> {
        Err(sentia_bots::SendError::Refused("missing_scope".into()))
    }
}

#[tokio::test]
async fn a_stranger_gets_a_link_that_nobody_else_sees_and_no_answer() {
    let door = Door::open(Scripted::echo()).await;
    door.event(&mention("Ev1", "C1", "Ustranger", "revenue", "1.1")).await;
    door.event(&direct("Ev2", "Ustranger", "revenue", "1.2")).await;
    door.stage.quiet().await;
    let world = door.server.0.lock().unwrap();
    assert_eq!(world.ephemeral.len(), 1);
    assert_eq!(
        (&world.ephemeral[0]["user"], &world.ephemeral[0]["channel"]),
        (&json!("Ustranger"), &json!("C1"))
    );
    assert!(world.ephemeral[0]["blocks"].to_string().contains("https://sentia.example/link/Ustranger"));
    assert_eq!(world.messages.len(), 1);
    assert_eq!(world.messages[0]["channel"], "DUstranger");
    assert_eq!(door.desk.questions(), Vec::<String>::new());
}

pub(crate) fn press(token: &str, channel: &str, user: &str, trigger: &str) -> String {
    let payload = json!({
        "type": "block_actions", "trigger_id": trigger, "team": { "id": "T1" }, "user": { "id": user, "team_id": "T1" },
        "container": { "channel_id": channel, "message_ts": "1.5", "thread_ts": "1.1" },
        "actions": [{ "action_id": "b0", "value": token, "type": "button" }],
    });
    format!(
        "payload={}",
        percent_encoding::utf8_percent_encode(&payload.to_string(), percent_encoding::NON_ALPHANUMERIC)
    )
}

pub(crate) async fn interact(door: &Door, body: String) {
    let now = clock().now().as_second();
    let url = format!("{}/interactions", door.url);
    let status = crate::slack_in::post(&door.client, &url, &body, now, &signature(now, &body)).await;
    assert_eq!(status, StatusCode::OK);
    door.stage.quiet().await;
}

fn with_button(question: &sentia_bots::Question) -> Result<Addressed, DeskError> {
    let press = Press::Action(format!("{}/why", "long".repeat(100)));
    let button = Button { label: "Why?".into(), press };
    let reply = Reply { buttons: vec![button], ..Reply::text(words(question)) };
    Ok(if words(question) == "payroll" {
        Addressed::Private { reply, note: "Privately.".into() }
    } else {
        Addressed::Shared(reply)
    })
}

pub(crate) fn token(message: &Value) -> String {
    let blocks = message["blocks"].as_array().unwrap();
    let actions = blocks.iter().find(|block| block["type"] == "actions").unwrap();
    actions["elements"][0]["value"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_button_asks_for_what_was_behind_it_and_only_who_saw_it_may_press() {
    let door = Door::open(Scripted::new(with_button)).await;
    door.event(&mention("Ev1", "C1", "U1", "revenue", "1.1")).await;
    door.event(&mention("Ev2", "C1", "U1", "payroll", "1.2")).await;
    door.stage.quiet().await;
    let messages = all(&door);
    let of = |text: &str| token(messages.iter().find(|one| one["text"] == text).unwrap());
    let action = format!("[{}/why]", "long".repeat(100));
    // Anybody in the channel may press what all see, as themselves.
    interact(&door, press(&of("revenue"), "C1", "U2", "t1")).await;
    assert_eq!(door.desk.questions().last(), Some(&action));
    assert_eq!(door.desk.asked.lock().unwrap().last().unwrap().person, "person of U2");
    // Pressed once, delivered twice.
    interact(&door, press(&of("revenue"), "C1", "U2", "t1")).await;
    assert_eq!(door.desk.questions().len(), 3);
    // What only U1 saw, only U1 may press.
    interact(&door, press(&of("payroll"), "C1", "U2", "t2")).await;
    interact(&door, press("999.0", "C1", "U2", "t3")).await;
    assert_eq!(door.desk.questions().len(), 3);
    assert_eq!(door.server.0.lock().unwrap().ephemeral.len(), 2, "told that the button is not theirs");
    interact(&door, press(&of("payroll"), "DU1", "U1", "t4")).await;
    assert_eq!(door.desk.questions().len(), 4);
}

#[tokio::test]
async fn a_voice_note_is_refused_in_words() {
    let door = Door::open(Scripted::echo()).await;
    let mut event = direct("Ev1", "U1", "", "1.1");
    event["event"]["subtype"] = "file_share".into();
    event["event"]["files"] = json!([{ "subtype": "slack_audio", "mimetype": "audio/webm" }]);
    door.event(&event).await;
    door.stage.quiet().await;
    assert!(door.server.texts()[0].contains("cannot listen"), "{:?}", door.server.texts());
    assert_eq!(Input::Unreadable(Medium::Voice), Input::Unreadable(Medium::Voice));
    assert!(door.desk.questions().is_empty());
}

#[tokio::test]
async fn a_desk_that_fails_or_panics_is_apologised_for_and_holds_up_nobody() {
    let desk = Scripted::new(|question| match words(question).as_str() {
        "broken" => Err(DeskError("no database".into())),
        "poison" => panic!("a question that ends the turn"),
        text => Ok(Addressed::Shared(Reply::text(text))),
    });
    let door = Door::open(desk).await;
    for (at, text) in ["broken", "poison", "fine"].into_iter().enumerate() {
        door.event(&direct(&format!("Ev{at}"), "U1", text, &format!("1.{at}"))).await;
    }
    door.stage.quiet().await;
    let texts = door.server.texts();
    assert!(texts[0].contains("went wrong") && texts[1].contains("went wrong"), "{texts:?}");
    assert_eq!(texts[2], "fine");
    assert_eq!(
        door.desk.questions().iter().filter(|text| *text == "poison").count(),
        3,
        "given up after three"
    );
    assert!(!texts.join("").contains("database"));
}

#[tokio::test]
async fn what_takes_long_is_shown_to_be_under_way_in_the_message_that_the_reply_replaces() {
    let mut desk = Scripted::echo();
    desk.delay = Duration::from_millis(120);
    let settings = Settings { status_after: Duration::from_millis(20), ..quick() };
    let server = Server::start().await;
    let stage = Stage::with(settings, Arc::new(desk), server.slack()).await;
    stage.bots.intake().accept(&inbound("Ev1", true, "U1", "revenue")).await.unwrap();
    stage.quiet().await;
    {
        let world = server.0.lock().unwrap();
        assert_eq!(world.messages.len(), 1, "{:?}", world.messages);
        assert_eq!(world.messages[0]["text"], "Answer to: revenue");
        assert_eq!(world.calls.iter().filter(|call| *call == "chat.postMessage").count(), 1);
    }
    // Where somebody removed that message, the reply is a new one.
    server.faults(&[Fault::None, Fault::Refused]);
    stage.bots.intake().accept(&inbound("Ev2", true, "U1", "margin")).await.unwrap();
    stage.quiet().await;
    assert_eq!(server.texts().last().unwrap(), "Answer to: margin");
    assert_eq!(server.texts().len(), 3);
}

#[tokio::test]
async fn what_is_done_with_is_forgotten_and_nothing_else() {
    let door = Door::open(Scripted::echo()).await;
    door.event(&direct("Ev1", "U1", "revenue", "1.1")).await;
    door.stage.quiet().await;
    assert_eq!(door.stage.bots.forget_older_than(Duration::from_secs(3600)).await.unwrap(), 0);
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(door.stage.bots.forget_older_than(Duration::ZERO).await.unwrap(), 1);
    assert_eq!(door.stage.bots.counts().await.unwrap().sent, 0);
}

#[test]
fn secrets_are_shown_to_nobody() {
    let slack = sentia_bots::slack::SlackSettings {
        base_url: "https://slack.com/api".into(),
        tokens: sentia_bots::slack::Tokens::one(sentia_bots::Secret::new("hush")),
        installed: None,
    };
    let socket = sentia_bots::slack::SocketSettings::new(sentia_bots::Secret::new("hush"));
    assert!(!format!("{slack:?} {socket:?}").contains("hush"));
}
