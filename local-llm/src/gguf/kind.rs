use half::{bf16, f16};

/// How a tensor's values are stored: the types of ggml that can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    F32,
    F16,
    BF16,
    Q4_0,
    Q8_0,
    Q4K,
    Q5K,
    Q6K,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] =
        [Self::F32, Self::F16, Self::BF16, Self::Q4_0, Self::Q8_0, Self::Q4K, Self::Q5K, Self::Q6K];

    /// Code of the type in ggml, its name, values in a block, bytes of a block.
    const fn facts(self) -> (u32, &'static str, usize, usize) {
        match self {
            Self::F32 => (0, "F32", 1, 4),
            Self::F16 => (1, "F16", 1, 2),
            Self::BF16 => (30, "BF16", 1, 2),
            Self::Q4_0 => (2, "Q4_0", 32, 18),
            Self::Q8_0 => (8, "Q8_0", 32, 34),
            Self::Q4K => (12, "Q4_K", 256, 144),
            Self::Q5K => (13, "Q5_K", 256, 176),
            Self::Q6K => (14, "Q6_K", 256, 210),
        }
    }

    /// The type with that code, or the name of one that cannot be run.
    pub(super) fn of_code(code: u32) -> Result<Self, String> {
        let others = [(3, "Q4_1"), (6, "Q5_0"), (7, "Q5_1"), (10, "Q2_K"), (11, "Q3_K"), (20, "IQ4_NL")];
        Self::ALL.into_iter().find(|kind| kind.facts().0 == code).ok_or_else(|| {
            let named = others.iter().find(|other| other.0 == code).map(|other| other.1.to_owned());
            named.unwrap_or_else(|| format!("type {code}"))
        })
    }

    pub(crate) fn known() -> String {
        Self::ALL.map(|kind| kind.facts().1).join(", ")
    }

    /// Values in a block.
    pub(crate) const fn block(self) -> usize {
        self.facts().2
    }

    pub(crate) const fn block_bytes(self) -> usize {
        self.facts().3
    }
}

/// Values of whole blocks as ggml defines them. `out` is as long as the values are many.
pub(crate) fn dequantise(kind: Kind, bytes: &[u8], out: &mut [f32]) {
    let blocks = bytes.chunks_exact(kind.block_bytes()).zip(out.chunks_exact_mut(kind.block()));
    for (block, out) in blocks {
        match kind {
            Kind::F32 => out[0] = f32::from_le_bytes([block[0], block[1], block[2], block[3]]),
            Kind::F16 => out[0] = half_at(block, 0),
            Kind::BF16 => out[0] = bf16::from_le_bytes([block[0], block[1]]).to_f32(),
            Kind::Q4_0 => {
                let scale = half_at(block, 0);
                for (place, byte) in block[2..].iter().enumerate() {
                    out[place] = scale * (f32::from(byte & 15) - 8.0);
                    out[place + 16] = scale * (f32::from(byte >> 4) - 8.0);
                }
            }
            Kind::Q8_0 => {
                let scale = half_at(block, 0);
                for (out, byte) in out.iter_mut().zip(&block[2..]) {
                    *out = scale * f32::from(*byte as i8);
                }
            }
            Kind::Q4K | Kind::Q5K => {
                let (scale, least) = (half_at(block, 0), half_at(block, 2));
                let codes = codes(kind, block);
                for (place, out) in out.iter_mut().enumerate() {
                    let (by, min) = scale_and_min(&block[4..16], place / 32);
                    *out = scale * f32::from(by) * f32::from(codes[place]) - least * f32::from(min);
                }
            }
            Kind::Q6K => {
                let (scale, codes) = (half_at(block, 208), codes(kind, block));
                for (place, out) in out.iter_mut().enumerate() {
                    let by = f32::from(block[192 + place / 16] as i8);
                    *out = scale * by * (f32::from(codes[place]) - 32.0);
                }
            }
        }
    }
}

pub(crate) fn half_at(bytes: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([bytes[at], bytes[at + 1]]).to_f32()
}

/// The 6-bit scale and minimum of the part `part` (0 to 7) of a Q4_K or Q5_K block, from its 12 packed bytes.
pub(crate) fn scale_and_min(packed: &[u8], part: usize) -> (u8, u8) {
    if part < 4 {
        (packed[part] & 63, packed[part + 4] & 63)
    } else {
        let (low, high) = (packed[part + 4], packed.get(part - 4).copied().unwrap_or_default());
        ((low & 15) | ((high >> 6) << 4), (low >> 4) | ((packed[part] >> 6) << 4))
    }
}

/// The unsigned codes of a block of 256, in the order of its values.
pub(crate) fn codes(kind: Kind, block: &[u8]) -> [u8; 256] {
    let mut codes = [0; 256];
    match kind {
        Kind::Q4K | Kind::Q5K => {
            let low = if kind == Kind::Q4K { &block[16..144] } else { &block[48..176] };
            for (place, code) in codes.iter_mut().enumerate() {
                let (pair, within) = (place / 64, place % 64);
                let byte = low[pair * 32 + within % 32];
                *code = if within < 32 { byte & 15 } else { byte >> 4 };
                if kind == Kind::Q5K {
                    *code |= ((block[16 + place % 32] >> (place / 32)) & 1) << 4;
                }
            }
        }
        Kind::Q6K => {
            for (place, code) in codes.iter_mut().enumerate() {
                let (half, within) = (place / 128, place % 128);
                let (quarter, column) = (within / 32, within % 32);
                let low = block[half * 64 + (quarter % 2) * 32 + column];
                let high = block[128 + half * 32 + column];
                let low = if quarter < 2 { low & 15 } else { low >> 4 };
                *code = low | (((high >> (2 * quarter)) & 3) << 4);
            }
        }
        _ => {}
    }
    codes
}
