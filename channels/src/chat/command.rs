use sentia_agent::Clarification;

/// What a line means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Question(String),
    Help,
    /// Who is asking, and who could be.
    Who,
    As(String),
    New,
    Explain,
    Quit,
    /// Nothing to do.
    Empty,
    Unknown(String),
}

pub(super) const HELP: &str = "\
/as USER   ask as somebody else, in a new conversation; /as alone lists who there is
/new       begin a new conversation
/explain   show or hide the SQL
/quit      leave (as does Ctrl-D); Ctrl-C stops the answer that is running
Anything else is a question. Where a question comes back with choices, type the number of one.";

/// Reads a line; a number takes the option of the question that was asked back.
pub(super) fn read(line: &str, pending: Option<&Clarification>) -> Line {
    let line = line.trim();
    if line.is_empty() {
        return Line::Empty;
    }
    let Some(command) = line.strip_prefix('/') else {
        let option =
            line.trim_end_matches('.').parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let taken = option.and_then(|at| pending?.options.get(at));
        return Line::Question(taken.map_or_else(|| line.to_owned(), |option| option.question.clone()));
    };
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    match (name, rest.trim()) {
        ("help" | "h" | "?", _) => Line::Help,
        ("as", "") => Line::Who,
        ("as", user) => Line::As(user.to_owned()),
        ("new", _) => Line::New,
        ("explain", _) => Line::Explain,
        ("quit" | "exit" | "q", _) => Line::Quit,
        (name, _) => Line::Unknown(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use sentia_agent::ClarifyOption;

    use super::*;

    #[test]
    fn commands_begin_with_a_slash() {
        assert_eq!(read(" /as  leeds ", None), Line::As("leeds".into()));
        assert_eq!(read("/as", None), Line::Who);
        assert_eq!(read("/QUIT now", None), Line::Unknown("QUIT".into()));
        assert_eq!(read("/quit", None), Line::Quit);
        assert_eq!(read("  ", None), Line::Empty);
        assert_eq!(read("OEE 1/2", None), Line::Question("OEE 1/2".into()));
    }

    #[test]
    fn a_number_takes_an_option_that_there_is() {
        let option = |name: &str| ClarifyOption { label: name.into(), question: format!("{name} by line") };
        let asked = Clarification { question: "Which?".into(), options: vec![option("OEE"), option("TEEP")] };
        assert_eq!(read("2", Some(&asked)), Line::Question("TEEP by line".into()));
        assert_eq!(read("2.", Some(&asked)), Line::Question("TEEP by line".into()));
        assert_eq!(read("3", Some(&asked)), Line::Question("3".into()));
        assert_eq!(read("0", Some(&asked)), Line::Question("0".into()));
        assert_eq!(read("1", None), Line::Question("1".into()));
    }
}
