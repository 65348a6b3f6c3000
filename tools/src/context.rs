use std::sync::Arc;

use sentia_semantic::{Engine, Scope};

/// What a tool may touch: the engine, and only with this scope.
#[derive(Clone)]
pub struct ToolContext {
    pub engine: Arc<Engine>,
    pub scope: Scope,
    /// What the scope leaves the person, in words: `Leeds only`. None where it cuts nothing.
    pub scope_in_words: Option<String>,
}
