use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{Issuer, IssuerError, fetch, host};

/// Seconds for which keys are believed; and within which an unknown key is no reason to ask again.
const FRESH: i64 = 3600;
const PAUSE: i64 = 30;

/// What the issuer says of itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Metadata {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    jwks_uri: Url,
    #[serde(default = "basic")]
    pub(super) token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

fn basic() -> Vec<String> {
    vec!["client_secret_basic".to_owned()]
}

#[derive(Clone)]
pub(super) struct Known {
    pub(super) metadata: Metadata,
    pub(super) keys: JwkSet,
    read_at: i64,
}

impl Issuer {
    /// What the issuer is and signs with, read again where it is old, or where a key is missing in it.
    pub(super) async fn known(&self, now: Timestamp, missing: bool) -> Result<Known, IssuerError> {
        let mut held = self.known.lock().await;
        let age = held.as_ref().map(|known| now.as_second() - known.read_at);
        let limit = if missing { PAUSE } else { FRESH };
        if let (Some(known), Some(age)) = (&*held, age)
            && age < limit
        {
            return Ok(known.clone());
        }
        let known = self.read(now).await?;
        *held = Some(known.clone());
        Ok(known)
    }

    async fn read(&self, now: Timestamp) -> Result<Known, IssuerError> {
        let base = self.settings.url.as_str().trim_end_matches('/');
        let unfit = |why: String| IssuerError::Unfit { host: host(&self.settings.url), why };
        let description = format!("{base}/.well-known/openid-configuration");
        let metadata: Metadata = self.get(&description).await?;
        // Another issuer's description would let that issuer speak for this one.
        if metadata.issuer.trim_end_matches('/') != base {
            return Err(unfit(format!("it calls itself {}; configure that address", metadata.issuer)));
        }
        for endpoint in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri] {
            if endpoint.scheme() != "https" && endpoint.scheme() != self.settings.url.scheme() {
                return Err(unfit(format!("{endpoint} is not encrypted")));
            }
        }
        let set: Value = self.get(metadata.jwks_uri.as_str()).await?;
        Ok(Known { metadata, keys: keys(&set), read_at: now.as_second() })
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, address: &str) -> Result<T, IssuerError> {
        let unfit = |why: String| IssuerError::Unfit { host: host(&self.settings.url), why };
        let url: Url = address.parse().map_err(|_| unfit(format!("{address} is no address")))?;
        let (status, value) = fetch::json(&url, self.http.get(url.clone())).await?;
        if !status.is_success() {
            return Err(unfit(format!("{} answered {status}", url.path())));
        }
        serde_json::from_value(value).map_err(|error| unfit(format!("{}: {error}", url.path())))
    }
}

/// The keys that can be read: one of a kind that is not known must not hide the others.
fn keys(set: &Value) -> JwkSet {
    let keys = set.get("keys").and_then(Value::as_array).into_iter().flatten();
    JwkSet { keys: keys.filter_map(|key| serde_json::from_value(key.clone()).ok()).collect() }
}
