use std::collections::{BTreeMap, HashMap};

use super::similarity::{fold, folded_similarity};
use crate::QueryError;

/// One thing that a dimension tells apart: a line, a customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Member {
    /// Dimension id.
    pub dimension: String,
    /// What facts carry.
    pub key: String,
    /// What people say.
    pub label: String,
}

/// The members that one person may see, ready to be found by name.
#[derive(Debug, Clone, Default)]
pub struct MemberIndex {
    /// By dimension id; members in the order of their labels.
    dimensions: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, Default)]
struct Entry {
    label: String,
    /// Folded names of the dimension itself, which people put before or after a member's name.
    own_names: Vec<String>,
    members: Vec<Member>,
    names: Vec<Names>,
    by_key: HashMap<String, usize>,
    /// Members by folded label and folded key.
    by_name: HashMap<String, Vec<usize>>,
}

/// Forms of a member's names that are compared with what was typed.
#[derive(Debug, Clone)]
struct Names {
    label: String,
    key: String,
    /// Label and key without spaces, and numbers without leading zeros: `l3` for `L03`.
    compact: [String; 2],
    letters: u64,
}

/// From this likeness on, a text counts as a slip of a name.
const ALIKE: f64 = 0.75;
/// A slip must be this much more like one name than like the next.
const MARGIN: f64 = 0.06;
const MOST_CANDIDATES: usize = 5;
const MOST_FOUND: usize = 20;

impl MemberIndex {
    /// Adds a dimension with its members as (key, label).
    pub fn add(&mut self, id: &str, label: &str, plural: &str, members: Vec<(String, String)>) {
        let entry = self.dimensions.entry(id.to_owned()).or_default();
        entry.label = label.to_owned();
        entry.own_names = vec![fold(label), fold(plural)];
        for (key, label) in members {
            entry.add(Member { dimension: id.to_owned(), key, label });
        }
    }

    /// The members of a dimension, in the order of their labels; none where it is unknown or not searchable.
    pub fn of(&self, dimension: &str) -> &[Member] {
        self.dimensions.get(dimension).map_or(&[], |entry| &entry.members)
    }

    /// The member that was meant, and whether a misspelling had to be corrected to find it. Tried in this order: the exact
    /// key, the exact label, either without regard to case and accents, all words of it, their beginnings, and then
    /// slips of the keyboard (but a number is never corrected to another).
    pub fn resolve(&self, dimension: &str, typed: &str) -> Result<(Member, bool), QueryError> {
        let unknown = |nearest| QueryError::UnknownMember {
            dimension: self.dimensions.get(dimension).map_or(dimension, |entry| &entry.label).to_owned(),
            name: typed.to_owned(),
            nearest,
        };
        let Some(entry) = self.dimensions.get(dimension) else {
            return Err(unknown(Vec::new()));
        };
        match entry.meant(typed) {
            Meant::Exactly(index) => Ok((entry.members[index].clone(), false)),
            Meant::Probably(index) => Ok((entry.members[index].clone(), true)),
            Meant::OneOf(indices) => Err(QueryError::AmbiguousMember {
                dimension: entry.label.clone(),
                name: typed.to_owned(),
                candidates: entry.labels(&indices),
            }),
            Meant::Nothing => Err(unknown(entry.nearest(typed))),
        }
    }

    /// Members of any dimension that `words` may name, best first, with a score from 0 to 1 (1 is the exact name).
    pub fn find(&self, words: &str) -> Vec<(Member, f64)> {
        let typed = Typed::new(words);
        let mut found: Vec<(&Member, f64)> = Vec::new();
        for entry in self.dimensions.values() {
            let scored =
                entry.members.iter().zip(&entry.names).map(|(member, names)| (member, names.score(&typed)));
            found.extend(scored.filter(|(_, score)| *score > 0.0));
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        found.into_iter().take(MOST_FOUND).map(|(member, score)| (member.clone(), score)).collect()
    }
}

enum Meant {
    Exactly(usize),
    /// After a correction.
    Probably(usize),
    OneOf(Vec<usize>),
    Nothing,
}

/// What was typed, in the forms that are compared.
struct Typed {
    folded: String,
    compact: String,
    digits: String,
    letters: u64,
    length: usize,
}

impl Typed {
    fn new(text: &str) -> Self {
        let folded = fold(text);
        Typed {
            compact: compact(&folded),
            digits: digits(&folded),
            letters: letters(&folded),
            length: folded.chars().count(),
            folded,
        }
    }
}

impl Entry {
    fn add(&mut self, member: Member) {
        let index = self.members.len();
        let names = Names::new(&member);
        for name in [&names.label, &names.key] {
            let same = self.by_name.entry(name.clone()).or_default();
            if !same.contains(&index) {
                same.push(index);
            }
        }
        self.by_key.insert(member.key.clone(), index);
        self.names.push(names);
        self.members.push(member);
    }

    fn labels(&self, indices: &[usize]) -> Vec<String> {
        let mut labels: Vec<String> =
            indices.iter().take(MOST_CANDIDATES).map(|index| self.members[*index].label.clone()).collect();
        if labels.iter().any(|label| labels.iter().filter(|other| *other == label).count() > 1) {
            labels =
                indices.iter().take(MOST_CANDIDATES).map(|index| self.members[*index].key.clone()).collect();
        }
        labels
    }

    fn meant(&self, typed: &str) -> Meant {
        let trimmed = typed.trim();
        if let Some(index) = self.by_key.get(trimmed) {
            return Meant::Exactly(*index);
        }
        let exact = (0..self.members.len()).filter(|index| self.members[*index].label == trimmed);
        if let Some(meant) = only(exact.collect()) {
            return meant;
        }
        let whole = Typed::new(trimmed);
        if whole.folded.is_empty() {
            return Meant::Nothing;
        }
        let bare = self.without_own_name(&whole.folded).map(|bare| Typed::new(&bare));
        for typed in std::iter::once(&whole).chain(&bare) {
            if let Some(meant) = self.by_form(typed) {
                return meant;
            }
        }
        std::iter::once(&whole).chain(&bare).find_map(|typed| self.slip(typed)).unwrap_or(Meant::Nothing)
    }

    /// `line 3` or `leeds plant` without the name of the dimension.
    fn without_own_name(&self, folded: &str) -> Option<String> {
        let bare = self.own_names.iter().find_map(|own| {
            let before = folded.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix(' '));
            before.or_else(|| folded.strip_suffix(own.as_str()).and_then(|rest| rest.strip_suffix(' ')))
        })?;
        Some(bare.to_owned()).filter(|bare| !bare.is_empty())
    }

    /// The same name in another form: case, spacing, leading zeros, some of its words, beginnings of them.
    fn by_form(&self, typed: &Typed) -> Option<Meant> {
        if let Some(same) = self.by_name.get(&typed.folded) {
            return only(same.clone());
        }
        let matching = |matches: &dyn Fn(&Names) -> bool| -> Vec<usize> {
            self.names
                .iter()
                .enumerate()
                .filter(|(_, names)| matches(names))
                .map(|(index, _)| index)
                .collect()
        };
        only(matching(&|names| names.compact.contains(&typed.compact)))
            .or_else(|| only(matching(&|names| has_words(&names.label, &typed.folded))))
            .or_else(|| {
                // Two letters begin too many names: they might be the code of a member that this person may not see.
                let is_long_enough = typed.folded.chars().count() >= SHORTEST_BEGINNING;
                let begins = |names: &Names| {
                    begins_words(&names.label, &typed.folded) || names.key.starts_with(&typed.folded)
                };
                is_long_enough.then(|| only(matching(&begins))).flatten()
            })
    }

    fn slip(&self, typed: &Typed) -> Option<Meant> {
        let mut alike: Vec<(f64, usize)> =
            self.likenesses(typed).filter(|(score, _)| *score >= ALIKE).collect();
        alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = alike.first()?.0;
        let close: Vec<usize> =
            alike.iter().take_while(|(score, _)| best - score < MARGIN).map(|(_, index)| *index).collect();
        match close.as_slice() {
            [index] => Some(Meant::Probably(*index)),
            _ => Some(Meant::OneOf(close)),
        }
    }

    fn likenesses<'a>(&'a self, typed: &'a Typed) -> impl Iterator<Item = (f64, usize)> + 'a {
        self.names.iter().enumerate().map(|(index, names)| (names.likeness(typed), index))
    }

    /// For "did you mean": also names that are less alike, or have another number.
    fn nearest(&self, typed: &str) -> Vec<String> {
        super::nearest(typed, self.members.iter().map(|member| member.label.as_str()))
    }
}

fn only(indices: Vec<usize>) -> Option<Meant> {
    match indices.as_slice() {
        [] => None,
        [index] => Some(Meant::Exactly(*index)),
        _ => Some(Meant::OneOf(indices)),
    }
}

impl Names {
    fn new(member: &Member) -> Self {
        let (label, key) = (fold(&member.label), fold(&member.key));
        Names {
            compact: [compact(&label), compact(&key)],
            letters: letters(&label) | letters(&key),
            label,
            key,
        }
    }

    /// 1 for the name itself, less the less of it was typed or the more it differs, 0 for another name.
    fn score(&self, typed: &Typed) -> f64 {
        if typed.folded.is_empty() {
            0.0
        } else if self.label == typed.folded || self.key == typed.folded {
            1.0
        } else if self.compact.contains(&typed.compact) {
            0.97
        } else if has_words(&self.label, &typed.folded) {
            0.75 + 0.2 * typed.length as f64 / self.label.chars().count().max(1) as f64
        } else if typed.length >= 3 && begins_words(&self.label, &typed.folded) {
            0.6 + 0.2 * typed.length as f64 / self.label.chars().count().max(1) as f64
        } else {
            let likeness = self.likeness(typed);
            if likeness >= ALIKE { 0.95 * likeness } else { 0.0 }
        }
    }

    /// How alike the typed text and the nearer of the two names are. Another number is another thing.
    fn likeness(&self, typed: &Typed) -> f64 {
        if typed.length < 3 {
            return 0.0;
        }
        // Each slip changes at most two kinds of letters: most names are told apart without comparing them.
        let slips = (typed.length as f64 * (1.0 - ALIKE) / ALIKE).ceil() as u32;
        if (typed.letters & !self.letters).count_ones() > slips {
            return 0.0;
        }
        let of = |name: &str| {
            if digits(name) == typed.digits { folded_similarity(name, &typed.folded) } else { 0.0 }
        };
        of(&self.label).max(of(&self.key))
    }
}

/// Whether every word that was typed is a word of the name.
fn has_words(name: &str, typed: &str) -> bool {
    typed.split(' ').all(|word| name.split(' ').any(|other| same_word(other, word)))
}

/// Letters that a beginning of a name must have to stand for it.
const SHORTEST_BEGINNING: usize = 3;

/// Whether every word that was typed begins a word of the name. Numbers do not begin other numbers.
fn begins_words(name: &str, typed: &str) -> bool {
    typed.split(' ').all(|word| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        name.split(' ').any(|other| if is_number { same_word(other, word) } else { other.starts_with(word) })
    })
}

/// `3` and `03` are the same.
fn same_word(a: &str, b: &str) -> bool {
    a == b || (a.starts_with('0') || b.starts_with('0')) && compact(a) == compact(b)
}

/// Without spaces, and numbers without leading zeros.
fn compact(folded: &str) -> String {
    let mut compact = String::with_capacity(folded.len());
    let mut letters = folded.chars().filter(|letter| *letter != ' ').peekable();
    while let Some(letter) = letters.next() {
        let before_is_digit = compact.ends_with(|last: char| last.is_ascii_digit());
        let leads_a_number =
            letter == '0' && !before_is_digit && letters.peek().is_some_and(char::is_ascii_digit);
        if !leads_a_number {
            compact.push(letter);
        }
    }
    compact
}

fn digits(folded: &str) -> String {
    folded.chars().filter(char::is_ascii_digit).collect()
}

/// A bit for each kind of letter.
fn letters(folded: &str) -> u64 {
    folded.bytes().fold(0, |bits, byte| match byte {
        b'a'..=b'z' => bits | 1 << (byte - b'a'),
        b'0'..=b'9' => bits | 1 << (26 + byte - b'0'),
        b' ' => bits,
        other => bits | 1 << (36 + other % 28),
    })
}
