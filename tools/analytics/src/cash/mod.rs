//! Cash in the weeks to come, by simulation from the bottom up: open items are paid as early or late as each party has paid so
//! far ([`Habits`]), what is not invoiced yet is drawn from what was invoiced lately, other flows recur as in months before
//! ([`Recurring`]). [`simulate`] draws courses of cash from a seed; [`tried`] asks how the same did on the past.
//!
//! Days are numbered from any day on, amounts are whole minor units. `today` is the first day of which nothing is recorded.

mod curve;
mod drift;
mod habits;
mod history;
mod paths;
mod recurring;
mod simulate;
mod tried;

pub use drift::Drift;
pub use habits::Habits;
pub use history::{Book, Flow, History, Item};
pub use paths::{Paths, Share};
pub use recurring::Recurring;
pub use simulate::{CannotSimulate, Scenario, Start, simulate};
pub use tried::{Tried, tried};
