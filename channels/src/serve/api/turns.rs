use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use sentia_reports::{Format, write};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    failure::Failure,
    present::ShownTurn,
    report::of_turn,
    serve::{extract::Named, problem::Problem, server::Server, who::Asker},
};

#[derive(Deserialize, JsonSchema)]
pub(super) struct TurnPath {
    /// `c12-3`
    turn: String,
}

pub(super) async fn read(
    State(server): State<Arc<Server>>,
    Asker(person): Asker,
    Named(TurnPath { turn }): Named<TurnPath>,
) -> Result<Json<ShownTurn>, Problem> {
    let record = server.store.turn(&person.scope, &turn).await?;
    Ok(Json(ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer)))
}

/// As `sentia ask --json` prints it.
pub(super) async fn evidence(
    State(server): State<Arc<Server>>,
    Asker(person): Asker,
    Named(TurnPath { turn }): Named<TurnPath>,
) -> Result<Json<Vec<Value>>, Problem> {
    let record = server.store.turn(&person.scope, &turn).await?;
    let evidence = record.answer.evidence.iter().map(serde_json::to_value).collect::<Result<_, _>>();
    Ok(Json(evidence.map_err(|error| Problem::from(Failure::from(error)))?))
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct FilePath {
    /// `c12-3`
    turn: String,
    /// `pdf`, `xlsx`, `docx`, `html`, `csv` or `md`
    ending: String,
}

/// The answer as a document. Laying one out takes the processor for a while, so it is done beside what serves others.
pub(super) async fn file(
    State(server): State<Arc<Server>>,
    Asker(person): Asker,
    Named(FilePath { turn, ending }): Named<FilePath>,
) -> Result<Response, Problem> {
    let known = Format::ALL.into_iter().find(|format| format.extension() == ending);
    let format = known.ok_or_else(|| {
        let endings = Format::ALL.map(Format::extension).join(", ");
        Problem::new(
            StatusCode::NOT_FOUND,
            format!("an answer cannot be had as {ending}; choose from {endings}"),
        )
    })?;
    let record = server.store.turn(&person.scope, &turn).await?;
    let written = tokio::task::spawn_blocking(move || write(&of_turn(&record, ""), format)).await;
    let bytes = written.map_err(|error| Failure::Runtime(error.into()))?.map_err(Failure::from)?;
    let name = format!("attachment; filename=\"{turn}.{}\"", format.extension());
    let headers =
        [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}
