/// A stretch of prose in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Plain words.
    Text(String),
    /// Words with emphasis, shown bold.
    Strong(String),
    /// A figure, already worded.
    Figure {
        /// The stable id of the figure in the evidence, such as `e1.f3`.
        id: String,
        /// The text that every format shows.
        shown: String,
    },
}

impl Run {
    /// A figure with its id and its text.
    pub fn figure(id: impl Into<String>, shown: impl Into<String>) -> Self {
        Self::Figure { id: id.into(), shown: shown.into() }
    }

    /// The words that are read.
    pub fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Strong(text) => text,
            Self::Figure { shown, .. } => shown,
        }
    }
}

/// The words of several runs, without their styles.
pub(crate) fn plain(runs: &[Run]) -> String {
    runs.iter().map(Run::shown).collect()
}
