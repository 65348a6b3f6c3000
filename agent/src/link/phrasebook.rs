use std::collections::HashMap;

use super::{
    Quality,
    english::is_link_word,
    spelling::stem,
    text::{Atom, Gap, atoms},
    vocabulary::{Vocabulary, WordId},
};

/// What has to stand around a name before it counts, because by itself it could be an ordinary word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    /// An ordinary word (`Night`, `Other`): the dimension's word beside it, or a word such as "on", "for", "excluding".
    Context,
    /// A bare number or letter: the dimension's word right before it.
    DimensionWord,
    /// A code of letters only: typed in capitals, or beside the dimension's word.
    Capitals,
    /// Letter and number in one (`L3`).
    Tight,
}

/// One way to say a name.
#[derive(Debug)]
pub(crate) struct Phrase {
    pub(crate) words: Box<[WordId]>,
    pub(crate) owner: u32,
    pub(crate) quality: Quality,
    pub(crate) score: f64,
    pub(crate) needs: Needs,
}

/// Names, found by their first word.
#[derive(Debug, Default)]
pub(crate) struct Phrasebook {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) phrases: Vec<Phrase>,
    by_first: HashMap<WordId, Vec<u32>>,
}

/// A name found in a question: atoms `from` (included) to `to` (excluded).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit<'a> {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) phrase: &'a Phrase,
    pub(crate) score: f64,
    pub(crate) corrected: bool,
}

impl Hit<'_> {
    pub(crate) fn quality(&self) -> Quality {
        if self.corrected { self.phrase.quality.min(Quality::Corrected) } else { self.phrase.quality }
    }
}

/// A word of the question as this book knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) word: WordId,
    pub(crate) score: f64,
    pub(crate) corrected: bool,
}

/// The question's atoms as this book knows them.
#[derive(Debug, Default)]
pub(crate) struct Side {
    pub(crate) words: Vec<Option<Seen>>,
    /// The word that an atom makes with the next one: `down time` for `downtime`.
    pairs: Vec<Option<WordId>>,
}

/// The words of a name: stem and form.
pub(crate) fn name_words(name: &str) -> Vec<(String, String)> {
    atoms(name)
        .0
        .into_iter()
        .filter(|atom| !matches!(atom.text.as_str(), "a" | "an" | "the"))
        .map(|atom| (stem(&atom.text), atom.text))
        .collect()
}

impl Phrasebook {
    pub(crate) fn intern(&mut self, words: &[(String, String)]) -> Vec<WordId> {
        words.iter().map(|(stem, text)| self.vocabulary.intern(stem, text)).collect()
    }

    pub(crate) fn add(&mut self, words: Vec<WordId>, owner: u32, quality: Quality, score: f64, needs: Needs) {
        let Some(first) = words.first().copied() else { return };
        let same =
            self.by_first.get(&first).into_iter().flatten().filter_map(|at| self.phrases.get(*at as usize));
        if same
            .into_iter()
            .any(|phrase| phrase.owner == owner && *phrase.words == *words && phrase.score >= score)
        {
            return;
        }
        let at = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
        self.phrases.push(Phrase { words: words.into(), owner, quality, score, needs });
        self.by_first.entry(first).or_default().push(at);
    }

    /// The atoms as this book knows them: by stem only, without mending.
    pub(crate) fn side(&self, atoms: &[Atom], stems: &[String]) -> Side {
        let words = stems.iter().map(|stem| self.vocabulary.get(stem).map(exact)).collect();
        let pairs = (0..atoms.len()).map(|at| self.pair(atoms, at)).collect();
        Side { words, pairs }
    }

    fn pair(&self, atoms: &[Atom], at: usize) -> Option<WordId> {
        let (one, two) = (atoms.get(at)?, atoms.get(at + 1)?);
        let apart = matches!(two.gap, Gap::Space | Gap::Hyphen)
            && (one.text.as_str(), two.text.as_str()) != ("over", "time");
        (apart && one.digits == 0 && two.digits == 0)
            .then(|| self.vocabulary.get(&stem(&format!("{}{}", one.text, two.text))))?
    }

    /// Names that begin at an atom.
    pub(crate) fn hits_at<'a>(&'a self, atoms: &[Atom], side: &Side, at: usize) -> Vec<Hit<'a>> {
        let single = side.words.get(at).copied().flatten().map(|seen| seen.word);
        let pair = side.pairs.get(at).copied().flatten();
        let starts = single.into_iter().chain(pair.filter(|pair| Some(*pair) != single));
        starts
            .flat_map(|first| self.by_first.get(&first).into_iter().flatten())
            .filter_map(|index| self.phrases.get(*index as usize))
            .filter_map(|phrase| match_phrase(phrase, atoms, side, at))
            .collect()
    }
}

fn exact(word: WordId) -> Seen {
    Seen { word, score: 1.0, corrected: false }
}

fn match_phrase<'a>(phrase: &'a Phrase, atoms: &[Atom], side: &Side, from: usize) -> Option<Hit<'a>> {
    let (mut at, mut score, mut corrected) = (from, phrase.score, false);
    for (position, word) in phrase.words.iter().enumerate() {
        if position > 0 {
            at = skip_link_words(atoms, side, at, *word)?;
        }
        if let Some(seen) = side.words.get(at).copied().flatten().filter(|seen| seen.word == *word) {
            score *= seen.score;
            corrected |= seen.corrected;
            at += 1;
        } else if side.pairs.get(at).copied().flatten() == Some(*word) {
            at += 2;
        } else {
            return None;
        }
    }
    if phrase.needs == Needs::Tight && !is_tight(atoms, from, at) {
        return None;
    }
    Some(Hit { from, to: at, phrase, score, corrected })
}

/// The next atom that counts, past at most three words such as "of the", "did we".
fn skip_link_words(atoms: &[Atom], side: &Side, at: usize, wanted: WordId) -> Option<usize> {
    let is_wanted = |at: usize| side.words.get(at).copied().flatten().is_some_and(|seen| seen.word == wanted);
    let mut here = at;
    while !is_wanted(here) && here < at + 3 && atoms.get(here).is_some_and(|atom| is_link_word(&atom.text)) {
        here += 1;
    }
    (here < atoms.len()).then_some(here)
}

fn is_tight(atoms: &[Atom], from: usize, to: usize) -> bool {
    atoms
        .get(from + 1..to)
        .is_some_and(|rest| rest.iter().all(|atom| matches!(atom.gap, Gap::Joined | Gap::Hyphen)))
}
