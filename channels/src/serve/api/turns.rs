use std::sync::Arc;

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    failure::Failure,
    present::ShownTurn,
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
