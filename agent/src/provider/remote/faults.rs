//! Names failures by the caller's next move, in words that hold neither the key nor an address with one.

use std::time::Duration;

use rig_core::{
    ProviderError as RigError, ProviderResponseError, http_client::Error as HttpError, wire::Secret,
};
use rig_reqwest::reqwest;

use super::{
    super::ProviderError,
    refusal::{self, Kind},
};

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
        let code = response.machine_code().unwrap_or_default();
        let words = refusal::words(&response.body);
        let after = refusal::wait(response.headers.as_ref(), &response.body);
        let status =
            response.status.map(|status| status.as_u16()).filter(|status| !(200..300).contains(status));
        match refusal::kind(status, &code, &words) {
            // Without a time to wait for, a limit is a quota: the same request would fail again at once.
            Kind::Limited if after.is_none() && status.is_some() => {
                self.elsewhere(&format!("rate limit reached: {words}"))
            }
            Kind::Limited => self.retry(&format!("rate limit reached: {words}"), after),
            Kind::Spent => self.elsewhere(&format!("spending limit reached: {words}")),
            Kind::BadKey => self.elsewhere(&format!("the API key was refused: {words}")),
            Kind::Missing => self.elsewhere(&format!("no such model or address: {words}")),
            Kind::TooLong => self.elsewhere(&format!("the conversation does not fit this model: {words}")),
            Kind::Blocked => self.elsewhere(&format!("it declined to answer: {words}")),
            Kind::Redirect => self.elsewhere("it answered with a redirect; check the base URL"),
            Kind::Overloaded => self.retry(&format!("overloaded: {words}"), after),
            Kind::Later => self.retry(&words, after),
            Kind::Broken(status) => {
                self.retry(&format!("its server failed with status {status}: {words}"), after)
            }
            Kind::BadRequest => self.give_up(&words),
        }
    }
}

fn unreachable(error: &reqwest::Error) -> String {
    let cause = if error.is_timeout() { "no connection in time" } else { "no connection" };
    format!("it cannot be reached: {cause}; check the network and the base URL")
}
