//! The planted incidents: the one source that both the simulation and the truth file read.
//!
//! The simulation asks the `Incidents` methods ("by what factor does scrap rise here today?") and never
//! an incident by name; the truth is the same list in words. Nothing in the warehouse names them.

mod draw;
mod effect;
mod plan;

use jiff::civil::Date;
use serde::Serialize;

pub use effect::{Effect, Incidents};

/// The way a measure moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    /// Looks odd, and is not.
    None,
}

/// How large an incident is, in the terms of its kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Size {
    pub value: f64,
    /// `%`, `percentage points`, `days`, `times` or `°C`.
    pub unit: &'static str,
}

/// One planted incident as tests and evaluations read it.
#[derive(Debug, Clone, Serialize)]
pub struct Incident {
    pub id: &'static str,
    pub kind: &'static str,
    pub what: String,
    /// Codes of the places and members concerned, as they stand in the warehouse.
    #[serde(rename = "where")]
    pub places: Vec<String>,
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Measures that move, each with its direction.
    pub measures: Vec<(&'static str, Direction)>,
    pub size: Size,
    pub cause: String,
    /// Things nearby in time or place that did not cause it.
    pub decoys: Vec<String>,
    /// False for what looks odd and is no incident (a holiday, a feed outage, a decoy).
    pub is_anomaly: bool,
    #[serde(skip)]
    pub effect: Effect,
}

impl Incident {
    /// Whether it is going on.
    #[must_use]
    pub fn is_on(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// One kind of dirt in the data, and how many rows have it.
#[derive(Debug, Clone, Serialize)]
pub struct Dirt {
    pub table: &'static str,
    /// `late`, `missing`, `doubled` or `wrong unit`.
    pub kind: &'static str,
    pub rows: u64,
    /// Where to look: a sentence, such as which unit was sent.
    pub note: String,
}

/// The truth about the generated company: what was planted in it. Only tests and evaluations read it.
#[derive(Debug, Clone, Serialize)]
pub struct Truth {
    pub seed: u64,
    pub scale: u32,
    pub first_day: Date,
    pub today: Date,
    pub incidents: Vec<Incident>,
    pub dirt: Vec<Dirt>,
}
