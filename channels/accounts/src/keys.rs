use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    AccountError, Accounts, Identity, Token,
    sessions::{identity, instant},
    token::{hash, name_of},
};

/// By which a key is recognised, also by programs that look for secrets where none should be.
const PREFIX: &str = "sentia_";
const DAY: i64 = 24 * 3600;
const LONGEST: i64 = 366;
/// Seconds within which a use need not be noted.
const NOTED: i64 = 60;

/// A key with which programs ask as somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: String,
    pub identity: Identity,
    pub name: String,
    /// Areas that it is limited to; none for all that the person reads.
    pub areas: Option<Vec<String>>,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub expires_at: Timestamp,
}

/// What a key is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What it is for, in the person's words.
    pub name: String,
    pub areas: Option<Vec<String>>,
    /// 1 to 366.
    pub days: i64,
}

impl Accounts {
    /// Makes a key. Its text is told here and never again.
    ///
    /// # Errors
    /// Where it would last less than a day or more than 366.
    pub async fn new_key(
        &self,
        of: &Identity,
        wanted: &NewKey,
        now: Timestamp,
    ) -> Result<(ApiKey, Token), AccountError> {
        if !(1..=LONGEST).contains(&wanted.days) {
            return Err(AccountError::Lifetime { days: wanted.days, most: LONGEST });
        }
        let token = Token::new(PREFIX)?;
        let token_hash = hash(token.reveal());
        let areas = wanted.areas.as_ref().map(serde_json::to_string).transpose();
        let row = sqlx::query(
            "INSERT INTO api_key (token_hash, key_id, subject, identity_json, name, areas_json, created_at, \
             expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        )
        .bind(&token_hash)
        .bind(name_of(&token_hash, 'k'))
        .bind(of.subject())
        .bind(serde_json::to_string(of).map_err(|_| AccountError::Damaged("the identity"))?)
        .bind(&wanted.name)
        .bind(areas.map_err(|_| AccountError::Damaged("the areas"))?)
        .bind(now.as_second())
        .bind(now.as_second() + wanted.days * DAY)
        .fetch_one(&self.pool)
        .await?;
        Ok((read(&row)?, token))
    }

    /// The key whose text this is; none where it is nobody's, or has expired.
    pub async fn key(&self, token: &str, now: Timestamp) -> Result<Option<ApiKey>, AccountError> {
        if !token.starts_with(PREFIX) {
            return Ok(None);
        }
        let now = now.as_second();
        let token_hash = hash(token);
        let found = sqlx::query("SELECT * FROM api_key WHERE token_hash = ? AND expires_at > ?")
            .bind(&token_hash)
            .bind(now)
            .fetch_optional(&self.pool)
            .await?;
        let Some(key) = found.as_ref().map(read).transpose()? else { return Ok(None) };
        if key.used_at.is_none_or(|used| now - used.as_second() >= NOTED) {
            sqlx::query("UPDATE api_key SET used_at = ? WHERE token_hash = ?")
                .bind(now)
                .bind(&token_hash)
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(key))
    }

    /// Somebody's keys, also those that have expired, the latest first.
    pub async fn keys(&self, of: &Identity) -> Result<Vec<ApiKey>, AccountError> {
        let rows = sqlx::query("SELECT * FROM api_key WHERE subject = ? ORDER BY created_at DESC, key_id")
            .bind(of.subject())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Takes a key back.
    ///
    /// # Errors
    /// Where it is not theirs, or was taken back before.
    pub async fn revoke_key(&self, of: &Identity, id: &str) -> Result<(), AccountError> {
        let revoked = sqlx::query("DELETE FROM api_key WHERE subject = ? AND key_id = ?")
            .bind(of.subject())
            .bind(id)
            .execute(&self.pool)
            .await?;
        if revoked.rows_affected() == 0 { Err(AccountError::NotFound("key")) } else { Ok(()) }
    }
}

fn read(row: &SqliteRow) -> Result<ApiKey, AccountError> {
    let areas: Option<String> = row.try_get("areas_json")?;
    let areas = areas.map(|areas| serde_json::from_str(&areas)).transpose();
    let used_at: Option<i64> = row.try_get("used_at")?;
    Ok(ApiKey {
        id: row.try_get("key_id")?,
        identity: identity(row)?,
        name: row.try_get("name")?,
        areas: areas.map_err(|_| AccountError::Damaged("the areas"))?,
        created_at: instant(row, "created_at")?,
        used_at: used_at.and_then(|seconds| Timestamp::from_second(seconds).ok()),
        expires_at: instant(row, "expires_at")?,
    })
}
