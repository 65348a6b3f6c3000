//! Texts as vectors.

#[cfg(feature = "embedder")]
mod bert;
#[cfg(feature = "embedder")]
mod folder;
#[cfg(feature = "embedder")]
mod sentence;

#[cfg(feature = "embedder")]
pub use sentence::SentenceTransformer;

/// What makes vectors of texts, such that texts of like meaning have a large inner product.
pub trait Embedder: Send + Sync {
    /// Tells its vectors from those of others: another model, another name.
    fn name(&self) -> &str;

    /// A vector of Euclidean length 1 for each text.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError>;
}

/// Why there are no vectors.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    #[error(
        "the embedder in {folder} cannot be opened ({detail}); it must be a folder of a sentence-transformers model of the BERT family, with config.json, tokenizer.json and model.safetensors"
    )]
    Unusable { folder: String, detail: String },
    #[error("the embedder failed ({detail}); try again, and check its folder if it fails anew")]
    Failed { detail: String },
}
