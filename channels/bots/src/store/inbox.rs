use std::collections::HashSet;

use serde_json::Value;

use super::{
    Store, StoreError,
    posts::{keep_buttons, keep_parcels, keep_place},
};
use crate::{Inbound, Input, Parcel, Place, Receipt};

/// A message that is to be answered next in its conversation.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) number: i64,
    pub(crate) conversation: String,
    /// How often it was begun before.
    pub(crate) attempts: i64,
    pub(crate) inbound: Inbound,
    pub(crate) status: Status,
}

/// The message that shows progress.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Status {
    None,
    /// It was being sent when the process died, so there may be one, and there must not be a second.
    Lost,
    Shown(Receipt),
}

#[derive(Debug)]
pub(crate) struct NewButton {
    pub(crate) token: String,
    /// Who alone may press it.
    pub(crate) account: Option<String>,
    pub(crate) action: String,
}

/// Messages that an account wrote lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recent {
    pub(crate) in_conversation: i64,
    pub(crate) from_account: i64,
    /// Whether the message itself is among them, or was kept before.
    pub(crate) known: bool,
}

impl Store {
    /// Whether the message is new; false where its event was kept before.
    pub(crate) async fn accept(&self, inbound: &Inbound, now: i64) -> Result<bool, StoreError> {
        let kept = sqlx::query(
            "INSERT INTO inbound (channel, tenant, event, conversation, message_json, sent_at, received_at, state, \
             attempts) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', 0) ON CONFLICT (channel, tenant, event) DO NOTHING",
        );
        let place = &inbound.place;
        let mut transaction = self.intake.begin_with("BEGIN IMMEDIATE").await?;
        let kept =
            kept.bind(&place.channel).bind(&place.tenant).bind(&inbound.event).bind(place.conversation());
        let kept = kept.bind(serde_json::to_string(inbound)?).bind(inbound.sent_at).bind(now);
        let new = kept.execute(&mut *transaction).await?.rows_affected() == 1;
        if new {
            keep_place(&mut transaction, inbound, now).await?;
        }
        transaction.commit().await?;
        Ok(new)
    }

    /// How often the account of a message wrote since an instant.
    pub(crate) async fn recent(&self, inbound: &Inbound, since: i64) -> Result<Recent, StoreError> {
        let counts = sqlx::query_as(
            "SELECT count(*) FILTER (WHERE conversation = ?1), count(*), \
             EXISTS (SELECT 1 FROM inbound WHERE channel = ?2 AND tenant = ?3 AND event = ?4) FROM inbound \
             WHERE channel = ?2 AND received_at > ?5 AND message_json ->> '$.account.id' = ?6",
        );
        let place = &inbound.place;
        let counts = counts.bind(place.conversation()).bind(&place.channel).bind(&place.tenant);
        let counts = counts.bind(&inbound.event).bind(since).bind(&inbound.account.id);
        let (in_conversation, from_account, known) = counts.fetch_one(&self.pool).await?;
        Ok(Recent { in_conversation, from_account, known })
    }

    /// The first message of each conversation that waits and is not in `busy`, at most so many.
    pub(crate) async fn waiting(
        &self,
        busy: &HashSet<String>,
        most: usize,
    ) -> Result<Vec<Waiting>, StoreError> {
        let rows: Vec<(i64, String, i64, String, Option<String>)> = sqlx::query_as(
            "SELECT number, conversation, attempts, message_json, status_json FROM inbound AS this \
             WHERE state = 'waiting' AND NOT EXISTS (SELECT 1 FROM inbound AS before \
               WHERE before.state = 'waiting' AND before.conversation = this.conversation \
               AND (before.sent_at, before.number) < (this.sent_at, this.number)) \
             ORDER BY number LIMIT ?",
        )
        .bind(i64::try_from(busy.len() + most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        let free = rows.into_iter().filter(|(_, conversation, ..)| !busy.contains(conversation)).take(most);
        let waiting = |(number, conversation, attempts, message, status): (
            i64,
            String,
            i64,
            String,
            Option<String>,
        )| {
            let status = match status.map(|text| serde_json::from_str(&text)).transpose()? {
                None => Status::None,
                Some(Value::Null) => Status::Lost,
                Some(receipt) => Status::Shown(receipt),
            };
            Ok(Waiting { number, conversation, attempts, inbound: serde_json::from_str(&message)?, status })
        };
        free.map(waiting).collect()
    }

    pub(crate) async fn begin(&self, number: i64) -> Result<(), StoreError> {
        let begun = sqlx::query("UPDATE inbound SET attempts = attempts + 1 WHERE number = ?").bind(number);
        begun.execute(&self.pool).await?;
        Ok(())
    }

    /// Notes the message that shows progress: None before it is sent, its receipt afterwards.
    pub(crate) async fn set_status(&self, number: i64, receipt: Option<&Receipt>) -> Result<(), StoreError> {
        let text = serde_json::to_string(&receipt)?;
        let set = sqlx::query("UPDATE inbound SET status_json = ? WHERE number = ?").bind(text).bind(number);
        set.execute(&self.pool).await?;
        Ok(())
    }

    /// Ends a message and keeps what is to be sent for it, both or neither.
    pub(crate) async fn finish(
        &self,
        waiting: &Waiting,
        parcels: &[Parcel],
        buttons: &[NewButton],
        told_of_uncertain: bool,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let place = &waiting.inbound.place;
        keep_parcels(&mut transaction, waiting.number, place, parcels).await?;
        keep_buttons(&mut transaction, waiting.number, place, buttons).await?;
        if told_of_uncertain {
            let told = "UPDATE outbound SET state = 'told' WHERE conversation = ? AND state = 'uncertain'";
            sqlx::query(told).bind(&waiting.conversation).execute(&mut *transaction).await?;
        }
        if let Input::Consent { token, .. } = &waiting.inbound.input {
            // What is offered is given once.
            let gone = "DELETE FROM button WHERE token = ? AND channel = ? AND tenant = ? AND account = ?";
            let gone = sqlx::query(gone).bind(token).bind(&place.channel).bind(&place.tenant);
            gone.bind(&waiting.inbound.account.id).execute(&mut *transaction).await?;
        }
        let done = sqlx::query("UPDATE inbound SET state = 'done' WHERE number = ? AND state = 'waiting'");
        done.bind(waiting.number).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What a button asks for; None where it is not known in this place, or not meant for this account.
    pub(crate) async fn action(
        &self,
        token: &str,
        place: &Place,
        account: &str,
    ) -> Result<Option<String>, StoreError> {
        let action = sqlx::query_scalar(
            "SELECT action FROM button WHERE token = ? AND channel = ? AND tenant = ? \
             AND (account IS NULL OR account = ?)",
        );
        let action = action.bind(token).bind(&place.channel).bind(&place.tenant).bind(account);
        Ok(action.fetch_optional(&self.pool).await?)
    }
}
