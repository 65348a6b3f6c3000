//! How weights lie in memory for the kernels, and how a file's blocks come to lie so.
//!
//! A matrix is cut into tiles of 32 rows, and a tile into steps along the columns: 32 of them, or 256 for the K types.
//! A tile is one sequential stream. Within a group of 32 columns, codes are unsigned bytes in lines of 64: the line
//! (g, t) holds columns 4g to 4g+3 of rows 16t to 16t+15, four columns of a row side by side, as one instruction
//! multiplies and adds them. Two codes of four bits share a byte: group g is low, group g+4 is high.

use crate::gguf::{Kind, codes, scale_and_min};

/// Rows of a tile.
pub(crate) const TILE: usize = 32;
/// Columns of a group, which share a scale of the activations.
pub(crate) const GROUP: usize = 32;

/// Where the parts of a step are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Columns of a step.
    pub(crate) columns: usize,
    /// Bytes of a step.
    pub(crate) bytes: usize,
    /// Bytes of a group within it.
    pub(crate) group: usize,
}

impl Layout {
    pub(crate) const fn of(kind: Kind) -> Self {
        match kind {
            Kind::F32 => Self { columns: 32, bytes: 4096, group: 4096 },
            Kind::F16 | Kind::BF16 => Self { columns: 32, bytes: 2048, group: 2048 },
            Kind::Q4_0 => Self { columns: 32, bytes: 576, group: 576 },
            Kind::Q8_0 => Self { columns: 32, bytes: 1088, group: 1088 },
            // Scales and minima of the groups, then those of the step.
            Kind::Q4K => Self { columns: 256, bytes: 8 * 576 + 128, group: 576 },
            // The fifth bits stand after the codes of each group.
            Kind::Q5K => Self { columns: 256, bytes: 8 * 704 + 128, group: 704 },
            // The upper two bits stand after the codes of each group, then two scales.
            Kind::Q6K => Self { columns: 256, bytes: 8 * 832 + 64, group: 832 },
        }
    }

    /// Bytes of a tile of a matrix with so many columns.
    pub(crate) const fn tile(self, columns: usize) -> usize {
        columns / self.columns * self.bytes
    }
}

/// Packs up to 32 rows as they stand in a file into a tile that was zero. `stride` is the bytes of a row.
pub(super) fn pack_tile(kind: Kind, rows: &[u8], stride: usize, tile: &mut [u8]) {
    let layout = Layout::of(kind);
    for (row, bytes) in rows.chunks_exact(stride).enumerate() {
        let per_step = layout.columns / kind.block() * kind.block_bytes();
        for (source, step) in bytes.chunks_exact(per_step).zip(tile.chunks_exact_mut(layout.bytes)) {
            match kind {
                Kind::F32 => interleave(source, 4, row, step),
                Kind::F16 | Kind::BF16 => interleave(source, 2, row, step),
                Kind::Q4_0 => {
                    nibbles(row, step, |column| {
                        let byte = source[2 + column % 16];
                        if column < 16 { byte & 15 } else { byte >> 4 }
                    });
                    step[512 + row * 2..][..2].copy_from_slice(&source[..2]);
                }
                Kind::Q8_0 => {
                    for (column, byte) in source[2..].iter().enumerate() {
                        step[line(column) + slot(row, column)] = byte ^ 0x80;
                    }
                    step[1024 + row * 2..][..2].copy_from_slice(&source[..2]);
                }
                Kind::Q4K | Kind::Q5K | Kind::Q6K => pack_step(kind, source, row, step),
            }
        }
    }
}

/// One row of a step of 256 columns.
fn pack_step(kind: Kind, source: &[u8], row: usize, step: &mut [u8]) {
    let layout = Layout::of(kind);
    let values = codes(kind, source);
    for (group, values) in values.chunks_exact(GROUP).enumerate() {
        let into = &mut step[group * layout.group..][..layout.group];
        nibbles(row, into, |column| values[column] & 15);
        if kind == Kind::Q6K {
            for (column, value) in values.iter().enumerate() {
                let (quad, within) = (column / 4, column % 4);
                let at = 512 + (quad / 4) * 128 + (row / 16) * 64 + (row % 16) * 4 + within;
                into[at] |= (value >> 4) << (2 * (quad % 4));
            }
            into[768 + row] = source[192 + group * 2];
            into[800 + row] = source[193 + group * 2];
            continue;
        }
        let mut scales = 512;
        if kind == Kind::Q5K {
            for (column, value) in values.iter().enumerate() {
                // One bit for each byte of a line: a mask of 64 bits.
                let bit = slot(row, column) % 64;
                into[512 + line(column) / 8 + (row / 16) * 8 + bit / 8] |= (value >> 4) << (bit % 8);
            }
            scales += 128;
        }
        let (scale, min) = scale_and_min(&source[4..16], group);
        into[scales + row] = scale;
        into[scales + 32 + row] = min;
    }
    let ends = &mut step[8 * layout.group..];
    if kind == Kind::Q6K {
        ends[row * 2..][..2].copy_from_slice(&source[208..210]);
    } else {
        ends[row * 2..][..2].copy_from_slice(&source[..2]);
        ends[64 + row * 2..][..2].copy_from_slice(&source[2..4]);
    }
}

/// Where the pair of lines with that column begins.
const fn line(column: usize) -> usize {
    column / 4 * 128
}

/// Where a row's column is within its pair of lines.
const fn slot(row: usize, column: usize) -> usize {
    row / 16 * 64 + row % 16 * 4 + column % 4
}

fn nibbles(row: usize, into: &mut [u8], code: impl Fn(usize) -> u8) {
    for column in 0..16 {
        into[line(column) + slot(row, column)] = code(column) | (code(column + 16) << 4);
    }
}

/// Values that are not coded stand column by column, the 32 rows of each side by side.
fn interleave(source: &[u8], width: usize, row: usize, step: &mut [u8]) {
    for (column, value) in source.chunks_exact(width).enumerate() {
        step[(column * TILE + row) * width..][..width].copy_from_slice(value);
    }
}

/// The codes, scales and minima of a group, for the kernels that have no instruction of their own. Value =
/// `scale` × (code − `offset`) − `min`, with a scale for each half of 16 columns.
pub(super) struct Unpacked {
    /// `[row][column]`
    pub(super) codes: [[u8; GROUP]; TILE],
    /// `[row][half]`
    pub(super) scales: [[f32; 2]; TILE],
    pub(super) mins: [f32; TILE],
    pub(super) offset: i32,
}

impl Unpacked {
    pub(super) fn new() -> Self {
        Self { codes: [[0; GROUP]; TILE], scales: [[0.0; 2]; TILE], mins: [0.0; TILE], offset: 0 }
    }

    /// Reads the group `group` of a tile.
    pub(super) fn read(&mut self, kind: Kind, tile: &[u8], group: usize) {
        let layout = Layout::of(kind);
        let per_step = layout.columns / GROUP;
        let step = &tile[group / per_step * layout.bytes..][..layout.bytes];
        let bytes = &step[group % per_step * layout.group..][..layout.group];
        let ends = &step[per_step * layout.group..];
        self.offset = match kind {
            Kind::Q4_0 => 8,
            Kind::Q8_0 => 128,
            Kind::Q6K => 32,
            _ => 0,
        };
        for row in 0..TILE {
            for column in 0..GROUP {
                let at = slot(row, column);
                self.codes[row][column] = if kind == Kind::Q8_0 {
                    bytes[line(column) + at]
                } else {
                    let byte = bytes[line(column % 16) + at];
                    let low = if column < 16 { byte & 15 } else { byte >> 4 };
                    low | upper(kind, bytes, row, column)
                };
            }
            let half = |at: usize| crate::gguf::half_at(ends, at + row * 2);
            let (scales, min) = match kind {
                Kind::Q4_0 => ([crate::gguf::half_at(bytes, 512 + row * 2); 2], 0.0),
                Kind::Q8_0 => ([crate::gguf::half_at(bytes, 1024 + row * 2); 2], 0.0),
                Kind::Q6K => {
                    let scale = |at: usize| half(0) * f32::from(bytes[at + row] as i8);
                    ([scale(768), scale(800)], 0.0)
                }
                _ => {
                    let at = if kind == Kind::Q5K { 640 } else { 512 };
                    ([half(0) * f32::from(bytes[at + row]); 2], half(64) * f32::from(bytes[at + 32 + row]))
                }
            };
            (self.scales[row], self.mins[row]) = (scales, min);
        }
    }
}

/// The bits of a code above the fourth.
fn upper(kind: Kind, bytes: &[u8], row: usize, column: usize) -> u8 {
    let quad = column / 4;
    match kind {
        Kind::Q5K => {
            let bit = slot(row, column) % 64;
            ((bytes[512 + line(column) / 8 + (row / 16) * 8 + bit / 8] >> (bit % 8)) & 1) << 4
        }
        Kind::Q6K => {
            let at = 512 + (quad / 4) * 128 + (row / 16) * 64 + (row % 16) * 4 + column % 4;
            ((bytes[at] >> (2 * (quad % 4))) & 3) << 4
        }
        _ => 0,
    }
}
