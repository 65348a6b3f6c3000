use std::path::Path;

use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use serde::{Deserialize, de::DeserializeOwned};
use tokenizers::{Tokenizer, TruncationParams};

use super::bert::{Bert, Config};

/// A sentence-transformers model as its folder holds it.
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) bert: Bert,
    /// Cuts texts to what the model reads, and pads nothing.
    pub(super) tokenizer: Tokenizer,
    pub(super) pooling: Pooling,
}

/// How the states of a text's tokens become one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    Mean,
    /// The state of the first token.
    First,
}

#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct PoolingConfig {
    #[serde(default)]
    pooling_mode_cls_token: bool,
    #[serde(default)]
    pooling_mode_mean_tokens: bool,
    #[serde(default)]
    pooling_mode_max_tokens: bool,
    #[serde(default)]
    pooling_mode_mean_sqrt_len_tokens: bool,
}

#[derive(Deserialize)]
struct SentenceConfig {
    max_seq_length: Option<usize>,
}

impl Folder {
    /// Reads it all.
    ///
    /// # Errors
    /// What is missing or unknown, in words.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let config: Config = read_json(&folder.join("config.json"))?;
        if config.model_type != "bert"
            || config.hidden_act != "gelu"
            || config.position_embedding_type != "absolute"
        {
            return Err(format!("its model is {} with {}", config.model_type, config.hidden_act));
        }
        if config.num_attention_heads == 0 || !config.hidden_size.is_multiple_of(config.num_attention_heads) {
            return Err("its heads do not share its hidden size evenly".to_owned());
        }
        let pooling = pooling(folder)?;
        let weights = read(&folder.join("model.safetensors"))?;
        let name = format!("bert-{}", blake3::hash(&weights).to_hex().get(..16).unwrap_or_default());
        let builder = VarBuilder::from_buffered_safetensors(weights, DType::F32, &Device::Cpu);
        let builder = builder.map_err(|error| error.to_string())?;
        let builder = if builder.contains_tensor("bert.embeddings.LayerNorm.weight") {
            builder.pp("bert")
        } else {
            builder
        };
        let bert = Bert::new(&config, &builder).map_err(|error| error.to_string())?;
        let tokenizer = tokenizer(folder, config.max_position_embeddings)?;
        Ok(Self { name, bert, tokenizer, pooling })
    }
}

fn pooling(folder: &Path) -> Result<Pooling, String> {
    let mut pooling = Pooling::Mean;
    let modules: Vec<Module> = read_json(&folder.join("modules.json"))?;
    for module in modules {
        match module.kind.rsplit('.').next().unwrap_or_default() {
            // Vectors are made of length 1 whether the model asks for it or not.
            "Transformer" | "Normalize" => {}
            "Pooling" => pooling = pooling_of(&folder.join(&module.path).join("config.json"))?,
            other => return Err(format!("it has a module {other}, which is not known")),
        }
    }
    Ok(pooling)
}

fn pooling_of(path: &Path) -> Result<Pooling, String> {
    let config: PoolingConfig = read_json(path)?;
    if config.pooling_mode_max_tokens || config.pooling_mode_mean_sqrt_len_tokens {
        return Err("it pools by maximum or by root of length, which is not known".to_owned());
    }
    match (config.pooling_mode_mean_tokens, config.pooling_mode_cls_token) {
        (true, false) => Ok(Pooling::Mean),
        (false, true) => Ok(Pooling::First),
        _ => Err("it pools in several ways, or in none".to_owned()),
    }
}

/// The file may ask for padding to a fixed length, which would cost most of the time.
fn tokenizer(folder: &Path, positions: usize) -> Result<Tokenizer, String> {
    let bytes = read(&folder.join("tokenizer.json"))?;
    let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|error| format!("tokenizer.json: {error}"))?;
    let path = folder.join("sentence_bert_config.json");
    let stated = if path.exists() { read_json::<SentenceConfig>(&path)?.max_seq_length } else { None };
    let max_length = stated.unwrap_or(positions).min(positions);
    tokenizer.with_padding(None);
    let truncation = Some(TruncationParams { max_length, ..TruncationParams::default() });
    tokenizer.with_truncation(truncation).map_err(|error| format!("tokenizer.json: {error}"))?;
    Ok(tokenizer)
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    serde_json::from_slice(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}
