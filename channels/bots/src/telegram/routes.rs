use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::json;

use super::{
    Telegram,
    poll::{KINDS, take},
};
use crate::{Intake, Secret, SendError};

const MOST_BYTES: usize = 1 << 20;

#[derive(Clone)]
struct Door {
    telegram: Arc<Telegram>,
    secret: Secret,
    intake: Intake,
}

/// `/updates`, for a webhook that was set with this secret (see [`Telegram::set_webhook`]).
pub fn routes(telegram: Arc<Telegram>, secret: Secret, intake: Intake) -> Router {
    Router::new().route("/updates", post(update)).layer(DefaultBodyLimit::max(MOST_BYTES)).with_state(Door {
        telegram,
        secret,
        intake,
    })
}

async fn update(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let secret = headers.get("x-telegram-bot-api-secret-token").and_then(|value| value.to_str().ok());
    // An empty secret would let in whoever sends an empty one.
    if !secret.is_some_and(|secret| !secret.is_empty() && door.secret.is(secret)) {
        tracing::warn!("an update that is not from Telegram was turned away");
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(update) = serde_json::from_slice(&body) else { return StatusCode::BAD_REQUEST };
    match take(&door.telegram, &door.intake, &update).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!(%error, "a message from Telegram was not kept");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

impl Telegram {
    /// Tells Telegram where to send updates, and with which secret (1 to 256 of `A-Z a-z 0-9 _ -`).
    ///
    /// # Errors
    /// Where Telegram cannot be reached or does not like the address.
    pub async fn set_webhook(&self, address: &str, secret: &Secret) -> Result<(), SendError> {
        let body = json!({ "url": address, "secret_token": secret.reveal(), "allowed_updates": KINDS });
        self.call("setWebhook", &body).await.map(drop)
    }

    /// Ends the webhook, so that updates can be polled for.
    ///
    /// # Errors
    /// Where Telegram cannot be reached.
    pub async fn delete_webhook(&self) -> Result<(), SendError> {
        self.call("deleteWebhook", &json!({})).await.map(drop)
    }
}
