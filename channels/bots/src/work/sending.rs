use std::time::Duration;

use super::{Crew, later};
use crate::{
    Channel, Found, SendError, StoreError,
    store::{Due, Outcome},
};

/// Makes a request, or clears up whether it was made. It is made again only where it certainly took no effect, or where
/// a second time shows no more than the first.
pub(super) async fn send(crew: &Crew, due: &Due) -> Result<(), StoreError> {
    let outcome = match crew.channels.get(due.channel.as_str()) {
        None => Outcome::Refused(format!("no channel {} is set up any more", due.channel)),
        Some(channel) if due.unclear && !due.parcel.repeatable => {
            look_up(crew, channel.as_ref(), due).await?
        }
        Some(channel) => make(crew, channel.as_ref(), due).await?,
    };
    match &outcome {
        Outcome::Refused(detail) => {
            tracing::warn!(channel = due.channel, method = due.parcel.method, detail, "a reply was refused");
        }
        Outcome::Uncertain(detail) => {
            tracing::warn!(channel = due.channel, method = due.parcel.method, detail, "a reply may be lost");
        }
        _ => {}
    }
    crew.shared.store.settle(due, &outcome).await
}

async fn look_up(crew: &Crew, channel: &dyn Channel, due: &Due) -> Result<Outcome, StoreError> {
    Ok(match channel.find(&due.parcel).await {
        Ok(Found::Yes(receipt)) => Outcome::Sent(receipt),
        Ok(Found::No) if due.attempts >= crew.shared.settings.send_attempts => {
            Outcome::Refused("tried often enough, and it never arrived".to_owned())
        }
        Ok(Found::No) => make(crew, channel, due).await?,
        Ok(Found::CannotTell) => Outcome::Uncertain("the channel cannot say whether it arrived".to_owned()),
        Err(SendError::Refused(detail)) => Outcome::Uncertain(detail),
        Err(error) if due.attempts >= crew.shared.settings.send_attempts => {
            Outcome::Uncertain(error.to_string())
        }
        Err(error) => Outcome::Unclear(again_at(crew, due, rest(&error)), error.to_string()),
    })
}

async fn make(crew: &Crew, channel: &dyn Channel, due: &Due) -> Result<Outcome, StoreError> {
    crew.shared.store.sending(due.number).await?;
    let error = match channel.send(&due.parcel).await {
        Ok(receipt) => return Ok(Outcome::Sent(receipt)),
        Err(error) => error,
    };
    let again = || Outcome::Again(again_at(crew, due, rest(&error)));
    Ok(match &error {
        SendError::Refused(detail) => Outcome::Refused(detail.clone()),
        SendError::Unclear(detail) if !due.parcel.repeatable => {
            Outcome::Unclear(later(crew.shared.clock.millis(), crew.shared.settings.settle), detail.clone())
        }
        _ if due.attempts >= crew.shared.settings.send_attempts => Outcome::Refused(error.to_string()),
        _ => again(),
    })
}

fn rest(error: &SendError) -> Duration {
    match error {
        SendError::Busy { after } => *after,
        _ => Duration::ZERO,
    }
}

/// As the channel asks, or else after twice as long each time, up to a minute.
fn again_at(crew: &Crew, due: &Due, asked: Duration) -> i64 {
    let doubled = crew.shared.settings.rest * (1 << due.attempts.clamp(0, 8));
    later(crew.shared.clock.millis(), asked.max(doubled.min(Duration::from_secs(60))))
}
