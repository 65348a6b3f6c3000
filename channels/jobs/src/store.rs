//! Jobs and their issues in one SQLite file. One process does the work; others may add to it and read it.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use serde_json::Value;
use sqlx::{
    SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use thiserror::Error;

use crate::{Ended, Issue, Job, NewIssue, NewJob, Owner};

static MIGRATIONS: Migrator = sqlx_macros::migrate!("../../migrations/sqlite/jobs");

/// How long a statement waits for another process to finish writing.
const BUSY: Duration = Duration::from_secs(5);

#[derive(Debug, Error)]
pub enum StoreError {
    #[error(
        "the file of schedules and reports, {place}, cannot be opened: {detail}; check that its folder may be written"
    )]
    Unreachable { place: String, detail: String },
    #[error("the file of schedules and reports cannot be read or written: {0}")]
    Query(#[from] sqlx::Error),
    #[error("the file of schedules and reports holds what cannot be read: {0}")]
    Content(#[from] serde_json::Error),
}

const JOB: &str = "SELECT id, tenant, person, wish_json, state_json, added_at, due_at, attempts, runs, ended, note FROM job";
const ISSUE: &str = "SELECT id, job, tenant, person, title, content, made_at, hand_over_at, note FROM issue";
const LISTED: &str =
    "SELECT id, job, tenant, person, title, x'' AS content, made_at, hand_over_at, note FROM issue";

/// All of them in one transaction, as several processes may open a new file at once and SQLite knows no lock for this.
async fn migrate(pool: &SqlitePool) -> Result<(), MigrateError> {
    let mut turn = pool.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATIONS.run(&mut *turn).await?;
    Ok(turn.commit().await?)
}

pub(crate) struct Store {
    pool: SqlitePool,
}

impl Store {
    pub(crate) async fn open(path: &Path) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        let unreachable = |detail: String| StoreError::Unreachable { place: place.clone(), detail };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| unreachable(error.to_string()))?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        let pool = pool.map_err(|error| unreachable(error.to_string()))?;
        migrate(&pool).await.map_err(|error| unreachable(error.to_string()))?;
        Ok(Store { pool })
    }

    pub(crate) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Whether it was new.
    pub(crate) async fn add(&self, job: &NewJob, now: i64) -> Result<bool, StoreError> {
        let statement = "INSERT INTO job (id, tenant, person, wish_json, state_json, added_at, due_at, attempts, runs, stop_key) \
                         VALUES (?, ?, ?, ?, 'null', ?, ?, 0, 0, ?) ON CONFLICT (id) DO NOTHING";
        let added = sqlx::query(statement)
            .bind(&job.id)
            .bind(&job.owner.tenant)
            .bind(&job.owner.person)
            .bind(serde_json::to_string(&job.wish)?)
            .bind(now)
            .bind(job.due.as_millisecond())
            .bind(hash(&job.stop_key));
        Ok(added.execute(&self.pool).await?.rows_affected() > 0)
    }

    pub(crate) async fn job(&self, owner: &Owner, id: &str) -> Result<Option<Job>, StoreError> {
        let statement = format!("{JOB} WHERE tenant = ? AND person = ? AND id = ?");
        let row: Option<JobRow> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
            .bind(&owner.tenant)
            .bind(&owner.person)
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.map(job).transpose()
    }

    /// The latest first.
    pub(crate) async fn jobs(&self, owner: &Owner, most: u32) -> Result<Vec<Job>, StoreError> {
        let statement =
            format!("{JOB} WHERE tenant = ? AND person = ? ORDER BY added_at DESC, id DESC LIMIT ?");
        let rows: Vec<JobRow> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
            .bind(&owner.tenant)
            .bind(&owner.person)
            .bind(most)
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(job).collect()
    }

    /// What is due, the longest waiting first.
    pub(crate) async fn due(&self, now: i64, most: usize) -> Result<Vec<Job>, StoreError> {
        let statement = format!("{JOB} WHERE due_at <= ? ORDER BY due_at, id LIMIT ?");
        let rows: Vec<JobRow> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
            .bind(now)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(job).collect()
    }

    /// When something is next due, or to be handed over, after an instant.
    pub(crate) async fn next_due(&self, now: i64) -> Result<Option<i64>, StoreError> {
        let statement = "SELECT min(at) FROM (SELECT min(due_at) AS at FROM job WHERE due_at > ?1 \
                         UNION ALL SELECT min(hand_over_at) FROM issue WHERE hand_over_at > ?1)";
        Ok(sqlx::query_scalar(statement).bind(now).fetch_one(&self.pool).await?)
    }

    /// Notes before work begins that it has begun, so that a job that ends the process is not begun for ever.
    pub(crate) async fn begin(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE job SET attempts = attempts + 1 WHERE id = ?")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub(crate) async fn keep(&self, id: &str, state: &Value) -> Result<(), StoreError> {
        let statement = "UPDATE job SET state_json = ? WHERE id = ? AND ended IS NULL";
        let kept = sqlx::query(statement).bind(serde_json::to_string(state)?).bind(id);
        kept.execute(&self.pool).await?;
        Ok(())
    }

    /// Ends an occurrence: its issue is kept and the job moves on, or neither. Nothing of it is kept where the job was
    /// stopped meanwhile.
    pub(crate) async fn finish(&self, done: &Job, end: &End<'_>, now: i64) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let statement = "UPDATE job SET state_json = ?, due_at = ?, attempts = 0, runs = runs + 1, ended = ?, note = ? \
                         WHERE id = ? AND runs = ? AND ended IS NULL";
        let moved = sqlx::query(statement)
            .bind(serde_json::to_string(end.state)?)
            .bind(end.next.map(Timestamp::as_millisecond))
            .bind(end.ended.map(Ended::name))
            .bind(end.note)
            .bind(&done.id)
            .bind(i64::try_from(done.runs).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
        if let (1, Some(issue)) = (moved.rows_affected(), end.issue) {
            let statement = "INSERT INTO issue (id, job, tenant, person, title, words, content, made_at, hand_over_at, attempts) \
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 0)";
            sqlx::query(statement)
                .bind(format!("{}.{}", done.id, done.runs + 1))
                .bind(&done.id)
                .bind(&done.owner.tenant)
                .bind(&done.owner.person)
                .bind(&issue.title)
                .bind(format!("{} {}", issue.title, issue.words).to_lowercase())
                .bind(&issue.content)
                .bind(now)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Puts an occurrence off.
    pub(crate) async fn put_off(&self, id: &str, until: i64, note: &str) -> Result<(), StoreError> {
        let statement = "UPDATE job SET due_at = ?, note = ? WHERE id = ? AND ended IS NULL";
        sqlx::query(statement).bind(until).bind(note).bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Whether there was one to be stopped.
    pub(crate) async fn stop(&self, owner: &Owner, id: &str) -> Result<bool, StoreError> {
        let statement = "UPDATE job SET due_at = NULL, ended = 'stopped' WHERE tenant = ? AND person = ? AND id = ? AND ended IS NULL";
        let stopped = sqlx::query(statement).bind(&owner.tenant).bind(&owner.person).bind(id);
        Ok(stopped.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// The id of the job that this key stops, which has ended then.
    pub(crate) async fn stop_by(&self, key: &str) -> Result<Option<String>, StoreError> {
        let statement = "UPDATE job SET due_at = NULL, ended = coalesce(ended, 'stopped') WHERE stop_key = ? RETURNING id";
        Ok(sqlx::query_scalar(statement).bind(hash(key)).fetch_optional(&self.pool).await?)
    }

    /// The latest first; those in which all the words stand.
    pub(crate) async fn issues(
        &self,
        owner: &Owner,
        words: &str,
        most: u32,
    ) -> Result<Vec<Issue>, StoreError> {
        let mut statement = format!("{LISTED} WHERE tenant = ? AND person = ?");
        let words: Vec<String> =
            words.to_lowercase().split_whitespace().take(MOST_WORDS).map(str::to_owned).collect();
        statement += &" AND instr(words, ?) > 0".repeat(words.len());
        statement += " ORDER BY made_at DESC, id DESC LIMIT ?";
        let mut query =
            sqlx::query_as(sqlx::AssertSqlSafe(statement)).bind(&owner.tenant).bind(&owner.person);
        for word in words {
            query = query.bind(word);
        }
        let rows: Vec<IssueRow> = query.bind(most).fetch_all(&self.pool).await?;
        rows.into_iter().map(issue).collect()
    }

    pub(crate) async fn latest(&self, owner: &Owner, job: &str) -> Result<Option<String>, StoreError> {
        let statement =
            "SELECT id FROM issue WHERE tenant = ? AND person = ? AND job = ? ORDER BY made_at DESC LIMIT 1";
        let latest = sqlx::query_scalar(statement).bind(&owner.tenant).bind(&owner.person).bind(job);
        Ok(latest.fetch_optional(&self.pool).await?)
    }

    pub(crate) async fn issue(&self, owner: &Owner, id: &str) -> Result<Option<Issue>, StoreError> {
        let statement = format!("{ISSUE} WHERE tenant = ? AND person = ? AND id = ?");
        let row: Option<IssueRow> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
            .bind(&owner.tenant)
            .bind(&owner.person)
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.map(issue).transpose()
    }

    /// What is to be handed over, with how often that was tried.
    pub(crate) async fn open_issues(&self, now: i64, most: u32) -> Result<Vec<(Issue, u32)>, StoreError> {
        let statement = format!("{ISSUE} WHERE hand_over_at <= ? ORDER BY made_at, id LIMIT ?");
        let rows: Vec<IssueRow> =
            sqlx::query_as(sqlx::AssertSqlSafe(statement)).bind(now).bind(most).fetch_all(&self.pool).await?;
        let mut open = Vec::new();
        for row in rows {
            let issue = issue(row)?;
            let attempts = "SELECT attempts FROM issue WHERE id = ?";
            let attempts: i64 = sqlx::query_scalar(attempts).bind(&issue.id).fetch_one(&self.pool).await?;
            open.push((issue, u32::try_from(attempts).unwrap_or(u32::MAX)));
        }
        Ok(open)
    }

    /// Handed over, with no more to be done; or not, and then why and when next, if ever.
    pub(crate) async fn handed_over(
        &self,
        id: &str,
        again: Option<i64>,
        note: Option<&str>,
    ) -> Result<(), StoreError> {
        let statement = "UPDATE issue SET hand_over_at = ?, attempts = attempts + 1, note = ? WHERE id = ?";
        sqlx::query(statement).bind(again).bind(note).bind(id).execute(&self.pool).await?;
        Ok(())
    }
}

/// Words that are looked for at once.
const MOST_WORDS: usize = 12;

/// How an occurrence ends.
pub(crate) struct End<'a> {
    pub(crate) issue: Option<&'a NewIssue>,
    pub(crate) state: &'a Value,
    pub(crate) next: Option<Timestamp>,
    pub(crate) ended: Option<Ended>,
    pub(crate) note: Option<&'a str>,
}

type JobRow =
    (String, String, String, String, String, i64, Option<i64>, i64, i64, Option<String>, Option<String>);

fn job(
    (id, tenant, person, wish, state, added, due, attempts, runs, ended, note): JobRow,
) -> Result<Job, StoreError> {
    Ok(Job {
        id,
        owner: Owner { tenant, person },
        wish: serde_json::from_str(&wish)?,
        state: serde_json::from_str(&state)?,
        added: instant(added),
        due: due.map(instant),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        runs: u64::try_from(runs).unwrap_or(0),
        ended: ended.as_deref().and_then(Ended::named),
        note,
    })
}

type IssueRow = (String, String, String, String, String, Vec<u8>, i64, Option<i64>, Option<String>);

fn issue((id, job, tenant, person, title, content, made, open, note): IssueRow) -> Result<Issue, StoreError> {
    let owner = Owner { tenant, person };
    Ok(Issue { id, job, owner, title, content, made: instant(made), open: open.is_some(), note })
}

pub(crate) fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or_default()
}

fn hash(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}
