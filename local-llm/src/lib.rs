//! Llama models from GGUF files, run on the processor: for an agent that has to work where no server may be asked.
//!
//! A [`Model`] is loaded once and shared. A [`Session`] holds one conversation's keys and values, computes of each prompt
//! only what differs from the last one, and generates text, or a call of a tool that a grammar holds to its schema. A
//! [`Chat`] is written as the model's own template wants it.

mod chat;
mod error;
mod generate;
mod gguf;
mod kernels;
mod model;
mod tokenizer;

pub use chat::{Call, Chat, Date, Family, Message, Role, Template, Tool};
pub use error::{ChatError, GenerateError, LoadError};
pub use generate::{Generation, Grammar, Sampling, Session, Settings, Stop, Utf8Stream};
pub use model::{Instructions, Model, Options};
pub use tokenizer::Tokenizer;
