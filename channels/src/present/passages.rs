use schemars::JsonSchema;
use sentia_tools::{CitedPassage, Evidence};
use serde::Serialize;

use crate::render::clean;

/// Passages of documents that an answer rests on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownPassages {
    pub(crate) evidence: String,
    pub(crate) passages: Vec<ShownPassage>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownPassage {
    /// By which the prose cites it: `[1]`.
    pub(crate) number: u32,
    /// `Press brake SOP, Changing the tools, page 4, 1 Mar 2026`.
    pub(crate) place: String,
    /// Id of the document, and where it came from.
    pub(crate) document: String,
    pub(crate) source: String,
    pub(crate) text: String,
}

pub(super) fn passages(evidence: &Evidence) -> ShownPassages {
    let shown = |passage: &CitedPassage| ShownPassage {
        number: passage.number,
        place: clean(&passage.place()),
        document: passage.document.clone(),
        source: clean(&passage.source),
        text: clean(&passage.text),
    };
    ShownPassages { evidence: evidence.id.clone(), passages: evidence.passages.iter().map(shown).collect() }
}
