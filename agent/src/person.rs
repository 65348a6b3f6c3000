use std::collections::BTreeSet;

use sentia_retrieval::Reader;
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
    /// Groups whose documents the person may read, beside those of the areas of the scope.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<String>,
}

impl Person {
    /// The person as a reader of documents: a member of the groups, and of the areas of the business that they may read.
    pub fn reader(&self) -> Reader {
        let areas = self.scope.areas.iter().map(|area| area.to_string().to_lowercase());
        Reader::new(self.scope.tenant.clone(), self.groups.iter().cloned().chain(areas))
    }
}
