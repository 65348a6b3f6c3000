//! Attention on AVX-512, four queries at a time.

use std::arch::x86_64::*;

use super::attention::{BLOCK, Job, LARGEST_HEAD, QUERIES, SPAN, Stored};

/// What four queries of one key head gather.
///
/// # Safety
/// The processor has the feature, heads are a multiple of 16 wide and at most as wide as the output, and the cache has
/// every position up to the last query's.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
pub(super) unsafe fn gather<T: Stored>(
    job: &Job<'_, T>,
    head: usize,
    items: &[(usize, usize); QUERIES],
    out: &mut [[f32; LARGEST_HEAD]; QUERIES],
) {
    let Job { heads, cache, queries, first } = *job;
    let (size, area) = (heads.size, heads.size * BLOCK);
    let query = items.map(|(row, query)| queries[(row * heads.queries + query) * size..][..size].as_ptr());
    let last = items.map(|(row, _)| first + row);
    let blocks = last.iter().max().map_or(0, |last| last / BLOCK + 1);
    let place = |block: usize| (block * heads.keys + head) * area;
    let scale = _mm512_set1_ps(1.0 / (size as f32).sqrt());
    let lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let least = _mm512_set1_ps(f32::NEG_INFINITY);
    let (mut largest, mut total) = ([f32::NEG_INFINITY; QUERIES], [0.0_f32; QUERIES]);
    let mut weights = [[0.0_f32; SPAN * BLOCK]; QUERIES];
    for from in (0..blocks).step_by(SPAN) {
        let until = blocks.min(from + SPAN);
        let mut highest = [least; QUERIES];
        for block in from..until {
            let mut scores = [_mm512_setzero_ps(); QUERIES];
            let keys = cache.keys[place(block)..][..area].as_ptr();
            for value in 0..size {
                // SAFETY: a block has 16 keys for each value of a head, and a query has that value.
                unsafe {
                    let key = load(keys.add(value * BLOCK));
                    for (score, query) in scores.iter_mut().zip(query) {
                        *score = _mm512_fmadd_ps(key, _mm512_set1_ps(*query.add(value)), *score);
                    }
                }
            }
            for row in 0..QUERIES {
                let at = _mm512_add_epi32(lanes, _mm512_set1_epi32((block * BLOCK) as i32));
                let seen = _mm512_cmple_epi32_mask(at, _mm512_set1_epi32(last[row] as i32));
                let score = _mm512_mask_mul_ps(least, seen, scores[row], scale);
                highest[row] = _mm512_max_ps(highest[row], score);
                // SAFETY: a span has room for its blocks.
                unsafe { _mm512_storeu_ps(weights[row].as_mut_ptr().add((block - from) * BLOCK), score) };
            }
        }
        for row in 0..QUERIES {
            let now = largest[row].max(_mm512_reduce_max_ps(highest[row]));
            if now == f32::NEG_INFINITY {
                weights[row] = [0.0; SPAN * BLOCK];
                continue;
            }
            let fade = if largest[row] == f32::NEG_INFINITY { 0.0 } else { (largest[row] - now).exp() };
            let (mut sum, shift) = (_mm512_setzero_ps(), _mm512_set1_ps(now));
            for weights in weights[row][..(until - from) * BLOCK].as_chunks_mut::<BLOCK>().0 {
                // SAFETY: 16 values are read and written.
                unsafe {
                    let score = _mm512_loadu_ps(weights.as_ptr());
                    let seen = _mm512_cmp_ps_mask::<_CMP_NEQ_UQ>(score, least);
                    let weight = _mm512_maskz_mov_ps(seen, exp(_mm512_sub_ps(score, shift)));
                    sum = _mm512_add_ps(sum, weight);
                    _mm512_storeu_ps(weights.as_mut_ptr(), weight);
                }
            }
            total[row] = total[row] * fade + _mm512_reduce_add_ps(sum);
            largest[row] = now;
            for out in &mut out[row][..size] {
                *out *= fade;
            }
        }
        let seen = (last.iter().max().map_or(0, |last| last + 1) - from * BLOCK).min((until - from) * BLOCK);
        let mut column = 0;
        while column < size {
            // SAFETY: heads are a multiple of 16 wide; each position of a block has as many values.
            unsafe {
                if size - column >= 64 {
                    add_values::<T, 4>(
                        &weights,
                        seen,
                        |at| cache.values.as_ptr().add(place(from + at / BLOCK) + at % BLOCK * size + column),
                        out,
                        column,
                    );
                    column += 64;
                } else {
                    add_values::<T, 1>(
                        &weights,
                        seen,
                        |at| cache.values.as_ptr().add(place(from + at / BLOCK) + at % BLOCK * size + column),
                        out,
                        column,
                    );
                    column += 16;
                }
            }
        }
    }
    for (out, total) in out.iter_mut().zip(total) {
        for out in &mut out[..size] {
            *out /= total;
        }
    }
}

/// Sixteen numbers, of 16 or 32 bits each.
///
/// # Safety
/// As many can be read.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn load<T: Stored>(from: *const T) -> __m512 {
    // SAFETY: as the caller says; what is stored is either half or single precision, and their sizes differ.
    unsafe {
        if size_of::<T>() == 2 {
            _mm512_cvtph_ps(_mm256_loadu_si256(from.cast()))
        } else {
            _mm512_loadu_ps(from.cast())
        }
    }
}

/// Adds `16 × N` columns of the values of some positions, each by its weight.
///
/// # Safety
/// `values` gives a place with as many values for each position seen.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
unsafe fn add_values<T: Stored, const N: usize>(
    weights: &[[f32; SPAN * BLOCK]; QUERIES],
    seen: usize,
    values: impl Fn(usize) -> *const T,
    out: &mut [[f32; LARGEST_HEAD]; QUERIES],
    column: usize,
) {
    // SAFETY: as the caller says; a row of the output has those columns, and a span has the positions.
    unsafe {
        let mut sums: [[__m512; N]; QUERIES] = std::array::from_fn(|row| {
            std::array::from_fn(|part| _mm512_loadu_ps(out[row].as_ptr().add(column + part * 16)))
        });
        for at in 0..seen {
            let from = values(at);
            let value: [__m512; N] = std::array::from_fn(|part| load(from.add(part * 16)));
            for (row, sums) in sums.iter_mut().enumerate() {
                let weight = _mm512_set1_ps(*weights[row].as_ptr().add(at));
                for (sum, value) in sums.iter_mut().zip(value) {
                    *sum = _mm512_fmadd_ps(weight, value, *sum);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (part, sum) in sums.iter().enumerate() {
                _mm512_storeu_ps(out[row].as_mut_ptr().add(column + part * 16), *sum);
            }
        }
    }
}

/// eˣ for x of at most 0, by the polynomial of `vector::exp`.
#[inline]
#[target_feature(enable = "avx512f")]
fn exp(x: __m512) -> __m512 {
    let x = _mm512_max_ps(x, _mm512_set1_ps(-87.3));
    let power = _mm512_roundscale_ps::<8>(_mm512_mul_ps(x, _mm512_set1_ps(std::f32::consts::LOG2_E)));
    let rest = _mm512_fnmadd_ps(power, _mm512_set1_ps(0.693_359_4), x);
    let rest = _mm512_fnmadd_ps(power, _mm512_set1_ps(-2.121_944_4e-4), rest);
    let mut sum = _mm512_set1_ps(1.987_569_2e-4);
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5, 1.0, 1.0] {
        sum = _mm512_fmadd_ps(sum, rest, _mm512_set1_ps(coefficient));
    }
    _mm512_scalef_ps(sum, power)
}
