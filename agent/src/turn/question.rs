//! What of the text that came in is a question.

use super::{AgentError, data::is_hidden};

/// Characters of the longest question.
pub(super) const LONGEST: usize = 4_000;

/// The question without control characters and outer white space. Line breaks and tabs become spaces.
pub(super) fn read(text: &str) -> Result<String, AgentError> {
    // Counted before anything else is done with it: a text of a megabyte costs nothing more than this.
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        return Err(AgentError::QuestionTooLong { characters: text.chars().count(), limit: LONGEST });
    }
    let spaced = text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter });
    let clean: String = spaced.filter(|letter| !letter.is_control() && !is_hidden(*letter)).collect();
    let question = clean.trim();
    if question.is_empty() { Err(AgentError::EmptyQuestion) } else { Ok(question.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_words_stay() {
        assert_eq!(
            read(" OEE\tby\nline \u{1b}[31mlast\u{0} week\u{202e}? ").as_deref(),
            Ok("OEE by line [31mlast week?")
        );
        assert_eq!(read("Wrocław – Düsseldorf £").as_deref(), Ok("Wrocław – Düsseldorf £"));
    }

    #[test]
    fn empty_and_overlong_questions_are_errors_in_words() {
        for empty in ["", " \n\t", "\u{0}\u{7}\u{200b}"] {
            assert_eq!(read(empty), Err(AgentError::EmptyQuestion));
        }
        assert!(read(&"ü".repeat(LONGEST)).is_ok());
        let error = read(&"x".repeat(1_000_000)).expect_err("too long");
        assert!(error.to_string().contains("4000"), "{error}");
    }
}
