//! Installing the app in a workspace, by OAuth 2: a browser is sent to Slack and comes back with a code for a token.

use serde_json::Value;

use super::{Slack, api::judge, installed::Workspace};
use crate::{Clock, Secret, SendError, http, wire};

/// What the bot does in a workspace, and nothing else.
const SCOPES: [&str; 15] = [
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "users:read",
];

/// How the app is known where it is installed from.
#[derive(Debug, Clone)]
pub struct Oauth {
    /// `https://slack.com/oauth/v2/authorize`, but for tests.
    pub authorize_url: String,
    pub client_id: String,
    pub client_secret: Secret,
    /// Where Slack sends the browser back to, as the app's settings at Slack have it.
    pub redirect_url: String,
}

/// A workspace that agreed.
pub struct Installation {
    pub team: String,
    pub name: String,
    pub workspace: Workspace,
}

impl Oauth {
    /// Where the browser is sent. `state` comes back with it.
    pub fn address(&self, state: &str) -> String {
        let fields = [
            ("client_id", self.client_id.as_str()),
            ("scope", &SCOPES.join(",")),
            ("redirect_uri", &self.redirect_url),
            ("state", state),
        ];
        let query = fields.map(|(name, value)| format!("{name}={}", wire::escaped(value))).join("&");
        format!("{}?{query}", self.authorize_url)
    }
}

impl Slack {
    /// The token that a code stands for. A code is good for once, and for ten minutes.
    ///
    /// # Errors
    /// Where Slack cannot be asked, or gives none for a single workspace.
    pub async fn install(&self, oauth: &Oauth, code: &str, clock: &Clock) -> Result<Installation, SendError> {
        let request = self.client.post(self.method("oauth.v2.access"));
        let request = request.basic_auth(&oauth.client_id, Some(oauth.client_secret.reveal()));
        let form = [("code", code), ("redirect_uri", &oauth.redirect_url)];
        let given = judge(http::call(request.form(&form)).await?)?;
        installation(&given, clock.seconds()).ok_or_else(|| {
            SendError::Refused("the app was not installed in a workspace of its own".to_owned())
        })
    }

    /// Gives a token back that is not wanted.
    pub async fn give_back(&self, installation: &Installation) {
        let token = &installation.workspace.token;
        let request = self.client.post(self.method("auth.revoke")).bearer_auth(token);
        if let Err(error) = http::call(request).await.and_then(judge) {
            tracing::warn!(%error, team = installation.team, "a token of Slack's was not given back");
        }
    }
}

/// None for a whole organisation, whose workspaces have no tokens of their own.
fn installation(given: &Value, since: i64) -> Option<Installation> {
    let team = wire::some_text(given, "/team/id").filter(|_| !wire::flag(given, "/is_enterprise_install"))?;
    let token =
        wire::some_text(given, "/access_token").filter(|_| wire::text(given, "/token_type") == "bot")?;
    let name = wire::some_text(given, "/team/name").unwrap_or_else(|| team.clone());
    Some(Installation { team, name: name.clone(), workspace: Workspace { name, token, since } })
}
