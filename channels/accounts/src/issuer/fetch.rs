use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use url::Url;

use super::{IssuerError, host, plain};

/// Bytes of a reply; keys and descriptions have a few thousand.
const MOST: usize = 1_000_000;

/// Sends a request and reads its reply as JSON, up to a megabyte.
pub(super) async fn json(url: &Url, request: RequestBuilder) -> Result<(StatusCode, Value), IssuerError> {
    let unreachable = |error: reqwest::Error| IssuerError::Unreachable { host: host(url), why: plain(error) };
    let unfit = |why: &str| IssuerError::Unfit { host: host(url), why: why.to_owned() };
    let mut response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    if status.is_server_error() {
        return Err(IssuerError::Unreachable { host: host(url), why: format!("it answered {status}") });
    }
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&part);
        if body.len() > MOST {
            return Err(unfit("its reply is larger than a megabyte"));
        }
    }
    let value = serde_json::from_slice(&body)
        .map_err(|_| unfit(&format!("{} answered {status} without JSON", url.path())))?;
    Ok((status, value))
}
