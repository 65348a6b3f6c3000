use std::collections::{BTreeMap, HashMap};

use super::{
    names::{ALIKE, Names, Typed, begins_words, has_words},
    similarity::fold,
};
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
    /// Names of members that the person may not see: never said, but never taken for others either.
    hidden: Vec<Names>,
}

/// A slip must be this much more like one name than like the next.
const MARGIN: f64 = 0.06;
const MOST_CANDIDATES: usize = 5;
const MOST_FOUND: usize = 20;
/// Letters that a beginning of a name must have to stand for it.
const SHORTEST_BEGINNING: usize = 3;

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

    /// Remembers that a dimension has a member which this person may not see. Its name is then unknown to them, and not
    /// a slip of the name of one that they do see.
    pub(crate) fn hide(&mut self, hidden: &Member) {
        let entry = self.dimensions.entry(hidden.dimension.clone()).or_default();
        entry.hidden.push(Names::new(hidden));
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
            // The exact name of a hidden member is not another's.
            let least = if entry.hides(&typed) { 1.0 } else { f64::MIN_POSITIVE };
            found.extend(scored.filter(|(_, score)| *score >= least));
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
            if let Some(meant) = self.by_name(typed) {
                return meant;
            }
        }
        if std::iter::once(&whole).chain(&bare).any(|typed| self.hides(typed)) {
            return Meant::Nothing;
        }
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

    /// Whether this is the name of a member that the person may not see.
    fn hides(&self, typed: &Typed) -> bool {
        self.hidden.iter().any(|names| names.are(typed))
    }

    /// The same name but for case, accents and punctuation.
    fn by_name(&self, typed: &Typed) -> Option<Meant> {
        self.by_name.get(&typed.folded).and_then(|same| only(same.clone()))
    }

    /// The same name in another form: spacing, leading zeros, some of its words, beginnings of them.
    fn by_form(&self, typed: &Typed) -> Option<Meant> {
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
        if self.hidden.iter().any(|names| names.likeness(typed) > best) {
            return None;
        }
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
