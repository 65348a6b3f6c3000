//! The statements over what was spent, once for both databases.

pub(super) const ENTER: &str = "
    INSERT INTO spend (tenant, conversation_id, number, person_id, provider, spent_at, micros, currency)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// `$4` is when the day began, `$5` when the month did, which is no later.
pub(super) const TOTALS: &str = "
    SELECT CAST(COALESCE(SUM(CASE WHEN person_id = $3 AND spent_at >= $4 THEN micros END), 0) AS BIGINT) AS person_day,
        CAST(COALESCE(SUM(CASE WHEN spent_at >= $4 THEN micros END), 0) AS BIGINT) AS company_day,
        CAST(COALESCE(SUM(micros), 0) AS BIGINT) AS company_month FROM spend
    WHERE tenant = $1 AND currency = $2 AND spent_at >= $5";

pub(super) const LATELY: &str = "
    SELECT provider, currency, CAST(COALESCE(SUM(CASE WHEN spent_at >= $3 THEN micros END), 0) AS BIGINT) AS today,
        CAST(SUM(micros) AS BIGINT) AS this_month FROM spend
    WHERE tenant = $1 AND person_id = $2 AND spent_at >= $4
    GROUP BY provider, currency ORDER BY provider, currency";

/// Implements [`Ledger`](super::Ledger) for a type that `store_over_sql` has.
macro_rules! ledger_over_sql {
    ($store:ty, $database:ty) => {
        impl $store {
            /// Enters what the turn cost, where that is known.
            async fn enter(
                &self,
                transaction: &mut sqlx::Transaction<'_, $database>,
                record: &$crate::store::TurnRecord,
                conversation: &str,
                number: i64,
            ) -> Result<(), $crate::store::StoreError> {
                let (Some(provider), Some(cost)) = (&record.provider, &record.answer.model.cost) else {
                    return Ok(());
                };
                let scope = &record.person.scope;
                sqlx::query($crate::store::ledger_sql::ENTER)
                    .bind(&scope.tenant)
                    .bind(conversation)
                    .bind(number)
                    .bind(&scope.person)
                    .bind(provider)
                    .bind(record.timings.ended.unwrap_or(record.now).as_millisecond())
                    .bind(i64::try_from(cost.micros).unwrap_or(i64::MAX))
                    .bind(&cost.currency)
                    .execute(&mut **transaction)
                    .await
                    .map_err(|error| self.fault(error))?;
                Ok(())
            }
        }

        #[async_trait::async_trait]
        impl $crate::store::Ledger for $store {
            async fn totals(
                &self,
                reader: &sentia_semantic::Scope,
                currency: &str,
                since: $crate::store::Since,
            ) -> Result<$crate::store::Totals, $crate::store::StoreError> {
                let row: $crate::store::rows::TotalsRow = sqlx::query_as($crate::store::ledger_sql::TOTALS)
                    .bind(&reader.tenant)
                    .bind(currency)
                    .bind(&reader.person)
                    .bind(since.day.as_millisecond())
                    .bind(since.month.as_millisecond())
                    .fetch_one(&self.readers)
                    .await
                    .map_err(|error| self.fault(error))?;
                Ok(row.into_totals())
            }

            async fn spent_since(
                &self,
                reader: &sentia_semantic::Scope,
                since: $crate::store::Since,
            ) -> Result<Vec<$crate::store::Lately>, $crate::store::StoreError> {
                let rows: Vec<$crate::store::rows::LatelyRow> =
                    sqlx::query_as($crate::store::ledger_sql::LATELY)
                        .bind(&reader.tenant)
                        .bind(&reader.person)
                        .bind(since.day.as_millisecond())
                        .bind(since.month.as_millisecond())
                        .fetch_all(&self.readers)
                        .await
                        .map_err(|error| self.fault(error))?;
                Ok(rows.into_iter().map($crate::store::rows::LatelyRow::into_lately).collect())
            }
        }
    };
}

pub(super) use ledger_over_sql;
