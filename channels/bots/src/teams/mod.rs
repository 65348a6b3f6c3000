//! Teams: activities of the Bot Framework in, Adaptive Cards out.

mod activities;
mod api;
mod card;
mod jwt;
mod manifest;
mod routes;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::{
    Account, Channel, Found, Otherwise, Parcel, Place, Receipt, Reply, Secret, SendError, Target, Way, http,
};

pub use jwt::Refusal;
pub use manifest::{App, manifest, package};
pub use routes::routes;

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

    /// One card. Files need a consent that is asked for in a dialogue of its own, and are left out.
    fn render(&self, reply: &Reply, target: &Target) -> Vec<Parcel> {
        vec![message(card::activity(reply), target)]
    }

    fn working(&self, words: &str, target: &Target) -> Option<Parcel> {
        let mut parcel = message(card::activity(&Reply::text(words)), target);
        parcel.otherwise = None;
        Some(parcel)
    }

    async fn send(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        self.send_activity(parcel).await
    }

    /// A bot cannot read what it sent.
    async fn find(&self, _: &Parcel) -> Result<Found, SendError> {
        Ok(Found::CannotTell)
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
    let Some(status) = target.status.as_ref().filter(|_| !private) else { return post };
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
