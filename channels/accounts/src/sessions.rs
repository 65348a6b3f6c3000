use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    AccountError, Accounts, Identity, Token,
    token::{hash, name_of},
};

/// Seconds without a request after which a session has ended.
const IDLE: i64 = 12 * 3600;
/// Seconds after which it has ended in any case.
const LONGEST: i64 = 14 * 24 * 3600;
/// Seconds within which a request need not be noted.
const NOTED: i64 = 60;
/// Characters kept of what a browser calls itself.
const AGENT: usize = 200;

/// A browser that somebody is signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub identity: Identity,
    /// The browser, as it calls itself.
    pub agent: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

impl Accounts {
    /// Opens a session; its token goes into the browser's cookie.
    pub async fn begin_session(
        &self,
        identity: &Identity,
        agent: &str,
        now: Timestamp,
    ) -> Result<Token, AccountError> {
        let token = Token::new("")?;
        let token_hash = hash(token.reveal());
        let now = now.as_second();
        sqlx::query("DELETE FROM session WHERE expires_at <= ? OR seen_at <= ?")
            .bind(now)
            .bind(now - IDLE)
            .execute(&self.pool)
            .await?;
        sqlx::query(
            "INSERT INTO session (token_hash, session_id, subject, identity_json, agent, created_at, seen_at, \
             expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&token_hash)
        .bind(name_of(&token_hash, 's'))
        .bind(identity.subject())
        .bind(serde_json::to_string(identity).map_err(|_| AccountError::Damaged("the identity"))?)
        .bind(agent.chars().filter(|letter| !letter.is_control()).take(AGENT).collect::<String>())
        .bind(now)
        .bind(now)
        .bind(now + LONGEST)
        .execute(&self.pool)
        .await?;
        Ok(token)
    }

    /// The session that a token opens; none where it opens none, or none any more.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<Option<Session>, AccountError> {
        let now = now.as_second();
        let token_hash = hash(token);
        let found =
            sqlx::query("SELECT * FROM session WHERE token_hash = ? AND expires_at > ? AND seen_at > ?")
                .bind(&token_hash)
                .bind(now)
                .bind(now - IDLE)
                .fetch_optional(&self.pool)
                .await?;
        let Some(session) = found.as_ref().map(read).transpose()? else { return Ok(None) };
        if now - session.seen_at.as_second() >= NOTED {
            sqlx::query("UPDATE session SET seen_at = ? WHERE token_hash = ?")
                .bind(now)
                .bind(&token_hash)
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(session))
    }

    /// The open sessions of somebody, the latest first.
    pub async fn sessions(&self, of: &Identity, now: Timestamp) -> Result<Vec<Session>, AccountError> {
        let now = now.as_second();
        let rows = sqlx::query(
            "SELECT * FROM session WHERE subject = ? AND expires_at > ? AND seen_at > ? \
             ORDER BY seen_at DESC, session_id",
        )
        .bind(of.subject())
        .bind(now)
        .bind(now - IDLE)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Ends one of somebody's sessions.
    ///
    /// # Errors
    /// Where it is not theirs, or has ended.
    pub async fn end_session(&self, of: &Identity, id: &str) -> Result<(), AccountError> {
        let ended = sqlx::query("DELETE FROM session WHERE subject = ? AND session_id = ?")
            .bind(of.subject())
            .bind(id)
            .execute(&self.pool)
            .await?;
        if ended.rows_affected() == 0 { Err(AccountError::NotFound("session")) } else { Ok(()) }
    }

    /// Signs somebody out everywhere, and says how many sessions that ended.
    pub async fn end_all_sessions(&self, of: &Identity) -> Result<u64, AccountError> {
        let ended =
            sqlx::query("DELETE FROM session WHERE subject = ?").bind(of.subject()).execute(&self.pool);
        Ok(ended.await?.rows_affected())
    }
}

fn read(row: &SqliteRow) -> Result<Session, AccountError> {
    Ok(Session {
        id: row.try_get("session_id")?,
        identity: identity(row)?,
        agent: row.try_get("agent")?,
        created_at: instant(row, "created_at")?,
        seen_at: instant(row, "seen_at")?,
    })
}

pub(crate) fn identity(row: &SqliteRow) -> Result<Identity, AccountError> {
    let text: String = row.try_get("identity_json")?;
    serde_json::from_str(&text).map_err(|_| AccountError::Damaged("the identity"))
}

pub(crate) fn instant(row: &SqliteRow, column: &str) -> Result<Timestamp, AccountError> {
    let seconds = row.try_get(column)?;
    Timestamp::from_second(seconds).map_err(|_| AccountError::Damaged("an instant"))
}
