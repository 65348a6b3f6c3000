//! Links by which others come to an issue for a while. One shows nothing by itself: whoever opens it is judged by the
//! application.

use jiff::Timestamp;

use crate::{Issue, Jobs, Owner, StoreError, store::instant};

/// The link of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: String,
    pub ends: Timestamp,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    pub issue: Issue,
    pub ends: Timestamp,
    pub is_over: bool,
}

impl Jobs {
    /// Opens an issue to others until then; None where there is none of this id that is theirs. One that is open already
    /// keeps its link; `id` names a new one. All errors here are faults of the file.
    pub async fn open_link(
        &self,
        owner: &Owner,
        issue: &str,
        id: &str,
        ends: Timestamp,
    ) -> Result<Option<Link>, StoreError> {
        let statement = "INSERT INTO link (issue, id, ends_at) \
                         SELECT id, ?4, ?5 FROM issue WHERE tenant = ?1 AND person = ?2 AND id = ?3 \
                         ON CONFLICT (issue) DO UPDATE SET ends_at = excluded.ends_at, \
                         id = CASE WHEN ends_at <= ?6 THEN excluded.id ELSE id END RETURNING id, ends_at";
        let row: Option<(String, i64)> = sqlx::query_as(statement)
            .bind(&owner.tenant)
            .bind(&owner.person)
            .bind(issue)
            .bind(id)
            .bind(ends.as_millisecond())
            .bind(self.shared.clock.millis())
            .fetch_optional(self.shared.store.pool())
            .await?;
        Ok(row.map(|(id, ends)| Link { id, ends: instant(ends) }))
    }

    /// Whether there was one to be closed.
    pub async fn close_link(&self, owner: &Owner, issue: &str) -> Result<bool, StoreError> {
        let statement = "DELETE FROM link WHERE issue = \
                         (SELECT id FROM issue WHERE tenant = ? AND person = ? AND id = ?)";
        let closed = sqlx::query(statement).bind(&owner.tenant).bind(&owner.person).bind(issue);
        Ok(closed.execute(self.shared.store.pool()).await?.rows_affected() > 0)
    }

    /// Where a link leads, also once it is over; None where there is no such link.
    pub async fn linked(&self, link: &str) -> Result<Option<Linked>, StoreError> {
        let statement = "SELECT issue.tenant, issue.person, issue.id, link.ends_at FROM link \
                         JOIN issue ON issue.id = link.issue WHERE link.id = ?";
        let row: Option<(String, String, String, i64)> =
            sqlx::query_as(statement).bind(link).fetch_optional(self.shared.store.pool()).await?;
        let Some((tenant, person, issue, ends)) = row else { return Ok(None) };
        let issue = self.issue(&Owner { tenant, person }, &issue).await?;
        let is_over = ends <= self.shared.clock.millis();
        Ok(issue.map(|issue| Linked { issue, ends: instant(ends), is_over }))
    }
}
