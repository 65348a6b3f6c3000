use std::collections::HashMap;

use sentia_semantic::similarity;

use super::spelling::stem;

/// A word of some name, by number.
pub(crate) type WordId = u32;

/// The words that names are made of, found by stem, or by likeness to a misspelling.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    by_stem: HashMap<String, WordId>,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    /// One form of the word as it stands in a name.
    text: String,
    letters: LetterSet,
}

impl Vocabulary {
    pub(crate) fn intern(&mut self, stem: &str, text: &str) -> WordId {
        if let Some(id) = self.by_stem.get(stem) {
            return *id;
        }
        let id = WordId::try_from(self.words.len()).unwrap_or(WordId::MAX);
        self.by_stem.insert(stem.to_owned(), id);
        self.words.push(Word { text: text.to_owned(), letters: LetterSet::of(text) });
        id
    }

    pub(crate) fn get(&self, stem: &str) -> Option<WordId> {
        self.by_stem.get(stem).copied()
    }

    pub(crate) fn text(&self, id: WordId) -> &str {
        self.words.get(id as usize).map_or("", |word| &word.text)
    }

    /// The word that `typed` is most likely a misspelling of, with the likeness. Short words must be one slip away, long
    /// ones two; the first letter must be right unless the word is long.
    pub(crate) fn correct(&self, typed: &str) -> Option<(WordId, f64)> {
        let length = typed.chars().count();
        if length < 4 || !typed.chars().all(char::is_alphabetic) {
            return None;
        }
        let slips = if length < 8 { 1 } else { 2 };
        let letters = LetterSet::of(typed);
        let candidates =
            self.words.iter().enumerate().filter(|(_, word)| word.letters.may_be_within(letters, slips));
        let mut best: Option<(WordId, f64)> = None;
        let singular = stem(typed);
        for (index, word) in candidates {
            let of_stem = || likeness(&singular, singular.chars().count(), &word.text, slips);
            let Some(likeness) = likeness(typed, length, &word.text, slips).or_else(of_stem) else {
                continue;
            };
            if best.is_none_or(|(_, found)| likeness > found) {
                best = Some((WordId::try_from(index).unwrap_or(WordId::MAX), likeness));
            }
        }
        best
    }
}

fn likeness(typed: &str, length: usize, word: &str, slips: usize) -> Option<f64> {
    let longest = length.max(word.chars().count());
    if longest < 5 && length == word.chars().count() && !same_letters(typed, word) {
        return None; // one wrong letter in four makes another word: cost, coat, cast
    }
    if longest < 7 && typed.chars().next() != word.chars().next() {
        return None;
    }
    let likeness = similarity(typed, word);
    let needed = 1.0 - (slips as f64 + 0.01) / longest as f64;
    (likeness >= needed).then_some(likeness)
}

fn same_letters(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

/// Which letters a word has and how many: enough to rule out most words without measuring them.
#[derive(Debug, Clone, Copy)]
struct LetterSet {
    mask: u32,
    length: usize,
}

impl LetterSet {
    fn of(word: &str) -> Self {
        let mask =
            word.bytes().filter(u8::is_ascii_lowercase).fold(0, |mask, letter| mask | 1 << (letter - b'a'));
        LetterSet { mask, length: word.chars().count() }
    }

    fn may_be_within(self, other: LetterSet, slips: usize) -> bool {
        let missing = (self.mask & !other.mask).count_ones() as usize;
        let extra = (other.mask & !self.mask).count_ones() as usize;
        self.length >= 4 && self.length.abs_diff(other.length) <= slips && missing <= slips && extra <= slips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for word in words {
            vocabulary.intern(&super::super::spelling::stem(word), word);
        }
        vocabulary
    }

    fn corrected<'a>(vocabulary: &'a Vocabulary, typed: &str) -> Option<&'a str> {
        vocabulary.correct(typed).map(|(id, _)| vocabulary.text(id))
    }

    #[test]
    fn slips_of_the_keyboard_are_mended() {
        let words =
            vocabulary(&["scrap", "yield", "availability", "leeds", "revenue", "line", "effectiveness"]);
        for (typed, meant) in [
            ("srcap", "scrap"),
            ("yeild", "yield"),
            ("avaliabilty", "availability"),
            ("leds", "leeds"),
            ("revenu", "revenue"),
            ("lien", "line"),
            ("efectivness", "effectiveness"),
        ] {
            assert_eq!(corrected(&words, typed), Some(meant), "{typed}");
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        let words = vocabulary(&["cost", "line", "leeds", "scrap", "hull"]);
        for typed in ["coat", "lane", "reeds", "weather", "full", "q3", "ab"] {
            assert_eq!(corrected(&words, typed), None, "{typed}");
        }
    }
}
