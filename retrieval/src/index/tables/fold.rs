//! Terms of passages turned round into postings. New passages wait until there are many of them, so that a write touches
//! few rows; postings of passages that went stay until they are many, and find nothing meanwhile.

use std::collections::BTreeMap;

use super::{Done, Reading, Writing, counted};
use crate::index::postings::{Entry, unpack_terms};

/// So many passages wait at most.
const PENDING: u64 = 2_048;
/// Postings are made anew once there are so many of passages that went, and these are a third of all.
const DEAD: u64 = 2_048;
/// Passages of a block at most.
const BLOCK: u32 = 4_096;

pub(super) async fn fold_if_due(writing: &mut (impl Reading + Writing), tenant: &str) -> Done<()> {
    let Some(state) = writing.state(tenant).await? else { return Ok(()) };
    let (next, mut folded): (u64, u64) = (counted(state.next_passage)?, counted(state.folded_until)?);
    let dead: u64 = counted(state.dead_passages)?;
    let mut is_due = next.saturating_sub(folded) >= PENDING;
    if dead >= DEAD && dead * 2 >= writing.live(tenant).await? {
        writing.unfold(tenant).await?;
        (folded, is_due) = (0, true);
    }
    if is_due { fold(writing, tenant, folded, next).await } else { Ok(()) }
}

/// Makes postings of the passages from `from` to before `until`.
async fn fold(writing: &mut (impl Reading + Writing), tenant: &str, from: u64, until: u64) -> Done<()> {
    let mut from = from;
    loop {
        let rows = writing.terms(tenant, from, BLOCK).await?;
        let Some(last) = rows.last() else { break };
        let last: u64 = counted(last.passage_number)?;
        let mut postings: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for row in &rows {
            let number = counted(row.passage_number)?;
            for (term, count) in unpack_terms(&row.terms) {
                postings.entry(term).or_default().push((number, count));
            }
        }
        writing.insert_postings(tenant, from, &postings).await?;
        from = last + 1;
    }
    writing.fold_until(tenant, until).await
}
