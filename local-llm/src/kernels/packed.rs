use memmap2::MmapMut;
use rayon::prelude::*;

use super::layout::{Layout, TILE, Unpacked, pack_tile};
use crate::gguf::{Kind, dequantise};

/// A matrix whose rows are multiplied with, laid out for the kernels. The memory is its own map, so that it goes back
/// to the system as a whole, and may be in huge pages.
#[derive(Debug)]
pub(crate) struct Packed {
    kind: Kind,
    rows: usize,
    columns: usize,
    bytes: MmapMut,
}

impl Packed {
    /// Bytes of a packed matrix.
    pub(crate) fn size(kind: Kind, rows: usize, columns: usize) -> Option<usize> {
        Layout::of(kind).tile(columns).checked_mul(rows.div_ceil(TILE))
    }

    /// Whether columns can be cut into groups for that kind.
    pub(crate) fn fits(kind: Kind, columns: usize) -> bool {
        columns > 0 && columns.is_multiple_of(Layout::of(kind).columns)
    }

    /// A matrix that is zero as yet.
    pub(crate) fn zeroed(kind: Kind, rows: usize, columns: usize) -> std::io::Result<Self> {
        let size = Self::size(kind, rows, columns);
        let size = size.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::OutOfMemory))?;
        let bytes = MmapMut::map_anon(size.max(1))?;
        // Fewer misses of the table of pages while weights stream by. Where it is refused, things are only slower.
        #[cfg(target_os = "linux")]
        let _ = bytes.advise(memmap2::Advice::HugePage);
        Ok(Self { kind, rows, columns, bytes })
    }

    /// Packs rows as they stand in a file, beginning with the row `first`, which begins a tile.
    pub(crate) fn pack(&mut self, first: usize, stride: usize, rows: &[u8]) {
        let (kind, size) = (self.kind, Layout::of(self.kind).tile(self.columns));
        let tiles = self.bytes[first / TILE * size..].par_chunks_exact_mut(size);
        tiles
            .zip(rows.par_chunks(stride * TILE))
            .for_each(|(tile, rows)| pack_tile(kind, rows, stride, tile));
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether its values are numbers rather than codes.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.kind, Kind::F32 | Kind::F16 | Kind::BF16)
    }

    pub(super) fn tiles(&self) -> usize {
        self.rows.div_ceil(TILE)
    }

    pub(super) fn tile(&self, tile: usize) -> &[u8] {
        let size = Layout::of(self.kind).tile(self.columns);
        &self.bytes[tile * size..][..size]
    }

    /// The values of a row, as an embedding is looked up in a matrix that is also the output's.
    pub(crate) fn row(&self, row: usize, out: &mut [f32]) {
        let (tile, lane) = (self.tile(row / TILE), row % TILE);
        if self.is_plain() {
            let width = self.kind.block_bytes();
            for (column, out) in out.iter_mut().enumerate() {
                let at = (column * TILE + lane) * width;
                dequantise(self.kind, &tile[at..at + width], std::slice::from_mut(out));
            }
            return;
        }
        let mut unpacked = Unpacked::new();
        for (group, out) in out.chunks_exact_mut(super::layout::GROUP).enumerate() {
            unpacked.read(self.kind, tile, group);
            for (column, out) in out.iter_mut().enumerate() {
                let code = i32::from(unpacked.codes[lane][column]) - unpacked.offset;
                *out = unpacked.scales[lane][column / 16] * code as f32 - unpacked.mins[lane];
            }
        }
    }
}
