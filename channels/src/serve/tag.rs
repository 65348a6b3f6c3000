//! Replies that a client may keep, and asks each time whether they still hold.

use std::marker::PhantomData;

use aide::{
    OperationOutput,
    generate::GenContext,
    openapi::{self, Operation},
};
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{packing::packed, problem::Problem};
use crate::failure::Failure;

/// By a browser for its one person, and never shown before we were asked: who asks may be somebody else by then, or may see
/// less.
const KEEP: HeaderValue = HeaderValue::from_static("private, no-cache");
/// What the reply depends on besides its address. Who asks is among it, so that what is one person's is no other's.
const VARY: HeaderValue = HeaderValue::from_static("authorization, cookie, sentia-person, accept-encoding");

/// Names one state of a reply: it is made of all that the reply is made of, so that equal tags mean equal replies, whoever
/// asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag(String);

impl Tag {
    pub(super) fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            // With its length, so that what stands in one part cannot stand for the end of another.
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        let name: String = hasher.finalize().to_hex().chars().take(32).collect();
        // Weak, because the same reply goes out packed and as it is.
        Tag(format!("W/\"{name}\""))
    }

    /// The reply to whoever has this state already.
    pub(super) fn unchanged(&self, headers: &HeaderMap) -> Option<Response> {
        self.is_held(headers).then(|| self.on(StatusCode::NOT_MODIFIED.into_response()))
    }

    /// The reply with the tag on it.
    pub(super) fn on(&self, mut reply: Response) -> Response {
        let headers = reply.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.0) {
            headers.insert(header::ETAG, tag);
        }
        headers.entry(header::CACHE_CONTROL).or_insert(KEEP);
        headers.entry(header::VARY).or_insert(VARY);
        reply
    }

    pub(super) fn is_held(&self, headers: &HeaderMap) -> bool {
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let held = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
        held.flat_map(|tags| tags.split(',')).any(|tag| tag.trim() == "*" || opaque(tag) == opaque(&self.0))
    }
}

/// JSON with a tag, packed where that is wanted.
pub(super) struct Tagged<T>(Response, PhantomData<T>);

impl<T: Serialize> Tagged<T> {
    pub(super) fn of(headers: &HeaderMap, value: &T) -> Result<Self, Problem> {
        let bytes = serde_json::to_vec(value).map_err(Failure::from)?;
        Ok(Tagged(json(headers, bytes), PhantomData))
    }
}

/// JSON that is written already.
pub(super) fn json(headers: &HeaderMap, bytes: Vec<u8>) -> Response {
    let tag = Tag::of(&[&bytes]);
    if let Some(unchanged) = tag.unchanged(headers) {
        return unchanged;
    }
    let kind = [(header::CONTENT_TYPE, "application/json")];
    tag.on(match packed(headers, &bytes) {
        Some(packed) => (kind, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (kind, bytes).into_response(),
    })
}

impl<T> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        self.0
    }
}

impl<T: JsonSchema> OperationOutput for Tagged<T> {
    type Inner = T;

    fn operation_response(context: &mut GenContext, operation: &mut Operation) -> Option<openapi::Response> {
        Json::<T>::operation_response(context, operation)
    }

    fn inferred_responses(
        context: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<openapi::StatusCode>, openapi::Response)> {
        let mut responses = Json::<T>::inferred_responses(context, operation);
        responses.push((Some(openapi::StatusCode::Code(304)), not_modified()));
        responses
    }
}

pub(super) fn not_modified() -> openapi::Response {
    let description = "It is as the ETag in If-None-Match says; keep what you have.".to_owned();
    openapi::Response { description, ..Default::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(tags: &str) -> HeaderMap {
        [(header::IF_NONE_MATCH, HeaderValue::from_str(tags).unwrap())].into_iter().collect()
    }

    #[test]
    fn what_is_held_is_not_sent_again() {
        let tag = Tag::of(&[b"one", b"two"]);
        let strong = tag.0.trim_start_matches("W/").to_owned();
        for held in [tag.0.clone(), strong, format!("\"x\", {}", tag.0), "*".to_owned()] {
            assert!(tag.unchanged(&holding(&held)).is_some(), "{held}");
        }
        for other in [Tag::of(&[b"onet", b"wo"]).0, "\"\"".to_owned(), "W/".to_owned()] {
            assert!(tag.unchanged(&holding(&other)).is_none(), "{other}");
        }
        assert!(tag.unchanged(&HeaderMap::new()).is_none());
    }

    #[test]
    fn one_person_s_reply_is_kept_for_nobody_else() {
        for headers in [HeaderMap::new(), holding("*")] {
            let reply = json(&headers, b"{}".to_vec());
            assert_eq!(reply.headers()[header::CACHE_CONTROL], "private, no-cache");
            let vary = reply.headers()[header::VARY].to_str().unwrap();
            for header in ["authorization", "cookie", "sentia-person"] {
                assert!(vary.contains(header), "{vary}");
            }
        }
    }
}
