//! The agent: a question becomes links, a plan of tool calls, Evidence, prose, and a checked [`Answer`].
//!
//! [`Agent::turn`] takes a conversation and yields events; it neither stores nor speaks HTTP. Models are reached through
//! [`Provider`]; without one the embedded planner plans and the narrator words.

mod answer;
mod canonical;
mod conversation;
pub mod link;
pub mod narrate;
pub mod order;
mod person;
pub mod plan;
mod privacy;
mod prompts;
pub mod provider;
mod replay;
pub mod report;
pub mod router;
pub mod store;
mod turn;
pub mod verify;

pub use answer::{Answer, Block, Clarification, ClarifyOption, Hashes, ModelUse, Outcome, Voice};
pub use conversation::{Conversation, PastTurn};
pub use person::Person;
pub use privacy::PseudonymKey;
pub use prompts::PromptError;
pub use provider::{Provider, ProviderError};
pub use replay::{Difference, replay};
pub use turn::{Agent, AgentError, Budget, Event, Summary, evidence_in_words};
