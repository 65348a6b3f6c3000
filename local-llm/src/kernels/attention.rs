//! Attention over a cache of keys and values in half precision, in one pass with a running maximum, so that nothing as
//! long as the context is kept for it.

use half::f16;
use rayon::prelude::*;

use super::{Level, vector::exp};

/// Positions of a block of the cache.
pub(super) const BLOCK: usize = 16;
/// Blocks between two looks at the maximum.
pub(super) const SPAN: usize = 16;
/// The largest head that is computed.
pub(crate) const LARGEST_HEAD: usize = 256;
/// Queries that are computed at once.
pub(super) const QUERIES: usize = 4;

/// How many heads there are and how wide each is. Query heads share key heads in groups that stand side by side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heads {
    pub(crate) queries: usize,
    pub(crate) keys: usize,
    /// Values of a head.
    pub(crate) size: usize,
}

/// A number of the cache.
pub(crate) trait Stored: Copy + Sync {
    const ZERO: Self;
    type Bytes: AsRef<[u8]> + for<'a> TryFrom<&'a [u8]>;
    fn bytes(self) -> Self::Bytes;
    fn of_bytes(bytes: Self::Bytes) -> Self;
    fn store(value: f32) -> Self;
    fn value(self) -> f32;
}

impl Stored for f16 {
    const ZERO: Self = Self::ZERO;
    type Bytes = [u8; 2];

    fn bytes(self) -> [u8; 2] {
        self.to_le_bytes()
    }

    fn of_bytes(bytes: [u8; 2]) -> Self {
        Self::from_le_bytes(bytes)
    }

    fn store(value: f32) -> Self {
        Self::from_f32(value)
    }

    fn value(self) -> f32 {
        self.to_f32()
    }
}

impl Stored for f32 {
    const ZERO: Self = 0.0;
    type Bytes = [u8; 4];

    fn bytes(self) -> [u8; 4] {
        self.to_le_bytes()
    }

    fn of_bytes(bytes: [u8; 4]) -> Self {
        Self::from_le_bytes(bytes)
    }

    fn store(value: f32) -> Self {
        value
    }

    fn value(self) -> f32 {
        self
    }
}

/// Keys and values of one layer. Keys: `[block][head][value][position]`, so that a block's scores need no sums across
/// lanes; values: `[block][head][position][value]`. Positions of a block: 16.
#[derive(Debug, Clone)]
pub(crate) struct Store<T> {
    pub(super) keys: Vec<T>,
    pub(super) values: Vec<T>,
}

/// Keys and values of one layer, in the precision that was asked for.
#[derive(Debug, Clone)]
pub(crate) enum KvCache {
    Half(Store<f16>),
    Full(Store<f32>),
}

impl KvCache {
    /// Positions that are kept together.
    pub(crate) const BLOCK: usize = BLOCK;

    /// Bytes of whole blocks of positions.
    pub(crate) fn bytes(&self, heads: Heads, positions: usize) -> usize {
        let width = if matches!(self, Self::Full(_)) { 4 } else { 2 };
        2 * positions * heads.keys * heads.size * width
    }

    /// Writes the keys, then the values, of the first positions, which are whole blocks.
    pub(crate) fn copy_out(&self, heads: Heads, positions: usize, bytes: &mut Vec<u8>) {
        bytes.clear();
        let count = positions * heads.keys * heads.size;
        match self {
            Self::Half(store) => store.copy_out(count, bytes),
            Self::Full(store) => store.copy_out(count, bytes),
        }
    }

    /// Takes what [`KvCache::copy_out`] wrote, for which room was made.
    pub(crate) fn copy_in(&mut self, bytes: &[u8]) {
        match self {
            Self::Half(store) => store.copy_in(bytes),
            Self::Full(store) => store.copy_in(bytes),
        }
    }

    /// An empty one, of 16 or 32 bits a number.
    pub(crate) fn new(is_full: bool) -> Self {
        if is_full {
            Self::Full(Store { keys: Vec::new(), values: Vec::new() })
        } else {
            Self::Half(Store { keys: Vec::new(), values: Vec::new() })
        }
    }

    /// Makes room for so many positions.
    pub(crate) fn reserve(
        &mut self,
        heads: Heads,
        positions: usize,
    ) -> Result<(), std::collections::TryReserveError> {
        match self {
            Self::Half(store) => store.reserve(heads, positions),
            Self::Full(store) => store.reserve(heads, positions),
        }
    }

    /// Writes the keys and values of rows of heads from the position `first` on.
    pub(crate) fn write(&mut self, heads: Heads, first: usize, keys: &[f32], values: &[f32]) {
        match self {
            Self::Half(store) => store.write(heads, first, keys, values),
            Self::Full(store) => store.write(heads, first, keys, values),
        }
    }
}

impl<T: Stored> Store<T> {
    fn copy_out(&self, count: usize, bytes: &mut Vec<u8>) {
        bytes.reserve(2 * count * size_of::<T>());
        for side in [&self.keys, &self.values] {
            side[..count].iter().for_each(|number| bytes.extend_from_slice(number.bytes().as_ref()));
        }
    }

    fn copy_in(&mut self, bytes: &[u8]) {
        let (keys, values) = bytes.split_at(bytes.len() / 2);
        for (side, bytes) in [(&mut self.keys, keys), (&mut self.values, values)] {
            for (number, bytes) in side.iter_mut().zip(bytes.chunks_exact(size_of::<T>())) {
                if let Ok(bytes) = T::Bytes::try_from(bytes) {
                    *number = T::of_bytes(bytes);
                }
            }
        }
    }

    /// Makes room for so many positions.
    fn reserve(&mut self, heads: Heads, positions: usize) -> Result<(), std::collections::TryReserveError> {
        let length = positions.div_ceil(BLOCK) * BLOCK * heads.keys * heads.size;
        for side in [&mut self.keys, &mut self.values] {
            if length > side.len() {
                side.try_reserve(length - side.len())?;
                side.resize(length, T::ZERO);
            }
        }
        Ok(())
    }

    fn write(&mut self, heads: Heads, first: usize, keys: &[f32], values: &[f32]) {
        let width = heads.keys * heads.size;
        for (row, (keys, values)) in keys.chunks_exact(width).zip(values.chunks_exact(width)).enumerate() {
            let (block, lane) = ((first + row) / BLOCK, (first + row) % BLOCK);
            let area = heads.size * BLOCK;
            for head in 0..heads.keys {
                let at = (block * heads.keys + head) * area;
                let from = head * heads.size..(head + 1) * heads.size;
                for (place, key) in keys[from.clone()].iter().enumerate() {
                    self.keys[at + place * BLOCK + lane] = T::store(*key);
                }
                let into = &mut self.values[at + lane * heads.size..][..heads.size];
                for (into, value) in into.iter_mut().zip(&values[from]) {
                    *into = T::store(*value);
                }
            }
        }
    }
}

/// Where attention writes, and whence it reads.
#[derive(Clone, Copy)]
pub(super) struct Job<'a, T> {
    pub(super) heads: Heads,
    pub(super) cache: &'a Store<T>,
    /// `[row][head][value]`
    pub(super) queries: &'a [f32],
    /// The position of the first row.
    pub(super) first: usize,
}

struct Columns(*mut f32, usize);

// SAFETY: every head of a row is given to one thread, which writes only its values.
unsafe impl Sync for Columns {}

/// Rows that a thread takes at once.
const SHARE: usize = 32;

/// What each query gathers from the positions up to its own. `queries` and `out` are `[row][head][value]`, the first row
/// is at the position `first`.
pub(crate) fn attend(
    level: Level,
    heads: Heads,
    cache: &KvCache,
    queries: &[f32],
    first: usize,
    out: &mut [f32],
) {
    match cache {
        KvCache::Half(cache) => attend_over(level, Job { heads, cache, queries, first }, out),
        KvCache::Full(cache) => attend_over(level, Job { heads, cache, queries, first }, out),
    }
}

fn attend_over<T: Stored>(level: Level, job: Job<'_, T>, out: &mut [f32]) {
    let Job { heads, cache, queries, first } = job;
    let (width, group) = (heads.queries * heads.size, heads.queries / heads.keys);
    let rows = queries.len() / width;
    assert!(heads.size <= LARGEST_HEAD && out.len() >= rows * width, "the output has a value for each query");
    let blocks = (first + rows).div_ceil(BLOCK) * heads.keys * heads.size * BLOCK;
    assert!(cache.keys.len() >= blocks && cache.values.len() >= blocks, "the cache has every position");
    let columns = Columns(out.as_mut_ptr(), rows);
    let shares = rows.div_ceil(SHARE);
    let run = |share: usize| {
        let columns = &columns;
        let (head, rows) =
            (share % heads.keys, share / heads.keys * SHARE..columns.1.min((share / heads.keys + 1) * SHARE));
        // Queries of a group and then of the next row: they read the same keys.
        let mut items =
            rows.flat_map(|row| (0..group).map(move |query| (row, head * group + query))).peekable();
        while let Some(item) = items.next() {
            let mut some = [item; QUERIES];
            let mut count = 1;
            while count < QUERIES && items.peek().is_some() {
                some[count] = items.next().unwrap_or(item);
                count += 1;
            }
            let mut gathered = [[0.0_f32; LARGEST_HEAD]; QUERIES];
            gather(level, &job, head, &some, &mut gathered);
            for ((row, query), gathered) in some.into_iter().zip(&gathered).take(count) {
                // SAFETY: the row and head lie within the output, whose size was checked; no other thread has them.
                unsafe {
                    let into = columns.0.add(row * width + query * heads.size);
                    std::ptr::copy_nonoverlapping(gathered.as_ptr(), into, heads.size);
                }
            }
        }
    };
    if rayon::current_num_threads() == 1 {
        (0..shares * heads.keys).for_each(run);
    } else {
        (0..shares * heads.keys).into_par_iter().for_each(run);
    }
}

/// Four queries, as rows and heads, of one key head.
fn gather<T: Stored>(
    level: Level,
    job: &Job<'_, T>,
    head: usize,
    items: &[(usize, usize); QUERIES],
    out: &mut [[f32; LARGEST_HEAD]; QUERIES],
) {
    #[cfg(target_arch = "x86_64")]
    if level == Level::Avx512 && job.heads.size.is_multiple_of(16) {
        // SAFETY: the level is only that where the processor has these instructions; the sizes were checked.
        unsafe { super::avx512_attention::gather(job, head, items, out) };
        return;
    }
    let _ = level;
    for (item, out) in items.iter().zip(out) {
        gather_one(job, head, *item, out);
    }
}

fn gather_one<T: Stored>(
    job: &Job<'_, T>,
    head: usize,
    (row, query): (usize, usize),
    out: &mut [f32; LARGEST_HEAD],
) {
    let Job { heads, cache, queries, first } = *job;
    let (area, last) = (heads.size * BLOCK, first + row);
    let query = &queries[(row * heads.queries + query) * heads.size..][..heads.size];
    let scale = 1.0 / (heads.size as f32).sqrt();
    let (mut largest, mut total) = (f32::NEG_INFINITY, 0.0_f32);
    for block in 0..last / BLOCK + 1 {
        let at = (block * heads.keys + head) * area;
        let mut scores = [0.0_f32; BLOCK];
        for (value, keys) in query.iter().zip(cache.keys[at..at + area].as_chunks::<BLOCK>().0) {
            for (score, key) in scores.iter_mut().zip(keys) {
                *score += value * key.value();
            }
        }
        let seen = BLOCK.min(last + 1 - block * BLOCK);
        let scores = &mut scores[..seen];
        for score in scores.iter_mut() {
            *score *= scale;
        }
        let now = scores.iter().fold(largest, |largest, score| largest.max(*score));
        let fade = if largest == f32::NEG_INFINITY { 0.0 } else { exp(largest - now) };
        total *= fade;
        for out in &mut out[..heads.size] {
            *out *= fade;
        }
        for (score, values) in scores.iter().zip(cache.values[at..].chunks_exact(heads.size)) {
            let weight = exp(score - now);
            total += weight;
            for (out, value) in out.iter_mut().zip(values) {
                *out += weight * value.value();
            }
        }
        largest = now;
    }
    for out in &mut out[..heads.size] {
        *out /= total;
    }
}
