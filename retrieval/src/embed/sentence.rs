use std::path::Path;

use candle_core::{DType, Device, Result, Tensor};
use tokenizers::Encoding;

use super::{
    EmbedError, Embedder,
    folder::{Folder, Pooling},
};

/// Tokens of a batch, padding among them.
const BATCH: usize = 2_048;

/// A sentence-transformers model of the BERT family, run on the processor.
pub struct SentenceTransformer {
    model: Folder,
}

impl SentenceTransformer {
    /// Reads a model from its folder, as `SentenceTransformer.save` writes it.
    pub fn open(folder: &Path) -> std::result::Result<Self, EmbedError> {
        let unusable = |detail| EmbedError::Unusable { folder: folder.display().to_string(), detail };
        Ok(Self { model: Folder::read(folder).map_err(unusable)? })
    }

    /// Vectors of texts of about the same length.
    fn batch(&self, encodings: &[&Encoding]) -> Result<Vec<Vec<f32>>> {
        let length = encodings.iter().map(|encoding| encoding.len()).max().unwrap_or_default();
        let is_padded = encodings.iter().any(|encoding| encoding.len() < length);
        let mut ids = Vec::with_capacity(length * encodings.len());
        let mut kept = Vec::with_capacity(ids.capacity());
        for encoding in encodings {
            let padding = length - encoding.len();
            ids.extend(encoding.get_ids().iter().copied().chain(std::iter::repeat_n(0, padding)));
            kept.extend(
                std::iter::repeat_n(1.0_f32, encoding.len()).chain(std::iter::repeat_n(0.0, padding)),
            );
        }
        let shape = (encodings.len(), length);
        let ids = Tensor::from_vec(ids, shape, &Device::Cpu)?;
        let kept = Tensor::from_vec(kept, shape, &Device::Cpu)?;
        let mask = ((&kept - 1.0)? * 1e9)?.reshape((encodings.len(), 1, 1, length))?;
        let states = self.model.bert.forward(&ids, is_padded.then_some(&mask))?;
        self.pool(&states, &kept)?.to_dtype(DType::F32)?.to_vec2()
    }

    fn pool(&self, states: &Tensor, kept: &Tensor) -> Result<Tensor> {
        let pooled = match self.model.pooling {
            Pooling::First => states.narrow(1, 0, 1)?.squeeze(1)?,
            Pooling::Mean => {
                let sum = states.broadcast_mul(&kept.unsqueeze(2)?)?.sum(1)?;
                sum.broadcast_div(&kept.sum_keepdim(1)?)?
            }
        };
        // Vectors are compared by their inner product: those of a model that leaves them long are shortened too.
        let length = pooled.sqr()?.sum_keepdim(1)?.sqrt()?.maximum(1e-12)?;
        pooled.broadcast_div(&length)
    }
}

impl Embedder for SentenceTransformer {
    fn name(&self) -> &str {
        &self.model.name
    }

    fn embed(&self, texts: &[&str]) -> std::result::Result<Vec<Vec<f32>>, EmbedError> {
        let failed = |detail: String| EmbedError::Failed { detail };
        let encodings = texts.iter().map(|text| self.model.tokenizer.encode_fast(*text, true));
        let encodings: Vec<Encoding> =
            encodings.collect::<std::result::Result<_, _>>().map_err(|error| failed(error.to_string()))?;
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|place| encodings.get(*place).map_or(0, Encoding::len));
        let mut vectors = vec![Vec::new(); texts.len()];
        for places in batches(&order, &encodings) {
            let chosen: Vec<&Encoding> = places.iter().filter_map(|place| encodings.get(*place)).collect();
            let batch = self.batch(&chosen).map_err(|error| failed(error.to_string()))?;
            for (place, vector) in places.iter().zip(batch) {
                if let Some(slot) = vectors.get_mut(*place) {
                    *slot = vector;
                }
            }
        }
        Ok(vectors)
    }
}

/// Places in the order of their lengths, parted such that a batch has few tokens and the shortest of it is not much
/// shorter than the longest.
fn batches<'a>(order: &'a [usize], encodings: &[Encoding]) -> Vec<&'a [usize]> {
    let length = |place: &usize| encodings.get(*place).map_or(0, Encoding::len).max(1);
    let (mut batches, mut rest) = (Vec::new(), order);
    while let Some(first) = rest.first() {
        let fits = |(count, place): (usize, &usize)| {
            (count + 1) * length(place) <= BATCH && length(place) <= length(first) + 4 + length(first) / 8
        };
        let count = (0..).zip(rest).take_while(|pair| fits(*pair)).count().max(1);
        let (batch, behind) = rest.split_at(count);
        batches.push(batch);
        rest = behind;
    }
    batches
}
