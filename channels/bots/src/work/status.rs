//! The message that shows that an answer is under way, how far it is, and what there is of it.

use tokio::{
    sync::{oneshot, watch},
    time::sleep,
};

use super::Crew;
use crate::{
    Channel, Parcel, Receipt, SendError, Shown, StoreError, Target,
    desk::Told,
    store::{Status, Waiting},
};

/// Shows the latest that was told until the answer is there, and returns the receipt of the message that shows it. It
/// helps those who wait and is no part of the reply: a failure ends it and nothing else.
pub(super) async fn show(
    crew: &Crew,
    channel: &dyn Channel,
    waiting: &Waiting,
    mut target: Target,
    mut told: watch::Receiver<Told>,
    mut answered: oneshot::Receiver<()>,
) -> Result<Option<Receipt>, StoreError> {
    target.status = match &waiting.status {
        Status::Shown(receipt) => Some(receipt.clone()),
        Status::None => None,
        Status::Lost => return Ok(None),
    };
    let mut pause = crew.shared.settings.status_after;
    let mut last = String::new();
    loop {
        tokio::select! {
            biased;
            _ = &mut answered => return Ok(target.status),
            () = sleep(pause) => {}
        }
        let latest = told.borrow_and_update().clone();
        let shown = shown(crew, &latest);
        if last != shown.text() {
            if !step(crew, channel, waiting, &mut target, shown).await? {
                return Ok(target.status);
            }
            shown.text().clone_into(&mut last);
        }
        tokio::select! {
            biased;
            _ = &mut answered => return Ok(target.status),
            Ok(()) = told.changed() => {}
        }
        pause = crew.shared.settings.status_every;
    }
}

/// The answer as soon as there is any of it; what is done then is no news.
fn shown<'a>(crew: &'a Crew, told: &'a Told) -> Shown<'a> {
    match (told.answer.as_str(), told.doing.as_str()) {
        ("", "") => Shown::Doing(&crew.wording.working),
        ("", doing) => Shown::Doing(doing),
        (answer, _) => Shown::Answer(answer),
    }
}

/// Whether to go on.
async fn step(
    crew: &Crew,
    channel: &dyn Channel,
    waiting: &Waiting,
    target: &mut Target,
    shown: Shown<'_>,
) -> Result<bool, StoreError> {
    let Some(step) = channel.working(shown, target) else { return Ok(false) };
    if step.status.is_some() && step.status != target.status {
        crew.shared.store.set_status(waiting.number, step.status.as_ref()).await?;
        target.status = step.status;
    }
    let mut sent = make(crew, channel, waiting, target, &step.parcel).await?;
    if let (Err(SendError::Refused(_)), Some(otherwise)) = (&sent, &step.parcel.otherwise) {
        sent = make(crew, channel, waiting, target, &otherwise.parcel).await?;
    }
    if let Err(error) = &sent {
        tracing::debug!(%error, channel = channel.name(), "progress is not shown");
    }
    Ok(sent.is_ok())
}

/// Makes the request. Of a first message there is no receipt before it is sent, which is noted: where the process dies
/// meanwhile there may be one, and there must not be a second.
async fn make(
    crew: &Crew,
    channel: &dyn Channel,
    waiting: &Waiting,
    target: &mut Target,
    parcel: &Parcel,
) -> Result<Result<(), SendError>, StoreError> {
    let store = &crew.shared.store;
    if target.status.is_none() && !parcel.repeatable {
        store.set_status(waiting.number, None).await?;
    }
    let receipt = match channel.send(parcel).await {
        Ok(receipt) => receipt,
        Err(error) => return Ok(Err(error)),
    };
    if target.status.is_none() && !receipt.is_null() {
        store.set_status(waiting.number, Some(&receipt)).await?;
        target.status = Some(receipt);
    }
    Ok(Ok(()))
}
