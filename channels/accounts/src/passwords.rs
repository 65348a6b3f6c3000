//! Passwords of people who have no issuer: argon2id, with a code of an authenticator app where it was set up, and a wait
//! that doubles with each failure.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use jiff::Timestamp;
use sqlx::Row;
use totp_rs::{Builder, Secret, Totp};

use crate::{AccountError, Accounts, Identity, Refusal};

const LEAST: usize = 12;
/// So that nobody keeps the processor busy with a password of megabytes.
const MOST: usize = 1024;
/// Failures that cost no wait.
const FREE: i64 = 4;
/// Seconds.
const LONGEST_WAIT: i64 = 900;

/// What an authenticator app needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// To be typed in.
    pub secret: String,
    /// `otpauth://…`, for a code that can be scanned.
    pub url: String,
}

impl Accounts {
    /// Sets the password of a person and ends the sessions that the one before had opened.
    ///
    /// # Errors
    /// Where it is shorter than 12 characters or longer than 1,024 bytes.
    pub async fn set_password(
        &self,
        person: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let length = password.chars().count();
        if length < LEAST {
            return Err(AccountError::TooShort { length, least: LEAST });
        }
        if password.len() > MOST {
            return Err(AccountError::TooLong { length: password.len(), most: MOST });
        }
        let hash = hash(password.to_owned()).await?;
        sqlx::query(
            "INSERT INTO password (person_id, hash, changed_at) VALUES (?, ?, ?) \
             ON CONFLICT (person_id) DO UPDATE \
             SET hash = excluded.hash, changed_at = excluded.changed_at, failures = 0, open_at = 0",
        )
        .bind(person)
        .bind(hash)
        .bind(now.as_second())
        .execute(&self.pool)
        .await?;
        self.end_all_sessions(&Identity::Password { person: person.to_owned() }).await?;
        Ok(())
    }

    /// Asks for the code of an authenticator app from now on.
    ///
    /// # Errors
    /// Where the person has no password.
    pub async fn require_code(&self, person: &str) -> Result<Enrolment, AccountError> {
        let mut bytes = [0; 20];
        getrandom::fill(&mut bytes).map_err(AccountError::NoRandomness)?;
        let secret = Secret::from(bytes);
        let enrolment = Enrolment {
            secret: secret.to_base32(),
            url: totp(secret.clone(), person)
                .and_then(|totp| totp.to_url().ok())
                .ok_or(AccountError::Damaged("the code"))?,
        };
        let changed = sqlx::query("UPDATE password SET totp_secret = ?, totp_step = 0 WHERE person_id = ?")
            .bind(&enrolment.secret)
            .bind(person)
            .execute(&self.pool)
            .await?;
        if changed.rows_affected() == 0 {
            return Err(AccountError::NoPassword(person.to_owned()));
        }
        Ok(enrolment)
    }

    /// Takes the password away: the person can no longer sign in by one, and is signed out.
    pub async fn remove_password(&self, person: &str) -> Result<(), AccountError> {
        let removed =
            sqlx::query("DELETE FROM password WHERE person_id = ?").bind(person).execute(&self.pool).await?;
        self.end_all_sessions(&Identity::Password { person: person.to_owned() }).await?;
        if removed.rows_affected() == 0 {
            return Err(AccountError::NoPassword(person.to_owned()));
        }
        Ok(())
    }

    /// People with a password, by id, and whether a code is asked for too.
    pub async fn passwords(&self) -> Result<Vec<(String, bool)>, AccountError> {
        let rows = sqlx::query(
            "SELECT person_id, totp_secret IS NOT NULL AS coded FROM password ORDER BY person_id",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("person_id")?, row.try_get("coded")?))).collect()
    }

    /// Whether the password, and the code where one is asked for, are the person's. Somebody who is not known costs the
    /// same time as somebody who is.
    pub async fn check_password(
        &self,
        person: &str,
        password: &str,
        code: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<Identity, Refusal>, AccountError> {
        let now = now.as_second();
        // An attempt counts before it is looked at, so that many at once are not many free ones.
        let Some(row) = self.count_attempt(person, now).await? else {
            let open_at = self.open_at(person).await?;
            if let Some(open_at) = open_at.filter(|open_at| *open_at > now) {
                return Ok(Err(Refusal::Wait { wait: open_at - now }));
            }
            hash(password.chars().take(MOST).collect()).await?;
            return Ok(Err(Refusal::Wrong));
        };
        let known: String = row.try_get("hash")?;
        if password.len() > MOST || !verify(password.to_owned(), known).await? {
            return Ok(Err(Refusal::Wrong));
        }
        let secret: Option<String> = row.try_get("totp_secret")?;
        if let Some(secret) = secret {
            let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else {
                // The password was right: it is no failure that no code came with it.
                self.forgive(person, row.try_get("failures")?).await?;
                return Ok(Err(Refusal::CodeNeeded));
            };
            if !self.take_code(person, &secret, code, now).await? {
                return Ok(Err(Refusal::Wrong));
            }
        }
        self.forgive(person, 0).await?;
        Ok(Ok(Identity::Password { person: person.to_owned() }))
    }

    /// The row as it was before; none where there is none, or where it is too early.
    async fn count_attempt(
        &self,
        person: &str,
        now: i64,
    ) -> Result<Option<sqlx::sqlite::SqliteRow>, AccountError> {
        let row = sqlx::query(
            "UPDATE password SET failures = failures + 1, open_at = CASE WHEN failures < ? THEN 0 \
             ELSE ? + MIN(?, 1 << MIN(failures - ? + 1, 20)) END \
             WHERE person_id = ? AND open_at <= ? RETURNING hash, totp_secret, failures - 1 AS failures",
        )
        .bind(FREE)
        .bind(now)
        .bind(LONGEST_WAIT)
        .bind(FREE)
        .bind(person)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row)
    }

    async fn open_at(&self, person: &str) -> Result<Option<i64>, AccountError> {
        let found = sqlx::query_scalar("SELECT open_at FROM password WHERE person_id = ?").bind(person);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    async fn forgive(&self, person: &str, failures: i64) -> Result<(), AccountError> {
        sqlx::query("UPDATE password SET failures = ?, open_at = 0 WHERE person_id = ?")
            .bind(failures)
            .bind(person)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// A code is taken once: whoever looked over a shoulder comes too late.
    async fn take_code(
        &self,
        person: &str,
        secret: &str,
        code: &str,
        now: i64,
    ) -> Result<bool, AccountError> {
        let secret = Secret::try_from_base32(secret).map_err(|_| AccountError::Damaged("the code"))?;
        let totp = totp(secret, person).ok_or(AccountError::Damaged("the code"))?;
        let Some(step) = totp.check(code, now.unsigned_abs()) else { return Ok(false) };
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let taken = sqlx::query("UPDATE password SET totp_step = ? WHERE person_id = ? AND totp_step < ?")
            .bind(step)
            .bind(person)
            .bind(step)
            .execute(&self.pool)
            .await?;
        Ok(taken.rows_affected() == 1)
    }
}

fn totp(secret: Secret, person: &str) -> Option<Totp> {
    // A colon separates names in the address.
    let name = person.replace(':', " ");
    Builder::new().with_secret(secret).with_account_name(name).with_issuer(Some("Sentia")).build().ok()
}

async fn hash(password: String) -> Result<String, AccountError> {
    let hashing = move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string());
    let hashed = tokio::task::spawn_blocking(hashing).await.ok().and_then(Result::ok);
    hashed.ok_or(AccountError::Damaged("the password"))
}

async fn verify(password: String, known: String) -> Result<bool, AccountError> {
    let verifying = move || {
        let known = PasswordHash::new(&known).ok()?;
        Some(Argon2::default().verify_password(password.as_bytes(), &known).is_ok())
    };
    let verified = tokio::task::spawn_blocking(verifying).await.ok().flatten();
    verified.ok_or(AccountError::Damaged("the password"))
}
