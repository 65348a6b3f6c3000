use schemars::JsonSchema;
use sentia_agent::verify::{Part, parts};
use sentia_tools::{Evidence, format};
use serde::Serialize;

use super::figure;
use crate::render::clean;

/// A stretch of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Span {
    pub(crate) text: String,
    /// The figure that the text is, by its id among the turn's figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) figure: Option<String>,
}

pub(super) fn spans(prose: &str, evidence: &[Evidence]) -> Vec<Span> {
    let span = |part: Part<'_>| match part {
        Part::Words(words) => Span { text: clean(words), figure: None },
        Part::Figure { evidence: owner, figure: id } => {
            let found = evidence.iter().find(|one| one.id == owner).and_then(|one| one.figure(&id));
            Span {
                text: found.map_or_else(|| "–".to_owned(), format::figure_in_prose),
                figure: found.map(|_| figure::id(&owner, &id)),
            }
        }
    };
    parts(prose).into_iter().map(span).collect()
}
