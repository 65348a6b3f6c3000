use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

use super::{Slack, events, signature::verify};
use crate::{Inbound, Intake, Secret, wire};

/// Slack sends far less.
pub(super) const MOST_BYTES: usize = 1 << 20;

#[derive(Clone)]
struct Door {
    slack: Arc<Slack>,
    signing_secret: Secret,
    intake: Intake,
}

/// `/events`, `/commands` and `/interactions`, to be mounted where the app's configuration at Slack points.
pub fn routes(slack: Arc<Slack>, signing_secret: Secret, intake: Intake) -> Router {
    Router::new()
        .route("/events", post(event))
        .route("/commands", post(command))
        .route("/interactions", post(interaction))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(Door { slack, signing_secret, intake })
}

impl Door {
    /// The signature is over the bytes as they came.
    fn knows(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let known = verify(&self.signing_secret, self.intake.clock(), headers, body);
        if !known {
            tracing::warn!("a request that Slack did not sign was turned away");
        }
        known
    }

    /// Slack is thanked once the message is kept, and answered later.
    async fn keep(&self, inbound: impl IntoIterator<Item = Inbound>) -> Response {
        for inbound in inbound {
            if let Err(error) = self.intake.accept(&inbound).await {
                tracing::error!(%error, "a message from Slack was not kept");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        }
        StatusCode::OK.into_response()
    }
}

async fn event(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    if !door.knows(&headers, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(envelope) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if wire::text(&envelope, "/type") == "url_verification" {
        return Json(json!({ "challenge": wire::text(&envelope, "/challenge") })).into_response();
    }
    if let Err(error) = door.slack.let_go(&envelope) {
        tracing::error!(%error, "the token of a workspace that took the app away is still kept");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    door.keep(events::event(&envelope)).await
}

async fn command(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    if !door.knows(&headers, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    door.keep(events::command(&form(&body), door.intake.clock().millis())).await
}

async fn interaction(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    if !door.knows(&headers, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let form = form(&body);
    let payload = form.get("payload").and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(payload) = payload else { return StatusCode::BAD_REQUEST.into_response() };
    door.keep(events::interaction(&payload, door.intake.clock().millis())).await
}

/// Fields of a form; of doubled ones the last.
fn form(body: &[u8]) -> HashMap<String, String> {
    let body = String::from_utf8_lossy(body);
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let fields = body.split('&').filter_map(|field| field.split_once('='));
    fields.map(|(name, value)| (decode(name), decode(value))).collect()
}
