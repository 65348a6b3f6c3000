//! Whether a request comes from the Bot Framework: its token, as Microsoft's page on authentication has it.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use thiserror::Error;

use super::Teams;
use crate::{SendError, http, wire};

const ISSUER: &str = "https://api.botframework.com";

/// How far clocks may differ, in seconds.
const SKEW: i64 = 300;

/// Keys are read anew after a day; for a key that is not known, after five minutes: else forgers decide how often.
const STALE: i64 = 24 * 3600;
const STALE_FOR_UNKNOWN: i64 = 300;

/// Why a request is turned away.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("there is no bearer token")]
    NoToken,
    #[error("the token is signed with a key that the Bot Framework does not have")]
    UnknownKey,
    #[error("the key is not endorsed for the channel {0}")]
    NotEndorsed(String),
    /// Signature, algorithm, issuer or audience.
    #[error("the token is not valid: {0}")]
    Invalid(String),
    #[error("the token is not valid at this time")]
    NotNow,
    #[error("the token is for another service address")]
    OtherService,
    /// Nothing is wrong with the request as far as is known: it may come again.
    #[error("the keys of the Bot Framework cannot be read: {0}")]
    NoKeys(SendError),
}

#[derive(Default)]
pub(super) struct Keys {
    by_id: HashMap<String, Key>,
    /// In seconds since 1970.
    read_at: i64,
}

#[derive(Clone)]
struct Key {
    modulus: String,
    exponent: String,
    endorsements: Vec<String>,
}

impl Teams {
    /// Holds a request's `Authorization` header to its activity.
    ///
    /// # Errors
    /// Where the request is to be turned away.
    pub async fn check(&self, authorization: &str, activity: &Value) -> Result<(), Refusal> {
        let token = authorization.strip_prefix("Bearer ").filter(|token| !token.is_empty());
        let token = token.ok_or(Refusal::NoToken)?;
        let invalid = |error: jsonwebtoken::errors::Error| Refusal::Invalid(error.to_string());
        let id = decode_header(token).map_err(invalid)?.kid.ok_or(Refusal::UnknownKey)?;
        let key = self.key(&id).await?;
        let public = DecodingKey::from_rsa_components(&key.modulus, &key.exponent).map_err(invalid)?;
        // Times are judged below, by the clock that was passed in.
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_nbf = false;
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[&self.settings.app_id]);
        let claims = decode::<Value>(token, &public, &rules).map_err(invalid)?.claims;
        // One audience and one issuer, as Microsoft writes them: a list could hold others' beside ours.
        if wire::text(&claims, "/aud") != self.settings.app_id || wire::text(&claims, "/iss") != ISSUER {
            return Err(Refusal::Invalid("audience or issuer".to_owned()));
        }
        self.in_time(&claims)?;
        let channel = wire::text(activity, "/channelId");
        if channel.is_empty() || !key.endorsements.iter().any(|endorsed| endorsed == channel) {
            return Err(Refusal::NotEndorsed(channel.to_owned()));
        }
        let service = wire::text(activity, "/serviceUrl");
        if service.is_empty() || wire::text(&claims, "/serviceurl") != service {
            return Err(Refusal::OtherService);
        }
        Ok(())
    }

    fn in_time(&self, claims: &Value) -> Result<(), Refusal> {
        let now = self.clock.seconds();
        // Whole or not, a time is a number; without an end a token never ends.
        let at = |name: &str| claims.get(name).map(|value| value.as_f64().ok_or(Refusal::NotNow)).transpose();
        #[expect(clippy::cast_precision_loss, reason = "seconds are exact in a double for 285 million years")]
        let (now, skew) = (now as f64, SKEW as f64);
        let ends = at("exp")?.ok_or(Refusal::NotNow)?;
        if now >= ends + skew || at("nbf")?.is_some_and(|begins| begins > now + skew) {
            return Err(Refusal::NotNow);
        }
        Ok(())
    }

    async fn key(&self, id: &str) -> Result<Key, Refusal> {
        let mut keys = self.keys.lock().await;
        let age = self.clock.seconds().saturating_sub(keys.read_at);
        if age > STALE || age > STALE_FOR_UNKNOWN && !keys.by_id.contains_key(id) {
            match self.read_keys().await {
                Ok(by_id) => *keys = Keys { by_id, read_at: self.clock.seconds() },
                // Those that are known serve on through an outage.
                Err(error) if keys.by_id.is_empty() => return Err(Refusal::NoKeys(error)),
                Err(error) => tracing::warn!(%error, "the keys of the Bot Framework are not read anew"),
            }
        }
        keys.by_id.get(id).cloned().ok_or(Refusal::UnknownKey)
    }

    async fn read_keys(&self) -> Result<HashMap<String, Key>, SendError> {
        let (_, metadata) = http::call(self.client.get(&self.settings.openid_url)).await?;
        let (_, set) = http::call(self.client.get(wire::text(&metadata, "/jwks_uri"))).await?;
        let keys = wire::list(&set, "/keys").iter().filter_map(|key| {
            let endorsements = wire::list(key, "/endorsements").iter().filter_map(Value::as_str);
            let endorsements = endorsements.map(str::to_owned).collect();
            let (modulus, exponent) = (wire::some_text(key, "/n")?, wire::some_text(key, "/e")?);
            Some((wire::some_text(key, "/kid")?, Key { modulus, exponent, endorsements }))
        });
        let keys: HashMap<_, _> = keys.collect();
        if keys.is_empty() { Err(SendError::Unclear("there are no keys".to_owned())) } else { Ok(keys) }
    }
}
