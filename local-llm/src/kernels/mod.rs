//! Products of matrices, attention and the rest of the arithmetic, on the best instructions that the processor has.
//! This is the one module with `unsafe` code. What it computes is said by `scalar`.
#![expect(unsafe_code, reason = "vector instructions, and threads that write disjoint columns of one array")]

mod activations;
mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod avx512_attention;
mod layout;
mod packed;
mod scalar;
#[cfg(test)]
mod tests;
mod vector;

use rayon::prelude::*;

use crate::Instructions;

pub(crate) use activations::Activations;
pub(crate) use attention::{Heads, KvCache, LARGEST_HEAD, attend};
pub(crate) use layout::TILE;
pub(crate) use packed::Packed;
pub(crate) use vector::{add, rms_norm, silu_times};

/// Which instructions are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// All that this processor has, the best last.
    #[cfg(test)]
    fn all() -> Vec<Self> {
        match Self::detect(Instructions::Best) {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => vec![Self::Portable, Self::Avx2, Self::Avx512],
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => vec![Self::Portable, Self::Avx2],
            Self::Portable => vec![Self::Portable],
        }
    }

    /// The best that this processor has, of those that may be used.
    pub(crate) fn detect(wanted: Instructions) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let has_512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vnni");
            let has_2 = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("fma")
                && is_x86_feature_detected!("f16c");
            if has_512 && has_2 && wanted == Instructions::Best {
                return Self::Avx512;
            }
            if has_2 && wanted != Instructions::Portable {
                return Self::Avx2;
            }
        }
        let _ = wanted;
        Self::Portable
    }
}

/// Where threads write their columns of rows of `columns` values.
#[derive(Clone, Copy)]
struct Output {
    at: *mut f32,
    rows: usize,
    columns: usize,
}

// SAFETY: every tile is given to one thread, and a thread writes only the columns of its tiles.
unsafe impl Send for Output {}
// SAFETY: as above.
unsafe impl Sync for Output {}

impl Output {
    fn new(out: &mut [f32], columns: usize) -> Self {
        Self { at: out.as_mut_ptr(), rows: out.len() / columns.max(1), columns }
    }

    /// Writes the values of the tile `tile` in a row, as far as there are columns.
    fn write(self, row: usize, tile: usize, values: &[f32; TILE]) {
        assert!(row < self.rows && tile * TILE < self.columns, "a tile lies within the output");
        let count = TILE.min(self.columns - tile * TILE);
        // SAFETY: row and columns were checked against the array's size just now.
        unsafe {
            let into = self.at.add(row * self.columns + tile * TILE);
            std::ptr::copy_nonoverlapping(values.as_ptr(), into, count);
        }
    }
}

/// Tiles that a thread takes at once, at least: fewer are not worth the hand-over.
const SHARE: usize = 4;

/// Products of one input with several matrices: `out[i] = input × matrixᵀ`, row by row. `values` is `[rows][columns]`,
/// and what `activations` was made of.
pub(crate) fn multiply(
    level: Level,
    values: &[f32],
    activations: &Activations,
    jobs: &mut [(&Packed, &mut [f32])],
) {
    let rows = activations.rows;
    let mut shares = Vec::new();
    let threads = rayon::current_num_threads();
    for (matrix, out) in jobs.iter_mut() {
        assert!(matrix.columns() == activations.columns, "the input is as wide as the matrix");
        assert!(out.len() >= rows * matrix.rows(), "the output holds a value for each row of the matrix");
        let output = Output::new(&mut out[..rows * matrix.rows()], matrix.rows());
        let (tiles, matrix) = (matrix.tiles(), *matrix);
        let share = if threads == 1 { tiles } else { tiles.div_ceil(threads * 2).max(SHARE) };
        shares
            .extend((0..tiles).step_by(share).map(|first| (matrix, first..tiles.min(first + share), output)));
    }
    let run = |(matrix, tiles, output): (&Packed, std::ops::Range<usize>, Output)| {
        run_tiles(level, matrix, tiles, values, activations, output);
    };
    if threads == 1 {
        shares.into_iter().for_each(run)
    } else {
        shares.into_par_iter().with_max_len(1).for_each(run)
    }
}

fn run_tiles(
    level: Level,
    matrix: &Packed,
    tiles: std::ops::Range<usize>,
    values: &[f32],
    activations: &Activations,
    output: Output,
) {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => {
            // SAFETY: the level is only that where the processor has these instructions.
            unsafe { avx512::run(matrix, tiles, values, activations, output) }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 if !matrix.is_plain() => {
            // SAFETY: as above.
            unsafe { avx2::run(matrix, tiles, activations, output) }
        }
        _ => {
            let mut sums = Vec::new();
            for tile in tiles {
                let (kind, bytes) = (matrix.kind(), matrix.tile(tile));
                let write = |row: usize, values: &[f32; TILE]| output.write(row, tile, values);
                if matrix.is_plain() {
                    scalar::tile_plain(kind, bytes, values, matrix.columns(), write);
                } else {
                    scalar::tile_quantised(kind, bytes, activations, &mut sums, write);
                }
            }
        }
    }
}
