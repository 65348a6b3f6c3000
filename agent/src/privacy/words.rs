//! A text as words, so that a name is found however it is spaced, written in capitals, accented or quoted.

use crate::link::{fold_into, is_invisible};

/// Letters and digits that stand together, or an `&`, which is read as "and".
#[derive(Debug)]
pub(super) struct Word<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) raw: &'t str,
    /// Lower case, without diacritics.
    pub(super) folded: String,
}

/// What a word is made of; characters that nobody sees belong to the word in which they hide.
pub(super) fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_invisible(letter)
}

pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut begun: Option<(usize, String)> = None;
    for (at, letter) in text.char_indices() {
        if is_of_a_word(letter) {
            fold_into(letter, &mut begun.get_or_insert_with(|| (at, String::new())).1);
            continue;
        }
        close(text, begun.take(), at, &mut words);
        if letter == '&' {
            words.push(Word { start: at, end: at + 1, raw: "&", folded: "and".to_owned() });
        }
    }
    close(text, begun, text.len(), &mut words);
    words
}

fn close<'t>(text: &'t str, begun: Option<(usize, String)>, end: usize, words: &mut Vec<Word<'t>>) {
    let Some((start, folded)) = begun.filter(|(_, folded)| !folded.is_empty()) else { return };
    let raw = text.get(start..end).unwrap_or_default();
    words.push(Word { start, end, raw, folded });
}

/// What stands between a word and the next.
pub(super) fn gap<'t>(text: &'t str, before: &Word<'_>, after: &Word<'_>) -> &'t str {
    text.get(before.end..after.start).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_however_it_is_written() {
        let folded = |text| words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>();
        assert_eq!(folded("M\u{fc}ller & S\u{f6}hne"), ["muller", "and", "sohne"]);
        assert_eq!(folded("MU\u{308}LLER and so\u{200b}hne"), ["muller", "and", "sohne"]);
        assert_eq!(folded("acme_ltd's \u{200b} \"3M\""), ["acme", "ltd", "s", "3m"]);
    }

    #[test]
    fn words_lie_on_the_text() {
        let text = "(Łódź)\u{301}, x";
        let raw: Vec<&str> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(raw, ["Łódź", "x"]);
    }
}
