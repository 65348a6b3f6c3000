use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use schemars::JsonSchema;
use sentia_agent::store::Summary;
use serde::{Deserialize, Serialize};

use crate::{
    present::ShownTurn,
    render::clean,
    serve::{
        extract::{Asked, Body, Named, SEEN, at_most, whole},
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
    /// Only those in whose title or questions these words stand.
    #[schemars(length(max = 200))]
    search: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ShownSummary {
    id: String,
    title: String,
    started_at: String,
    updated_at: String,
    turns: u64,
    /// Whether it stands first in the list.
    pinned: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ShownConversation {
    #[serde(flatten)]
    summary: ShownSummary,
    answers: Vec<ShownTurn>,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Change {
    /// 1 to 80 characters, one of which can be seen.
    #[schemars(length(min = 1, max = 80), regex(pattern = SEEN))]
    #[serde(default)]
    title: Option<String>,
    /// Whether it stands first in the list.
    #[serde(default)]
    pinned: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct Branch {
    /// How many turns of it the other conversation begins with.
    #[schemars(range(min = 1, max = u32::MAX))]
    #[serde(deserialize_with = "whole")]
    turns: u32,
}

pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Asked(Limit { limit, search }): Asked<Limit>,
) -> Result<Json<Vec<ShownSummary>>, Problem> {
    let limit = limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "limit is a number from 1 to 500"));
    }
    at_most(200, "search", search.as_deref().unwrap_or_default())?;
    let found = match search.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => server.store.search(&person.scope, words, limit).await?,
        None => server.store.conversations(&person.scope, limit).await?,
    };
    Ok(Json(found.into_iter().map(shown).collect()))
}

pub(super) async fn read(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
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

pub(super) async fn change(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(ConversationPath { conversation: id }): Named<ConversationPath>,
    Body(Change { title, pinned }): Body<Change>,
) -> Result<Json<ShownSummary>, Problem> {
    if let Some(title) = title {
        at_most(80, "a title", &title)?;
        let title = clean(&title).trim().to_owned();
        if title.is_empty() {
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "a title has 1 to 80 characters"));
        }
        server.store.rename(&person.scope, &id, &title).await?;
    }
    if let Some(pinned) = pinned {
        server.store.pin(&person.scope, &id, pinned).await?;
    }
    Ok(Json(shown(server.store.summary(&person.scope, &id).await?)))
}

pub(super) async fn branch(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(ConversationPath { conversation: id }): Named<ConversationPath>,
    Body(Branch { turns }): Body<Branch>,
) -> Result<Json<ShownSummary>, Problem> {
    if turns == 0 {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "a branch begins with at least one turn"));
    }
    let branch = server.store.branch(&person.scope, &id, turns).await?;
    Ok(Json(shown(server.store.summary(&person.scope, &branch).await?)))
}

pub(super) async fn remove(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
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
        pinned: summary.pinned,
    }
}
