//! The statements, and the store over them, once for both databases: they differ only in how they are opened.

/// Gives the tenant's next conversation number, also where several processes ask at once.
pub(super) const NEXT_NUMBER: &str = "
    INSERT INTO conversation_number (tenant, latest) VALUES ($1, 1)
    ON CONFLICT (tenant) DO UPDATE SET latest = conversation_number.latest + 1
    RETURNING latest";

pub(super) const BEGIN: &str = "
    INSERT INTO conversation (tenant, conversation_id, person_id, title, started_at, updated_at, turns)
    VALUES ($1, $2, $3, $4, $5, $5, 0)";

/// Takes the next turn number, if the conversation is the person's; the row stays locked until the commit.
pub(super) const NEXT_TURN: &str = "
    UPDATE conversation SET turns = turns + 1, updated_at = $4
    WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3
    RETURNING turns";

pub(super) const INSERT_TURN: &str = "
    INSERT INTO turn (tenant, conversation_id, number, person_id, asked_at, question, asker_json, recall_json, provider,
        transcript_json, plan_json, evidence_json, answer_json, focus_json, outcome, catalogue_hash, prompt_hash,
        evidence_hash, answer_hash, timings_json, route_json, cost_micros, cost_currency)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";

pub(super) const CONVERSATION: &str = "
    SELECT conversation_id FROM conversation WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

pub(super) const PAST_TURNS: &str = "
    SELECT number, question, evidence_json, answer_json, focus_json FROM turn
    WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3 ORDER BY number";

pub(super) const CONVERSATIONS: &str = "
    SELECT conversation_id, title, started_at, updated_at, turns, pinned FROM conversation
    WHERE tenant = $1 AND person_id = $2 ORDER BY pinned DESC, updated_at DESC, started_at DESC,
        conversation_id DESC LIMIT $3";

pub(super) const SUMMARY: &str = "
    SELECT conversation_id, title, started_at, updated_at, turns, pinned FROM conversation
    WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

pub(super) const RENAME: &str = "
    UPDATE conversation SET title = $4 WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

pub(super) const REMOVE_TURNS: &str = "
    DELETE FROM turn WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

pub(super) const REMOVE_FEEDBACK: &str = "
    DELETE FROM feedback WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

pub(super) const REMOVE_SHARES: &str = "
    DELETE FROM share WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

/// Before its turns, so that a turn that is being added waits for this row, or this for it.
pub(super) const REMOVE: &str = "
    DELETE FROM conversation WHERE tenant = $1 AND conversation_id = $2 AND person_id = $3";

pub(super) const TURN: &str = "
    SELECT conversation_id, number, asked_at, question, asker_json, recall_json, provider, transcript_json, plan_json,
        evidence_json, answer_json, focus_json, answer_hash, timings_json, route_json FROM turn
    WHERE tenant = $1 AND conversation_id = $2 AND number = $3 AND person_id = $4";

pub(super) const SPENT: &str = "
    SELECT provider, cost_currency, COUNT(*) AS turns, COUNT(cost_micros) AS priced,
        CAST(COALESCE(SUM(cost_micros), 0) AS BIGINT) AS micros FROM turn
    WHERE tenant = $1 AND person_id = $2 AND provider IS NOT NULL
    GROUP BY provider, cost_currency ORDER BY provider, cost_currency";

/// Characters of a title: of the first question, or of what somebody wrote in its place.
pub(super) const TITLE: usize = 80;

/// Implements [`Store`](super::Store) for a type with `place`, `readers` and `writers` (pools of one database).
macro_rules! store_over_sql {
    ($store:ty, $database:ty) => {
        impl $store {
            fn fault(&self, error: sqlx::Error) -> $crate::store::StoreError {
                $crate::store::StoreError::of_query(&self.place, &error)
            }

            async fn next_turn(
                &self,
                transaction: &mut sqlx::Transaction<'_, $database>,
                record: &$crate::store::TurnRecord,
            ) -> Result<(String, i64), $crate::store::StoreError> {
                let conversation = match record.conversation.as_str() {
                    "" => self.begin(transaction, record).await?,
                    id => id.to_owned(),
                };
                let scope = &record.person.scope;
                let number: Option<i64> = sqlx::query_scalar($crate::store::sql::NEXT_TURN)
                    .bind(&scope.tenant)
                    .bind(&conversation)
                    .bind(&scope.person)
                    .bind(record.now.to_string())
                    .fetch_optional(&mut **transaction)
                    .await
                    .map_err(|error| self.fault(error))?;
                match number {
                    Some(number) => Ok((conversation, number)),
                    None => Err($crate::store::StoreError::NotFound(conversation)),
                }
            }

            async fn begin(
                &self,
                transaction: &mut sqlx::Transaction<'_, $database>,
                record: &$crate::store::TurnRecord,
            ) -> Result<String, $crate::store::StoreError> {
                let scope = &record.person.scope;
                let number: i64 = sqlx::query_scalar($crate::store::sql::NEXT_NUMBER)
                    .bind(&scope.tenant)
                    .fetch_one(&mut **transaction)
                    .await
                    .map_err(|error| self.fault(error))?;
                let id = format!("c{number}");
                let title: String = record.question.chars().take($crate::store::sql::TITLE).collect();
                sqlx::query($crate::store::sql::BEGIN)
                    .bind(&scope.tenant)
                    .bind(&id)
                    .bind(&scope.person)
                    .bind(title)
                    .bind(record.now.to_string())
                    .execute(&mut **transaction)
                    .await
                    .map_err(|error| self.fault(error))?;
                Ok(id)
            }

            async fn insert(
                &self,
                transaction: &mut sqlx::Transaction<'_, $database>,
                record: &$crate::store::TurnRecord,
                conversation: &str,
                number: i64,
            ) -> Result<(), $crate::store::StoreError> {
                use $crate::store::rows::{answer_json, json, outcome};
                let (scope, answer) = (&record.person.scope, &record.answer);
                let cost = answer.model.cost.as_ref();
                sqlx::query($crate::store::sql::INSERT_TURN)
                    .bind(&scope.tenant)
                    .bind(conversation)
                    .bind(number)
                    .bind(&scope.person)
                    .bind(record.now.to_string())
                    .bind(&record.question)
                    .bind(json(&record.person))
                    .bind(json(&record.recall))
                    .bind(record.provider.as_deref())
                    .bind(json(&record.transcript))
                    .bind(json(&record.plan))
                    .bind(json(&answer.evidence))
                    .bind(answer_json(answer))
                    .bind(json(&record.focus))
                    .bind(outcome(answer))
                    .bind(&answer.hashes.catalogue)
                    .bind(&answer.hashes.prompt)
                    .bind(&answer.hashes.evidence)
                    .bind($crate::canonical::hash(answer))
                    .bind(json(&record.timings))
                    .bind(record.route.as_ref().map(json))
                    .bind(cost.and_then(|cost| i64::try_from(cost.micros).ok()))
                    .bind(cost.map(|cost| cost.currency.as_str()))
                    .execute(&mut **transaction)
                    .await
                    .map_err(|error| self.fault(error))?;
                Ok(())
            }
        }

        #[async_trait::async_trait]
        impl $crate::store::Store for $store {
            async fn append(
                &self,
                record: &$crate::store::TurnRecord,
            ) -> Result<$crate::store::StoredAs, $crate::store::StoreError> {
                let mut transaction = self.writers.begin().await.map_err(|error| self.fault(error))?;
                let (conversation, number) = self.next_turn(&mut transaction, record).await?;
                self.insert(&mut transaction, record, &conversation, number).await?;
                self.enter(&mut transaction, record, &conversation, number).await?;
                transaction.commit().await.map_err(|error| self.fault(error))?;
                Ok($crate::store::StoredAs {
                    turn: $crate::store::rows::turn_id(&conversation, number),
                    conversation,
                })
            }

            async fn conversation(
                &self,
                reader: &sentia_semantic::Scope,
                id: &str,
            ) -> Result<$crate::Conversation, $crate::store::StoreError> {
                let id = id.trim().to_lowercase();
                let found: Option<String> = sqlx::query_scalar($crate::store::sql::CONVERSATION)
                    .bind(&reader.tenant)
                    .bind(&id)
                    .bind(&reader.person)
                    .fetch_optional(&self.readers)
                    .await
                    .map_err(|error| self.fault(error))?;
                let Some(id) = found else { return Err($crate::store::StoreError::NotFound(id)) };
                let rows: Vec<$crate::store::rows::PastRow> = sqlx::query_as($crate::store::sql::PAST_TURNS)
                    .bind(&reader.tenant)
                    .bind(&id)
                    .bind(&reader.person)
                    .fetch_all(&self.readers)
                    .await
                    .map_err(|error| self.fault(error))?;
                let turns = rows.into_iter().map(|row| row.into_turn(&id)).collect::<Result<_, _>>()?;
                Ok($crate::Conversation { id, turns })
            }

            async fn conversations(
                &self,
                reader: &sentia_semantic::Scope,
                limit: u32,
            ) -> Result<Vec<$crate::store::Summary>, $crate::store::StoreError> {
                let rows: Vec<$crate::store::rows::SummaryRow> =
                    sqlx::query_as($crate::store::sql::CONVERSATIONS)
                        .bind(&reader.tenant)
                        .bind(&reader.person)
                        .bind(i64::from(limit))
                        .fetch_all(&self.readers)
                        .await
                        .map_err(|error| self.fault(error))?;
                rows.into_iter().map($crate::store::rows::SummaryRow::into_summary).collect()
            }

            async fn summary(
                &self,
                reader: &sentia_semantic::Scope,
                id: &str,
            ) -> Result<$crate::store::Summary, $crate::store::StoreError> {
                let id = id.trim().to_lowercase();
                let row: Option<$crate::store::rows::SummaryRow> =
                    sqlx::query_as($crate::store::sql::SUMMARY)
                        .bind(&reader.tenant)
                        .bind(&id)
                        .bind(&reader.person)
                        .fetch_optional(&self.readers)
                        .await
                        .map_err(|error| self.fault(error))?;
                row.ok_or($crate::store::StoreError::NotFound(id))?.into_summary()
            }

            async fn rename(
                &self,
                reader: &sentia_semantic::Scope,
                id: &str,
                title: &str,
            ) -> Result<(), $crate::store::StoreError> {
                let id = id.trim().to_lowercase();
                let title: String = title.chars().take($crate::store::sql::TITLE).collect();
                let done = sqlx::query($crate::store::sql::RENAME)
                    .bind(&reader.tenant)
                    .bind(&id)
                    .bind(&reader.person)
                    .bind(title)
                    .execute(&self.writers)
                    .await
                    .map_err(|error| self.fault(error))?;
                match done.rows_affected() {
                    0 => Err($crate::store::StoreError::NotFound(id)),
                    _ => Ok(()),
                }
            }

            async fn remove(
                &self,
                reader: &sentia_semantic::Scope,
                id: &str,
            ) -> Result<(), $crate::store::StoreError> {
                let id = id.trim().to_lowercase();
                let mut transaction = self.writers.begin().await.map_err(|error| self.fault(error))?;
                let mut removed = 0;
                for statement in [
                    $crate::store::sql::REMOVE,
                    $crate::store::sql::REMOVE_TURNS,
                    $crate::store::sql::REMOVE_FEEDBACK,
                    $crate::store::sql::REMOVE_SHARES,
                ] {
                    let done = sqlx::query(statement)
                        .bind(&reader.tenant)
                        .bind(&id)
                        .bind(&reader.person)
                        .execute(&mut *transaction)
                        .await
                        .map_err(|error| self.fault(error))?;
                    removed += done.rows_affected();
                }
                transaction.commit().await.map_err(|error| self.fault(error))?;
                match removed {
                    0 => Err($crate::store::StoreError::NotFound(id)),
                    _ => Ok(()),
                }
            }

            async fn turn(
                &self,
                reader: &sentia_semantic::Scope,
                id: &str,
            ) -> Result<$crate::store::TurnRecord, $crate::store::StoreError> {
                let not_found = || $crate::store::StoreError::NotFound(id.trim().to_owned());
                let (conversation, number) = $crate::store::rows::parse_turn_id(id).ok_or_else(not_found)?;
                let row: Option<$crate::store::rows::TurnRow> = sqlx::query_as($crate::store::sql::TURN)
                    .bind(&reader.tenant)
                    .bind(conversation)
                    .bind(number)
                    .bind(&reader.person)
                    .fetch_optional(&self.readers)
                    .await
                    .map_err(|error| self.fault(error))?;
                row.ok_or_else(not_found)?.into_record()
            }

            async fn spent(
                &self,
                reader: &sentia_semantic::Scope,
            ) -> Result<Vec<$crate::store::Spent>, $crate::store::StoreError> {
                let rows: Vec<$crate::store::rows::SpentRow> = sqlx::query_as($crate::store::sql::SPENT)
                    .bind(&reader.tenant)
                    .bind(&reader.person)
                    .fetch_all(&self.readers)
                    .await
                    .map_err(|error| self.fault(error))?;
                Ok(rows.into_iter().map($crate::store::rows::SpentRow::into_spent).collect())
            }
        }
    };
}

pub(super) use store_over_sql;
