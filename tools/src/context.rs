use std::sync::Arc;

use sentia_retrieval::{Library, Reader};
use sentia_semantic::{Engine, QueryError, RowFilter, Scope};

use crate::from_result::in_words;

/// What a tool may touch: the engine, and only with this scope.
#[derive(Clone)]
pub struct ToolContext {
    pub engine: Arc<Engine>,
    pub scope: Scope,
    /// What the scope leaves the person, in words: `Leeds only`. None where it cuts nothing.
    pub scope_in_words: Option<String>,
    /// None where there are no documents.
    pub documents: Option<Documents>,
}

/// Documents, and only as this reader.
#[derive(Clone)]
pub struct Documents {
    pub library: Library,
    pub reader: Reader,
}

/// What a scope's row filters leave, by the names of the members: `Leeds only`. None where nothing is cut.
pub async fn scope_in_words(engine: &Engine, scope: &Scope) -> Result<Option<String>, QueryError> {
    if scope.row_filters.is_empty() {
        return Ok(None);
    }
    let members = engine.members(scope).await?;
    let named = |filter: &RowFilter| {
        let label = |key: &String| {
            let member = members.of(&filter.dimension).iter().find(|member| member.key == *key);
            member.map_or_else(|| key.clone(), |member| member.label.clone())
        };
        in_words(&filter.keys.iter().map(label).collect::<Vec<_>>())
    };
    let filters: Vec<String> = scope.row_filters.iter().map(named).collect();
    Ok(Some(format!("{} only", filters.join(", "))))
}
