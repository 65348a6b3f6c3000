//! Keys and values of a prompt's beginning in a file, so that it is computed once and not after each start.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use super::Session;
use crate::kernels::KvCache;

const MAGIC: &[u8; 8] = b"sentiakv";

impl Session {
    /// Writes what is known of `prefix` into a folder, to be found again by [`Session::load_prefix`] of the same model and
    /// tokens. Whole blocks of 16 tokens are kept, and nothing of what follows them. What is in the file can be turned
    /// back into the text: keep it where that may be kept. Gives the number of tokens that were written; none where the
    /// session does not begin so.
    pub fn save_prefix(&self, folder: &Path, prefix: &[u32]) -> io::Result<usize> {
        let tokens = whole_blocks(prefix);
        if tokens.is_empty() || !self.tokens().starts_with(tokens) {
            return Ok(0);
        }
        let path = self.prefix_path(folder, tokens);
        let part = path.with_extension("part");
        let mut file = Checked::new(BufWriter::with_capacity(1 << 20, File::create(&part)?));
        let heads = self.model().shape().heads;
        file.write_all(MAGIC)?;
        let mut bytes = Vec::new();
        for layer in self.cache() {
            layer.copy_out(heads, tokens.len(), &mut bytes);
            file.write_all(&bytes)?;
        }
        let Checked { inner: mut file, hasher } = file;
        file.write_all(hasher.finalize().as_bytes())?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()?;
        // Whoever reads finds the whole of it or nothing.
        fs::rename(&part, &path)?;
        Ok(tokens.len())
    }

    /// Takes the keys and values of `prefix` from a folder, where [`Session::save_prefix`] left them. What the session knew
    /// before is forgotten then. Gives the number of tokens that need not be computed; none where there is no such file or
    /// it is damaged.
    pub fn load_prefix(&mut self, folder: &Path, prefix: &[u32]) -> io::Result<usize> {
        let tokens = whole_blocks(prefix);
        if tokens.is_empty() || tokens.len() > self.model().context() {
            return Ok(0);
        }
        let file = match File::open(self.prefix_path(folder, tokens)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            file => file?,
        };
        let mut cache = self.model().empty_cache();
        match read(&mut cache, self.model().shape().heads, tokens.len(), file) {
            Ok(()) => {
                self.replace(cache, tokens);
                Ok(tokens.len())
            }
            Err(error)
                if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData) =>
            {
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }

    /// A name that no other model, precision or beginning has.
    fn prefix_path(&self, folder: &Path, tokens: &[u32]) -> PathBuf {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.model().fingerprint());
        for token in tokens {
            hasher.update(&token.to_le_bytes());
        }
        folder.join(format!("{}.kv", hasher.finalize().to_hex()))
    }
}

fn whole_blocks(prefix: &[u32]) -> &[u32] {
    &prefix[..prefix.len() / KvCache::BLOCK * KvCache::BLOCK]
}

fn read(cache: &mut [KvCache], heads: crate::kernels::Heads, positions: usize, file: File) -> io::Result<()> {
    let mut file = BufReader::with_capacity(1 << 20, file);
    let mut hasher = blake3::Hasher::new();
    let mut magic = [0; 8];
    file.read_exact(&mut magic)?;
    hasher.update(&magic);
    let mut bytes = Vec::new();
    for layer in cache {
        layer.reserve(heads, positions).map_err(|_| io::ErrorKind::OutOfMemory)?;
        bytes.resize(layer.bytes(heads, positions), 0);
        file.read_exact(&mut bytes)?;
        hasher.update(&bytes);
        layer.copy_in(&bytes);
    }
    let mut sum = [0; 32];
    file.read_exact(&mut sum)?;
    if &magic != MAGIC || hasher.finalize() != blake3::Hash::from(sum) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(())
}

/// Writes, and hashes what is written.
struct Checked<W> {
    inner: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Checked<W> {
    fn new(inner: W) -> Self {
        Self { inner, hasher: blake3::Hasher::new() }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.inner.write_all(bytes)
    }
}
