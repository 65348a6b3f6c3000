//! The Bot Connector as far as replies and streams go, with faults on demand. Each request that comes is noted.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use futures::stream;
use sentia_bots::{
    Secret,
    teams::{Streaming, Teams, TeamsSettings},
};
use serde_json::{Value, json};

use crate::stage::{clock, serve};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// It takes effect, and the reply is lost.
    LostAfter,
    LostBefore,
    BrokenAfter,
    BrokenBefore,
    Busy,
    /// Streams are not allowed here.
    NotAllowed,
    /// Its reader pressed Stop.
    Stopped,
    /// Of a file, with that status.
    Refused(u16),
}

/// A request as it came, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Noted {
    /// In milliseconds.
    pub(crate) at: i64,
    pub(crate) conversation: String,
    pub(crate) personal: bool,
    pub(crate) activity: Value,
    /// The id that the connector gave it.
    pub(crate) id: String,
    pub(crate) taken: bool,
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) noted: Vec<Noted>,
    /// What stands in a chat by the end: messages, and streams that ended.
    pub(crate) shown: Vec<(String, String, Value)>,
    /// Streams that began, and whether they have ended.
    streams: BTreeMap<String, bool>,
    pub(crate) faults: VecDeque<Fault>,
    /// Who reads along in a group; none where it is not said.
    pub(crate) members: Vec<String>,
    /// Whether messages cannot be taken away, as in some clients.
    pub(crate) keeps_all: bool,
    /// Files as they were put, in the place that each was put in.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What is said to the next of those that put files.
    pub(crate) upload_faults: VecDeque<Fault>,
    /// How often a file was put, taken or not.
    pub(crate) uploads: usize,
    under_way: usize,
    pub(crate) at_once: usize,
}

#[derive(Clone, Default)]
pub(crate) struct Connector(pub(crate) Arc<Mutex<World>>, String);

impl Connector {
    pub(crate) async fn start() -> Connector {
        let world = Arc::<Mutex<World>>::default();
        let token = async || Json(json!({ "access_token": "connector-token", "expires_in": 3600 }));
        let router = Router::new()
            .route("/{tenant}/oauth2/v2.0/token", post(token))
            .route("/v3/conversations", post(open))
            .route("/v3/conversations/{id}/activities", post(activity))
            .route("/v3/conversations/{id}/activities/{activity}", put(update).delete(remove))
            .route("/v3/conversations/{id}/pagedmembers", get(members))
            .route("/upload/{place}", put(upload).get(upload_state))
            .with_state(world.clone());
        Connector(world, serve(router).await)
    }

    pub(crate) fn url(&self) -> &str {
        &self.1
    }

    pub(crate) fn settings(&self, streaming: Streaming) -> TeamsSettings {
        TeamsSettings {
            app_id: "app".into(),
            app_password: Secret::new("x"),
            tenant_id: "T1".into(),
            login_url: self.1.clone(),
            openid_url: "http://127.0.0.1:9".into(),
            upload_url: Some(self.1.clone()),
            streaming,
        }
    }

    pub(crate) fn teams(&self, streaming: Streaming) -> Arc<Teams> {
        Teams::new(self.settings(streaming), clock()).unwrap()
    }

    pub(crate) fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.0.lock().unwrap().faults.extend(faults);
    }

    /// Everything that one can read in a chat, message by message.
    pub(crate) fn texts(&self, conversation: &str) -> Vec<String> {
        let world = self.0.lock().unwrap();
        let here = world.shown.iter().filter(|(place, ..)| place == conversation);
        here.map(|(.., activity)| text(activity)).collect()
    }
}

/// The text of a message, and that of its card.
pub(crate) fn text(activity: &Value) -> String {
    let card = &activity["attachments"][0]["content"];
    let blocks = card["body"].as_array().into_iter().flatten();
    let runs = blocks.flat_map(|block| block["inlines"].as_array().into_iter().flatten());
    let texts = std::iter::once(&activity["text"]).chain(runs.map(|run| &run["text"]));
    texts.filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

fn lost() -> Response {
    let broken = stream::iter([Err::<Bytes, _>(std::io::Error::other("lost"))]);
    Body::from_stream(broken).into_response()
}

fn refused(message: &str) -> Response {
    let error = json!({ "error": { "code": "ContentStreamNotAllowed", "message": message } });
    (StatusCode::FORBIDDEN, Json(error)).into_response()
}

async fn open(Json(body): Json<Value>) -> Json<Value> {
    Json(json!({ "id": format!("private of {}", body["members"][0]["id"].as_str().unwrap()) }))
}

async fn activity(
    State(world): State<Arc<Mutex<World>>>,
    Path(conversation): Path<String>,
    Json(activity): Json<Value>,
) -> Response {
    {
        let mut world = world.lock().unwrap();
        world.under_way += 1;
        world.at_once = world.at_once.max(world.under_way);
    }
    tokio::time::sleep(Duration::from_millis(2)).await;
    let mut world = world.lock().unwrap();
    world.under_way -= 1;
    world.take(conversation, activity)
}

async fn update(
    State(world): State<Arc<Mutex<World>>>,
    Path((_, id)): Path<(String, String)>,
    Json(activity): Json<Value>,
) -> Response {
    let mut world = world.lock().unwrap();
    let Some(shown) = world.shown.iter_mut().find(|(_, known, _)| *known == id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    shown.2 = activity;
    Json(json!({ "id": id })).into_response()
}

async fn members(State(world): State<Arc<Mutex<World>>>) -> Json<Value> {
    let world = world.lock().unwrap();
    let members: Vec<Value> = world.members.iter().map(|id| json!({ "id": id })).collect();
    Json(json!({ "members": members }))
}

async fn remove(
    State(world): State<Arc<Mutex<World>>>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> StatusCode {
    assert_eq!(headers["authorization"], "Bearer connector-token");
    let mut world = world.lock().unwrap();
    if world.keeps_all {
        return StatusCode::NOT_IMPLEMENTED;
    }
    let before = world.shown.len();
    world.shown.retain(|(_, known, _)| *known != id);
    if world.shown.len() < before { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

/// A session of uploading, which ends with its file.
async fn upload(
    State(world): State<Arc<Mutex<World>>>,
    Path(place): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    assert!(!headers.contains_key("authorization"), "the address is a key in itself");
    let mut world = world.lock().unwrap();
    world.uploads += 1;
    let fault = world.upload_faults.pop_front().unwrap_or(Fault::None);
    match fault {
        Fault::Refused(status) => return StatusCode::from_u16(status).unwrap().into_response(),
        Fault::BrokenBefore => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Fault::LostBefore => return lost(),
        Fault::Busy => {
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")], "").into_response();
        }
        _ => {}
    }
    let range = format!("bytes 0-{}/{}", bytes.len() - 1, bytes.len());
    if world.files.contains_key(&place) || headers["content-range"] != range.as_str() {
        return StatusCode::NOT_FOUND.into_response();
    }
    world.files.insert(place, bytes.to_vec());
    match fault {
        Fault::LostAfter => lost(),
        Fault::BrokenAfter => StatusCode::BAD_GATEWAY.into_response(),
        _ => (StatusCode::CREATED, Json(json!({ "id": "01X" }))).into_response(),
    }
}

async fn upload_state(State(world): State<Arc<Mutex<World>>>, Path(place): Path<String>) -> Response {
    if world.lock().unwrap().files.contains_key(&place) {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(json!({ "expirationDateTime": "2027-01-15T09:00:00Z", "nextExpectedRanges": ["0-"] }))
        .into_response()
}

impl World {
    fn take(&mut self, conversation: String, activity: Value) -> Response {
        let is_of_stream = activity["entities"][0]["type"] == "streaminfo";
        let fault = self.faults.pop_front().unwrap_or(Fault::None);
        let fault = match fault {
            Fault::NotAllowed | Fault::Stopped if !is_of_stream => Fault::None,
            fault => fault,
        };
        let id = format!("a{}", self.noted.len());
        let personal = !conversation.starts_with("19:");
        let at = clock().now().as_millisecond();
        let taken = !matches!(
            fault,
            Fault::LostBefore | Fault::BrokenBefore | Fault::Busy | Fault::NotAllowed | Fault::Stopped
        );
        let noted =
            Noted { at, conversation: conversation.clone(), personal, activity: activity.clone(), id, taken };
        self.noted.push(noted.clone());
        let done = if taken { self.act(&noted) } else { StatusCode::OK.into_response() };
        match fault {
            Fault::None | Fault::Refused(_) => done,
            Fault::LostAfter | Fault::LostBefore => lost(),
            Fault::BrokenAfter | Fault::BrokenBefore => StatusCode::BAD_GATEWAY.into_response(),
            Fault::Busy => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")], "").into_response(),
            Fault::NotAllowed => refused("Content stream is not allowed"),
            Fault::Stopped => refused("Content stream was canceled by user."),
        }
    }

    fn act(&mut self, noted: &Noted) -> Response {
        let info = &noted.activity["entities"][0];
        let (conversation, activity) = (noted.conversation.clone(), noted.activity.clone());
        match (info["streamType"].as_str(), info["streamId"].as_str()) {
            (None, _) => {
                self.shown.push((conversation, noted.id.clone(), activity));
                (StatusCode::CREATED, Json(json!({ "id": noted.id }))).into_response()
            }
            (Some(_), None) => {
                self.streams.insert(noted.id.clone(), false);
                (StatusCode::CREATED, Json(json!({ "id": noted.id }))).into_response()
            }
            (Some(kind), Some(stream)) => match self.streams.get_mut(stream) {
                Some(ended) if !*ended => {
                    if kind == "final" {
                        *ended = true;
                        self.shown.push((conversation, stream.to_owned(), activity));
                    }
                    (StatusCode::ACCEPTED, Json(json!({}))).into_response()
                }
                _ => {
                    self.noted.last_mut().unwrap().taken = false;
                    refused("Content stream is not allowed on an already completed streamed message")
                }
            },
        }
    }
}
