use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep};

use super::{Telegram, updates};
use crate::{Intake, SendError, StoreError, wire};

/// Kinds of updates that are read; Telegram keeps the others to itself.
pub(super) const KINDS: [&str; 2] = ["message", "callback_query"];

/// How long Telegram holds a call until something happens, in seconds.
const HELD: u32 = 25;

const REST: Duration = Duration::from_secs(2);

/// Asks for updates until `stop` turns true. An update is confirmed by the next call, so only once it is kept.
pub async fn poll(telegram: Arc<Telegram>, intake: Intake, mut stop: watch::Receiver<bool>) {
    let mut next = 0;
    while !*stop.borrow() {
        let body = json!({ "offset": next, "timeout": HELD, "allowed_updates": KINDS });
        let updates = tokio::select! {
            updates = telegram.wait(&body) => updates,
            changed = stop.changed() => if changed.is_err() { return } else { continue },
        };
        let rest = match updates {
            Ok(updates) => match keep(&telegram, &intake, &updates, &mut next).await {
                Ok(()) => continue,
                Err(error) => {
                    tracing::error!(%error, "a message from Telegram was not kept");
                    REST
                }
            },
            Err(SendError::Busy { after }) => after,
            Err(error) => {
                tracing::warn!(%error, "Telegram cannot be asked for updates; trying again");
                REST
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

async fn keep(
    telegram: &Arc<Telegram>,
    intake: &Intake,
    updates: &Value,
    next: &mut i64,
) -> Result<(), StoreError> {
    for update in wire::list(updates, "") {
        take(telegram, intake, update).await?;
        if let Some(id) = wire::number(update, "/update_id") {
            *next = id.saturating_add(1).max(*next);
        }
    }
    Ok(())
}

/// Keeps an update, and tells whoever pressed a button that it was noticed.
pub(super) async fn take(
    telegram: &Arc<Telegram>,
    intake: &Intake,
    update: &Value,
) -> Result<(), StoreError> {
    if let Some(inbound) = updates::inbound(update, telegram.own_id(), &telegram.settings.username) {
        intake.accept(&inbound).await?;
    }
    if let Some(id) = wire::some_text(update, "/callback_query/id") {
        let telegram = telegram.clone();
        tokio::spawn(async move {
            // Ends the spinner on the button; the answer comes as a message.
            let _ = telegram.call("answerCallbackQuery", &json!({ "callback_query_id": id })).await;
        });
    }
    Ok(())
}
