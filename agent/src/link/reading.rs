use super::{
    Span,
    english::English,
    phrasebook::{Phrasebook, Seen, Side},
    spelling::{roots, stem},
    text::{Atom, atoms},
};

/// A question taken apart, with each word looked up in the catalogue's names and the members' names.
pub(crate) struct Reading<'a> {
    pub(crate) question: &'a str,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) stems: Vec<String>,
    /// In the names of measures and dimensions.
    pub(crate) catalogue: Side,
    /// In the names of members.
    pub(crate) members: Side,
    pub(crate) truncated: bool,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        question: &'a str,
        catalogue: &Phrasebook,
        members: &Phrasebook,
        english: &English,
        known: &dyn Fn(&str) -> bool,
    ) -> Self {
        let (atoms, truncated) = atoms(question);
        let stems: Vec<String> = atoms.iter().map(|atom| stem(&atom.text)).collect();
        let mut reading = Reading {
            question,
            catalogue: catalogue.side(&atoms, &stems),
            members: members.side(&atoms, &stems),
            atoms,
            stems,
            truncated,
        };
        reading.look_up_other_forms(catalogue, members);
        reading.mend_misspellings(catalogue, members, english, known);
        reading
    }

    pub(crate) fn word(&self, at: usize) -> &str {
        self.atoms.get(at).map_or("", |atom| &atom.text)
    }

    /// The bytes from one atom to another (excluded).
    pub(crate) fn span(&self, from: usize, to: usize) -> Span {
        match (self.atoms.get(from), to.checked_sub(1).and_then(|last| self.atoms.get(last))) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => Span::new(0, 0),
        }
    }

    fn is_unknown(&self, at: usize) -> bool {
        let none = |side: &Side| side.words.get(at).is_some_and(Option::is_none);
        none(&self.catalogue) && none(&self.members)
    }

    /// Verbs and the like stand for the noun that the catalogue has: `scrapped` for `scrap`.
    fn look_up_other_forms(&mut self, catalogue: &Phrasebook, members: &Phrasebook) {
        for at in 0..self.atoms.len() {
            if !self.is_unknown(at) {
                continue;
            }
            for root in roots(&self.atoms[at].text) {
                let seen = |word| Seen { word, score: 0.9, corrected: false };
                let found = catalogue.vocabulary.get(&root).map(seen);
                let member = members.vocabulary.get(&root).map(seen);
                if found.is_some() || member.is_some() {
                    self.catalogue.words[at] = found;
                    self.members.words[at] = member;
                    break;
                }
            }
        }
    }

    fn mend_misspellings(
        &mut self,
        catalogue: &Phrasebook,
        members: &Phrasebook,
        english: &English,
        known: &dyn Fn(&str) -> bool,
    ) {
        for at in 0..self.atoms.len() {
            let text = &self.atoms[at].text;
            if !self.is_unknown(at) || english.is_word(text) || known(text) {
                continue;
            }
            let found = catalogue.vocabulary.correct(text);
            let member = members.vocabulary.correct(text);
            let best = found.map_or(0.0, |(_, score)| score).max(member.map_or(0.0, |(_, score)| score));
            let keep = |candidate: Option<(u32, f64)>| {
                candidate.filter(|(_, score)| *score >= best).map(|(word, score)| Seen {
                    word,
                    score,
                    corrected: true,
                })
            };
            self.catalogue.words[at] = keep(found);
            self.members.words[at] = keep(member);
        }
    }
}
