use std::{sync::Arc, time::Duration};

use thiserror::Error;
use tokio::{sync::watch, task::spawn_blocking, time::sleep};

use super::{
    Email, letter,
    mailbox::{Fetched, Mailbox, MailboxError},
};
use crate::{Inbound, Intake, StoreError};

/// After a mailbox that could not be read; twice as long each time, up to the most.
const REST: Duration = Duration::from_secs(2);
const LONGEST_REST: Duration = Duration::from_secs(300);

const HOUR: Duration = Duration::from_secs(3600);

#[derive(Debug, Error)]
enum PollError {
    #[error("the mailbox cannot be read: {0}")]
    Mailbox(#[from] MailboxError),
    #[error("a mail was not kept: {0}")]
    Store(#[from] StoreError),
}

/// Looks for mail until `stop` turns true. A mail is marked as read only once it is kept.
pub async fn poll(email: Arc<Email>, intake: Intake, mut stop: watch::Receiver<bool>) {
    let mut failures = 0_u32;
    while !*stop.borrow() {
        let ended = tokio::select! {
            ended = visit(&email, &intake, &mut failures) => ended,
            changed = stop.changed() => if changed.is_err() { return } else { continue },
        };
        let Err(error) = ended else { continue };
        tracing::warn!(%error, "no mail is read; trying again");
        let rest = REST * (1 << failures.min(8));
        failures = failures.saturating_add(1);
        tokio::select! {
            () = sleep(rest.min(LONGEST_REST)) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Stays signed in for as long as nothing fails, or the server has no rule against it.
async fn visit(email: &Arc<Email>, intake: &Intake, failures: &mut u32) -> Result<(), PollError> {
    let settings = &email.settings;
    let account = (email.username(), &settings.password);
    let mut mailbox = Mailbox::open(&settings.imap, &email.tls, account, &settings.folder).await?;
    let leaving = email.clock.seconds().saturating_add(HOUR.as_secs().cast_signed());
    while email.clock.seconds() < leaving {
        for uid in mailbox.unseen(email.clock.now()).await? {
            if let Some(mail) = mailbox.fetch(uid).await? {
                take(email, intake, &mailbox.name(uid), mail).await?;
                mailbox.mark_read(uid).await?;
            }
        }
        *failures = 0;
        mailbox = mailbox.wait(settings.poll_every).await?;
    }
    mailbox.leave().await;
    Ok(())
}

/// Keeps a mail that is to be answered.
async fn take(email: &Arc<Email>, intake: &Intake, name: &str, mail: Fetched) -> Result<(), StoreError> {
    let reading = {
        let (email, place) = (email.clone(), name.to_owned());
        // Aside, so that a mail at which the reader breaks is passed over like any that cannot be read.
        spawn_blocking(move || {
            let now = email.clock.millis();
            letter::read(&letter::Found { raw: &mail.raw, whole: mail.whole, place, now }, &email.rules)
        })
    };
    match reading.await.unwrap_or(Err("it cannot be read")) {
        Ok(inbound) if is_too_much(email, intake, &inbound).await? => {
            tracing::warn!(mail = name, "a mail was not answered: its sender writes too often for a person");
        }
        Ok(inbound) => drop(intake.accept(&inbound).await?),
        Err(reason) => tracing::info!(mail = name, reason, "a mail was not answered"),
    }
    Ok(())
}

/// Two programs that answer each other write more often than people do, in one thread or in ever new ones.
async fn is_too_much(email: &Email, intake: &Intake, inbound: &Inbound) -> Result<bool, StoreError> {
    let limits = &email.settings.limits;
    let recent = intake.recent(inbound, HOUR).await?;
    Ok(!recent.known
        && (recent.in_conversation >= limits.per_thread || recent.from_account >= limits.per_sender))
}
