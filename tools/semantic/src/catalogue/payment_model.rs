//! What is known of how bills are paid: by this, it is told which of them the next payment run should pay.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Catalogue, Faults, Location, failure_model::check_named};

/// What is owed bill by bill. The measure `open` can be split by all dimensions named here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentModel {
    /// Id of the dimension whose members are paid: the number of a bill.
    pub of: String,
    /// What they are called, in the plural: `invoices`.
    pub called: String,
    /// Id of the dimension of those who are paid.
    pub to: String,
    /// Id of the dimension of the day on which a bill falls due, as `2026-10-02`.
    pub due: String,
    /// Measure id: what is still to be paid today, by the day on which it falls due.
    pub open: String,
    /// Measure id: what was paid, by day. The days of payment runs are learned from it.
    pub paid: String,
    /// Members, by the id of their dimension, whose bills are not paid before somebody has cleared them.
    #[serde(default)]
    pub held: BTreeMap<String, Vec<String>>,
    /// Measure id: what there is to pay from.
    pub cash: Option<String>,
}

impl PaymentModel {
    /// Ids of the dimensions that a bill is told by, in the order of [`Self::of`], [`Self::to`], [`Self::due`], what holds it.
    pub fn dimensions(&self) -> impl Iterator<Item = &String> {
        [&self.of, &self.to, &self.due].into_iter().chain(self.held.keys())
    }

    pub(super) fn check(&self, at: &Location, catalogue: &Catalogue, faults: &mut Faults) {
        for dimension in self.dimensions() {
            check_named("payment_models", dimension, [&self.open], (at, catalogue), faults);
        }
        for id in [&self.paid].into_iter().chain(&self.cash).filter(|id| catalogue.measure(id).is_none()) {
            faults
                .add(at, format!("`payment_models` names `{id}`, which is no metric; write the name of one"));
        }
    }
}
