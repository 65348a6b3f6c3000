use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalogue::Area;

/// What the asking person may see. Every data access takes one; there is no unscoped path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub tenant: String,
    /// Id of the person (or of the job's owner) on whose behalf data is read.
    pub person: String,
    /// All of them hold at once: a row is visible only if it passes each.
    pub row_filters: Vec<RowFilter>,
    /// Areas of the business whose measures and dimensions the person may read.
    pub areas: BTreeSet<Area>,
    /// Whether the person may write SQL of their own, over what they may see.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sql: bool,
}

/// Rows of a fact are visible only where `dimension` is one of `keys`. A fact that has no path to the dimension is not
/// visible at all: it cannot be cut down to what the person may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFilter {
    /// Dimension id in the catalogue, such as `plant`.
    pub dimension: String,
    /// Member keys (not labels), such as `LEE`.
    pub keys: BTreeSet<String>,
}

impl Scope {
    pub fn may_read(&self, area: Area) -> bool {
        self.areas.contains(&area)
    }
}
