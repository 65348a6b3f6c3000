//! Cases as they stand in `cases/*.toml`.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

/// A conversation of one or more turns by one person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    /// Whose permissions hold: an id of the demo company's people.
    #[serde(default = "Case::default_person")]
    pub person: String,
    pub tags: Vec<String>,
    pub turns: Vec<Turn>,
}

impl Case {
    fn default_person() -> String {
        "cfo".to_owned()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    pub ask: String,
    pub expect: Expected,
}

/// What must come back. All that is given must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub outcome: ExpectedOutcome,
    /// One row for each row of the answer's table: the labels, then the numbers, in the columns' order, as the warehouse
    /// gives them (money in minor units, percentages as fractions). Written by hand over the tables, never over the
    /// catalogue.
    #[serde(default)]
    pub sql: Option<String>,
    /// Whether the rows must come in the order of `sql`.
    #[serde(default)]
    pub ordered: bool,
    /// What the conversation must be about afterwards, by field.
    #[serde(default)]
    pub focus: BTreeMap<String, toml::Value>,
    /// Words that the answer must say (a refusal's area, a clarification's candidates), in any case.
    #[serde(default)]
    pub says: Vec<String>,
    /// Words that the answer must not say.
    #[serde(default)]
    pub never_says: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedOutcome {
    #[default]
    Answered,
    Clarify,
    Refused,
    OutOfReach,
    /// Refused, or said to be out of reach, or asked back: anything but an answer.
    NotAnswered,
}

#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    #[error("the cases in {path} cannot be read ({source}); check the path")]
    Unreadable { path: String, source: std::io::Error },
    #[error("the case file {path} is not well-formed: {source}")]
    Malformed { path: String, source: Box<toml::de::Error> },
    #[error("two cases are called {0}; rename one")]
    Doubled(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// All cases of a folder, in file and then written order; ids are unique.
pub fn load(folder: &Path) -> Result<Vec<Case>, CaseError> {
    let unreadable = |path: &Path| {
        let path = path.display().to_string();
        move |source| CaseError::Unreadable { path, source }
    };
    let entries = std::fs::read_dir(folder).map_err(unreadable(folder))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
        let file: File = toml::from_str(&text).map_err(|source| CaseError::Malformed {
            path: path.display().to_string(),
            source: Box::new(source),
        })?;
        cases.extend(file.case);
    }
    let mut seen = std::collections::BTreeSet::new();
    match cases.iter().find(|case| !seen.insert(case.id.clone())) {
        Some(doubled) => Err(CaseError::Doubled(doubled.id.clone())),
        None => Ok(cases),
    }
}
