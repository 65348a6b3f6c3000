//! What is known of the orders to be made: by this, it is told in which order to make them.

use serde::Deserialize;

use super::{Catalogue, Faults, Location, failure_model::check_named};

/// Orders that wait for a place that makes one after the other. `run` and `setup` can be split by all dimensions named here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleModel {
    /// Id of the dimension whose members are made one after the other: the number of an order.
    pub of: String,
    /// What they are called, in the plural: `orders`.
    pub called: String,
    /// Id of the dimension of the places that make them.
    pub at: String,
    /// Id of the dimension that says whether a set-up is needed between two of them: none is where both have the same member.
    pub alike: String,
    /// Ids of the dimensions of the days on which one is planned to start and on which it falls due, as `2026-10-02`.
    pub start: String,
    pub due: String,
    /// Measure ids: the time that one takes to make, and to set up for. By the day of the planned start.
    pub run: String,
    pub setup: String,
    /// Measure id: the time that there is at a place, by week.
    pub hours: String,
    /// Measure id: the time that a place was planned to work on a day of the past; says on which days of a week there is any.
    pub worked: String,
}

impl ScheduleModel {
    /// Ids of the dimensions that an order is told by.
    pub fn dimensions(&self) -> [&String; 5] {
        [&self.of, &self.at, &self.alike, &self.start, &self.due]
    }

    pub(super) fn check(&self, at: &Location, catalogue: &Catalogue, faults: &mut Faults) {
        for dimension in self.dimensions() {
            check_named("schedule_models", dimension, [&self.run, &self.setup], (at, catalogue), faults);
        }
        check_named("schedule_models", &self.at, [&self.hours, &self.worked], (at, catalogue), faults);
    }
}
