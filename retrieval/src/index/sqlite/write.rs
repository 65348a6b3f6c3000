use std::collections::BTreeMap;

use sqlx::{Sqlite, Transaction};

use crate::{
    Document,
    index::{
        dense::{quantise, to_bytes},
        postings::{Entry, pack_entries},
        snapshot::Held,
        tables::{Done, Prepared, Writing, counted, to_json},
    },
};

impl Writing for Transaction<'static, Sqlite> {
    async fn reserve(&mut self, tenant: &str, passages: u64) -> Done<u64> {
        const RESERVE: &str = "
            INSERT INTO tenant_state (tenant, generation, next_passage, folded_until, dead_passages)
            VALUES ($1, 1, $2, 0, 0)
            ON CONFLICT (tenant) DO UPDATE SET generation = generation + 1, next_passage = next_passage + $2
            RETURNING next_passage - $2";
        let query = sqlx::query_scalar(RESERVE).bind(tenant).bind(passages.cast_signed());
        counted(query.fetch_one(&mut **self).await?)
    }

    async fn remove(&mut self, tenant: &str, document: &str) -> Done<bool> {
        const DEAD: &str = "
            UPDATE tenant_state SET dead_passages = dead_passages + (
                SELECT COUNT(*) FROM passage
                WHERE tenant = $1 AND document_id = $2 AND passage_number < tenant_state.folded_until)
            WHERE tenant = $1";
        const REMOVE: &str = "DELETE FROM document WHERE tenant = $1 AND document_id = $2";
        sqlx::query(DEAD).bind(tenant).bind(document).execute(&mut **self).await?;
        let removed = sqlx::query(REMOVE).bind(tenant).bind(document).execute(&mut **self).await?;
        Ok(removed.rows_affected() > 0)
    }

    async fn insert_document(&mut self, held: &Held) -> Done<()> {
        const INSERT: &str = "
            INSERT INTO document (tenant, document_id, title, kind, source, content_hash, document_date, language,
                readers_json, links_json, embedder, first_passage, passages)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let document = &held.document;
        let query = sqlx::query(INSERT)
            .bind(&document.tenant)
            .bind(&document.id)
            .bind(&document.title)
            .bind(document.kind.name())
            .bind(&document.source)
            .bind(&document.content_hash)
            .bind(document.date.map(|date| date.to_string()))
            .bind(&document.language)
            .bind(to_json(&document.readers)?)
            .bind(to_json(&document.links)?)
            .bind(&held.embedder)
            .bind(held.first_passage.cast_signed())
            .bind(held.passages.cast_signed());
        query.execute(&mut **self).await.map(drop)
    }

    async fn insert_passages(&mut self, document: &Document, passages: &[Prepared<'_>]) -> Done<()> {
        for passage in passages {
            insert_passage(self, document, passage).await?;
        }
        Ok(())
    }

    async fn insert_vectors(&mut self, tenant: &str, first: u64, vectors: &[Vec<f32>]) -> Done<()> {
        for (number, vector) in (first.cast_signed()..).zip(vectors) {
            insert_vector(self, tenant, number, vector).await?;
        }
        Ok(())
    }

    async fn relabel(&mut self, document: &Document) -> Done<()> {
        const RELABEL: &str = "
            UPDATE document SET readers_json = $3, links_json = $4 WHERE tenant = $1 AND document_id = $2";
        let query = sqlx::query(RELABEL)
            .bind(&document.tenant)
            .bind(&document.id)
            .bind(to_json(&document.readers)?)
            .bind(to_json(&document.links)?);
        query.execute(&mut **self).await.map(drop)
    }

    async fn live(&mut self, tenant: &str) -> Done<u64> {
        const LIVE: &str = "SELECT COUNT(*) FROM passage_terms WHERE tenant = $1";
        counted(sqlx::query_scalar(LIVE).bind(tenant).fetch_one(&mut **self).await?)
    }

    async fn insert_postings(
        &mut self,
        tenant: &str,
        block: u64,
        postings: &BTreeMap<&str, Vec<Entry>>,
    ) -> Done<()> {
        const INSERT: &str = "INSERT INTO posting (tenant, term, block, entries) VALUES ($1, $2, $3, $4)";
        for (term, entries) in postings {
            let query = sqlx::query(INSERT).bind(tenant).bind(*term).bind(block.cast_signed());
            query.bind(pack_entries(entries)).execute(&mut **self).await?;
        }
        Ok(())
    }

    async fn fold_until(&mut self, tenant: &str, until: u64) -> Done<()> {
        const FOLDED: &str = "UPDATE tenant_state SET folded_until = $2 WHERE tenant = $1";
        sqlx::query(FOLDED).bind(tenant).bind(until.cast_signed()).execute(&mut **self).await.map(drop)
    }

    async fn unfold(&mut self, tenant: &str) -> Done<()> {
        const POSTINGS: &str = "DELETE FROM posting WHERE tenant = $1";
        const STATE: &str = "UPDATE tenant_state SET folded_until = 0, dead_passages = 0 WHERE tenant = $1";
        sqlx::query(POSTINGS).bind(tenant).execute(&mut **self).await?;
        sqlx::query(STATE).bind(tenant).execute(&mut **self).await.map(drop)
    }

    async fn commit(self) -> Done<()> {
        Transaction::commit(self).await
    }
}

async fn insert_passage(
    writing: &mut Transaction<'static, Sqlite>,
    document: &Document,
    passage: &Prepared<'_>,
) -> Done<()> {
    const PASSAGE: &str = "
        INSERT INTO passage (tenant, passage_number, document_id, ordinal, section_json, page, passage_date, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const TERMS: &str = "
        INSERT INTO passage_terms (tenant, passage_number, length, print, terms) VALUES ($1, $2, $3, $4, $5)";
    let number = passage.number.cast_signed();
    sqlx::query(PASSAGE)
        .bind(&document.tenant)
        .bind(number)
        .bind(&document.id)
        .bind(passage.ordinal)
        .bind(&passage.section_json)
        .bind(passage.page)
        .bind(&passage.date)
        .bind(passage.text)
        .execute(&mut **writing)
        .await?;
    let query = sqlx::query(TERMS)
        .bind(&document.tenant)
        .bind(number)
        .bind(passage.length)
        .bind(passage.print.cast_signed())
        .bind(&passage.terms);
    query.execute(&mut **writing).await.map(drop)
}

async fn insert_vector(
    writing: &mut Transaction<'static, Sqlite>,
    tenant: &str,
    number: i64,
    vector: &[f32],
) -> Done<()> {
    const QUANTISED: &str =
        "INSERT INTO passage_vector (tenant, passage_number, scale, quantised) VALUES ($1, $2, $3, $4)";
    const EXACT: &str =
        "INSERT INTO passage_vector_exact (tenant, passage_number, floats) VALUES ($1, $2, $3)";
    let (quantised, scale) = quantise(vector);
    let query = sqlx::query(QUANTISED).bind(tenant).bind(number).bind(f64::from(scale)).bind(quantised);
    query.execute(&mut **writing).await?;
    let query = sqlx::query(EXACT).bind(tenant).bind(number).bind(to_bytes(vector));
    query.execute(&mut **writing).await.map(drop)
}
