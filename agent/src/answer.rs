use sentia_tools::Evidence;
use serde::{Deserialize, Serialize};

use crate::{order::Order, router::Cost};

/// What every channel renders. It holds no clock readings and no timings, so that a replayed turn gives the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub outcome: Outcome,
    pub blocks: Vec<Block>,
    pub evidence: Vec<Evidence>,
    /// Sentences that must be shown beside the answer, whatever the channel.
    pub caveats: Vec<String>,
    /// Questions that could come next, complete in themselves or as follow-ups.
    pub follow_ups: Vec<String>,
    pub model: ModelUse,
    pub hashes: Hashes,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The question is answered by `blocks`.
    Answered,
    /// One question back, with the candidates as buttons.
    Clarify(Clarification),
    /// Something is to be done, which `blocks` say; whoever keeps the turn sees to it.
    Ordered(Box<Order>),
    /// The person may not see it, or it cannot be known from the data: `blocks` say why and what can be asked.
    Refused,
    /// The question is no business of this product: `blocks` say what is.
    OutOfReach,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clarification {
    pub question: String,
    pub options: Vec<ClarifyOption>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClarifyOption {
    pub label: String,
    /// The question to send when this option is taken; complete in itself.
    pub question: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Verified prose. Figures stand as `[[e1.f3]]`; the renderer formats them.
    Prose(String),
    /// The table of this Evidence.
    Table(String),
    /// The n-th chart of this Evidence.
    Chart(String, usize),
    /// The passages of this Evidence.
    Passages(String),
}

/// Who worded the answer, and what it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelUse {
    /// Provider and model that planned and worded; none for the embedded planner and narrator.
    pub id: Option<String>,
    pub voice: Voice,
    pub input_tokens: u64,
    pub output_tokens: u64,
    /// Sentences of the model that failed the check and were repaired by it, or replaced by the narrator's.
    pub repaired: u32,
    pub replaced: u32,
    /// Models that were asked before it, in order, and failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<String>,
    /// None where a price is not known. Replies that broke off report no tokens and are not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    Model,
    Narrator,
    /// Some sentences by each.
    Both,
}

/// BLAKE3, hex, of what the answer rests on, so that it can be traced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    pub catalogue: String,
    pub prompt: String,
    /// Of the Evidence as canonical JSON.
    pub evidence: String,
}
