//! Telegram: updates in by long polling or webhook; messages, pictures and documents out, through the Bot API as it is.

mod api;
mod poll;
mod render;
mod routes;
mod updates;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use serde_json::Value;

use crate::{
    Account, Channel, Found, Parcel, Place, Receipt, Reply, Secret, SendError, Shown, Step, Target, http,
};

pub use poll::poll;
pub use routes::routes;

pub(crate) const NAME: &str = "telegram";

/// How Telegram is reached, and how it is known.
#[derive(Debug, Clone)]
pub struct TelegramSettings {
    /// `https://api.telegram.org`, but for tests and for a server of the Bot API of one's own.
    pub base_url: String,
    /// As BotFather gave it: the bot's id, a colon, and the rest.
    pub token: Secret,
    /// The bot's name, by which it is mentioned in groups.
    pub username: String,
}

pub struct Telegram {
    settings: TelegramSettings,
    client: reqwest::Client,
}

impl Telegram {
    /// # Errors
    /// Where the system has no usable TLS roots.
    pub fn new(settings: TelegramSettings) -> Result<Arc<Self>, SendError> {
        Ok(Arc::new(Telegram { settings, client: http::client()? }))
    }

    /// The first part of the token, which is no secret.
    fn own_id(&self) -> &str {
        self.settings.token.reveal().split(':').next().unwrap_or_default()
    }
}

impl fmt::Debug for Telegram {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Telegram({})", self.settings.username)
    }
}

#[async_trait]
impl Channel for Telegram {
    fn name(&self) -> &'static str {
        NAME
    }

    fn render(&self, reply: &Reply, target: &Target) -> Vec<Parcel> {
        render::parcels(reply, target)
    }

    fn working(&self, shown: Shown<'_>, target: &Target) -> Option<Step> {
        Some(Step { parcel: render::working(shown, target), status: target.status.clone() })
    }

    async fn send(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        self.send_parcel(parcel).await
    }

    /// The Bot API lets nobody read what was sent.
    async fn find(&self, _: &Parcel) -> Result<Found, SendError> {
        Ok(Found::CannotTell)
    }

    /// The private chat has the account's own id. Who never wrote there is refused by Telegram.
    fn private(&self, account: &Account, _: Option<Place>) -> Option<Place> {
        Some(Place {
            channel: NAME.to_owned(),
            tenant: account.tenant.clone(),
            chat: account.id.clone(),
            thread: None,
            shared: false,
            route: Value::Null,
        })
    }

    /// The Bot API names administrators, and counts the others.
    async fn members(&self, _: &Place) -> Result<Option<Vec<Account>>, SendError> {
        Ok(None)
    }
}
