use sqlx::SqliteConnection;

use super::{Delivery, NewButton, Store, StoreError, outbox::undelivered};
use crate::{Account, Inbound, Parcel, Place};

/// What is kept of a post beside its requests and buttons.
pub(crate) struct NewPost<'a> {
    pub(crate) id: &'a str,
    pub(crate) place: &'a Place,
    pub(crate) now: i64,
}

impl Store {
    /// Keeps a post and what is to be sent for it, all or nothing; false where its id was posted before. Requests and
    /// buttons are made for the number that it gets.
    pub(crate) async fn post(
        &self,
        post: &NewPost<'_>,
        make: impl FnOnce(i64) -> (Vec<Parcel>, Vec<NewButton>) + Send,
    ) -> Result<bool, StoreError> {
        let conversation = post.place.conversation();
        // Whoever posts counts on it afterwards, so this waits for the disk as the inbox does.
        let mut transaction = self.intake.begin_with("BEGIN IMMEDIATE").await?;
        let row = sqlx::query_scalar(
            "INSERT INTO inbound (channel, tenant, event, conversation, message_json, sent_at, received_at, state, \
             attempts, post) VALUES (?, ?, ?, ?, 'null', ?6, ?6, 'done', 0, ?5) ON CONFLICT DO NOTHING RETURNING number",
        );
        let row = row.bind(&post.place.channel).bind(&post.place.tenant).bind(format!("post {}", post.id));
        let row = row.bind(&conversation).bind(post.id).bind(post.now);
        let number: Option<i64> = row.fetch_optional(&mut *transaction).await?;
        let Some(number) = number else { return Ok(false) };
        let (parcels, buttons) = make(number);
        keep_parcels(&mut transaction, number, post.place, &parcels).await?;
        keep_buttons(&mut transaction, number, post.place, &buttons).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// What became of a post; None where there is none of that id.
    pub(crate) async fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        let number: Option<i64> = sqlx::query_scalar("SELECT number FROM inbound WHERE post = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        let Some(number) = number else { return Ok(None) };
        let counts = "SELECT count(*) FILTER (WHERE state IN ('waiting', 'sending', 'unclear')), \
                      count(*) FILTER (WHERE state = 'sent') FROM outbound WHERE inbound = ?";
        let (open, sent): (i64, i64) = sqlx::query_as(counts).bind(number).fetch_one(&self.pool).await?;
        let rows = "SELECT channel, conversation, state, detail FROM outbound \
                    WHERE inbound = ? AND state IN ('refused', 'uncertain', 'told') ORDER BY number";
        let rows = sqlx::query_as(rows).bind(number).fetch_all(&self.pool).await?;
        Ok(Some(Delivery { open, sent, undelivered: rows.into_iter().map(undelivered).collect() }))
    }

    /// Where an account wrote from last: alone with the bot if it ever did, else among others.
    pub(crate) async fn place_of(&self, account: &Account) -> Result<Option<Place>, StoreError> {
        let place: Option<String> = sqlx::query_scalar(
            "SELECT place_json FROM place WHERE channel = ? AND tenant = ? AND account = ? ORDER BY shared LIMIT 1",
        )
        .bind(&account.channel)
        .bind(&account.tenant)
        .bind(&account.id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(place.map(|text| serde_json::from_str(&text)).transpose()?)
    }
}

/// Notes where an account wrote from.
pub(super) async fn keep_place(
    connection: &mut SqliteConnection,
    inbound: &Inbound,
    now: i64,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT INTO place (channel, tenant, account, shared, place_json, seen_at) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT DO UPDATE SET place_json = excluded.place_json, seen_at = excluded.seen_at",
    );
    let (account, place) = (&inbound.account, &inbound.place);
    let row = row.bind(&account.channel).bind(&account.tenant).bind(&account.id).bind(place.shared);
    row.bind(serde_json::to_string(place)?).bind(now).execute(connection).await?;
    Ok(())
}

pub(super) async fn keep_parcels(
    connection: &mut SqliteConnection,
    number: i64,
    place: &Place,
    parcels: &[Parcel],
) -> Result<(), StoreError> {
    let conversation = place.conversation();
    for parcel in parcels {
        let content = parcel.attachment.as_ref().map(|attachment| &attachment.bytes);
        let row = sqlx::query(
            "INSERT INTO outbound (inbound, channel, tenant, conversation, parcel_json, content, state, attempts, \
             due_at) VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, 0)",
        );
        let row = row.bind(number).bind(&place.channel).bind(&place.tenant).bind(&conversation);
        row.bind(serde_json::to_string(parcel)?).bind(content).execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn keep_buttons(
    connection: &mut SqliteConnection,
    number: i64,
    place: &Place,
    buttons: &[NewButton],
) -> Result<(), StoreError> {
    for button in buttons {
        let row = sqlx::query(
            "INSERT INTO button (token, inbound, channel, tenant, account, action) VALUES (?, ?, ?, ?, ?, ?)",
        );
        let row = row.bind(&button.token).bind(number).bind(&place.channel).bind(&place.tenant);
        row.bind(&button.account).bind(&button.action).execute(&mut *connection).await?;
    }
    Ok(())
}
