//! The prompts of `prompts/`: markdown with a front matter, rendered with minijinja.

use minijinja::{Environment, UndefinedBehavior, value::Serde};
use serde::Serialize;

/// A prompt file, by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// System prompt for questions.
    Question,
    /// What the linker found, and the question.
    Context,
    /// Sentences to be written again.
    Repair,
    /// The model answered without evidence.
    NoEvidence,
    /// Told to a model whose reply, or another model's, broke off after sentences that are shown already.
    Continue,
    /// System prompt for the summary of a report.
    Report,
    /// Behind a system prompt that leaves the company: what the tokens in it are.
    Pseudonyms,
}

const FILES: [(Prompt, &str, &str); 7] = [
    (Prompt::Question, "question.md", include_str!("../../prompts/question.md")),
    (Prompt::Context, "context.md", include_str!("../../prompts/context.md")),
    (Prompt::Repair, "repair.md", include_str!("../../prompts/repair.md")),
    (Prompt::NoEvidence, "no_evidence.md", include_str!("../../prompts/no_evidence.md")),
    (Prompt::Continue, "continue.md", include_str!("../../prompts/continue.md")),
    (Prompt::Report, "report.md", include_str!("../../prompts/report.md")),
    (Prompt::Pseudonyms, "pseudonyms.md", include_str!("../../prompts/pseudonyms.md")),
];

/// A prompt file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the prompt {file} cannot be used: {detail}; mend the file")]
pub struct PromptError {
    pub file: String,
    pub detail: String,
}

/// All prompts, parsed and checked.
pub(crate) struct Prompts {
    environment: Environment<'static>,
    hash: String,
}

impl Prompts {
    /// Those that are built in.
    pub(crate) fn shipped() -> Result<Self, PromptError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut hash = blake3::Hasher::new();
        for (_, name, text) in FILES {
            let body = body(text).map_err(|detail| fault(name, detail))?;
            environment.add_template(name, body).map_err(|error| fault(name, error))?;
            hash.update(text.as_bytes());
        }
        Ok(Prompts { environment, hash: hash.finalize().to_hex().to_string() })
    }

    /// BLAKE3 of all the files, hex: stored with each answer.
    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }

    /// All texts as they stand in the files.
    pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
        FILES.into_iter().map(|(_, _, text)| text)
    }

    pub(crate) fn render(&self, prompt: Prompt, context: &impl Serialize) -> Result<String, PromptError> {
        let name = FILES.iter().find(|(kind, _, _)| *kind == prompt).map_or("", |(_, name, _)| name);
        let template = self.environment.get_template(name).map_err(|error| fault(name, error))?;
        let text = template.render(Serde(context)).map_err(|error| fault(name, error))?;
        Ok(text.trim().to_owned())
    }
}

fn fault(file: &str, detail: impl ToString) -> PromptError {
    PromptError { file: file.to_owned(), detail: detail.to_string() }
}

/// The text behind the front matter, which must name the task and the version.
fn body(text: &'static str) -> Result<&'static str, &'static str> {
    let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let Some((front, body)) = front else {
        return Err("it does not begin with a front matter between two lines of ---");
    };
    let value =
        |key: &str| front.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':').map(str::trim));
    match (value("task"), value("version").map(str::parse::<u32>)) {
        (None | Some(""), _) => Err("its front matter names no task"),
        (_, Some(Ok(_))) => Ok(body),
        (_, _) => Err("its front matter names no version, a whole number"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_front_matter_names_task_and_version() {
        assert_eq!(body("---\ntask: question\nversion: 2\n---\nBe brief.\n"), Ok("Be brief.\n"));
        for bad in [
            "Be brief.",
            "---\nversion: 1\n---\nx",
            "---\ntask: question\n---\nx",
            "---\ntask: q\nversion: one\n---\nx",
        ] {
            assert!(body(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_missing_value_is_an_error_with_the_file() {
        let prompts = Prompts::shipped().expect("prompts");
        let error = prompts.render(Prompt::Repair, &json!({})).expect_err("no sentences");
        assert_eq!(error.file, "repair.md");
    }

    #[test]
    fn the_system_prompt() {
        let prompts = Prompts::shipped().expect("prompts");
        insta::assert_snapshot!(
            prompts.render(Prompt::Question, &json!({ "documents": true })).expect("rendered")
        );
    }

    #[test]
    fn the_request_for_a_repair() {
        let sentences = json!([
            { "text": "OEE was 99%.", "faults": ["“99%”: no figure has this value", "“OEE”: say which line"] },
            { "text": "It is <script>.", "faults": ["“<script”: write plain prose"] },
        ]);
        let prompts = Prompts::shipped().expect("prompts");
        insta::assert_snapshot!(
            prompts.render(Prompt::Repair, &json!({ "sentences": sentences })).expect("rendered")
        );
    }
}
