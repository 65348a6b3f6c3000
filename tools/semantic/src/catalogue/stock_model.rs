//! What is known of how things are held in stock and ordered: by this, it is told how much of each is needed.

use serde::Deserialize;

use super::{Catalogue, Faults, Location, failure_model::check_named};

/// Which measures say how much of a thing is used, ordered and held. All of them can be split by `of` and `at`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockModel {
    /// Id of the dimension whose members are held.
    pub of: String,
    /// Id of the dimension of the places that they are held at.
    pub at: String,
    /// Measure id: the quantity used, by day.
    pub used: String,
    /// Measure id: the quantity ordered at once.
    pub order: String,
    /// Measure id: the quantity of the rule in force, on hand and on order, at which more is ordered.
    pub reorder_point: String,
    /// Measure id: days from order to receipt, as planned.
    pub lead_time: String,
    /// Measure id: days that receipts came later than planned, by the day of receipt.
    pub delay: String,
    /// Measure ids: what is on hand, in quantity and in money.
    pub quantity: String,
    pub value: String,
}

impl StockModel {
    pub fn measures(&self) -> [&String; 7] {
        [
            &self.used,
            &self.order,
            &self.reorder_point,
            &self.lead_time,
            &self.delay,
            &self.quantity,
            &self.value,
        ]
    }

    pub(super) fn check(&self, at: &Location, catalogue: &Catalogue, faults: &mut Faults) {
        for dimension in [&self.of, &self.at] {
            check_named("stock_models", dimension, self.measures(), (at, catalogue), faults);
        }
    }
}
