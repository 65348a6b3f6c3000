//! Where a question comes from: the arguments or standard input, and what is not taken as one.

use std::io::{self, BufRead, IsTerminal, Read};

/// Bytes that are read of a question at most. The agent has a limit of its own, in characters; this one keeps a file that
/// was piped in by mistake out of memory.
const LONGEST: usize = 16_000;

#[derive(Debug, thiserror::Error)]
pub(crate) enum QuestionError {
    #[error("there is no question; write one, for example sentia ask \"OEE by line last week\"")]
    Empty,
    #[error("the question is longer than {LONGEST} bytes; put it in a few lines")]
    TooLong,
    #[error("the question is not UTF-8 text; write it in letters")]
    NotText,
    #[error("standard input could not be read ({0}); pass the question as an argument")]
    Unreadable(#[from] io::Error),
}

/// The question that a command line means. Reads standard input for `-`, and for no words when something is piped in.
pub(crate) fn of_arguments(words: &[String]) -> Result<String, QuestionError> {
    let piped = words.is_empty() && !io::stdin().is_terminal();
    if piped || matches!(words, [only] if only == "-") {
        let mut bytes = Vec::new();
        io::stdin().lock().take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
        return of_bytes(bytes);
    }
    of_bytes(words.join(" ").into_bytes())
}

fn of_bytes(bytes: Vec<u8>) -> Result<String, QuestionError> {
    if bytes.len() > LONGEST {
        return Err(QuestionError::TooLong);
    }
    let text = String::from_utf8(bytes).map_err(|_| QuestionError::NotText)?;
    let question = crate::render::clean(&text).trim().to_owned();
    if question.is_empty() { Err(QuestionError::Empty) } else { Ok(question) }
}

/// The next line of piped input as a question; none at its end. An empty line is [`QuestionError::Empty`], and what is
/// too long is read to its end without being kept.
pub(crate) fn next_line(input: &mut impl BufRead) -> Option<Result<String, QuestionError>> {
    let mut line = Vec::new();
    let mut too_long = false;
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Some(Err(error.into())),
        };
        if chunk.is_empty() && line.is_empty() && !too_long {
            return None;
        }
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let taken = &chunk[..end.unwrap_or(chunk.len())];
        too_long |= line.len() + taken.len() > LONGEST;
        if !too_long {
            line.extend_from_slice(taken);
        }
        let (used, at_end) = (end.map_or(chunk.len(), |end| end + 1), end.is_some() || chunk.is_empty());
        input.consume(used);
        if at_end {
            return Some(if too_long { Err(QuestionError::TooLong) } else { of_bytes(line) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_too_much_is_refused() {
        assert_eq!(of_bytes(b"OEE\0 by\x1b[31m line\n".to_vec()).unwrap(), "OEE by[31m line");
        assert!(matches!(of_bytes(vec![b'x'; 1_000_000]), Err(QuestionError::TooLong)));
        assert!(matches!(of_bytes(vec![0xff, b'x']), Err(QuestionError::NotText)));
        assert!(matches!(of_bytes(b" \x07 \n".to_vec()), Err(QuestionError::Empty)));
    }

    #[test]
    fn piped_lines_are_read_one_by_one() {
        let mut text = b"one\n\n".to_vec();
        text.extend(vec![b'y'; LONGEST + 1]);
        text.extend(b"\nlast");
        let mut input = io::BufReader::with_capacity(16, text.as_slice());
        assert_eq!(next_line(&mut input).unwrap().unwrap(), "one");
        assert!(matches!(next_line(&mut input), Some(Err(QuestionError::Empty))));
        assert!(matches!(next_line(&mut input), Some(Err(QuestionError::TooLong))));
        assert_eq!(next_line(&mut input).unwrap().unwrap(), "last");
        assert!(next_line(&mut input).is_none());
    }
}
