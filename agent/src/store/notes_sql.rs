//! The statements for what people add, and [`Notes`](super::Notes) over them, once for both databases.

/// `!` stands before a letter of the words that would mean something.
pub(super) const SEARCH: &str = "
    SELECT conversation_id, title, started_at, updated_at, turns, pinned FROM conversation
    WHERE tenant = $1 AND person_id = $2 AND (LOWER(title) LIKE $3 ESCAPE '!' OR EXISTS (
        SELECT 1 FROM turn WHERE turn.tenant = conversation.tenant AND turn.conversation_id = conversation.conversation_id
            AND turn.person_id = conversation.person_id AND LOWER(turn.question) LIKE $3 ESCAPE '!'))
    ORDER BY updated_at DESC, started_at DESC, conversation_id DESC LIMIT $4";

pub(super) const PIN: &str = "
    UPDATE conversation SET pinned = $4 WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

pub(super) const BRANCH: &str = "
    INSERT INTO conversation (tenant, conversation_id, person_id, title, started_at, updated_at, turns)
    SELECT tenant, $4, person_id, title, started_at, updated_at, $5 FROM conversation
    WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3 AND turns >= $5";

/// Without what they cost, which was paid once.
pub(super) const BRANCH_TURNS: &str = "
    INSERT INTO turn (tenant, conversation_id, number, person_id, asked_at, question, asker_json, recall_json, provider,
        transcript_json, plan_json, evidence_json, answer_json, focus_json, outcome, catalogue_hash, prompt_hash,
        evidence_hash, answer_hash, timings_json, route_json)
    SELECT tenant, $4, number, person_id, asked_at, question, asker_json, recall_json, provider,
        transcript_json, plan_json, evidence_json, answer_json, focus_json, outcome, catalogue_hash, prompt_hash,
        evidence_hash, answer_hash, timings_json, route_json FROM turn
    WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3 AND number <= $5";

pub(super) const JUDGE: &str = "
    INSERT INTO feedback (tenant, conversation_id, number, person_id, verdict, words, given_at)
    SELECT tenant, conversation_id, number, person_id, $5, $6, $7 FROM turn
    WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3 AND number = $4
    ON CONFLICT (tenant, conversation_id, number) DO UPDATE
    SET verdict = excluded.verdict, words = excluded.words, given_at = excluded.given_at";

pub(super) const FEEDBACK: &str = "
    SELECT feedback.conversation_id, feedback.number, feedback.person_id, question, verdict, words, given_at
    FROM feedback JOIN turn ON turn.tenant = feedback.tenant AND turn.conversation_id = feedback.conversation_id
        AND turn.number = feedback.number
    WHERE feedback.tenant = $1
    ORDER BY given_at DESC, feedback.conversation_id, feedback.number LIMIT $2";

pub(super) const SHARE: &str = "
    INSERT INTO share (tenant, conversation_id, number, person_id)
    SELECT tenant, conversation_id, number, person_id FROM turn
    WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3 AND number = $4
    ON CONFLICT (tenant, conversation_id, number) DO UPDATE SET person_id = excluded.person_id";

pub(super) const UNSHARE: &str = "
    DELETE FROM share WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3 AND number = $4";

pub(super) const SHARED: &str = "
    SELECT turn.conversation_id, turn.number, asked_at, question, asker_json, recall_json, provider, transcript_json,
        plan_json, evidence_json, answer_json, focus_json, answer_hash, timings_json, route_json
    FROM share JOIN turn ON turn.tenant = share.tenant AND turn.conversation_id = share.conversation_id
        AND turn.number = share.number AND turn.person_id = share.person_id
    WHERE share.tenant = $1 AND share.conversation_id = $2 AND share.number = $3";

/// The words anywhere, whatever their case.
pub(super) fn pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Implements [`Notes`](super::Notes) for a type that is a store over SQL.
macro_rules! notes_over_sql {
    ($store:ty, $database:ty) => {
        impl $store {
            /// One statement about a turn of the reader's, which it has to find.
            async fn of_turn<'a>(
                &self,
                reader: &'a sentia_semantic::Scope,
                turn: &str,
                statement: &'static str,
                more: impl FnOnce(
                    sqlx::query::Query<'a, $database, <$database as sqlx::Database>::Arguments>,
                )
                    -> sqlx::query::Query<'a, $database, <$database as sqlx::Database>::Arguments>,
            ) -> Result<(), $crate::store::StoreError> {
                let not_found = || $crate::store::StoreError::NotFound(turn.trim().to_owned());
                let (conversation, number) =
                    $crate::store::rows::parse_turn_id(turn).ok_or_else(not_found)?;
                let query = sqlx::query(statement)
                    .bind(&reader.tenant)
                    .bind(conversation)
                    .bind(&reader.person)
                    .bind(number);
                let done = more(query).execute(&self.writers).await.map_err(|error| self.fault(error))?;
                if done.rows_affected() == 0 { Err(not_found()) } else { Ok(()) }
            }
        }

        #[async_trait::async_trait]
        impl $crate::store::Notes for $store {
            async fn search(
                &self,
                reader: &sentia_semantic::Scope,
                words: &str,
                limit: u32,
            ) -> Result<Vec<$crate::store::Summary>, $crate::store::StoreError> {
                let rows: Vec<$crate::store::rows::SummaryRow> =
                    sqlx::query_as($crate::store::notes_sql::SEARCH)
                        .bind(&reader.tenant)
                        .bind(&reader.person)
                        .bind($crate::store::notes_sql::pattern(words))
                        .bind(i64::from(limit))
                        .fetch_all(&self.readers)
                        .await
                        .map_err(|error| self.fault(error))?;
                rows.into_iter().map($crate::store::rows::SummaryRow::into_summary).collect()
            }

            async fn pin(
                &self,
                reader: &sentia_semantic::Scope,
                conversation: &str,
                pinned: bool,
            ) -> Result<(), $crate::store::StoreError> {
                let id = conversation.trim().to_lowercase();
                let done = sqlx::query($crate::store::notes_sql::PIN)
                    .bind(&reader.tenant)
                    .bind(&id)
                    .bind(&reader.person)
                    .bind(i64::from(pinned))
                    .execute(&self.writers)
                    .await
                    .map_err(|error| self.fault(error))?;
                if done.rows_affected() == 0 { Err($crate::store::StoreError::NotFound(id)) } else { Ok(()) }
            }

            async fn branch(
                &self,
                reader: &sentia_semantic::Scope,
                conversation: &str,
                turns: u32,
            ) -> Result<String, $crate::store::StoreError> {
                let id = conversation.trim().to_lowercase();
                let mut transaction = self.writers.begin().await.map_err(|error| self.fault(error))?;
                let number: i64 = sqlx::query_scalar($crate::store::sql::NEXT_NUMBER)
                    .bind(&reader.tenant)
                    .fetch_one(&mut *transaction)
                    .await
                    .map_err(|error| self.fault(error))?;
                let new = format!("c{number}");
                let mut begun = 0;
                for statement in [$crate::store::notes_sql::BRANCH, $crate::store::notes_sql::BRANCH_TURNS] {
                    let done = sqlx::query(statement)
                        .bind(&reader.tenant)
                        .bind(&id)
                        .bind(&reader.person)
                        .bind(&new)
                        .bind(i64::from(turns))
                        .execute(&mut *transaction)
                        .await
                        .map_err(|error| self.fault(error))?;
                    // One conversation, and each of the turns.
                    begun += done.rows_affected();
                }
                if begun != u64::from(turns) + 1 {
                    return Err($crate::store::StoreError::NotFound(id));
                }
                transaction.commit().await.map_err(|error| self.fault(error))?;
                Ok(new)
            }

            async fn judge(
                &self,
                reader: &sentia_semantic::Scope,
                turn: &str,
                verdict: $crate::store::Verdict,
                words: &str,
                now: jiff::Timestamp,
            ) -> Result<(), $crate::store::StoreError> {
                let words = words.to_owned();
                self.of_turn(reader, turn, $crate::store::notes_sql::JUDGE, |query| {
                    query.bind(verdict.name()).bind(words).bind(now.to_string())
                })
                .await
            }

            async fn feedback(
                &self,
                reader: &sentia_semantic::Scope,
                limit: u32,
            ) -> Result<Vec<$crate::store::Feedback>, $crate::store::StoreError> {
                let rows: Vec<$crate::store::rows::FeedbackRow> =
                    sqlx::query_as($crate::store::notes_sql::FEEDBACK)
                        .bind(&reader.tenant)
                        .bind(i64::from(limit))
                        .fetch_all(&self.readers)
                        .await
                        .map_err(|error| self.fault(error))?;
                rows.into_iter().map($crate::store::rows::FeedbackRow::into_feedback).collect()
            }

            async fn share(
                &self,
                reader: &sentia_semantic::Scope,
                turn: &str,
                open: bool,
            ) -> Result<(), $crate::store::StoreError> {
                let statement = match open {
                    true => $crate::store::notes_sql::SHARE,
                    false => $crate::store::notes_sql::UNSHARE,
                };
                self.of_turn(reader, turn, statement, |query| query).await
            }

            async fn shared(
                &self,
                reader: &$crate::Person,
                turn: &str,
            ) -> Result<$crate::store::TurnRecord, $crate::store::StoreError> {
                let not_found = || $crate::store::StoreError::NotFound(turn.trim().to_owned());
                let (conversation, number) =
                    $crate::store::rows::parse_turn_id(turn).ok_or_else(not_found)?;
                let row: Option<$crate::store::rows::TurnRow> =
                    sqlx::query_as($crate::store::notes_sql::SHARED)
                        .bind(&reader.scope.tenant)
                        .bind(conversation)
                        .bind(number)
                        .fetch_optional(&self.readers)
                        .await
                        .map_err(|error| self.fault(error))?;
                let record = row.ok_or_else(not_found)?.into_record()?;
                match reader.sees_all_that(&record.person) {
                    true => Ok(record),
                    false => Err($crate::store::StoreError::Narrower(record.id)),
                }
            }
        }
    };
}

pub(super) use notes_over_sql;
