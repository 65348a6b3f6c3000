//! Kinds of reports: lists of questions under headings, as they stand in `prompts/reports`.

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    pub(crate) kind: String,
    pub(crate) title: String,
    /// For whom it is.
    pub(crate) about: String,
    /// The period where none is named, as a question words it: `last month`.
    pub(crate) period: String,
    pub(crate) section: Vec<TemplateSection>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateSection {
    pub(crate) heading: String,
    /// With `{period}` where the period belongs, and `{only}` where `for Leeds` does.
    pub(crate) questions: Vec<String>,
}

const FILES: [&str; 7] = [
    include_str!("../../../prompts/reports/executive.toml"),
    include_str!("../../../prompts/reports/operations.toml"),
    include_str!("../../../prompts/reports/losses.toml"),
    include_str!("../../../prompts/reports/quality.toml"),
    include_str!("../../../prompts/reports/maintenance.toml"),
    include_str!("../../../prompts/reports/supply.toml"),
    include_str!("../../../prompts/reports/finance.toml"),
];

/// All kinds. Those that ship are well-formed, as a test holds.
pub(crate) fn templates() -> Vec<Template> {
    FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect()
}

pub(crate) fn template(kind: &str) -> Option<Template> {
    templates().into_iter().find(|template| template.kind.eq_ignore_ascii_case(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_ships_is_well_formed() {
        for text in FILES {
            let template: Template = toml::from_str(text).unwrap();
            assert!(!template.section.is_empty());
            let questions = template.section.iter().flat_map(|section| &section.questions);
            assert!(questions.clone().all(|question| question.contains("{only}")), "{}", template.kind);
            assert!(questions.count() >= 4, "{}", template.kind);
        }
    }
}
