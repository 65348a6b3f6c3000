//! Requests to channels, and which of three things their failure means: not sent, no telling, or refused.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response, StatusCode, header::RETRY_AFTER, redirect::Policy};
use serde_json::Value;

use crate::{SendError, reply::cut};

/// How long a channel may take over a request.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What a channel asks for that names no time.
const REST: Duration = Duration::from_secs(5);

/// No redirects: a token goes to the host that it was meant for.
pub(crate) fn client() -> Result<Client, SendError> {
    let built = Client::builder().redirect(Policy::none()).timeout(PATIENCE).user_agent("sentia").build();
    built.map_err(|error| SendError::Refused(format!("no HTTP client: {}", error.without_url())))
}

/// For a request that turns its connection into another: only HTTP/1.1 can do that, and it lasts.
pub(crate) fn upgradable() -> Result<Client, SendError> {
    let built = Client::builder().redirect(Policy::none()).http1_only().user_agent("sentia").build();
    built.map_err(|error| SendError::Refused(format!("no HTTP client: {}", error.without_url())))
}

/// Status, and the body as JSON (null where it is none), of what the channel did not fail at.
pub(crate) async fn call(request: RequestBuilder) -> Result<(StatusCode, Value), SendError> {
    let response = request.send().await.map_err(fault)?;
    let status = response.status();
    let after = retry_after(&response);
    let body = response.bytes().await.map_err(|error| unclear(&error))?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    if status == StatusCode::TOO_MANY_REQUESTS {
        // Telegram says how long in the body.
        let named = body.pointer("/parameters/retry_after").and_then(Value::as_u64).map(Duration::from_secs);
        return Err(SendError::Busy { after: after.or(named).unwrap_or(REST) });
    }
    if status == StatusCode::REQUEST_TIMEOUT || status.is_server_error() {
        return Err(SendError::Unclear(format!("HTTP {status}")));
    }
    Ok((status, body))
}

/// A refusal in the channel's own words, which are cut: they are somebody else's.
pub(crate) fn refused(status: StatusCode, words: &str) -> SendError {
    SendError::Refused(format!("HTTP {}: {}", status.as_u16(), cut(words, 200)))
}

/// Without its address, as all texts of errors.
pub(crate) fn fault(error: reqwest::Error) -> SendError {
    if error.is_connect() || error.is_builder() {
        return SendError::NotSent(error.without_url().to_string());
    }
    unclear(&error)
}

/// Without its address, where tokens can stand: kinds say enough.
fn unclear(error: &reqwest::Error) -> SendError {
    SendError::Unclear(if error.is_timeout() { "timed out" } else { "connection lost" }.to_owned())
}

/// In seconds; a date is not worth a parser, because the rest is then as long as any.
fn retry_after(response: &Response) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}
