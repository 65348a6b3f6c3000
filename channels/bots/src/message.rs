use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A message that a channel's adapter has verified to come from the channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    /// The channel's own id of the event: the same again when the channel sends it again.
    pub event: String,
    pub place: Place,
    /// Who wrote it.
    pub account: Account,
    pub input: Input,
    /// When it was written, in milliseconds since 1970, as the channel says.
    pub sent_at: i64,
}

/// Where a message was written, and where its reply goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// `slack`, `teams`, `telegram`, `email`: the name of the adapter.
    pub channel: String,
    /// The channel's own tenant: a Slack workspace, a Microsoft 365 tenant; empty where the channel has none.
    pub tenant: String,
    /// The channel's id of the chat.
    pub chat: String,
    /// The thread within it, where it has threads.
    pub thread: Option<String>,
    /// Whether others can read along. Where an adapter cannot tell, it says yes.
    pub shared: bool,
    /// What else the adapter needs to reply here.
    pub route: Value,
}

impl Place {
    /// What is said in one conversation builds on what was said before in it.
    pub fn conversation(&self) -> String {
        let thread = self.thread.as_deref().unwrap_or_default();
        // Ids of channels hold no spaces.
        format!("{} {} {} {thread}", self.channel, self.tenant, self.chat)
    }
}

/// An account in a channel. Not yet a person: whom it is linked to, the [`Desk`](crate::Desk) knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Account {
    pub channel: String,
    pub tenant: String,
    /// The channel's lasting id; never a name, or an address that people can change or take over. In e-mail the address is
    /// all there is: it counts only where the mail server vouches for it.
    pub id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Words, without the mention of the bot.
    Text(String),
    /// The token of a button that was pressed.
    Button(String),
    /// What was said to a file that was offered: the token of that, and what the channel brought along.
    Consent { token: String, given: bool, route: Value },
    /// What cannot be read.
    Unreadable(Medium),
    /// No question: the page that the channel keeps for the account was opened.
    Opened,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    Voice,
    File,
    /// No words, and nothing else.
    Nothing,
    /// More words than a question has.
    TooLong,
}
