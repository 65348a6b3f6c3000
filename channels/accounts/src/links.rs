//! Accounts in chats, and whose they are. Somebody shows that a chat account is theirs by opening, signed in, a link that
//! was sent to that account alone.

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    AccountError, Accounts, Identity, Token,
    sessions::{identity, instant},
    token::hash,
};

/// Seconds for which a link can be opened.
const LONGEST: i64 = 900;

/// Somebody in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatAccount {
    /// `slack`, `telegram`, `teams`.
    pub channel: String,
    pub workspace: String,
    /// As the channel calls them for good.
    pub account: String,
    /// As the channel shows them; no proof of anything.
    pub name: String,
}

/// A chat account that belongs to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub account: ChatAccount,
    pub created_at: Timestamp,
}

impl Accounts {
    /// A token that links the chat account to whoever confirms it within a quarter of an hour. It may be sent to that
    /// account alone. The ones before it open nothing any more.
    pub async fn offer_link(&self, account: &ChatAccount, now: Timestamp) -> Result<Token, AccountError> {
        let token = Token::new("")?;
        let mut change = self.pool.begin().await?;
        sqlx::query(
            "DELETE FROM link_offer WHERE expires_at <= ? OR (channel = ? AND workspace = ? AND account = ?)",
        )
        .bind(now.as_second())
        .bind(&account.channel)
        .bind(&account.workspace)
        .bind(&account.account)
        .execute(&mut *change)
        .await?;
        sqlx::query(
            "INSERT INTO link_offer (token_hash, channel, workspace, account, name, expires_at) \
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(hash(token.reveal()))
        .bind(&account.channel)
        .bind(&account.workspace)
        .bind(&account.account)
        .bind(&account.name)
        .bind(now.as_second() + LONGEST)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(token)
    }

    /// Whom a token would link, to be shown before it is confirmed.
    ///
    /// # Errors
    /// Where it is too late, or was confirmed already.
    pub async fn offered(&self, token: &str, now: Timestamp) -> Result<ChatAccount, AccountError> {
        let found = sqlx::query("SELECT * FROM link_offer WHERE token_hash = ? AND expires_at > ?")
            .bind(hash(token))
            .bind(now.as_second())
            .fetch_optional(&self.pool)
            .await?;
        found.as_ref().map(account).transpose()?.ok_or(AccountError::NotFound("link"))
    }

    /// Links the chat account to somebody; once.
    ///
    /// # Errors
    /// Where it is too late, or was confirmed already.
    pub async fn confirm_link(
        &self,
        token: &str,
        of: &Identity,
        now: Timestamp,
    ) -> Result<ChatAccount, AccountError> {
        let mut change = self.pool.begin().await?;
        let found = sqlx::query("DELETE FROM link_offer WHERE token_hash = ? AND expires_at > ? RETURNING *")
            .bind(hash(token))
            .bind(now.as_second())
            .fetch_optional(&mut *change)
            .await?;
        let account = found.as_ref().map(account).transpose()?.ok_or(AccountError::NotFound("link"))?;
        sqlx::query(
            "INSERT INTO link (channel, workspace, account, name, subject, identity_json, created_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, workspace, account) DO UPDATE SET \
             name = excluded.name, subject = excluded.subject, identity_json = excluded.identity_json, \
             created_at = excluded.created_at",
        )
        .bind(&account.channel)
        .bind(&account.workspace)
        .bind(&account.account)
        .bind(&account.name)
        .bind(of.subject())
        .bind(serde_json::to_string(of).map_err(|_| AccountError::Damaged("the identity"))?)
        .bind(now.as_second())
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(account)
    }

    /// Whose a chat account is; nobody's until it was linked.
    pub async fn linked(
        &self,
        channel: &str,
        workspace: &str,
        account: &str,
    ) -> Result<Option<Identity>, AccountError> {
        let found =
            sqlx::query("SELECT identity_json FROM link WHERE channel = ? AND workspace = ? AND account = ?")
                .bind(channel)
                .bind(workspace)
                .bind(account)
                .fetch_optional(&self.pool)
                .await?;
        found.as_ref().map(identity).transpose()
    }

    /// Somebody's chat accounts.
    pub async fn links(&self, of: &Identity) -> Result<Vec<Link>, AccountError> {
        let rows = sqlx::query("SELECT * FROM link WHERE subject = ? ORDER BY created_at, channel, account")
            .bind(of.subject())
            .fetch_all(&self.pool)
            .await?;
        let link = |row| Ok(Link { account: account(row)?, created_at: instant(row, "created_at")? });
        rows.iter().map(link).collect()
    }

    /// Takes a chat account away from somebody.
    ///
    /// # Errors
    /// Where it is not theirs.
    pub async fn unlink(
        &self,
        of: &Identity,
        channel: &str,
        workspace: &str,
        account: &str,
    ) -> Result<(), AccountError> {
        let gone = sqlx::query(
            "DELETE FROM link WHERE subject = ? AND channel = ? AND workspace = ? AND account = ?",
        )
        .bind(of.subject())
        .bind(channel)
        .bind(workspace)
        .bind(account)
        .execute(&self.pool)
        .await?;
        if gone.rows_affected() == 0 { Err(AccountError::NotFound("chat account")) } else { Ok(()) }
    }
}

fn account(row: &SqliteRow) -> Result<ChatAccount, AccountError> {
    Ok(ChatAccount {
        channel: row.try_get("channel")?,
        workspace: row.try_get("workspace")?,
        account: row.try_get("account")?,
        name: row.try_get("name")?,
    })
}
