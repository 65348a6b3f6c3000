//! Slack's Web API.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};

use super::{InstalledError, NAME, Slack, events};
use crate::{Account, Place, SendError, http, wire};

/// Errors that Slack gives when something broke on its side, perhaps after the call took effect.
const UNCLEAR: [&str; 5] =
    ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "unknown_error"];

/// Pages that are read of a list. Who reads along in a larger channel is not worked out, and the reply is private.
const MOST_PAGES: usize = 10;

impl Slack {
    /// Calls a method with JSON.
    pub(super) async fn call(&self, team: &str, method: &str, body: &Value) -> Result<Value, SendError> {
        let request = self.client.post(self.method(method)).bearer_auth(self.token(team)?).json(body);
        judge(http::call(request).await?)
    }

    /// Calls a method that reads; these take no JSON, but a form.
    pub(super) async fn read(
        &self,
        team: &str,
        method: &str,
        fields: &[(&str, &str)],
    ) -> Result<Value, SendError> {
        let request = self.client.post(self.method(method)).bearer_auth(self.token(team)?).form(fields);
        judge(http::call(request).await?)
    }

    pub(super) fn method(&self, name: &str) -> String {
        format!("{}/{name}", self.settings.base_url.trim_end_matches('/'))
    }

    fn token(&self, team: &str) -> Result<String, SendError> {
        let installed = self.settings.installed.as_ref().and_then(|installed| installed.token(team));
        let token = installed.or_else(|| (self.settings.tokens.0)(team));
        let token = token.ok_or_else(|| SendError::Refused(format!("no token for the workspace {team}")))?;
        Ok(token.reveal().to_owned())
    }

    /// Lets go of the token of a workspace, if an event says that it took the app away.
    pub(super) fn let_go(&self, envelope: &Value) -> Result<(), InstalledError> {
        match (&self.settings.installed, events::gone(envelope)) {
            (Some(installed), Some((team, at))) => installed.forget(&team, at),
            _ => Ok(()),
        }
    }

    /// All but the bot itself. Other bots count: who runs them reads along.
    pub(super) async fn list_members(&self, place: &Place) -> Result<Option<Vec<Account>>, SendError> {
        let bot = self.own_user(place).await?;
        let mut members = BTreeSet::new();
        let mut cursor = String::new();
        for _ in 0..MOST_PAGES {
            let query = [("channel", place.chat.as_str()), ("limit", "200"), ("cursor", &cursor)];
            let query = if cursor.is_empty() { &query[..2] } else { &query[..] };
            let page = self.read(&place.tenant, "conversations.members", query).await?;
            let ids = wire::list(&page, "/members").iter().filter_map(Value::as_str);
            members.extend(ids.filter(|id| *id != bot).map(str::to_owned));
            cursor = wire::text(&page, "/response_metadata/next_cursor").to_owned();
            if cursor.is_empty() {
                let account = |id| Account { channel: NAME.to_owned(), tenant: place.tenant.clone(), id };
                return Ok(Some(members.into_iter().map(account).collect()));
            }
        }
        Ok(None)
    }

    /// The bot's own user, which the event named or Slack is asked for.
    async fn own_user(&self, place: &Place) -> Result<String, SendError> {
        match wire::some_text(&place.route, "/bot") {
            Some(bot) => Ok(bot),
            None => {
                let own = self.call(&place.tenant, "auth.test", &json!({})).await?;
                Ok(wire::text(&own, "/user_id").to_owned())
            }
        }
    }
}

pub(super) fn judge((status, body): (reqwest::StatusCode, Value)) -> Result<Value, SendError> {
    if wire::flag(&body, "/ok") {
        return Ok(body);
    }
    match wire::text(&body, "/error") {
        "" if status.is_success() => Err(SendError::Unclear("a reply that is not Slack's".to_owned())),
        "ratelimited" | "rate_limited" => Err(SendError::Busy { after: Duration::from_secs(5) }),
        error if UNCLEAR.contains(&error) => Err(SendError::Unclear(error.to_owned())),
        error => Err(http::refused(status, error)),
    }
}
