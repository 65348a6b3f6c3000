//! Kinds of reports: lists of questions under headings, as they stand in `prompts/reports`.

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub kind: String,
    pub title: String,
    /// As people ask for it, in lower case: `finance pack`.
    pub names: Vec<String>,
    /// For whom it is.
    pub about: String,
    /// The period where none is named, as a question words it: `last month`.
    pub period: String,
    pub section: Vec<TemplateSection>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateSection {
    pub heading: String,
    /// With `{period}` where the period belongs, and `{only}` where `for Leeds` does.
    pub questions: Vec<String>,
}

const FILES: [&str; 13] = [
    include_str!("../../../prompts/reports/executive.toml"),
    include_str!("../../../prompts/reports/operations.toml"),
    include_str!("../../../prompts/reports/losses.toml"),
    include_str!("../../../prompts/reports/quality.toml"),
    include_str!("../../../prompts/reports/maintenance.toml"),
    include_str!("../../../prompts/reports/supply.toml"),
    include_str!("../../../prompts/reports/finance.toml"),
    include_str!("../../../prompts/reports/handover.toml"),
    include_str!("../../../prompts/reports/cash.toml"),
    include_str!("../../../prompts/reports/anomalies.toml"),
    include_str!("../../../prompts/reports/customers.toml"),
    include_str!("../../../prompts/reports/suppliers.toml"),
    include_str!("../../../prompts/reports/compliance.toml"),
];

/// All kinds. Those that ship are well-formed, as a test holds.
pub fn templates() -> Vec<Template> {
    FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect()
}

pub fn template(kind: &str) -> Option<Template> {
    templates().into_iter().find(|template| template.kind.eq_ignore_ascii_case(kind))
}

/// The kind whose name stands in a text, the longest name first.
pub(crate) fn named(text: &str) -> Option<Template> {
    let text: Vec<String> = text
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let text = format!(" {} ", text.join(" "));
    let length = |template: &Template| {
        let named = template.names.iter().filter(|name| text.contains(&format!(" {name} ")));
        named.map(String::len).max()
    };
    let found = templates().into_iter().filter_map(|template| Some((length(&template)?, template)));
    found.max_by_key(|(length, _)| *length).map(|(_, template)| template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_ships_is_well_formed() {
        for text in FILES {
            let template: Template = toml::from_str(text).unwrap();
            assert!(!template.section.is_empty());
            assert_eq!(named(&format!("The {}, please", template.names[0])).unwrap().kind, template.kind);
            let questions = template.section.iter().flat_map(|section| &section.questions);
            assert!(questions.clone().all(|question| question.contains("{only}")), "{}", template.kind);
            assert!(questions.count() >= 4, "{}", template.kind);
        }
    }
}
