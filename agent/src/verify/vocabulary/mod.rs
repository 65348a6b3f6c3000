//! The fixed vocabulary: phrases that make a claim, and plain words that make none. A word in neither is refused, since
//! it might claim anything.

mod sections;

use std::{collections::HashMap, sync::LazyLock};

use super::sense::Sense;

/// Phrases by their first word, longest first.
type Phrases = HashMap<&'static str, Vec<(Vec<&'static str>, Sense)>>;

static PHRASES: LazyLock<Phrases> = LazyLock::new(build);

/// Phrases under headings, separated by commas. Where a phrase stands twice, the first counts.
const SECTIONS: [&str; 2] = [include_str!("claims.txt"), include_str!("grammar.txt")];
/// Plain words, and nouns that a number may count; one or more on each line.
const PLAIN: &str = include_str!("plain.txt");
const THINGS: &str = include_str!("things.txt");

fn build() -> Phrases {
    let mut phrases: Phrases = HashMap::new();
    let plain = words(PLAIN).map(|word| (word, Sense::Plain));
    let things = words(THINGS).map(|word| (word, Sense::Thing));
    for (phrase, sense) in SECTIONS.into_iter().flat_map(listed).chain(plain).chain(things) {
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

/// The phrases of a file with headings.
fn listed(file: &'static str) -> Vec<(&'static str, Sense)> {
    let mut found = Vec::new();
    let mut sense = None;
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(heading) => sense = sections::sense(heading),
            None => {
                let phrases = line.split(',').map(str::trim).filter(|phrase| !phrase.is_empty());
                found.extend(
                    sense.into_iter().flat_map(|sense| phrases.clone().map(move |phrase| (phrase, sense))),
                );
            }
        }
    }
    found
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
    fn every_heading_has_a_meaning() {
        let headings = SECTIONS
            .into_iter()
            .flat_map(str::lines)
            .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        let unknown: Vec<&str> = headings.filter(|heading| sections::sense(heading).is_none()).collect();
        assert_eq!(unknown, [""; 0]);
    }

    #[test]
    fn no_phrase_has_two_meanings() {
        let mut seen: HashMap<&str, Sense> = HashMap::new();
        for (phrase, sense) in SECTIONS.into_iter().flat_map(listed) {
            assert!(
                seen.insert(phrase, sense).is_none_or(|known| known == sense),
                "{phrase} stands under two headings"
            );
        }
    }
}
