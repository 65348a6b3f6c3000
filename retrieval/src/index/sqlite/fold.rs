//! Terms of passages turned round into postings. New passages wait until there are many of them, so that a write touches
//! few rows; postings of passages that went stay until they are many, and find nothing meanwhile.

use std::collections::BTreeMap;

use sqlx::{Row, Sqlite, Transaction};

use super::rows;
use crate::index::postings::{Entry, pack_entries, unpack_terms};

/// So many passages wait at most.
const PENDING: i64 = 2_048;
/// Postings are made anew once there are so many of passages that went, and these are a third of all.
const DEAD: i64 = 2_048;
/// Passages of a block at most.
const BLOCK: i64 = 4_096;

type Writing = Transaction<'static, Sqlite>;

pub(super) async fn fold_if_due(writing: &mut Writing, tenant: &str) -> Result<(), sqlx::Error> {
    const STATE: &str =
        "SELECT next_passage, folded_until, dead_passages FROM tenant_state WHERE tenant = $1";
    const LIVE: &str = "SELECT COUNT(*) FROM passage_terms WHERE tenant = $1";
    let state = sqlx::query(STATE).bind(tenant).fetch_one(&mut **writing).await?;
    let (next, mut folded): (i64, i64) = (state.try_get("next_passage")?, state.try_get("folded_until")?);
    let dead: i64 = state.try_get("dead_passages")?;
    let mut is_due = next - folded >= PENDING;
    if dead >= DEAD {
        let live: i64 = sqlx::query_scalar(LIVE).bind(tenant).fetch_one(&mut **writing).await?;
        if dead * 2 >= live {
            unfold(writing, tenant).await?;
            (folded, is_due) = (0, true);
        }
    }
    if is_due { fold(writing, tenant, folded, next).await } else { Ok(()) }
}

async fn unfold(writing: &mut Writing, tenant: &str) -> Result<(), sqlx::Error> {
    const POSTINGS: &str = "DELETE FROM posting WHERE tenant = $1";
    const STATE: &str = "UPDATE tenant_state SET folded_until = 0, dead_passages = 0 WHERE tenant = $1";
    sqlx::query(POSTINGS).bind(tenant).execute(&mut **writing).await?;
    sqlx::query(STATE).bind(tenant).execute(&mut **writing).await?;
    Ok(())
}

/// Makes postings of the passages from `from` to before `until`.
async fn fold(writing: &mut Writing, tenant: &str, from: i64, until: i64) -> Result<(), sqlx::Error> {
    const TERMS: &str = "
        SELECT passage_number, terms FROM passage_terms WHERE tenant = $1 AND passage_number >= $2
        ORDER BY passage_number LIMIT $3";
    const FOLDED: &str = "UPDATE tenant_state SET folded_until = $2 WHERE tenant = $1";
    let mut from = from;
    loop {
        let rows = sqlx::query(TERMS).bind(tenant).bind(from).bind(BLOCK).fetch_all(&mut **writing).await?;
        let Some(last) = rows.last() else { break };
        let last: i64 = last.try_get("passage_number")?;
        let mut postings: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for row in &rows {
            let number = rows::number(row, "passage_number")?;
            for (term, count) in unpack_terms(row.try_get("terms")?) {
                postings.entry(term).or_default().push((number, count));
            }
        }
        insert(writing, tenant, from, &postings).await?;
        from = last + 1;
    }
    sqlx::query(FOLDED).bind(tenant).bind(until).execute(&mut **writing).await?;
    Ok(())
}

async fn insert(
    writing: &mut Writing,
    tenant: &str,
    block: i64,
    postings: &BTreeMap<&str, Vec<Entry>>,
) -> Result<(), sqlx::Error> {
    const INSERT: &str = "INSERT INTO posting (tenant, term, block, entries) VALUES ($1, $2, $3, $4)";
    for (term, entries) in postings {
        let query = sqlx::query(INSERT).bind(tenant).bind(*term).bind(block).bind(pack_entries(entries));
        query.execute(&mut **writing).await?;
    }
    Ok(())
}
