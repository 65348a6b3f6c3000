use std::{convert::Infallible, sync::Arc};

use aide::{NoApi, OperationInput, axum::IntoApiResponse, generate::GenContext, openapi::Operation};
use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderMap, StatusCode, request::Parts},
    response::{IntoResponse, Sse, sse},
};
use futures::{Stream, StreamExt};
use schemars::{JsonSchema, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

use crate::{
    failure::Failure,
    serve::{
        extract::{Body, Named, header_parameter, objects},
        problem::Problem,
        runs::{Order, Run, Turn, start as start_run},
        server::Server,
        who::Asker,
    },
};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;

/// What AG-UI calls a run's input, as far as it is used here.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunInput {
    /// The client's name for the conversation. One of ours (`c12`) goes on with it; any other begins one, unless the
    /// state names it.
    #[schemars(length(max = 200))]
    thread_id: String,
    /// The client's name for this run: asked again under it, the same run is told again.
    #[schemars(length(min = 1, max = 200))]
    run_id: String,
    /// As the last run's STATE_SNAPSHOT left it: `{"conversation": "c12"}`.
    #[serde(default)]
    state: Value,
    /// The question is the last one by the user; what was said before is known here.
    #[schemars(extend("contains" = question_in_words()))]
    #[serde(deserialize_with = "objects")]
    messages: Vec<Message>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Message {
    role: String,
    /// Text, or parts of which those of text are read.
    #[serde(default)]
    content: Value,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct RunPath {
    run: String,
}

pub(super) async fn start(
    State(server): State<Arc<Server>>,
    Asker(person, behalf): Asker,
    NoApi(headers): NoApi<HeaderMap>,
    IdempotencyKey(key): IdempotencyKey,
    Body(input): Body<RunInput>,
) -> Result<impl IntoApiResponse, Problem> {
    let asked = blake3::hash(&serde_json::to_vec(&input).map_err(Failure::from)?);
    let mut order = Order {
        question: question(&input.messages)?,
        conversation: conversation(&input),
        thread: name(input.thread_id, 0)?,
        run: name(input.run_id, 1)?,
        person,
        behalf,
        turn: Turn::default(),
    };
    let seen = seen(&headers)?;
    // Nothing is begun that nobody could hear.
    let place = server.runs.listen()?;
    let Some(key) = key else {
        return Ok(NoApi(told(start_run(&server, order).await?, seen, place)));
    };
    let owner = (order.person.scope.tenant.clone(), order.person.scope.person.clone());
    order.turn = server.runs.keys.claim(&owner, &key, asked, Instant::now())?;
    let started = start_run(&server, order).await;
    if started.is_err() {
        server.runs.keys.release(&owner, &key);
    }
    Ok(NoApi(told(started?, seen, place)))
}

/// By which a client names a question, so that it is asked once however often it is sent.
pub(super) struct IdempotencyKey(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(IDEMPOTENCY_KEY) else { return Ok(IdempotencyKey(None)) };
        let is_key = |key: &&str| (1..=LONGEST_KEY).contains(&key.len()) && !key.contains(' ');
        let key = value.to_str().ok().filter(is_key);
        let detail = format!("Idempotency-Key has 1 to {LONGEST_KEY} letters, digits and signs of ASCII");
        let key = key.ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail))?;
        Ok(IdempotencyKey(Some(key.to_owned())))
    }
}

impl OperationInput for IdempotencyKey {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        let description = "For a day the same key with the same body gives the same turn, and with another body 422; \
                           the latest 1,000 of a person are known. A UUID will do.";
        let schema = json_schema!({ "type": "string", "pattern": format!("^[!-~]{{1,{LONGEST_KEY}}}$") });
        header_parameter(context, operation, "Idempotency-Key", description, schema);
    }
}

pub(super) async fn events(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    NoApi(headers): NoApi<HeaderMap>,
    Named(RunPath { run }): Named<RunPath>,
) -> Result<impl IntoApiResponse, Problem> {
    let run = find(&server, &person.scope, run)?;
    let seen = seen(&headers)?;
    Ok(NoApi(told(run, seen, server.runs.listen()?)))
}

pub(super) async fn cancel(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(RunPath { run }): Named<RunPath>,
) -> Result<StatusCode, Problem> {
    find(&server, &person.scope, run)?.cancel();
    Ok(StatusCode::NO_CONTENT)
}

fn find(server: &Server, scope: &sentia_semantic::Scope, run: String) -> Result<Arc<Run>, Problem> {
    let found = server.runs.find(&(scope.tenant.clone(), scope.person.clone(), run));
    let gone = "there is no such run, or it ended long ago; its answer stands in the conversation";
    found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, gone))
}

fn told(run: Arc<Run>, seen: usize, place: OwnedSemaphorePermit) -> impl IntoResponse {
    Sse::new(events_of(run, seen, place)).keep_alive(sse::KeepAlive::default())
}

/// The place is kept until the stream is dropped.
fn events_of(
    run: Arc<Run>,
    seen: usize,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<sse::Event, Infallible>> + Send {
    run.events(seen).map(move |(number, frame)| {
        let _kept = &place;
        Ok(sse::Event::default().id(number.to_string()).data(&*frame))
    })
}

/// The number of the last event that the client has.
fn seen(headers: &HeaderMap) -> Result<usize, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(0) };
    let number = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    number.ok_or_else(|| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Last-Event-ID is the id of an event, a number")
    })
}

fn name(name: String, least: usize) -> Result<String, Problem> {
    if (least..=200).contains(&name.chars().count()) {
        return Ok(name);
    }
    Err(Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "threadId and runId have at most 200 characters, runId at least one",
    ))
}

fn conversation(input: &RunInput) -> String {
    let kept = input.state.get("conversation").and_then(Value::as_str).unwrap_or_default();
    let own = |id: &&str| {
        id.strip_prefix('c')
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if kept.is_empty() {
        Some(input.thread_id.as_str()).filter(own).unwrap_or_default().to_owned()
    } else {
        kept.to_owned()
    }
}

fn question(messages: &[Message]) -> Result<String, Problem> {
    let mut asked =
        messages.iter().filter(|message| message.role == "user").map(|message| text(&message.content));
    asked.rfind(|question| !question.trim().is_empty()).ok_or_else(no_question)
}

pub(in crate::serve) fn no_question() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "messages hold no question: give one of role \"user\" with its text as content",
    )
}

/// What one of the messages must be, as JSON Schema.
pub(in crate::serve) fn question_in_words() -> Value {
    let words = json!({ "type": "string", "pattern": "[A-Za-z0-9]" });
    let part = json!({ "type": "object", "required": ["text"], "properties": { "text": words } });
    let content = json!({ "anyOf": [words, { "type": "array", "contains": part }] });
    json!({
        "type": "object",
        "required": ["role", "content"],
        "properties": { "role": { "const": "user" }, "content": content },
    })
}

/// Text, or the texts among parts.
pub(in crate::serve) fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str));
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}
