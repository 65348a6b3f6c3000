use crate::{
    LoadError,
    gguf::{Gguf, Kind, Value},
    kernels::{Heads, LARGEST_HEAD},
};

/// The architectures that can be run, and how each turns positions into angles.
const FAMILIES: [(&str, Rotation); 3] =
    [("llama", Rotation::Adjacent), ("qwen2", Rotation::Halves), ("qwen3", Rotation::Halves)];

/// Which two values of a head are rotated together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// The first with the second, the third with the fourth.
    Adjacent,
    /// The first with the first of the upper half.
    Halves,
}

/// The numbers that say what a model computes.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) layers: usize,
    /// Values of a token between layers.
    pub(crate) width: usize,
    /// Values in the middle of a feed-forward network.
    pub(crate) hidden: usize,
    pub(crate) heads: Heads,
    pub(crate) vocabulary: usize,
    /// Tokens that the model was trained on at once.
    pub(crate) window: usize,
    pub(crate) epsilon: f32,
    pub(crate) rotation: Rotation,
    /// Values of a head that are rotated; the rest stay.
    pub(crate) rotated: usize,
    /// The angle of each pair for one step of a position.
    pub(crate) angles: Vec<f64>,
}

impl Shape {
    pub(crate) fn read(gguf: &Gguf) -> Result<Self, LoadError> {
        let file = gguf.path();
        let text = |key: &str| gguf.value(key).and_then(Value::text);
        let architecture =
            text("general.architecture").ok_or_else(|| missing(gguf, "general.architecture"))?;
        let family = FAMILIES.iter().find(|family| family.0 == architecture);
        let Some((_, rotation)) = family else {
            let known = FAMILIES.map(|family| family.0).join(", ");
            let (file, architecture) = (file.to_owned(), architecture.to_owned());
            return Err(LoadError::Architecture { file, architecture, known });
        };
        let key = |name: &str| format!("{architecture}.{name}");
        let optional = |name: &str| match gguf.value(&key(name)) {
            None => Ok(None),
            Some(value) => size(value).map(Some).ok_or_else(|| {
                LoadError::corrupt(file, format!("\"{}\" is not a number that can be used", key(name)))
            }),
        };
        let number = |name: &str| optional(name)?.ok_or_else(|| missing(gguf, &key(name)));
        let (layers, width, hidden) =
            (number("block_count")?, number("embedding_length")?, number("feed_forward_length")?);
        let queries = number("attention.head_count")?;
        let keys = optional("attention.head_count_kv")?.unwrap_or(queries);
        let wrong = |detail: &str| Err(LoadError::corrupt(file, detail));
        if queries == 0
            || keys == 0
            || !queries.is_multiple_of(keys)
            || layers == 0
            || width == 0
            || hidden == 0
        {
            return wrong("its numbers of heads and layers do not fit together");
        }
        let size = optional("attention.key_length")?.unwrap_or(width / queries);
        if optional("attention.value_length")?.is_some_and(|value| value != size) {
            return wrong("its keys and values are not equally long, which cannot be run");
        }
        if size == 0 || size > LARGEST_HEAD || size % 2 != 0 {
            return wrong("its heads have a size that cannot be run");
        }
        let rotated = optional("rope.dimension_count")?.unwrap_or(size);
        if rotated == 0 || rotated > size || rotated % 2 != 0 {
            return wrong("the size of its rotation does not fit its heads");
        }
        let float = |name: &str| gguf.value(&key(name)).and_then(Value::float);
        let base = float("rope.freq_base").unwrap_or(10_000.0);
        let factor = match text(&key("rope.scaling.type")) {
            None | Some("none") => 1.0,
            Some("linear") => float("rope.scaling.factor").unwrap_or(1.0),
            // Llama 3.1's scaling comes as a tensor of factors, whatever the type says.
            Some(_) if gguf.tensor("rope_freqs.weight").is_some() => 1.0,
            Some(other) => return wrong(&format!("its scaling of positions, \"{other}\", cannot be run")),
        };
        let factors = frequency_factors(gguf, rotated / 2)?;
        let angle = |pair: usize| base.powf(-2.0 * pair as f64 / rotated as f64) / factor;
        let angles: Vec<f64> = (0..rotated / 2)
            .map(|pair| angle(pair) / factors.get(pair).map_or(1.0, |by| f64::from(*by)))
            .collect();
        if !angles.iter().all(|angle| angle.is_finite()) {
            return wrong("its rotation is not a number");
        }
        let embedding = gguf
            .tensor("token_embd.weight")
            .ok_or_else(|| LoadError::corrupt(file, "it has no tensor token_embd.weight"))?;
        let epsilon = float("attention.layer_norm_rms_epsilon").unwrap_or(1e-5) as f32;
        Ok(Self {
            layers,
            width,
            hidden,
            heads: Heads { queries, keys, size },
            vocabulary: embedding.rows,
            window: optional("context_length")?.unwrap_or(2048).max(1),
            epsilon,
            rotation: *rotation,
            rotated,
            angles,
        })
    }

    /// Bytes of keys and values for so many positions, of 32 bits each where `is_exact` and else of 16.
    pub(crate) fn cache_bytes(&self, positions: usize, is_exact: bool) -> u64 {
        let position = if is_exact { 8 } else { 4 } * (self.heads.keys * self.heads.size) as u64;
        position.saturating_mul(self.layers as u64).saturating_mul(positions as u64)
    }
}

fn missing(gguf: &Gguf, key: &str) -> LoadError {
    LoadError::Missing { file: gguf.path().to_owned(), key: key.to_owned() }
}

/// A size below 2²⁴, so that products of two of them fit; of an array, its first where all are equal.
fn size(value: &Value) -> Option<usize> {
    let number = match value {
        Value::Integers(all) => all.first().copied().filter(|first| all.iter().all(|other| other == first)),
        value => value.integer(),
    };
    number.and_then(|number| usize::try_from(number).ok()).filter(|number| *number < 1 << 24)
}

fn frequency_factors(gguf: &Gguf, pairs: usize) -> Result<Vec<f32>, LoadError> {
    let Some(tensor) = gguf.tensor("rope_freqs.weight") else { return Ok(Vec::new()) };
    if tensor.kind != Kind::F32 || tensor.columns != pairs || tensor.rows != 1 {
        return Err(LoadError::corrupt(gguf.path(), "the tensor rope_freqs.weight does not fit the heads"));
    }
    let mut bytes = Vec::new();
    gguf.read(tensor, 0, 1, &mut bytes)?;
    let factors: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    if factors.iter().all(|factor| factor.is_normal()) {
        Ok(factors)
    } else {
        Err(LoadError::corrupt(gguf.path(), "the tensor rope_freqs.weight holds values that cannot be used"))
    }
}
