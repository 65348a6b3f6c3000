//! What a report was made of, kept: its documents can be made again from it byte for byte.

use jiff::civil::Date;
use sentia_agent::{Person, store::TurnRecord};
use serde::{Deserialize, Serialize};

/// The answers of a report under its headings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// None for a single answer.
    #[serde(default)]
    pub(crate) kind: Option<String>,
    pub(crate) title: String,
    pub(crate) person: Person,
    /// "Today" when it was made.
    pub(crate) today: Date,
    /// As a question words it.
    pub(crate) period: Option<String>,
    pub(crate) only: Option<String>,
    /// What must be said before all else: what the person may no longer see, what has come to hold.
    #[serde(default)]
    pub(crate) notes: Vec<String>,
    /// Worded by a model over the answers; None where there was none.
    #[serde(default)]
    pub(crate) summary: Option<Box<TurnRecord>>,
    /// One without a heading for a single answer.
    pub(crate) sections: Vec<MadeSection>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MadeSection {
    pub(crate) heading: String,
    pub(crate) turns: Vec<TurnRecord>,
}

impl Made {
    pub(crate) fn turns(&self) -> impl Iterator<Item = &TurnRecord> {
        self.sections.iter().flat_map(|section| &section.turns)
    }

    /// Of the figures alone: the same for two reports that say the same, whenever they were made.
    pub(crate) fn figures_hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for figure in
            self.turns().flat_map(|turn| &turn.answer.evidence).flat_map(|evidence| &evidence.figures)
        {
            hasher.update(serde_json::to_string(figure).unwrap_or_default().as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}
