//! Questions about every kind of name, in the forms in which people write them.

use std::collections::BTreeMap;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use sentia_semantic::{Area, Engine, Scope, lower_first};

use super::names::Names;

/// A question, and what a model would ask the tools for.
#[derive(Debug, Clone, Default)]
pub(super) struct Ask {
    pub(super) question: String,
    pub(super) measure: String,
    pub(super) dimension: String,
    /// The name that the question has.
    pub(super) name: String,
    pub(super) of_documents: bool,
}

/// A kind of name, with what can be asked of it.
struct Kind {
    dimension: String,
    plural: String,
    names: Vec<String>,
    /// Measure id, label, area.
    measures: Vec<(String, String, Area)>,
}

pub(super) struct Asks {
    kinds: Vec<Kind>,
    ibans: Vec<String>,
    dice: ChaCha8Rng,
    last: Ask,
}

impl Asks {
    pub(super) fn new(engine: &Engine, names: &Names, seed: u64) -> Self {
        let catalogue = engine.catalogue();
        let by_dimension: BTreeMap<&str, Vec<&str>> = names.by_dimension();
        let kind = |(id, names): (&str, Vec<&str>)| {
            let dimension = catalogue.dimension(id)?;
            let is_split = |measure: &&sentia_semantic::Measure| {
                engine.dimensions_of(&measure.id).iter().any(|by| by.id == id)
            };
            let measures = catalogue.measures.iter().filter(is_split);
            Some(Kind {
                dimension: id.to_owned(),
                plural: lower_first(&dimension.plural),
                names: names.into_iter().map(str::to_owned).collect(),
                measures: measures
                    .map(|measure| (measure.id.clone(), lower_first(&measure.label), measure.area))
                    .collect(),
            })
        };
        Asks {
            kinds: by_dimension
                .into_iter()
                .filter_map(kind)
                .filter(|kind| !kind.measures.is_empty())
                .collect(),
            ibans: names.ibans().map(str::to_owned).collect(),
            dice: ChaCha8Rng::seed_from_u64(seed),
            last: Ask::default(),
        }
    }

    /// The `at`-th question of a conversation of this person.
    pub(super) fn next(&mut self, at: usize, scope: &Scope) -> Ask {
        let kind = self.below(self.kinds.len());
        let name = self.below(self.kinds[kind].names.len());
        let readable: Vec<usize> = (0..self.kinds[kind].measures.len())
            .filter(|at| scope.may_read(self.kinds[kind].measures[*at].2))
            .collect();
        let picked = self.below(readable.len().max(1));
        let form = self.below(9);
        let iban = self.below(self.ibans.len().max(1));
        let kind = &self.kinds[kind];
        let (measure, label, _) = &kind.measures[readable.get(picked).copied().unwrap_or(0)];
        let (name, plural) = (&kind.names[name], &kind.plural);
        let follows = at > 0 && form < 2 && self.last.dimension == kind.dimension;
        let question = match form {
            _ if follows => format!("and for {name}?"),
            0 | 1 => format!("{label} of {name}"),
            2 => format!("{label} by {plural} last month"),
            3 => format!("what was {label} for {} last quarter", name.to_uppercase()),
            4 => format!("{label} by {plural}, {}", name.to_lowercase()),
            5 => format!("{name}'s {label} this year"),
            6 => format!("what do our documents say about {name}?"),
            7 => match self.ibans.get(iban) {
                Some(iban) => format!("what do our documents say about paying {name} on {iban}?"),
                None => format!("{label} of {name}"),
            },
            _ => format!("top 5 {plural} by {label}, without {name}"),
        };
        let ask = Ask {
            question,
            measure: if follows { self.last.measure.clone() } else { measure.clone() },
            dimension: kind.dimension.clone(),
            name: name.clone(),
            of_documents: matches!(form, 6 | 7),
        };
        self.last = ask.clone();
        ask
    }

    fn below(&mut self, count: usize) -> usize {
        self.dice.next_u32() as usize % count.max(1)
    }
}
