//! The GGUF container, versions 2 and 3: a header of metadata and tensor descriptions, then the tensors' bytes.
//! <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>

mod cursor;
mod kind;
mod value;

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use cursor::Cursor;
pub(crate) use kind::{Kind, codes, dequantise, half_at, scale_and_min};
pub(crate) use value::Value;

use crate::LoadError;

/// Where a tensor's bytes are. Rows are contiguous: `columns` is the fastest dimension.
#[derive(Debug, Clone)]
pub(crate) struct Tensor {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    /// From the beginning of the file.
    at: u64,
}

impl Tensor {
    /// Bytes of a row.
    pub(crate) fn stride(&self) -> usize {
        self.columns / self.kind.block() * self.kind.block_bytes()
    }
}

/// A file whose header was read and whose tensors are known to lie within it.
#[derive(Debug)]
pub(crate) struct Gguf {
    path: PathBuf,
    file: File,
    metadata: HashMap<String, Value>,
    tensors: HashMap<String, Tensor>,
    /// Where the tensors' bytes begin.
    data: u64,
    length: u64,
}

impl Gguf {
    pub(crate) fn open(path: &Path) -> Result<Self, LoadError> {
        let unreadable = |error: std::io::Error| LoadError::Unreadable {
            file: path.to_owned(),
            detail: error.to_string(),
        };
        let file = File::open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if !about.is_file() {
            return Err(LoadError::NotGguf { file: path.to_owned(), detail: "it is not a file".to_owned() });
        }
        let length = about.len();
        let mut cursor = Cursor::new(path, BufReader::with_capacity(1 << 16, &file), length);
        let (metadata, described) = header(&mut cursor)?;
        let alignment = match metadata.get("general.alignment") {
            None => 32,
            Some(value) => value.integer().and_then(|value| u64::try_from(value).ok()).unwrap_or_default(),
        };
        if !alignment.is_power_of_two() || alignment > 1 << 20 {
            return Err(LoadError::corrupt(path, "its alignment is not a power of two"));
        }
        let data = cursor.position().next_multiple_of(alignment);
        let mut tensors = HashMap::with_capacity(described.len());
        for raw in described {
            let tensor = raw.check(path, data, length)?;
            if let Some(double) = tensors.insert(tensor.name.clone(), tensor) {
                return Err(LoadError::corrupt(path, format!("it has the tensor {} twice", double.name)));
            }
        }
        Ok(Self { path: path.to_owned(), file, metadata, tensors, data, length })
    }

    /// A hash of the header, of what stands at many places of the data, and of `other`: quick to compute, and different
    /// for models that differ in more than a few weights.
    pub(crate) fn fingerprint(&self, other: &[u8]) -> Result<blake3::Hash, LoadError> {
        const SAMPLES: u64 = 256;
        let unreadable = |error: std::io::Error| LoadError::Unreadable {
            file: self.path.clone(),
            detail: error.to_string(),
        };
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.length.to_le_bytes());
        hasher.update(other);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        hasher.update_reader(file.take(self.data)).map_err(unreadable)?;
        for sample in 0..SAMPLES {
            let at = self.data + self.length.saturating_sub(self.data) / SAMPLES * sample;
            file.seek(SeekFrom::Start(at)).map_err(unreadable)?;
            hasher.update_reader(file.take(4096)).map_err(unreadable)?;
        }
        Ok(hasher.finalize())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn value(&self, key: &str) -> Option<&Value> {
        self.metadata.get(key)
    }

    pub(crate) fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// Reads `count` rows of a tensor from row `first` on into `into`, which is made as long as they are.
    pub(crate) fn read(
        &self,
        tensor: &Tensor,
        first: usize,
        count: usize,
        into: &mut Vec<u8>,
    ) -> Result<(), LoadError> {
        let stride = tensor.stride();
        let unreadable = |error: std::io::Error| LoadError::Unreadable {
            file: self.path.clone(),
            detail: format!("{}: {error}", tensor.name),
        };
        into.resize(stride.saturating_mul(count), 0);
        let mut file = &self.file;
        let at = tensor.at.saturating_add((stride as u64).saturating_mul(first as u64));
        file.seek(SeekFrom::Start(at)).map_err(unreadable)?;
        file.read_exact(into).map_err(unreadable)
    }
}

/// A tensor as its description says, before that is believed.
struct Described {
    name: String,
    dimensions: Vec<u64>,
    kind: u32,
    offset: u64,
}

impl Described {
    fn check(self, path: &Path, data: u64, length: u64) -> Result<Tensor, LoadError> {
        let Self { name, dimensions, kind, offset } = self;
        let kind = Kind::of_code(kind).map_err(|kind| LoadError::Quantisation {
            file: path.to_owned(),
            tensor: name.clone(),
            kind,
            known: Kind::known(),
        })?;
        let wrong = |detail: &str| LoadError::corrupt(path, format!("the tensor {name} {detail}"));
        let sizes: Option<Vec<usize>> = dimensions.iter().map(|size| usize::try_from(*size).ok()).collect();
        let sizes = sizes.ok_or_else(|| wrong("is too large"))?;
        let columns = sizes.first().copied().unwrap_or(1);
        let rows = sizes.iter().skip(1).try_fold(1_usize, |product, size| product.checked_mul(*size));
        let rows = rows.ok_or_else(|| wrong("is too large"))?;
        if columns == 0 || rows == 0 || !columns.is_multiple_of(kind.block()) {
            return Err(wrong("has rows that do not fit its quantisation"));
        }
        let bytes = (columns / kind.block()).checked_mul(kind.block_bytes());
        let bytes = bytes.and_then(|stride| stride.checked_mul(rows)).map(|bytes| bytes as u64);
        let at = data.checked_add(offset);
        let (Some(bytes), Some(at)) = (bytes, at) else { return Err(wrong("is too large")) };
        if at.checked_add(bytes).is_none_or(|end| end > length) {
            let (what, has) = (format!("the tensor {name}"), length.saturating_sub(at));
            return Err(LoadError::Truncated { file: path.to_owned(), what, needs: bytes, has });
        }
        Ok(Tensor { name, kind, columns, rows, at })
    }
}

fn header(cursor: &mut Cursor<'_>) -> Result<(HashMap<String, Value>, Vec<Described>), LoadError> {
    let magic: [u8; 4] = cursor.array("the magic number")?;
    let version = cursor.u32("the version")?;
    if &magic != b"GGUF" || !(2..=3).contains(&version) {
        let detail =
            if &magic == b"GGUF" { format!("version {version}") } else { "no magic number".to_owned() };
        return Err(LoadError::NotGguf { file: cursor.path().to_owned(), detail });
    }
    let tensors = cursor.count("the tensors", 24)?;
    let entries = cursor.count("the metadata", 13)?;
    let mut metadata = HashMap::with_capacity(entries);
    for _ in 0..entries {
        let key = cursor.text("a key of the metadata")?;
        let value = Value::read(cursor, &key)?;
        metadata.insert(key, value);
    }
    let mut described = Vec::with_capacity(tensors);
    for _ in 0..tensors {
        let name = cursor.text("the name of a tensor")?;
        let rank = cursor.u32("a tensor's rank")?;
        if rank > 4 {
            return Err(LoadError::corrupt(
                cursor.path(),
                format!("the tensor {name} has {rank} dimensions"),
            ));
        }
        let dimensions =
            (0..rank).map(|_| cursor.u64("a tensor's dimension")).collect::<Result<Vec<_>, _>>()?;
        let kind = cursor.u32("a tensor's type")?;
        let offset = cursor.u64("a tensor's place")?;
        described.push(Described { name, dimensions, kind, offset });
    }
    Ok((metadata, described))
}
