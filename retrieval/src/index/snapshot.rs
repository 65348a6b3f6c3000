//! What search needs of every passage of a tenant, in memory, as of one generation of the index.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Filter, dense::Quantised, postings::unpack_terms};
use crate::{Document, Reader};

/// A document with what search needs of it.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) document: Document,
    pub(super) embedder: Option<String>,
    pub(super) first_passage: u64,
    pub(super) passages: u64,
}

/// A passage but for its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) number: u64,
    /// Words, weighted.
    pub(super) length: u32,
    pub(super) print: u64,
    pub(super) date: Option<Date>,
    /// Its row among the vectors.
    pub(super) row: Option<usize>,
}

/// A slot is a place in `heads`.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    pub(super) generation: i64,
    /// Passages from this number on are not yet loaded.
    pub(super) next_passage: u64,
    /// In the order of their passages.
    pub(super) documents: Vec<Held>,
    /// In the order of their numbers.
    pub(super) heads: Vec<Head>,
    pub(super) vectors: Quantised,
    /// Terms of passages that have no postings yet.
    pub(super) pending: BTreeMap<u64, Vec<u8>>,
}

/// Which slots a search may find, and what the statistics are taken over.
pub(super) struct Allowed {
    /// By slot: the reader may read it.
    readable: Vec<bool>,
    /// By slot: the reader may read it and the filter lets it through.
    wanted: Vec<bool>,
    pub(super) passages: usize,
    pub(super) length: u64,
    pub(super) languages: BTreeSet<Option<String>>,
}

impl Allowed {
    pub(super) fn may_read(&self, slot: usize) -> bool {
        self.readable.get(slot).copied().unwrap_or_default()
    }

    pub(super) fn wants(&self, slot: usize) -> bool {
        self.wanted.get(slot).copied().unwrap_or_default()
    }
}

impl Snapshot {
    /// Takes in the documents as they are now and forgets the passages of those that went.
    pub(super) fn keep_only(&mut self, mut documents: Vec<Held>) {
        documents.sort_by_key(|held| held.first_passage);
        let spans: Vec<_> = documents.iter().map(|held| (held.first_passage, held.passages)).collect();
        let is_there = |number: u64| {
            let behind = spans.partition_point(|(first, _)| *first <= number);
            behind
                .checked_sub(1)
                .and_then(|at| spans.get(at))
                .is_some_and(|(first, count)| number < first + count)
        };
        self.heads.retain(|head| is_there(head.number));
        self.documents = documents;
    }

    /// Whether most vectors are of passages that went.
    pub(super) fn is_worn(&self) -> bool {
        self.vectors.rows() > 1_000
            && self.heads.iter().filter(|head| head.row.is_some()).count() * 2 < self.vectors.rows()
    }

    /// The slot of a passage number, from slot `from` on. Numbers rise with slots, at least by one each, so it lies no
    /// further on than the number does; where nothing has gone it lies just there.
    pub(super) fn slot(&self, from: usize, number: u64) -> Option<usize> {
        let further = number.checked_sub(self.heads.get(from)?.number)?;
        let last =
            from.saturating_add(usize::try_from(further).unwrap_or(usize::MAX)).min(self.heads.len() - 1);
        if self.heads.get(last)?.number == number {
            return Some(last);
        }
        let heads = self.heads.get(from..=last)?;
        heads.binary_search_by_key(&number, |head| head.number).ok().map(|place| from + place)
    }

    /// The document that a slot belongs to.
    pub(super) fn held(&self, slot: usize) -> Option<&Held> {
        let number = self.heads.get(slot)?.number;
        let behind = self.documents.partition_point(|held| held.first_passage <= number);
        self.documents.get(behind.checked_sub(1)?)
    }

    pub(super) fn allowed(&self, reader: &Reader, filter: &Filter) -> Allowed {
        let mut allowed = Allowed {
            readable: vec![false; self.heads.len()],
            wanted: vec![false; self.heads.len()],
            passages: 0,
            length: 0,
            languages: BTreeSet::new(),
        };
        for held in self.documents.iter().filter(|held| reader.may_read(&held.document)) {
            let document = &held.document;
            let is_wanted = filter.lets_document(&document.id, document.kind, &document.links);
            if !allowed.languages.contains(&document.language) {
                allowed.languages.insert(document.language.clone());
            }
            for slot in self.slots_of(held) {
                let Some(head) = self.heads.get(slot) else { continue };
                allowed.passages += 1;
                allowed.length += u64::from(head.length);
                allowed.readable[slot] = true;
                allowed.wanted[slot] = is_wanted && filter.lets_day(head.date);
            }
        }
        allowed
    }

    /// Wanted slots of documents with vectors of this embedder, in their order.
    pub(super) fn slots_of_embedder(&self, embedder: &str, allowed: &Allowed) -> impl Iterator<Item = usize> {
        let of_embedder =
            self.documents.iter().filter(move |held| held.embedder.as_deref() == Some(embedder));
        of_embedder.flat_map(|held| self.slots_of(held)).filter(|slot| allowed.wants(*slot))
    }

    /// Where a term stands among what has no postings yet.
    pub(super) fn pending_entries(&self, term: &str) -> impl Iterator<Item = (u64, u32)> {
        self.pending.iter().filter_map(move |(number, terms)| {
            let (_, count) = unpack_terms(terms).find(|(other, _)| *other == term)?;
            Some((*number, count))
        })
    }

    fn slots_of(&self, held: &Held) -> std::ops::Range<usize> {
        let from = self.heads.partition_point(|head| head.number < held.first_passage);
        let until = held.first_passage + held.passages;
        let count = self.heads.get(from..).unwrap_or_default().partition_point(|head| head.number < until);
        from..from + count
    }
}
