//! Reads what search keeps in memory, and passages by their place.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Row, Sqlite, Transaction, sqlite::SqliteRow};

use super::rows;
use crate::{
    Passage,
    index::snapshot::{Head, Held, Snapshot},
};

type Reading = Transaction<'static, Sqlite>;

/// The snapshot of this transaction: the known one where nothing has changed, else that one with what came and without
/// what went.
pub(super) async fn refreshed(
    reading: &mut Reading,
    tenant: &str,
    known: Option<Arc<Snapshot>>,
) -> Result<Arc<Snapshot>, sqlx::Error> {
    const STATE: &str = "SELECT generation, next_passage, folded_until FROM tenant_state WHERE tenant = $1";
    let state = sqlx::query(STATE).bind(tenant).fetch_optional(&mut **reading).await?;
    let Some(state) = state else { return Ok(Arc::default()) };
    let generation: i64 = state.try_get("generation")?;
    if let Some(known) = known.as_ref().filter(|known| known.generation == generation) {
        return Ok(known.clone());
    }
    let mut snapshot = known.map(Arc::unwrap_or_clone).unwrap_or_default();
    snapshot.keep_only(documents(reading, tenant).await?);
    if snapshot.is_worn() {
        let documents = std::mem::take(&mut snapshot.documents);
        snapshot = Snapshot { documents, ..Snapshot::default() };
    }
    add_heads(reading, tenant, &mut snapshot).await?;
    snapshot.pending = pending(reading, tenant, rows::number(&state, "folded_until")?).await?;
    snapshot.next_passage = rows::number(&state, "next_passage")?;
    snapshot.generation = generation;
    Ok(Arc::new(snapshot))
}

async fn add_heads(reading: &mut Reading, tenant: &str, snapshot: &mut Snapshot) -> Result<(), sqlx::Error> {
    const HEADS: &str = "
        SELECT passage_number, length, print, passage_date, scale, quantised
        FROM passage_terms JOIN passage USING (tenant, passage_number) LEFT JOIN passage_vector USING (tenant, passage_number)
        WHERE tenant = $1 AND passage_number >= $2 ORDER BY passage_number";
    let heads = sqlx::query(HEADS).bind(tenant).bind(snapshot.next_passage.cast_signed());
    for row in heads.fetch_all(&mut **reading).await? {
        let print: i64 = row.try_get("print")?;
        let vector: Option<&[u8]> = row.try_get("quantised")?;
        let scale: Option<f64> = row.try_get("scale")?;
        snapshot.heads.push(Head {
            number: rows::number(&row, "passage_number")?,
            length: rows::number(&row, "length")?,
            print: print.cast_unsigned(),
            date: rows::date(&row, "passage_date")?,
            row: vector.and_then(|vector| snapshot.vectors.push(vector, scale.unwrap_or_default() as f32)),
        });
    }
    Ok(())
}

async fn pending(
    reading: &mut Reading,
    tenant: &str,
    folded_until: u64,
) -> Result<std::collections::BTreeMap<u64, Vec<u8>>, sqlx::Error> {
    const PENDING: &str =
        "SELECT passage_number, terms FROM passage_terms WHERE tenant = $1 AND passage_number >= $2";
    let pending = sqlx::query(PENDING).bind(tenant).bind(folded_until.cast_signed());
    let rows = pending.fetch_all(&mut **reading).await?;
    rows.iter().map(|row| Ok((rows::number(row, "passage_number")?, row.try_get("terms")?))).collect()
}

pub(super) async fn documents(reading: &mut Reading, tenant: &str) -> Result<Vec<Held>, sqlx::Error> {
    let sql = AssertSqlSafe(format!("SELECT {} FROM document WHERE tenant = $1", rows::DOCUMENT));
    let rows = sqlx::query(sql).bind(tenant).fetch_all(&mut **reading).await?;
    rows.iter().map(rows::held).collect()
}

pub(super) async fn document(
    reading: &mut Reading,
    tenant: &str,
    id: &str,
) -> Result<Option<Held>, sqlx::Error> {
    let sql = AssertSqlSafe(format!(
        "SELECT {} FROM document WHERE tenant = $1 AND document_id = $2",
        rows::DOCUMENT
    ));
    let row: Option<SqliteRow> =
        sqlx::query(sql).bind(tenant).bind(id).fetch_optional(&mut **reading).await?;
    row.as_ref().map(rows::held).transpose()
}

/// The passages of a document around one of them.
pub(super) async fn around(
    reading: &mut Reading,
    held: &Held,
    ordinal: u32,
    radius: u32,
) -> Result<Vec<Passage>, sqlx::Error> {
    const AROUND: &str = "
        SELECT document_id, ordinal, section_json, page, passage_date, text FROM passage
        WHERE tenant = $1 AND document_id = $2 AND ordinal BETWEEN $3 AND $4 ORDER BY ordinal";
    let rows = sqlx::query(AROUND)
        .bind(&held.document.tenant)
        .bind(&held.document.id)
        .bind(ordinal.saturating_sub(radius))
        .bind(ordinal.saturating_add(radius))
        .fetch_all(&mut **reading)
        .await?;
    rows.iter().map(rows::passage).collect()
}
