//! Sign-in at an OpenID issuer: the authorisation code flow with PKCE, a nonce, and a state that is bound to the browser
//! that began it (OpenID Connect Core 1.0, RFC 6749, 7636, 9207).

mod discovery;
mod fetch;
mod flow;
mod id_token;

use std::time::Duration;

use tokio::sync::Mutex;
use url::Url;

pub use flow::{Begun, Returned};

use self::discovery::Known;

/// How long an issuer may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where people sign in who have an account elsewhere.
#[derive(Clone)]
pub struct IssuerSettings {
    /// The issuer's own name for itself, an address; its description is at `/.well-known/openid-configuration` below.
    pub url: Url,
    pub client_id: String,
    /// None for a public client.
    pub client_secret: Option<String>,
    /// Where the issuer sends people back to; registered there.
    pub redirect: String,
    /// Besides `openid`, such as `profile`, `email`, `groups`.
    pub scopes: Vec<String>,
}

/// An issuer that vouches for people.
pub struct Issuer {
    settings: IssuerSettings,
    http: reqwest::Client,
    known: Mutex<Option<Known>>,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    #[error("the sign-in service at {host} cannot be reached ({why}); try again in a moment")]
    Unreachable { host: String, why: String },
    #[error("the sign-in service at {host} is not set up as OpenID Connect needs it: {why}")]
    Unfit { host: String, why: String },
    #[error("this sign-in took too long, was used already, or was begun in another browser; begin again")]
    Stale,
    #[error("the sign-in service did not let you in ({0}); begin again")]
    Refused(String),
    /// What it said cannot be believed.
    #[error(
        "what the sign-in service said cannot be believed ({0}); begin again, and tell your administrator"
    )]
    Forged(&'static str),
    #[error(transparent)]
    Accounts(#[from] crate::AccountError),
}

impl Issuer {
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// Where the system's trust store cannot be read.
    pub fn new(settings: IssuerSettings) -> Result<Self, IssuerError> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|error| IssuerError::Unreachable { host: host(&settings.url), why: plain(error) })?;
        Ok(Issuer { settings, http, known: Mutex::new(None) })
    }
}

pub(super) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// Without the address, in which codes and keys can stand.
pub(super) fn plain(error: reqwest::Error) -> String {
    error.without_url().to_string()
}
