//! Cuts running text into sentences as it arrives. The cuts do not depend on how the text was cut into pieces.

/// Ends of words after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 20] = [
    "e.g", "i.e", "vs", "approx", "incl", "excl", "resp", "max", "min", "avg", "no", "nos", "fig", "ca",
    "cf", "etc", "mr", "mrs", "ms", "dr",
];

/// Text that has not made a whole sentence yet.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    waiting: String,
}

impl Sentences {
    /// Adds a piece, and returns the sentences that it completes. The last one waits for what follows it, for only then is
    /// it known to be whole.
    pub(super) fn push(&mut self, piece: &str) -> Vec<String> {
        self.waiting.push_str(piece);
        let mut whole = Vec::new();
        while let Some(end) = end_of_first(&self.waiting) {
            let rest = self.waiting.split_off(end);
            whole.extend(plain(&std::mem::replace(&mut self.waiting, rest)));
        }
        whole
    }

    /// The text ended: what was waiting is the last sentence.
    pub(super) fn finish(&mut self) -> Option<String> {
        plain(&std::mem::take(&mut self.waiting))
    }
}

/// Where the first sentence ends, if what follows shows that it does.
fn end_of_first(text: &str) -> Option<usize> {
    let (mut in_reference, mut in_quotation) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' => return Some(at + 1),
            '“' => in_quotation = true,
            '"' if !in_quotation => in_quotation = true,
            '"' | '”' => {
                in_quotation = false;
                if ends_with_quotation(text, at) {
                    return Some(after_closing(text, at));
                }
            }
            '[' if text[at..].starts_with("[[") => in_reference = true,
            ']' => in_reference = false,
            '.' | '!' | '?' if !in_reference && !in_quotation && ends_sentence(text, at) => {
                return Some(after_closing(text, at + 1));
            }
            _ => {}
        }
    }
    None
}

/// A full stop, with closing quotes and brackets behind it, then white space, then something that can begin a sentence.
fn ends_sentence(text: &str, at: usize) -> bool {
    let rest = &text[after_closing(text, at + 1)..];
    let next = rest.trim_start_matches([' ', '\t']);
    let begins_anew = next.chars().next().is_some_and(|letter| !letter.is_lowercase());
    begins_anew
        && (next.len() < rest.len() || next.starts_with('\n'))
        && !(text[at..].starts_with('.') && abbreviates(&text[..at]))
}

/// A quotation that ends with a stop ends its sentence too, unless the number of a passage follows.
fn ends_with_quotation(text: &str, at: usize) -> bool {
    let rest = &text[after_closing(text, at)..];
    let next = rest.trim_start_matches([' ', '\t']);
    let begins_anew = next.chars().next().is_some_and(|letter| !letter.is_lowercase() && letter != '[');
    text[..at].ends_with(['.', '!', '?']) && next.len() < rest.len() && begins_anew
}

fn after_closing(text: &str, at: usize) -> usize {
    let closing =
        text[at..].chars().take_while(|letter| matches!(letter, '"' | '\'' | ')' | '”' | '’' | '*'));
    at + closing.map(char::len_utf8).sum::<usize>()
}

/// Whether a full stop here belongs to an abbreviation, an initial or the number of a list.
fn abbreviates(before: &str) -> bool {
    let word =
        before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let is_list_number = word.len() == before.trim_start().len()
        && !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_digit());
    is_initial || is_list_number || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// The sentence without the marks of lists, headings and emphasis around it; none where nothing is left.
pub(super) fn plain(sentence: &str) -> Option<String> {
    let text = sentence.trim();
    let text = text.trim_start_matches(['#', '-', '*', '•', '>', ' ']).replace("**", "").replace("__", "");
    let text = text.trim().trim_end_matches('*').trim();
    text.chars().any(char::is_alphanumeric).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<String> {
        in_pieces(&[text])
    }

    fn in_pieces(pieces: &[&str]) -> Vec<String> {
        let mut sentences = Sentences::default();
        let mut all: Vec<String> = pieces.iter().flat_map(|piece| sentences.push(piece)).collect();
        all.extend(sentences.finish());
        all
    }

    #[test]
    fn numbers_references_and_abbreviations_do_not_end_a_sentence() {
        for whole in [
            "OEE was 73.2% on Line 3, i.e. 1.2 points up vs. The week before.",
            "OEE was [[e1.f3]] on Line 3 (no. 4 in Leeds).",
            "It rose by [[e1.f4]] to [[e1.f3]], approx. Line 2's level.",
            "J. Smith's order, e.g. Order 10422, was late.",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
    }

    #[test]
    fn sentences_end_at_stops_marks_and_lines() {
        let text = "OEE was [[e1.f1]]. Line 3 led! Did it? “Yes.” Scrap fell.\nEnergy too";
        assert_eq!(
            cut(text),
            ["OEE was [[e1.f1]].", "Line 3 led!", "Did it?", "“Yes.”", "Scrap fell.", "Energy too"]
        );
        assert_eq!(
            cut("First. [[e1.f1]] was next. 3 lines fell."),
            ["First.", "[[e1.f1]] was next.", "3 lines fell."]
        );
    }

    #[test]
    fn marks_of_lists_and_headings_are_dropped() {
        let text = "## Summary\n- **Line 3** led.\n* Line 2 fell.\n\n---\n1. OEE rose.\n";
        assert_eq!(cut(text), ["Summary", "Line 3 led.", "Line 2 fell.", "1. OEE rose."]);
        assert_eq!(cut(" \n - \n"), [""; 0]);
    }

    #[test]
    fn a_sentence_waits_until_it_is_known_to_be_whole() {
        let mut sentences = Sentences::default();
        assert_eq!(sentences.push("OEE rose by 1."), [""; 0]);
        assert_eq!(sentences.push("2 points."), [""; 0]);
        assert_eq!(sentences.push(" Scrap"), ["OEE rose by 1.2 points."]);
        assert_eq!(sentences.finish().as_deref(), Some("Scrap"));
    }

    proptest! {
        #[test]
        fn cuts_do_not_depend_on_the_pieces(text in "([a-cA-C0-9.!? \n\\[\\]*\"é]|\\. |e\\.g\\. ){0,40}", sizes in prop::collection::vec(1usize..6, 1..40)) {
            let letters: Vec<char> = text.chars().collect();
            let mut rest = letters.as_slice();
            let mut pieces = Vec::new();
            for size in sizes.iter().cycle() {
                if rest.is_empty() { break; }
                let (piece, tail) = rest.split_at((*size).min(rest.len()));
                pieces.push(piece.iter().collect::<String>());
                rest = tail;
            }
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            prop_assert_eq!(in_pieces(&pieces), cut(&text));
        }
    }
}
