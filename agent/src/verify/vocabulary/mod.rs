//! The fixed vocabulary: phrases that make a claim, and plain words that make none. A word in neither is refused, since
//! it might claim anything.

mod claims;
mod grammar;

use std::{collections::HashMap, sync::LazyLock};

use super::sense::Sense;

/// Phrases by their first word, longest first.
type Phrases = HashMap<&'static str, Vec<(Vec<&'static str>, Sense)>>;

static PHRASES: LazyLock<Phrases> = LazyLock::new(build);

/// Plain words, and nouns that a number may count; one or more on each line.
const PLAIN: &str = include_str!("plain.txt");
const THINGS: &str = include_str!("things.txt");

fn build() -> Phrases {
    let mut phrases: Phrases = HashMap::new();
    let listed = claims::CLAIMS.iter().chain(grammar::GRAMMAR);
    let listed = listed.flat_map(|(sense, list)| list.iter().map(|phrase| (*phrase, *sense)));
    let plain = words(PLAIN).map(|word| (word, Sense::Plain));
    let things = words(THINGS).map(|word| (word, Sense::Thing));
    for (phrase, sense) in listed.chain(plain).chain(things) {
        let words: Vec<&str> = phrase.split(' ').collect();
        let entry = phrases.entry(words[0]).or_default();
        if !entry.iter().any(|(known, _)| *known == words) {
            entry.push((words, sense));
        }
    }
    for entry in phrases.values_mut() {
        entry.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    phrases
}

fn words(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// The longest phrase that begins here: how many words it has, and what it means. `word` gives the n-th word from here.
pub(super) fn longest<'a>(word: impl Fn(usize) -> Option<&'a str>) -> Option<(usize, Sense)> {
    let candidates = PHRASES.get(word(0)?)?;
    let fits = |words: &[&str]| words.iter().enumerate().all(|(at, expected)| word(at) == Some(expected));
    candidates.iter().find(|(words, _)| fits(words)).map(|(words, sense)| (words.len(), *sense))
}

/// Whether the vocabulary has this word on its own.
pub(super) fn knows(word: &str) -> bool {
    PHRASES.get(word).is_some_and(|candidates| candidates.iter().any(|(words, _)| words.len() == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sense(text: &str) -> Option<(usize, Sense)> {
        let words: Vec<&str> = text.split(' ').collect();
        longest(|at| words.get(at).copied())
    }

    #[test]
    fn the_longest_phrase_wins() {
        assert_eq!(sense("made up 12"), Some((2, Sense::ShareVerb)));
        assert!(matches!(sense("up 12"), Some((1, Sense::Move(..)))));
        assert_eq!(sense("cratered to"), None);
    }

    #[test]
    fn no_phrase_has_two_meanings() {
        let mut seen: HashMap<&str, Sense> = HashMap::new();
        for (sense, list) in claims::CLAIMS.iter().chain(grammar::GRAMMAR) {
            for phrase in *list {
                assert!(seen.insert(phrase, *sense).is_none(), "{phrase} stands in two lists");
            }
        }
    }
}
