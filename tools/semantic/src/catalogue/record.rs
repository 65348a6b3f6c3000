//! What is shown of one thing that is known by its number: a work order, an invoice, a batch; and what it came from and went into.

use serde::Deserialize;

use super::{Catalogue, Faults, Location, failure_model::check_named};

/// What is shown of one member of a dimension, where a question names nothing but its number. All of it is over the same rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Id of the dimension whose members are shown.
    pub of: String,
    /// Measure ids, at least one.
    pub measures: Vec<String>,
    /// Ids of the dimensions that say what it is: its state, its days, whom it is for.
    #[serde(default)]
    pub by: Vec<String>,
}

impl Record {
    pub(super) fn check(&self, at: &Location, catalogue: &Catalogue, faults: &mut Faults) {
        check_split(
            "records",
            std::iter::once(&self.of).chain(&self.by),
            &self.measures,
            (at, catalogue),
            faults,
        );
    }
}

/// How the members of a dimension came from one another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// Ids of the dimensions whose members can be traced; one number is never that of two things.
    pub of: Vec<String>,
    /// Measure id: how much of one went into another, over `from` and `into`.
    pub links: String,
    /// Ids of the dimensions of what was used, and of what it was used for.
    pub from: String,
    pub into: String,
    /// What each of them is.
    pub about: Record,
    /// Where they went from which nothing can be traced on: customers.
    pub ends: Option<Record>,
}

impl Trace {
    pub(super) fn check(&self, at: &Location, catalogue: &Catalogue, faults: &mut Faults) {
        for of in self.of.iter().filter(|of| catalogue.dimension(of).is_none()) {
            faults.add(at, format!("`traces` names `{of}`, which is no dimension; write the id of one"));
        }
        check_split(
            "traces",
            [&self.from, &self.into],
            std::slice::from_ref(&self.links),
            (at, catalogue),
            faults,
        );
        for part in std::iter::once(&self.about).chain(&self.ends) {
            part.check(at, catalogue, faults);
        }
    }
}

fn check_split<'a>(
    key: &str,
    dimensions: impl IntoIterator<Item = &'a String>,
    measures: &[String],
    (at, catalogue): (&Location, &Catalogue),
    faults: &mut Faults,
) {
    if measures.is_empty() {
        faults.add(at, format!("`{key}` has an entry without `measures`; name at least one"));
    }
    for dimension in dimensions {
        check_named(key, dimension, measures, (at, catalogue), faults);
    }
}
