use std::collections::{BTreeMap, BTreeSet};

use sentia_semantic::{Catalogue, Engine};

/// Which dimensions each measure can be split and filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach(BTreeMap<String, BTreeSet<String>>);

impl Reach {
    pub fn of(engine: &Engine) -> Self {
        let dimensions = |measure: &str| {
            engine.dimensions_of(measure).into_iter().map(|dimension| dimension.id.clone()).collect()
        };
        Reach(
            engine
                .catalogue()
                .measures
                .iter()
                .map(|measure| (measure.id.clone(), dimensions(&measure.id)))
                .collect(),
        )
    }

    /// From a rule, for catalogues without a warehouse.
    pub fn by_rule(catalogue: &Catalogue, reaches: impl Fn(&str, &str) -> bool) -> Self {
        let dimensions = |measure: &str| {
            let ids = catalogue.dimensions.iter().map(|dimension| dimension.id.clone());
            ids.filter(|dimension| reaches(measure, dimension)).collect()
        };
        Reach(
            catalogue.measures.iter().map(|measure| (measure.id.clone(), dimensions(&measure.id))).collect(),
        )
    }

    pub fn has(&self, measure: &str, dimension: &str) -> bool {
        self.0.get(measure).is_some_and(|dimensions| dimensions.contains(dimension))
    }

    /// Whether all the measures can be split by the dimension.
    pub fn all_have(&self, measures: &[String], dimension: &str) -> bool {
        measures.iter().all(|measure| self.has(measure, dimension))
    }

    /// Dimensions that all these measures have.
    pub fn common(&self, measures: &[String]) -> BTreeSet<String> {
        let mut sets = measures.iter().filter_map(|measure| self.0.get(measure));
        let Some(first) = sets.next().cloned() else { return BTreeSet::new() };
        sets.fold(first, |common, set| common.intersection(set).cloned().collect())
    }
}
