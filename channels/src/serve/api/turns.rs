use std::sync::Arc;

use aide::NoApi;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use schemars::JsonSchema;
use sentia_agent::store::Verdict;
use sentia_reports::write;
use sentia_semantic::{Clock, SystemClock};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    failure::Failure,
    present::ShownTurn,
    render::clean,
    report::of_turn,
    serve::{
        extract::{Body, Named, at_most},
        files::{self, Document},
        problem::Problem,
        server::Server,
        tag::Tagged,
        who::Asker,
    },
};

#[derive(Deserialize, JsonSchema)]
pub(super) struct TurnPath {
    /// `c12-3`
    turn: String,
}

pub(super) async fn read(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(TurnPath { turn }): Named<TurnPath>,
) -> Result<Json<ShownTurn>, Problem> {
    let record = server.store.turn(&person.scope, &turn).await?;
    Ok(Json(ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer)))
}

/// As `sentia ask --json` prints it.
pub(super) async fn evidence(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    NoApi(headers): NoApi<HeaderMap>,
    Named(TurnPath { turn }): Named<TurnPath>,
) -> Result<Tagged<Vec<Value>>, Problem> {
    let record = server.store.turn(&person.scope, &turn).await?;
    let evidence = record.answer.evidence.iter().map(serde_json::to_value).collect::<Result<_, _>>();
    Tagged::of(&headers, &evidence.map_err(Failure::from)?)
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct FilePath {
    /// `c12-3`
    turn: String,
    /// `pdf`, `xlsx`, `docx`, `html`, `csv` or `md`
    ending: String,
}

/// The answer as a document.
pub(super) async fn file(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    NoApi(headers): NoApi<HeaderMap>,
    Named(FilePath { turn, ending }): Named<FilePath>,
) -> Result<Response, Problem> {
    let format = files::format(&ending)?;
    let record = server.store.turn(&person.scope, &turn).await?;
    let company = server.service.house.company.clone();
    let told = serde_json::to_vec(&record).map_err(Failure::from)?;
    let document = Document { name: &turn, format, from: &[&told, server.service.house.company.as_bytes()] };
    let write = move || Ok(write(&of_turn(&record, &company), format)?);
    document.sent(&server.limits, &person, &headers, write).await
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum GivenVerdict {
    Good,
    Bad,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Judgement {
    verdict: GivenVerdict,
    /// What should be otherwise, such as "this should be net of credits".
    #[schemars(length(max = 2000))]
    #[serde(default)]
    words: String,
}

pub(super) async fn judge(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(TurnPath { turn }): Named<TurnPath>,
    Body(Judgement { verdict, words }): Body<Judgement>,
) -> Result<StatusCode, Problem> {
    let verdict = match verdict {
        GivenVerdict::Good => Verdict::Good,
        GivenVerdict::Bad => Verdict::Bad,
    };
    at_most(2000, "words", &words)?;
    let words = clean(&words);
    server.store.judge(&person.scope, &turn, verdict, words.trim(), SystemClock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn share(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(TurnPath { turn }): Named<TurnPath>,
) -> Result<StatusCode, Problem> {
    server.store.share(&person.scope, &turn, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn unshare(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(TurnPath { turn }): Named<TurnPath>,
) -> Result<StatusCode, Problem> {
    server.store.share(&person.scope, &turn, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn shared(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(TurnPath { turn }): Named<TurnPath>,
) -> Result<Json<SharedTurn>, Problem> {
    let record = server.store.shared(&person, &turn).await?;
    Ok(Json(SharedTurn {
        by: record.person.name.clone(),
        asked_at: record.now.to_string(),
        turn: ShownTurn::of(&record.id, "", &record.question, &record.answer),
    }))
}

#[derive(Serialize, JsonSchema)]
pub(super) struct SharedTurn {
    /// Who asked.
    by: String,
    asked_at: String,
    turn: ShownTurn,
}
