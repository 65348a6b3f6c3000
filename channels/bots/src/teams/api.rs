//! The Bot Connector, and the token that it wants.

use serde_json::{Value, json};

use super::{NAME, Teams, stream};
use crate::{Account, Parcel, Place, Receipt, Secret, SendError, http, wire};

/// A token is renewed so many seconds before it ends.
const MARGIN: i64 = 300;

const SCOPE: &str = "https://api.botframework.com/.default";

/// Pages of 500 members. Who reads along in a larger team is not worked out, and the reply is private.
const MOST_PAGES: usize = 10;

pub(super) struct Token {
    secret: Secret,
    /// In seconds since 1970.
    ends_at: i64,
}

impl Teams {
    pub(super) async fn send_activity(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        let body = &parcel.body;
        let conversation = self.conversation(body).await?;
        let service = wire::text(body, "/service");
        let mut address = format!("{}/activities", address(service, &conversation));
        let mut activity = body["activity"].clone();
        activity["from"] = json!({ "id": body["bot"] });
        let token = self.token().await?;
        let request = if parcel.method == "update" {
            let id = wire::text(body, "/id");
            activity["id"] = id.into();
            address = format!("{address}/{}", wire::escaped(id));
            self.client.put(address)
        } else {
            self.client.post(address)
        };
        let (status, reply) = http::call(request.bearer_auth(token.reveal()).json(&activity)).await?;
        if !status.is_success() && !stream::has_ended(parcel, &reply) {
            return Err(http::refused(status, wire::text(&reply, "/error/code")));
        }
        let id = wire::some_text(&reply, "/id");
        Ok(match parcel.method.as_str() {
            stream::START => id.map_or(Value::Null, |id| stream::begun(&id, &activity, self.clock.millis())),
            _ => id.map_or(Value::Null, |id| json!({ "id": id })),
        })
    }

    /// The conversation itself, or the private one with a member: to open it twice opens one.
    async fn conversation(&self, body: &Value) -> Result<String, SendError> {
        let Some(member) = wire::some_text(body, "/member") else {
            return Ok(wire::text(body, "/conversation").to_owned());
        };
        let wanted = json!({
            "isGroup": false, "bot": { "id": body["bot"] }, "members": [{ "id": member }],
            "tenantId": body["tenant"], "channelData": { "tenant": { "id": body["tenant"] } },
        });
        let token = self.token().await?;
        let address = format!("{}/v3/conversations", wire::text(body, "/service").trim_end_matches('/'));
        let request = self.client.post(address).bearer_auth(token.reveal()).json(&wanted);
        let (status, reply) = http::call(request).await.map_err(not_sent)?;
        if !status.is_success() {
            return Err(http::refused(status, wire::text(&reply, "/error/code")));
        }
        wire::some_text(&reply, "/id")
            .ok_or_else(|| SendError::Refused("no conversation was opened".to_owned()))
    }

    pub(super) async fn list_members(&self, place: &Place) -> Result<Option<Vec<Account>>, SendError> {
        // A thread has the members of its channel.
        let chat = place.chat.split(";messageid=").next().unwrap_or_default();
        let address = format!("{}/pagedmembers", address(wire::text(&place.route, "/service"), chat));
        let mut members = Vec::new();
        let mut next = String::new();
        for _ in 0..MOST_PAGES {
            let token = self.token().await?;
            let query = if next.is_empty() {
                String::new()
            } else {
                format!("&continuationToken={}", wire::escaped(&next))
            };
            let request =
                self.client.get(format!("{address}?pageSize=500{query}")).bearer_auth(token.reveal());
            let (status, page) = http::call(request).await?;
            if !status.is_success() {
                return Err(http::refused(status, wire::text(&page, "/error/code")));
            }
            let ids =
                wire::list(&page, "/members").iter().filter_map(|member| wire::some_text(member, "/id"));
            members.extend(ids.map(|id| Account {
                channel: NAME.to_owned(),
                tenant: place.tenant.clone(),
                id,
            }));
            next = wire::text(&page, "/continuationToken").to_owned();
            if next.is_empty() {
                return Ok((!members.is_empty()).then_some(members));
            }
        }
        Ok(None)
    }

    pub(super) async fn token(&self) -> Result<Secret, SendError> {
        let mut held = self.token.lock().await;
        let now = self.clock.seconds();
        if let Some(token) = held.as_ref().filter(|token| now < token.ends_at) {
            return Ok(token.secret.clone());
        }
        let settings = &self.settings;
        let tenant = wire::escaped(&settings.tenant_id);
        let address = format!("{}/{tenant}/oauth2/v2.0/token", settings.login_url.trim_end_matches('/'));
        let request = self.client.post(address).form(&[
            ("grant_type", "client_credentials"),
            ("client_id", &settings.app_id),
            ("client_secret", settings.app_password.reveal()),
            ("scope", SCOPE),
        ]);
        let (status, reply) = http::call(request).await.map_err(not_sent)?;
        let Some(text) = wire::some_text(&reply, "/access_token") else {
            return Err(http::refused(status, wire::text(&reply, "/error")));
        };
        let secret = Secret::new(text);
        let lasts = wire::number(&reply, "/expires_in").unwrap_or(0);
        *held = Some(Token { secret: secret.clone(), ends_at: now.saturating_add(lasts - MARGIN) });
        Ok(secret)
    }
}

pub(super) fn address(service: &str, conversation: &str) -> String {
    format!("{}/v3/conversations/{}", service.trim_end_matches('/'), wire::escaped(conversation))
}

/// Nothing is shown to anybody by a token or an empty conversation.
fn not_sent(error: SendError) -> SendError {
    match error {
        SendError::Unclear(detail) => SendError::NotSent(detail),
        error => error,
    }
}
