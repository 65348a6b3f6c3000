use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

use super::{
    Refusal, Teams,
    activities::{CONSENT, inbound},
};
use crate::{Intake, wire};

const MOST_BYTES: usize = 1 << 20;

#[derive(Clone)]
struct Door {
    teams: Arc<Teams>,
    intake: Intake,
}

/// `/messages`, the messaging endpoint of the bot's registration.
pub fn routes(teams: Arc<Teams>, intake: Intake) -> Router {
    Router::new()
        .route("/messages", post(activity))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(Door { teams, intake })
}

async fn activity(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(activity) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let authorization =
        headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match door.teams.check(authorization, &activity).await {
        Ok(()) => {}
        Err(refusal @ Refusal::NoKeys(_)) => {
            tracing::error!(%refusal, "a message from Teams cannot be checked");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Err(refusal) => {
            tracing::warn!(%refusal, "a request that is not from Teams was turned away");
            return StatusCode::UNAUTHORIZED.into_response();
        }
    }
    let message = inbound(&activity);
    let (is_invoke, name) = (wire::text(&activity, "/type") == "invoke", wire::text(&activity, "/name"));
    match message {
        Some(message) => match door.intake.accept(&message).await {
            Ok(_) if is_invoke && name != CONSENT => invoked(),
            Ok(_) => StatusCode::OK.into_response(),
            Err(error) => {
                tracing::error!(%error, "a message from Teams was not kept");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        },
        None if is_invoke => StatusCode::NOT_IMPLEMENTED.into_response(),
        None => StatusCode::OK.into_response(),
    }
}

/// An action of a card wants a result at once; the answer comes as a message.
fn invoked() -> Response {
    let kind = "application/vnd.microsoft.activity.message";
    Json(json!({ "statusCode": 200, "type": kind, "value": "…" })).into_response()
}
