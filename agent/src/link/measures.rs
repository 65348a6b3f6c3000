//! The names of measures: how each can be said, and which measures a part of a name may mean.

use std::collections::{BTreeMap, HashMap};

use sentia_semantic::{Catalogue, Measure, Unit};

use super::{
    Candidate, Quality,
    english::{English, is_connective, is_generic},
    phrasebook::{Needs, Phrasebook, name_words},
    spelling::roots,
    vocabulary::WordId,
};

/// Candidates that a question is asked back about, at most.
const MOST_CANDIDATES: usize = 5;

/// Words at the end of a label that people leave out: the "rate" of "scrap rate".
const DROPPED_ENDS: [&str; 9] =
    ["rate", "ratio", "percent", "quantity", "total", "amount", "value", "count", "number"];

/// The words of every name of every measure, for names said in part.
#[derive(Debug, Default)]
pub(crate) struct MeasureWords {
    ids: Vec<String>,
    /// For each measure, the words of each of its names.
    names: Vec<Vec<Vec<WordId>>>,
    by_word: HashMap<WordId, Vec<usize>>,
    weights: HashMap<WordId, f64>,
    generic: HashMap<WordId, bool>,
}

pub(crate) fn add_measures(catalogue: &Catalogue, book: &mut Phrasebook, english: &English) -> MeasureWords {
    let mut words = MeasureWords::default();
    for (index, measure) in catalogue.measures.iter().enumerate() {
        let owner = u32::try_from(index).unwrap_or(u32::MAX);
        let names = spoken_names(measure);
        let mut said = Vec::new();
        for (name, quality) in &names {
            let parts = name_words(name);
            for (stem, text) in &parts {
                let id = book.vocabulary.intern(stem, text);
                words.generic.insert(id, is_generic(stem) || is_connective(text));
            }
            let ids = book.intern(&parts);
            add_name(book, &parts, &ids, owner, *quality, measure);
            said.push(ids);
        }
        words.ids.push(measure.id.clone());
        words.names.push(said);
    }
    add_acronyms(catalogue, book, english);
    words.index();
    words
}

/// Label (also without what stands in brackets, and what stands there), id and synonyms.
fn spoken_names(measure: &Measure) -> Vec<(String, Quality)> {
    let mut names =
        vec![(measure.label.clone(), Quality::Exact), (measure.id.replace(['_', '.'], " "), Quality::Exact)];
    if let Some((before, rest)) = measure.label.split_once('(') {
        names.push((before.to_owned(), Quality::Exact));
        names.push((rest.trim_end_matches([')', ' ']).to_owned(), Quality::Synonym));
    }
    names.extend(measure.synonyms.iter().map(|synonym| (synonym.clone(), Quality::Synonym)));
    names
}

fn add_name(
    book: &mut Phrasebook,
    parts: &[(String, String)],
    ids: &[WordId],
    owner: u32,
    quality: Quality,
    measure: &Measure,
) {
    let score = if quality == Quality::Exact { 1.0 } else { 0.98 };
    book.add(ids.to_vec(), owner, quality, score, Needs::Nothing);
    add_joined(book, parts, ids, owner, quality, score);
    add_roots(book, parts, ids, owner, quality, score);
    add_without_end(book, parts, ids, owner);
    add_turned(book, parts, ids, owner);
    add_unit_words(book, parts, ids, owner, measure);
}

/// `set-up time` also as `setup time`.
fn add_joined(
    book: &mut Phrasebook,
    parts: &[(String, String)],
    ids: &[WordId],
    owner: u32,
    quality: Quality,
    score: f64,
) {
    for at in 1..parts.len() {
        let joined = format!("{}{}", parts[at - 1].1, parts[at].1);
        if parts.len() > 5 || joined.contains(|letter: char| letter.is_ascii_digit()) {
            continue;
        }
        let word = book.intern(&name_words(&joined));
        let words = [&ids[..at - 1], &word, &ids[at + 1..]].concat();
        book.add(words, owner, quality, score * 0.99, Needs::Nothing);
    }
}

/// `pieces scrapped` also as `pieces scrap`, so that "how many pieces did we scrap" is found.
fn add_roots(
    book: &mut Phrasebook,
    parts: &[(String, String)],
    ids: &[WordId],
    owner: u32,
    quality: Quality,
    score: f64,
) {
    if !(2..=4).contains(&parts.len()) {
        return;
    }
    for (at, (_, text)) in parts.iter().enumerate().filter(|(_, (_, text))| text.ends_with("ed")) {
        for root in roots(text).into_iter().take(3) {
            let word = book.vocabulary.intern(&root, &root);
            let words = [&ids[..at], &[word], &ids[at + 1..]].concat();
            book.add(words, owner, quality, score * 0.99, Needs::Nothing);
        }
    }
}

/// `scrap rate` also as `scrap`, a little less sure.
fn add_without_end(book: &mut Phrasebook, parts: &[(String, String)], ids: &[WordId], owner: u32) {
    let Some(((last, _), rest)) = parts.split_last() else { return };
    let says_something = rest.iter().any(|(stem, _)| !is_generic(stem));
    if DROPPED_ENDS.contains(&last.as_str()) && says_something {
        book.add(ids[..rest.len()].to_vec(), owner, Quality::Derived, 0.86, Needs::Nothing);
    }
}

/// `scrap cost` also as `cost of scrap`.
fn add_turned(book: &mut Phrasebook, parts: &[(String, String)], ids: &[WordId], owner: u32) {
    let Some((head, rest)) = ids.split_last() else { return };
    if rest.is_empty() || parts.len() > 4 || parts.iter().any(|(stem, _)| stem == "of") {
        return;
    }
    let of = book.vocabulary.intern("of", "of");
    book.add([&[*head, of], rest].concat(), owner, Quality::Derived, 0.95, Needs::Nothing);
}

/// `scrap ratio` also as `scrap rate`, `scrap %`; a count of stops also as `number of stops`.
fn add_unit_words(
    book: &mut Phrasebook,
    parts: &[(String, String)],
    ids: &[WordId],
    owner: u32,
    measure: &Measure,
) {
    match &measure.unit {
        Unit::Percent => {
            let has_end = parts.last().is_some_and(|(stem, _)| DROPPED_ENDS.contains(&stem.as_str()));
            let base = if has_end { &ids[..ids.len() - 1] } else { ids };
            if base.is_empty() || (has_end && parts.iter().rev().skip(1).all(|(stem, _)| is_generic(stem))) {
                return;
            }
            for end in ["rate", "ratio", "percent"] {
                let word = book.vocabulary.intern(end, end);
                book.add([base, &[word]].concat(), owner, Quality::Derived, 0.95, Needs::Nothing);
            }
        }
        Unit::Count(_) => {
            let number = book.vocabulary.intern("number", "number");
            let of = book.vocabulary.intern("of", "of");
            book.add([&[number, of], ids].concat(), owner, Quality::Derived, 0.95, Needs::Nothing);
        }
        _ => {}
    }
}

/// `overall equipment effectiveness` also as `OEE`, where no other measure is called so and it is no English word:
/// `wages and salaries` is not asked for by "what was…".
fn add_acronyms(catalogue: &Catalogue, book: &mut Phrasebook, english: &English) {
    let mut acronyms: BTreeMap<String, Option<u32>> = BTreeMap::new();
    for (index, measure) in catalogue.measures.iter().enumerate() {
        let owner = u32::try_from(index).ok();
        for (name, _) in spoken_names(measure) {
            if let Some(acronym) = acronym(&name) {
                let held = acronyms.entry(acronym).or_insert(owner);
                if *held != owner {
                    *held = None;
                }
            }
        }
    }
    for (acronym, owner) in acronyms {
        let is_free = book.vocabulary.get(&acronym).is_none() && !english.is_word(&acronym);
        let Some(owner) = owner.filter(|_| is_free) else { continue };
        let word = book.vocabulary.intern(&acronym, &acronym);
        book.add(vec![word], owner, Quality::Derived, 0.93, Needs::Nothing);
    }
}

fn acronym(name: &str) -> Option<String> {
    let words = name_words(name);
    let initials: String =
        words.iter().filter(|(stem, _)| stem != "of").filter_map(|(_, text)| text.chars().next()).collect();
    (initials.chars().count() >= 3 && initials.chars().all(char::is_alphabetic)).then_some(initials)
}

impl MeasureWords {
    fn index(&mut self) {
        for (measure, names) in self.names.iter().enumerate() {
            for word in names.iter().flatten() {
                let measures = self.by_word.entry(*word).or_default();
                if measures.last() != Some(&measure) {
                    measures.push(measure);
                }
            }
        }
        let all = self.names.len() as f64;
        self.weights =
            self.by_word.iter().map(|(word, held)| (*word, (1.0 + all / held.len() as f64).ln())).collect();
    }

    pub(crate) fn knows(&self, word: WordId) -> bool {
        self.by_word.contains_key(&word)
    }

    /// Whether the word belongs to so many kinds of name that by itself it means none.
    pub(crate) fn is_generic(&self, word: WordId) -> bool {
        self.generic.get(&word).copied().unwrap_or(false)
    }

    /// Measures with a name that holds all these words, best first; those that fit much worse than the best are left out.
    pub(crate) fn holding(&self, words: &[WordId]) -> Vec<Candidate> {
        let mut candidates = self.holding_all(words);
        let best = candidates.first().map_or(0.0, |candidate| candidate.score);
        candidates.retain(|candidate| candidate.score >= 0.55 * best);
        candidates.truncate(MOST_CANDIDATES);
        candidates
    }

    /// All measures with a name that holds all these words, best first.
    pub(crate) fn holding_all(&self, words: &[WordId]) -> Vec<Candidate> {
        if words.is_empty() || words.iter().all(|word| self.is_generic(*word)) {
            return Vec::new();
        }
        let rarest =
            words.iter().filter_map(|word| self.by_word.get(word)).min_by_key(|measures| measures.len());
        let mut candidates: Vec<Candidate> = rarest
            .into_iter()
            .flatten()
            .filter_map(|measure| {
                let score =
                    self.names[*measure].iter().map(|name| self.share(words, name)).fold(0.0, f64::max);
                (score > 0.0).then(|| Candidate {
                    id: self.ids[*measure].clone(),
                    score: 0.8 * score,
                    quality: Quality::Partial,
                })
            })
            .collect();
        candidates.sort_by(|one, other| other.score.total_cmp(&one.score));
        candidates
    }

    /// The part of a name's weight that these words make up; nothing when one of them is not in it.
    fn share(&self, words: &[WordId], name: &[WordId]) -> f64 {
        if !words.iter().all(|word| name.contains(word)) {
            return 0.0;
        }
        let weight = |word: &WordId| self.weights.get(word).copied().unwrap_or(1.0);
        let all: f64 = name.iter().map(weight).sum();
        if all > 0.0 { words.iter().map(weight).sum::<f64>() / all } else { 0.0 }
    }
}
