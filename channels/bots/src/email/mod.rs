//! E-mail: questions in from a mailbox by IMAP, answers out by SMTP into the thread of the question.
//!
//! Only who wrote is answered, and only where our own mail server vouches that the sender's domain sent the mail; what
//! programs and lists send never is. A mail is handed over once: where the connection breaks after its last byte, SMTP
//! has no way to tell whether it was taken, and two answers are worse than the note in the next one that one may be lost.

mod authentic;
mod automatic;
mod body;
mod letter;
mod mailbox;
mod poll;
mod render;
mod server;
mod smtp;
#[cfg(test)]
mod tests;
mod words;

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use lettre::message::Mailbox;
use rustls::ClientConfig;
use serde_json::Value;
use thiserror::Error;

use self::letter::Rules;
use crate::{
    Account, Channel, Clock, Found, Parcel, Place, Receipt, Reply, Secret, SendError, Shown, Step, Target,
};

pub use poll::poll;
pub use server::Server;

pub const NAME: &str = "email";

/// A mailbox of its own, and whose mail is read there.
#[derive(Debug, Clone)]
pub struct EmailSettings {
    /// From which it writes: `Sentia <sentia@acme.example>`, or the bare address.
    pub address: String,
    pub imap: Server,
    pub smtp: Server,
    /// For both servers; None for the address.
    pub username: Option<String>,
    pub password: Secret,
    /// `INBOX`, as a rule.
    pub folder: String,
    /// What our own mail server writes first into its `Authentication-Results`; it has to take out what others wrote in
    /// its name.
    pub authserv_id: String,
    /// Domains (`acme.example`), and addresses, whose mail is read; all else is left without a word.
    pub senders: Vec<String>,
    /// Between two looks into the mailbox, where its server does not say by itself that there is mail.
    pub poll_every: Duration,
    /// After a mail that the server puts off, which as a rule means minutes.
    pub retry_after: Duration,
    pub limits: Limits,
    pub words: EmailWords,
}

/// Mails that are answered within an hour. Programs that answer each other write more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub per_thread: i64,
    pub per_sender: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { per_thread: 20, per_sender: 40 }
    }
}

/// What stands in mails and nowhere else, in the words of the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailWords {
    /// Where the mail went to others too.
    pub only_you: String,
    /// Where something was attached to it.
    pub not_attached: String,
    /// Before the text of a chart, where pictures are not shown.
    pub chart: String,
    /// Before what can be sent back to press a button.
    pub press: String,
    /// A subject, where a mail has none.
    pub subject: String,
}

impl Default for EmailWords {
    fn default() -> Self {
        let text = str::to_owned;
        EmailWords {
            only_you: text("This answer goes to you alone, not to the others who had your mail."),
            not_attached: text("I have read your words, and not what was attached."),
            chart: text("Chart"),
            press: text("reply with"),
            subject: text("Your question"),
        }
    }
}

/// Why mail cannot be set up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EmailError {
    #[error("\"{0}\" is no address of a mail server; write it as {1}")]
    Address(String, &'static str),
    #[error("over {0} others could read the mails and the password; write imaps:// (port 993)")]
    InTheClear(String),
    #[error("the address of a mail server holds no name and no password; the name has a line of its own")]
    Credentials,
    #[error("\"{0}\" is no e-mail address; write it as Sentia <sentia@acme.example>")]
    Mailbox(String),
    #[error(
        "without the name under which your mail server writes Authentication-Results, anybody could write in anybody's name"
    )]
    NoAuthserv,
    #[error("no sender's mail would be read; name your domain")]
    NoSenders,
    #[error("nothing can be encrypted here ({0}); install the system's CA certificates")]
    Tls(String),
}

pub struct Email {
    settings: EmailSettings,
    mailbox: Mailbox,
    rules: Rules,
    tls: Arc<ClientConfig>,
    clock: Clock,
}

impl Email {
    /// # Errors
    /// Where a setting cannot work, or the system has no TLS roots.
    pub fn new(settings: EmailSettings, clock: Clock) -> Result<Arc<Self>, EmailError> {
        let wrong = || EmailError::Mailbox(settings.address.clone());
        let mailbox: Mailbox = settings.address.parse().map_err(|_| wrong())?;
        let own = letter::address(mailbox.email.as_ref()).ok_or_else(wrong)?;
        let senders: Vec<String> =
            settings.senders.iter().map(|one| one.trim().trim_start_matches('@').to_lowercase()).collect();
        if settings.authserv_id.trim().is_empty() {
            return Err(EmailError::NoAuthserv);
        }
        if senders.iter().all(String::is_empty) {
            return Err(EmailError::NoSenders);
        }
        let rules = Rules { own, authserv_id: settings.authserv_id.trim().to_owned(), senders };
        Ok(Arc::new(Email { mailbox, rules, tls: server::tls()?, settings, clock }))
    }
}

impl Email {
    fn username(&self) -> &str {
        self.settings.username.as_deref().unwrap_or_else(|| self.mailbox.email.as_ref())
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Email({})", self.rules.own)
    }
}

#[async_trait]
impl Channel for Email {
    fn name(&self) -> &'static str {
        NAME
    }

    fn render(&self, reply: &Reply, target: &Target) -> Vec<Parcel> {
        vec![render::parcel(self, reply, target)]
    }

    /// A mail cannot be changed once it is sent, and two for one question are one too many.
    fn working(&self, _: Shown<'_>, _: &Target) -> Option<Step> {
        None
    }

    async fn send(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        smtp::send(self, parcel).await
    }

    /// SMTP lets nobody ask what was taken. Folders of sent mail are no proof either: some servers fill them, some do
    /// not, some later.
    async fn find(&self, _: &Parcel) -> Result<Found, SendError> {
        Ok(Found::CannotTell)
    }

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

    /// Nobody but who asks reads an answer.
    async fn members(&self, _: &Place) -> Result<Option<Vec<Account>>, SendError> {
        Ok(None)
    }
}

/// A short name for texts of any length: the same for the same ones.
fn hex(texts: &[&str]) -> String {
    // Joined by what none of them holds.
    let hash = digest(&SHA256, texts.join("\n").as_bytes());
    hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
