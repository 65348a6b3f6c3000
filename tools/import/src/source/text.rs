//! What a text file is written in: its encoding, and the sign between its cells.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use super::delimited::Records;

/// Signs that may stand between cells, as people use them most.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Bytes and records that are looked at to find the delimiter.
const SAMPLE: u64 = 256_000;
const RECORDS: usize = 200;

/// What one pass over the bytes finds out.
#[derive(Debug, Clone)]
pub(super) struct Scanned {
    pub hash: String,
    pub encoding: &'static Encoding,
    pub bytes: u64,
}

/// Hashes a file and finds its encoding, in bounded memory.
pub(super) fn scan(path: &Path) -> io::Result<Scanned> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let (mut bytes, mut start, mut utf8) = (0, Vec::new(), Utf8::default());
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let chunk = &buffer[..read];
        hasher.update(chunk);
        bytes += read as u64;
        if start.len() < 4_096 {
            start.extend_from_slice(&chunk[..read.min(4_096)]);
        }
        utf8.add(chunk);
    }
    Ok(Scanned { hash: hasher.finalize().to_hex().to_string(), encoding: encoding(&start, &utf8), bytes })
}

fn encoding(start: &[u8], utf8: &Utf8) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return encoding;
    }
    let nuls = |parity: usize| start.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let many = start.len() / 8;
    match (nuls(0), nuls(1)) {
        (even, odd) if odd > many && odd > 4 * even => UTF_16LE,
        (even, odd) if even > many && even > 4 * odd => UTF_16BE,
        // A broken byte in a file of UTF-8 is a bad row; many of them are another encoding.
        _ if utf8.invalid == 0 || utf8.valid > 10 * utf8.invalid => UTF_8,
        _ => WINDOWS_1252,
    }
}

/// Counts letters of several bytes, and bytes that are none.
#[derive(Default)]
struct Utf8 {
    valid: u64,
    invalid: u64,
    /// The beginning of a letter that ends in the next chunk.
    carried: Vec<u8>,
}

impl Utf8 {
    fn add(&mut self, chunk: &[u8]) {
        let whole = if self.carried.is_empty() { None } else { Some([&self.carried, chunk].concat()) };
        let bytes = whole.as_deref().unwrap_or(chunk);
        let (mut carried, mut at) = (Vec::new(), 0);
        for part in bytes.utf8_chunks() {
            self.valid += part.valid().chars().filter(|letter| !letter.is_ascii()).count() as u64;
            at += part.valid().len() + part.invalid().len();
            let cut_off = at == bytes.len() && part.invalid().len() < 4 && !part.invalid().is_empty();
            if cut_off {
                carried = part.invalid().to_vec();
            } else if !part.invalid().is_empty() {
                self.invalid += 1;
            }
        }
        self.carried = carried;
    }
}

/// The file as UTF-8; what cannot be decoded becomes U+FFFD.
pub(super) fn decoded<R: Read>(bytes: R, encoding: &'static Encoding) -> DecodeReaderBytes<R, Vec<u8>> {
    DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(bytes)
}

/// The sign that gives most records the same number of cells, and more than one.
pub(super) fn delimiter(path: &Path, encoding: &'static Encoding) -> io::Result<u8> {
    let mut sample = String::new();
    decoded(File::open(path)?.take(SAMPLE), encoding).read_to_string(&mut sample)?;
    let scored = DELIMITERS.map(|sign| (score(&sample, sign), sign));
    let best = scored.into_iter().reduce(|best, other| if other.0 > best.0 { other } else { best });
    Ok(best.map_or(b',', |(_, sign)| sign))
}

/// The share of records that agree, and the number of their cells; nothing for one cell.
fn score(sample: &str, sign: u8) -> (u64, usize) {
    let mut records = Records::new(sample.as_bytes(), sign);
    let mut widths = std::collections::BTreeMap::new();
    for _ in 0..RECORDS {
        match records.next() {
            Ok(Some(row)) => *widths.entry(row.cells.len()).or_insert(0_u64) += 1,
            _ => break,
        }
    }
    let all: u64 = widths.values().sum();
    let usual = widths.iter().max_by_key(|(_, count)| **count);
    usual.filter(|(width, _)| **width > 1).map_or((0, 0), |(width, count)| (count * 20 / all.max(1), *width))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn found(bytes: &[u8]) -> (&'static str, char) {
        let file = file(bytes);
        let encoding = scan(file.path()).unwrap().encoding;
        (encoding.name(), char::from(delimiter(file.path(), encoding).unwrap()))
    }

    #[test]
    fn encodings_and_delimiters_are_found() {
        assert_eq!(found("a,b\n1,2\n".as_bytes()), ("UTF-8", ','));
        assert_eq!(found("name;price\nKäse;1,50\nÖl;2,25\n".as_bytes()), ("UTF-8", ';'));
        assert_eq!(found(b"name;price\nK\xe4se;1,50\n\xd6l;2,25\n"), ("windows-1252", ';'));
        assert_eq!(found(b"\xef\xbb\xbfa\tb\n1\t2\n"), ("UTF-8", '\t'));
        let utf16: Vec<u8> = "a|b\n1|2\n3|4\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(&utf16), ("UTF-16LE", '|'));
        assert_eq!(found(&[b"\xff\xfe".as_slice(), &utf16].concat()), ("UTF-16LE", '|'));
        assert_eq!(found(b"one\ntwo\n").1, ',');
        assert_eq!(found(b"").1, ',');
    }

    #[test]
    fn one_broken_byte_does_not_make_another_encoding() {
        let mut bytes = "é,ü\n".repeat(100).into_bytes();
        bytes.extend(b"\xff,x\n");
        assert_eq!(found(&bytes).0, "UTF-8");
    }

    #[test]
    fn letters_across_chunks_are_counted_once() {
        let text = "é".repeat(50_000);
        let mut one = Utf8::default();
        for chunk in text.as_bytes().chunks(7) {
            one.add(chunk);
        }
        assert_eq!((one.valid, one.invalid), (50_000, 0));
    }
}
