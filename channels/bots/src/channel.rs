use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{Account, Home, Place, Reply};

/// One channel's wire. An adapter keeps nothing: what must last stands in parcels and receipts.
#[async_trait]
pub trait Channel: Send + Sync + 'static {
    /// As in [`Place::channel`].
    fn name(&self) -> &'static str;

    /// The requests that show a reply, in order. Where a message shows progress, the first of them replaces it.
    fn render(&self, reply: &Reply, target: &Target) -> Vec<Parcel>;

    /// The request that shows how far an answer is; None where the channel has no such thing, or shows no more of it.
    fn working(&self, shown: Shown<'_>, target: &Target) -> Option<Step>;

    /// The request that shows a page to the account alone; None where the channel keeps no such thing.
    fn home(&self, _home: &Home, _target: &Target) -> Option<Parcel> {
        None
    }

    /// Makes the request, once.
    ///
    /// # Errors
    /// Says what may be done next.
    async fn send(&self, parcel: &Parcel) -> Result<Receipt, SendError>;

    /// Whether a request took effect of which that is not known.
    ///
    /// # Errors
    /// Where the look-up itself failed; it is tried again.
    async fn find(&self, parcel: &Parcel) -> Result<Found, SendError>;

    /// Where an account is written to unasked, given where it wrote from last: its private chat, or a shared place
    /// from which [`Way::Private`] opens that. None where it cannot be reached.
    fn private(&self, account: &Account, known: Option<Place>) -> Option<Place>;

    /// Who reads along in a shared place; None where the channel does not say, or not all of them.
    ///
    /// # Errors
    /// Where it cannot be found out now.
    async fn members(&self, place: &Place) -> Result<Option<Vec<Account>>, SendError>;
}

/// Whom a reply is for, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub place: Place,
    pub account: Account,
    pub way: Way,
    /// Names the reply; parcels carry it where a look-up can find it by that.
    pub mark: String,
    /// The message that shows progress, to be replaced by the reply.
    pub status: Option<Receipt>,
    /// What to say where the question was asked, when the account cannot be reached in private.
    pub unreached: String,
    /// Where it answers what was said to a file that was offered.
    pub consent: Option<Consent>,
}

/// What was said to a file that was offered; a reply without a file is all that comes of a no.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// As the channel brought it.
    pub route: Value,
    /// What to say where the file is not taken after all.
    pub not_taken: String,
}

impl Target {
    /// Whether nobody asked for it at that moment.
    pub(crate) fn is_unasked(&self) -> bool {
        self.mark.starts_with(UNASKED)
    }
}

/// How the marks of posts begin; no event of a channel does.
pub(crate) const UNASKED: &str = "post-";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Where the question was asked.
    Here,
    /// In the private chat with the account.
    Private,
    /// Where the question was asked, shown to the account alone if the channel can do that, else in the private chat.
    Whisper,
}

/// What is shown while an answer is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// What is being done.
    Doing(&'a str),
    /// The answer so far: each time what was shown of it before, and more. Only where nobody but who asked reads along.
    Answer(&'a str),
}

impl<'a> Shown<'a> {
    pub(crate) fn text(self) -> &'a str {
        match self {
            Shown::Doing(text) | Shown::Answer(text) => text,
        }
    }
}

/// A request that shows how far an answer is. It helps those who wait and is no part of the reply, so it is made once.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub parcel: Parcel,
    /// What is known from then on of the message that shows it, whatever becomes of the request; None where only the
    /// channel can say, or where it is no message.
    pub status: Option<Receipt>,
}

/// A request to a channel, as it is kept until it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parcel {
    /// What to do, in the channel's own terms.
    pub method: String,
    pub body: Value,
    /// Whether making it twice shows no more than making it once.
    pub repeatable: bool,
    pub attachment: Option<Attachment>,
    /// What to do in its place where this is refused.
    pub otherwise: Option<Otherwise>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Otherwise {
    pub parcel: Box<Parcel>,
    /// Whether it takes the place of the whole reply, as where a private chat cannot be opened, and not of this request
    /// alone, as where the message that it replaces is gone.
    pub ends_reply: bool,
}

/// A picture or a file. Its bytes are kept beside the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// The channel's id of what was sent, and where.
pub type Receipt = Value;

#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Yes(Receipt),
    No,
    /// The channel has no way to tell.
    CannotTell,
}

/// Why a request brought no receipt, by what may be done next. Texts hold no addresses: they could hold a token.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    #[error("the channel wants {after:?} of rest")]
    Busy { after: Duration },
    /// It did not leave, so that it may be tried again.
    #[error("not sent: {0}")]
    NotSent(String),
    /// It may have taken effect.
    #[error("no telling whether it was sent: {0}")]
    Unclear(String),
    /// It took no effect and never will.
    #[error("refused: {0}")]
    Refused(String),
}
