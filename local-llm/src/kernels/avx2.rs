//! Products on AVX2: eight rows of weights by two rows of activations at a time, of the same tiles as on AVX-512.

use std::arch::x86_64::*;
use std::ops::Range;

use super::{
    Activations, Output, Packed,
    layout::{GROUP, Layout, TILE},
};
use crate::gguf::Kind;

const Q4_0: u8 = Kind::Q4_0 as u8;
const Q8_0: u8 = Kind::Q8_0 as u8;
const Q4K: u8 = Kind::Q4K as u8;
const Q5K: u8 = Kind::Q5K as u8;
const Q6K: u8 = Kind::Q6K as u8;

/// Registers that hold the values of a tile's rows.
const PARTS: usize = TILE / 8;
/// Rows of activations that are multiplied at once: as many as there are registers for.
const ROWS: usize = 2;

/// Computes some tiles of a product of quantised weights.
///
/// # Safety
/// The processor has the features named.
#[target_feature(enable = "avx2,fma,f16c")]
pub(super) unsafe fn run(matrix: &Packed, tiles: Range<usize>, activations: &Activations, output: Output) {
    // SAFETY: the features are those of this function.
    unsafe {
        match matrix.kind() {
            Kind::Q4_0 => quantised::<Q4_0>(matrix, tiles, activations, output),
            Kind::Q8_0 => quantised::<Q8_0>(matrix, tiles, activations, output),
            Kind::Q4K => quantised::<Q4K>(matrix, tiles, activations, output),
            Kind::Q5K => quantised::<Q5K>(matrix, tiles, activations, output),
            _ => quantised::<Q6K>(matrix, tiles, activations, output),
        }
    }
}

#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn quantised<const KIND: u8>(
    matrix: &Packed,
    tiles: Range<usize>,
    activations: &Activations,
    output: Output,
) {
    for tile in tiles {
        for first in (0..activations.rows).step_by(ROWS) {
            let rows: [usize; ROWS] = std::array::from_fn(|row| (first + row).min(activations.rows - 1));
            let count = ROWS.min(activations.rows - first);
            // SAFETY: the features are those of this function.
            let sums = unsafe { block::<KIND>(matrix.kind(), matrix.tile(tile), activations, rows) };
            for (row, sums) in sums.iter().enumerate().take(count) {
                output.write(first + row, tile, sums);
            }
        }
    }
}

/// The products of one tile with some rows, part by part of the tile's rows.
#[inline]
#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn block<const KIND: u8>(
    kind: Kind,
    weights: &[u8],
    activations: &Activations,
    rows: [usize; ROWS],
) -> [[f32; TILE]; ROWS] {
    let layout = Layout::of(kind);
    let (per_step, groups, panel) = (layout.columns / GROUP, activations.columns / GROUP, activations.panel);
    let mut sums = [[_mm256_setzero_ps(); PARTS]; ROWS];
    for (index, step) in weights.chunks_exact(layout.bytes).enumerate() {
        let ends = &step[per_step * layout.group..];
        for (within, bytes) in step[..per_step * layout.group].chunks_exact(layout.group).enumerate() {
            let group = index * per_step + within;
            let own = rows.map(|row| {
                let at = row / panel * groups + group;
                (
                    &activations.codes[at * panel * GROUP..][..panel * GROUP],
                    at * panel + row % panel,
                    row % panel,
                )
            });
            #[expect(
                clippy::needless_range_loop,
                reason = "a part is of weights as much as of each row's sums"
            )]
            for part in 0..PARTS {
                // SAFETY: a group has the lines and scales that are read, and the codes are those of a whole panel.
                unsafe {
                    let dots = own.map(|(codes, _, lane)| dots::<KIND>(bytes, part, codes, panel, lane));
                    let scales = scales::<KIND>(bytes, ends, part);
                    let min = matches!(KIND, Q4K | Q5K).then(|| minimum::<KIND>(bytes, ends, part));
                    for (row, (_, place, _)) in own.iter().enumerate() {
                        let scale = _mm256_set1_ps(activations.scales[*place]);
                        let sum = &mut sums[row][part];
                        for (half, by) in scales.iter().enumerate() {
                            let by = _mm256_mul_ps(*by, scale);
                            *sum = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dots[row][half]), by, *sum);
                        }
                        if let Some(min) = min {
                            *sum = _mm256_fnmadd_ps(min, _mm256_set1_ps(activations.totals[*place]), *sum);
                        }
                    }
                }
            }
        }
    }
    let mut out = [[0.0; TILE]; ROWS];
    for (out, sums) in out.iter_mut().zip(&sums) {
        for (out, sum) in out.as_chunks_mut::<8>().0.iter_mut().zip(sums) {
            // SAFETY: eight values are written.
            unsafe { _mm256_storeu_ps(out.as_mut_ptr(), *sum) };
        }
    }
    out
}

/// Whole-number products of eight rows with one row of activations, for each half of the group.
#[inline]
#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn dots<const KIND: u8>(
    bytes: &[u8],
    part: usize,
    codes: &[i8],
    panel: usize,
    lane: usize,
) -> [__m256i; 2] {
    let (low, ones) = (_mm256_set1_epi8(15), _mm256_set1_epi16(1));
    // Lines are of 16 rows: two parts each.
    let at = part / 2 * 64 + part % 2 * 32;
    let mut dots = [_mm256_setzero_si256(); 2];
    for quad in 0..8 {
        // SAFETY: a group has those lines; a panel has four codes of each row for each quad.
        unsafe {
            let load = |at: usize| _mm256_loadu_si256(bytes.as_ptr().add(at).cast());
            let own = codes.as_ptr().add((quad * panel + lane) * 4).cast::<i32>().read_unaligned();
            let own = _mm256_set1_epi32(own);
            let (weights, own) = if KIND == Q8_0 {
                // Products of two pairs of eight bits fit in sixteen only without a sign on one side.
                let weights = _mm256_xor_si256(load(quad * 128 + at), _mm256_set1_epi8(-128));
                (_mm256_abs_epi8(weights), _mm256_sign_epi8(own, weights))
            } else {
                let both = load(quad % 4 * 128 + at);
                let nibble = if quad < 4 { both } else { _mm256_srli_epi16::<4>(both) };
                let nibble = _mm256_and_si256(nibble, low);
                let code = match KIND {
                    Q4_0 => centred(nibble, 8),
                    Q5K => _mm256_or_si256(nibble, fifth(bytes, quad, part)),
                    Q6K => {
                        let upper = load(512 + quad / 4 * 128 + at);
                        let upper = match quad % 4 {
                            0 => _mm256_slli_epi16::<4>(upper),
                            1 => _mm256_slli_epi16::<2>(upper),
                            2 => upper,
                            _ => _mm256_srli_epi16::<2>(upper),
                        };
                        let upper = _mm256_and_si256(upper, _mm256_set1_epi8(0x30));
                        centred(_mm256_or_si256(nibble, upper), 32)
                    }
                    _ => nibble,
                };
                if matches!(KIND, Q4_0 | Q6K) {
                    (_mm256_abs_epi8(code), _mm256_sign_epi8(own, code))
                } else {
                    (code, own)
                }
            };
            let products = _mm256_madd_epi16(_mm256_maddubs_epi16(weights, own), ones);
            let half = if KIND == Q6K { quad / 4 } else { 0 };
            dots[half] = _mm256_add_epi32(dots[half], products);
        }
    }
    dots
}

#[inline]
#[target_feature(enable = "avx2")]
fn centred(code: __m256i, offset: i8) -> __m256i {
    _mm256_sub_epi8(code, _mm256_set1_epi8(offset))
}

/// The fifth bits of a line's part: 32 of a mask, as 16 in each byte.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn fifth(bytes: &[u8], quad: usize, part: usize) -> __m256i {
    let at = 512 + quad * 16 + part / 2 * 8 + part % 2 * 4;
    let mask = i32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    // Each byte of the mask eight times, then each bit of it alone.
    let spread = _mm256_setr_epi8(
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
    );
    let bit = _mm256_set1_epi64x(i64::from_le_bytes([1, 2, 4, 8, 16, 32, 64, 128]));
    let spread = _mm256_and_si256(_mm256_shuffle_epi8(_mm256_set1_epi32(mask), spread), bit);
    _mm256_and_si256(_mm256_cmpeq_epi8(spread, bit), _mm256_set1_epi8(16))
}

/// The scales of eight rows for each half of a group; the second is zero where halves share one.
#[inline]
#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn scales<const KIND: u8>(bytes: &[u8], ends: &[u8], part: usize) -> [__m256; 2] {
    // SAFETY: a group, and the end of a step, have scales for 32 rows.
    unsafe {
        let half = |from: &[u8], at: usize| {
            _mm256_cvtph_ps(_mm_loadu_si128(from.as_ptr().add(at + part * 16).cast()))
        };
        let small = |at: usize| _mm_loadl_epi64(bytes.as_ptr().add(at + part * 8).cast());
        let zero = _mm256_setzero_ps();
        match KIND {
            Q4_0 => [half(bytes, 512), zero],
            Q8_0 => [half(bytes, 1024), zero],
            Q6K => [768, 800]
                .map(|at| _mm256_mul_ps(half(ends, 0), _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(small(at))))),
            _ => {
                let at = if KIND == Q5K { 640 } else { 512 };
                let scale = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(small(at)));
                [_mm256_mul_ps(half(ends, 0), scale), zero]
            }
        }
    }
}

/// What is taken from the values of eight rows, for each unit of the activations' sum.
#[inline]
#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn minimum<const KIND: u8>(bytes: &[u8], ends: &[u8], part: usize) -> __m256 {
    let at = if KIND == Q5K { 672 } else { 544 };
    // SAFETY: a group has minima for 32 rows, and the end of a step a unit for each.
    unsafe {
        let unit = _mm256_cvtph_ps(_mm_loadu_si128(ends.as_ptr().add(64 + part * 16).cast()));
        let min = _mm256_cvtepu8_epi32(_mm_loadl_epi64(bytes.as_ptr().add(at + part * 8).cast()));
        _mm256_mul_ps(unit, _mm256_cvtepi32_ps(min))
    }
}
