use std::collections::{BTreeSet, HashMap};

use sqlx::{AssertSqlSafe, Row, Sqlite, Transaction};

use crate::{
    Document, Passage,
    index::{
        QueryVector,
        dense::{floats, inner_product},
        snapshot::{Allowed, Held, Snapshot},
        tables::{
            Asked, DocumentRow, Done, EntriesRow, HeadRow, PassageRow, Reading, StateRow, TermsRow, counted,
            to_json,
        },
    },
};

const DOCUMENT: &str =
    "SELECT tenant, document_id, title, kind, source, content_hash, document_date, language, readers_json,
        links_json, embedder, first_passage, passages
    FROM document";

impl Reading for Transaction<'static, Sqlite> {
    async fn state(&mut self, tenant: &str) -> Done<Option<StateRow>> {
        const STATE: &str = "
            SELECT generation, next_passage, folded_until, dead_passages FROM tenant_state WHERE tenant = $1";
        sqlx::query_as(STATE).bind(tenant).fetch_optional(&mut **self).await
    }

    async fn documents(&mut self, tenant: &str) -> Done<Vec<Held>> {
        let sql = AssertSqlSafe(format!("{DOCUMENT} WHERE tenant = $1"));
        let rows: Vec<DocumentRow> = sqlx::query_as(sql).bind(tenant).fetch_all(&mut **self).await?;
        rows.into_iter().map(DocumentRow::held).collect()
    }

    async fn document(&mut self, tenant: &str, id: &str) -> Done<Option<Held>> {
        let sql = AssertSqlSafe(format!("{DOCUMENT} WHERE tenant = $1 AND document_id = $2"));
        let row: Option<DocumentRow> =
            sqlx::query_as(sql).bind(tenant).bind(id).fetch_optional(&mut **self).await?;
        row.map(DocumentRow::held).transpose()
    }

    async fn heads(&mut self, tenant: &str, from: u64) -> Done<Vec<HeadRow>> {
        const HEADS: &str = "
            SELECT passage_number, length, print, passage_date, scale, quantised
            FROM passage_terms JOIN passage USING (tenant, passage_number)
                LEFT JOIN passage_vector USING (tenant, passage_number)
            WHERE tenant = $1 AND passage_number >= $2 ORDER BY passage_number";
        sqlx::query_as(HEADS).bind(tenant).bind(from.cast_signed()).fetch_all(&mut **self).await
    }

    async fn terms(&mut self, tenant: &str, from: u64, most: u32) -> Done<Vec<TermsRow>> {
        const TERMS: &str = "
            SELECT passage_number, terms FROM passage_terms WHERE tenant = $1 AND passage_number >= $2
            ORDER BY passage_number LIMIT $3";
        let query = sqlx::query_as(TERMS).bind(tenant).bind(from.cast_signed()).bind(most);
        query.fetch_all(&mut **self).await
    }

    async fn postings(&mut self, tenant: &str, terms: &BTreeSet<String>) -> Done<Vec<EntriesRow>> {
        const POSTINGS: &str = "
            SELECT term, entries FROM posting
            WHERE tenant = $1 AND term IN (SELECT value FROM json_each($2)) ORDER BY term, block";
        sqlx::query_as(POSTINGS).bind(tenant).bind(to_json(terms)?).fetch_all(&mut **self).await
    }

    /// All of them, by 8-bit integers.
    async fn nearest(
        &mut self,
        _: &Asked<'_>,
        snapshot: &Snapshot,
        allowed: &Allowed,
        vector: &QueryVector,
    ) -> Done<Vec<(usize, f32)>> {
        let slots = snapshot.slots_of_embedder(&vector.embedder, allowed);
        let rows = slots.filter_map(|slot| Some((slot, snapshot.heads.get(slot)?.row?)));
        Ok(snapshot.vectors.products(&vector.values, rows))
    }

    async fn products(&mut self, tenant: &str, numbers: &[u64], query: &[f32]) -> Done<HashMap<u64, f32>> {
        const EXACT: &str = "
            SELECT passage_number, floats FROM passage_vector_exact
            WHERE tenant = $1 AND passage_number IN (SELECT value FROM json_each($2))";
        let rows = sqlx::query(EXACT).bind(tenant).bind(to_json(numbers)?).fetch_all(&mut **self).await?;
        let product = |row: &sqlx::sqlite::SqliteRow| {
            let product = inner_product(floats(row.try_get("floats")?, f32::from_le_bytes), query);
            Ok((counted(row.try_get("passage_number")?)?, product))
        };
        rows.iter().map(product).collect()
    }

    async fn passages(&mut self, tenant: &str, numbers: &[u64]) -> Done<HashMap<u64, Passage>> {
        const PASSAGES: &str = "
            SELECT passage_number, document_id, ordinal, section_json, page, passage_date, text FROM passage
            WHERE tenant = $1 AND passage_number IN (SELECT value FROM json_each($2))";
        let query = sqlx::query_as(PASSAGES).bind(tenant).bind(to_json(numbers)?);
        query.fetch_all(&mut **self).await?.into_iter().map(PassageRow::passage).collect()
    }

    async fn around(&mut self, document: &Document, from: u32, until: u32) -> Done<Vec<Passage>> {
        const AROUND: &str = "
            SELECT passage_number, document_id, ordinal, section_json, page, passage_date, text FROM passage
            WHERE tenant = $1 AND document_id = $2 AND ordinal BETWEEN $3 AND $4 ORDER BY ordinal";
        let query = sqlx::query_as(AROUND).bind(&document.tenant).bind(&document.id).bind(from).bind(until);
        let rows: Vec<PassageRow> = query.fetch_all(&mut **self).await?;
        rows.into_iter().map(|row| Ok(row.passage()?.1)).collect()
    }
}
