//! The encoder of BERT (Devlin et al., 2019), as sentence-transformers use it.

use candle_core::{Module, Result, Tensor};
use candle_nn::{
    Embedding, LayerNorm, Linear, VarBuilder, embedding, layer_norm, linear, ops::softmax_last_dim,
};
use serde::Deserialize;

/// The part of `config.json` that the forward pass depends on.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Config {
    pub(super) model_type: String,
    #[serde(default = "absolute")]
    pub(super) position_embedding_type: String,
    pub(super) hidden_act: String,
    pub(super) hidden_size: usize,
    pub(super) intermediate_size: usize,
    pub(super) num_attention_heads: usize,
    pub(super) num_hidden_layers: usize,
    pub(super) layer_norm_eps: f64,
    pub(super) max_position_embeddings: usize,
    pub(super) type_vocab_size: usize,
    pub(super) vocab_size: usize,
}

fn absolute() -> String {
    "absolute".to_owned()
}

pub(super) struct Bert {
    words: Embedding,
    positions: Tensor,
    /// Of the first of the two sentences that BERT knows.
    kind: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

impl Bert {
    pub(super) fn new(config: &Config, weights: &VarBuilder<'_>) -> Result<Self> {
        let (size, under) = (config.hidden_size, weights.pp("embeddings"));
        let layers = (0..config.num_hidden_layers)
            .map(|layer| Layer::new(config, &weights.pp("encoder").pp("layer").pp(layer)));
        Ok(Self {
            words: embedding(config.vocab_size, size, under.pp("word_embeddings"))?,
            positions: under
                .pp("position_embeddings")
                .get((config.max_position_embeddings, size), "weight")?,
            kind: under.pp("token_type_embeddings").get((config.type_vocab_size, size), "weight")?.get(0)?,
            norm: layer_norm(size, config.layer_norm_eps, under.pp("LayerNorm"))?,
            layers: layers.collect::<Result<_>>()?,
        })
    }

    /// Token ids (batch, length) to states (batch, length, hidden). `mask` (batch, 1, 1, length) is added to the
    /// attention: 0 for tokens, very low for padding; none where nothing is padded.
    pub(super) fn forward(&self, tokens: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
        let (_, length) = tokens.dims2()?;
        let positions = self.positions.narrow(0, 0, length)?;
        let embedded = self.words.forward(tokens)?.broadcast_add(&positions)?.broadcast_add(&self.kind)?;
        let first = self.norm.forward(&embedded)?;
        self.layers.iter().try_fold(first, |states, layer| layer.forward(&states, mask))
    }
}

struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    attended: Linear,
    attended_norm: LayerNorm,
    inner: Linear,
    outer: Linear,
    outer_norm: LayerNorm,
    heads: usize,
}

impl Layer {
    fn new(config: &Config, weights: &VarBuilder<'_>) -> Result<Self> {
        let (size, inner, eps) = (config.hidden_size, config.intermediate_size, config.layer_norm_eps);
        let attention = weights.pp("attention");
        Ok(Self {
            query: linear(size, size, attention.pp("self").pp("query"))?,
            key: linear(size, size, attention.pp("self").pp("key"))?,
            value: linear(size, size, attention.pp("self").pp("value"))?,
            attended: linear(size, size, attention.pp("output").pp("dense"))?,
            attended_norm: layer_norm(size, eps, attention.pp("output").pp("LayerNorm"))?,
            inner: linear(size, inner, weights.pp("intermediate").pp("dense"))?,
            outer: linear(inner, size, weights.pp("output").pp("dense"))?,
            outer_norm: layer_norm(size, eps, weights.pp("output").pp("LayerNorm"))?,
            heads: config.num_attention_heads,
        })
    }

    fn forward(&self, states: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
        let attended = self.attended.forward(&self.attend(states, mask)?)?;
        let states = self.attended_norm.forward(&(attended + states)?)?;
        let inner = self.inner.forward(&states)?.gelu_erf()?;
        self.outer_norm.forward(&(self.outer.forward(&inner)? + &states)?)
    }

    fn attend(&self, states: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
        let (batch, length, size) = states.dims3()?;
        let width = size / self.heads;
        let by_head = |projection: &Linear| {
            let projected = projection.forward(states)?.reshape((batch, length, self.heads, width))?;
            projected.transpose(1, 2)?.contiguous()
        };
        let query = (by_head(&self.query)? * (1.0 / (width as f64).sqrt()))?;
        let mut scores = query.matmul(&by_head(&self.key)?.t()?)?;
        if let Some(mask) = mask {
            scores = scores.broadcast_add(mask)?;
        }
        let mixed = softmax_last_dim(&scores)?.matmul(&by_head(&self.value)?)?;
        mixed.transpose(1, 2)?.reshape((batch, length, size))
    }
}
