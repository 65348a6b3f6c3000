use std::{collections::BTreeMap, sync::Arc};

use thiserror::Error;

use super::{Shared, turn::token_buttons};
use crate::{
    Accepted, Account, Channel, Delivery, Place, Reply, StoreError, Target, Way, Wording, channel::UNASKED,
    store::NewPost,
};

/// What an account is sent unasked.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// One id is posted once, until it is forgotten; so whoever dies in between posts again.
    pub id: String,
    pub account: Account,
    /// Where it is shown, to all who read along there; None for the private chat with the account.
    pub place: Option<Place>,
    pub reply: Reply,
}

/// Why a post was not kept.
#[derive(Debug, Error)]
pub enum PostError {
    #[error("no channel {0} is set up")]
    NoChannel(String),
    /// It cannot be written to before it has written itself.
    #[error("the account {account} in {channel} cannot be reached before it writes to the bot once")]
    Unreachable { channel: String, account: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends what nobody asked for at that moment: watches, digests, reports. Cheap to clone.
#[derive(Clone)]
pub struct Poster {
    shared: Arc<Shared>,
    unreached: String,
    channels: Arc<BTreeMap<&'static str, Arc<dyn Channel>>>,
}

impl Poster {
    pub(super) fn new(shared: Arc<Shared>, wording: &Wording, channels: &[Arc<dyn Channel>]) -> Self {
        let channels = channels.iter().map(|channel| (channel.name(), channel.clone())).collect();
        Poster { shared, unreached: wording.unreached.clone(), channels: Arc::new(channels) }
    }

    /// Keeps a post; once this returns, it will be sent, whatever happens to the process, and in its conversation after
    /// whatever was to be said there before. An id that was posted before adds nothing.
    ///
    /// # Errors
    /// Where the account cannot be reached, or the post cannot be kept.
    pub async fn post(&self, post: Post) -> Result<Accepted, PostError> {
        let Post { id, account, place, mut reply } = post;
        let channel = place.as_ref().map_or(&account.channel, |place| &place.channel);
        let no_channel = || PostError::NoChannel(channel.clone());
        let channel = self.channels.get(channel.as_str()).ok_or_else(no_channel)?;
        let way = if place.is_some() { Way::Here } else { Way::Private };
        let place = match place {
            Some(place) => place,
            None => self.private(channel.as_ref(), &account).await?,
        };
        let target = self.target(&id, account, place.clone(), way);
        let kept = NewPost { id: &id, place: &place, now: self.shared.clock.millis() };
        let new = self.shared.store.post(&kept, |number| {
            let alone = way == Way::Private || !place.shared;
            let buttons = token_buttons(number, alone.then_some(&target.account), reply.actions_mut());
            let mut parcels = channel.render(&reply, &target);
            for parcel in &mut parcels {
                // Nobody else waits for it, so nobody else is told that it did not arrive.
                parcel.otherwise.take_if(|otherwise| otherwise.ends_reply);
            }
            (parcels, buttons)
        });
        if !new.await? {
            return Ok(Accepted::Known);
        }
        self.shared.to_send.notify_one();
        Ok(Accepted::New)
    }

    /// What became of a post; None where there is none of that id.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        self.shared.store.delivery(id).await
    }

    async fn private(&self, channel: &dyn Channel, account: &Account) -> Result<Place, PostError> {
        let known = self.shared.store.place_of(account).await?;
        channel.private(account, known).ok_or_else(|| PostError::Unreachable {
            channel: account.channel.clone(),
            account: account.id.clone(),
        })
    }

    fn target(&self, id: &str, account: Account, place: Place, way: Way) -> Target {
        let mark = format!("{UNASKED}{id}");
        Target { place, account, way, mark, status: None, unreached: self.unreached.clone(), consent: None }
    }
}
