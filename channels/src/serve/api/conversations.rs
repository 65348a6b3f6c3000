use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use schemars::JsonSchema;
use sentia_agent::store::Summary;
use serde::{Deserialize, Serialize};

use crate::{
    present::ShownTurn,
    render::clean,
    serve::{
        extract::{Asked, Body, Named},
        problem::Problem,
        server::Server,
        who::Asker,
    },
};

#[derive(Deserialize, JsonSchema)]
pub(super) struct ConversationPath {
    /// `c12`
    conversation: String,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Limit {
    /// How many, at most; 1 to 500.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ShownSummary {
    id: String,
    title: String,
    started_at: String,
    updated_at: String,
    turns: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ShownConversation {
    #[serde(flatten)]
    summary: ShownSummary,
    answers: Vec<ShownTurn>,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Rename {
    /// 1 to 80 characters.
    #[schemars(length(min = 1, max = 80))]
    title: String,
}

pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Asker(person): Asker,
    Asked(Limit { limit }): Asked<Limit>,
) -> Result<Json<Vec<ShownSummary>>, Problem> {
    let limit = limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "limit is a number from 1 to 500"));
    }
    let found = server.store.conversations(&person.scope, limit).await?;
    Ok(Json(found.into_iter().map(shown).collect()))
}

pub(super) async fn read(
    State(server): State<Arc<Server>>,
    Asker(person): Asker,
    Named(ConversationPath { conversation: id }): Named<ConversationPath>,
) -> Result<Json<ShownConversation>, Problem> {
    let summary = shown(server.store.summary(&person.scope, &id).await?);
    let conversation = server.store.conversation(&person.scope, &id).await?;
    let answer = |(at, turn): (usize, &sentia_agent::PastTurn)| {
        let turn_id = format!("{}-{}", conversation.id, at + 1);
        ShownTurn::of(&turn_id, &conversation.id, &turn.question, &turn.answer)
    };
    let answers = conversation.turns.iter().enumerate().map(answer).collect();
    Ok(Json(ShownConversation { summary, answers }))
}

pub(super) async fn rename(
    State(server): State<Arc<Server>>,
    Asker(person): Asker,
    Named(ConversationPath { conversation: id }): Named<ConversationPath>,
    Body(Rename { title }): Body<Rename>,
) -> Result<Json<ShownSummary>, Problem> {
    let title = clean(&title).trim().to_owned();
    if !(1..=80).contains(&title.chars().count()) {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "a title has 1 to 80 characters"));
    }
    server.store.rename(&person.scope, &id, &title).await?;
    Ok(Json(shown(server.store.summary(&person.scope, &id).await?)))
}

pub(super) async fn remove(
    State(server): State<Arc<Server>>,
    Asker(person): Asker,
    Named(ConversationPath { conversation: id }): Named<ConversationPath>,
) -> Result<StatusCode, Problem> {
    server.store.remove(&person.scope, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(summary: Summary) -> ShownSummary {
    ShownSummary {
        id: summary.id,
        title: clean(&summary.title),
        started_at: summary.started_at.to_string(),
        updated_at: summary.updated_at.to_string(),
        turns: summary.turns,
    }
}
