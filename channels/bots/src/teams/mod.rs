//! Teams: activities of the Bot Framework in, Adaptive Cards out.

mod activities;
mod api;
mod card;
mod files;
mod jwt;
mod manifest;
mod routes;
mod stream;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::{
    Account, Channel, Found, Otherwise, Parcel, Place, Receipt, Reply, Secret, SendError, Shown, Step,
    Target, Way, http,
};

pub use jwt::Refusal;
pub use manifest::{App, manifest, package};
pub use routes::routes;
pub use stream::Streaming;

pub(crate) const NAME: &str = "teams";

/// How Microsoft is reached, and how the bot is known there.
#[derive(Debug, Clone)]
pub struct TeamsSettings {
    /// The app's (client) id: the audience of every token that is sent to it.
    pub app_id: String,
    pub app_password: Secret,
    /// Of the app's own tenant: tokens for many tenants are not given out any more.
    pub tenant_id: String,
    /// `https://login.microsoftonline.com`, but for tests.
    pub login_url: String,
    /// `https://login.botframework.com/v1/.well-known/openidconfiguration`, but for tests.
    pub openid_url: String,
    /// Where files may be put besides Microsoft's own stores, for tests.
    pub upload_url: Option<String>,
    pub streaming: Streaming,
}

pub struct Teams {
    settings: TeamsSettings,
    client: reqwest::Client,
    clock: crate::Clock,
    keys: Mutex<jwt::Keys>,
    token: Mutex<Option<api::Token>>,
}

impl Teams {
    /// # Errors
    /// Where the system has no usable TLS roots.
    pub fn new(settings: TeamsSettings, clock: crate::Clock) -> Result<Arc<Self>, SendError> {
        let (keys, token) = (Mutex::default(), Mutex::default());
        Ok(Arc::new(Teams { settings, client: http::client()?, clock, keys, token }))
    }
}

#[async_trait]
impl Channel for Teams {
    fn name(&self) -> &'static str {
        NAME
    }

    /// One card, and an offer for each file where those can be: in chats of two.
    fn render(&self, reply: &Reply, target: &Target) -> Vec<Parcel> {
        if let Some(consent) = &target.consent {
            return files::settled(reply, target, consent);
        }
        let end = stream::end(reply, target, self.clock.millis(), &self.settings.streaming);
        let card = end.unwrap_or_else(|| message(card::activity(reply), target));
        std::iter::once(card).chain(files::offers(reply, target)).collect()
    }

    fn working(&self, shown: Shown<'_>, target: &Target) -> Option<Step> {
        if target.consent.is_some() {
            return None;
        }
        stream::step(shown, target, self.clock.millis(), &self.settings.streaming)
    }

    async fn send(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        match parcel.method.as_str() {
            files::UPLOAD => return self.upload(parcel).await,
            files::REMOVE => return self.remove(parcel).await,
            _ => self.wait_for_turn(parcel).await,
        }
        self.send_activity(parcel).await
    }

    /// A bot cannot read what it said. But a stream ends once: to end it again either ends it, or Teams says that it has
    /// ended.
    async fn find(&self, parcel: &Parcel) -> Result<Found, SendError> {
        match parcel.method.as_str() {
            stream::END => Ok(Found::Yes(self.send_activity(parcel).await?)),
            files::UPLOAD => self.find_upload(parcel).await,
            _ => Ok(Found::CannotTell),
        }
    }

    /// A chat is opened by way of the service that the account's messages come from.
    fn private(&self, _: &Account, known: Option<Place>) -> Option<Place> {
        known
    }

    async fn members(&self, place: &Place) -> Result<Option<Vec<Account>>, SendError> {
        self.list_members(place).await
    }
}

fn message(activity: Value, target: &Target) -> Parcel {
    let place = &target.place;
    let mut body = json!({
        "service": place.route["service"], "bot": place.route["bot"], "tenant": place.tenant,
        "conversation": place.chat, "activity": activity,
    });
    let private = place.shared && target.way != Way::Here;
    if private {
        body["member"] = target.account.id.clone().into();
    }
    let post = Parcel {
        method: "post".to_owned(),
        body,
        repeatable: false,
        attachment: None,
        otherwise: private.then(|| unreached(target)),
    };
    let status = target.status.as_ref().filter(|status| !private && status.get("id").is_some());
    let Some(status) = status else { return post };
    let mut update = post.clone();
    update.method = "update".to_owned();
    update.body["id"] = status["id"].clone();
    update.repeatable = true;
    update.otherwise = Some(Otherwise { parcel: Box::new(post), ends_reply: false });
    update
}

fn unreached(target: &Target) -> Otherwise {
    let here = Target { way: Way::Here, ..target.clone() };
    let parcel = message(card::activity(&Reply::text(&target.unreached)), &here);
    Otherwise { parcel: Box::new(parcel), ends_reply: true }
}
