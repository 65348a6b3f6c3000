use std::{
    fs::File,
    io::{BufWriter, Seek, Write},
    path::Path,
};

use half::f16;

use super::Kind;

/// Numbers by chance, quickly (xorshift).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Between −1 and 1.
    pub(crate) fn even(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((self.bits() >> 32) as usize * limit) >> 32
    }
}

/// A GGUF file in the making: first metadata, then descriptions of tensors, then their data in the same order.
pub(crate) struct Writer {
    file: BufWriter<File>,
    metadata: (u64, Vec<u8>),
    tensors: (u64, Vec<u8>),
    /// Bytes of the tensors described so far.
    size: u64,
}

const ALIGNMENT: u64 = 32;

impl Writer {
    pub(crate) fn create(path: &Path) -> Self {
        let file = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
        Self { file, metadata: (0, Vec::new()), tensors: (0, Vec::new()), size: 0 }
    }

    fn key(&mut self, key: &str, code: u32) -> &mut Vec<u8> {
        self.metadata.0 += 1;
        let bytes = &mut self.metadata.1;
        put_text(bytes, key);
        bytes.extend(code.to_le_bytes());
        bytes
    }

    pub(crate) fn number(&mut self, key: &str, value: u32) {
        self.key(key, 4).extend(value.to_le_bytes());
    }

    pub(crate) fn float(&mut self, key: &str, value: f32) {
        self.key(key, 6).extend(value.to_le_bytes());
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        put_text(self.key(key, 8), value);
    }

    fn list(&mut self, key: &str, code: u32, count: usize) -> &mut Vec<u8> {
        let bytes = self.key(key, 9);
        bytes.extend(code.to_le_bytes());
        bytes.extend((count as u64).to_le_bytes());
        bytes
    }

    pub(crate) fn texts(&mut self, key: &str, values: &[String]) {
        let bytes = self.list(key, 8, values.len());
        values.iter().for_each(|value| put_text(bytes, value));
    }

    pub(crate) fn numbers(&mut self, key: &str, values: &[i32]) {
        let bytes = self.list(key, 5, values.len());
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub(crate) fn scores(&mut self, key: &str, values: &[f32]) {
        let bytes = self.list(key, 6, values.len());
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub(crate) fn describe(&mut self, name: &str, kind: Kind, shape: &[usize]) {
        let (code, block, bytes) = facts(kind);
        self.tensors.0 += 1;
        let into = &mut self.tensors.1;
        put_text(into, name);
        into.extend((shape.len() as u32).to_le_bytes());
        into.extend(shape.iter().flat_map(|size| (*size as u64).to_le_bytes()));
        into.extend(code.to_le_bytes());
        into.extend(self.size.to_le_bytes());
        self.size += ((shape.iter().product::<usize>() / block * bytes) as u64).next_multiple_of(ALIGNMENT);
    }

    pub(crate) fn begin_data(&mut self) {
        self.file.write_all(b"GGUF").unwrap();
        self.file.write_all(&3_u32.to_le_bytes()).unwrap();
        self.file.write_all(&self.tensors.0.to_le_bytes()).unwrap();
        self.file.write_all(&self.metadata.0.to_le_bytes()).unwrap();
        self.file.write_all(&self.metadata.1).unwrap();
        self.file.write_all(&self.tensors.1).unwrap();
        self.align();
    }

    fn align(&mut self) {
        let at = self.file.stream_position().unwrap();
        let rest = at.next_multiple_of(ALIGNMENT) - at;
        self.file.write_all(&vec![0; rest as usize]).unwrap();
    }

    pub(crate) fn floats(&mut self, values: &[f32]) {
        values.iter().for_each(|value| self.file.write_all(&value.to_le_bytes()).unwrap());
        self.align();
    }

    /// Weights by chance, as large as keeps what is computed from them of about the same size.
    pub(crate) fn weights(&mut self, kind: Kind, shape: &[usize], random: &mut Random) {
        let (_, block, bytes) = facts(kind);
        let gain = 1.0 / (shape[0] as f32).sqrt();
        let mut buffer = vec![0; bytes];
        for _ in 0..shape.iter().product::<usize>() / block {
            fill(kind, gain, &mut buffer, random);
            self.file.write_all(&buffer).unwrap();
        }
        self.align();
    }

    pub(crate) fn finish(mut self) {
        self.file.flush().unwrap();
    }
}

/// Code of the type, values and bytes of a block.
fn facts(kind: Kind) -> (u32, usize, usize) {
    match kind {
        Kind::F32 => (0, 1, 4),
        Kind::F16 => (1, 1, 2),
        Kind::BF16 => (30, 1, 2),
        Kind::Q4_0 => (2, 32, 18),
        Kind::Q8_0 => (8, 32, 34),
        Kind::Q4K => (12, 256, 144),
        Kind::Q5K => (13, 256, 176),
        Kind::Q6K => (14, 256, 210),
    }
}

/// A block whose values have a standard deviation of about `gain`: scales by what codes of chance come to.
fn fill(kind: Kind, gain: f32, block: &mut [u8], random: &mut Random) {
    for bytes in block.chunks_mut(8) {
        bytes.copy_from_slice(&random.bits().to_le_bytes()[..bytes.len()]);
    }
    let vary = 1.0 + 0.3 * random.even();
    let mut half = |at: usize, value: f32| {
        block[at..at + 2].copy_from_slice(&f16::from_f32(value * vary).to_le_bytes());
    };
    match kind {
        Kind::F32 => block.copy_from_slice(&(random.even() * 1.7 * gain).to_le_bytes()),
        Kind::F16 => half(0, random.even() * 1.7 * gain),
        Kind::BF16 => block.copy_from_slice(&half::bf16::from_f32(random.even() * 1.7 * gain).to_le_bytes()),
        Kind::Q4_0 => half(0, gain / 4.6),
        Kind::Q8_0 => half(0, gain / 74.0),
        Kind::Q4K => {
            half(0, gain / 250.0);
            half(2, 7.5 * gain / 250.0);
        }
        Kind::Q5K => {
            half(0, gain / 500.0);
            half(2, 15.0 * gain / 500.0);
        }
        Kind::Q6K => half(208, gain / 1370.0),
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(text.as_bytes());
}
