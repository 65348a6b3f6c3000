//! One search, within one transaction.

use std::collections::BTreeMap;

use super::{Done, Reading};
use crate::{
    Reader,
    index::{
        Filter, Hit, Query, QueryVector,
        bm25::Scores,
        fuse::{Fused, fuse},
        postings::unpack_entries,
        snapshot::{Allowed, Snapshot},
    },
    text::query_terms,
};

/// The nearest so many are compared once more, in the same way whatever the database.
const DEPTH: usize = 200;

pub(in crate::index) struct Asked<'a> {
    pub(in crate::index) reader: &'a Reader,
    pub(in crate::index) query: &'a Query,
    pub(in crate::index) filter: &'a Filter,
    pub(in crate::index) limit: usize,
}

impl Asked<'_> {
    pub(super) async fn answer(&self, reading: &mut impl Reading, snapshot: &Snapshot) -> Done<Vec<Hit>> {
        let allowed = snapshot.allowed(self.reader, self.filter);
        let words = match self.query.text.is_empty() {
            true => Vec::new(),
            false => self.by_words(reading, snapshot, &allowed).await?,
        };
        let meaning = match &self.query.vector {
            None => Vec::new(),
            Some(vector) => self.by_meaning(reading, snapshot, &allowed, vector).await?,
        };
        let print = |slot: usize| snapshot.heads.get(slot).map_or(0, |head| head.print);
        let fused = fuse(words, meaning, print, self.limit);
        self.hits(reading, snapshot, &fused).await
    }

    /// How many of the nearest are compared once more.
    pub(in crate::index) fn depth(&self) -> usize {
        DEPTH.max(2 * self.limit)
    }

    async fn by_words(
        &self,
        reading: &mut impl Reading,
        snapshot: &Snapshot,
        allowed: &Allowed,
    ) -> Done<Vec<(usize, f32)>> {
        let terms = query_terms(&self.query.text, &allowed.languages);
        let rows = reading.postings(&self.reader.tenant, &terms).await?;
        let mut blocks: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
        for row in &rows {
            blocks.entry(&row.term).or_default().push(&row.entries);
        }
        let mut scores = Scores::new(snapshot.heads.len(), allowed.passages, allowed.length);
        for term in &terms {
            let folded =
                blocks.get(term.as_str()).into_iter().flatten().flat_map(|bytes| unpack_entries(bytes));
            let entries = folded.chain(snapshot.pending_entries(term));
            let mut from = 0;
            let readable = entries.filter_map(|(number, count)| {
                from = snapshot.slot(from, number)?;
                allowed.may_read(from).then_some((from, count, snapshot.heads.get(from)?.length))
            });
            scores.add(&readable.collect::<Vec<_>>());
        }
        let mut ranked = scores.into_ranked();
        ranked.retain(|(slot, _)| allowed.wants(*slot));
        Ok(ranked)
    }

    async fn by_meaning(
        &self,
        reading: &mut impl Reading,
        snapshot: &Snapshot,
        allowed: &Allowed,
        vector: &QueryVector,
    ) -> Done<Vec<(usize, f32)>> {
        let mut near = reading.nearest(self, snapshot, allowed, vector).await?;
        let count = self.depth().min(near.len());
        if count < near.len() {
            near.select_nth_unstable_by(count, |one, other| other.1.total_cmp(&one.1));
        }
        let number = |slot: usize| snapshot.heads.get(slot).map(|head| head.number);
        let top = near.get(..count).unwrap_or_default().iter();
        let numbers: Vec<u64> = top.filter_map(|(slot, _)| number(*slot)).collect();
        let exact = reading.products(&self.reader.tenant, &numbers, &vector.values).await?;
        for (slot, product) in near.iter_mut().take(count) {
            if let Some(exact) = number(*slot).and_then(|number| exact.get(&number)) {
                *product = *exact;
            }
        }
        Ok(near)
    }

    async fn hits(&self, reading: &mut impl Reading, snapshot: &Snapshot, fused: &[Fused]) -> Done<Vec<Hit>> {
        let number = |one: &Fused| snapshot.heads.get(one.slot).map(|head| head.number);
        let numbers: Vec<u64> = fused.iter().filter_map(number).collect();
        let mut passages = reading.passages(&self.reader.tenant, &numbers).await?;
        let hit = |one: &Fused| {
            Some(Hit {
                document: snapshot.held(one.slot)?.document.clone(),
                passage: passages.remove(&number(one)?)?,
                score: one.score,
                by_words: one.by_words,
                by_meaning: one.by_meaning,
                near_copies: one.near_copies,
            })
        };
        Ok(fused.iter().filter_map(hit).collect())
    }
}
