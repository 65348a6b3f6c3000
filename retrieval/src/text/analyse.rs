use std::collections::{BTreeMap, BTreeSet};

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// Longer ones are no words; their beginning still finds them.
const LONGEST_TERM: usize = 64;
/// More words of a query than these add time and no meaning.
const MOST_QUERY_TERMS: usize = 64;
/// A query of any length is read so far, in bytes.
const MOST_QUERY: usize = 20_000;

static ENGLISH_STOP_WORDS: &str = include_str!("stop_words/eng.txt");
static GERMAN_STOP_WORDS: &str = include_str!("stop_words/deu.txt");

/// The stemmed words of a text and how often each stands in it, times `weight`.
pub(crate) fn count_terms(text: &str, language: Option<&str>, weight: u32, into: &mut BTreeMap<String, u32>) {
    let stemmer = stemmer_of(language);
    for word in words(text) {
        let count = into.entry(stem(&stemmer, &word)).or_default();
        *count = count.saturating_add(weight);
    }
}

/// The terms to look up for a query among documents in these languages. Words that say nothing are left out, unless
/// there are no others.
pub(crate) fn query_terms(query: &str, languages: &BTreeSet<Option<String>>) -> BTreeSet<String> {
    let query = &query[..query.floor_char_boundary(MOST_QUERY)];
    let mut words: Vec<String> = words(query).collect();
    let is_empty = |word: &String| is_stop_word(word);
    if words.iter().any(|word| !is_empty(word)) {
        words.retain(|word| !is_empty(word));
    }
    let mut terms = BTreeSet::new();
    for word in words {
        if terms.len() >= MOST_QUERY_TERMS {
            break;
        }
        for language in languages {
            terms.insert(stem(&stemmer_of(language.as_deref()), &word));
        }
    }
    terms
}

/// Words in lower case, compatibility forms unfolded and accents taken off.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.unicode_words().flat_map(parts).filter_map(|word| {
        let plain = word.nfkd().filter(|letter| !is_combining_mark(*letter));
        let mut plain: String =
            plain.flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric()).collect();
        plain.truncate(plain.floor_char_boundary(LONGEST_TERM));
        (!plain.is_empty()).then_some(plain)
    })
}

/// Unicode keeps `spindle:speed` and `line_3` together, as it does `9,000` and `3.5`; only figures stay so.
fn parts(word: &str) -> Vec<&str> {
    let is_mark = |letter: char| matches!(letter, ':' | '_' | '.' | '\'' | '’' | '·');
    match word.chars().any(char::is_alphabetic) {
        true => word.split(is_mark).collect(),
        false => vec![word],
    }
}

fn stem(stemmer: &Stemmer, word: &str) -> String {
    // A code or a number has no endings.
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        word.to_owned()
    } else {
        stemmer.stem(word).into_owned()
    }
}

fn is_stop_word(word: &str) -> bool {
    let stands_in = |list: &str| list.split_ascii_whitespace().any(|other| other == word);
    stands_in(ENGLISH_STOP_WORDS) || stands_in(GERMAN_STOP_WORDS)
}

fn stemmer_of(language: Option<&str>) -> Stemmer {
    Stemmer::create(match language {
        Some("ara") => Algorithm::Arabic,
        Some("dan") => Algorithm::Danish,
        Some("nld") => Algorithm::Dutch,
        Some("fin") => Algorithm::Finnish,
        Some("fra") => Algorithm::French,
        Some("deu") => Algorithm::German,
        Some("ell") => Algorithm::Greek,
        Some("hun") => Algorithm::Hungarian,
        Some("ita") => Algorithm::Italian,
        Some("nob") => Algorithm::Norwegian,
        Some("por") => Algorithm::Portuguese,
        Some("ron") => Algorithm::Romanian,
        Some("rus") => Algorithm::Russian,
        Some("spa") => Algorithm::Spanish,
        Some("swe") => Algorithm::Swedish,
        Some("tam") => Algorithm::Tamil,
        Some("tur") => Algorithm::Turkish,
        _ => Algorithm::English,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(query: &str) -> Vec<String> {
        query_terms(query, &BTreeSet::from([None])).into_iter().collect()
    }

    #[test]
    fn endings_accents_and_widths_do_not_matter() {
        assert_eq!(terms("Bearings BEARING béaring ｂｅａｒｉｎｇ"), ["bear"]);
        assert_eq!(terms("SOP-12 rev. 3b"), ["12", "3b", "rev", "sop"]);
        assert_eq!(terms("title:spindle line_3 9,000"), ["3", "9000", "line", "spindl", "titl"]);
    }

    #[test]
    fn stop_words_count_only_where_there_is_nothing_else() {
        assert_eq!(terms("what is the torque"), ["torqu"]);
        assert_eq!(terms("who is it"), ["is", "it", "who"]);
    }

    #[test]
    fn each_language_has_its_endings() {
        let mut counts = BTreeMap::new();
        count_terms("Wartungen der Maschinen", Some("deu"), 1, &mut counts);
        let found = query_terms("Wartung Maschine", &BTreeSet::from([Some("deu".to_owned())]));
        assert!(found.iter().all(|term| counts.contains_key(term)), "{found:?} {counts:?}");
    }

    #[test]
    fn a_query_of_any_length_has_few_terms() {
        let long: String = (0..50_000).map(|number| format!("w{number} ")).collect();
        assert!(terms(&long).len() <= MOST_QUERY_TERMS);
        assert!(terms(&"x".repeat(100_000))[0].len() <= LONGEST_TERM);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,200}") {
            let mut counts = BTreeMap::new();
            count_terms(&text, None, 1, &mut counts);
            let all: BTreeSet<_> = counts.into_keys().collect();
            prop_assert!(query_terms(&text, &BTreeSet::from([None])).is_subset(&all));
        }
    }
}
