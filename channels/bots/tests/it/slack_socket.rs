//! Socket Mode, with Slack's end played by the tests: doubled, reordered, cut off, never thanked for, refreshed.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::{SinkExt, StreamExt};
use sentia_bots::{
    Secret,
    slack::{SocketSettings, listen},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::{
    desk::Scripted,
    peers::Python,
    slack_in::{direct, mention},
    slack_server::{APP_TOKEN, Server},
    stage::Stage,
};

/// Slack's end of one connection.
pub(crate) struct Line<S = TcpStream>(pub(crate) WebSocketStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    pub(crate) async fn hello(&mut self) {
        self.say(&json!({ "type": "hello", "num_connections": 1, "debug_info": { "approximate_connection_time": 18060 } }))
            .await;
    }

    pub(crate) async fn bring(&mut self, id: &str, kind: &str, payload: &Value) {
        let envelope = json!({
            "envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api",
            "retry_attempt": 0, "retry_reason": "",
        });
        self.say(&envelope).await;
    }

    /// The next acknowledgement; None where none comes for a while, or the connection has ended.
    async fn thanked(&mut self, patience: Duration) -> Option<Value> {
        let next = async {
            loop {
                match self.0.next().await?.ok()? {
                    Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
                    Message::Close(_) => return None,
                    _ => {}
                }
            }
        };
        timeout(patience, next).await.ok()?
    }

    pub(crate) async fn ids(&mut self, count: usize) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for _ in 0..count {
            let thanks = self.thanked(LONG).await.expect("an acknowledgement");
            assert_eq!(thanks.as_object().unwrap().len(), 1, "{thanks}");
            ids.insert(thanks["envelope_id"].as_str().unwrap().to_owned());
        }
        ids
    }
}

pub(crate) const LONG: Duration = Duration::from_secs(20);
const A_WHILE: Duration = Duration::from_millis(150);

struct Hub {
    server: Server,
    desk: Arc<Scripted>,
    stage: Stage,
    lines: mpsc::UnboundedReceiver<Line>,
    stop: watch::Sender<bool>,
    listening: JoinHandle<()>,
}

impl Hub {
    async fn open(beat: Duration) -> Hub {
        let (server, desk) = (Server::start().await, Arc::new(Scripted::echo()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("ws://{}/link/?ticket=secret&app_id=A1", listener.local_addr().unwrap());
        server.0.lock().unwrap().socket = address;
        let (arrived, lines) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let line = Line(tokio_tungstenite::accept_async(stream).await.unwrap());
                if arrived.send(line).is_err() {
                    return;
                }
            }
        });
        let slack = server.slack();
        let stage = Stage::open(desk.clone(), slack.clone()).await;
        let mut settings = SocketSettings::new(Secret::new(APP_TOKEN));
        settings.beat = beat;
        settings.rest = Duration::from_millis(5);
        settings.farewell = Duration::from_secs(5);
        let (stop, stopped) = watch::channel(false);
        let listening = tokio::spawn(listen(slack, settings, stage.bots.intake(), stopped));
        Hub { server, desk, stage, lines, stop, listening }
    }

    /// The next connection that is opened.
    async fn line(&mut self) -> Line {
        timeout(LONG, self.lines.recv()).await.expect("a connection").unwrap()
    }

    async fn greeted(&mut self) -> Line {
        let mut line = self.line().await;
        line.hello().await;
        line
    }

    /// Sorted: what was asked, and what was said.
    async fn done(&self) -> (Vec<String>, Vec<String>) {
        self.stage.quiet().await;
        let (mut asked, mut said) = (self.desk.questions(), self.server.texts());
        asked.sort();
        said.sort();
        (asked, said)
    }
}

pub(crate) fn event(at: usize) -> Value {
    let (user, ts) = (format!("U{}", at % 5), format!("1700000000.{at:06}"));
    let (id, text) = (format!("Ev{at}"), format!("q{at:02}"));
    if at.is_multiple_of(2) { direct(&id, &user, &text, &ts) } else { mention(&id, "C1", &user, &text, &ts) }
}

fn questions(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("q{at:02}")).collect()
}

fn answers(count: usize) -> Vec<String> {
    questions(count).iter().map(|text| format!("Answer to: {text}")).collect()
}

#[tokio::test]
async fn each_event_four_times_and_reordered_is_one_turn_and_one_reply() {
    let mut hub = Hub::open(LONG).await;
    let mut line = hub.greeted().await;
    // A fixed shuffle: 7 has no factor in common with 160.
    for at in (0..160).map(|at| at * 7 % 160) {
        line.bring(&format!("e{at}"), "events_api", &event(at / 4)).await;
    }
    assert_eq!(line.ids(160).await.len(), 160);
    assert_eq!(hub.done().await, (questions(40), answers(40)));
}

#[tokio::test]
async fn what_is_cut_off_before_it_is_thanked_for_comes_again_and_is_answered_once() {
    let mut hub = Hub::open(LONG).await;
    let mut line = hub.greeted().await;
    for at in 0..10 {
        line.bring(&format!("e{at}"), "events_api", &event(at)).await;
    }
    // Cut off in the middle: Slack hears of the first acknowledgements at most.
    let heard = line.ids(3).await;
    drop(line);
    let mut line = hub.greeted().await;
    for at in (0..12).rev() {
        if !heard.contains(&format!("e{at}")) {
            line.bring(&format!("e{at}"), "events_api", &event(at)).await;
        }
    }
    assert_eq!(line.ids(9).await.len(), 9);
    assert_eq!(hub.done().await, (questions(12), answers(12)));
}

#[tokio::test]
async fn a_connection_that_slack_wants_replaced_is_read_until_it_is_closed() {
    let mut hub = Hub::open(LONG).await;
    let mut old = hub.greeted().await;
    old.say(&json!({ "type": "disconnect", "reason": "warning", "debug_info": { "host": "applink-1" } }))
        .await;
    // The next one is there before the old one is gone.
    let mut new = hub.greeted().await;
    old.bring("late", "events_api", &event(0)).await;
    assert_eq!(old.ids(1).await, ["late".to_owned()].into());
    new.bring("new", "events_api", &event(1)).await;
    assert_eq!(new.ids(1).await, ["new".to_owned()].into());
    old.say(&json!({ "type": "disconnect", "reason": "refresh_requested" })).await;
    old.0.close(None).await.unwrap();
    new.bring("newer", "events_api", &event(2)).await;
    assert_eq!(new.ids(1).await, ["newer".to_owned()].into());
    assert!(timeout(A_WHILE, hub.lines.recv()).await.is_err(), "one was replaced by one");
    assert_eq!(hub.done().await, (questions(3), answers(3)));
}

#[tokio::test]
async fn nothing_is_thanked_for_that_was_not_kept() {
    let mut hub = Hub::open(LONG).await;
    let mut line = hub.greeted().await;
    hub.stage.bots.close().await;
    line.bring("lost", "events_api", &event(0)).await;
    assert_eq!(line.thanked(A_WHILE).await, None);
    // It listens still.
    line.bring("nothing", "events_api", &json!({ "type": "event_callback" })).await;
    assert_eq!(line.ids(1).await, ["nothing".to_owned()].into());
}

#[tokio::test]
async fn commands_and_buttons_come_the_same_way() {
    let mut hub = Hub::open(LONG).await;
    let mut line = hub.greeted().await;
    let command = json!({
        "command": "/sentia", "text": "OEE by line?", "team_id": "T1", "user_id": "U7", "channel_id": "C1", "trigger_id": "1.2.3",
    });
    let button = json!({
        "type": "block_actions", "trigger_id": "4.5.6", "user": { "id": "U7", "team_id": "T1" }, "team": { "id": "T1" },
        "container": { "channel_id": "D7", "message_ts": "1700000000.000001" }, "actions": [{ "action_id": "b0", "value": "9.9" }],
    });
    line.bring("c", "slash_commands", &command).await;
    line.bring("b", "interactive", &button).await;
    line.bring("v", "interactive", &json!({ "type": "view_submission" })).await;
    line.bring("x", "something_new", &json!(["?"])).await;
    line.say(&json!({ "type": "something newer" })).await;
    line.0.send(Message::text("no JSON")).await.unwrap();
    assert_eq!(line.ids(4).await, ["b", "c", "v", "x"].map(str::to_owned).into());
    let (asked, said) = hub.done().await;
    assert_eq!(asked, ["OEE by line?"]);
    assert!(said.iter().any(|text| text == "Answer to: OEE by line?"), "{said:?}");
    assert!(said.iter().any(|text| text.contains("button is too old")), "{said:?}");
}

#[tokio::test]
async fn a_connection_that_falls_silent_is_opened_anew() {
    let beat = Duration::from_millis(200);
    let mut hub = Hub::open(beat).await;
    // Neither says hello nor answers a ping.
    let dead = hub.line().await;
    let mut next = hub.greeted().await;
    drop(dead);
    // Whoever answers pings is alive, however little there is to say. Reading answers them.
    assert_eq!(next.thanked(beat * 8).await, None);
    next.bring("e", "events_api", &event(0)).await;
    assert_eq!(next.ids(1).await, ["e".to_owned()].into());
    // Now it falls silent too, after it worked.
    let mut last = hub.greeted().await;
    last.bring("l", "events_api", &event(1)).await;
    assert_eq!(last.ids(1).await, ["l".to_owned()].into());
    assert_eq!(hub.done().await, (questions(2), answers(2)));
}

#[tokio::test]
async fn what_slack_refuses_is_tried_again_after_a_rest() {
    let mut hub = Hub::open(LONG).await;
    let line = hub.greeted().await;
    hub.server.0.lock().unwrap().sockets_refused = 3;
    drop(line);
    let mut line = hub.greeted().await;
    let opened =
        hub.server.0.lock().unwrap().calls.iter().filter(|call| *call == "apps.connections.open").count();
    assert_eq!(opened, 5);
    line.say(&json!({ "type": "disconnect", "reason": "link_disabled" })).await;
    hub.greeted().await;
}

#[tokio::test]
async fn it_stops_when_it_is_told_to() {
    let mut hub = Hub::open(LONG).await;
    let mut line = hub.greeted().await;
    line.bring("e", "events_api", &event(0)).await;
    assert_eq!(line.ids(1).await.len(), 1);
    hub.stop.send(true).unwrap();
    assert_eq!(line.thanked(LONG).await, None, "Slack is told that it ends");
    timeout(LONG, hub.listening).await.expect("it ends").unwrap();
}

#[tokio::test]
async fn slack_sdk_would_thank_in_the_same_words() {
    let Some(mut python) = Python::start("slack_sdk_peer.py") else { return };
    let mut hub = Hub::open(LONG).await;
    let mut line = hub.greeted().await;
    let envelope = json!({ "envelope_id": "dbdd0ef3-1543", "type": "events_api", "payload": event(0), "accepts_response_payload": false });
    line.say(&envelope).await;
    let theirs = python.ask(&json!({ "acknowledge": envelope }));
    assert_eq!(line.thanked(LONG).await, Some(theirs["said"].clone()));
}
