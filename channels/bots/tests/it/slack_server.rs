//! Slack's Web API as far as bots call it, with faults on demand.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use futures::stream;
use sentia_bots::{
    Secret,
    slack::{Slack, SlackSettings, Tokens},
};
use serde_json::{Value, json};

use crate::stage::serve;

pub(crate) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
pub(crate) const TOKEN: &str = "xoxb-1-test-token";
pub(crate) const APP_TOKEN: &str = "xapp-1-test-token";

/// What happens to a call that posts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    /// It goes well.
    None,
    /// It takes effect, and the reply is lost.
    LostAfter,
    /// The connection is lost before it takes effect.
    LostBefore,
    /// 429.
    Busy,
    /// Status 500, and it took effect all the same.
    BrokenAfter,
    BrokenBefore,
    /// Slack's own error for what it cannot show yet.
    NotLookedAt,
    Refused,
}

#[derive(Default)]
pub(crate) struct World {
    /// Messages that are shown, with what Slack adds.
    pub(crate) messages: Vec<Value>,
    pub(crate) ephemeral: Vec<Value>,
    pub(crate) updates: Vec<Value>,
    pub(crate) files: Vec<Value>,
    /// Home tabs as they were shown, the latest last.
    pub(crate) homes: Vec<Value>,
    pub(crate) uploads: Vec<Vec<u8>>,
    pub(crate) faults: VecDeque<Fault>,
    pub(crate) calls: Vec<String>,
    /// What came with each call.
    pub(crate) bodies: Vec<(String, Value)>,
    /// Methods that this workspace does not know.
    pub(crate) unknown: Vec<&'static str>,
    /// Messages that are streams and have not ended.
    streaming: BTreeSet<String>,
    pub(crate) members: Vec<&'static str>,
    pub(crate) pause: Duration,
    /// Where Socket Mode is, and how often it is refused first.
    pub(crate) socket: String,
    pub(crate) sockets_refused: usize,
    address: String,
}

#[derive(Clone, Default)]
pub(crate) struct Server(pub(crate) Arc<Mutex<World>>);

impl Server {
    pub(crate) async fn start() -> Server {
        let server = Server::default();
        let router = Router::new()
            .route("/api/{method}", post(call))
            .route("/upload", post(upload))
            .with_state(server.clone());
        let address = serve(router).await;
        server.0.lock().unwrap().address = address;
        server
    }

    pub(crate) fn faults(&self, faults: &[Fault]) {
        self.0.lock().unwrap().faults.extend(faults);
    }

    pub(crate) fn base_url(&self) -> String {
        format!("{}/api", self.0.lock().unwrap().address)
    }

    pub(crate) fn slack(&self) -> Arc<Slack> {
        slack(&self.base_url())
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        let world = self.0.lock().unwrap();
        world.messages.iter().map(|message| message["text"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn slack(base_url: &str) -> Arc<Slack> {
    let settings = SlackSettings {
        base_url: base_url.to_owned(),
        tokens: Tokens::one(Secret::new(TOKEN)),
        installed: None,
    };
    Arc::new(Slack::new(settings).unwrap())
}

async fn upload(State(server): State<Server>, body: Bytes) -> &'static str {
    server.0.lock().unwrap().uploads.push(body.to_vec());
    "OK"
}

async fn call(
    State(server): State<Server>,
    Path(method): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let token = if method == "apps.connections.open" { APP_TOKEN } else { TOKEN };
    assert_eq!(headers["authorization"], format!("Bearer {token}"));
    let body = if body.is_empty() { Value::Null } else { read(&headers, &body) };
    let (reply, pause) = server.0.lock().unwrap().answer(&method, &body);
    // The effect is there before the reply, as with any server.
    tokio::time::sleep(pause).await;
    reply.unwrap_or_else(lost)
}

/// A reply that breaks off.
fn lost() -> Response {
    let broken = stream::iter([Err::<Bytes, _>(std::io::Error::other("lost"))]);
    Body::from_stream(broken).into_response()
}

fn read(headers: &HeaderMap, body: &[u8]) -> Value {
    if headers["content-type"].to_str().unwrap().starts_with("application/json") {
        return serde_json::from_slice(body).unwrap();
    }
    let text = String::from_utf8(body.to_vec()).unwrap();
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let fields = text.split('&').filter_map(|field| field.split_once('='));
    fields
        .map(|(name, value)| (decode(name), Value::from(decode(value))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn ok(more: Value) -> Option<Response> {
    let mut body = json!({ "ok": true });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Some(Json(body).into_response())
}

fn error(name: &str) -> Option<Response> {
    Some(Json(json!({ "ok": false, "error": name })).into_response())
}

impl World {
    /// None where the reply is lost.
    fn answer(&mut self, method: &str, body: &Value) -> (Option<Response>, Duration) {
        self.calls.push(method.to_owned());
        self.bodies.push((method.to_owned(), body.clone()));
        if self.unknown.contains(&method) {
            return (error("unknown_method"), Duration::ZERO);
        }
        let posts = matches!(method, "chat.postMessage" | "chat.update" | "chat.postEphemeral")
            || method.ends_with("Stream")
            || method == "views.publish"
            || method == "files.completeUploadExternal" && body.get("channel_id").is_some();
        let fault = if posts { self.faults.pop_front() } else { None };
        let reply = match fault {
            Some(Fault::LostBefore) => None,
            Some(Fault::Busy) => {
                Some((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")], "").into_response())
            }
            Some(Fault::BrokenBefore) => Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
            Some(Fault::NotLookedAt) => error("invalid_blocks"),
            Some(Fault::Refused) => error("channel_not_found"),
            None | Some(Fault::None) => self.act(method, body),
            Some(Fault::LostAfter) => self.act(method, body).and(None),
            Some(Fault::BrokenAfter) => {
                self.act(method, body);
                Some(StatusCode::INTERNAL_SERVER_ERROR.into_response())
            }
        };
        (reply, if posts { self.pause } else { Duration::ZERO })
    }

    fn act(&mut self, method: &str, body: &Value) -> Option<Response> {
        let ts = format!("1800000000.{:06}", self.calls.len());
        match method {
            "chat.postMessage" => {
                let mut message = body.clone();
                message["ts"] = ts.clone().into();
                self.messages.push(message);
                ok(json!({ "channel": body["channel"], "ts": ts }))
            }
            "chat.postEphemeral" => {
                self.ephemeral.push(body.clone());
                ok(json!({ "message_ts": ts }))
            }
            "chat.startStream" => {
                let blocks = body["chunks"][0]["blocks"].clone();
                let (channel, thread) = (&body["channel"], &body["thread_ts"]);
                let message = json!({ "ts": ts, "channel": channel, "thread_ts": thread, "text": "", "blocks": blocks });
                self.messages.push(message);
                self.streaming.insert(ts.clone());
                ok(json!({ "channel": channel, "ts": ts }))
            }
            "chat.appendStream" | "chat.stopStream" => {
                let ts = body["ts"].as_str().unwrap_or_default();
                if !self.streaming.contains(ts) {
                    return error("message_not_in_streaming_state");
                }
                if method == "chat.stopStream" {
                    self.streaming.remove(ts);
                }
                let message = self.messages.iter_mut().find(|one| one["ts"] == ts).unwrap();
                let new = body["chunks"][0]["blocks"].as_array().into_iter().flatten().cloned();
                message["blocks"].as_array_mut().unwrap().extend(new);
                ok(json!({ "channel": body["channel"], "ts": ts }))
            }
            "chat.update" if self.streaming.contains(body["ts"].as_str().unwrap_or_default()) => {
                error("streaming_state_conflict")
            }
            "chat.update" => {
                self.updates.push(body.clone());
                let Some(message) = self.messages.iter_mut().find(|one| one["ts"] == body["ts"]) else {
                    return error("message_not_found");
                };
                message["text"] = body["text"].clone();
                message["blocks"] = body["blocks"].clone();
                ok(json!({ "channel": body["channel"], "ts": body["ts"] }))
            }
            "conversations.open" if body["users"] == "Uguest" => error("cannot_dm_bot"),
            "conversations.open" => {
                ok(json!({ "channel": { "id": format!("D{}", body["users"].as_str().unwrap()) } }))
            }
            "conversations.members" => ok(json!({ "members": self.members })),
            "conversations.history" | "conversations.replies" => {
                let here = |message: &&Value| {
                    message["channel"] == body["channel"] && message.get("thread_ts") == body.get("ts")
                };
                ok(json!({ "messages": self.messages.iter().filter(here).collect::<Vec<_>>() }))
            }
            "files.getUploadURLExternal" => {
                ok(json!({ "upload_url": format!("{}/upload", self.address), "file_id": "F1" }))
            }
            "files.completeUploadExternal" => {
                if body.get("channel_id").is_some() {
                    self.files.push(body.clone());
                }
                ok(json!({ "files": [{ "id": "F1" }] }))
            }
            "apps.connections.open" if self.sockets_refused > 0 => {
                self.sockets_refused -= 1;
                error("invalid_auth")
            }
            "apps.connections.open" => ok(json!({ "url": self.socket })),
            "views.publish" => {
                self.homes.push(body.clone());
                ok(json!({}))
            }
            "assistant.threads.setStatus" => ok(json!({})),
            "auth.test" => ok(json!({ "user_id": "UBOT" })),
            _ => error("unknown_method"),
        }
    }
}
