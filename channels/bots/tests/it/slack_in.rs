//! What Slack sends: signed, doubled, reordered, forged.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::hmac;
use futures::future::join_all;
use proptest::prelude::*;
use reqwest::{Client, StatusCode};
use sentia_bots::{Secret, slack::routes};
use serde_json::{Value, json};

use crate::{
    desk::Scripted,
    peers::Python,
    slack_server::{SECRET, Server},
    stage::{Stage, clock, serve},
};

/// Signs as Slack does.
pub(crate) fn signature(timestamp: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("v0:{timestamp}:{body}").as_bytes());
    let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v0={digits}")
}

pub(crate) async fn post(
    client: &Client,
    url: &str,
    body: &str,
    timestamp: i64,
    signature: &str,
) -> StatusCode {
    let request = client.post(url).body(body.to_owned());
    let request =
        request.header("x-slack-request-timestamp", timestamp).header("x-slack-signature", signature);
    // The connection may be gone, as where the process was killed.
    request.send().await.map_or(StatusCode::BAD_GATEWAY, |response| response.status())
}

pub(crate) async fn send(client: &Client, url: &str, body: &Value) -> StatusCode {
    let now = clock().now().as_second();
    let body = body.to_string();
    post(client, url, &body, now, &signature(now, &body)).await
}

pub(crate) fn mention(event: &str, channel: &str, user: &str, text: &str, ts: &str) -> Value {
    json!({
        "type": "event_callback", "team_id": "T1", "event_id": event,
        "authorizations": [{ "team_id": "T1", "user_id": "UBOT", "is_bot": true }],
        "event": { "type": "app_mention", "channel": channel, "user": user, "ts": ts, "text": format!("<@UBOT> {text}") },
    })
}

pub(crate) fn direct(event: &str, user: &str, text: &str, ts: &str) -> Value {
    json!({
        "type": "event_callback", "team_id": "T1", "event_id": event,
        "event": { "type": "message", "channel_type": "im", "channel": format!("D{user}"), "user": user, "ts": ts, "text": text },
    })
}

pub(crate) struct Door {
    pub(crate) server: Server,
    pub(crate) desk: Arc<Scripted>,
    pub(crate) stage: Stage,
    pub(crate) url: String,
    pub(crate) client: Client,
}

impl Door {
    pub(crate) async fn open(desk: Scripted) -> Door {
        let (server, desk) = (Server::start().await, Arc::new(desk));
        let slack = server.slack();
        let stage = Stage::open(desk.clone(), slack.clone()).await;
        let url = serve(routes(slack, Secret::new(SECRET), stage.bots.intake())).await;
        Door { server, desk, stage, url, client: Client::new() }
    }

    pub(crate) async fn event(&self, body: &Value) -> StatusCode {
        send(&self.client, &format!("{}/events", self.url), body).await
    }
}

#[tokio::test]
async fn each_event_four_times_at_once_and_reordered_is_one_turn_and_one_reply() {
    let door = Door::open(Scripted::echo()).await;
    let mut events = Vec::new();
    for at in 0..40 {
        let (user, ts) = (format!("U{}", at % 5), format!("1700000000.{at:06}"));
        let text = format!("question {at}");
        let event = if at % 2 == 0 {
            direct(&format!("Ev{at}"), &user, &text, &ts)
        } else {
            mention(&format!("Ev{at}"), "C1", &user, &text, &ts)
        };
        events.extend(std::iter::repeat_n(event, 4));
    }
    // A fixed shuffle: 7 has no factor in common with 160.
    let shuffled: Vec<_> = (0..events.len()).map(|at| &events[at * 7 % events.len()]).collect();
    let statuses = join_all(shuffled.iter().map(|event| door.event(event))).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK));
    let counts = door.stage.quiet().await;
    let mut asked = door.desk.questions();
    let mut texts = door.server.texts();
    asked.sort();
    texts.sort();
    let mut wanted: Vec<String> = (0..40).map(|at| format!("question {at}")).collect();
    wanted.sort();
    assert_eq!(asked, wanted);
    assert_eq!(texts, wanted.iter().map(|text| format!("Answer to: {text}")).collect::<Vec<_>>());
    assert_eq!((counts.sent, counts.refused, counts.uncertain), (40, 0, 0));
    // One that comes again much later is known still.
    assert_eq!(door.event(&events[0]).await, StatusCode::OK);
    door.stage.quiet().await;
    assert_eq!(door.server.texts().len(), 40);
}

#[tokio::test]
async fn a_conversation_is_answered_in_order() {
    let mut desk = Scripted::echo();
    desk.delay = Duration::from_millis(5);
    let door = Door::open(desk).await;
    for at in 0..12 {
        let ts = format!("1700000000.{at:06}");
        door.event(&direct(&format!("Ev{at}"), "U1", &format!("{at:02}"), &ts)).await;
    }
    door.stage.quiet().await;
    let texts = door.server.texts();
    assert!(texts.is_sorted() && texts.len() == 12, "{texts:?}");
}

/// With another last digit.
fn other_end(signature: &str) -> String {
    let (start, last) = signature.split_at(signature.len() - 1);
    format!("{start}{}", if last == "0" { "1" } else { "0" })
}

#[tokio::test]
async fn what_slack_did_not_sign_is_turned_away() {
    let door = Door::open(Scripted::echo()).await;
    let url = format!("{}/events", door.url);
    let body = direct("Ev1", "U1", "revenue", "1700000000.000001").to_string();
    let now = clock().now().as_second();
    let good = signature(now, &body);
    let forged = [
        (now, "v0=".to_owned()),
        (now, String::new()),
        (now, good.replace("v0=", "v1=")),
        (now, good[..good.len() - 2].to_owned()),
        (now, other_end(&good)),
        (now + 1, good.clone()),
        (now - 301, signature(now - 301, &body)),
        // Well ahead, so that the seconds that the test takes do not bring it within the five minutes.
        (now + 400, signature(now + 400, &body)),
        (i64::MIN, signature(i64::MIN, &body)),
        (now, "v0=zz".to_owned()),
    ];
    for (timestamp, signature) in forged {
        let status = post(&door.client, &url, &body, timestamp, &signature).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{timestamp} {signature}");
    }
    let other = body.replace("revenue", "payroll");
    assert_eq!(post(&door.client, &url, &other, now, &good).await, StatusCode::UNAUTHORIZED);
    for path in ["commands", "interactions"] {
        let status = post(&door.client, &format!("{}/{path}", door.url), "text=x", now, &good).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(door.stage.quiet().await.sent, 0);
    assert_eq!(
        post(&door.client, &url, &body, now - 299, &signature(now - 299, &body)).await,
        StatusCode::OK
    );
    assert_eq!(door.stage.quiet().await.sent, 1);
}

#[tokio::test]
async fn what_is_no_question_is_thanked_for_and_left_alone() {
    let door = Door::open(Scripted::echo()).await;
    let with = |name: &str, value: Value| {
        let mut event = direct("Ev1", "U1", "x", "1700000000.000001");
        event["event"][name] = value;
        event
    };
    let mut own = mention("Ev2", "C1", "UBOT", "x", "1.1");
    own["event"]["user"] = "UBOT".into();
    let mut in_channel = mention("Ev3", "C1", "U1", "x", "1.1");
    in_channel["event"]["type"] = "message".into();
    in_channel["event"]["channel_type"] = "channel".into();
    let ignored = [
        with("bot_id", "B1".into()),
        with("bot_profile", json!({ "id": "B1" })),
        with("subtype", "message_changed".into()),
        with("subtype", "channel_join".into()),
        with("edited", json!({ "ts": "1.2" })),
        with("user", Value::Null),
        with("type", "reaction_added".into()),
        own,
        in_channel,
        json!({ "type": "event_callback" }),
        json!([1, 2]),
        json!(null),
        json!({ "type": "event_callback", "event": "text", "event_id": 5 }),
    ];
    for event in &ignored {
        assert_eq!(door.event(event).await, StatusCode::OK, "{event}");
    }
    assert_eq!(door.stage.quiet().await, sentia_bots::Counts::default());
}

#[tokio::test]
async fn the_address_is_confirmed() {
    let door = Door::open(Scripted::echo()).await;
    let body = json!({ "type": "url_verification", "challenge": "3eZbrw1a" }).to_string();
    let now = clock().now().as_second();
    let request = door.client.post(format!("{}/events", door.url)).body(body.clone());
    let request =
        request.header("x-slack-request-timestamp", now).header("x-slack-signature", signature(now, &body));
    let reply: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(reply, json!({ "challenge": "3eZbrw1a" }));
}

#[tokio::test]
async fn slack_sdk_signs_and_is_known() {
    let Some(mut python) = Python::start("slack_sdk_peer.py") else { return };
    let door = Door::open(Scripted::echo()).await;
    let now = clock().now().as_second();
    let form =
        "token=x&team_id=T1&user_id=U7&command=%2Fsentia&text=OEE+by+line%3F&channel_id=C1&trigger_id=1.2.3";
    for (path, body) in [
        ("events", direct("Ev1", "U1", "Ümsatz & <b>", "1700000000.000001").to_string()),
        ("commands", form.to_owned()),
    ] {
        let signed = python.ask(&json!({ "sign": body, "secret": SECRET, "timestamp": now }));
        let signed = signed["signature"].as_str().unwrap();
        let status = post(&door.client, &format!("{}/{path}", door.url), &body, now, signed).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
    door.stage.quiet().await;
    let mut asked = door.desk.questions();
    asked.sort();
    assert_eq!(asked, ["OEE by line?", "Ümsatz & <b>"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// The same bytes are judged alike by `slack_sdk` and by us, whatever was done to them.
    #[test]
    fn slack_sdk_and_we_judge_signatures_alike(body in ".{0,60}", late in -400_i64..400, spoil in 0_usize..90) {
        use std::sync::{LazyLock, Mutex};
        static PYTHON: LazyLock<Mutex<Option<Python>>> =
            LazyLock::new(|| Mutex::new(Python::start("slack_sdk_peer.py")));
        let mut python = PYTHON.lock().unwrap();
        let Some(python) = python.as_mut() else { return Ok(()) };
        let now = 1_800_000_000;
        let timestamp = now - late;
        let mut signed = signature(timestamp, &body).into_bytes();
        if let Some(byte) = signed.get_mut(spoil) {
            *byte = if *byte == b'a' { b'b' } else { b'a' };
        }
        let signed = String::from_utf8(signed).unwrap();
        let theirs = python.ask(&json!({ "verify": body, "secret": SECRET, "timestamp": timestamp, "now": now, "signature": signed }));
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("x-slack-request-timestamp", timestamp.into());
        headers.insert("x-slack-signature", signed.parse().unwrap());
        let clock = sentia_bots::Clock::new(move || jiff::Timestamp::from_second(now).unwrap());
        let ours = sentia_bots::slack::verify(&sentia_bots::Secret::new(SECRET), &clock, &headers, body.as_bytes());
        prop_assert_eq!(theirs["valid"].as_bool().unwrap(), ours);
    }
}
