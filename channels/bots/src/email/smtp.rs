//! Handing a mail over, and what a failure on the way means.

use std::time::Duration;

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailParameter},
    },
};
use serde_json::json;
use tokio::time::timeout;

use super::{Email, server::Tls};
use crate::{Parcel, Receipt, SendError, reply::cut, wire};

/// Until the mail itself is asked for.
const PATIENCE: Duration = Duration::from_secs(60);

/// For the mail and its receipt: servers look into it before they take it.
const LONG_PATIENCE: Duration = Duration::from_secs(600);

pub(super) async fn send(email: &Email, parcel: &Parcel) -> Result<Receipt, SendError> {
    let sent = hand_over(email, parcel).await;
    if let Err(error) = &sent {
        tracing::warn!(%error, "a mail was not handed over");
    }
    sent
}

async fn hand_over(email: &Email, parcel: &Parcel) -> Result<Receipt, SendError> {
    let Some(mail) = &parcel.attachment else {
        return Err(SendError::Refused(wire::text(&parcel.body, "/fault").to_owned()));
    };
    let to: Address = wire::text(&parcel.body, "/to")
        .parse()
        .map_err(|_| SendError::Refused("the address cannot be written to".to_owned()))?;
    let slow = |_| SendError::NotSent("the server is too slow".to_owned());
    let mut connection = timeout(PATIENCE, connect(email)).await.map_err(slow)??;
    let asked = timeout(PATIENCE, announce(&mut connection, email, to)).await.map_err(slow)?;
    asked.map_err(|error| before(email, &error))?;
    let taken = timeout(LONG_PATIENCE, connection.message(&mail.bytes)).await;
    let taken = taken.map_err(|_| SendError::Unclear("the server is too slow".to_owned()))?;
    taken.map_err(|error| after(email, &error))?;
    // It is taken, whatever becomes of the farewell.
    let _ = timeout(Duration::from_secs(5), connection.quit()).await;
    Ok(json!({ "id": parcel.body["id"] }))
}

/// A name or password that is refused may be mended, and is no reason to give a mail up.
async fn connect(email: &Email) -> Result<AsyncSmtpConnection, SendError> {
    let not_sent = |error: Error| SendError::NotSent(words(&error));
    let (settings, server) = (&email.settings, &email.settings.smtp);
    let hello = ClientId::Domain(email.mailbox.email.domain().to_owned());
    let tls = || TlsParameters::new(server.host.clone()).map_err(not_sent);
    let at_once = if server.tls == Tls::Implicit { Some(tls()?) } else { None };
    let address = (server.host.as_str(), server.port);
    let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(PATIENCE), &hello, at_once, None)
        .await
        .map_err(not_sent)?;
    if server.tls == Tls::Upgraded {
        connection.starttls(tls()?, &hello).await.map_err(not_sent)?;
    }
    let credentials = Credentials::new(email.username().to_owned(), settings.password.reveal().to_owned());
    connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(not_sent)?;
    Ok(connection)
}

/// From whom and to whom; then the server wants the mail.
async fn announce(connection: &mut AsyncSmtpConnection, email: &Email, to: Address) -> Result<(), Error> {
    let from = email.mailbox.email.clone();
    let foreign = !from.to_string().is_ascii() || !to.to_string().is_ascii();
    let foreign = foreign && connection.server_info().supports_feature(Extension::SmtpUtfEight);
    let options = if foreign { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
    connection.command(Mail::new(Some(from), options)).await?;
    connection.command(Rcpt::new(to, Vec::new())).await?;
    connection.command(Data).await?;
    Ok(())
}

/// Before its first byte: it is nowhere yet.
fn before(email: &Email, error: &Error) -> SendError {
    judged(email, error).unwrap_or_else(|| SendError::NotSent(words(error)))
}

/// After that: the server may have taken it.
fn after(email: &Email, error: &Error) -> SendError {
    judged(email, error).unwrap_or_else(|| SendError::Unclear(words(error)))
}

/// What the server itself says: never, or later.
fn judged(email: &Email, error: &Error) -> Option<SendError> {
    if error.is_permanent() {
        return Some(SendError::Refused(words(error)));
    }
    if error.is_transient() {
        tracing::warn!(reason = words(error), "the mail server puts a mail off");
        return Some(SendError::Busy { after: email.settings.retry_after });
    }
    None
}

/// In the server's words, which are cut: they are somebody else's.
fn words(error: &Error) -> String {
    cut(&error.to_string(), 200)
}
