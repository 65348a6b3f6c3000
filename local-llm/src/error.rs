use std::path::{Path, PathBuf};

/// Why a model's file cannot be used. `file` is its path.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} cannot be read ({detail}); check that it exists and that this user may read it", file.display())]
    Unreadable { file: PathBuf, detail: String },
    #[error("{} is not a GGUF file of version 2 or 3 ({detail}); name a .gguf file", file.display())]
    NotGguf { file: PathBuf, detail: String },
    /// The file ends before what its header promises.
    #[error("{} is cut short: {what} needs {needs} bytes and {has} are left; fetch the file again", file.display())]
    Truncated { file: PathBuf, what: String, needs: u64, has: u64 },
    #[error("{} is damaged or not a usable model: {detail}; fetch the file again, or choose another", file.display())]
    Corrupt { file: PathBuf, detail: String },
    #[error("{} has no metadata \"{key}\", without which it cannot be run; choose another file of this model", file.display())]
    Missing { file: PathBuf, key: String },
    #[error("{} is of the architecture \"{architecture}\"; those that can be run are {known}", file.display())]
    Architecture { file: PathBuf, architecture: String, known: String },
    #[error("{}: the tensor {tensor} is stored as {kind}; choose a file in one of {known}", file.display())]
    Quantisation { file: PathBuf, tensor: String, kind: String, known: String },
    #[error("{}: its tokenizer cannot be used: {detail}; choose another file of this model", file.display())]
    Tokenizer { file: PathBuf, detail: String },
    #[error(
        "{} needs {} of memory, {} free; close other programs, ask for a shorter context than {context} tokens, or choose a smaller model",
        file.display(), gib(*needs), gib(*free)
    )]
    Memory { file: PathBuf, needs: u64, free: u64, context: usize },
    #[error("{threads} threads could not be started ({detail}); ask for fewer")]
    Threads { threads: usize, detail: String },
}

/// Why nothing, or no more, was generated. The model stays usable.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error(
        "the prompt is {tokens} tokens long and the window holds {window}; shorten it, or load the model with a longer context"
    )]
    TooLong { tokens: usize, window: usize },
    #[error("the prompt is empty; give at least one token")]
    Empty,
    #[error("the token {token} is not one of the model's {vocabulary}")]
    UnknownToken { token: u32, vocabulary: usize },
    /// The weights, not the question, are at fault.
    #[error(
        "the model computed a value that is not a number; its file is damaged or its weights are not usable"
    )]
    NotFinite,
    #[error("the schema cannot be used to constrain a reply: {detail}; mend the schema")]
    Schema { detail: String },
    #[error("no token of the vocabulary continues the reply under its grammar: {detail}")]
    Stuck { detail: String },
    #[error("{0}")]
    Chat(#[from] ChatError),
    #[error(
        "there is not enough memory for a conversation of {context} tokens; load the model with a shorter context"
    )]
    Memory { context: usize },
}

/// Why a conversation could not be turned into a prompt, or a reply into a call.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    #[error("the model's file has no chat template; choose an instruction-tuned file")]
    NoTemplate,
    #[error("the model's chat template cannot be read: {detail}; choose another file of this model")]
    Unparsable { detail: String },
    #[error("the model's chat template refused the conversation: {detail}")]
    Refused { detail: String },
    #[error("a call in the model's reply cannot be read ({detail}): {text}")]
    Call { detail: String, text: String },
}

impl LoadError {
    pub(crate) fn corrupt(file: &Path, detail: impl Into<String>) -> Self {
        Self::Corrupt { file: file.to_owned(), detail: detail.into() }
    }
}

/// Bytes as GiB with one decimal, or as MiB where that says more.
fn gib(bytes: u64) -> String {
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib < 1000.0 { format!("{mib:.0} MiB") } else { format!("{:.1} GiB", mib / 1024.0) }
}
