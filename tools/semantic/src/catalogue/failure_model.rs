//! What is known of how the members of a dimension fail, and what announces it: by this, failures to come are predicted.

use serde::Deserialize;

use super::{Catalogue, Faults, Location};

/// Which measure counts failures, and which ones say how their members do, day by day. All of them can be split by `of`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureModel {
    /// Id of the dimension whose members fail.
    pub of: String,
    /// Measure id: how many failures there were.
    pub failures: String,
    /// Measure ids: readings that may announce one.
    #[serde(default)]
    pub signs: Vec<String>,
    /// Measure ids: use, which wears.
    #[serde(default)]
    pub wear: Vec<String>,
    /// Measure ids: other than nought on days on which a member was looked after.
    #[serde(default)]
    pub care: Vec<String>,
    /// Measure id: what one failure costs, in money.
    pub cost: Option<String>,
}

impl FailureModel {
    /// Ids of the measures that are read day by day.
    pub fn measures(&self) -> impl Iterator<Item = &String> {
        [&self.failures].into_iter().chain(&self.signs).chain(&self.wear).chain(&self.care)
    }

    pub(super) fn check(&self, at: &Location, catalogue: &Catalogue, faults: &mut Faults) {
        let named = self.measures().chain(&self.cost);
        check_named("failure_models", &self.of, named, (at, catalogue), faults);
    }
}

/// The dimension is one, the measures are, and all of them can be split by it.
pub(super) fn check_named<'a>(
    key: &str,
    of: &str,
    measures: impl IntoIterator<Item = &'a String>,
    (at, catalogue): (&Location, &Catalogue),
    faults: &mut Faults,
) {
    if catalogue.dimension(of).is_none() {
        faults.add(at, format!("`{key}` names `{of}`, which is no dimension; write the id of one"));
        return;
    }
    for id in measures {
        let Some(measure) = catalogue.measure(id) else {
            faults.add(at, format!("`{key}` names `{id}`, which is no metric; write the name of one"));
            continue;
        };
        if !catalogue.dimensions_of(measure).iter().any(|dimension| dimension.id == of) {
            faults.add(
                at,
                format!("`{key}` names `{id}`, which cannot be split by `{of}`; leave it out, or join them"),
            );
        }
    }
}
