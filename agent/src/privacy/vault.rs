//! Tokens for the names of one turn.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use sentia_semantic::Member;

use super::{
    names::{Names, Owner},
    numbers,
    words::{Word, gap, is_of_a_word, words},
};

/// A word that looks like a token and is none gets one itself, so that every token that comes back is ours.
const LITERAL: &str = "LITERAL";
const DIGITS: usize = 6;
/// Letters behind the number of a token whose name is written in another way than in full.
const LETTERS: usize = 2;

/// Whose text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The program's: its ordinary words are words.
    Own,
    /// Of people, rows, documents or a model.
    Others,
}

/// The members whose names the person may be told.
pub(crate) type Seen = HashSet<Owner>;

/// What stands for which name, in the requests of one turn. Tokens depend on the conversation's key and on the name
/// alone, but for the rare case that two names would get the same.
pub(crate) struct Vault {
    key: [u8; 32],
    names: Arc<Names>,
    seen: Arc<Seen>,
    tokens: HashMap<(String, usize), String>,
    issued: HashMap<String, Issued>,
    /// Number of each name, by kind and full name; each number of a kind is taken once.
    numbers: HashMap<(String, String), usize>,
    taken: HashSet<(String, usize)>,
    /// How the person wrote names, in folded words, misspelt ones too.
    heard: Vec<Heard>,
}

struct Issued {
    kind: String,
    /// As it stood in the text.
    surface: String,
    owners: Vec<Owner>,
}

struct Heard {
    words: Vec<String>,
    /// As they were typed, where they count only so.
    raw: Option<Vec<String>>,
    owner: Owner,
    kind: String,
    full: String,
}

/// A name in a text, whoever found it.
struct Secret {
    kind: String,
    full: String,
    owners: Vec<Owner>,
    end: usize,
}

impl Vault {
    pub(crate) fn new(key: [u8; 32], names: Arc<Names>, seen: Arc<Seen>) -> Self {
        Vault {
            key,
            names,
            seen,
            tokens: HashMap::new(),
            issued: HashMap::new(),
            numbers: HashMap::new(),
            taken: HashSet::new(),
            heard: Vec::new(),
        }
    }

    /// Goes on with the names that there are now.
    pub(crate) fn update(&mut self, names: Arc<Names>, seen: Arc<Seen>) {
        (self.names, self.seen) = (names, seen);
    }

    /// Remembers that these words of the person's mean a member. Ordinary words do so only as they were typed, and only
    /// where that has a capital.
    pub(crate) fn hear(&mut self, typed: &str, member: &Member, kind: &str) {
        let words = words(typed);
        let folded: Vec<String> = words.iter().map(|word| word.folded.clone()).collect();
        let exact = self.names.are_ordinary(&folded);
        if exact && !typed.contains(char::is_uppercase) {
            return;
        }
        self.heard.push(Heard {
            raw: exact.then(|| words.iter().map(|word| word.raw.to_owned()).collect()),
            words: folded,
            owner: (member.dimension.clone(), member.key.clone()),
            kind: kind.to_owned(),
            full: member.label.trim().to_owned(),
        });
    }

    /// How many names of each kind were hidden.
    pub(crate) fn counts(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for (kind, _) in self.numbers.keys().filter(|(kind, _)| kind != LITERAL) {
            *counts.entry(kind.clone()).or_default() += 1;
        }
        counts
    }

    /// The text with tokens for names.
    pub(crate) fn hide(&mut self, text: &str, whose: Whose) -> String {
        let words = words(text);
        let mut hidden = String::with_capacity(text.len());
        let (mut copied, mut at) = (0, 0);
        while let Some(first) = words.get(at) {
            let Some(secret) = self.secret(text, &words, at, whose) else {
                at += 1;
                continue;
            };
            let end = words.get(secret.end - 1).map_or(first.end, |last| last.end);
            hidden.push_str(text.get(copied..first.start).unwrap_or_default());
            let token = self.token(text.get(first.start..end).unwrap_or_default(), &secret);
            hidden.push_str(&token);
            (copied, at) = (end, secret.end);
        }
        hidden.push_str(text.get(copied..).unwrap_or_default());
        hidden
    }

    /// The longest of what begins at this word and is to be hidden.
    fn secret(&self, text: &str, words: &[Word<'_>], at: usize, whose: Whose) -> Option<Secret> {
        if let Some(secret) = self.literal(text, words, at) {
            return Some(secret);
        }
        let named = self.names.find(text, words, at, whose == Whose::Own).map(|found| Secret {
            kind: found.kind.to_owned(),
            full: found.full.to_owned(),
            owners: found.owners.to_vec(),
            end: found.end,
        });
        let numbered = numbers::find(text, words, at).map(|(kind, end)| Secret {
            kind: kind.to_owned(),
            full: compact(words.get(at..end).unwrap_or_default()),
            owners: Vec::new(),
            end,
        });
        let heard = if whose == Whose::Others { self.heard(text, words, at) } else { None };
        // Of equally long ones the first is best known.
        [heard, numbered, named].into_iter().flatten().max_by_key(|secret| secret.end)
    }

    fn heard(&self, text: &str, words: &[Word<'_>], at: usize) -> Option<Secret> {
        let stands = |heard: &&Heard| {
            let here = words.get(at..at + heard.words.len()).unwrap_or_default();
            let same = here.len() == heard.words.len()
                && here.iter().zip(&heard.words).all(|(word, wanted)| word.folded == *wanted);
            let as_typed = |raw: &Vec<String>| here.iter().zip(raw).all(|(word, wanted)| word.raw == wanted);
            same && heard.raw.as_ref().is_none_or(as_typed)
                && here.windows(2).all(|pair| match pair {
                    [before, after] => gap(text, before, after).trim().len() <= 1,
                    _ => false,
                })
        };
        let heard = self.heard.iter().filter(stands).max_by_key(|heard| heard.words.len())?;
        Some(Secret {
            kind: heard.kind.clone(),
            full: heard.full.clone(),
            owners: vec![heard.owner.clone()],
            end: at + heard.words.len(),
        })
    }

    /// `CUSTOMER_482913` that stood in the text already.
    fn literal(&self, text: &str, words: &[Word<'_>], at: usize) -> Option<Secret> {
        let (kind, number) = (words.get(at)?, words.get(at + 1)?);
        let is_token = self.is_kind(kind.raw) && gap(text, kind, number) == "_" && is_number(number.raw);
        let full = || format!("{}_{}", kind.raw, number.raw);
        is_token.then(|| Secret { kind: LITERAL.to_owned(), full: full(), owners: Vec::new(), end: at + 2 })
    }

    fn is_kind(&self, word: &str) -> bool {
        word == LITERAL || numbers::KINDS.contains(&word) || self.names.kinds().contains(word)
    }

    fn token(&mut self, surface: &str, secret: &Secret) -> String {
        let number = self.number(&secret.kind, &secret.full);
        let key = (surface.to_owned(), number);
        if let Some(token) = self.tokens.get(&key) {
            return token.clone();
        }
        let token = self.new_token(surface, secret, number);
        let issued =
            Issued { kind: secret.kind.clone(), surface: surface.to_owned(), owners: secret.owners.clone() };
        self.issued.insert(token.clone(), issued);
        self.tokens.insert(key, token.clone());
        token
    }

    /// A name in full has its number alone; each other way to write it has letters behind that, so that a model sees
    /// whom it means and the text comes back as it was.
    fn new_token(&mut self, surface: &str, secret: &Secret, number: usize) -> String {
        let base = format!("{}_{number}", secret.kind);
        if surface == secret.full {
            return base;
        }
        let ways = 26_usize.pow(LETTERS as u32);
        let free = (0..ways).map(|attempt| {
            let way = self.hashed(&[&base, surface, &attempt.to_string()]) % ways;
            let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap_or_default());
            format!("{base}{}{}", letter(way / 26), letter(way))
        });
        let free = free.into_iter().find(|token| !self.issued.contains_key(token));
        // Text that writes one name in so many ways means to exhaust them: then each is a name of its own.
        free.unwrap_or_else(|| format!("{}_{}", secret.kind, self.number(&secret.kind, surface)))
    }

    fn number(&mut self, kind: &str, full: &str) -> usize {
        let key = (kind.to_owned(), full.to_owned());
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let (lowest, count) = (10_usize.pow(DIGITS as u32 - 1), 9 * 10_usize.pow(DIGITS as u32 - 1));
        let mut attempt = 0_u64;
        let number = loop {
            let number = lowest + self.hashed(&[kind, full, &attempt.to_string()]) % count;
            if self.taken.insert((kind.to_owned(), number)) {
                break number;
            }
            attempt += 1;
        };
        self.numbers.insert(key, number);
        number
    }

    /// Whoever has not the key can neither tell a name by its number, nor the order of names.
    fn hashed(&self, parts: &[&str]) -> usize {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        let mut first = [0; 8];
        hasher.finalize_xof().fill(&mut first);
        usize::try_from(u64::from_le_bytes(first) >> 32).unwrap_or_default()
    }

    /// The text with names for tokens, as far as the person may be told them. `before` is the character in front of it.
    pub(crate) fn restore(&self, text: &str, before: Option<char>) -> String {
        let mut restored = String::with_capacity(text.len());
        let (mut rest, mut before) = (text, before);
        while let Some(letter) = rest.chars().next() {
            let begins = letter.is_ascii_uppercase() && !before.is_some_and(is_of_a_word);
            let token = if begins { token_at(rest) } else { None };
            let (length, name) =
                token.and_then(|token| self.name_of(token)).unwrap_or((letter.len_utf8(), None));
            let taken = rest.get(..length).unwrap_or(rest);
            restored.push_str(name.as_deref().unwrap_or(taken));
            before = taken.chars().next_back();
            rest = rest.get(length..).unwrap_or_default();
        }
        restored
    }

    /// How much of the token is ours, and what it stands for. A letter behind the number is an ending that a model gave it.
    fn name_of(&self, token: &str) -> Option<(usize, Option<String>)> {
        let number = token.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
        [token, number].into_iter().find_map(|known| {
            let issued = self.issued.get(known)?;
            Some((known.len(), Some(self.told(issued))))
        })
    }

    fn told(&self, issued: &Issued) -> String {
        if issued.owners.is_empty() || issued.owners.iter().any(|owner| self.seen.contains(owner)) {
            return issued.surface.clone();
        }
        let kind = issued.kind.to_lowercase();
        let article = if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
        format!("{article} {kind}")
    }
}

fn compact(words: &[Word<'_>]) -> String {
    words.iter().map(|word| word.raw).collect()
}

fn is_number(word: &str) -> bool {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    digits.len() == DIGITS
        && word.len() <= DIGITS + LETTERS
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What looks like a token at the beginning of the text.
fn token_at(text: &str) -> Option<&str> {
    let kind = text.bytes().position(|byte| !byte.is_ascii_uppercase())?;
    let number = text.get(kind..)?.strip_prefix('_')?;
    let end = number.find(|letter: char| !is_of_a_word(letter)).unwrap_or(number.len());
    is_number(number.get(..end)?).then(|| text.get(..kind + 1 + end)).flatten()
}
