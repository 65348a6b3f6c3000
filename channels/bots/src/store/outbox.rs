use std::collections::HashSet;

use super::{Store, StoreError, Undelivered};
use crate::{Parcel, Receipt};

/// A request that is to be made, or cleared up, next in its conversation.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) number: i64,
    pub(crate) channel: String,
    pub(crate) conversation: String,
    pub(crate) parcel: Parcel,
    /// How often it was tried before.
    pub(crate) attempts: i64,
    /// It may have been made already.
    pub(crate) unclear: bool,
}

/// What became of an attempt.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Sent(Receipt),
    /// It did not take effect; to be tried again at that time.
    Again(i64),
    /// It may have taken effect; to be looked up at that time.
    Unclear(i64, String),
    Refused(String),
    /// It may have taken effect, and nothing can tell.
    Uncertain(String),
}

type Row = (i64, String, String, String, Option<Vec<u8>>, i64, String);

impl Store {
    /// The first open request of each conversation that is due and not in `busy`, at most so many.
    pub(crate) async fn due(
        &self,
        now: i64,
        busy: &HashSet<String>,
        most: usize,
    ) -> Result<Vec<Due>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT number, channel, conversation, parcel_json, content, attempts, state FROM outbound AS this \
             WHERE state IN ('waiting', 'unclear') AND due_at <= ? AND NOT EXISTS (SELECT 1 FROM outbound AS before \
               WHERE before.state IN ('waiting', 'sending', 'unclear') \
               AND before.conversation = this.conversation AND before.number < this.number) \
             ORDER BY number LIMIT ?",
        )
        .bind(now)
        .bind(i64::try_from(busy.len() + most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        let free =
            rows.into_iter().filter(|(_, _, conversation, ..)| !busy.contains(conversation)).take(most);
        free.map(due).collect()
    }

    /// When the next request is due that is not due yet.
    pub(crate) async fn next_due(&self, now: i64) -> Result<Option<i64>, StoreError> {
        let next = "SELECT min(due_at) FROM outbound WHERE state IN ('waiting', 'unclear', 'sending') AND due_at > ?";
        Ok(sqlx::query_scalar(next).bind(now).fetch_one(&self.pool).await?)
    }

    /// Notes, before a request leaves, that it may have left.
    pub(crate) async fn sending(&self, number: i64) -> Result<(), StoreError> {
        let sending = "UPDATE outbound SET state = 'sending' WHERE number = ?";
        sqlx::query(sending).bind(number).execute(&self.pool).await?;
        Ok(())
    }

    /// Notes what became of a request. What is to be done instead of a refused one takes its place in the line.
    pub(crate) async fn settle(&self, due: &Due, outcome: &Outcome) -> Result<(), StoreError> {
        let (state, at, receipt, detail) = match outcome {
            Outcome::Sent(receipt) => ("sent", 0, Some(serde_json::to_string(receipt)?), None),
            Outcome::Again(at) => ("waiting", *at, None, None),
            Outcome::Unclear(at, detail) => ("unclear", *at, None, Some(detail)),
            Outcome::Refused(detail) => ("refused", 0, None, Some(detail)),
            Outcome::Uncertain(detail) => ("uncertain", 0, None, Some(detail)),
        };
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let settled = sqlx::query(
            "UPDATE outbound SET state = ?, due_at = ?, receipt_json = ?, detail = ?, attempts = attempts + 1 WHERE number = ?",
        );
        let settled = settled.bind(state).bind(at).bind(receipt).bind(detail).bind(due.number);
        settled.execute(&mut *transaction).await?;
        if let (Outcome::Refused(_), Some(otherwise)) = (outcome, &due.parcel.otherwise) {
            let row = sqlx::query(
                "UPDATE outbound SET parcel_json = ?, state = 'waiting', attempts = 0 WHERE number = ?",
            );
            let row = row.bind(serde_json::to_string(&otherwise.parcel)?).bind(due.number);
            row.execute(&mut *transaction).await?;
            if otherwise.ends_reply {
                let rest = sqlx::query(
                    "DELETE FROM outbound WHERE number > ?1 AND state = 'waiting' \
                     AND inbound = (SELECT inbound FROM outbound WHERE number = ?1)",
                );
                rest.bind(due.number).execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    pub(super) async fn unsettle(&self, settle_at: i64) -> Result<(), StoreError> {
        let died = "UPDATE outbound SET state = 'unclear', due_at = ?, detail = 'the process ended while sending' \
                    WHERE state = 'sending'";
        sqlx::query(died).bind(settle_at).execute(&self.pool).await?;
        Ok(())
    }

    /// Whether something in a conversation may not have arrived, of which nobody was told.
    pub(crate) async fn has_uncertain(&self, conversation: &str) -> Result<bool, StoreError> {
        let uncertain =
            "SELECT EXISTS (SELECT 1 FROM outbound WHERE conversation = ? AND state = 'uncertain')";
        Ok(sqlx::query_scalar(uncertain).bind(conversation).fetch_one(&self.pool).await?)
    }

    /// The latest requests that did not arrive, or may not have.
    pub(crate) async fn undelivered(&self, most: u32) -> Result<Vec<Undelivered>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT channel, conversation, state, detail FROM outbound WHERE state IN ('refused', 'uncertain', 'told') \
             ORDER BY number DESC LIMIT ?",
        )
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(undelivered).collect())
    }
}

pub(super) fn undelivered(
    (channel, conversation, state, detail): (String, String, String, Option<String>),
) -> Undelivered {
    Undelivered { channel, conversation, uncertain: state != "refused", detail: detail.unwrap_or_default() }
}

fn due((number, channel, conversation, parcel, content, attempts, state): Row) -> Result<Due, StoreError> {
    let mut parcel: Parcel = serde_json::from_str(&parcel)?;
    if let (Some(attachment), Some(content)) = (&mut parcel.attachment, content) {
        attachment.bytes = content;
    }
    Ok(Due { number, channel, conversation, parcel, attempts, unclear: state == "unclear" })
}
