use std::collections::BTreeMap;

use sqlx::{Postgres, Transaction};

use super::text::{all_stored, stored};
use crate::{
    Document,
    index::{
        postings::{Entry, pack_entries},
        snapshot::Held,
        tables::{Done, Prepared, Writing, counted},
    },
};

/// Rows of one statement at most: far fewer trips to the server than rows, and no statement without bounds.
const BATCH: usize = 500;

impl Writing for Transaction<'static, Postgres> {
    /// The tenant's row stays locked until the transaction ends.
    async fn reserve(&mut self, tenant: &str, passages: u64) -> Done<u64> {
        const RESERVE: &str = "
            INSERT INTO tenant_state AS state (tenant, generation, next_passage, folded_until, dead_passages)
            VALUES ($1, 1, $2, 0, 0)
            ON CONFLICT (tenant) DO UPDATE
                SET generation = state.generation + 1, next_passage = state.next_passage + $2
            RETURNING next_passage - $2";
        let query = sqlx::query_scalar(RESERVE).bind(stored(tenant)).bind(passages.cast_signed());
        counted(query.fetch_one(&mut **self).await?)
    }

    async fn remove(&mut self, tenant: &str, document: &str) -> Done<bool> {
        const DEAD: &str = "
            UPDATE tenant_state SET dead_passages = dead_passages + (
                SELECT COUNT(*) FROM passage
                WHERE tenant = $1 AND document_id = $2 AND passage_number < tenant_state.folded_until)
            WHERE tenant = $1";
        const REMOVE: &str = "DELETE FROM document WHERE tenant = $1 AND document_id = $2";
        let (tenant, document) = (stored(tenant), stored(document));
        sqlx::query(DEAD).bind(&tenant).bind(&document).execute(&mut **self).await?;
        let removed = sqlx::query(REMOVE).bind(&tenant).bind(&document).execute(&mut **self).await?;
        Ok(removed.rows_affected() > 0)
    }

    async fn insert_document(&mut self, held: &Held) -> Done<()> {
        const INSERT: &str = "
            INSERT INTO document (tenant, document_id, title, kind, source, content_hash, document_date, language,
                readers, links, embedder, first_passage, passages)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let document = &held.document;
        let query = sqlx::query(INSERT)
            .bind(stored(&document.tenant))
            .bind(stored(&document.id))
            .bind(stored(&document.title))
            .bind(document.kind.name())
            .bind(stored(&document.source))
            .bind(stored(&document.content_hash))
            .bind(document.date.map(|date| date.to_string()))
            .bind(document.language.as_deref().map(stored))
            .bind(all_stored(&document.readers))
            .bind(all_stored(&document.links))
            .bind(held.embedder.as_deref().map(stored))
            .bind(held.first_passage.cast_signed())
            .bind(held.passages.cast_signed());
        query.execute(&mut **self).await.map(drop)
    }

    async fn insert_passages(&mut self, document: &Document, passages: &[Prepared<'_>]) -> Done<()> {
        for batch in passages.chunks(BATCH) {
            insert_texts(self, document, batch).await?;
            insert_terms(self, document, batch).await?;
        }
        Ok(())
    }

    async fn insert_vectors(&mut self, tenant: &str, first: u64, vectors: &[Vec<f32>]) -> Done<()> {
        const INSERT: &str = "
            INSERT INTO passage_vector (tenant, passage_number, dimensions, embedding)
            SELECT $1, $2 + number - 1, $3, vector::VECTOR
            FROM unnest($4::TEXT[]) WITH ORDINALITY AS vectors (vector, number)";
        let dimensions = vectors.first().map_or(0, Vec::len);
        if dimensions == 0 {
            return Ok(());
        }
        for (batch, first) in vectors.chunks(BATCH).zip((first.cast_signed()..).step_by(BATCH)) {
            let query = sqlx::query(INSERT).bind(stored(tenant)).bind(first).bind(dimensions as i32);
            let batch: Vec<String> = batch.iter().map(|vector| as_text(vector)).collect();
            query.bind(batch).execute(&mut **self).await?;
        }
        Ok(())
    }

    async fn relabel(&mut self, document: &Document) -> Done<()> {
        const RELABEL: &str =
            "UPDATE document SET readers = $3, links = $4 WHERE tenant = $1 AND document_id = $2";
        let query = sqlx::query(RELABEL)
            .bind(stored(&document.tenant))
            .bind(stored(&document.id))
            .bind(all_stored(&document.readers))
            .bind(all_stored(&document.links));
        query.execute(&mut **self).await.map(drop)
    }

    async fn live(&mut self, tenant: &str) -> Done<u64> {
        const LIVE: &str = "SELECT COUNT(*) FROM passage_terms WHERE tenant = $1";
        counted(sqlx::query_scalar(LIVE).bind(stored(tenant)).fetch_one(&mut **self).await?)
    }

    async fn insert_postings(
        &mut self,
        tenant: &str,
        block: u64,
        postings: &BTreeMap<&str, Vec<Entry>>,
    ) -> Done<()> {
        const INSERT: &str = "
            INSERT INTO posting (tenant, term, block, entries)
            SELECT $1, term, $2, entries FROM unnest($3::TEXT[], $4::BYTEA[]) AS postings (term, entries)";
        let all: Vec<_> = postings.iter().collect();
        for batch in all.chunks(BATCH) {
            let terms: Vec<String> = batch.iter().map(|(term, _)| stored(term).into_owned()).collect();
            let entries: Vec<Vec<u8>> = batch.iter().map(|(_, entries)| pack_entries(entries)).collect();
            let query = sqlx::query(INSERT).bind(stored(tenant)).bind(block.cast_signed());
            query.bind(terms).bind(entries).execute(&mut **self).await?;
        }
        Ok(())
    }

    async fn fold_until(&mut self, tenant: &str, until: u64) -> Done<()> {
        const FOLDED: &str = "UPDATE tenant_state SET folded_until = $2 WHERE tenant = $1";
        let query = sqlx::query(FOLDED).bind(stored(tenant)).bind(until.cast_signed());
        query.execute(&mut **self).await.map(drop)
    }

    async fn unfold(&mut self, tenant: &str) -> Done<()> {
        const POSTINGS: &str = "DELETE FROM posting WHERE tenant = $1";
        const STATE: &str = "UPDATE tenant_state SET folded_until = 0, dead_passages = 0 WHERE tenant = $1";
        sqlx::query(POSTINGS).bind(stored(tenant)).execute(&mut **self).await?;
        sqlx::query(STATE).bind(stored(tenant)).execute(&mut **self).await.map(drop)
    }

    async fn commit(self) -> Done<()> {
        Transaction::commit(self).await
    }
}

async fn insert_texts(
    writing: &mut Transaction<'static, Postgres>,
    document: &Document,
    passages: &[Prepared<'_>],
) -> Done<()> {
    const INSERT: &str = "
        INSERT INTO passage (tenant, document_id, passage_number, ordinal, section_json, page, passage_date, text)
        SELECT $1, $2, passages.* FROM unnest($3::BIGINT[], $4::BIGINT[], $5::TEXT[], $6::BIGINT[], $7::TEXT[],
            $8::TEXT[]) AS passages";
    let query = sqlx::query(INSERT)
        .bind(stored(&document.tenant))
        .bind(stored(&document.id))
        .bind(each(passages, |passage| passage.number.cast_signed()))
        .bind(each(passages, |passage| i64::from(passage.ordinal)))
        .bind(each(passages, |passage| passage.section_json.clone()))
        .bind(each(passages, |passage| passage.page.map(i64::from)))
        .bind(each(passages, |passage| passage.date.clone()))
        .bind(each(passages, |passage| stored(passage.text).into_owned()));
    query.execute(&mut **writing).await.map(drop)
}

async fn insert_terms(
    writing: &mut Transaction<'static, Postgres>,
    document: &Document,
    passages: &[Prepared<'_>],
) -> Done<()> {
    const INSERT: &str = "
        INSERT INTO passage_terms (tenant, passage_number, length, print, terms)
        SELECT $1, passages.* FROM unnest($2::BIGINT[], $3::BIGINT[], $4::BIGINT[], $5::BYTEA[]) AS passages";
    let query = sqlx::query(INSERT)
        .bind(stored(&document.tenant))
        .bind(each(passages, |passage| passage.number.cast_signed()))
        .bind(each(passages, |passage| i64::from(passage.length)))
        .bind(each(passages, |passage| passage.print.cast_signed()))
        .bind(each(passages, |passage| passage.terms.clone()));
    query.execute(&mut **writing).await.map(drop)
}

fn each<'a, T>(passages: &'a [Prepared<'a>], of: impl Fn(&'a Prepared<'a>) -> T) -> Vec<T> {
    passages.iter().map(of).collect()
}

/// As pgvector reads it; each number comes back to the last bit.
fn as_text(vector: &[f32]) -> String {
    let numbers: Vec<String> = vector.iter().map(f32::to_string).collect();
    format!("[{}]", numbers.join(","))
}
