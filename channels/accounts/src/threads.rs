use jiff::Timestamp;

use crate::{AccountError, Accounts, Identity};

/// Seconds after which somebody who writes again means something else.
const IDLE: i64 = 8 * 3600;

impl Accounts {
    /// The conversation that goes on where somebody writes in a chat; none where none does, or not any more.
    pub async fn thread(
        &self,
        thread: &str,
        of: &Identity,
        now: Timestamp,
    ) -> Result<Option<String>, AccountError> {
        let found = sqlx::query_scalar(
            "SELECT conversation_id FROM thread WHERE thread = ? AND subject = ? AND used_at > ?",
        )
        .bind(thread)
        .bind(of.subject())
        .bind(now.as_second() - IDLE);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Lets a conversation go on where somebody writes in a chat.
    pub async fn keep_thread(
        &self,
        thread: &str,
        of: &Identity,
        conversation: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let now = now.as_second();
        sqlx::query("DELETE FROM thread WHERE used_at <= ?").bind(now - IDLE).execute(&self.pool).await?;
        sqlx::query(
            "INSERT INTO thread (thread, subject, conversation_id, used_at) VALUES (?, ?, ?, ?) \
             ON CONFLICT (thread, subject) DO UPDATE \
             SET conversation_id = excluded.conversation_id, used_at = excluded.used_at",
        )
        .bind(thread)
        .bind(of.subject())
        .bind(conversation)
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
