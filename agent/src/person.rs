use sentia_semantic::Scope;
use serde::{Deserialize, Serialize};

/// Who is asking, and what they may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub title: String,
    pub scope: Scope,
    /// What the scope's row filters leave, in words: `Leeds only`. None where nothing is cut.
    pub scope_in_words: Option<String>,
}
