use super::Shape;
use crate::{
    LoadError,
    gguf::{Gguf, Tensor, dequantise},
    kernels::{Packed, TILE},
};

/// Rows that are read from the file at once, so that no tensor stands in memory twice.
const STRIP: usize = 32 * TILE;

/// A matrix and what is added to its products.
#[derive(Debug)]
pub(crate) struct Linear {
    pub(crate) matrix: Packed,
    /// Empty where nothing is added.
    pub(crate) bias: Vec<f32>,
}

#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) attention_norm: Vec<f32>,
    pub(crate) query: Linear,
    pub(crate) key: Linear,
    pub(crate) value: Linear,
    pub(crate) output: Linear,
    /// Norms of each head of queries and keys (Qwen 3); else empty.
    pub(crate) query_norm: Vec<f32>,
    pub(crate) key_norm: Vec<f32>,
    pub(crate) feed_norm: Vec<f32>,
    pub(crate) gate: Linear,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
}

#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) embedding: Packed,
    pub(crate) layers: Vec<Layer>,
    pub(crate) norm: Vec<f32>,
    /// Absent where the embedding is also the output.
    pub(crate) head: Option<Packed>,
}

impl Weights {
    pub(crate) fn read(gguf: &Gguf, shape: &Shape) -> Result<Self, LoadError> {
        let reader = Reader { gguf };
        let (width, hidden, vocabulary) = (shape.width, shape.hidden, shape.vocabulary);
        let queries = shape.heads.queries * shape.heads.size;
        let keys = shape.heads.keys * shape.heads.size;
        let layer = |index: usize| {
            let name = |part: &str| format!("blk.{index}.{part}");
            let linear = |part: &str, rows, columns| reader.linear(&name(part), rows, columns);
            let head_norm = |part: &str| reader.optional(&name(part), shape.heads.size);
            Ok(Layer {
                attention_norm: reader.vector(&name("attn_norm.weight"), width)?,
                query: linear("attn_q", queries, width)?,
                key: linear("attn_k", keys, width)?,
                value: linear("attn_v", keys, width)?,
                output: linear("attn_output", width, queries)?,
                query_norm: head_norm("attn_q_norm.weight")?,
                key_norm: head_norm("attn_k_norm.weight")?,
                feed_norm: reader.vector(&name("ffn_norm.weight"), width)?,
                gate: linear("ffn_gate", hidden, width)?,
                up: linear("ffn_up", hidden, width)?,
                down: linear("ffn_down", width, hidden)?,
            })
        };
        let head = gguf.tensor("output.weight").map(|_| reader.matrix("output.weight", vocabulary, width));
        Ok(Self {
            embedding: reader.matrix("token_embd.weight", vocabulary, width)?,
            layers: (0..shape.layers).map(layer).collect::<Result<_, LoadError>>()?,
            norm: reader.vector("output_norm.weight", width)?,
            head: head.transpose()?,
        })
    }

    /// Bytes that the matrices of a file will take once packed.
    pub(crate) fn bytes(gguf: &Gguf, shape: &Shape) -> u64 {
        let parts = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];
        let layers =
            (0..shape.layers).flat_map(|layer| parts.map(|part| format!("blk.{layer}.{part}.weight")));
        let names = layers.chain(["token_embd.weight".to_owned(), "output.weight".to_owned()]);
        let tensors = names.filter_map(|name| gguf.tensor(&name));
        tensors
            .filter_map(|tensor| Packed::size(tensor.kind, tensor.rows, tensor.columns))
            .fold(0_u64, |sum, size| sum.saturating_add(size as u64))
    }
}

struct Reader<'a> {
    gguf: &'a Gguf,
}

impl Reader<'_> {
    fn linear(&self, name: &str, rows: usize, columns: usize) -> Result<Linear, LoadError> {
        let matrix = self.matrix(&format!("{name}.weight"), rows, columns)?;
        Ok(Linear { matrix, bias: self.optional(&format!("{name}.bias"), rows)? })
    }

    fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Packed, LoadError> {
        let tensor = self.tensor(name, rows, columns)?;
        let file = self.gguf.path();
        if !Packed::fits(tensor.kind, columns) {
            return Err(LoadError::corrupt(
                file,
                format!("the tensor {name} has {columns} columns, which is no multiple of 32"),
            ));
        }
        let mut packed =
            Packed::zeroed(tensor.kind, rows, columns).map_err(|error| LoadError::Unreadable {
                file: file.to_owned(),
                detail: format!("no memory for the tensor {name}: {error}"),
            })?;
        let mut strip = Vec::new();
        for first in (0..rows).step_by(STRIP) {
            self.gguf.read(tensor, first, STRIP.min(rows - first), &mut strip)?;
            packed.pack(first, tensor.stride(), &strip);
        }
        Ok(packed)
    }

    fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, LoadError> {
        let tensor = self.tensor(name, 1, length)?;
        let mut bytes = Vec::new();
        self.gguf.read(tensor, 0, 1, &mut bytes)?;
        let mut values = vec![0.0; length];
        dequantise(tensor.kind, &bytes, &mut values);
        Ok(values)
    }

    fn optional(&self, name: &str, length: usize) -> Result<Vec<f32>, LoadError> {
        if self.gguf.tensor(name).is_some() { self.vector(name, length) } else { Ok(Vec::new()) }
    }

    fn tensor(&self, name: &str, rows: usize, columns: usize) -> Result<&Tensor, LoadError> {
        let file = self.gguf.path();
        let tensor = self.gguf.tensor(name);
        let tensor = tensor.ok_or_else(|| LoadError::corrupt(file, format!("it has no tensor {name}")))?;
        if (tensor.rows, tensor.columns) != (rows, columns) {
            let detail = format!(
                "the tensor {name} is {} × {} where {rows} × {columns} is wanted",
                tensor.rows, tensor.columns
            );
            return Err(LoadError::corrupt(file, detail));
        }
        Ok(tensor)
    }
}
