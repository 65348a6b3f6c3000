//! The names of members: how each can be said. Built once for each scope.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sentia_semantic::{Catalogue, Dimension, Member, MemberIndex};

use super::{
    MemberRef, Quality,
    english::{English, is_generic, number_word},
    phrasebook::{Needs, Phrasebook, name_words},
    vocabulary::WordId,
};

/// Whether words are ordinary English rather than a name.
type IsOrdinary<'a> = &'a dyn Fn(&[(String, String)]) -> bool;

/// Members that one part of a name may mean before it is too vague to list them.
const MOST_OF_A_PART: usize = 8;

/// Words at the end of a firm's name that nobody says.
const FIRM_ENDS: [&str; 18] = [
    "ltd", "limited", "plc", "inc", "llc", "llp", "gmbh", "ag", "sa", "bv", "nv", "ab", "oy", "spa", "srl",
    "co", "corp", "kg",
];

/// Members as people name them, with those that the asking person may not see marked: they are recognised, so that a
/// question about them is refused instead of answered for something else, and nothing of them is ever shown.
#[derive(Debug, Default)]
pub struct MemberNames {
    pub(crate) book: Phrasebook,
    members: Vec<(Member, bool)>,
    /// Members called by their dimension and a number, such as `Line 3`.
    by_number: HashMap<(String, u64), Vec<u32>>,
    numbered: BTreeSet<String>,
    /// Members with this word somewhere in their label.
    by_word: HashMap<WordId, Vec<u32>>,
    visible_counts: HashMap<String, usize>,
    /// Labels that two members of a dimension share; such members go by their key.
    shared_labels: BTreeSet<(String, String)>,
}

impl MemberNames {
    pub(crate) fn build(
        catalogue: &Catalogue,
        visible: &MemberIndex,
        known: Option<&MemberIndex>,
        english: &English,
        is_name: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut names = MemberNames::default();
        for dimension in &catalogue.dimensions {
            let seen: BTreeSet<&str> =
                visible.of(&dimension.id).iter().map(|member| member.key.as_str()).collect();
            let hidden = known
                .map_or(&[][..], |known| known.of(&dimension.id))
                .iter()
                .filter(|member| !seen.contains(member.key.as_str()));
            let all = visible
                .of(&dimension.id)
                .iter()
                .map(|member| (member, true))
                .chain(hidden.map(|member| (member, false)));
            let label = name_words(&dimension.label);
            for (member, is_visible) in all {
                names.add(member, is_visible, dimension, &label, english, is_name);
            }
        }
        names.find_shared_labels();
        names
    }

    fn add(
        &mut self,
        member: &Member,
        visible: bool,
        dimension: &Dimension,
        label: &[(String, String)],
        english: &English,
        is_name: &dyn Fn(&str) -> bool,
    ) {
        let owner = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        self.members.push((member.clone(), visible));
        *self.visible_counts.entry(member.dimension.clone()).or_default() += usize::from(visible);
        let is_ordinary = |parts: &[(String, String)]| is_ordinary_name(parts, english, is_name);
        for (name, quality, score) in spoken_names(&member.label) {
            self.add_label(&name, quality, score, owner, label, &is_ordinary);
        }
        self.add_key(member, owner);
        self.add_number(member, owner, label, dimension);
        for word in self.book.intern(&name_words(&member.label)) {
            let held = self.by_word.entry(word).or_default();
            if held.last() != Some(&owner) {
                held.push(owner);
            }
        }
    }

    fn add_label(
        &mut self,
        name: &str,
        quality: Quality,
        score: f64,
        owner: u32,
        label: &[(String, String)],
        is_ordinary: IsOrdinary<'_>,
    ) {
        let parts = name_words(name);
        self.add_phrase(&parts, owner, quality, score, is_ordinary);
        if let Some(rest) = without(&parts, label) {
            self.add_phrase(rest, owner, quality.min(Quality::Derived), score * 0.97, is_ordinary);
        }
        let firm = parts
            .iter()
            .rposition(|(_, text)| !FIRM_ENDS.contains(&text.as_str()))
            .map_or(0, |last| last + 1);
        if firm > 0 && firm < parts.len() {
            self.add_phrase(&parts[..firm], owner, Quality::Derived, score * 0.97, is_ordinary);
        }
    }

    fn add_phrase(
        &mut self,
        parts: &[(String, String)],
        owner: u32,
        quality: Quality,
        score: f64,
        is_ordinary: IsOrdinary<'_>,
    ) {
        let needs = match parts {
            [] => return,
            [(_, text)] if is_bare(text) => Needs::DimensionWord,
            parts if is_ordinary(parts) => Needs::Context,
            _ => Needs::Nothing,
        };
        let words = self.book.intern(parts);
        self.book.add(words, owner, quality, score, needs);
    }

    fn add_key(&mut self, member: &Member, owner: u32) {
        let parts = name_words(&member.key);
        if parts.is_empty()
            || parts.len() > 6
            || member.key.chars().count() > 24
            || member.key.eq_ignore_ascii_case(&member.label)
        {
            return;
        }
        let has_digit = member.key.chars().any(|letter| letter.is_ascii_digit());
        let has_letter = member.key.chars().any(char::is_alphabetic);
        let needs = match (has_digit, has_letter) {
            (true, true) => Needs::Tight,
            (true, false) => Needs::DimensionWord,
            _ if parts.len() == 1 && parts[0].1.chars().count() == 1 => Needs::DimensionWord,
            _ => Needs::Capitals,
        };
        let words = self.book.intern(&parts);
        self.book.add(words, owner, Quality::Exact, 0.96, needs);
    }

    /// `Line 3` also as the third in "lines 1 to 3", and as `L3`.
    fn add_number(&mut self, member: &Member, owner: u32, label: &[(String, String)], dimension: &Dimension) {
        let parts = name_words(&member.label);
        let named = without(&parts, label).and_then(only_number);
        let keyed = || only_number(&name_words(&member.key)).or_else(|| code_number(&member.key));
        let Some(number) = named.or_else(keyed) else { return };
        self.by_number.entry((dimension.id.clone(), number)).or_default().push(owner);
        self.numbered.insert(dimension.id.clone());
        if named.is_some() {
            let initials: String = label.iter().filter_map(|(_, text)| text.chars().next()).collect();
            let mut words = self.book.intern(&name_words(&initials));
            words.extend(self.book.intern(&name_words(&number.to_string())));
            self.book.add(words, owner, Quality::Derived, 0.9, Needs::Tight);
        }
    }

    fn find_shared_labels(&mut self) {
        let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (member, _) in &self.members {
            *counts.entry((&member.dimension, &member.label)).or_default() += 1;
        }
        let shared = counts.into_iter().filter(|(_, count)| *count > 1);
        self.shared_labels =
            shared.map(|((dimension, label), _)| (dimension.to_owned(), label.to_owned())).collect();
    }

    pub(crate) fn member(&self, owner: u32) -> Option<(&Member, bool)> {
        self.members.get(owner as usize).map(|(member, visible)| (member, *visible))
    }

    /// A member as a candidate for the words that named it.
    pub(crate) fn reference(&self, owner: u32, score: f64, quality: Quality) -> Option<MemberRef> {
        let (member, visible) = self.member(owner)?;
        Some(MemberRef { member: member.clone(), name: self.filter_name(member), score, quality, visible })
    }

    /// Members of a dimension called by this number.
    pub(crate) fn numbered(&self, dimension: &str, number: u64) -> &[u32] {
        self.by_number.get(&(dimension.to_owned(), number)).map_or(&[], Vec::as_slice)
    }

    /// Whether members of the dimension are called by numbers at all.
    pub(crate) fn has_numbers(&self, dimension: &str) -> bool {
        self.numbered.contains(dimension)
    }

    /// The visible members whose numbers are nearest to one that no member has, nearest first.
    pub(crate) fn near_number(&self, dimension: &str, number: u64) -> Vec<Member> {
        let mut near: Vec<(u64, u64, &Member)> = self
            .by_number
            .iter()
            .filter(|((of, _), _)| of == dimension)
            .flat_map(|((_, held), owners)| owners.iter().map(move |owner| (*held, owner)))
            .filter_map(|(held, owner)| {
                self.member(*owner)
                    .filter(|(_, visible)| *visible)
                    .map(|(member, _)| (held.abs_diff(number), held, member))
            })
            .collect();
        near.sort();
        near.into_iter().take(3).map(|(_, _, member)| member.clone()).collect()
    }

    /// Visible members whose label holds all these words; none where they are too many to be meant.
    pub(crate) fn holding(&self, words: &[WordId]) -> Vec<u32> {
        let rarest = words.iter().filter_map(|word| self.by_word.get(word)).min_by_key(|held| held.len());
        let holds = |owner: &&u32| {
            words
                .iter()
                .all(|word| self.by_word.get(word).is_some_and(|held| held.binary_search(owner).is_ok()))
        };
        let is_visible = |owner: &&u32| self.member(**owner).is_some_and(|(_, visible)| visible);
        let found: Vec<u32> =
            rarest.into_iter().flatten().filter(holds).filter(is_visible).copied().collect();
        if found.len() > MOST_OF_A_PART { Vec::new() } else { found }
    }

    /// How many members of a dimension the person may see.
    pub fn count(&self, dimension: &str) -> usize {
        self.visible_counts.get(dimension).copied().unwrap_or(0)
    }

    /// What a filter should call a member: its label, or its key where another member bears the same label.
    fn filter_name(&self, member: &Member) -> String {
        let shared = self.shared_labels.contains(&(member.dimension.clone(), member.label.clone()));
        if shared { member.key.clone() } else { member.label.clone() }
    }
}

/// The label; what stands before and within its brackets; what stands before a dash.
fn spoken_names(label: &str) -> Vec<(String, Quality, f64)> {
    let mut names = vec![(label.to_owned(), Quality::Exact, 1.0)];
    if let Some((before, rest)) = label.split_once('(') {
        names.push((before.to_owned(), Quality::Derived, 0.97));
        names.push((rest.trim_end_matches([')', ' ']).to_owned(), Quality::Derived, 0.93));
    }
    if let Some((before, _)) = label.split_once(" - ").or_else(|| label.split_once(" – ")) {
        names.push((before.to_owned(), Quality::Derived, 0.95));
    }
    names
}

/// The name without the dimension's own word at its start or end: `3` of `Line 3`, `Night` of `Night shift`.
fn without<'a>(parts: &'a [(String, String)], label: &[(String, String)]) -> Option<&'a [(String, String)]> {
    let same = |part: &[(String, String)]| part.iter().zip(label).all(|(one, other)| one.0 == other.0);
    if label.is_empty() || parts.len() <= label.len() {
        return None;
    }
    if same(&parts[..label.len()]) {
        return Some(&parts[label.len()..]);
    }
    let rest = parts.len() - label.len();
    same(&parts[rest..]).then(|| &parts[..rest])
}

fn only_number(parts: &[(String, String)]) -> Option<u64> {
    match parts {
        [(text, _)] => text.parse().ok(),
        _ => None,
    }
}

/// The number of a code such as `L03` or `C017`: letters, then digits.
fn code_number(key: &str) -> Option<u64> {
    match name_words(key).as_slice() {
        [(letters, _), (digits, _)] if letters.len() <= 3 && letters.chars().all(char::is_alphabetic) => {
            digits.parse().ok()
        }
        _ => None,
    }
}

fn is_bare(text: &str) -> bool {
    text.chars().count() == 1 || text.chars().all(|letter| letter.is_ascii_digit())
}

fn is_ordinary_name(parts: &[(String, String)], english: &English, is_name: &dyn Fn(&str) -> bool) -> bool {
    let ordinary = |(stem, text): &(String, String)| {
        english.is_word(text) || is_generic(stem) || is_name(stem) || number_word(text).is_some()
    };
    match parts {
        [part] => ordinary(part),
        parts => parts.iter().all(|(stem, text)| english.is_filler(text) || is_generic(stem)),
    }
}
