//! Models of random weights, written as GGUF files: whatever is computed from them is as good a test as a real one.

pub(crate) mod vocabulary;
pub(crate) mod writer;

use std::path::Path;

use vocabulary::Vocabulary;
use writer::{Random, Writer};

/// How weights are stored: the types of ggml.
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
}

/// A model to be written.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) architecture: &'static str,
    pub(crate) layers: usize,
    pub(crate) width: usize,
    pub(crate) hidden: usize,
    pub(crate) heads: usize,
    pub(crate) key_heads: usize,
    pub(crate) head_size: usize,
    pub(crate) kind: Kind,
    /// Of the output and of embeddings; no output of its own where `None`.
    pub(crate) head: Option<Kind>,
    pub(crate) embedding: Kind,
    /// Llama 3.1's factors of the rotation.
    pub(crate) has_factors: bool,
    pub(crate) window: usize,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) template: Option<String>,
    pub(crate) seed: u64,
}

impl Plan {
    /// A model of some hundred thousand weights.
    pub(crate) fn tiny(architecture: &'static str, kind: Kind) -> Self {
        Self {
            architecture,
            layers: 2,
            width: 256,
            hidden: 512,
            heads: 4,
            key_heads: 2,
            head_size: 64,
            kind,
            head: None,
            embedding: kind,
            has_factors: false,
            window: 1024,
            vocabulary: Vocabulary::byte_level("llama-bpe"),
            template: None,
            seed: 1,
        }
    }

    pub(crate) fn write(&self, path: &Path) {
        let mut writer = Writer::create(path);
        self.metadata(&mut writer);
        self.vocabulary.write(&mut writer);
        if let Some(template) = &self.template {
            writer.text("tokenizer.chat_template", template);
        }
        let tensors = self.tensors();
        for (name, kind, shape) in &tensors {
            writer.describe(name, *kind, shape);
        }
        let mut random = Random::new(self.seed);
        writer.begin_data();
        for (name, kind, shape) in &tensors {
            if name == "rope_freqs.weight" {
                let factors = (0..shape[0]).map(|pair| if pair < shape[0] / 2 { 1.0 } else { 8.0 });
                writer.floats(&factors.collect::<Vec<f32>>());
            } else if name.ends_with("norm.weight") {
                writer.floats(&(0..shape[0]).map(|_| 1.0 + 0.2 * random.even()).collect::<Vec<f32>>());
            } else if name.ends_with("bias") {
                writer.floats(&(0..shape[0]).map(|_| 0.5 * random.even()).collect::<Vec<f32>>());
            } else {
                writer.weights(*kind, shape, &mut random);
            }
        }
        writer.finish();
    }

    fn metadata(&self, writer: &mut Writer) {
        let key = |name: &str| format!("{}.{name}", self.architecture);
        writer.text("general.architecture", self.architecture);
        writer.text("general.name", "random");
        for (name, value) in [
            ("block_count", self.layers),
            ("context_length", self.window),
            ("embedding_length", self.width),
            ("feed_forward_length", self.hidden),
            ("attention.head_count", self.heads),
            ("attention.head_count_kv", self.key_heads),
            ("attention.key_length", self.head_size),
            ("attention.value_length", self.head_size),
            ("rope.dimension_count", self.head_size),
        ] {
            writer.number(&key(name), value as u32);
        }
        writer.float(&key("attention.layer_norm_rms_epsilon"), 1e-5);
        writer.float(&key("rope.freq_base"), 500_000.0);
    }

    fn tensors(&self) -> Vec<(String, Kind, Vec<usize>)> {
        let (width, hidden) = (self.width, self.hidden);
        let (queries, keys) = (self.heads * self.head_size, self.key_heads * self.head_size);
        let size = self.vocabulary.tokens.len();
        let mut all = vec![("token_embd.weight".to_owned(), self.embedding, vec![width, size])];
        if self.has_factors {
            all.push(("rope_freqs.weight".to_owned(), Kind::F32, vec![self.head_size / 2]));
        }
        for layer in 0..self.layers {
            let mut add = |part: &str, kind, shape: &[usize]| {
                all.push((format!("blk.{layer}.{part}"), kind, shape.to_vec()));
            };
            add("attn_norm.weight", Kind::F32, &[width]);
            for (part, rows) in [("attn_q", queries), ("attn_k", keys), ("attn_v", keys)] {
                add(&format!("{part}.weight"), self.kind, &[width, rows]);
                if self.architecture == "qwen2" {
                    add(&format!("{part}.bias"), Kind::F32, &[rows]);
                }
            }
            if self.architecture == "qwen3" {
                add("attn_q_norm.weight", Kind::F32, &[self.head_size]);
                add("attn_k_norm.weight", Kind::F32, &[self.head_size]);
            }
            add("attn_output.weight", self.kind, &[queries, width]);
            add("ffn_norm.weight", Kind::F32, &[width]);
            add("ffn_gate.weight", self.kind, &[width, hidden]);
            add("ffn_up.weight", self.kind, &[width, hidden]);
            add("ffn_down.weight", self.kind, &[hidden, width]);
        }
        all.push(("output_norm.weight".to_owned(), Kind::F32, vec![width]));
        all.extend(self.head.map(|kind| ("output.weight".to_owned(), kind, vec![width, size])));
        all
    }
}
