//! Products on AVX-512 with VNNI: 32 rows of weights by up to eight rows of activations at a time.

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
const F16: u8 = Kind::F16 as u8;
const BF16: u8 = Kind::BF16 as u8;
const F32: u8 = Kind::F32 as u8;

/// Computes some tiles of a product.
///
/// # Safety
/// The processor has the features named.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
pub(super) unsafe fn run(
    matrix: &Packed,
    tiles: Range<usize>,
    values: &[f32],
    activations: &Activations,
    output: Output,
) {
    macro_rules! by_panel {
        ($run:ident, $kind:ident, $input:expr) => {
            // SAFETY: the features are those of this function.
            unsafe {
                match activations.panel {
                    1 => $run::<$kind, 1>(matrix, tiles, $input, output),
                    2 => $run::<$kind, 2>(matrix, tiles, $input, output),
                    4 => $run::<$kind, 4>(matrix, tiles, $input, output),
                    _ => $run::<$kind, 8>(matrix, tiles, $input, output),
                }
            }
        };
    }
    match matrix.kind() {
        Kind::F32 => by_panel!(plain, F32, values),
        Kind::F16 => by_panel!(plain, F16, values),
        Kind::BF16 => by_panel!(plain, BF16, values),
        Kind::Q4_0 => by_panel!(quantised, Q4_0, activations),
        Kind::Q8_0 => by_panel!(quantised, Q8_0, activations),
        Kind::Q4K => by_panel!(quantised, Q4K, activations),
        Kind::Q5K => by_panel!(quantised, Q5K, activations),
        Kind::Q6K => by_panel!(quantised, Q6K, activations),
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn quantised<const KIND: u8, const MR: usize>(
    matrix: &Packed,
    tiles: Range<usize>,
    activations: &Activations,
    output: Output,
) {
    let groups = activations.columns / GROUP;
    for tile in tiles {
        let weights = matrix.tile(tile);
        for first in (0..activations.rows).step_by(MR) {
            let at = first * groups;
            let panel = Panel {
                codes: &activations.codes[at * GROUP..][..MR * groups * GROUP],
                scales: &activations.scales[at..][..MR * groups],
                totals: &activations.totals[at..][..MR * groups],
                sums: &activations.sums[at * 2..][..MR * groups * 2],
            };
            // SAFETY: the tile and the panel were cut to the size that the loop below runs over.
            let sums = unsafe { block::<KIND, MR>(matrix.kind(), weights, &panel) };
            let rows = MR.min(activations.rows - first);
            for (row, sums) in sums.iter().enumerate().take(rows) {
                output.write(first + row, tile, &spread(sums));
            }
        }
    }
}

/// Rows of activations that are multiplied at once.
struct Panel<'a> {
    codes: &'a [i8],
    scales: &'a [f32],
    totals: &'a [f32],
    sums: &'a [i32],
}

#[inline]
#[target_feature(enable = "avx512f")]
fn spread(sums: &[__m512; 2]) -> [f32; TILE] {
    let mut values = [0.0; TILE];
    // SAFETY: the array holds both registers.
    unsafe {
        _mm512_storeu_ps(values.as_mut_ptr(), sums[0]);
        _mm512_storeu_ps(values.as_mut_ptr().add(16), sums[1]);
    }
    values
}

/// The products of one tile with one panel.
///
/// # Safety
/// `weights` is a tile of that kind, and `panel` has `MR` rows of as many columns.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn block<const KIND: u8, const MR: usize>(
    kind: Kind,
    weights: &[u8],
    panel: &Panel<'_>,
) -> [[__m512; 2]; MR] {
    let layout = Layout::of(kind);
    let per_step = layout.columns / GROUP;
    let mut sums = [[_mm512_setzero_ps(); 2]; MR];
    let (mut codes, mut scales) = (panel.codes.as_ptr(), panel.scales.as_ptr());
    let (mut totals, mut halves) = (panel.totals.as_ptr(), panel.sums.as_ptr());
    for step in weights.chunks_exact(layout.bytes) {
        let mut bytes = step.as_ptr();
        // SAFETY: a step holds its groups and then the scales of the step; the panel has MR rows of every group.
        unsafe {
            let ends = bytes.add(per_step * layout.group);
            let (mut by, mut least) = ([_mm512_setzero_ps(); 2], [_mm512_setzero_ps(); 2]);
            if matches!(KIND, Q4K | Q5K | Q6K) {
                by = [halves_at(ends), halves_at(ends.add(32))];
            }
            if matches!(KIND, Q4K | Q5K) {
                least = [halves_at(ends.add(64)), halves_at(ends.add(96))];
            }
            for _ in 0..per_step {
                if MR == 1 {
                    for line in 0..layout.group / 64 {
                        _mm_prefetch::<_MM_HINT_T0>(bytes.wrapping_add(AHEAD + line * 64).cast());
                    }
                }
                if KIND == Q6K {
                    for half in 0..2 {
                        let dots = dots_of_half::<MR>(bytes, half, codes, halves.add(half * MR));
                        let scale = bytes.add(768 + half * 32);
                        let scale = [0, 1].map(|t| {
                            let scale = _mm512_cvtepi8_epi32(_mm_loadu_si128(scale.add(t * 16).cast()));
                            _mm512_mul_ps(by[t], _mm512_cvtepi32_ps(scale))
                        });
                        add_scaled(&mut sums, &dots, &scale, scales);
                    }
                } else {
                    let dots = dots_of_group::<KIND, MR>(bytes, codes, halves);
                    let place = match KIND {
                        Q8_0 => 1024,
                        Q5K => 640,
                        _ => 512,
                    };
                    let place = bytes.add(place);
                    let scale = [0, 1].map(|t| match KIND {
                        Q4_0 | Q8_0 => halves_at(place.add(t * 32)),
                        _ => _mm512_mul_ps(by[t], bytes_at(place.add(t * 16))),
                    });
                    add_scaled(&mut sums, &dots, &scale, scales);
                    if matches!(KIND, Q4K | Q5K) {
                        let min = [0, 1].map(|t| _mm512_mul_ps(least[t], bytes_at(place.add(32 + t * 16))));
                        for (row, sums) in sums.iter_mut().enumerate() {
                            let total = _mm512_set1_ps(*totals.add(row));
                            for (sum, min) in sums.iter_mut().zip(min) {
                                *sum = _mm512_fnmadd_ps(min, total, *sum);
                            }
                        }
                    }
                }
                bytes = bytes.add(layout.group);
                codes = codes.add(MR * GROUP);
                scales = scales.add(MR);
                totals = totals.add(MR);
                halves = halves.add(2 * MR);
            }
        }
    }
    sums
}

/// Bytes between what is multiplied and what is fetched from memory meanwhile.
const AHEAD: usize = 4096;

/// # Safety
/// 32 bytes can be read.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn halves_at(at: *const u8) -> __m512 {
    // SAFETY: as the caller says.
    _mm512_cvtph_ps(unsafe { _mm256_loadu_si256(at.cast()) })
}

/// # Safety
/// 16 bytes can be read.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn bytes_at(at: *const u8) -> __m512 {
    // SAFETY: as the caller says.
    _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(unsafe { _mm_loadu_si128(at.cast()) }))
}

/// # Safety
/// `scales` has a value for each row.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn add_scaled<const MR: usize>(
    sums: &mut [[__m512; 2]; MR],
    dots: &[[__m512i; 2]; MR],
    scale: &[__m512; 2],
    scales: *const f32,
) {
    for row in 0..MR {
        // SAFETY: as the caller says.
        let own = _mm512_set1_ps(unsafe { *scales.add(row) });
        for t in 0..2 {
            let dot = _mm512_cvtepi32_ps(dots[row][t]);
            sums[row][t] = _mm512_fmadd_ps(dot, _mm512_mul_ps(scale[t], own), sums[row][t]);
        }
    }
}

/// Four codes of a row of activations, in every lane.
///
/// # Safety
/// `codes` has the quad of columns `quad` of `MR` rows.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn quad<const MR: usize>(codes: *const i8, quad: usize, row: usize) -> __m512i {
    // SAFETY: as the caller says; the read need not be aligned.
    _mm512_set1_epi32(unsafe { codes.add((quad * MR + row) * 4).cast::<i32>().read_unaligned() })
}

/// Whole-number products of a group whose halves share a scale.
///
/// # Safety
/// `bytes` is a group of that kind, `codes` one of `MR` rows, `halves` their sums.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn dots_of_group<const KIND: u8, const MR: usize>(
    bytes: *const u8,
    codes: *const i8,
    halves: *const i32,
) -> [[__m512i; 2]; MR] {
    let mut dots = [[_mm512_setzero_si512(); 2]; MR];
    // SAFETY: as the caller says, for all reads of this function.
    unsafe {
        let offset = match KIND {
            Q4_0 => 8,
            Q8_0 => 128,
            _ => 0,
        };
        if offset != 0 {
            for (row, dots) in dots.iter_mut().enumerate() {
                let sum = (*halves.add(row)).wrapping_add(*halves.add(MR + row));
                *dots = [_mm512_set1_epi32(sum.wrapping_mul(-offset)); 2];
            }
        }
        let low = _mm512_set1_epi8(15);
        for line in 0..4 {
            let at = bytes.add(line * 128);
            let (first, second) = if KIND == Q8_0 {
                let load =
                    |at: *const u8| [_mm512_loadu_si512(at.cast()), _mm512_loadu_si512(at.add(64).cast())];
                (load(at), load(at.add(512)))
            } else {
                let both = [0, 1].map(|t| _mm512_loadu_si512(at.add(t * 64).cast()));
                let first = both.map(|both| _mm512_and_si512(both, low));
                let second = both.map(|both| _mm512_and_si512(_mm512_srli_epi16::<4>(both), low));
                if KIND == Q5K {
                    let fifth = |weights: [__m512i; 2], line: usize| {
                        [0, 1].map(|t| {
                            let mask = bytes.add(512 + line * 16 + t * 8).cast::<u64>().read_unaligned();
                            _mm512_mask_add_epi8(weights[t], mask, weights[t], _mm512_set1_epi8(16))
                        })
                    };
                    (fifth(first, line), fifth(second, line + 4))
                } else {
                    (first, second)
                }
            };
            for (weights, line) in [(first, line), (second, line + 4)] {
                for (row, dots) in dots.iter_mut().enumerate() {
                    let own = quad::<MR>(codes, line, row);
                    dots[0] = _mm512_dpbusd_epi32(dots[0], weights[0], own);
                    dots[1] = _mm512_dpbusd_epi32(dots[1], weights[1], own);
                }
            }
        }
    }
    dots
}

/// Whole-number products of half a group of six-bit codes.
///
/// # Safety
/// `bytes` is a Q6_K group, `codes` one of `MR` rows, `sums` the sums of that half.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn dots_of_half<const MR: usize>(
    bytes: *const u8,
    half: usize,
    codes: *const i8,
    sums: *const i32,
) -> [[__m512i; 2]; MR] {
    let mut dots = [[_mm512_setzero_si512(); 2]; MR];
    // SAFETY: as the caller says, for all reads of this function.
    unsafe {
        for (row, dots) in dots.iter_mut().enumerate() {
            *dots = [_mm512_set1_epi32((*sums.add(row)).wrapping_mul(-32)); 2];
        }
        let (low, high) = (_mm512_set1_epi8(15), _mm512_set1_epi8(0x30));
        let upper = [0, 1].map(|t| _mm512_loadu_si512(bytes.add(512 + half * 128 + t * 64).cast()));
        for line in 0..4 {
            let weights = [0, 1].map(|t| {
                let both = _mm512_loadu_si512(bytes.add(line * 128 + t * 64).cast());
                let both = if half == 0 { both } else { _mm512_srli_epi16::<4>(both) };
                let upper = match line {
                    0 => _mm512_slli_epi16::<4>(upper[t]),
                    1 => _mm512_slli_epi16::<2>(upper[t]),
                    2 => upper[t],
                    _ => _mm512_srli_epi16::<2>(upper[t]),
                };
                _mm512_or_si512(_mm512_and_si512(both, low), _mm512_and_si512(upper, high))
            });
            for (row, dots) in dots.iter_mut().enumerate() {
                let own = quad::<MR>(codes, half * 4 + line, row);
                dots[0] = _mm512_dpbusd_epi32(dots[0], weights[0], own);
                dots[1] = _mm512_dpbusd_epi32(dots[1], weights[1], own);
            }
        }
    }
    dots
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn plain<const KIND: u8, const MR: usize>(
    matrix: &Packed,
    tiles: Range<usize>,
    values: &[f32],
    output: Output,
) {
    let columns = matrix.columns();
    let width = matrix.kind().block_bytes();
    let rows = output.rows;
    for tile in tiles {
        let weights = matrix.tile(tile);
        for first in (0..rows).step_by(MR) {
            // The rows past the last are the last again, and are not written.
            let inputs: [&[f32]; MR] =
                std::array::from_fn(|row| &values[(first + row).min(rows - 1) * columns..][..columns]);
            let mut sums = [[_mm512_setzero_ps(); 2]; MR];
            for (column, weights) in weights.chunks_exact(TILE * width).enumerate() {
                let at = weights.as_ptr();
                // SAFETY: a column of a tile has 32 values of that width, and every input has that column.
                unsafe {
                    let weights = [0, 1].map(|t| match KIND {
                        F16 => halves_at(at.add(t * 32)),
                        BF16 => {
                            let bits = _mm512_cvtepu16_epi32(_mm256_loadu_si256(at.add(t * 32).cast()));
                            _mm512_castsi512_ps(_mm512_slli_epi32::<16>(bits))
                        }
                        _ => _mm512_loadu_ps(at.add(t * 64).cast()),
                    });
                    for (sums, input) in sums.iter_mut().zip(inputs) {
                        let own = _mm512_set1_ps(*input.as_ptr().add(column));
                        sums[0] = _mm512_fmadd_ps(weights[0], own, sums[0]);
                        sums[1] = _mm512_fmadd_ps(weights[1], own, sums[1]);
                    }
                }
            }
            for (row, sums) in sums.iter().enumerate().take(rows - first) {
                output.write(first + row, tile, &spread(sums));
            }
        }
    }
}
