//! Slack: events, slash commands and buttons in; messages of blocks, pictures and files out.

mod api;
mod blocks;
mod events;
mod find;
mod home;
mod installed;
mod line;
mod oauth;
mod routes;
mod signature;
mod socket;
mod stream;
mod upload;

use std::{collections::HashMap, fmt, sync::Arc};

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::{
    Account, Channel, Found, Home, Otherwise, Parcel, Place, Receipt, Reply, Secret, SendError, Shown, Step,
    Target, Way, http, reply::cut, wire,
};

pub use installed::{Installed, InstalledError, Workspace};
pub use oauth::{Installation, Oauth};
pub use routes::routes;
pub use signature::verify;
pub use socket::{SocketSettings, listen};

pub(crate) const NAME: &str = "slack";

/// How Slack is reached, and how it is known.
#[derive(Debug, Clone)]
pub struct SlackSettings {
    /// `https://slack.com/api`, but for tests.
    pub base_url: String,
    pub tokens: Tokens,
    /// Workspaces that installed the app by themselves, whose tokens go before those.
    pub installed: Option<Arc<Installed>>,
}

/// The bot's token in each workspace that installed it.
#[derive(Clone)]
pub struct Tokens(Arc<OfTeam>);

type OfTeam = dyn Fn(&str) -> Option<Secret> + Send + Sync;

impl Tokens {
    /// Looked up by the id of the workspace (`T…`), each time anew: workspaces come and go.
    pub fn new(of_team: impl Fn(&str) -> Option<Secret> + Send + Sync + 'static) -> Self {
        Tokens(Arc::new(of_team))
    }

    /// One for all, where the bot is installed in a single workspace.
    pub fn one(token: Secret) -> Self {
        Tokens::new(move |_| Some(token.clone()))
    }

    pub fn by_team(tokens: HashMap<String, Secret>) -> Self {
        Tokens::new(move |team| tokens.get(team).cloned())
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Tokens(…)")
    }
}

pub struct Slack {
    settings: SlackSettings,
    client: reqwest::Client,
}

impl Slack {
    /// # Errors
    /// Where the system has no usable TLS roots.
    pub fn new(settings: SlackSettings) -> Result<Self, SendError> {
        Ok(Slack { settings, client: http::client()? })
    }

    /// The chat that a parcel is for: its own, or the private one with a person.
    async fn chat(&self, body: &Value) -> Result<String, SendError> {
        let team = wire::text(body, "/team");
        let Some(user) = wire::some_text(body, "/open") else {
            return Ok(wire::text(body, "/call/channel").to_owned());
        };
        let opened = self.call(team, "conversations.open", &json!({ "users": user })).await;
        // Opening a chat twice opens one.
        let opened = opened.map_err(not_sent)?;
        wire::some_text(&opened, "/channel/id")
            .ok_or_else(|| SendError::Refused("conversations.open named no channel".to_owned()))
    }

    async fn post(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        let team = wire::text(&parcel.body, "/team");
        let mut call = parcel.body.pointer("/call").cloned().unwrap_or(Value::Null);
        if stream::is_in_place_of_one(&parcel.body) {
            self.stop_stream(team, &call).await?;
        }
        call["channel"] = self.chat(&parcel.body).await?.into();
        let sent = match &parcel.attachment {
            Some(picture) => self.post_with_picture(team, &parcel.method, call, picture).await?,
            None => self.call(team, &parcel.method, &call).await?,
        };
        // An ephemeral message cannot be changed, so it has no receipt to do that by.
        Ok(match (wire::some_text(&sent, "/channel"), wire::some_text(&sent, "/ts")) {
            (Some(channel), Some(ts)) => json!({ "channel": channel, "ts": ts }),
            _ => Value::Null,
        })
    }
}

/// What certainly took no visible effect may be tried again, whatever became of it.
fn not_sent(error: SendError) -> SendError {
    match error {
        SendError::Unclear(detail) => SendError::NotSent(detail),
        error => error,
    }
}

#[async_trait]
impl Channel for Slack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn render(&self, reply: &Reply, target: &Target) -> Vec<Parcel> {
        let (blocks, picture) = blocks::blocks(reply);
        let mut message = message(target, &reply.plain(), blocks);
        message.attachment = picture;
        let mut parcels = vec![message];
        parcels.extend(reply.files.iter().map(|file| upload::parcel(file, target)));
        parcels
    }

    fn working(&self, shown: Shown<'_>, target: &Target) -> Option<Step> {
        stream::step(shown, target)
    }

    fn home(&self, home: &Home, target: &Target) -> Option<Parcel> {
        Some(home::parcel(home, target))
    }

    async fn send(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        match parcel.method.as_str() {
            upload::METHOD => self.share(parcel).await,
            home::METHOD | stream::STATUS | stream::START | stream::APPEND => self.show(parcel).await,
            _ => self.post(parcel).await,
        }
    }

    async fn find(&self, parcel: &Parcel) -> Result<Found, SendError> {
        if parcel.method == "chat.postMessage" { self.look_up(parcel).await } else { Ok(Found::CannotTell) }
    }

    /// The workspace is the one where the account was met: a guest's own may not have the bot.
    fn private(&self, account: &Account, known: Option<Place>) -> Option<Place> {
        Some(match known {
            Some(place) if !place.shared => Place { thread: None, ..place },
            Some(place) => events::private(place.tenant, &account.id),
            None => events::private(account.tenant.clone(), &account.id),
        })
    }

    async fn members(&self, place: &Place) -> Result<Option<Vec<Account>>, SendError> {
        self.list_members(place).await
    }
}

/// A message of blocks where the target says. One that replaces another is written anew where the other is gone.
fn message(target: &Target, words: &str, blocks: Vec<Value>) -> Parcel {
    let (mut body, whisper) = address(target);
    body["call"]["text"] = cut(&blocks::escaped(words), 3000).into();
    body["call"]["blocks"] = blocks.into();
    body["call"]["unfurl_links"] = false.into();
    body["call"]["unfurl_media"] = false.into();
    // Found again by this, where it is unclear whether it was posted.
    body["call"]["metadata"] =
        json!({ "event_type": "sentia_reply", "event_payload": { "mark": target.mark } });
    let method = if whisper { "chat.postEphemeral" } else { "chat.postMessage" };
    let post =
        Parcel { method: method.to_owned(), body, repeatable: false, attachment: None, otherwise: None };
    let Some(status) = &target.status else { return if_unreached(post, target) };
    let mut update = post.clone();
    update.method = "chat.update".to_owned();
    update.body["call"]["channel"] = status["channel"].clone();
    update.body["call"]["ts"] = status["ts"].clone();
    if let Some(call) = update.body["call"].as_object_mut() {
        call.remove("thread_ts");
    }
    stream::note(&mut update.body, status);
    update.repeatable = true;
    update.otherwise = Some(Otherwise { parcel: Box::new(post), ends_reply: false });
    update
}

/// Not everybody can be written to: guests, people of other companies.
fn if_unreached(mut post: Parcel, target: &Target) -> Parcel {
    if target.place.shared && target.way == Way::Private {
        let here = Target { way: Way::Here, mark: format!("{}-unreached", target.mark), ..target.clone() };
        let words = [blocks::plain(&target.unreached, blocks::MOST_TEXT)];
        let block = json!({ "type": "context", "elements": words });
        let parcel = Box::new(message(&here, &target.unreached, vec![block]));
        post.otherwise = Some(Otherwise { parcel, ends_reply: true });
    }
    post
}

/// Team, chat and thread; and whether the message is shown to one member of the chat alone.
fn address(target: &Target) -> (Value, bool) {
    let place = &target.place;
    let mut body =
        json!({ "team": place.tenant, "after": place.route["ts"], "call": { "channel": place.chat } });
    let whisper = target.way == Way::Whisper && place.shared;
    if target.way == Way::Private && place.shared {
        body["open"] = target.account.id.clone().into();
        return (body, false);
    }
    if let Some(user) = wire::some_text(&place.route, "/open") {
        body["open"] = user.into();
        return (body, false);
    }
    if let Some(thread) = &place.thread {
        body["call"]["thread_ts"] = thread.clone().into();
    }
    if whisper {
        body["call"]["user"] = target.account.id.clone().into();
    }
    (body, whisper)
}
