//! The message that shows that an answer is under way, and how far it is.

use tokio::{
    sync::{oneshot, watch},
    time::sleep,
};

use super::Crew;
use crate::{
    Channel, Receipt, StoreError, Target,
    store::{Status, Waiting},
};

/// Shows the latest words until the answer is there, and returns the receipt of the message that shows them. It helps
/// those who wait and is no part of the reply: a failure ends it and nothing else.
pub(super) async fn show(
    crew: &Crew,
    channel: &dyn Channel,
    waiting: &Waiting,
    mut target: Target,
    mut words: watch::Receiver<String>,
    mut answered: oneshot::Receiver<()>,
) -> Result<Option<Receipt>, StoreError> {
    target.status = match &waiting.status {
        Status::Shown(receipt) => Some(receipt.clone()),
        Status::None => None,
        Status::Lost => return Ok(None),
    };
    let mut pause = crew.shared.settings.status_after;
    loop {
        tokio::select! {
            biased;
            _ = &mut answered => return Ok(target.status),
            () = sleep(pause) => {}
        }
        let said = words.borrow_and_update().clone();
        let said = if said.is_empty() { &crew.wording.working } else { &said };
        if !say(crew, channel, waiting, &mut target, said).await? {
            return Ok(target.status);
        }
        tokio::select! {
            biased;
            _ = &mut answered => return Ok(target.status),
            Ok(()) = words.changed() => {}
        }
        pause = crew.shared.settings.status_every;
    }
}

/// Whether to go on.
async fn say(
    crew: &Crew,
    channel: &dyn Channel,
    waiting: &Waiting,
    target: &mut Target,
    words: &str,
) -> Result<bool, StoreError> {
    let Some(parcel) = channel.working(words, target) else { return Ok(false) };
    let store = &crew.shared.store;
    if !parcel.repeatable {
        store.set_status(waiting.number, None).await?;
    }
    match channel.send(&parcel).await {
        Ok(receipt) if target.status.is_none() && !receipt.is_null() => {
            store.set_status(waiting.number, Some(&receipt)).await?;
            target.status = Some(receipt);
            Ok(true)
        }
        Ok(_) => Ok(true),
        Err(error) => {
            tracing::debug!(%error, channel = channel.name(), "progress is not shown");
            Ok(false)
        }
    }
}
