//! Signing in to the server: by password, at an issuer, or with a key for programs.

mod api;
mod cookie;
mod issuer;

use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderMap, Method, StatusCode, header},
};
use jiff::Timestamp;
use sentia_accounts::{Accounts, Identity, Issuer, IssuerSettings};
use sentia_semantic::{Area, Clock, SystemClock};
use tokio::sync::Semaphore;

use super::{problem::Problem, server::Server};
use crate::{config, failure::Failure, wiring};

pub(super) use api::{no_sign_in, routes};

/// Passwords that are checked at once: each takes 19 MiB and a core for a while.
const CHECKED_AT_ONCE: usize = 2;

/// What signing in needs.
pub(super) struct SignIn {
    accounts: Accounts,
    passwords: bool,
    issuer: Option<(Issuer, String)>,
    /// Whether browsers come over TLS.
    encrypted: bool,
    clock: SystemClock,
    checking: Semaphore,
}

/// Somebody who is signed in.
pub(super) struct Visitor {
    pub(super) identity: Identity,
    pub(super) by: By,
}

pub(super) enum By {
    Session {
        id: String,
    },
    Key {
        id: String,
        /// Those that the key is limited to.
        areas: Option<Vec<String>>,
    },
}

impl SignIn {
    pub(super) async fn open(config: &config::Config) -> Result<Option<Self>, Failure> {
        let Some(wanted) = &config.sign_in else { return Ok(None) };
        let issuer = wanted.issuer.as_ref().map(|entry| {
            let settings = IssuerSettings {
                url: entry.url.clone(),
                client_id: entry.client.clone(),
                client_secret: entry.secret.as_ref().map(|secret| secret.reveal().to_owned()),
                redirect: format!("{}{}", wanted.address.origin(), issuer::BACK),
                scopes: entry.scopes.clone(),
            };
            Issuer::new(settings).map(|issuer| (issuer, entry.name.clone()))
        });
        Ok(Some(SignIn {
            accounts: wiring::accounts(config).await?,
            passwords: wanted.passwords,
            issuer: issuer.transpose()?,
            encrypted: wanted.address.is_encrypted(),
            clock: SystemClock,
            checking: Semaphore::new(CHECKED_AT_ONCE),
        }))
    }

    /// Whom a request comes from: a key goes before a cookie, because it is sent on purpose.
    pub(super) async fn visitor(&self, method: &Method, headers: &HeaderMap) -> Result<Visitor, Problem> {
        let now = self.now();
        if let Some(token) = bearer(headers) {
            let key = self.accounts.key(token, now).await.map_err(Failure::from)?;
            let key = key.ok_or_else(|| signed_out("the key is not known, has expired or was taken back"))?;
            return Ok(Visitor { identity: key.identity, by: By::Key { id: key.id, areas: key.areas } });
        }
        let token = cookie::read(headers, self.session_cookie());
        let token = token.ok_or_else(|| signed_out("you are not signed in; sign in, or send a key"))?;
        let session = self.accounts.session(token, now).await.map_err(Failure::from)?;
        let session = session.ok_or_else(|| signed_out("your session has ended; sign in again"))?;
        if !method.is_safe() && !is_from_our_page(headers) {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "a change needs the header Origin, which browsers send; programs send a key instead of a cookie",
            ));
        }
        Ok(Visitor { identity: session.identity, by: By::Session { id: session.id } })
    }

    pub(super) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A name that browsers keep to this host and to TLS, where there is TLS.
    pub(super) fn session_cookie(&self) -> &'static str {
        if self.encrypted { "__Host-sentia" } else { "sentia" }
    }

    fn browser_cookie(&self) -> &'static str {
        if self.encrypted { "__Host-sentia-issuer" } else { "sentia-issuer" }
    }
}

impl By {
    /// The areas that are left of a person's.
    pub(super) fn allows(&self, area: Area) -> bool {
        match self {
            By::Key { areas: Some(areas), .. } => areas.iter().any(|name| *name == area.to_string()),
            _ => true,
        }
    }
}

/// Pages that a browser opens by itself.
pub(super) fn pages() -> Router<Arc<Server>> {
    issuer::pages()
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The gate has refused every other origin already; here it must be there.
fn is_from_our_page(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN)
        || headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

pub(super) fn signed_out(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, detail)
}
