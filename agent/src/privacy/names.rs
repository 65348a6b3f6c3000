//! The names of a tenant's that are kept in, ready to be found in any text.
//!
//! A name is found as whole words, without regard to case, accents, spaces and punctuation, the longest first. It is also
//! found without its legal form ("Hartwell" for "Hartwell Ltd"), by its key, and by a word that few names have (a
//! surname). A name made of one or two ordinary words alone ("Target", "Best Buy"), of one or two letters, or a key without a digit
//! counts only as the data write it, and only where that has a capital: else no sentence would be left whole. A number
//! counts from eight digits on: shorter ones are figures. A name that an open member has too, such as a plant, is no
//! secret.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Bound,
};

use sentia_semantic::Member;

use super::{
    ordinary::Known,
    words::{Word, gap, words},
};

/// Behind a name, and not part of it.
const LEGAL: [&str; 40] = [
    "ltd",
    "limited",
    "plc",
    "llp",
    "lp",
    "inc",
    "incorporated",
    "llc",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "ug",
    "se",
    "and",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "oy",
    "oyj",
    "ab",
    "as",
    "asa",
    "aps",
    "kft",
    "zrt",
    "zoo",
    "sro",
    "pty",
    "pte",
];
/// The same with points between its letters: `S.A.`.
const DOTTED: [&[&str]; 11] = [
    &["s", "a"],
    &["s", "p", "a"],
    &["s", "r", "l"],
    &["s", "r", "o"],
    &["sp", "z", "o", "o"],
    &["b", "v"],
    &["n", "v"],
    &["e", "v"],
    &["a", "s"],
    &["s", "l"],
    &["l", "l", "c"],
];
/// A word is telling in at most so many names.
const FEW: usize = 3;
/// Letters of a word that tells.
const TELLING: usize = 4;
/// So many ordinary words of a name in a row, of three letters or more, are no chance.
const PHRASE: usize = 3;
/// From so many digits on a number is not written as a figure.
const LONG_NUMBER: usize = 8;
/// Characters between two words of a name.
const WIDEST_GAP: usize = 8;

/// Whose name it is: dimension and key.
pub(crate) type Owner = (String, String);

/// A member whose name is kept in.
#[derive(Debug, Clone)]
pub(crate) struct Named<'a> {
    /// As its token begins: `CUSTOMER`.
    pub(crate) kind: &'a str,
    pub(crate) member: &'a Member,
}

pub(crate) struct Names {
    known: Known,
    names: Vec<Name>,
    /// By their first word, longest first.
    forms: BTreeMap<String, Vec<Form>>,
    kinds: BTreeSet<String>,
}

#[derive(Debug)]
struct Name {
    kind: String,
    /// As it is written in full.
    full: String,
}

/// One way to write a name.
#[derive(Debug)]
struct Form {
    words: Vec<String>,
    /// As the data write it.
    spellings: Vec<Spelling>,
    /// Whether it counts only as the data write it.
    exact: bool,
    name: usize,
    /// Of all names that can be written so.
    owners: Vec<Owner>,
}

#[derive(Debug, PartialEq, Eq)]
struct Spelling {
    words: Vec<String>,
    gaps: Vec<String>,
}

/// A name in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'n> {
    pub(super) kind: &'n str,
    pub(super) full: &'n str,
    pub(super) owners: &'n [Owner],
    /// The word behind it.
    pub(super) end: usize,
}

impl Names {
    pub(super) fn of(members: &[Named<'_>], known: Known) -> Self {
        let names = Names { known, names: Vec::new(), forms: BTreeMap::new(), kinds: BTreeSet::new() };
        let mut maker = Maker { names, full: HashMap::new(), at: HashMap::new() };
        for named in members {
            maker.names.kinds.insert(named.kind.to_owned());
            maker.add(named);
        }
        maker.add_telling_words();
        maker.names.sorted()
    }

    pub(super) fn kinds(&self) -> &BTreeSet<String> {
        &self.kinds
    }

    /// The longest name that begins at this word. `own` is text of the program's, in which ordinary words are words.
    pub(super) fn find(&self, text: &str, words: &[Word<'_>], at: usize, own: bool) -> Option<Found<'_>> {
        let first = words.get(at).filter(|word| !is_reference(word.raw))?;
        let forms = self.forms.get(first.folded.as_str()).map(Vec::as_slice).unwrap_or_default();
        let whole = forms.iter().find(|form| {
            !(own && form.exact)
                && form.stands(text, words.get(at..at + form.words.len()).unwrap_or_default())
        });
        let found = whole.map(|form| (form, form.words.len()));
        let (form, length) = found.or_else(|| Some((self.cut_off(text, first)?, 1)))?;
        let name = self.names.get(form.name)?;
        Some(Found { kind: &name.kind, full: &name.full, owners: &form.owners, end: at + length })
    }

    /// The name of which a text that was cut there has only the beginning: `Hartw…`.
    fn cut_off(&self, text: &str, word: &Word<'_>) -> Option<&Form> {
        let is_cut = text.get(word.end..)?.starts_with('…');
        if !is_cut || self.known.is_ordinary(&word.folded) {
            return None;
        }
        let from = self.forms.range::<str, _>((Bound::Included(word.folded.as_str()), Bound::Unbounded));
        let of_word = from.take_while(|(first, _)| first.starts_with(word.folded.as_str()));
        of_word.flat_map(|(_, forms)| forms).find(|form| !form.exact)
    }

    /// Whether nobody can tell by these folded words who is meant.
    pub(super) fn are_ordinary(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.known.is_ordinary(word))
    }

    fn sorted(mut self) -> Self {
        for forms in self.forms.values_mut() {
            forms.sort_by_key(|form| (std::cmp::Reverse(form.words.len()), form.name));
        }
        self
    }
}

/// `e1` and `f3` of `[[e1.f3]]`: the program's own.
fn is_reference(word: &str) -> bool {
    let digits = word.strip_prefix(['e', 'f']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl Form {
    fn stands(&self, text: &str, words: &[Word<'_>]) -> bool {
        let same = words.len() == self.words.len()
            && words.iter().zip(&self.words).all(|(word, wanted)| word.folded == *wanted);
        let as_written =
            |spelling: &Spelling| words.iter().zip(&spelling.words).all(|(word, wanted)| word.raw == wanted);
        same && (!self.exact || self.spellings.iter().any(as_written)) && self.holds_together(text, words)
    }

    /// Words of one name, and not the last of one cell and the first of the next.
    fn holds_together(&self, text: &str, words: &[Word<'_>]) -> bool {
        words.windows(2).enumerate().all(|(index, pair)| {
            let [before, after] = pair else { return false };
            let between = gap(text, before, after);
            let is_own =
                |spelling: &Spelling| spelling.gaps.get(index).is_some_and(|own| alike(own, between));
            is_plain(between) || self.spellings.iter().any(is_own)
        })
    }
}

fn is_plain(gap: &str) -> bool {
    gap.chars().count() <= WIDEST_GAP
        && !gap.contains(['\n', '|', '[', ']', '{', '}', ':', ';'])
        && !(gap.contains('"') && gap.contains(','))
}

/// The same but for what a text is put through on its way: quoted in JSON, made harmless.
fn alike(own: &str, gap: &str) -> bool {
    let plain = |text: &str| {
        let kept = text.chars().filter(|letter| *letter != '\\' && !letter.is_whitespace());
        kept.map(|letter| match letter {
            '<' => '‹',
            '>' => '›',
            '[' => '(',
            ']' => ')',
            '|' => '/',
            letter => letter,
        })
        .collect::<String>()
    };
    plain(own) == plain(gap) && !gap.contains('\n')
}

struct Maker {
    names: Names,
    /// Names by their folded words.
    full: HashMap<String, usize>,
    /// Forms by their folded words: where they stand under the first.
    at: HashMap<String, usize>,
}

impl Maker {
    fn add(&mut self, named: &Named<'_>) {
        let Member { dimension, key, label } = named.member;
        let owner = (dimension.clone(), key.clone());
        let whole = words(label);
        let whole = trimmed(&whole);
        let name = self.name(named.kind, label, &joined(whole));
        self.add_form(label, whole, name, &owner, false);
        let short = without_legal_form(whole);
        if short.len() < whole.len() {
            self.add_form(label, short, name, &owner, false);
        }
        if key != label && key.chars().nth(2).is_some() {
            let no_number = !key.bytes().any(|byte| byte.is_ascii_digit());
            let code = words(key);
            self.add_form(key, trimmed(&code), name, &owner, no_number);
        }
    }

    fn name(&mut self, kind: &str, full: &str, folded: &str) -> usize {
        let names = &mut self.names.names;
        *self.full.entry(folded.to_owned()).or_insert_with(|| {
            names.push(Name { kind: kind.to_owned(), full: full.trim().to_owned() });
            names.len() - 1
        })
    }

    fn add_form(&mut self, text: &str, words: &[Word<'_>], name: usize, owner: &Owner, exact: bool) {
        let folded = joined(words);
        let Some(exact) = self.exactness(words, &folded).map(|ordinary| ordinary || exact) else { return };
        if exact && !words.iter().any(|word| word.raw.contains(char::is_uppercase)) {
            return;
        }
        let Some(first) = words.first() else { return };
        let forms = self.names.forms.entry(first.folded.clone()).or_default();
        let at = *self.at.entry(folded).or_insert_with(|| {
            let words = words.iter().map(|word| word.folded.clone()).collect();
            forms.push(Form { words, spellings: Vec::new(), exact, name, owners: Vec::new() });
            forms.len() - 1
        });
        let Some(form) = forms.get_mut(at) else { return };
        let spelling = spelling(text, words);
        if !form.spellings.contains(&spelling) {
            form.spellings.push(spelling);
        }
        form.exact &= exact;
        if !form.owners.contains(owner) {
            form.owners.push(owner.clone());
        }
    }

    /// Whether the words count only as they are written; none where they are no name at all.
    fn exactness(&self, words: &[Word<'_>], folded: &str) -> Option<bool> {
        let letters = folded.chars().filter(|letter| !letter.is_ascii_digit() && *letter != ' ').count();
        let length = folded.chars().filter(|letter| *letter != ' ').count();
        if self.names.known.is_open(folded) || length < 2 || (letters == 0 && length < LONG_NUMBER) {
            return None;
        }
        if letters == 0 {
            return Some(false);
        }
        let are_ordinary = words.iter().all(|word| self.names.known.is_ordinary(&word.folded));
        let long = words.iter().filter(|word| word.folded.chars().nth(2).is_some()).count();
        Some(length <= 2 || long < PHRASE && are_ordinary)
    }

    /// A surname, or what a company is called for short.
    fn add_telling_words(&mut self) {
        for Telling { word, names, owners } in self.telling_words() {
            let text = words(&word);
            let folded = joined(&text);
            if self.at.contains_key(&folded) {
                continue;
            }
            let Some(first) = names.first().copied() else { continue };
            let name = if names.len() == 1 {
                first
            } else {
                let kind = self.names.names.get(first).map(|name| name.kind.clone()).unwrap_or_default();
                self.name(&kind, &word, &folded)
            };
            for owner in &owners {
                self.add_form(&word, &text, name, owner, false);
            }
        }
    }

    fn telling_words(&self) -> Vec<Telling> {
        let mut found: HashMap<&str, Telling> = HashMap::new();
        for form in self.names.forms.values().flatten().filter(|form| form.words.len() > 1) {
            let Some(spelling) = form.spellings.first() else { continue };
            for (word, raw) in form.words.iter().zip(&spelling.words) {
                let telling = found.entry(word).or_insert_with(|| Telling::of(raw));
                // One more than few is too many, however many more there are.
                if telling.names.len() <= FEW && !telling.names.contains(&form.name) {
                    telling.names.push(form.name);
                    telling.owners.extend(form.owners.iter().cloned());
                }
            }
        }
        let telling =
            found.into_iter().filter(|(word, telling)| telling.names.len() <= FEW && self.tells(word));
        let mut telling: Vec<Telling> = telling.map(|(_, telling)| telling).collect();
        telling.iter_mut().for_each(|telling| telling.names.sort_unstable());
        telling.sort_by(|a, b| a.word.cmp(&b.word));
        telling
    }

    fn tells(&self, word: &str) -> bool {
        word.chars().count() >= TELLING
            && word.chars().all(char::is_alphabetic)
            && !self.names.known.is_ordinary(word)
            && !self.names.known.is_open(word)
    }
}

/// A word that few names have.
struct Telling {
    /// As one of them writes it.
    word: String,
    names: Vec<usize>,
    owners: Vec<Owner>,
}

impl Telling {
    fn of(word: &str) -> Self {
        Telling { word: word.to_owned(), names: Vec::new(), owners: Vec::new() }
    }
}

fn joined(words: &[Word<'_>]) -> String {
    words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
}

fn spelling(text: &str, words: &[Word<'_>]) -> Spelling {
    let gaps = words.windows(2).map(|pair| match pair {
        [before, after] => gap(text, before, after).to_owned(),
        _ => String::new(),
    });
    Spelling { words: words.iter().map(|word| word.raw.to_owned()).collect(), gaps: gaps.collect() }
}

/// Without an `&` at either end, which could stand against a letter.
fn trimmed<'a, 't>(words: &'a [Word<'t>]) -> &'a [Word<'t>] {
    let is_word = |word: &Word<'_>| word.raw != "&";
    let (first, last) = (words.iter().position(is_word), words.iter().rposition(is_word));
    first.zip(last).and_then(|(first, last)| words.get(first..=last)).unwrap_or_default()
}

fn without_legal_form<'a, 't>(words: &'a [Word<'t>]) -> &'a [Word<'t>] {
    let is_legal = |word: &Word<'_>| LEGAL.contains(&word.folded.as_str());
    let mut rest = words;
    loop {
        let dotted = DOTTED.iter().find(|form| ends_with(rest, form)).map_or(0, |form| form.len());
        let taken = dotted.max(usize::from(rest.last().is_some_and(is_legal)));
        match rest.len().checked_sub(taken).filter(|left| taken > 0 && *left > 0) {
            Some(left) => rest = rest.get(..left).unwrap_or_default(),
            None => return rest,
        }
    }
}

fn ends_with(words: &[Word<'_>], form: &[&str]) -> bool {
    let start = words.len().checked_sub(form.len());
    let end = start.and_then(|start| words.get(start..)).unwrap_or_default();
    !end.is_empty() && end.iter().zip(form).all(|(word, wanted)| word.folded == *wanted)
}
