//! One search, within one transaction.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sqlx::{Row, Sqlite, Transaction};

use super::rows;
use crate::{
    Passage, Reader,
    index::{
        Filter, Hit, Query, QueryVector,
        bm25::Scores,
        dense::exact_product,
        fuse::{Fused, fuse},
        postings::unpack_entries,
        snapshot::{Allowed, Snapshot},
    },
    text::query_terms,
};

/// The nearest so many by 8-bit integers are compared once more, exactly.
const RESCORED: usize = 200;

type Reading = Transaction<'static, Sqlite>;

pub(super) struct Asked<'a> {
    pub(super) reader: &'a Reader,
    pub(super) query: &'a Query,
    pub(super) filter: &'a Filter,
    pub(super) limit: usize,
}

impl Asked<'_> {
    pub(super) async fn answer(
        &self,
        reading: &mut Reading,
        snapshot: &Arc<Snapshot>,
    ) -> Result<Vec<Hit>, sqlx::Error> {
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

    async fn by_words(
        &self,
        reading: &mut Reading,
        snapshot: &Snapshot,
        allowed: &Allowed,
    ) -> Result<Vec<(usize, f32)>, sqlx::Error> {
        const POSTINGS: &str = "
            SELECT term, entries FROM posting
            WHERE tenant = $1 AND term IN (SELECT value FROM json_each($2)) ORDER BY term, block";
        let terms = query_terms(&self.query.text, &allowed.languages);
        let rows = sqlx::query(POSTINGS)
            .bind(&self.reader.tenant)
            .bind(rows::to_json(&terms)?)
            .fetch_all(&mut **reading)
            .await?;
        let mut blocks: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
        for row in &rows {
            blocks.entry(row.try_get("term")?).or_default().push(row.try_get("entries")?);
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
        reading: &mut Reading,
        snapshot: &Arc<Snapshot>,
        allowed: &Allowed,
        vector: &QueryVector,
    ) -> Result<Vec<(usize, f32)>, sqlx::Error> {
        let rows = snapshot.rows_of(&vector.embedder, allowed);
        let mut near = snapshot.vectors.products(&vector.values, rows.into_iter());
        let count = RESCORED.max(2 * self.limit).min(near.len());
        if count < near.len() {
            near.select_nth_unstable_by(count, |one, other| other.1.total_cmp(&one.1));
        }
        let top = near.get(..count).unwrap_or_default().iter();
        let numbers: Vec<u64> = top.filter_map(|(slot, _)| Some(snapshot.heads.get(*slot)?.number)).collect();
        let exact = self.exact(reading, &numbers, &vector.values).await?;
        for (slot, product) in near.iter_mut().take(count) {
            let number = snapshot.heads.get(*slot).map(|head| head.number);
            if let Some(exact) = number.and_then(|number| exact.get(&number)) {
                *product = *exact;
            }
        }
        Ok(near)
    }

    async fn exact(
        &self,
        reading: &mut Reading,
        numbers: &[u64],
        query: &[f32],
    ) -> Result<HashMap<u64, f32>, sqlx::Error> {
        const EXACT: &str = "
            SELECT passage_number, floats FROM passage_vector_exact
            WHERE tenant = $1 AND passage_number IN (SELECT value FROM json_each($2))";
        let rows = sqlx::query(EXACT)
            .bind(&self.reader.tenant)
            .bind(rows::to_json(&numbers)?)
            .fetch_all(&mut **reading)
            .await?;
        let product = |row| {
            let number = rows::number(row, "passage_number")?;
            Ok((number, exact_product(row.try_get("floats")?, query)))
        };
        rows.iter().map(product).collect()
    }

    async fn hits(
        &self,
        reading: &mut Reading,
        snapshot: &Snapshot,
        fused: &[Fused],
    ) -> Result<Vec<Hit>, sqlx::Error> {
        let number = |one: &Fused| snapshot.heads.get(one.slot).map(|head| head.number);
        let numbers: Vec<u64> = fused.iter().filter_map(number).collect();
        let mut passages = self.passages(reading, &numbers).await?;
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

    async fn passages(
        &self,
        reading: &mut Reading,
        numbers: &[u64],
    ) -> Result<HashMap<u64, Passage>, sqlx::Error> {
        const PASSAGES: &str = "
            SELECT passage_number, document_id, ordinal, section_json, page, passage_date, text FROM passage
            WHERE tenant = $1 AND passage_number IN (SELECT value FROM json_each($2))";
        let rows = sqlx::query(PASSAGES)
            .bind(&self.reader.tenant)
            .bind(rows::to_json(&numbers)?)
            .fetch_all(&mut **reading)
            .await?;
        rows.iter().map(|row| Ok((rows::number(row, "passage_number")?, rows::passage(row)?))).collect()
    }
}
