//! Random streams, one for each purpose, so that a new table never shifts the numbers of another.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The generator used throughout.
pub(crate) type Stream = ChaCha8Rng;

/// The stream for `purpose`, such as `"failures"`.
pub(crate) fn stream(seed: u64, purpose: &str) -> Stream {
    indexed(seed, purpose, 0)
}

/// The stream for one member of a purpose, such as machine 12's failures.
pub(crate) fn indexed(seed: u64, purpose: &str, index: u64) -> Stream {
    // FNV-1a: stable over time and platforms, which std's hasher does not promise.
    let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut key = [0_u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&hash.to_le_bytes());
    key[16..24].copy_from_slice(&index.to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_repeat_and_differ_by_purpose_and_index() {
        let first = stream(7, "failures").next_u64();
        assert_eq!(first, stream(7, "failures").next_u64());
        assert_ne!(first, stream(8, "failures").next_u64());
        assert_ne!(first, stream(7, "scrap").next_u64());
        assert_ne!(first, indexed(7, "failures", 1).next_u64());
    }
}
