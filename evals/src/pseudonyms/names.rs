//! All names that are to stay in, and where a text has them.

use std::collections::{BTreeMap, HashMap};

use sentia_semantic::{Engine, QueryError, Scope};

/// Account numbers that questions name.
const IBANS: u64 = 40;

/// `CUSTOMER`, `IBAN`.
pub(super) type Class = String;

pub(super) struct Names {
    /// Class, dimension id (empty for a number), name.
    all: Vec<(Class, String, String)>,
    /// Places in `all`, by the first word in small letters, with all words of the name.
    by_first: HashMap<String, Vec<(usize, Vec<String>)>>,
}

impl Names {
    /// As this person sees them, who should see all.
    pub(super) async fn read(engine: &Engine, scope: &Scope) -> Result<Names, QueryError> {
        let mut all = Vec::new();
        for member in engine.pseudonymous(scope).await?.iter() {
            let class =
                engine.catalogue().dimension(&member.dimension).and_then(|found| found.pseudonym.clone());
            all.extend(class.map(|class| (class, member.dimension.clone(), member.label.clone())));
        }
        all.extend((0..IBANS).map(|at| ("IBAN".to_owned(), String::new(), iban(at))));
        all.sort();
        all.dedup();
        let mut by_first: HashMap<String, Vec<(usize, Vec<String>)>> = HashMap::new();
        for (at, (.., name)) in all.iter().enumerate() {
            let words = words(name);
            if let Some(first) = words.first().cloned() {
                by_first.entry(first).or_default().push((at, words));
            }
        }
        Ok(Names { all, by_first })
    }

    /// The names that a text has, each as often as it has them.
    pub(super) fn found(&self, text: &str) -> Vec<usize> {
        let words = words(text);
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let candidates = self.by_first.get(word).into_iter().flatten();
            let is_here = |(_, name): &&(usize, Vec<String>)| words[at..].starts_with(name);
            // Of names that begin alike, the longest; one name may be of two classes.
            let here: Vec<&(usize, Vec<String>)> = candidates.filter(is_here).collect();
            let longest = here.iter().map(|(_, name)| name.len()).max().unwrap_or(0);
            found.extend(here.iter().filter(|(_, name)| name.len() == longest).map(|(name, _)| *name));
        }
        found
    }

    pub(super) fn class(&self, name: usize) -> Class {
        self.all[name].0.clone()
    }

    pub(super) fn label(&self, name: usize) -> &str {
        &self.all[name].2
    }

    /// The classes with the number of their names.
    pub(super) fn classes(&self) -> BTreeMap<&Class, usize> {
        let mut classes = BTreeMap::new();
        for (class, ..) in &self.all {
            *classes.entry(class).or_insert(0) += 1;
        }
        classes
    }

    /// Dimensions whose members have names, with these.
    pub(super) fn by_dimension(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut by_dimension: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (_, dimension, name) in self.all.iter().filter(|(_, dimension, _)| !dimension.is_empty()) {
            by_dimension.entry(dimension).or_default().push(name);
        }
        by_dimension
    }

    pub(super) fn ibans(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter(|(class, ..)| class == "IBAN").map(|(.., iban)| iban.as_str())
    }

    /// `CUSTOMER_482913`: what stands for a name, in a text.
    pub(super) fn tokens<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words.filter(|word| {
            word.rsplit_once('_').is_some_and(|(class, number)| {
                number.len() >= 4
                    && number.chars().all(|letter| letter.is_ascii_digit())
                    && self.all.iter().any(|(known, ..)| known == class)
            })
        })
    }
}

/// A German account number with its check digits (ISO 13616, ISO 7064 MOD 97-10).
fn iban(at: u64) -> String {
    let account = format!("{:018}", 370_400_440_000_000_000_u64 + at * 7_919_003);
    // `DE00` behind the account, with D as 13 and E as 14.
    let digits = format!("{account}131400");
    let rest = digits.bytes().fold(0_u64, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97);
    format!("DE{:02}{account}", 98 - rest)
}

/// In small letters.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
