//! What search keeps in memory, brought up to what a transaction sees.

use std::sync::Arc;

use super::{Done, HeadRow, Reading, counted, day};
use crate::index::snapshot::{Head, Snapshot};

/// The snapshot of this transaction: the known one where nothing has changed, else that one with what came and without
/// what went.
pub(super) async fn refreshed(
    reading: &mut impl Reading,
    tenant: &str,
    known: Option<Arc<Snapshot>>,
) -> Done<Arc<Snapshot>> {
    let Some(state) = reading.state(tenant).await? else { return Ok(Arc::default()) };
    // Another search may have begun later and refreshed sooner: what it left out is still there for this one.
    let known = known.filter(|known| known.generation <= state.generation);
    if let Some(known) = known.as_ref().filter(|known| known.generation == state.generation) {
        return Ok(known.clone());
    }
    let mut snapshot = known.map(Arc::unwrap_or_clone).unwrap_or_default();
    snapshot.keep_only(reading.documents(tenant).await?);
    if snapshot.is_worn() {
        let documents = std::mem::take(&mut snapshot.documents);
        snapshot = Snapshot { documents, ..Snapshot::default() };
    }
    for row in reading.heads(tenant, snapshot.next_passage).await? {
        let head = head(&row, &mut snapshot)?;
        snapshot.heads.push(head);
    }
    let pending = reading.terms(tenant, counted(state.folded_until)?, u32::MAX).await?;
    let pending = pending.into_iter().map(|row| Ok((counted(row.passage_number)?, row.terms)));
    snapshot.pending = pending.collect::<Done<_>>()?;
    snapshot.next_passage = counted(state.next_passage)?;
    snapshot.generation = state.generation;
    Ok(Arc::new(snapshot))
}

fn head(row: &HeadRow, snapshot: &mut Snapshot) -> Done<Head> {
    let scale = row.scale.unwrap_or_default() as f32;
    Ok(Head {
        number: counted(row.passage_number)?,
        length: counted(row.length)?,
        print: row.print.cast_unsigned(),
        date: day(row.passage_date.as_deref())?,
        row: row.quantised.as_deref().and_then(|vector| snapshot.vectors.push(vector, scale)),
    })
}
