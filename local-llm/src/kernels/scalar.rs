//! The portable kernels, which say what the others must come to.

use half::{bf16, f16};

use super::{
    Activations,
    layout::{GROUP, Layout, TILE, Unpacked},
};
use crate::gguf::Kind;

/// Products of the rows of a tile with quantised activations: `write(row of activations, values of the tile's rows)`.
pub(super) fn tile_quantised(
    kind: Kind,
    tile: &[u8],
    activations: &Activations,
    sums: &mut Vec<[f32; TILE]>,
    mut write: impl FnMut(usize, &[f32; TILE]),
) {
    let groups = activations.columns / GROUP;
    let panel = activations.panel;
    sums.clear();
    sums.resize(activations.rows, [0.0; TILE]);
    let mut unpacked = Unpacked::new();
    for group in 0..groups {
        unpacked.read(kind, tile, group);
        for (row, sums) in sums.iter_mut().enumerate() {
            let (at, lane) = (row / panel * groups + group, row % panel);
            let codes = &activations.codes[at * panel * GROUP..][..panel * GROUP];
            let mut own = [0_i32; GROUP];
            for (quad, codes) in codes.chunks_exact(4 * panel).enumerate() {
                for column in 0..4 {
                    own[quad * 4 + column] = i32::from(codes[lane * 4 + column]);
                }
            }
            let scale = activations.scales[at * panel + lane];
            let halves = [0, 1].map(|half| activations.sums[(at * 2 + half) * panel + lane]);
            for (tile_row, sum) in sums.iter_mut().enumerate() {
                let mut value = 0.0;
                for (half, total) in halves.into_iter().enumerate() {
                    let codes = unpacked.codes[tile_row][half * 16..].iter().take(16);
                    let products = codes.zip(&own[half * 16..]).map(|(code, own)| i32::from(*code) * own);
                    let dot = products.sum::<i32>() - unpacked.offset * total;
                    value += dot as f32 * unpacked.scales[tile_row][half];
                }
                value -= unpacked.mins[tile_row] * (halves[0] + halves[1]) as f32;
                *sum += value * scale;
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        write(row, sums);
    }
}

/// Products of the rows of a tile of plain numbers with activations as they are.
pub(super) fn tile_plain(
    kind: Kind,
    tile: &[u8],
    values: &[f32],
    columns: usize,
    mut write: impl FnMut(usize, &[f32; TILE]),
) {
    let width = Layout::of(kind).bytes / (TILE * GROUP);
    for (row, values) in values.chunks_exact(columns).enumerate() {
        let mut sums = [0.0_f32; TILE];
        for (value, weights) in values.iter().zip(tile.chunks_exact(TILE * width)) {
            for (sum, weight) in sums.iter_mut().zip(weights.chunks_exact(width)) {
                let weight = match kind {
                    Kind::F16 => f16::from_le_bytes([weight[0], weight[1]]).to_f32(),
                    Kind::BF16 => bf16::from_le_bytes([weight[0], weight[1]]).to_f32(),
                    _ => f32::from_le_bytes([weight[0], weight[1], weight[2], weight[3]]),
                };
                *sum += value * weight;
            }
        }
        write(row, &sums);
    }
}
