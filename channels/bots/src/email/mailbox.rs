//! The mailbox, over IMAP: what nobody has read in it, and a mark on what was taken from it.

use std::{fmt, sync::Arc, time::Duration};

use async_imap::{Client, Session, extensions::idle::IdleResponse};
use futures::TryStreamExt;
use jiff::{Timestamp, tz::TimeZone};
use rustls::{ClientConfig, pki_types::ServerName};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_rustls::TlsConnector;

use super::server::{Server, Tls};
use crate::{Secret, reply::cut};

/// How long the server may take over a command.
const PATIENCE: Duration = Duration::from_secs(30);

/// Without a word from the server, after which it is asked: routers forget connections that are silent for longer, and
/// tell nobody.
const LONGEST_SILENCE: Duration = Duration::from_secs(240);

/// Bytes of a mail that is read; of a longer one the head is.
const LONGEST: u32 = 1 << 20;

/// Days for which a mail may have lain there. What is older was not left for this program to answer.
const OLDEST_DAYS: i64 = 3;

/// Why the mailbox cannot be read. Texts hold no password.
#[derive(Debug, Error)]
pub(super) enum MailboxError {
    #[error("no connection: {0}")]
    Connection(std::io::Error),
    #[error("the server took longer than {} s", PATIENCE.as_secs())]
    Slow,
    #[error("the name or the password is refused: {0}")]
    SignIn(String),
    #[error("{0}")]
    Imap(String),
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

pub(super) struct Mailbox {
    session: Session<Box<dyn Wire>>,
    validity: u32,
    /// Whether the server says by itself that there is mail (IDLE, RFC 2177).
    tells: bool,
}

/// A mail as it was fetched.
pub(super) struct Fetched {
    pub(super) raw: Vec<u8>,
    /// Whether it is all of it, or its head.
    pub(super) whole: bool,
}

impl Mailbox {
    pub(super) async fn open(
        server: &Server,
        tls: &Arc<ClientConfig>,
        (username, password): (&str, &Secret),
        folder: &str,
    ) -> Result<Self, MailboxError> {
        let wire = patiently(connect(server, tls)).await?;
        let mut client = Client::new(wire);
        patiently(async {
            let greeting = client.read_response().await.map_err(MailboxError::Connection)?;
            greeting.map(drop).ok_or_else(|| MailboxError::Imap("it hung up before it said hello".to_owned()))
        })
        .await?;
        let mut session = patiently(async {
            let signed_in = client.login(username, password.reveal()).await;
            signed_in.map_err(|(error, _)| MailboxError::SignIn(cut(&error.to_string(), 200)))
        })
        .await?;
        let abilities = patiently(async { session.capabilities().await.map_err(told) }).await?;
        let selected = patiently(async { session.select(folder).await.map_err(told) }).await?;
        // Without it names are not kept, and 0 is as good as any.
        let validity = selected.uid_validity.unwrap_or_default();
        Ok(Mailbox { session, validity, tells: abilities.has_str("IDLE") })
    }

    /// The mails that nobody has read, the oldest first.
    pub(super) async fn unseen(&mut self, now: Timestamp) -> Result<Vec<u32>, MailboxError> {
        let query = format!("UNSEEN SINCE {}", since(now));
        let session = &mut self.session;
        let found = patiently(async {
            // The server says what is new.
            session.noop().await.map_err(told)?;
            session.uid_search(query).await.map_err(told)
        });
        let mut uids: Vec<u32> = found.await?.into_iter().collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// A mail, which stays unread; None where it is gone.
    pub(super) async fn fetch(&mut self, uid: u32) -> Result<Option<Fetched>, MailboxError> {
        let sizes = self.ask(uid, "(UID RFC822.SIZE)").await?;
        let Some(size) = sizes.iter().filter(|one| one.uid == Some(uid)).find_map(|one| one.size) else {
            return Ok(None);
        };
        let whole = size <= LONGEST;
        let query = if whole {
            "(UID BODY.PEEK[])".to_owned()
        } else {
            format!("(UID BODY.PEEK[HEADER]<0.{LONGEST}>)")
        };
        let mails = self.ask(uid, &query).await?;
        let of_this = mails.iter().filter(|one| one.uid == Some(uid));
        let raw = of_this.filter_map(|one| if whole { one.body() } else { one.header() }).next();
        Ok(raw.map(|raw| Fetched { raw: raw.to_vec(), whole }))
    }

    pub(super) async fn mark_read(&mut self, uid: u32) -> Result<(), MailboxError> {
        let session = &mut self.session;
        let marked = async {
            let replies = session.uid_store(uid.to_string(), "+FLAGS.SILENT (\\Seen)").await.map_err(told)?;
            replies.try_collect::<Vec<_>>().await.map_err(told)
        };
        patiently(marked).await.map(drop)
    }

    /// Until something has changed, as far as the server says so, or until it is time to look.
    pub(super) async fn wait(self, pause: Duration) -> Result<Self, MailboxError> {
        if !self.tells {
            sleep(pause).await;
            return Ok(self);
        }
        let Mailbox { session, validity, tells } = self;
        let mut idle = session.idle();
        patiently(async { idle.init().await.map_err(told) }).await?;
        {
            // Gone, it would end the wait.
            let (change, _interrupt) = idle.wait_with_timeout(LONGEST_SILENCE);
            // Some servers say each minute that they are still there, which is no change.
            let _ =
                timeout(LONGEST_SILENCE, change).await.unwrap_or(Ok(IdleResponse::Timeout)).map_err(told)?;
        }
        let session = patiently(async { idle.done().await.map_err(told) }).await?;
        Ok(Mailbox { session, validity, tells })
    }

    /// What names a mail in this mailbox for good.
    pub(super) fn name(&self, uid: u32) -> String {
        format!("{}.{uid}", self.validity)
    }

    pub(super) async fn leave(mut self) {
        // Nothing is lost where this fails.
        let _ = timeout(Duration::from_secs(2), self.session.logout()).await;
    }

    async fn ask(&mut self, uid: u32, query: &str) -> Result<Vec<async_imap::types::Fetch>, MailboxError> {
        let session = &mut self.session;
        patiently(async {
            let replies = session.uid_fetch(uid.to_string(), query).await.map_err(told)?;
            replies.try_collect().await.map_err(told)
        })
        .await
    }
}

async fn connect(server: &Server, tls: &Arc<ClientConfig>) -> Result<Box<dyn Wire>, MailboxError> {
    let tcp = TcpStream::connect((server.host.as_str(), server.port)).await;
    let tcp = tcp.map_err(MailboxError::Connection)?;
    if server.tls == Tls::None {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(server.host.clone())
        .map_err(|_| MailboxError::Imap(format!("{} is no name of a server", server.host)))?;
    let wire = TlsConnector::from(tls.clone()).connect(name, tcp).await;
    Ok(Box::new(wire.map_err(MailboxError::Connection)?))
}

async fn patiently<T>(step: impl Future<Output = Result<T, MailboxError>>) -> Result<T, MailboxError> {
    timeout(PATIENCE, step).await.unwrap_or(Err(MailboxError::Slow))
}

/// In the server's words, which are cut: they are somebody else's.
fn told(error: async_imap::error::Error) -> MailboxError {
    MailboxError::Imap(cut(&error.to_string(), 200))
}

/// A day as IMAP writes it, `3-Sep-2026`.
fn since(now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(OLDEST_DAYS * 24 * 3600);
    let then = Timestamp::from_second(seconds).unwrap_or(now);
    then.to_zoned(TimeZone::UTC).strftime("%-d-%b-%Y").to_string()
}
