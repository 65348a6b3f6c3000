//! Names failures by the caller's next move, in words that hold neither the key nor an address with one.

use std::time::Duration;

use rig_core::{
    ProviderError as RigError, ProviderResponseError,
    http_client::{Error as HttpError, HeaderMap},
    wire::Secret,
};
use rig_reqwest::reqwest;
use serde_json::Value;

use super::super::ProviderError;

/// Characters of the provider's own words that are worth showing.
const DETAIL: usize = 300;

#[derive(Clone)]
pub(super) struct Faults {
    provider: String,
    key: Secret,
}

impl Faults {
    pub(super) fn new(provider: &str, key: Secret) -> Self {
        Faults { provider: provider.to_owned(), key }
    }

    pub(super) fn name(&self, error: &RigError) -> ProviderError {
        match error {
            RigError::Http(error) => self.transport(error),
            RigError::ProviderResponse(response) | RigError::InvalidAuthentication(response) => {
                self.response(response)
            }
            RigError::Truncated => self.retry("its reply broke off", None),
            RigError::Response(detail) => self.retry(&format!("its reply could not be read: {detail}"), None),
            RigError::Json(_) => self.retry("its reply could not be read: it is not JSON", None),
            RigError::Url(_) => self.elsewhere("its base URL is not an address; check the configuration"),
            RigError::Request(error) => self.give_up(&error.to_string()),
            other => self.give_up(&other.to_string()),
        }
    }

    pub(super) fn retry(&self, detail: &str, after: Option<Duration>) -> ProviderError {
        ProviderError::Retry { provider: self.provider.clone(), detail: self.clean(detail), after }
    }

    pub(super) fn elsewhere(&self, detail: &str) -> ProviderError {
        ProviderError::Elsewhere { provider: self.provider.clone(), detail: self.clean(detail) }
    }

    pub(super) fn give_up(&self, detail: &str) -> ProviderError {
        ProviderError::GiveUp { provider: self.provider.clone(), detail: self.clean(detail) }
    }

    /// One printable line without the key, of bounded length.
    fn clean(&self, detail: &str) -> String {
        let shown =
            if self.key.is_empty() { detail.to_owned() } else { detail.replace(self.key.expose(), "[key]") };
        let line: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        match line.char_indices().nth(DETAIL) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    fn transport(&self, error: &HttpError) -> ProviderError {
        match error {
            HttpError::InvalidContentType(_) => {
                self.elsewhere("it did not answer with an event stream; check the base URL")
            }
            HttpError::Instance(source) => match source.downcast_ref::<reqwest::Error>() {
                Some(error) if error.is_builder() => {
                    self.elsewhere("its base URL is not an address; check the configuration")
                }
                Some(error) if error.is_connect() => self.elsewhere(&unreachable(error)),
                Some(error) if error.is_timeout() => self.retry("it was silent for too long", None),
                _ => self.retry("the connection broke", None),
            },
            HttpError::StreamEnded => self.retry("its reply broke off", None),
            HttpError::InvalidHeaderValue(_) => {
                self.elsewhere("the API key holds characters that no key has")
            }
            _ => self.give_up("the request could not be put on the wire"),
        }
    }

    fn response(&self, response: &ProviderResponseError) -> ProviderError {
        let kind = response.machine_code().unwrap_or_default();
        match response.status.map(|status| status.as_u16()) {
            Some(status) if !(200..300).contains(&status) => self.status(status, response),
            // An error event after HTTP 200: its type stands for the status.
            _ => self.status(status_of(&kind), response),
        }
    }

    fn status(&self, status: u16, response: &ProviderResponseError) -> ProviderError {
        let words = message(&response.body);
        let after = retry_after(response.headers.as_ref());
        match status {
            // Without a time to wait for, a limit is a quota: the same request would fail again at once.
            429 if after.is_none() && response.status.is_some() => {
                self.elsewhere(&format!("rate limit reached: {words}"))
            }
            429 => self.retry(&format!("rate limit reached: {words}"), after),
            400 if is_spend_limit(&words) => self.elsewhere(&format!("spending limit reached: {words}")),
            401 | 403 => self.elsewhere(&format!("the API key was refused: {words}")),
            402 => self.elsewhere(&format!("billing: {words}")),
            404 => self.elsewhere(&format!("no such model or address: {words}")),
            408 | 409 | 425 => self.retry(&words, after),
            300..400 => self.elsewhere("it answered with a redirect; check the base URL"),
            529 => self.retry(&format!("overloaded: {words}"), after),
            500.. => self.retry(&format!("its server failed with status {status}: {words}"), after),
            _ => self.give_up(&words),
        }
    }
}

fn unreachable(error: &reqwest::Error) -> String {
    let cause = if error.is_timeout() { "no connection in time" } else { "no connection" };
    format!("it cannot be reached: {cause}; check the network and the base URL")
}

/// The status that the API gives this error type where it can still set one.
fn status_of(kind: &str) -> u16 {
    match kind {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 500,
    }
}

/// The provider's own sentence, or the start of whatever it sent.
fn message(body: &str) -> String {
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    let sentence = parsed.as_ref().and_then(|body| body.pointer("/error/message")?.as_str());
    match sentence {
        Some(sentence) => sentence.to_owned(),
        None if body.trim().is_empty() => "no reason given".to_owned(),
        None => body.trim().chars().take(DETAIL).collect(),
    }
}

fn is_spend_limit(words: &str) -> bool {
    let words = words.to_lowercase();
    ["credit balance", "usage limit", "spend limit", "spending limit", "billing", "quota"]
        .iter()
        .any(|sign| words.contains(sign))
}

fn retry_after(headers: Option<&HeaderMap>) -> Option<Duration> {
    let seconds: f64 = headers?.get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}
