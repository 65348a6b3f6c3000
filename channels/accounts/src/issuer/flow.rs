use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::Row;
use url::{Url, form_urlencoded::byte_serialize};

use super::{Issuer, IssuerError, discovery::Metadata, fetch};
use crate::{AccountError, Accounts, Identity, Token, token::hash};

/// Seconds that somebody may take at the issuer.
const LONGEST: i64 = 600;

/// A sign-in that was begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// Where the browser goes.
    pub url: Url,
    /// Goes into the browser's cookie: only this browser can finish.
    pub browser: Token,
}

/// What the issuer sends the browser back with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Returned {
    pub state: String,
    pub code: String,
    pub iss: Option<String>,
    pub error: Option<String>,
    pub error_description: Option<String>,
}

impl Issuer {
    /// Begins a sign-in that will lead back to a path of the page.
    pub async fn begin(
        &self,
        accounts: &Accounts,
        back_to: &str,
        now: Timestamp,
    ) -> Result<Begun, IssuerError> {
        let metadata = self.known(now, false).await?.metadata;
        let [state, nonce, verifier, browser] =
            [Token::new("")?, Token::new("")?, Token::new("")?, Token::new("")?];
        accounts.remember(&state, &browser, &nonce, &verifier, back_to, now).await?;
        let mut url = metadata.authorization_endpoint;
        let scopes = self.settings.scopes.iter().map(String::as_str);
        let scope: Vec<&str> = std::iter::once("openid").chain(scopes).collect();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.settings.redirect)
            .append_pair("scope", &scope.join(" "))
            .append_pair("state", state.reveal())
            .append_pair("nonce", nonce.reveal())
            .append_pair("code_challenge", &challenge(verifier.reveal()))
            .append_pair("code_challenge_method", "S256");
        Ok(Begun { url, browser })
    }

    /// Who signed in, and the path that they came from. Each sign-in can be finished once, by the browser that began it.
    pub async fn finish(
        &self,
        accounts: &Accounts,
        returned: &Returned,
        browser: &str,
        now: Timestamp,
    ) -> Result<(Identity, String), IssuerError> {
        let begun = accounts.recall(&returned.state, browser, now).await?.ok_or(IssuerError::Stale)?;
        if let Some(error) = &returned.error {
            let why = returned.error_description.as_ref().unwrap_or(error);
            return Err(IssuerError::Refused(short(why)));
        }
        let metadata = self.known(now, false).await?.metadata;
        let named = returned.iss.as_deref();
        if named.is_some_and(|named| named != metadata.issuer)
            || (named.is_none() && metadata.authorization_response_iss_parameter_supported)
        {
            return Err(IssuerError::Forged("it came from another issuer"));
        }
        let id_token = self.redeem(&metadata, &returned.code, &begun.verifier).await?;
        let claims = self.check(&id_token, &begun.nonce, now).await?;
        Ok((Identity::Issuer { issuer: metadata.issuer, claims }, begun.back_to))
    }

    /// The ID token for a code.
    async fn redeem(&self, metadata: &Metadata, code: &str, verifier: &str) -> Result<String, IssuerError> {
        let settings = &self.settings;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &settings.redirect),
            ("client_id", &settings.client_id),
            ("code_verifier", verifier),
        ];
        let mut request = self.http.post(metadata.token_endpoint.clone());
        if let Some(secret) = &settings.client_secret {
            let methods = &metadata.token_endpoint_auth_methods_supported;
            if methods.iter().any(|method| method == "client_secret_basic") {
                request = request.basic_auth(encoded(&settings.client_id), Some(encoded(secret)));
            } else {
                form.push(("client_secret", secret));
            }
        }
        let (status, reply) = fetch::json(&metadata.token_endpoint, request.form(&form)).await?;
        let text = |name: &str| reply.get(name).and_then(Value::as_str);
        if !status.is_success() {
            let why = text("error_description").or_else(|| text("error"));
            return Err(IssuerError::Refused(short(why.unwrap_or("it did not take the code"))));
        }
        text("id_token").map(str::to_owned).ok_or(IssuerError::Forged("there is no ID token"))
    }
}

struct Kept {
    nonce: String,
    verifier: String,
    back_to: String,
}

impl Accounts {
    async fn remember(
        &self,
        state: &Token,
        browser: &Token,
        nonce: &Token,
        verifier: &Token,
        back_to: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let now = now.as_second();
        sqlx::query("DELETE FROM sign_in WHERE expires_at <= ?").bind(now).execute(&self.pool).await?;
        sqlx::query(
            "INSERT INTO sign_in (state_hash, browser_hash, nonce, verifier, back_to, expires_at) \
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(hash(state.reveal()))
        .bind(hash(browser.reveal()))
        .bind(nonce.reveal())
        .bind(verifier.reveal())
        .bind(back_to)
        .bind(now + LONGEST)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn recall(&self, state: &str, browser: &str, now: Timestamp) -> Result<Option<Kept>, AccountError> {
        let found = sqlx::query(
            "DELETE FROM sign_in WHERE state_hash = ? AND browser_hash = ? AND expires_at > ? \
             RETURNING nonce, verifier, back_to",
        )
        .bind(hash(state))
        .bind(hash(browser))
        .bind(now.as_second())
        .fetch_optional(&self.pool)
        .await?;
        let kept = |row: sqlx::sqlite::SqliteRow| {
            Ok(Kept {
                nonce: row.try_get("nonce")?,
                verifier: row.try_get("verifier")?,
                back_to: row.try_get("back_to")?,
            })
        };
        found.map(kept).transpose()
    }
}

fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// As RFC 6749, 2.3.1 wants names and secrets in a header.
fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// Somebody else's words, fit to stand in a sentence of ours.
fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
