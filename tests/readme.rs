//! Holds the commands of README.md and CONTRIBUTING.md to what exists.

use sentia_tests::{Sentia, read, root};

#[test]
fn every_command_of_the_documents_exists() {
    for document in ["README.md", "CONTRIBUTING.md"] {
        let commands = commands(&read(document));
        assert!(!commands.is_empty(), "{document} shows no command");
        for command in commands {
            if let Some(arguments) = arguments_of_sentia(&command) {
                sentia_understands(&arguments, &command);
            } else if command[0].contains('/') {
                assert!(
                    root().join(&command[0]).is_file(),
                    "{document} runs {}, which does not exist",
                    command[0]
                );
            }
        }
    }
}

/// The subcommand has a help page, and the page explains each flag.
fn sentia_understands(arguments: &[String], command: &[String]) {
    let subcommands: Vec<_> =
        arguments.iter().take_while(|word| word.chars().all(|letter| letter.is_ascii_lowercase())).collect();
    let help = Sentia::new().run(subcommands.iter().map(|word| word.as_str()).chain(["--help"]));
    assert!(help.succeeded(), "{command:?}: {}", help.stderr);
    for flag in arguments.iter().filter(|word| word.starts_with("--")) {
        assert!(help.stdout.contains(flag.as_str()), "{command:?}: there is no {flag}");
    }
}

fn arguments_of_sentia(command: &[String]) -> Option<Vec<String>> {
    let words: Vec<_> = command.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["sentia", arguments @ ..] | ["cargo", "run", "--release", "--", arguments @ ..] => {
            Some(arguments.iter().map(|word| (*word).to_owned()).collect())
        }
        _ => None,
    }
}

/// Lines of shell blocks, and those after a prompt in console blocks, as words.
fn commands(document: &str) -> Vec<Vec<String>> {
    let blocks = document.split("\n```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| {
        let (language, lines) = block.split_once('\n').unwrap_or((block, ""));
        let prompt = match language {
            "sh" => Some(""),
            "console" => Some("$ "),
            _ => None,
        };
        lines.lines().filter_map(move |line| line.strip_prefix(prompt?))
    });
    lines.map(words).filter(|words| !words.is_empty()).collect()
}

/// Split at blanks but for those in double quotes, up to a comment.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate();
    let words = quoted.flat_map(|(part, text)| match part % 2 {
        0 => text.split_whitespace().map(str::to_owned).collect(),
        _ => vec![text.to_owned()],
    });
    words.take_while(|word| !word.starts_with('#')).collect()
}
