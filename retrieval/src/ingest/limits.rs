use std::time::Duration;

/// What a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file.
    pub file: u64,
    /// Bytes of all that a file unpacks to.
    pub unpacked: u64,
    /// How many times larger than itself anything in a file may be when it is unpacked, beyond the first megabyte.
    pub ratio: u64,
    /// Pages, slides or sheets.
    pub pages: usize,
    /// Bytes of text that are taken from a file; what comes after them is left out and told of.
    pub text: usize,
    /// How long the reading of one file may take.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 64 << 20,
            unpacked: 512 << 20,
            ratio: 200,
            pages: 5_000,
            text: 32 << 20,
            time: Duration::from_secs(60),
        }
    }
}
