use std::collections::{BTreeSet, HashMap};

use sqlx::{AssertSqlSafe, Postgres, Row, Transaction, postgres::PgRow};

use super::{
    nearest::nearest,
    text::{all_stored, restored, restored_document, restored_passage, stored},
};
use crate::{
    Document, Passage,
    index::{
        QueryVector,
        dense::{floats, inner_product},
        snapshot::{Allowed, Held, Snapshot},
        tables::{
            Asked, DocumentRow, Done, EntriesRow, HeadRow, PassageRow, Reading, StateRow, TermsRow, counted,
        },
    },
};

const DOCUMENT: &str =
    "SELECT tenant, document_id, title, kind, source, content_hash, document_date, language,
        array_to_json(readers)::TEXT AS readers_json, array_to_json(links)::TEXT AS links_json,
        embedder, first_passage, passages
    FROM document";

/// Bytes before the numbers of a vector as pgvector sends it.
const HEADER: usize = 4;

impl Reading for Transaction<'static, Postgres> {
    async fn state(&mut self, tenant: &str) -> Done<Option<StateRow>> {
        const STATE: &str = "
            SELECT generation, next_passage, folded_until, dead_passages FROM tenant_state WHERE tenant = $1";
        sqlx::query_as(STATE).bind(stored(tenant)).fetch_optional(&mut **self).await
    }

    async fn documents(&mut self, tenant: &str) -> Done<Vec<Held>> {
        let sql = AssertSqlSafe(format!("{DOCUMENT} WHERE tenant = $1"));
        let rows: Vec<DocumentRow> = sqlx::query_as(sql).bind(stored(tenant)).fetch_all(&mut **self).await?;
        rows.into_iter().map(|row| row.held().map(restored_document)).collect()
    }

    async fn document(&mut self, tenant: &str, id: &str) -> Done<Option<Held>> {
        let sql = AssertSqlSafe(format!("{DOCUMENT} WHERE tenant = $1 AND document_id = $2"));
        let row: Option<DocumentRow> =
            sqlx::query_as(sql).bind(stored(tenant)).bind(stored(id)).fetch_optional(&mut **self).await?;
        row.map(|row| row.held().map(restored_document)).transpose()
    }

    async fn heads(&mut self, tenant: &str, from: u64) -> Done<Vec<HeadRow>> {
        const HEADS: &str = "
            SELECT passage_number, length, print, passage_date, NULL::FLOAT8 AS scale, NULL::BYTEA AS quantised
            FROM passage_terms JOIN passage USING (tenant, passage_number)
            WHERE tenant = $1 AND passage_number >= $2 ORDER BY passage_number";
        sqlx::query_as(HEADS).bind(stored(tenant)).bind(from.cast_signed()).fetch_all(&mut **self).await
    }

    async fn terms(&mut self, tenant: &str, from: u64, most: u32) -> Done<Vec<TermsRow>> {
        const TERMS: &str = "
            SELECT passage_number, terms FROM passage_terms WHERE tenant = $1 AND passage_number >= $2
            ORDER BY passage_number LIMIT $3";
        let query = sqlx::query_as(TERMS).bind(stored(tenant)).bind(from.cast_signed()).bind(i64::from(most));
        query.fetch_all(&mut **self).await
    }

    async fn postings(&mut self, tenant: &str, terms: &BTreeSet<String>) -> Done<Vec<EntriesRow>> {
        const POSTINGS: &str = "
            SELECT term, entries FROM posting WHERE tenant = $1 AND term = ANY($2) ORDER BY term, block";
        let query = sqlx::query_as(POSTINGS).bind(stored(tenant)).bind(all_stored(terms));
        let mut rows: Vec<EntriesRow> = query.fetch_all(&mut **self).await?;
        for row in &mut rows {
            row.term = restored(std::mem::take(&mut row.term));
        }
        Ok(rows)
    }

    async fn nearest(
        &mut self,
        asked: &Asked<'_>,
        snapshot: &Snapshot,
        allowed: &Allowed,
        vector: &QueryVector,
    ) -> Done<Vec<(usize, f32)>> {
        nearest(self, asked, snapshot, allowed, vector).await
    }

    async fn products(&mut self, tenant: &str, numbers: &[u64], query: &[f32]) -> Done<HashMap<u64, f32>> {
        const EXACT: &str = "
            SELECT passage_number, vector_send(embedding) AS floats FROM passage_vector
            WHERE tenant = $1 AND passage_number = ANY($2)";
        let rows = sqlx::query(EXACT).bind(stored(tenant)).bind(signed(numbers));
        let product = |row: &PgRow| {
            let bytes: &[u8] = row.try_get("floats")?;
            let numbers = floats(bytes.get(HEADER..).unwrap_or_default(), f32::from_be_bytes);
            Ok((counted(row.try_get("passage_number")?)?, inner_product(numbers, query)))
        };
        rows.fetch_all(&mut **self).await?.iter().map(product).collect()
    }

    async fn passages(&mut self, tenant: &str, numbers: &[u64]) -> Done<HashMap<u64, Passage>> {
        const PASSAGES: &str = "
            SELECT passage_number, document_id, ordinal, section_json, page, passage_date, text FROM passage
            WHERE tenant = $1 AND passage_number = ANY($2)";
        let query = sqlx::query_as(PASSAGES).bind(stored(tenant)).bind(signed(numbers));
        let rows: Vec<PassageRow> = query.fetch_all(&mut **self).await?;
        let passage = |(number, passage)| (number, restored_passage(passage));
        rows.into_iter().map(|row| row.passage().map(passage)).collect()
    }

    async fn around(&mut self, document: &Document, from: u32, until: u32) -> Done<Vec<Passage>> {
        const AROUND: &str = "
            SELECT passage_number, document_id, ordinal, section_json, page, passage_date, text FROM passage
            WHERE tenant = $1 AND document_id = $2 AND ordinal BETWEEN $3 AND $4 ORDER BY ordinal";
        let query = sqlx::query_as(AROUND)
            .bind(stored(&document.tenant))
            .bind(stored(&document.id))
            .bind(i64::from(from))
            .bind(i64::from(until));
        let rows: Vec<PassageRow> = query.fetch_all(&mut **self).await?;
        rows.into_iter().map(|row| Ok(restored_passage(row.passage()?.1))).collect()
    }
}

fn signed(numbers: &[u64]) -> Vec<i64> {
    numbers.iter().map(|number| number.cast_signed()).collect()
}
