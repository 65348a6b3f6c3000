use std::sync::Arc;

use sentia_tools::ToolError;

use crate::prompts::PromptError;

/// Why a turn has no answer at all. Whatever can be answered with a refusal, a question back or a narrator's sentence is
/// none of these.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AgentError {
    #[error("the question has {characters} characters; ask in at most {limit}")]
    QuestionTooLong { characters: usize, limit: usize },
    #[error("the question is empty; ask for example: OEE by line last week")]
    EmptyQuestion,
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// The data could not be reached or read.
    #[error("{0}")]
    Data(Arc<ToolError>),
    /// The engine or the narrator broke a promise of its own.
    #[error("the answer could not be put together ({0}); please report this with the question")]
    Internal(String),
}

impl From<ToolError> for AgentError {
    fn from(error: ToolError) -> Self {
        AgentError::Data(Arc::new(error))
    }
}

impl PartialEq for AgentError {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}
