use serde::{Deserialize, Serialize};

/// What a document is written in, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Text,
    Markdown,
    Html,
    Csv,
    Email,
    Docx,
    Xlsx,
    Pptx,
    Pdf,
}

impl DocumentKind {
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Markdown,
        Self::Html,
        Self::Csv,
        Self::Email,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Pdf,
    ];

    /// The name that it is stored under.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Email => "email",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Pdf => "pdf",
        }
    }

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_from_its_name() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::of_name(kind.name()), Some(kind));
        }
    }
}
